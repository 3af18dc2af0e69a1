"""What a writer is shown of a long text: ``python -m benchmarks.salience --data FILE``.

A text is cut down to a number of words in three ways: the first sentences, those that matter most
by their concepts (as the program does it), and those by the sentence encoder: nearness to all
others, place, and distance from what is chosen. Printed is the share of a person's summary that is
left: its words, its pairs of words (ROUGE recall), and its names and figures.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any

from rouge_score import rouge_scorer

from summarizer.evaluate.claims import cased
from summarizer.evaluate.pairs import Pair, read_pairs
from summarizer.evaluate.writing import as_it_stands, names_and_figures
from summarizer.models.embedding import load_embedder
from summarizer.read import read_text
from summarizer.types import SafeText
from summarizer.write.salience import Salience, fitting, salience_of

_BUDGETS = (80, 160, 250)
"""Words."""
_NEAR, _PLACE, _NEW = 1.0, 1.0, 0.3
"""Weights of centrality, place and likeness to what is chosen: the best of a few tried ones."""


@dataclass(frozen=True, slots=True)
class _Text:
    safe: SafeText = field(repr=False)
    sentences: list[str] = field(repr=False)
    count: list[int]
    salience: Salience = field(repr=False)
    likeness: Any = field(repr=False)
    summary: str = field(repr=False)


def main() -> None:
    """Cut down, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="documents with summaries, .jsonl")
    parser.add_argument("--longer-than", type=int, default=300, help="words of a document")
    options = parser.parse_args()
    embed = load_embedder()
    texts = [
        _text(pair.document, pair.claim, embed)
        for pair in _first_of_each(options.data)
        if len(pair.document.split()) > options.longer_than
    ]
    scorer = rouge_scorer.RougeScorer(["rouge1", "rouge2"], use_stemmer=True)
    print(f"{len(texts)} documents of more than {options.longer_than} words")
    print("words  way          words left  pairs left  names and figures left")
    for budget in _BUDGETS:
        for name, way in _WAYS.items():
            shown = [" ".join(each.sentences[i] for i in way(each, budget)) for each in texts]
            scores = [
                scorer.score(each.summary, left) for each, left in zip(texts, shown, strict=True)
            ]
            told = [_told(each.summary, left) for each, left in zip(texts, shown, strict=True)]
            one, two = (
                fmean(score[kind].recall for score in scores) for kind in scorer.rouge_types
            )
            print(f"{budget:5}  {name:11}  {one:10.1%}  {two:10.1%}  {fmean(told):22.1%}")


def _first_of_each(path: Path) -> list[Pair]:
    """The first summary of each document."""
    found: dict[str, Pair] = {}
    for pair in read_pairs(path):
        found.setdefault(pair.document, pair)
    return list(found.values())


def _text(document: str, summary: str, embed: Callable[[Sequence[str]], Any]) -> _Text:
    safe = as_it_stands(read_text(cased(document)))
    sentences = [span.of(safe.text) for span in safe.sentences]
    vectors = embed(sentences)
    return _Text(
        safe=safe,
        sentences=sentences,
        count=[len(sentence.split()) for sentence in sentences],
        salience=salience_of(safe),
        likeness=vectors @ vectors.T,
        summary=cased(summary),
    )


def _by_place(text: _Text, budget: int) -> list[int]:
    shown = []
    for index, count in enumerate(text.count):
        if count > budget:
            break
        shown.append(index)
        budget -= count
    return shown


def _by_concepts(text: _Text, budget: int) -> list[int]:
    return fitting(text.safe, text.salience, budget=budget, count=text.count)


def _by_encoder(text: _Text, budget: int) -> list[int]:
    left, shown = set(range(len(text.count))), []

    def worth(index: int) -> float:
        near = (text.likeness[index].sum() - 1) / max(1, len(text.count) - 1)
        told = max((text.likeness[index, other] for other in shown), default=0.0)
        return float(_NEAR * near + _PLACE / math.sqrt(1 + index / 2) - _NEW * told)

    while left:
        best = max(left, key=worth)
        left.discard(best)
        if text.count[best] <= budget:
            shown.append(best)
            budget -= text.count[best]
    return sorted(shown)


def _told(summary: str, left: str) -> float:
    wanted, words = names_and_figures(summary), left.lower()
    return sum(each in words for each in wanted) / len(wanted) if wanted else 1.0


_WAYS: dict[str, Callable[[_Text, int], list[int]]] = {
    "first ones": _by_place,
    "concepts": _by_concepts,
    "encoder": _by_encoder,
}


if __name__ == "__main__":
    main()
