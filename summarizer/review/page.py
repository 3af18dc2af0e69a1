"""The page on which one document is summarised.

The original is never shown: the form empties itself when it is sent, the server forgets what was
in it, and what comes back is the report. Reports live in the memory of the visitor's session;
nothing of a document is cached.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

import streamlit as st

from summarizer import view
from summarizer.errors import ResourceError, SummarizerError
from summarizer.report import to_json
from summarizer.review.html import details_html, summary_html, warning_html
from summarizer.types import Report, Status

__all__ = ["Problem", "Service", "Summarizes", "show"]

_STYLE = """<style>
.summarizer-warning { border-left: 0.4rem solid #8a6d00; padding: 0.2rem 0 0.2rem 1rem; }
.summarizer-warning h2 { padding-top: 0; }
.summarizer-warning p { margin-bottom: 0.5rem; }
.summarizer-table { border-collapse: collapse; margin-bottom: 1rem; }
.summarizer-table th { text-align: left; }
.summarizer-table td:first-child { white-space: nowrap; }
.summarizer-table th, .summarizer-table td {
  border-bottom: 1px solid #8a8a8a; padding: 0.3rem 1rem 0.3rem 0; vertical-align: top;
}
</style>"""


_SUFFIXES = ["txt", "md", "markdown", "html", "htm"]


class Summarizes(Protocol):
    """What the page asks of a pipeline."""

    def summarize_text(self, text: str, *, source: str = "") -> Report:
        """The report of a pasted text."""

    def summarize_bytes(self, data: bytes, *, source: str, media_type: str | None = None) -> Report:
        """The report of an uploaded file."""


@dataclass(frozen=True, slots=True)
class Service:
    """A pipeline for all visitors, the policy's words, and a lock: one document at a time."""

    pipeline: Summarizes
    words: view.Words
    lock: Lock = field(default_factory=Lock)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is shown in place of a report: what is wrong, and what the program says of it."""

    title: str
    details: tuple[str, ...] = ()


def show(load: Callable[[], Service]) -> None:
    """Draws the page.

    Args:
        load: makes the service; called once in the life of the program.
    """
    st.set_page_config(page_title="Summarizer", layout="centered")
    st.title("Summarise a document")
    st.html(_STYLE)
    try:
        service = _service(load)
    except SummarizerError as error:
        _show_problem(_problem(error))
        return
    _form(service)
    answer: Report | Problem | None = st.session_state.get("answer")
    if isinstance(answer, Report):
        _show_report(answer, service.words)
    elif answer is not None:
        _show_problem(answer)


@st.cache_resource(show_spinner=False)
def _service(_load: Callable[[], Service]) -> Service:
    return _load()


def _form(service: Service) -> None:
    turn: int = st.session_state.setdefault("turn", 0)
    # Emptied in the browser when it is sent, so that the original does not stay on the screen.
    with st.form("document", clear_on_submit=True):
        text = st.text_area("Paste a text", height=160, key=f"text {turn}")
        file = st.file_uploader(
            "or choose a file (at most 5 MB)", type=_SUFFIXES, key=f"file {turn}"
        )
        sent = st.form_submit_button("Summarise", type="primary")
    if sent:
        name, data = ("", None) if file is None else (file.name, file.getvalue())
        with st.spinner("Reading, so that you need not. This can take half a minute."):
            st.session_state["answer"] = _answer(service, text, name, data)
        # Fields of another name: with the old ones the server forgets what was in them.
        st.session_state["turn"] = turn + 1
        st.rerun()


def _answer(service: Service, text: str, name: str, data: bytes | None) -> Report | Problem:
    if bool(text.strip()) == (data is not None):
        return Problem("Give one document: a text or a file.")
    try:
        with service.lock:
            if data is None:
                return service.pipeline.summarize_text(text, source="pasted text")
            return service.pipeline.summarize_bytes(data, source=name)
    except SummarizerError as error:
        return _problem(error)
    except Exception as error:
        # Its message could quote the document: neither the page nor the server's log gets it.
        return Problem(
            "Something broke inside the program. Nothing was kept.", (type(error).__name__,)
        )


def _problem(error: SummarizerError) -> Problem:
    if isinstance(error, ResourceError):
        return Problem(
            "A model or server that is needed cannot be reached.",
            (str(error), "The command `summarizer doctor` says what is missing."),
        )
    return Problem("The settings cannot be used.", (str(error),))


def _show_problem(problem: Problem) -> None:
    st.error(problem.title)
    for detail in problem.details:
        st.text(view.printable(detail))


def _show_report(report: Report, words: view.Words) -> None:
    if report.status is Status.FAILED:
        _show_problem(Problem("This document could not be handled.", (view.failure(report),)))
        return
    st.html(warning_html(report, words))
    st.html(summary_html(report))
    st.html(details_html(report, words))
    st.download_button(
        "Report as JSON",
        to_json(report),
        file_name=f"{report.document_id or 'report'}.json",
        mime="application/json",
    )
