"""Lists of those convicted, a line each, as reports on large trials print them."""

from __future__ import annotations

import re

from summarizer.types import Span

__all__ = ["is_listed_as_convicted"]

_HEADING = re.compile(
    r"(?i)(?:the )?(?:convicted|guilty|found guilty|jailed|sentenced|sentences|the convictions)"
    r"(?: were| are)?:?"
    r"|(?:those|the (?:men|defendants|offenders|rioters|others?)|who was|who were)"
    r" (?:convicted|jailed|sentenced|found guilty)\b[^.\n]{0,80}:"
)
_ENTRY = re.compile(r"[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+){1,3}(?:, \d\d\b| \(\d\d\)|, of )[^\n]*")
"""A line that begins with somebody's name and age."""
_NUMBER = (
    r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[a-z]+teen"
    r"|(?:twenty|thirty|forty)(?:-[a-z]+)?)"
)
_TERM = re.compile(
    r"(?:, \d\d| \(\d\d\))[^:\n]{0,80}: (?:(?:jailed|sentenced) (?:for|to) )?"
    rf"(?:life(?= imprisonment|[.,;(]|\n|$)|{_NUMBER} (?:years?|months?)(?: and {_NUMBER} months?)?"
    r"(?= in (?:prison|jail)|[’']? imprisonment| each|, suspended| suspended|[.,;]| \(|\n|$))"
)
"""Behind a name: ", 34, of Sabden Close: four years"."""
_ENDED = re.compile(r"(?i)\b(?:sentenced|jailed|convicted|imprisoned|sentences|terms)\b")
_OF_OTHERS = re.compile(
    r"(?i)\b(?:dead|died|kill\w+|victims?|survivors?|abus\w+|rap\w+|residents|harm\w+|injur\w+"
    r"|murder\w*|manslaughter|attack\w*|assault\w*|groom\w*|traffick\w*|stab\w*|shoot\w*|shot"
    r"|stalk\w*|harass\w*|kidnap\w*|wound\w*|people|patients|pupils|pensioners|famil\w+|women|girls"
    r"|boys|children|nobody|no one|none|not)\b"
)
"""In a line above a list that may be one of those who were harmed, or of nobody convicted."""
_NOT_SO = re.compile(
    r"(?i)not guilty|cleared|acquitted|could not agree|no (?:evidence|verdict)|discharged|adjourned"
    r"|retrial|withdrawn|dropped|quashed|overturned|exonerated|appeal|without trial|pending"
    r"|awaiting"
)
_FAR = 6_000
"""Characters before a name in which its list begins."""


def is_listed_as_convicted(text: str, name: Span) -> bool:
    """True for a name that begins a line of a list of the convicted.

    The line above the list says so, alone ("CONVICTED", "Those jailed:") or with a term behind the
    name, and nothing but such lines stands between; what is said of victims is no such list.

    Args:
        text: the whole text.
        name: plain offsets.
    """
    begin = text.rfind("\n", 0, name.start) + 1
    end = text.find("\n", name.end)
    entry = text[name.start : end if end >= 0 else len(text)].rstrip()
    if text[begin : name.start].strip(" •*-–") or not _ENTRY.fullmatch(entry):
        return False
    if _NOT_SO.search(entry):
        return False
    lines = text[max(0, begin - _FAR) : begin].splitlines()
    above = (line.strip(" •*-–\t") for line in reversed(lines))
    heading = next((words for words in above if words and not _ENTRY.fullmatch(words)), "")
    if _OF_OTHERS.search(heading) or _NOT_SO.search(heading):
        return False
    if _HEADING.fullmatch(heading):
        return True
    return bool(_TERM.match(text, name.end) and _ENDED.search(heading))
