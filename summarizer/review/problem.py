"""What is shown in place of what was asked for: what is wrong, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import streamlit as st

from summarizer import view
from summarizer.errors import (
    ConflictError,
    NotAllowedError,
    PolicyError,
    ResourceError,
    SettingsError,
    StoreError,
    SummarizerError,
    UsageError,
)
from summarizer.review.strings import Catalogue

__all__ = ["Problem", "problem_of", "show_problem", "showing"]


@dataclass(frozen=True, slots=True)
class Problem:
    """A title, in the words of the page, and what the program says."""

    title: str
    details: tuple[str, ...] = ()


def problem_of(error: Exception, say: Catalogue) -> Problem:
    """An error as it may be shown: of an unforeseen one its type alone.

    The message of an unforeseen error could quote the document: neither the page nor the
    server's log gets it.
    """
    if isinstance(error, ConflictError):
        return Problem(say(f"common.problem_{error.kind}"))
    if isinstance(error, NotAllowedError):
        return Problem(say("common.problem_not_allowed"), (str(error),))
    if isinstance(error, StoreError):
        return Problem(say("common.problem_store"), (str(error),))
    if isinstance(error, ResourceError):
        return Problem(say("common.problem_resource"), (str(error), say("common.problem_doctor")))
    if isinstance(error, SettingsError | PolicyError):
        return Problem(say("common.problem_settings"), (str(error),))
    if isinstance(error, UsageError):
        return Problem(say("common.problem_usage"), (str(error),))
    if isinstance(error, SummarizerError):
        return Problem(say("common.problem_usage"), (str(error),))
    return Problem(say("common.problem_broken"), (type(error).__name__,))


def show_problem(problem: Problem) -> None:
    """Draws it. What the program says does not go through Markdown."""
    st.error(problem.title)
    for detail in problem.details:
        st.text(view.printable(detail))


@contextmanager
def showing(say: Catalogue) -> Iterator[None]:
    """Shows what goes wrong inside it, rather than let Streamlit write it to the server's log.

    A page is drawn inside one; what Streamlit runs later and apart, a fragment or a dialog,
    needs its own.
    """
    try:
        yield
    except Exception as error:
        show_problem(problem_of(error, say))
