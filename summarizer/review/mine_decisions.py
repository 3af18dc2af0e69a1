"""What somebody decided, and the way back: undone for a while, later reversed with a reason."""

from __future__ import annotations

from functools import partial

import streamlit as st

from summarizer.review import clicks, desk_state
from summarizer.review.context import Context
from summarizer.review.html import text_html
from summarizer.review.phrases import duration, moment
from summarizer.store import decide, queue
from summarizer.store.values import Decision, DecisionKind, Item, ItemState

__all__ = ["draw", "reverse", "undo"]

_PAGE = "mine"
_REVERSING = "mine.reversing"
_SHOWN = "mine.shown"
_STEP = 20

_STATE_AFTER = {DecisionKind.ESCALATE: ItemState.ESCALATED, DecisionKind.RERUN: ItemState.RERUN}
"""Decisions that can be reversed only while the item is where they sent it."""

_NEVER = frozenset({DecisionKind.SKIP})


def undo(context: Context, decision_id: int) -> None:
    """Takes a decision back as if it had not been made, and goes on with the item at the desk."""

    def take_back() -> None:
        desk_state.hold(decide.undo(context.desk, decision_id, by=context.user))

    if clicks.attempt(_PAGE, context.say, take_back):
        context.go("desk")


def reverse(context: Context, decision_id: int) -> None:
    """Reverses a decision for the reason that was typed."""
    reason = str(st.session_state.get(_reason_key(decision_id), "")).strip()
    if not reason:
        clicks.warn(_PAGE, context.say("mine.reason_missing"))
        st.session_state[_REVERSING] = decision_id
        return

    def take_back() -> None:
        decide.reverse(context.desk, decision_id, by=context.user, reason=reason)

    if clicks.attempt(_PAGE, context.say, take_back):
        clicks.say_next(_PAGE, context.say("mine.reversed"))


def draw(context: Context, *, now: int) -> None:
    """Draws the list, the newest first."""
    say = context.say
    st.header(say("mine.decided"), anchor=False)
    shown = st.session_state.setdefault(_SHOWN, _STEP)
    made = decide.mine(context.desk, context.user, limit=shown + 1)
    if not made:
        st.write(say("mine.decided_none"))
        return
    reversing = st.session_state.pop(_REVERSING, None)
    for place, decision in enumerate(made[:shown]):
        item = queue.item(context.desk, decision.item_id, by=context.user)
        with st.container(key=f"row-decision-{decision.id}"):
            words, button = st.columns([5, 1.5], vertical_alignment="center")
            words.html(_row_html(context, decision, item, now=now))
            with button:
                _way_back(context, decision, item, now=now, newest=place == 0)
            if reversing == decision.id:
                st.session_state[_REVERSING] = decision.id
                _form(context, decision)
    if len(made) > shown:
        st.button(say("common.more"), on_click=_more, key="mine.more")


def _row_html(context: Context, decision: Decision, item: Item, *, now: int) -> str:
    say = context.say
    rounds = {2: say("mine.second_look"), 3: say("mine.lead_look")}
    known = [
        say(
            "mine.when",
            kind=say(f"common.decision_{decision.kind}"),
            when=moment(decision.decided_at),
        ),
        rounds.get(decision.round, ""),
        say("mine.override") if decision.override else "",
    ]
    number = text_html(say("queue.number", number=item.id))
    warning = text_html(item.content_warning or say("common.no_warning"))
    lines = [
        f"<strong>{number}</strong> · {text_html(say('common.warning'))}: {warning}",
        text_html(", ".join(each for each in known if each)),
        text_html(say("mine.reason", reason=decision.reason)) if decision.reason else "",
        f"<small>{text_html(_outcome(context, decision, item, now=now))}</small>",
    ]
    paragraphs = "".join(f"<p>{line}</p>" for line in lines if line)
    return f'<article class="summarizer-item" aria-label="{number}">{paragraphs}</article>'


def _outcome(context: Context, decision: Decision, item: Item, *, now: int) -> str:
    say = context.say
    state = say("mine.item_is", state=say(f"common.state_{item.state}"))
    if decision.undone_at is not None:
        when = moment(decision.undone_at)
        if not decision.undo_reason:
            return f"{say('mine.undone', when=when)} {state}"
        reason, name = decision.undo_reason, decision.undone_by
        return f"{say('mine.undone_by', name=name, when=when, reason=reason)} {state}"
    left = _seconds_left(context, decision, now=now)
    if left > 0:
        return f"{state} {say('mine.undo_left', age=duration(say, left))}"
    return state


def _seconds_left(context: Context, decision: Decision, *, now: int) -> int:
    return context.desk.rules.undo_s - (now - decision.decided_at) // 1000


def _way_back(context: Context, decision: Decision, item: Item, *, now: int, newest: bool) -> None:
    if not decision.stands or item.state is ItemState.EXPIRED:
        return
    if _seconds_left(context, decision, now=now) > 0:
        words, action = "mine.undo", "undo"
    elif decision.kind in _NEVER or item.state != _STATE_AFTER.get(decision.kind, item.state):
        return
    else:
        words, action = "mine.reverse", "ask"
    st.button(
        context.say(words, number=item.id),
        key=f"mine.back.{decision.id}",
        on_click=partial(_click, action, decision.id),
        width="stretch",
        wrap=True,
        shortcut=context.key("undo") if newest and action == "undo" else None,
    )


def _form(context: Context, decision: Decision) -> None:
    say, number = context.say, decision.item_id
    st.write(say("mine.reverse_ask"))
    st.text_area(
        say("mine.reverse_reason", number=number), key=_reason_key(decision.id), max_chars=2000
    )
    with st.container(horizontal=True):
        st.button(
            say("mine.reverse_yes", number=number),
            key="mine.reverse_yes",
            on_click=partial(_click, "reverse", decision.id),
        )
        st.button(
            say("mine.reverse_no"), key="mine.reverse_no", on_click=partial(_click, "leave", 0)
        )


def _click(action: str, decision_id: int) -> None:
    st.session_state.pop(_REVERSING, None)
    if action == "ask":
        st.session_state[_REVERSING] = decision_id
    elif action != "leave":
        clicks.note(_PAGE, action, decision_id)


def _more() -> None:
    st.session_state[_SHOWN] = st.session_state.get(_SHOWN, _STEP) + _STEP


def _reason_key(decision_id: int) -> str:
    return f"mine.reason.{decision_id}"
