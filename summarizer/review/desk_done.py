"""What was just done with an item, and the way back for as long as there is one."""

from __future__ import annotations

import streamlit as st

from summarizer.review.context import Context
from summarizer.review.desk_state import ITEM, Done, attempt, done, hold
from summarizer.review.html import text_html
from summarizer.store.values import DecisionKind, Item, ItemState

__all__ = ["UNDONE", "show_done"]

UNDONE = f"{ITEM}undone"
"""Key that says that the item is here again because its decision was undone."""


def show_done(context: Context, *, now: int) -> None:
    """What was just done, and the way back while there is one."""
    last = done()
    if last is None:
        return
    say = context.say
    with st.container(key="desk-done"):
        st.html(f'<p role="status">{text_html(_done_words(context, last))}</p>')
        if last.decision_id is None:
            return
        if now < last.until:
            st.button(
                say("desk.undo"),
                key="desk.undo",
                shortcut=context.key("undo"),
                on_click=_undo,
                args=(context, last.decision_id),
            )
            minutes = max(1, round((last.until - now) / 60_000))
            key = "desk.undo_until_one" if minutes == 1 else "desk.undo_until"
            words = f"{say(key, minutes=minutes)}{_later(context, last)}"
            st.html(f"<p><small>{text_html(words)}</small></p>")
        else:
            words = f"{say('desk.undo_over')}{_later(context, last)}"
            st.html(f"<p>{text_html(words)}</p>")


def _later(context: Context, last: Done) -> str:
    """What can be done once the time to undo is over; a skip is not reversed: others get it."""
    return "" if last.what == DecisionKind.SKIP else f" {context.say('desk.reverse_later')}"


def _undo(context: Context, decision_id: int) -> None:
    from summarizer.store import decide

    claim = attempt(context, None, lambda: decide.undo(context.desk, decision_id, by=context.user))
    if claim is not None:
        hold(claim)
        st.session_state[UNDONE] = True


def _done_words(context: Context, last: Done) -> str:
    from summarizer.store import queue

    words = context.say(f"desk.done_{last.what}", number=last.item_id)
    if last.what in (DecisionKind.APPROVE, DecisionKind.APPROVE_EDITED, DecisionKind.REJECT):
        item = queue.item(context.desk, last.item_id, by=context.user)
        words += _after(context, item)
    return words


def _after(context: Context, item: Item) -> str:
    if item.state is ItemState.WAITING:
        return f" {context.say('desk.second_will_look')}"
    if item.state is ItemState.ESCALATED:
        return f" {context.say('desk.lead_will_look')}"
    return ""
