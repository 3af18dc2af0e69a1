"""The page on which one document is summarised.

The original is never shown: the form empties itself when it is sent, the server forgets what was
in it, and what comes back is the report. Reports live in the memory of the visitor's session;
an original is kept only when it is put in the queue.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING

import streamlit as st

from summarizer import view
from summarizer.report import to_json
from summarizer.review.context import Context
from summarizer.review.html import details_html, summary_html, warning_html
from summarizer.review.problem import Problem, problem_of, show_problem
from summarizer.store.values import Original
from summarizer.types import Report, Status, Style

if TYPE_CHECKING:
    from summarizer.store.intake import Intake

__all__ = ["SUFFIXES", "show"]

SUFFIXES = ("txt", "md", "markdown", "html", "htm", "eml", "pdf", "docx")
"""Of the files that the page takes; what is in them is the reader's to check."""

_ANSWER = "summarise.answer"
_TURN = "summarise.turn"


@dataclass(frozen=True, slots=True)
class _Given:
    """What somebody sent: one document, and what is to become of it."""

    source: str
    data: bytes = field(repr=False)
    media_type: str | None
    style: str
    queue: bool


@dataclass(frozen=True, slots=True)
class _Answer:
    """What came of it: a report or a problem, and what the queue made of the report."""

    report: Report | None = None
    problem: Problem | None = None
    outcome: str = ""
    item_id: int = 0


def show(context: Context) -> None:
    """Draws the page."""
    st.title(context.say("summarise.title"))
    st.write(context.say("summarise.about"))
    _form(context)
    answer: _Answer | None = st.session_state.get(_ANSWER)
    if answer is None:
        return
    if answer.outcome:
        st.success(context.say(f"summarise.{answer.outcome}", number=answer.item_id))
    if answer.problem is not None:
        show_problem(answer.problem)
    if answer.report is not None:
        _show_report(answer.report, context)


def _form(context: Context) -> None:
    say = context.say
    turn: int = st.session_state.setdefault(_TURN, 0)
    # Emptied in the browser when it is sent, so that the original does not stay on the screen.
    with st.form("document", clear_on_submit=True):
        text = st.text_area(say("summarise.paste"), height=160, key=f"summarise.text {turn}")
        file = st.file_uploader(
            say("summarise.file"), type=list(SUFFIXES), key=f"summarise.file {turn}"
        )
        style = st.selectbox(
            say("summarise.style"),
            ["", *Style],
            format_func=lambda each: say(f"common.style_{each}" if each else "summarise.as_set"),
            key=f"summarise.style {turn}",
        )
        with st.container(horizontal=True):
            sent = st.form_submit_button(say("summarise.send"), type="primary")
            queued = st.form_submit_button(say("summarise.send_queue"))
    if not (sent or queued):
        return
    with st.spinner(say("summarise.reading")):
        given: _Given | Problem
        if bool(text.strip()) == (file is not None):
            given = Problem(say("summarise.one"))
        elif file is None:
            data = text.encode("utf-8", "replace")
            given = _Given("pasted text", data, "text/plain; charset=utf-8", style, queued)
        elif PurePath(file.name).suffix.lower().lstrip(".") not in SUFFIXES:
            given = Problem(say("summarise.kind", kinds=", ".join(SUFFIXES)))
        else:
            given = _Given(file.name, file.getvalue(), None, style, queued)
        answer = _Answer(problem=given) if isinstance(given, Problem) else _answer(given, context)
        st.session_state[_ANSWER] = answer
    # Fields of another name: with the old ones the server forgets what was in them.
    st.session_state[_TURN] = turn + 1
    st.rerun()


def _answer(given: _Given, context: Context) -> _Answer:
    try:
        with context.service.lock:
            report = context.service.pipeline(style=given.style).summarize_bytes(
                given.data, source=given.source, media_type=given.media_type
            )
        if report.status is Status.FAILED:
            failure = (view.failure(report),)
            return _Answer(problem=Problem(context.say("summarise.failed"), failure))
        if given.queue:
            taken = _put_in_queue(report, given, context)
            return _Answer(report=report, outcome=taken.outcome, item_id=taken.item_id)
    except Exception as error:
        return _Answer(problem=problem_of(error, context.say))
    return _Answer(report=report)


def _put_in_queue(report: Report, given: _Given, context: Context) -> Intake:
    from summarizer.read import read_bytes
    from summarizer.store import intake

    document = read_bytes(given.data, source=given.source, media_type=given.media_type)
    original = Original.of(
        document, given.data, source=given.source, media_type=given.media_type or ""
    )
    return intake.add_report(context.desk, report, original=original, by=context.user)


def _show_report(report: Report, context: Context) -> None:
    st.html(warning_html(report, context.service.words, context.say))
    st.html(summary_html(report, context.say))
    st.html(details_html(report, context.service.words, context.say))
    st.download_button(
        context.say("summarise.download"),
        to_json(report),
        file_name=f"{report.document_id or 'report'}.json",
        mime="application/json",
    )
