"""Lists of those convicted, a line each, as reports on large trials print them."""

from __future__ import annotations

import re

from summarizer.types import Span

__all__ = ["is_listed_as_convicted"]

_HEADING = re.compile(
    r"(?i)(?:the )?(?:convicted|guilty|found guilty|jailed|sentenced|sentences|the convictions)"
    r"(?: were| are)?:?"
    r"|(?:those|the (?:men|women|defendants|offenders|rioters|others?)|who was|who were)"
    r" (?:convicted|jailed|sentenced|found guilty)\b[^.\n]{0,80}:"
)
_ENTRY = re.compile(r"[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){1,3}(?:, \d\d\b| \(\d\d\)|, of )[^\n]*")
"""A line that begins with somebody's name and age."""
_TERM = re.compile(
    r"(?:, \d\d| \(\d\d\))[^:\n]{0,80}: (?:(?:life|a total of|at least) )?(?:\w+ ){0,3}?"
    r"(?:life|years?|months?)\b(?! ago)"
)
"""Behind a name: ", 34, of Sabden Close: four years"."""
_ENDED = re.compile(r"(?i)\b(?:sentenced|jailed|convicted|imprisoned)\b")


def is_listed_as_convicted(text: str, name: Span) -> bool:
    """True for a name that begins a line of a list of the convicted.

    Its heading says so, with nothing but such lines between ("CONVICTED", "Those jailed:"), or the
    line gives a term, in a text that has told of sentences.

    Args:
        text: the whole text.
        name: plain offsets.
    """
    begin = text.rfind("\n", 0, name.start) + 1
    if text[begin : name.start].strip(" •*-–"):
        return False
    if _TERM.match(text, name.end) and _ENDED.search(text, 0, begin):
        return True
    end = text.find("\n", name.end)
    if not _ENTRY.fullmatch(text[name.start : end if end >= 0 else len(text)].rstrip()):
        return False
    for line in reversed(text[:begin].splitlines()):
        words = line.strip(" •*-–\t")
        if _HEADING.fullmatch(words):
            return True
        if words and not _ENTRY.fullmatch(words):
            return False
    return False
