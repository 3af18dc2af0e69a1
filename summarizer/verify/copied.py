"""Is a claim a sentence of the source, but for when it was said to be?

A parser may read a sentence otherwise once "on Monday" is gone from it, and then no arc is found
again though every word is. So words are compared first: those of the claim are those of the
sentence, in the same order, and what is missing is a dateline, a connective at its beginning, or a
time that a later reader cannot place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.policy.people import DATELINE

__all__ = ["is_copied"]

_WORD = re.compile(r"[\w'’$£€%&/.-]*\w[%]?|[^\w\s,.]")
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_PART = "morning|afternoon|evening|night"
_WHEN = re.compile(
    rf"(?:(?:early |late )?on )?(?:{_DAY}|yesterday|today|tonight|tomorrow)(?: (?:{_PART}))?"
    rf"|(?:earlier |later )?(?:last|next|this) (?:week|month|year|weekend|{_PART}|{_DAY})"
)
_BOUND = frozenset("the a an of over for in since until till by than from to before after".split())
"""Words that need what follows them."""
_LONGEST = 4
_CONNECTIVES = frozenset("however meanwhile moreover furthermore also additionally but and".split())


def is_copied(claim: str, sentence: str) -> bool:
    """Whether a claim has all words of a sentence, but for what may be missing.

    "A man was jailed." is a copy of "A man was jailed on Monday.", not the other way round.
    """
    dateline = DATELINE.match(sentence)
    said = _words(claim)
    told = _words(sentence[dateline.end() :] if dateline else sentence)
    if told[:1] and told[0] in _CONNECTIVES and said[:1] != told[:1]:
        told = told[1:]
    at = 0
    for word in said:
        while at < len(told) and told[at] != word:
            missing = _when(told, at)
            if not missing:
                return False
            at += missing
        if at == len(told):
            return False
        at += 1
    while at < len(told) and (missing := _when(told, at)):
        at += missing
    return bool(said) and at == len(told)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _when(words: Sequence[str], at: int) -> int:
    """How many words from here on say when in a way that may be missing."""
    if at and words[at - 1] in _BOUND:
        return 0
    for count in range(min(_LONGEST, len(words) - at), 0, -1):
        if _WHEN.fullmatch(" ".join(words[at : at + count])):
            return count
    return 0
