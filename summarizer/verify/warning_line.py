"""The content warning: topics in plain words, most severe first (CW-02, CW-03, CW-07).

And how far the summary itself goes into each (CW-06).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from summarizer.policy.schema import Policy
from summarizer.types import Analysis, Finding, Summary, Warning_

__all__ = ["summary_levels", "warning_line"]

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


def summary_levels(
    summary: Summary | None,
    warnings: Sequence[Warning_],
    *,
    find: Callable[[str], Sequence[Finding]],
) -> tuple[tuple[str, int], ...]:
    """The level (0 to 4) at which the summary shows each code that the document is warned for.

    ``find`` runs the detectors on a text that is not the document.
    """
    findings = find(f"{summary.headline}. {summary.text}") if summary else ()
    return tuple(
        (
            warning.code,
            max((f.level for f in findings if f.counts and f.code == warning.code), default=0),
        )
        for warning in warnings
    )


def _append(parts: list[str], label: str) -> None:
    words = sum(len(part.split()) for part in parts)
    if words + len(label.split()) <= _MOST_WORDS:
        parts.append(label if not parts else label[0].lower() + label[1:])
