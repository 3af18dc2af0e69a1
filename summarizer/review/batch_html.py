"""Jobs in words: what kind, how far, and why a document failed."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.review.html import table_html, text_html
from summarizer.review.phrases import moment
from summarizer.review.strings import Catalogue
from summarizer.store.audit import OPERATOR
from summarizer.store.values import Job, JobDocument
from summarizer.types import Style

__all__ = ["failures_html", "job_html", "reason_words"]

_REASONS = frozenset(
    {
        "binary",
        "empty",
        "internal",
        "no_original",
        "refused",
        "too_large",
        "unavailable",
        "undecodable",
        "unreadable_original",
        "unsupported",
        "upload_gone",
    }
)
"""Categories that the catalogue has words for."""


def reason_words(reason: str, say: Catalogue) -> str:
    """Why a document failed; a category that is not known here stays as it is stored."""
    category = reason.partition(":")[0]
    return say(f"batch.reason_{category}") if category in _REASONS else reason


def job_html(job: Job, say: Catalogue) -> str:
    """One job: its kind, when it was started and by whom, how far it is, and with what."""
    wished = []
    if job.style in set(Style):
        wished.append(say("batch.style", style=say(f"common.style_{job.style}")))
    if job.model:
        wished.append(say("batch.model", model=job.model))
    title = text_html(f"{job.id} · {say(f'batch.kind_{job.kind}')}")
    lines = [
        f"<strong>{title}</strong>",
        text_html(say("batch.started", when=moment(job.created_at), name=_starter(job, say))),
        text_html(
            say("batch.counts", done=job.done, failed=job.failed, left=_left(job), total=job.total)
        ),
        f"<small>{text_html('; '.join(wished))}</small>" if wished else "",
    ]
    label = text_html(say("batch.job", number=job.id))
    paragraphs = "".join(f"<p>{line}</p>" for line in lines if line)
    return f'<article class="summarizer-item" aria-label="{label}">{paragraphs}</article>'


def failures_html(documents: Sequence[JobDocument], say: Catalogue) -> str:
    """The documents that failed, and why."""
    rows = [(each.name, reason_words(each.reason, say)) for each in documents]
    return table_html((say("batch.document"), say("batch.reason")), rows)


def _starter(job: Job, say: Catalogue) -> str:
    return say("batch.operator") if job.user == OPERATOR else job.user


def _left(job: Job) -> int:
    return job.total - job.done - job.failed
