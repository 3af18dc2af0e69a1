"""Chooses the sentences of a summary from a pool in which every sentence was checked."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from summarizer.types import Style, SummarySentence
from summarizer.write.salience import Salience, concepts_of

__all__ = ["LIMITS", "Candidate", "Limit", "candidate", "compose"]


@dataclass(frozen=True, slots=True)
class Limit:
    """Sentences and words a style allows."""

    least: int
    most: int
    words: int


LIMITS = {
    Style.HEADLINE: Limit(1, 1, 12),
    Style.BRIEF: Limit(2, 4, 110),
    Style.PARAGRAPH: Limit(4, 7, 190),
}
_GENERATED_BONUS = 1.12
"""At equal coverage a sentence that the model wrote reads better than a cut one."""
_ENOUGH = 0.07
"""A further sentence has to add this share of what the summary is already worth."""
_LEAST_WORTH = 0.4
"""What a sentence of the model's is worth at least, beside the weightiest, to be begun with."""
_ENDS = re.compile(
    r"\b(?:sentenced|jailed|fined|acquitted|cleared of|convicted of"
    r"|(?:found|pleaded) (?:not )?guilty)\b"
)
_OUTCOME = 1.3
"""How much more a sentence is worth that tells how a case ended."""
_OPENS = 1.3
"""And that of the sentence with which a text begins: news says there what it is about."""
_OVERLAP = 0.6
_UNINTRODUCED = 0.85
"""What a sentence is worth that speaks of "the driver", before the one that introduces him."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A checked sentence, the source sentences it rests on, and its concepts.

    ``leans``: the source sentence that introduces what it speaks of as known (``leaning.py``).
    ``plain``: how likely a reader understands it alone.
    """

    sentence: SummarySentence
    sources: tuple[int, ...]
    concepts: frozenset[str]
    leans: int | None = None
    plain: float = 1.0

    @property
    def words(self) -> int:
        """Words in the sentence."""
        return len(re.findall(r"\w[\w'’.-]*", self.sentence.text))


def compose(
    pool: Sequence[Candidate],
    *,
    first: Sequence[Sequence[Candidate]] = (),
    fixed: Sequence[Candidate] = (),
    salience: Salience,
    style: Style,
) -> tuple[SummarySentence, ...]:
    """The sentences that together cover most, in the order of the source.

    Greedy by added concept weight for the length (the objective is submodular, so greedy is
    within 1 - 1/e of the best), stopping when another sentence would add little. It begins with
    what is left of one text, for sentences that were written together belong together: where one of
    them failed, or tells little ("The judge closed the file."), another takes its place.

    Args:
        pool: all that passed, without doubles.
        first: the same of each text that the model wrote.
        fixed: what has to be in it whatever it adds.
        salience: the weights of the text's concepts.
        style: the length wanted.
    """
    least = _LEAST_WORTH * max((_worth([each], salience) for each in pool), default=0.0)
    telling = [[each for each in text if _worth([each], salience) >= least] for text in first]
    written = max(telling, key=lambda text: _worth(text, salience), default=())
    chosen = _fitting([*fixed, *written], style)
    worth = _worth(chosen, salience)
    covered = _concepts(chosen)
    left = [each for each in pool if each not in chosen]
    limit = LIMITS[style]
    opening = min((min(each.sources, default=0) for each in pool), default=0)
    while left and len(chosen) < limit.most:
        told = {source for each in chosen for source in each.sources}
        best = max(left, key=lambda c: _gain(c, salience, covered, told, opening))
        added = salience.value(best.concepts, covered)
        left.remove(best)
        if len(chosen) >= limit.least and added < _ENOUGH * worth:
            break
        if _words(chosen) + best.words > limit.words or _repeats(best, chosen):
            continue
        chosen.append(best)
        covered |= best.concepts
        worth += added
    chosen.sort(key=lambda c: (min(c.sources, default=0), max(c.sources, default=0)))
    return tuple(candidate.sentence for candidate in chosen)


def _fitting(text: Sequence[Candidate], style: Style) -> list[Candidate]:
    """The sentences of a text that a style has room for, without those that repeat others."""
    limit = LIMITS[style]
    chosen: list[Candidate] = []
    for each in text:
        room = len(chosen) < limit.most and _words(chosen) + each.words <= limit.words
        if room and not _repeats(each, chosen):
            chosen.append(each)
    return chosen


def _worth(text: Sequence[Candidate], salience: Salience) -> float:
    return salience.value(_concepts(text))


def _concepts(text: Sequence[Candidate]) -> frozenset[str]:
    return frozenset().union(*(each.concepts for each in text))


def _words(text: Sequence[Candidate]) -> int:
    return sum(each.words for each in text)


def _gain(
    candidate: Candidate,
    salience: Salience,
    covered: frozenset[str],
    told: Collection[int],
    opening: int,
) -> float:
    added = salience.value(candidate.concepts, covered)
    worth = _GENERATED_BONUS if candidate.sentence.origin == "generated" else 1.0
    if candidate.leans is not None and candidate.leans not in told:
        worth *= _UNINTRODUCED
    if _ENDS.search(candidate.sentence.text):
        worth *= _OUTCOME
    if opening in candidate.sources and candidate.leans is None:
        worth *= _OPENS
    return worth * candidate.plain * added / math.sqrt(max(10, candidate.words))


def _repeats(candidate: Candidate, chosen: Sequence[Candidate]) -> bool:
    runs = _runs(candidate.sentence.text)
    return any(
        runs & _runs(other.sentence.text)
        or len(candidate.concepts & other.concepts)
        > _OVERLAP * min(len(candidate.concepts), len(other.concepts))
        for other in chosen
    )


def _runs(text: str) -> set[tuple[str, ...]]:
    """All runs of five words."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}


def candidate(
    sentence: SummarySentence, sources: Sequence[int], *, plain: float = 1.0
) -> Candidate:
    """A candidate with its concepts worked out."""
    return Candidate(sentence, tuple(sources), concepts_of(sentence.text), plain=plain)
