"""Is a claim a sentence of the source, but for when it was said to be?

A parser may read a sentence otherwise once "on Monday" is gone from it, and then no arc is found
again though every word is. So words are compared first: those of the claim are those of the
sentence, with their commas and capitals and in the same order, and what is missing is a dateline, a
connective at its beginning, or a day that a later reader cannot place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.policy.people import datelines_in

__all__ = ["is_copied"]

_WORD = re.compile(r"[\w'’$£€%&/.-]*\w%?|[^\w\s.]")
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_PART = "morning|afternoon|evening|night"
_WHEN = re.compile(
    rf"(?:(?:[Ee]arly |[Ll]ate )?[Oo]n )?(?:{_DAY}|[Yy]esterday|[Tt]oday)(?: (?:{_PART}))?"
    rf"|(?:[Ee]arlier |[Ll]ater )?(?:[Ll]ast|[Tt]his) (?:week|month|year|weekend|{_PART}|{_DAY})"
)
_BOUND = frozenset(
    "the a an of over for in since until till by than from to before after between every each"
    " during except only due not and or".split()
)
"""Words that need what follows them."""
_LIMITING = frozenset(
    "no not never only none nobody nothing every each first always worst best most".split()
)
"""Words to which a time belongs: "no trains run on Sunday", "the worst storm this year"."""
_REACH = 10
_LONGEST = 4
_CONNECTIVES = frozenset("however meanwhile moreover furthermore also additionally".split())


def is_copied(claim: str, sentence: str) -> bool:
    """Whether a claim has all words of a sentence, but for what may be missing.

    "A man was jailed." is a copy of "A man was jailed on Monday.", not the other way round.
    """
    start = next(
        (m.end() for m in datelines_in(sentence, small=True) if not m.start() and m[0][-1] != ":"),
        0,
    )
    said = _words(claim)
    told = _words(sentence[start:])
    if told[:1] and told[0].lower() in _CONNECTIVES and said[:1] != told[:1]:
        told = told[2:] if told[1:2] == [","] else told[1:]
    at = 0
    for place, word in enumerate(said):
        while at < len(told) and not _same(word, told[at], first=not place):
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


def _same(word: str, other: str, *, first: bool) -> bool:
    """A sentence's first word has a capital that may not be its own."""
    return word == other or (first and word.lower() == other.lower())


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _when(words: Sequence[str], at: int) -> int:
    """How many words from here on say when in a way that may be missing, commas round them too."""
    before = words[at - 1] if at else ""
    if before.lower() in _BOUND or (at > 1 and before[:1].isupper()):
        return 0
    comma = words[at] == "," and at + 1 < len(words)
    start = at + comma
    for count in range(min(_LONGEST, len(words) - start), 0, -1):
        if _WHEN.fullmatch(" ".join(words[start : start + count])):
            end = start + count
            beside = words[max(0, at - _REACH) : at] or words
            named = end < len(words) and words[end][:1].isupper()  # "Good Friday Agreement"
            if named or any(map(_limits, beside)):
                return 0
            closed = (comma or not at) and words[end : end + 1] == [","]
            return end + closed - at
    return 0


def _limits(word: str) -> bool:
    low = word.lower().replace("’", "'")
    return low in _LIMITING or low.endswith(("n't", "est"))
