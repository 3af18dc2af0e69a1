"""Makes the examples: ``python -m training.writing.data --data DATA --out FOLDER``.

Each is a prompt as the program asks it and the summary that is wanted. The texts written here
(``training/pairs``) go through detection and redaction first, so that what is learnt from is what a
writer is shown; where too little is left for their summary, and public ones always, are taken as
they are: the summary shows what to pass over. A sentence of a summary that names anything that the
shown text does not name is left out: a writer learns to invent from nothing so well as from
summaries that know more than their source.

``train.jsonl`` is learnt from, ``held.jsonl`` only looked at: the authors of ``_HELD``, and a tenth
of the public documents. Of ``fib_gold`` the documents with an odd hash are not read at all.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from summarizer.evaluate.claims import cased
from summarizer.evaluate.writing import as_it_stands
from summarizer.models import model_home
from summarizer.models.install import locate
from summarizer.models.request import Request
from summarizer.models.writer import Answer
from summarizer.pipeline import Pipeline
from summarizer.read import read_text
from summarizer.settings import Settings
from summarizer.text import sentences
from summarizer.types import SafeText, Style
from summarizer.write import prompt_for
from summarizer.write.salience import salience_of
from summarizer.write.vocabulary import vocabulary_of
from training.grounding.data import is_trained_on, is_tuned_on
from training.pairs.read import WRITTEN, read_written

__all__ = ["BASE", "Example", "read_examples"]

BASE = "smollm2-135m"
_HELD = frozenset({"w6"})
_SHOWN = 640
"""Tokens of a text that are shown, at most: attention to more is dear, and teaches little."""
_MOST_NEW = 0.34
"""Share of a sentence's words that the text need not have; a writer may not write them anyway."""
_LEAST_KEPT = 0.6
"""Share of a summary's sentences that the shown text has to bear."""
_NAME_OR_FIGURE = re.compile(r"(?<=\w[ -])[A-Z][\w'’.-]*|\b\d[\d.,:]*\b")
_WORD = re.compile(r"\w+(?:[.,'’-]\w+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A prompt and the answer that is wanted."""

    suite: str
    style: str
    system: str = field(repr=False)
    user: str = field(repr=False)
    text: str = field(repr=False)


def read_examples(path: Path) -> list[Example]:
    """The examples of a file that ``main`` wrote."""
    with path.open(encoding="utf-8") as lines:
        return [Example(**json.loads(line)) for line in lines]


@dataclass(frozen=True, slots=True)
class _Case:
    suite: str
    style: Style
    shown: tuple[SafeText, ...]
    """What may be shown, the best first: the next is taken where the summary tells too much."""
    said: tuple[str, ...]
    held: bool


class _Counter:
    """Counts tokens as the writer does, and writes nothing."""

    name, sha256, adapter_sha256 = "none", "", ""
    context = _SHOWN + 256  # what ``prompt_for`` keeps free beside an answer

    def __init__(self) -> None:
        from transformers import AutoTokenizer

        home = model_home()
        self._tokenizer: Any = AutoTokenizer.from_pretrained(locate(BASE, home=home))

    def count(self, text: str) -> int:
        return len(self._tokenizer(text, add_special_tokens=False)["input_ids"])

    def write(self, requests: Sequence[Request]) -> list[Answer]:
        return [() for _ in requests]


def main() -> None:
    """Read, redact, write ``train.jsonl`` and ``held.jsonl``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    random.seed(options.seed)
    options.out.mkdir(parents=True, exist_ok=True)
    writer = _Counter()
    counts: Counter[tuple[str, ...]] = Counter()
    with (
        (options.out / "train.jsonl").open("w", encoding="utf-8") as train,
        (options.out / "held.jsonl").open("w", encoding="utf-8") as held,
    ):
        for case in (*_public(options.data), *_written()):
            example = _example(case, writer)
            counts[case.suite, case.style, "kept" if example else "left out"] += 1
            if example is None:
                continue
            told = {name: getattr(example, name) for name in Example.__slots__}
            (held if case.held else train).write(json.dumps(told) + "\n")
    for what, count in sorted(counts.items()):
        print(*what, count)


def _example(case: _Case, writer: _Counter) -> Example | None:
    for safe in case.shown:
        prompt = prompt_for(safe, salience_of(safe), style=case.style, writer=writer)
        words = vocabulary_of(prompt.user)
        said = [sentence for sentence in case.said if _is_told(sentence, prompt.user, words)]
        if len(said) >= _LEAST_KEPT * len(case.said):
            return Example(
                suite=case.suite,
                style=case.style,
                system=prompt.system,
                user=prompt.user,
                text=" ".join(said),
            )
    return None


def _is_told(sentence: str, shown: str, words: frozenset[str]) -> bool:
    """Whether a text has every name and figure of a sentence, and nearly all of its words."""
    if any(each.strip(".,:") not in shown for each in _NAME_OR_FIGURE.findall(sentence)):
        return False
    said = _WORD.findall(sentence)
    known = {word.lower() for word in words}
    new = sum(word.lower().removesuffix("'s") not in known for word in said)
    return new <= _MOST_NEW * len(said)


def _written() -> Iterator[_Case]:
    """The texts written here, redacted; each as a brief, and in turn as one of the other styles."""
    pipeline = Pipeline.from_settings(Settings())
    pairs = [pair for path in sorted(WRITTEN.glob("*.txt")) for pair in read_written(path)]
    for number, pair in enumerate(pairs):
        document = read_text(pair.document)
        shown = (pipeline.stages(document).safe, as_it_stands(document))
        for style in (Style.BRIEF, Style.PARAGRAPH if number % 3 else Style.HEADLINE):
            ends = "." if style is Style.HEADLINE else ""
            said = tuple(line + ends for line in pair.summaries[style])
            yield _Case("written", style, shown, said, pair.author in _HELD)


def _public(data: Path) -> Iterator[_Case]:
    """One summary of each public document: of an article with several events, of the first."""
    seen: set[str] = set()
    for row in _lines(data / "mucsum_train.jsonl.gz"):
        if row["document"] not in seen:
            seen.add(row["document"])
            yield _case("mucsum", cased(row["document"]), cased(row["summary"]))
    for row in _lines(data / "fib_gold.jsonl.gz"):
        if is_trained_on(row["document"]):
            document, summary = _joined(row["document"]), _joined(row["summary"])
            yield _case("fib", cased(document), cased(summary))


def _case(suite: str, document: str, summary: str) -> _Case:
    shown = (as_it_stands(read_text(document)),)
    said = tuple(span.of(summary) for span in sentences(summary))
    return _Case(suite, Style.BRIEF, shown, said, is_tuned_on(document))


def _joined(text: str) -> str:
    """A text that was cut into tokens, as it was printed."""
    text = " ".join(text.replace("<t>", " ").replace("</t>", " ").split())
    text = text.replace("``", '"').replace("''", '"')
    text = re.sub(r" (n't|'(?:s|re|ve|ll|d|m)|[,.;:!?)%])(?!\w)", r"\1", text)
    text = re.sub(r"([($£€]) ", r"\1", text)
    text = re.sub(r'" ([^"]*?) "', r'"\1"', text)
    return re.sub(r"\b(\w) - (\w)", r"\1-\2", text)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


if __name__ == "__main__":
    main()
