"""Letters that a text must hold for a regular expression to match in it.

A policy has more than a thousand expressions and a document calls on few. Looking for a fixed
string is a hundred times faster than running an expression, so each is first asked for the strings
of which one must be there (the prefilter of RE2: Cox 2012, Regular Expression Matching with a
Trigram Index). The analysis only ever leaves out what cannot match.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants as codes  # type: ignore[attr-defined]  # the parser has no public name
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

__all__ = ["Cues", "cues_of"]

_MOST = 400
"""More alternatives than this say little and cost much."""
_LEAST = 2
"""Letters that a useful cue has; of signs such as @ one is enough."""

_DIGITS = frozenset("0123456789")
"""What a digit class needs; who asks has turned other scripts' digits into these."""
_REPEATS = frozenset({codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT})


Cues = tuple[frozenset[str], ...]
"""Of each set at least one string must be there."""


def cues_of(pattern: str) -> Cues:
    """Sets of lower-case strings; the lower-case text of every match holds one of each.

    Empty when there are none that help: the expression has to be run.

    Raises:
        re.error: when ``pattern`` is not a regular expression.
    """
    found = {cues for cues in _of_sequence(parser.parse(pattern, re.IGNORECASE)) if cues}
    return tuple(sorted(found, key=lambda cues: (-min(map(len, cues)), len(cues), sorted(cues))))


def _of_sequence(sequence: Iterable[tuple[Any, Any]]) -> list[frozenset[str]]:
    found: list[frozenset[str]] = []
    run = ""
    for code, argument in (*sequence, (None, None)):
        if code is codes.LITERAL:
            run += chr(argument).lower()
            continue
        if len(run) >= _LEAST or (run and not run.isalnum() and not run.isspace()):
            found.append(frozenset({run}))
        run = ""
        found += _of(code, argument)
    return found


def _of(code: Any, argument: Any) -> list[frozenset[str]]:
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
        branches = [_of_sequence(branch) for branch in argument[1]]
        if not all(branches):
            return []
        joined = frozenset().union(*(max(branch, key=_rarity) for branch in branches))
        return [joined] if len(joined) <= _MOST else []
    return []


def _is_digit(member: tuple[Any, Any]) -> bool:
    code, argument = member
    if code is codes.CATEGORY:
        return bool(argument is codes.CATEGORY_DIGIT)
    if code is codes.RANGE:
        return chr(argument[0]) in _DIGITS and chr(argument[1]) in _DIGITS
    return bool(code is codes.LITERAL and chr(argument) in _DIGITS)


def _rarity(cues: frozenset[str]) -> tuple[int, int]:
    return min(map(len, cues)), -len(cues)
