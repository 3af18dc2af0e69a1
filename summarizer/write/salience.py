"""What matters in a text: concepts and their weights, sentence by sentence.

Concept-based selection after Gillick & Favre (2009, "A scalable global model for
summarization"): a summary is worth the weights of the distinct concepts that it covers, so that
saying a thing twice earns nothing. Concepts are word stems, neighbouring pairs of them and
figures with what they count; weights rise with how often and how early a concept is said, and
with words of outcome (sentenced, rescued, killed, identified), which news puts last and readers
want first.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from summarizer.text import FUNCTION_WORDS, stem
from summarizer.types import SafeText
from summarizer.write.hollow import NOBODY

__all__ = ["Salience", "concepts_of", "fitting", "salience_of"]

_WORD = re.compile(r"[A-Za-z][A-Za-z.'’-]*|\d+(?:[.,]\d+)*")
_DECISIONS = (
    "sentenced jailed prison convicted conviction acquitted verdict guilty rescued rescue freed"
    " safety removed won beat agreed signed approved ceasefire truce concluded conclusion"
)
_OUTCOMES = (
    "arrest arrested charged safeguarded identify found killed died dead injured wounded missing"
    " victims children people defeated closed opened court police investigation appeal evacuated"
    " fled displaced life years inquest coroner"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_HEDGED_STARTS = re.compile(
    r"(?i)^(?:but|and|or|so|however|meanwhile|also|instead|then|still|yet|it|this|that|these|those"
    r"|he|she|they|his|her|their|such)\b"
)


@dataclass(frozen=True, slots=True)
class Salience:
    """The weight of each concept, and the prior of each safe sentence (0 to 1)."""

    weights: dict[str, float]
    priors: tuple[float, ...]

    def value(self, concepts: frozenset[str], covered: frozenset[str] = frozenset()) -> float:
        """What a set of concepts is worth beyond those already covered."""
        return sum(self.weights.get(concept, 0.0) for concept in concepts - covered)


def concepts_of(text: str) -> frozenset[str]:
    """The concepts of a sentence."""
    return frozenset(_concepts(text))


def _concepts(text: str) -> list[str]:
    stems = []
    for match in _WORD.finditer(NOBODY.sub(" ", text)):
        low = match[0].lower().strip(".'’-")
        if low and low not in FUNCTION_WORDS:
            stems.append(_figure(low) or stem(low) or low)
    pairs = [f"{left} {right}" for left, right in pairwise(stems)]
    return [*stems, *pairs]


_TEN = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_ONES = "one two three four five six seven eight nine".split()
_IN_WORDS = (
    {word: number for number, word in enumerate(_TEN, 10)}
    | {word: 10 * number for number, word in enumerate(_TENS, 2)}
    | {f"{tens}-{one}": 10 * t + o for t, tens in enumerate(_TENS, 2)
       for o, one in enumerate(_ONES, 1)}
)  # fmt: skip


def _figure(word: str) -> str:
    """The digits of a number, also of one in words from ten on; empty for other words."""
    if word[0].isdigit():
        return word.replace(",", "")
    return str(_IN_WORDS.get(word, ""))


def salience_of(safe: SafeText) -> Salience:
    """Weighs the concepts of a safe text."""
    sentences = [span.of(safe.text) for span in safe.sentences]
    title = concepts_of(safe.title)
    per_sentence = [concepts_of(sentence) for sentence in sentences]
    frequency: Counter[str] = Counter()
    for found in per_sentence:
        frequency.update(found)
    priors = tuple(
        _prior(index, sentence, found, title)
        for index, (sentence, found) in enumerate(zip(sentences, per_sentence, strict=True))
    )
    weights: dict[str, float] = {}
    for found, prior in zip(per_sentence, priors, strict=True):
        # What an outcome comes to ("40 years", "100 children") counts wherever it is said.
        lasting = max(prior, 0.6 * _outcome(found))
        for concept in found:
            here = lasting if _kind(concept) > 1 else prior
            weights[concept] = max(weights.get(concept, 0.0), here)
    for concept, weight in weights.items():
        # Said once, a word says what one sentence is about; said again, what the text is about.
        said = 0.6 if frequency[concept] == 1 else 1 + min(frequency[concept], 5) / 5
        if _kind(concept) > 1:
            said = max(said, 1.2)
        weights[concept] = weight * said * _kind(concept) * (1.5 if concept in title else 1.0)
    return Salience(weights, priors)


def _kind(concept: str) -> float:
    """How much a concept says by its form: a figure with what it counts most, a bare one little."""
    first, _, second = concept.partition(" ")
    figures = first[0].isdigit(), bool(second) and second[0].isdigit()
    if not second:
        return 0.5 if figures[0] else 1.0
    if figures[0] and not figures[1]:
        return 0.5 if _YEAR.fullmatch(first) else 4.5
    return 0.3 if figures[1] else 0.6


@cache
def _stems(words: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words.split())


def _outcome(found: frozenset[str]) -> float:
    """How much a sentence says of how it ended, 1 and more."""
    decided = 0.3 * min(3, len(found & _stems(_DECISIONS)))
    return 1 + decided + 0.15 * min(4, len(found & _stems(_OUTCOMES)))


def _prior(index: int, sentence: str, found: frozenset[str], title: frozenset[str]) -> float:
    prior = _outcome(found) / math.sqrt(1 + index / 2)
    prior += 0.1 * min(3, len(found & title))
    if _HEDGED_STARTS.search(sentence):
        prior *= 0.8
    if sentence.count('"') >= 2:
        prior *= 0.55
    return prior


def fitting(safe: SafeText, salience: Salience, *, budget: int, count: Sequence[int]) -> list[int]:
    """The indexes of the sentences to show a writer that can read ``budget`` tokens, in order.

    All of them when they fit; otherwise the most salient by what each adds to those chosen,
    never simply the first ones.

    Args:
        safe: the text.
        salience: its weights.
        budget: tokens.
        count: tokens of each sentence.
    """
    if sum(count) <= budget:
        return list(range(len(safe.sentences)))
    concepts = [concepts_of(span.of(safe.text)) for span in safe.sentences]
    chosen: list[int] = []
    covered: frozenset[str] = frozenset()
    room = budget
    left = set(range(len(concepts)))
    while left:
        best = max(
            left,
            key=lambda i: (salience.value(concepts[i], covered) / math.sqrt(max(8, count[i])), -i),
        )
        left.discard(best)
        if count[best] <= room:
            chosen.append(best)
            covered |= concepts[best]
            room -= count[best]
        if room < 8:
            break
    return sorted(chosen)
