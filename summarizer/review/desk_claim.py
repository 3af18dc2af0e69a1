"""The claim of this window: taken, kept alive for as long as somebody works, let go."""

from __future__ import annotations

import streamlit as st

from summarizer.errors import ConflictError
from summarizer.review.context import Context
from summarizer.review.desk_reveals import veil_all
from summarizer.review.desk_state import (
    ITEM,
    Done,
    attempt,
    finish,
    forget_item,
    held,
    hold,
    lose,
    lost,
)
from summarizer.review.problem import showing
from summarizer.store.values import Claim, Item

__all__ = [
    "DRAFT",
    "EMPTY",
    "current",
    "go_on",
    "hand_on",
    "keep_alive",
    "leave",
    "open_again",
    "put_back",
    "take_next",
]

DRAFT = f"{ITEM}draft"
"""Key of the summary as somebody is writing it; the one thing that outlives a lost claim."""

EMPTY = "desk.empty"
"""Key that says that the queue had nothing to give when it was last asked."""

_IDLE_MS = 60 * 60 * 1000
"""A window in which nothing was done for this long no longer keeps its item from others."""

_ACTIVE = "desk.active"


def take_next(context: Context, *, max_level: int | None) -> None:
    """Takes the most urgent item that this person is given."""
    from summarizer.store import claims

    leave(context)
    st.session_state.pop(EMPTY, None)
    st.session_state.pop("desk.done", None)

    def take() -> bool:
        taken = claims.claim_next(
            context.desk, context.user, preferences=context.preferences, max_level=max_level
        )
        if taken is not None:
            hold(taken[1])
        return taken is not None

    if attempt(context, None, take) is False:
        st.session_state[EMPTY] = True


def go_on(context: Context, item_id: int) -> None:
    """Goes on with an item that this person holds from before the page was loaded."""
    from summarizer.store import claims

    claim = attempt(context, None, lambda: claims.resume(context.desk, item_id, context.user))
    if claim is not None:
        hold(claim)


def open_again(context: Context, item_id: int) -> None:
    """Takes an item again that was lost or has changed; what was typed stays."""
    from summarizer.store import claims

    veil_all(context)

    def take() -> Claim:
        try:
            return claims.resume(context.desk, item_id, context.user)
        except ConflictError:
            return claims.claim(context.desk, item_id, context.user)

    claim = attempt(context, held(), take)
    if claim is not None:
        hold(claim, keep=(DRAFT,))


def leave(context: Context) -> None:
    """Veils the original and lets go of what is remembered of the item."""
    veil_all(context)
    forget_item()


def hand_on(context: Context, claim: Claim) -> None:
    """Hands the item on to whoever is next; nobody asks why."""
    from summarizer.store import claims

    def give() -> bool:
        claims.hand_on(context.desk, claim)
        return True

    veil_all(context)
    if attempt(context, claim, give) and claim == held():
        finish(Done("hand_on", claim.item_id))


def put_back(context: Context, claim: Claim) -> None:
    """Puts the item back into the queue as it was."""
    from summarizer.store import claims

    def give() -> bool:
        claims.release(context.desk, claim)
        return True

    veil_all(context)
    if attempt(context, claim, give) and claim == held():
        finish(Done("put_back", claim.item_id))


def current(context: Context, claim: Claim) -> Item | None:
    """The claimed item as it is now; None when it was lost or has changed, which is remembered."""
    from summarizer.store import claims

    try:
        return claims.check(context.desk, claim)
    except ConflictError as error:
        lose(error.kind)
        return None


def keep_alive(context: Context, claim: Claim, *, now: int) -> None:
    """Renews the claim three times a lease, by itself, for as long as somebody works here.

    When it turns out to be lost the page is drawn anew, which says so.

    Args:
        context: of the page.
        claim: this window's.
        now: milliseconds since 1970; this drawing of the page counts as work.
    """
    st.session_state[_ACTIVE] = now

    def beat() -> None:
        with showing(context.say):
            if _renewed(context, claim):
                return
        st.rerun()

    st.fragment(beat, run_every=max(1.0, context.desk.rules.lease_s / 3))()


def _renewed(context: Context, claim: Claim) -> bool:
    """False when the claim has just turned out to be lost."""
    from summarizer.store import claims

    if held() != claim or lost():
        return True
    with context.desk.reading() as connection:
        now = context.desk.now(connection)
    if now - st.session_state.get(_ACTIVE, now) > _IDLE_MS:
        return True
    try:
        claims.heartbeat(context.desk, claim)
    except ConflictError as error:
        lose(error.kind)
        return False
    return True
