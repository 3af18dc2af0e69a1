"""Batch: several documents at once, what is to be run again, and how far every job is."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import PurePath

import streamlit as st

from summarizer.review import clicks
from summarizer.review.batch_html import failures_html, job_html
from summarizer.review.batch_run import PAGE, run_jobs, run_uploads
from summarizer.review.context import Context
from summarizer.review.queue_html import STYLE
from summarizer.review.summarise_page import SUFFIXES
from summarizer.review.uploads import Upload
from summarizer.store import jobs, originals
from summarizer.store.values import Job, JobState
from summarizer.types import Style

__all__ = ["MAX_BYTES", "MAX_FILES", "show"]

MAX_FILES = 20
MAX_BYTES = 5_000_000
"""Of one file; the reader refuses larger ones as well."""

_TURN = "batch.turn"
_RERUNS = 0
"""In place of the number of a job: all that is to be run again."""


def show(context: Context) -> None:
    """Draws the page."""
    say = context.say
    st.title(say("batch.title"), anchor=False)
    st.html(STYLE)
    asked = _answer(context)
    _upload(context)
    # Here, and not on top: whoever sent files, or reads in large letters, is looking at the form.
    clicks.show_last(PAGE)
    waiting = [
        each for each in jobs.waiting(context.desk, by=context.user) if each.kind != "import"
    ]
    _reruns(context, waiting, run=asked == _RERUNS)
    _jobs(context, {each.id for each in waiting}, run=asked)


def _answer(context: Context) -> int | None:
    """Does what was clicked; gives the number of the job to run, which is drawn where it stands."""
    noted = clicks.take_noted(PAGE)
    if noted is None:
        return None
    action, number = noted
    if action in ("retry", "recover"):
        _retry(context, number, running=action == "recover")
        return None
    return _RERUNS if action == "reruns" else number


def _retry(context: Context, job_id: int, *, running: bool) -> None:
    def retry() -> None:
        again = jobs.retry(context.desk, job_id, by=context.user, running=running)
        clicks.say_next(PAGE, context.say("batch.retried", number=again))

    clicks.attempt(PAGE, context.say, retry)


def _upload(context: Context) -> None:
    say = context.say
    st.header(say("batch.several"), anchor=False)
    st.write(say("batch.about"))
    turn: int = st.session_state.setdefault(_TURN, 0)
    # Emptied when it is sent, and given another name: with it the server forgets the files.
    with st.form("documents", clear_on_submit=True):
        files = st.file_uploader(
            say("batch.files", files=MAX_FILES),
            type=list(SUFFIXES),
            accept_multiple_files=True,
            key=f"batch.files {turn}",
        )
        style = st.selectbox(
            say("batch.length"),
            ["", *Style],
            format_func=lambda each: say(f"common.style_{each}" if each else "batch.as_set"),
            key=f"batch.style {turn}",
        )
        sent = st.form_submit_button(say("batch.send"), type="primary")
    if not sent:
        return
    uploads = [Upload(each.name, each.getvalue()) for each in files]
    problem = _refusal(context, uploads)
    if problem:
        clicks.warn(PAGE, problem)
    else:
        run_uploads(context, uploads, style=style)
    st.session_state[_TURN] = turn + 1
    st.rerun()


def _refusal(context: Context, uploads: Sequence[Upload]) -> str:
    """Why files are not taken; empty when they are."""
    say = context.say
    if not uploads:
        return say("batch.no_files")
    if len(uploads) > MAX_FILES:
        return say("batch.too_many", files=MAX_FILES, given=len(uploads))
    if any(PurePath(each.name).suffix.lower().lstrip(".") not in SUFFIXES for each in uploads):
        return say("batch.kinds", kinds=", ".join(SUFFIXES))
    if any(len(each.data) > MAX_BYTES for each in uploads):
        return say("batch.too_large")
    return ""


def _reruns(context: Context, waiting: Sequence[Job], *, run: bool) -> None:
    say = context.say
    st.header(say("batch.reruns"), anchor=False)
    count = sum(
        len(jobs.documents(context.desk, each.id, by=context.user, state=JobState.WAITING))
        for each in waiting
        if each.kind == "rerun"
    )
    if not count:
        st.write(say("batch.reruns_none"))
        return
    st.write(say("batch.reruns_waiting", number=count))
    st.button(
        say("batch.run_reruns"),
        on_click=partial(clicks.note, PAGE, "reruns"),
        type="primary",
        key="batch.reruns",
        shortcut=context.key("go_on"),
    )
    if run:
        run_jobs(context, lambda job: job.kind == "rerun")
        st.rerun()


def _jobs(context: Context, waiting: set[int], *, run: int | None) -> None:
    say = context.say
    st.header(say("batch.jobs"), anchor=False)
    found = jobs.jobs(context.desk, by=context.user)
    if not found:
        st.write(say("batch.jobs_none"))
    for job in found:
        with st.container(key=f"row-job-{job.id}"):
            words, buttons = st.columns([5, 1.5])
            running = _running(context, job)
            with words:
                _job(context, job, running=running)
                if job.id == run:
                    run_jobs(context, lambda each: each.id == run)
                    st.rerun()
            with buttons:
                _buttons(context, job, waits=job.id in waiting, running=running)


def _job(context: Context, job: Job, *, running: bool) -> None:
    say = context.say
    st.html(job_html(job, say))
    finished = job.done + job.failed
    st.progress(finished / job.total, text=say(f"batch.state_{job.state}"))
    if running:
        st.write(say("batch.interrupted"))
    if job.failed:
        failed = jobs.documents(context.desk, job.id, by=context.user, state=JobState.FAILED)
        with st.expander(say("batch.failures", number=job.failed, job=job.id)):
            st.html(failures_html(failed, say))
            if job.kind == "rerun":
                st.write(say("batch.rerun_failed"))


def _running(context: Context, job: Job) -> bool:
    """Whether a document of a job is marked as being read."""
    if job.kind == "import" or job.state is not JobState.RUNNING:
        return False
    return bool(jobs.documents(context.desk, job.id, by=context.user, state=JobState.RUNNING))


def _buttons(context: Context, job: Job, *, waits: bool, running: bool) -> None:
    if job.kind == "import":
        return
    if waits:
        _button(context, "run", job)
    if job.failed and _retriable(context, job):
        _button(context, "retry", job)
    if running:
        _button(context, "recover", job)


def _retriable(context: Context, job: Job) -> bool:
    """Whether anything that failed could come right: an upload that failed is not kept."""
    if job.kind == "rerun":
        return True
    failed = jobs.documents(context.desk, job.id, by=context.user, state=JobState.FAILED)
    return any(originals.has_original(context.desk, each.document_id) for each in failed)


def _button(context: Context, action: str, job: Job) -> None:
    st.button(
        context.say(f"batch.{action}", number=job.id),
        key=f"batch.{action}.{job.id}",
        on_click=partial(clicks.note, PAGE, action, job.id),
        width="stretch",
        wrap=True,
    )
