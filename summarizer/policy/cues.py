"""Letters that a text must hold for a regular expression to match in it.

A policy has more than a thousand expressions and a document calls on few. Looking for a fixed
string is a hundred times faster than running an expression, so each is first asked for the strings
of which some must be there (the prefilter of RE2: Cox 2012, Regular Expression Matching with a
Trigram Index). The analysis only ever leaves out what cannot match.
"""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from math import prod
from re import _constants as codes  # type: ignore[attr-defined]  # the parser has no public name
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

__all__ = ["Cue", "Cues", "cues_of"]

_MOST = 400
"""More alternatives than this say little and cost much."""
_LEAST = 2
"""Letters that a useful cue has; of digits and signs such as @ one is enough."""
_SPELLINGS = 24
"""Spellings of one run of letters, above which it ends: "gr[ae]y (?:cat|dog)" has four."""
_PER_LETTER = 0.4
"""Of the lines that hold a string, those that hold one a letter longer."""
_EVERYWHERE = frozenset({"", *"a an and as at he in is it of on or s the to was".split()})
"""Words that nearly every line holds."""
_COMMON = frozenset(
    "about after all are be been before being but by could did for from had has have her him his"
    " how i if into its like more my no not off one other our out over said she so some such than"
    " that their them then there these they this two under up we were what when where which while"
    " who will with without would you your child children girl girls boy boys man men woman women"
    " victim victims police people home house court family told found year years old day first"
    " second third".split()
)
"""Words that many lines hold, whatever their length says."""
_OFTEN = 0.3
_MANY = 0.9
"""The frequency of a set of many strings, none of which is everywhere."""
_REPEATS = frozenset({codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT})


@dataclass(frozen=True, slots=True)
class Cue:
    """A lower-case string, and what else must be there where it is one of several that may."""

    text: str
    beside: Cues = ()


Cues = tuple[frozenset[Cue], ...]
"""Of each set one must be there."""

_DIGITS = frozenset(map(Cue, "0123456789"))
"""What a digit class needs; who asks has turned other scripts' digits into these."""


def cues_of(pattern: str) -> Cues:
    """What the lower-case text of every match holds, the rarest first.

    Empty when there is nothing that helps: the expression has to be run.

    Raises:
        re.error: when ``pattern`` is not a regular expression.
    """
    return _by_frequency(_of_sequence(parser.parse(pattern, re.IGNORECASE)))


def _by_frequency(found: Iterable[frozenset[Cue]]) -> Cues:
    """The sets, the best first; what every line holds is left out beside a better one."""
    best, *others = sorted(
        {frozenset[Cue](), *found},
        key=lambda cues: (not cues, _frequency(cues), sorted(cue.text for cue in cues)),
    )
    return (best, *(cues for cues in others if cues and _frequency(cues) < 1.0)) if best else ()


def _of_sequence(sequence: Iterable[tuple[Any, Any]]) -> list[frozenset[Cue]]:
    found: list[frozenset[Cue]] = []
    runs = {""}
    for code, argument in (*sequence, (None, None)):
        more = _spellings(code, argument)
        if more and len(runs) * len(more) <= _SPELLINGS:
            runs = {run + letters for run in runs for letters in more}
            continue
        if all(map(_tells, runs)):
            found.append(frozenset(map(Cue, _shortest(runs))))
        runs = {*more} or {""}
        found += [] if more else _of(code, argument)
    return found


def _spellings(code: Any, argument: Any) -> frozenset[str]:
    """All that a part of an expression may be, where that is little; empty for anything else."""
    if code is codes.LITERAL:
        return frozenset({chr(argument).lower()})
    if code is codes.IN and all(kind is codes.LITERAL for kind, _ in argument):
        return frozenset(chr(char).lower() for _, char in argument)
    if code is codes.SUBPATTERN:
        return _spelt(argument[3])
    if code is codes.BRANCH:
        found: set[str] = set()
        for branch in argument[1]:
            spelt = _spelt(branch)
            if not spelt:
                return frozenset()
            found |= spelt
        return frozenset(found)
    if code in _REPEATS and argument[:2] == (0, 1):
        once = _spelt(argument[2])
        return once | {""} if once else once
    return frozenset()


def _spelt(sequence: Iterable[tuple[Any, Any]]) -> frozenset[str]:
    runs, letters = [""], ""  # those so far, and what all of them go on with
    for code, argument in sequence:
        if code is codes.LITERAL:
            letters += chr(argument).lower()
            continue
        more = _spellings(code, argument)
        if not more or len(runs) * len(more) > _SPELLINGS:
            return frozenset()
        runs, letters = [*{run + letters + end for run in runs for end in more}], ""
    return frozenset(run + letters for run in runs)


def _shortest(cues: Collection[str]) -> frozenset[str]:
    """Without those that hold another one of them."""
    return frozenset(
        cue for cue in cues if not any(other != cue and other in cue for other in cues)
    )


def _tells(run: str) -> bool:
    if len(run) >= _LEAST:
        return True
    return run.isdigit() or (bool(run) and not run.isalnum() and not run.isspace())


def _of(code: Any, argument: Any) -> list[frozenset[Cue]]:
    if code is codes.SUBPATTERN:
        return _of_sequence(argument[3])
    if code is codes.ATOMIC_GROUP:
        return _of_sequence(argument)
    if code is codes.ASSERT:
        return _of_sequence(argument[1])
    if code is codes.IN and all(map(_is_digit, argument)):
        return [_DIGITS]
    if code in _REPEATS and argument[0] > 0:
        return _of_sequence(argument[2])
    if code is codes.BRANCH:
        branches = [_by_frequency(_of_sequence(branch)) for branch in argument[1]]
        if not all(branches):
            return []
        joined = {
            replace(cue, beside=(*cue.beside, *others)) if others else cue
            for first, *others in branches
            for cue in first
        }
        return [frozenset(joined)] if len(joined) <= _MOST else []
    return []


def _is_digit(member: tuple[Any, Any]) -> bool:
    code, argument = member
    if code is codes.CATEGORY:
        return bool(argument is codes.CATEGORY_DIGIT)
    if code is codes.RANGE:
        return all(chr(end) in string.digits for end in argument)
    return bool(code is codes.LITERAL and chr(argument) in string.digits)


def _frequency(cues: Iterable[Cue]) -> float:
    """A guess at how many lines hold one of them: the fewer, the more they tell."""
    each = [_alone(cue.text) * prod(map(_frequency, cue.beside)) for cue in cues]
    return 1.0 if 1.0 in each else min(_MANY, sum(each))


def _alone(text: str) -> float:
    word = text.strip(" ,.'’-")
    if word in _EVERYWHERE:
        return 1.0
    return _OFTEN if word in _COMMON else _PER_LETTER ** max(1, len(text) - 1)
