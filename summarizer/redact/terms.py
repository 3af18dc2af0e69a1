"""The words that a replacing rule puts in place of a match."""

from __future__ import annotations

from summarizer.policy.schema import Case
from summarizer.types import Span

__all__ = ["replacement"]


def replacement(case: Case, span: Span, text: str) -> str:
    """``case.put`` with its groups filled in and its first letter as the matched words have it."""
    if not case.put:
        return ""
    match = case.find.compiled().match(text, span.start)
    put = match.expand(case.put) if match else case.put
    matched = span.of(text)
    if matched[:1].isupper() and put[:1].islower():
        put = put[0].upper() + put[1:]
    return put
