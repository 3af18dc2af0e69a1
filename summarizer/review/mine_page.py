"""My work: what somebody holds, what they decided, and what they have opened. Theirs alone."""

from __future__ import annotations

from functools import partial

import streamlit as st

from summarizer.review import clicks, desk_state, mine_decisions, mine_exposure
from summarizer.review.context import Context
from summarizer.review.phrases import duration, now
from summarizer.review.queue_html import STYLE, row_html
from summarizer.store import claims
from summarizer.store.values import Item

__all__ = ["show"]

_PAGE = "mine"


def show(context: Context) -> None:
    """Draws the page."""
    _answer(context)
    st.title(context.say("mine.title"), anchor=False)
    st.html(STYLE)
    clicks.show_last(_PAGE)
    at = now(context.desk)
    _holding(context, at=at)
    mine_decisions.draw(context, now=at)
    mine_exposure.draw(context, now=at)


def _answer(context: Context) -> None:
    noted = clicks.take_noted(_PAGE)
    if noted is None:
        return
    action, number = noted
    if action == "go_on":
        _go_on(context, number)
    elif action == "release":
        _release(context, number)
    elif action == "undo":
        mine_decisions.undo(context, number)
    elif action == "reverse":
        mine_decisions.reverse(context, number)


def _go_on(context: Context, item_id: int) -> None:
    own = desk_state.held()

    def resume() -> None:
        # What this window is working on stays as it is, with what was typed.
        if own is None or own.item_id != item_id:
            desk_state.hold(claims.resume(context.desk, item_id, context.user))

    if clicks.attempt(_PAGE, context.say, resume):
        context.go("desk")


def _release(context: Context, item_id: int) -> None:
    def release() -> None:
        # The window that holds it may be gone with its token; a new one can be given back.
        claims.release(context.desk, claims.resume(context.desk, item_id, context.user))
        own = desk_state.held()
        if own is not None and own.item_id == item_id:
            desk_state.forget_item()

    if clicks.attempt(_PAGE, context.say, release):
        clicks.say_next(_PAGE, context.say("mine.released"))


def _holding(context: Context, *, at: int) -> None:
    say = context.say
    st.header(say("mine.holding"), anchor=False)
    held = claims.held(context.desk, context.user)
    if not held:
        st.write(say("mine.holding_none"))
    for place, item in enumerate(held):
        _held(context, item, at=at, first=place == 0)


def _held(context: Context, item: Item, *, at: int, first: bool) -> None:
    say, chosen = context.say, context.preferences
    with st.container(key=f"row-held-{item.id}"):
        words, buttons = st.columns([5, 1.5], vertical_alignment="center")
        words.html(row_html(item, say, me=context.user.name, now=at, preferences=chosen))
        left = duration(say, max(0, item.held_until - at) // 1000)
        words.caption(say("mine.held_until", age=left))
        for name, action in (("queue.go_on", "go_on"), ("mine.release", "release")):
            buttons.button(
                say(name, number=item.id),
                key=f"mine.{action}.{item.id}",
                on_click=partial(clicks.note, _PAGE, action, item.id),
                width="stretch",
                wrap=True,
                shortcut=context.key("go_on") if first and action == "go_on" else None,
            )
