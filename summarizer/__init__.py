"""Content-safe summaries of distressing documents.

    from summarizer import Pipeline, load_settings

    report = Pipeline.from_settings(load_settings()).summarize_path("report.txt")
    if report.status == "ready":
        print(report.content_warning, report.summary.text)

The safe text alone, with marks where something was taken out:

    redacted = Pipeline.from_settings(load_settings()).redact_path("report.txt")
    print(marked_text(redacted.safe) if redacted.safe else redacted.why)

A summary that somebody else wrote, sentence by sentence:

    verified = Pipeline.from_settings(load_settings()).verify_path("report.txt", summary="sum.txt")
    print(verified.passed, [sentence.supported for sentence in verified.sentences])

Models load on first use. ``Pipeline`` itself is imported on first use, so that
``import summarizer`` stays cheap.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarizer.errors import (
    DocumentError,
    ResourceError,
    SummarizerError,
    UsageError,
)
from summarizer.marks import marked_text
from summarizer.settings import Settings, load_settings
from summarizer.types import Report, Status, Style, Summary
from summarizer.version import VERSION as __version__

if TYPE_CHECKING:
    from summarizer.pipeline import Pipeline, Redacted, Verified

__all__ = [
    "DocumentError",
    "Pipeline",
    "Redacted",
    "Report",
    "ResourceError",
    "Settings",
    "Status",
    "Style",
    "SummarizerError",
    "Summary",
    "UsageError",
    "Verified",
    "__version__",
    "load_settings",
    "marked_text",
]


def __getattr__(name: str) -> object:
    if name in {"Pipeline", "Redacted", "Verified"}:
        from summarizer import pipeline

        return getattr(pipeline, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
