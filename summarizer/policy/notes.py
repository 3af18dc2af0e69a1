"""The marks beside words that are kept: a speaker's, or a law's (rules CT-02, PF-10)."""

from __future__ import annotations

from summarizer.types import Span

__all__ = ["OF_LAW", "OF_SPEAKER", "is_marked"]

OF_SPEAKER = "(the speaker's word)"
OF_LAW = "(the law's term)"


def is_marked(text: str, span: Span) -> bool:
    """Whether the words at a span are followed by one of the marks."""
    following = text[span.end :].lstrip()
    return following.startswith((OF_SPEAKER, OF_LAW))
