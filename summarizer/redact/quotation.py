"""Direct quotations: their words are somebody's own, and never changed without a mark."""

from __future__ import annotations

import re

from summarizer.types import Span

__all__ = ["quotations"]

_QUOTED = re.compile(r"[\"“](?P<said>[^\"“”\n]{1,1000}?)(?:[\"”]|$)")
_LEAST_WORDS = 4
"""Fewer words between quotation marks are a term or a title."""


def quotations(text: str, *, offset: int = 0, least: int = _LEAST_WORDS) -> tuple[Span, ...]:
    """What stands between double quotation marks and has enough words to be speech."""
    return tuple(
        Span(offset + match.start(), offset + match.end())
        for match in _QUOTED.finditer(text)
        if len(match["said"].split()) >= least
    )
