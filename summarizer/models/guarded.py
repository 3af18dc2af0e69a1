"""Whether a text keeps to a guard: asked of writers that nothing can be forbidden while they write.

A writer on this machine cannot break its guard; one behind a server can, and what breaks it is
dropped.
"""

from __future__ import annotations

import re
from functools import lru_cache

from summarizer.models.guard import Guard
from summarizer.models.pieces import boundary, fold

__all__ = ["keeps_to"]

_SPACES = re.compile(r"\s+")
_MARKS = "\"'()[]{},;:!?-–—…“”‘’."
_PARTS = re.compile(r"[-–—/]")


def keeps_to(guard: Guard, sentence: str) -> bool:
    """True when a sentence holds no blocked term and only words of the vocabulary.

    The first word may have a capital that the vocabulary has not.
    """
    folded = _SPACES.sub(" ", fold(sentence))
    if any(_stands_in(term, folded) for term in _folded(guard.blocked)):
        return False
    if guard.vocabulary is None:
        return True
    first, *others = sentence.split() or [""]
    begun = first[:1].lower() + first[1:]
    return all(_known(word, guard.vocabulary) for word in others) and (
        _known(first, guard.vocabulary) or _known(begun, guard.vocabulary)
    )


def _known(word: str, vocabulary: frozenset[str]) -> bool:
    bare = word.strip(_MARKS)
    if not bare or word in vocabulary or bare in vocabulary or f"{bare}." in vocabulary:
        return True
    if re.sub(r"['’]s?$", "", bare) in vocabulary:
        return True
    parts = _PARTS.split(bare)
    return len(parts) > 1 and all(part in vocabulary for part in parts if part)


@lru_cache(maxsize=8)
def _folded(terms: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(filter(None, (" ".join(fold(term).split()).strip(_MARKS) for term in terms)))


def _stands_in(term: str, folded: str) -> bool:
    at = folded.find(term)
    while at >= 0:
        if boundary(folded[:at], term) and boundary(term, folded[at + len(term) :]):
            return True
        at = folded.find(term, at + 1)
    return False
