"""Draft → checks and status: nothing is taken on trust from the writing."""

from __future__ import annotations

from summarizer.verify.budget import Budget
from summarizer.verify.checks import (
    DRAFT_CHECKS,
    OUTCOMES,
    SUMMARY_CHECKS,
    draft_checks,
    not_run,
    status_of,
    summary_checks,
    weighed,
)
from summarizer.verify.flags import source_checks
from summarizer.verify.judge import Judge, judge_of, removed_words
from summarizer.verify.source import SourceIndex
from summarizer.verify.support import Support, support_by
from summarizer.verify.warning_line import summary_levels, warning_line

__all__ = [
    "DRAFT_CHECKS",
    "OUTCOMES",
    "SUMMARY_CHECKS",
    "Budget",
    "Judge",
    "SourceIndex",
    "Support",
    "draft_checks",
    "judge_of",
    "not_run",
    "removed_words",
    "source_checks",
    "status_of",
    "summary_checks",
    "summary_levels",
    "support_by",
    "warning_line",
    "weighed",
]
