"""Makes the pairs: ``python -m training.grounding.data --data DATA --out FOLDER``.

``DATA`` is the folder with the public sets (``fib``, ``mucsum_train``, ``mucsum_dev``). Documents
are kept apart: those whose text has an even hash are for learning and trying things out
(``train.jsonl``), the others are the test (``corrupted.jsonl``). Each
true claim comes with the errors that can be made in it (``corrupt``); where there would be too
many, some are left out by the seed. Lower-case sets get their capitals back, as the program does.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from summarizer.evaluate.claims import cased
from summarizer.models import Parser, load_parser
from summarizer.syntax import sentence_trees
from summarizer.text import sentences
from summarizer.types import Span
from training.grounding.corrupt import Source, corrupted
from training.pairs.read import WRITTEN, read_written

__all__ = ["is_trained_on", "is_tuned_on"]

_LEAST, _MOST = 6, 40
"""Words of a claim."""
_OWN = 2
"""Sentences of a document itself that serve as claims: copied, and true."""
_ERRORS = 4
"""Errors made in one claim, at most."""
_PARSED = 64


def is_trained_on(document: str) -> bool:
    """Which half of the documents a text belongs to: by what it says, not by where it stands."""
    return _hash(document) % 2 == 0


def is_tuned_on(document: str) -> bool:
    """Of those that may be learnt from, the fifth by which signals are weighed."""
    return _hash(document) % 10 == 0


def _hash(document: str) -> int:
    return zlib.crc32(" ".join(document.lower().split())[:400].encode())


@dataclass(frozen=True, slots=True)
class _Case:
    suite: str
    document: str
    claims: tuple[str, ...]


def main() -> None:
    """Read, make, write ``train.jsonl`` and ``corrupted.jsonl``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--most", type=int, default=1200, help="documents of each half")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    cases = _cases(options.data)
    parse = load_parser()
    for name, trained in (("train", True), ("corrupted", False)):
        rng = random.Random(options.seed)
        chosen = [case for case in cases if is_trained_on(case.document) == trained]
        chosen = rng.sample(chosen, min(options.most, len(chosen)))
        if trained:
            chosen += _written()
        counts: Counter[str] = Counter()
        with (options.out / f"{name}.jsonl").open("w", encoding="utf-8") as file:
            for row in _rows(chosen, parse, rng):
                counts[",".join(row["kinds"]) or "true"] += 1
                file.write(json.dumps(row) + "\n")
        print(name, dict(counts))


def _cases(data: Path) -> list[_Case]:
    """The documents of the public sets, each with all that people said of it."""
    said: dict[tuple[str, str], dict[str, None]] = {}
    for row in _lines(data / "fib.jsonl.gz"):
        if row["corpus"] == "xsum":
            said.setdefault(("fib", row["document"]), {})[row["faithful"].replace("<t>", "")] = None
    for name, suite in (("mucsum_train", "mucsum"), ("mucsum_dev", "mucsum"), ("fib_gold", "fib")):
        for row in _lines(data / f"{name}.jsonl.gz"):
            claims = dict.fromkeys(_sentences(row["summary"]))
            said.setdefault((suite, row["document"]), {}).update(claims)
    return [_Case(suite, document, tuple(claims)) for (suite, document), claims in said.items()]


def _written() -> Iterator[_Case]:
    """The texts written here, without the test author's."""
    for path in sorted(WRITTEN.glob("*.txt")):
        for pair in read_written(path):
            claims = sorted({line for lines in pair.summaries.values() for line in lines})
            yield _Case("written", pair.document, tuple(claims))


def _sentences(text: str) -> tuple[str, ...]:
    plain = " ".join(text.replace("<t>", " ").replace("</t>", " ").split())
    return tuple(span.of(plain) for span in sentences(plain))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def _rows(cases: Sequence[_Case], parse: Parser, rng: random.Random) -> Iterator[dict[str, Any]]:
    before: Source | None = None
    for start in range(0, len(cases), _PARSED):
        part = cases[start : start + _PARSED]
        documents = [cased(case.document) for case in part]
        parsed = parse.many(documents)
        for case, document, tokens in zip(part, documents, parsed, strict=True):
            trees = [
                tree for tree in sentence_trees(tokens, sentences(document)) if tree is not None
            ]
            source = Source(document, tuple(trees))
            if before is not None:
                yield from _pairs(case, source, before, parse, rng)
            before = source


def _pairs(
    case: _Case, source: Source, other: Source, parse: Parser, rng: random.Random
) -> Iterator[dict[str, Any]]:
    own = [tree.span.of(source.text) for tree in source.trees[1:]]
    own = [text for text in own if _fits(text)]
    claims = [cased(claim.strip()) for claim in case.claims if _fits(claim)]
    claims += rng.sample(own, min(_OWN, len(own)))
    for claim, tokens in zip(claims, parse.many(claims), strict=True):
        (tree,) = sentence_trees(tokens, [Span(0, len(claim))])
        if tree is None:
            continue
        row = {"document": source.text, "domain": case.suite}
        yield {**row, "claim": claim, "true": True, "kinds": []}
        made = list(corrupted(claim, tree, source, other, rng=rng))
        for kind, text in rng.sample(made, min(_ERRORS, len(made))):
            yield {**row, "claim": text, "true": False, "kinds": [kind]}


def _fits(claim: str) -> bool:
    return _LEAST <= len(claim.split()) <= _MOST


if __name__ == "__main__":
    main()
