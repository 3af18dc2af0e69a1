"""What the desk remembers of a visitor between two clicks: ids, tokens, numbers, their own words.

Never a word of an original. What belongs to one item stands under keys of its own, so that all
of it goes at once when the item is left.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import streamlit as st

from summarizer.errors import ConflictError
from summarizer.review.context import Context
from summarizer.review.desk_focus import WARNING, go_to
from summarizer.review.problem import Problem, problem_of
from summarizer.store.values import Claim

__all__ = [
    "ITEM",
    "Done",
    "attempt",
    "done",
    "finish",
    "forget_item",
    "held",
    "hold",
    "lose",
    "lost",
    "take_problem",
    "tell",
]

ITEM = "desk.item."
"""How the keys begin whose values go with the item."""

_CLAIM = "desk.claim"
_DONE = "desk.done"
_LOST = f"{ITEM}lost"
_PROBLEM = "desk.problem"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done:
    """What was just done with an item, to say so and to offer the way back.

    ``what``: a kind of decision, ``hand_on`` or ``put_back``. ``decision_id`` is None where there
    is nothing to undo; ``until`` is the time up to which it can be, in milliseconds since 1970.
    """

    what: str
    item_id: int
    decision_id: int | None = None
    until: int = 0


def held() -> Claim | None:
    """The claim of this window, whether or not it still holds."""
    claim: Claim | None = st.session_state.get(_CLAIM)
    return claim


def hold(claim: Claim, *, keep: tuple[str, ...] = ()) -> None:
    """Makes a claim this window's; what was remembered of the item before goes.

    Args:
        claim: taken from the store just now.
        keep: keys that stay, for an item that is opened again.
    """
    forget_item(keep=keep)
    st.session_state.pop(_DONE, None)
    st.session_state[_CLAIM] = claim
    go_to(WARNING)


def forget_item(*, keep: tuple[str, ...] = ()) -> None:
    """Lets go of the claim and of all that belongs to its item."""
    for key in list(st.session_state):
        if isinstance(key, str) and key.startswith(ITEM) and key not in keep:
            del st.session_state[key]
    st.session_state.pop(_CLAIM, None)


def finish(done: Done) -> None:
    """The item is left: remembers what was done, and nothing else of it."""
    forget_item()
    st.session_state[_DONE] = done


def done() -> Done | None:
    """What was done last, until another item is taken."""
    last: Done | None = st.session_state.get(_DONE)
    return last


def lose(kind: str) -> None:
    """The claim no longer holds: ``taken``, ``lost``, ``changed``, ``closed`` or ``late``."""
    st.session_state[_LOST] = kind


def lost() -> str:
    """Why the claim no longer holds; empty while it does."""
    kind: str = st.session_state.get(_LOST, "")
    return kind


def attempt(context: Context, claim: Claim | None, action: Callable[[], T]) -> T | None:
    """What an action gives; None when it went wrong, which the page then says.

    Clicks are answered before the page is drawn, outside of what catches its errors.

    Args:
        context: of the page.
        claim: what the action is about; a conflict about this window's claim ends it.
        action: what to do, once.
    """
    st.session_state.pop(_PROBLEM, None)
    try:
        return action()
    except ConflictError as error:
        # A second click about an item that is left already changes nothing.
        if claim is None:
            tell(problem_of(error, context.say))
        elif claim == held():
            lose(error.kind)
    except Exception as error:
        # Its message could quote the document: nothing but its type gets further.
        tell(problem_of(error, context.say))
    return None


def tell(problem: Problem) -> None:
    """Keeps what went wrong for the next time the page is drawn."""
    st.session_state[_PROBLEM] = problem


def take_problem() -> Problem | None:
    """What went wrong with the last click, once."""
    problem: Problem | None = st.session_state.pop(_PROBLEM, None)
    return problem
