"""Who may be named: their names in full, and what names the case of a document."""

from __future__ import annotations

import re
from collections.abc import Collection

from summarizer.types import Analysis, Document

__all__ = ["case_keys", "full_names"]

_CASE_NUMBER = re.compile(
    r"(?i)\b(?:case|docket|claim|court file) (?:no\.?|number|ref\.?)?:? ?"
    r"(?P<number>[A-Z]{0,3}[\d/-]{4,})"
)


def full_names(
    document: Document, analysis: Analysis, *, roles: Collection[str] = ()
) -> tuple[str, ...]:
    """The fullest forms of the names of people who may be named, of certain roles or of all."""
    names = []
    for person in analysis.persons:
        named = [document.read(m.span) for m in person.mentions if m.named]
        if named and not person.protected and (not roles or person.role in roles):
            names.append(max(named, key=lambda name: (len(name.split()), len(name))))
    return tuple(names)


def case_keys(document: Document, analysis: Analysis) -> frozenset[str]:
    """What names the case of a document: its offenders in full, and its numbers at court."""
    names = full_names(document, analysis, roles={"offender", "accused"})
    numbers = (match["number"] for match in _CASE_NUMBER.finditer(document.plain))
    return frozenset({*(name for name in names if " " in name), *numbers})
