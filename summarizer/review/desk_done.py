"""What was just done with an item, and the way back for as long as there is one."""

from __future__ import annotations

import streamlit as st

from summarizer.review.context import Context
from summarizer.review.desk_state import Done, attempt, done, hold
from summarizer.review.html import text_html
from summarizer.review.keys import KEYS
from summarizer.store.values import DecisionKind, Item, ItemState

__all__ = ["show_done"]


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
                shortcut=KEYS["undo"],
                on_click=_undo,
                args=(context, last.decision_id),
            )
            minutes = max(1, round((last.until - now) / 60_000))
            st.html(f"<p><small>{text_html(say('desk.undo_until', minutes=minutes))}</small></p>")
        else:
            st.html(f"<p>{text_html(say('desk.undo_over'))}</p>")


def _undo(context: Context, decision_id: int) -> None:
    from summarizer.store import decide

    claim = attempt(context, None, lambda: decide.undo(context.desk, decision_id, by=context.user))
    if claim is not None:
        hold(claim)


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
