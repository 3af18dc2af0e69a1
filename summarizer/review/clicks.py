"""What was clicked on a list is noted, and done once when the page is next drawn.

A row may be gone by then: a button asked in the middle of the page would forget the click. And
what is done then is done as whoever is signed in at that moment, inside of what shows errors.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from summarizer.errors import SummarizerError
from summarizer.review.problem import Problem, problem_of, show_problem
from summarizer.review.strings import Catalogue

__all__ = ["attempt", "keep_problem", "note", "say_next", "show_last", "take_noted", "warn"]


def note(page: str, action: str, number: int = 0) -> None:
    """For ``on_click``: notes an action and the number of what it is about."""
    st.session_state[f"{page}.noted"] = (action, number)


def take_noted(page: str) -> tuple[str, int] | None:
    """The action that was noted, once."""
    noted: tuple[str, int] | None = st.session_state.pop(f"{page}.noted", None)
    return noted


def attempt(
    page: str,
    say: Catalogue,
    action: Callable[[], None],
    *,
    apart: type[SummarizerError] | tuple[()] = (),
) -> bool:
    """Whether an action succeeded; what went wrong is kept for ``show_last``.

    Args:
        page: whose action it is.
        say: the words of the page.
        action: what to do, once.
        apart: an error that is raised on, because the page has words of its own for it.
    """
    try:
        action()
    except apart:
        raise
    except SummarizerError as error:
        st.session_state[f"{page}.problem"] = problem_of(error, say)
        return False
    return True


def say_next(page: str, words: str) -> None:
    """Keeps a sentence of the catalogue for ``show_last``."""
    st.session_state[f"{page}.said"] = words


def keep_problem(page: str, problem: Problem) -> None:
    """Keeps a problem for ``show_last``."""
    st.session_state[f"{page}.problem"] = problem


def warn(page: str, words: str) -> None:
    """Keeps, for ``show_last``, why something was not done."""
    st.session_state[f"{page}.problem"] = Problem(words)


def show_last(page: str) -> None:
    """Shows what came of the last click, once."""
    words: str | None = st.session_state.pop(f"{page}.said", None)
    problem: Problem | None = st.session_state.pop(f"{page}.problem", None)
    if words is not None:
        st.success(words)
    if problem is not None:
        show_problem(problem)
