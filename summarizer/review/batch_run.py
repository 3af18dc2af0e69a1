"""Runs jobs from the page: this is where models load, with a bar that shows how far it is."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from summarizer.errors import SummarizerError
from summarizer.review import clicks
from summarizer.review.context import Context
from summarizer.review.html import text_html
from summarizer.review.problem import problem_of
from summarizer.review.running import Progress, Ran, go_on, summarise
from summarizer.review.uploads import Upload
from summarizer.store import jobs
from summarizer.store.values import Job

__all__ = ["PAGE", "run_jobs", "run_uploads"]

PAGE = "batch"


def run_uploads(context: Context, uploads: list[Upload], *, style: str) -> None:
    """Summarises files and keeps what came of it to be shown."""
    _run(
        context,
        lambda progress: [
            summarise(context.service, uploads, by=context.user, style=style, progress=progress)
        ],
    )


def run_jobs(context: Context, wanted: Callable[[Job], bool]) -> None:
    """Runs what waits of some jobs, the oldest first."""
    found = [each for each in jobs.waiting(context.desk, by=context.user) if wanted(each)]
    _run(
        context,
        lambda progress: [
            go_on(context.service, each, by=context.user, progress=progress) for each in found
        ],
    )


def _run(context: Context, work: Callable[[Progress], list[Ran]]) -> None:
    say = context.say
    st.write(say("batch.stay"))
    bar = st.progress(0.0, text=say("batch.loading"))
    name_place = st.empty()

    def progress(behind: int, total: int, name: str) -> None:
        # The name of a file goes past Markdown.
        bar.progress(behind / max(1, total), text=say("batch.progress", done=behind, total=total))
        name_place.html(f"<p>{text_html(name)}</p>")

    try:
        results = work(progress)
    except SummarizerError as error:
        clicks.keep_problem(PAGE, problem_of(error, say))
    else:
        done, failed = (sum(each.done for each in results), sum(each.failed for each in results))
        clicks.say_next(PAGE, say("batch.ran", done=done, failed=failed))
