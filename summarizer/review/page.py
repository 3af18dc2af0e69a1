"""The page on which one document is summarised.

The original is never shown: the form empties itself when it is sent, and what comes back is the
report. Reports live in the memory of the visitor's session; nothing of a document is cached.
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

__all__ = ["Service", "Summarizes", "show"]

_STYLE = """<style>
.summarizer-warning { border-left: 0.4rem solid #8a6d00; padding: 0.2rem 0 0.2rem 1rem; }
.summarizer-warning h2 { padding-top: 0; }
.summarizer-warning dt { font-weight: 600; }
.summarizer-warning dd { margin: 0 0 0.4rem; }
</style>"""


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
        _explain(error)
        return
    _form(service)
    report: Report | None = st.session_state.get("report")
    if report is not None:
        _result(report, service.words)


@st.cache_resource(show_spinner=False)
def _service(_load: Callable[[], Service]) -> Service:
    return _load()


def _form(service: Service) -> None:
    # Emptied when it is sent, so that the original does not stay on the screen.
    with st.form("document", clear_on_submit=True):
        text = st.text_area("Paste a text", height=160)
        file = st.file_uploader(
            "or choose a file (at most 5 MB)", type=["txt", "md", "markdown", "html", "htm"]
        )
        sent = st.form_submit_button("Summarise", type="primary")
    if not sent:
        return
    st.session_state.pop("report", None)
    if bool(text.strip()) == (file is not None):
        st.error("Give one document: a text or a file.")
        return
    try:
        with st.spinner("Reading, so that you need not. This takes some seconds."), service.lock:
            st.session_state["report"] = (
                service.pipeline.summarize_text(text, source="pasted text")
                if file is None
                else service.pipeline.summarize_bytes(file.getvalue(), source=file.name)
            )
    except SummarizerError as error:
        _explain(error)
    except Exception as error:
        # Its message could quote the document: neither the page nor the server's log gets it.
        st.error(f"Something broke inside the program ({type(error).__name__}). Nothing was kept.")


def _result(report: Report, words: view.Words) -> None:
    if report.status is Status.FAILED:
        st.error("This document could not be handled.")
        st.text(view.printable(view.failure(report)))
        return
    st.html(warning_html(report, words))
    st.header("Summary")
    st.html(summary_html(report))
    st.html(details_html(report, words))
    st.download_button(
        "Report as JSON",
        to_json(report),
        file_name=f"{report.document_id or 'report'}.json",
        mime="application/json",
    )


def _explain(error: SummarizerError) -> None:
    if isinstance(error, ResourceError):
        st.error("A model or server that is needed cannot be reached.")
        st.text(view.printable(str(error)))
        st.text("`summarizer doctor` says what is missing and how to get it.")
        return
    st.error("The settings cannot be used.")
    st.text(view.printable(str(error)))
