"""What the entailment head learns from: claims with their nearest sentences, true or not.

Of the public sets only what its split gives: ``fib`` and the errors made by rule where the
document's hash is even (``data.is_trained_on``), ``summedits`` in two of its four domains. Of the
texts written here (``training/pairs``) all but the test author's. A claim of several sentences is
taken sentence by sentence where it is true, and whole where it is not, since nobody said which of
them is wrong. What the writer itself wrote about documents that it did not know, and somebody read
(``drafts``), is for the weighing alone: to learn from it made the head no better.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from summarizer.evaluate.claims import cased
from summarizer.evaluate.pairs import read_pairs
from summarizer.text import sentences
from summarizer.verify.nearest import Words, nearest, words_of
from summarizer.verify.source import EVIDENCE
from training.grounding.data import is_trained_on, is_tuned_on
from training.pairs.read import WRITTEN, read_written

__all__ = ["TRAINED_DOMAINS", "Example", "evidence_for", "examples"]

TRAINED_DOMAINS = frozenset({"ectsum", "sales_email"})
"""Of summedits; the others are for measuring."""
_TUNED_AUTHOR = "w9"
_DRAFTS = Path(__file__).with_name("drafts")
"""``led`` by the source's wording, more and less; ``free``: before. ``test`` is left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A claim, the sentences of its document that it is read beside, and whether it is true.

    ``tuned``: not learnt from, but for weighing the head's word against other signals.
    ``by_rule``: an error that ``corrupt`` made. ``drafted``: the writer wrote it.
    """

    suite: str
    claim: str = field(repr=False)
    evidence: str = field(repr=False)
    true: bool
    kind: str = ""
    document: str = field(default="", repr=False)
    tuned: bool = False
    by_rule: bool = False
    drafted: bool = False


def examples(data: Path, made: Path) -> Iterator[Example]:
    """All examples, each once.

    Args:
        data: the folder with the public sets.
        made: ``train.jsonl`` as ``training.grounding.data`` writes it.
    """
    seen: set[tuple[str, str, bool]] = set()
    for example in (*_made(made), *_fib(data), *_summedits(data), *_written(), *_drafts()):
        key = (example.claim, example.evidence, example.true)
        if key not in seen:
            seen.add(key)
            yield example


def evidence_for(claim: str, document: str, *, most: int = EVIDENCE) -> str:
    """The sentences of a document that a claim is read beside, in their order."""
    texts, words = _indexed(document)
    return " ".join(texts[i] for i in nearest(words_of(claim), words, most=most))


@cache
def _indexed(document: str) -> tuple[list[str], list[Words]]:
    texts = [span.of(document) for span in sentences(document)]
    return texts, [words_of(text) for text in texts]


def _example(
    suite: str, claim: str, document: str, *, true: bool, kind: str = "", by_rule: bool = False
) -> Example:
    author = _authors().get(document)
    tuned = is_tuned_on(document) if author is None else author == _TUNED_AUTHOR
    return Example(
        suite=suite, claim=claim, evidence=evidence_for(claim, document), true=true, kind=kind,
        document=document, tuned=tuned, by_rule=by_rule,
    )  # fmt: skip


@cache
def _authors() -> Mapping[str, str]:
    """Who wrote a document, of those written here: errors made by rule do not say it."""
    pairs = [pair for path in sorted(WRITTEN.glob("*.txt")) for pair in read_written(path)]
    return {cased(pair.document): pair.author for pair in pairs}


def _made(path: Path) -> Iterator[Example]:
    for row in _rows(path):
        yield _example(
            row["domain"], row["claim"], row["document"],
            true=row["true"], kind=",".join(row["kinds"]), by_rule=not row["true"],
        )  # fmt: skip


def _fib(data: Path) -> Iterator[Example]:
    for row in _rows(data / "fib.jsonl.gz"):
        if not is_trained_on(row["document"]):
            continue
        document = cased(row["document"])
        for claim in _sentences(row["faithful"]):
            yield _example("fib", claim, document, true=True)
        untrue = cased(_plain(row["unfaithful"]))
        yield _example("fib", untrue, document, true=False, kind=row["distractor"])


def _summedits(data: Path) -> Iterator[Example]:
    rows = list(_rows(data / "summedits.jsonl.gz"))
    kept: dict[str, set[str]] = {row["doc"]: set() for row in rows}
    for row in rows:
        if row["label"]:
            kept[row["doc"]].update(_sentences(row["summary"]))
    for row in rows:
        if row["domain"] not in TRAINED_DOMAINS:
            continue
        if row["label"]:
            for claim in _sentences(row["summary"]):
                yield _example("summedits", claim, row["doc"], true=True)
            continue
        # The edit is in what no consistent summary of the document has; if that is one sentence,
        # it is the untrue one.
        edited = [claim for claim in _sentences(row["summary"]) if claim not in kept[row["doc"]]]
        claim = edited[0] if len(edited) == 1 else row["summary"]
        yield _example("summedits", claim, row["doc"], true=False)


def _written() -> Iterator[Example]:
    for path in sorted(WRITTEN.glob("*.txt")):
        for pair in read_written(path):
            true = {line for lines in pair.summaries.values() for line in lines}
            for claim in sorted(true):
                yield _example("written", claim, cased(pair.document), true=True)
            for kind, claim in pair.untrue:
                yield _example("written", claim, cased(pair.document), true=False, kind=kind)


def _drafts() -> Iterator[Example]:
    for name in ("free", "led"):
        for pair in read_pairs(_DRAFTS / f"{name}.jsonl"):
            yield Example(
                suite=pair.suite, claim=pair.claim, true=pair.true, kind=",".join(pair.kinds),
                evidence=evidence_for(pair.claim, pair.document), document=pair.document,
                tuned=True, drafted=pair.drafted,
            )  # fmt: skip


def _sentences(text: str) -> Iterable[str]:
    text = cased(_plain(text))
    return [span.of(text) for span in sentences(text)]


def _plain(text: str) -> str:
    return " ".join(text.replace("<t>", " ").replace("</t>", " ").split())


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
