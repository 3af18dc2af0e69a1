"""Which sentences of a text a claim would rest on: few, that together share most of its words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from summarizer.text import FUNCTION_WORDS, stem

__all__ = ["Words", "nearest", "words_of"]

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")

Words = frozenset[str]
"""Stems of the words that carry content, and figures."""


def words_of(text: str) -> Words:
    """The words of a text by which it is compared."""
    return frozenset(
        stem(word) for word in map(str.lower, _WORD.findall(text)) if word not in FUNCTION_WORDS
    )


def nearest(
    claim: Words, sentences: Sequence[Words], *, most: int, fewest: bool = False
) -> tuple[int, ...]:
    """Indexes of at most so many sentences, in their order.

    Greedy: the sentence first that has most of the claim's words, each weighed by how few
    sentences have it (inverse document frequency), then the one that has most of what is left.
    What no word tells apart goes to the earlier sentence. ``fewest``: only those that have
    something that the others do not; of a claim that shares no word with any, the first.
    """
    seen = Counter(word for sentence in sentences for word in sentence)
    weights = {word: math.log(1 + len(sentences) / seen[word]) for word in claim if word in seen}
    chosen: list[int] = []
    left = set(weights)
    for _ in range(min(most, len(sentences))):
        gains = [
            (sum(weights[word] for word in left & sentence), -index)
            for index, sentence in enumerate(sentences)
            if index not in chosen
        ]
        gain, place = max(gains)
        if not gain:
            if fewest and chosen:
                break
            # Nothing new is left to find: what shares most of the claim altogether.
            again = [
                (sum(weights[word] for word in sentence & weights.keys()), -index)
                for index, sentence in enumerate(sentences)
                if index not in chosen
            ]
            _, place = max(again)
        chosen.append(-place)
        left -= sentences[-place]
    return tuple(sorted(chosen))
