"""The content warning: topics in plain words, most severe first (CW-02, CW-03, CW-07)."""

from __future__ import annotations

from summarizer.policy.schema import Policy
from summarizer.types import Analysis

__all__ = ["warning_line"]

_MOST_CODES = 4
_MOST_WORDS = 12


def warning_line(analysis: Analysis, *, policy: Policy) -> str:
    """One line of at most twelve words and four codes; empty when nothing needs a warning."""
    parts: list[str] = []
    for warning in analysis.warnings[:_MOST_CODES]:
        _append(parts, policy.code(warning.code).label)
    if parts and len(analysis.warnings) < _MOST_CODES:
        for topic in analysis.topics[:1]:
            _append(parts, topic.lower())
    return "; ".join(parts)


def _append(parts: list[str], label: str) -> None:
    words = sum(len(part.split()) for part in parts)
    if words + len(label.split()) <= _MOST_WORDS:
        parts.append(label if not parts else label[0].lower() + label[1:])
