"""Words that redaction puts in: marks beside kept words (CT-02, PF-10), what is left of speech."""

from __future__ import annotations

from summarizer.types import Span

__all__ = ["HEARD_ONLY", "OF_LAW", "OF_SPEAKER", "SPOKE_ONLY", "is_marked", "says_nothing"]

OF_SPEAKER = "(the speaker's word)"
OF_LAW = "(the law's term)"
SPOKE_ONLY = "made a statement"
HEARD_ONLY = "heard details of the case"
"""What is left of a sentence of which only the speaker, or the court, may be told."""


def is_marked(text: str, span: Span) -> bool:
    """Whether the words at a span are followed by one of the marks."""
    following = text[span.end :].lstrip()
    return following.startswith((OF_SPEAKER, OF_LAW))


def says_nothing(sentence: str) -> bool:
    """Whether a sentence tells no more than that somebody spoke: nothing for a summary."""
    return sentence.rstrip(" .").endswith((SPOKE_ONLY, HEARD_ONLY))
