"""Plain text: it is the original already; its first line may be a headline."""

from __future__ import annotations

import re

from summarizer.read.extract import Extracted
from summarizer.types import Span

__all__ = ["headline", "read_plain"]

_FIRST = re.compile(r"\s*([^\r\n]*[^\s])[^\S\r\n]*(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)")
_SECTION = re.compile(r"[A-Z][A-Z&' -]{2,24}|[^|»\n]{2,40}(?: ?[|»] ?[^|»\n]{2,40}){1,3}")
"""The name of a newspaper's section: "COURTS", "NEWS | ROADS"."""
_MAX_WORDS = 20


def read_plain(text: str) -> Extracted:
    """Take a text as it is, with its headline if it has one."""
    return Extracted(text, title=headline(text))


def headline(text: str) -> Span | None:
    """The first line, when it looks like a headline; behind the name of a section, the next.

    It does when it has at most 20 words, does not begin or end like a sentence or a list,
    and a blank line and more text follow.
    """
    match = _FIRST.match(text)
    if match and _SECTION.fullmatch(match[1].strip()):
        behind = _FIRST.match(text, match.end())
        return _headline(text, behind) or _headline(text, match)
    return _headline(text, match)


def _headline(text: str, match: re.Match[str] | None) -> Span | None:
    if not match or not text[match.end() :].strip():
        return None
    line = match.group(1).strip()
    if len(line.split()) > _MAX_WORDS or line.endswith((".", ":", ",", ";", "|")):
        return None
    if not any(map(str.isalpha, line)) or line.startswith(tuple("-*>|#<[")):
        return None
    return Span(match.start(1), match.end(1))
