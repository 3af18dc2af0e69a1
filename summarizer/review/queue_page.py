"""The queue: what there is to review, found by what is known about it, and taken by a click."""

from __future__ import annotations

from functools import partial

import streamlit as st

from summarizer.errors import NotAllowedError
from summarizer.review import clicks, desk_state, queue_decisions, queue_filters
from summarizer.review.context import Context
from summarizer.review.html import text_html
from summarizer.review.phrases import now
from summarizer.review.queue_html import STYLE, figures_html, row_html
from summarizer.store import claims, queue
from summarizer.store.values import CLAIMABLE, Ability, Item, ItemState, QueueFilter

__all__ = ["show"]

_PAGE = "queue"
_CONFIRMED = "queue.confirm"


def show(context: Context) -> None:
    """Draws the page."""
    _answer(context)
    say = context.say
    st.title(say("queue.title"), anchor=False)
    st.html(STYLE)
    clicks.show_last(_PAGE)
    facets = queue.facets(context.desk, by=context.user)
    _figures(context, facets)
    wanted = queue_filters.draw(context, facets)
    page = queue.items(context.desk, wanted, by=context.user)
    st.header(say("queue.items"), anchor=False)
    if not page.items:
        _empty(context, wanted, total=page.total)
        return
    last = wanted.offset + len(page.items)
    shown = say("queue.shown", first=wanted.offset + 1, last=last, total=page.total)
    if queue_filters.narrowed():
        shown = f"{shown} · {say('queue.narrowed')}"
    st.html(f'<p role="status">{text_html(shown)}</p>')
    at = now(context.desk)
    for item in page.items:
        _row(context, item, at=at)
    _turning(context, wanted, more=last < page.total)


def _answer(context: Context) -> None:
    """Does what was clicked; who has taken an item goes on at the desk."""
    noted = clicks.take_noted(_PAGE)
    if noted is None:
        return
    # The number is that of a decision where one is reversed, else that of an item.
    action, number = noted
    asked = st.session_state.pop(_CONFIRMED, None)
    if action == "ask":
        st.session_state[_CONFIRMED] = number
    elif action == "take":
        _take(context, number, over=False)
    elif action == "take_over" and asked == number:
        _take(context, number, over=True)
    elif action == "decisions":
        queue_decisions.toggle(number)
    elif action == "reverse":
        queue_decisions.reverse(context, number)


def _take(context: Context, item_id: int, *, over: bool) -> None:
    def take() -> None:
        take_one = claims.take_over if over else claims.claim
        desk_state.hold(take_one(context.desk, item_id, context.user))

    try:
        taken = clicks.attempt(_PAGE, context.say, take, apart=NotAllowedError)
    except NotAllowedError:
        # Not for want of a role alone: what somebody decided goes to another person next.
        clicks.warn(_PAGE, context.say("queue.not_yours"))
        return
    if taken:
        context.go("desk")


def _figures(context: Context, facets: queue.Facets) -> None:
    states = (ItemState.WAITING, ItemState.ESCALATED, ItemState.RERUN)
    figures = [
        (context.say(f"queue.count_{state}"), f"{facets.states.get(state, 0):,}")
        for state in states
    ]
    figures.append((context.say("queue.count_held"), f"{facets.claimed:,}"))
    st.html(figures_html(figures))


def _empty(context: Context, wanted: QueueFilter, *, total: int) -> None:
    say = context.say
    if total:
        # The list has grown shorter since this page of it was opened.
        st.write(say("queue.past_the_end"))
        st.button(say("queue.first"), on_click=queue_filters.turn, args=(-wanted.offset,))
    elif queue_filters.narrowed():
        st.write(say("queue.nothing_matches"))
        st.button(say("queue.clear"), on_click=queue_filters.clear, key="queue.clear_all")
    else:
        st.write(say("queue.empty"))


def _row(context: Context, item: Item, *, at: int) -> None:
    with st.container(key=f"row-queue-{item.id}"):
        words, button = st.columns([5, 1.5], vertical_alignment="center")
        words.html(
            row_html(
                item,
                context.say,
                me=context.user.name,
                now=at,
                preferences=context.preferences,
            )
        )
        with button:
            _button(context, item)
            queue_decisions.button(context, item)
        if st.session_state.get(_CONFIRMED) == item.id:
            _confirmation(context, item)
        queue_decisions.draw(context, item)


def _button(context: Context, item: Item) -> None:
    user, me = context.user, context.user.name
    escalated = item.state is ItemState.ESCALATED
    may = user.may(Ability.DECIDE_ESCALATED if escalated else Ability.DECIDE)
    if item.state not in CLAIMABLE or not may:
        return
    words, action = "queue.take", "take"
    if item.holder == me:
        words = "queue.go_on"
    elif item.holder:
        if not user.may(Ability.REVERSE_OTHERS):
            return
        words, action = "queue.take_over", "ask"
    st.button(
        context.say(words, number=item.id),
        key=f"queue.take.{item.id}",
        on_click=partial(clicks.note, _PAGE, action, item.id),
        width="stretch",
        wrap=True,
    )


def _confirmation(context: Context, item: Item) -> None:
    say = context.say
    st.html(f'<p role="status">{text_html(say("queue.sure", name=item.holder))}</p>')
    with st.container(horizontal=True):
        st.button(
            say("queue.sure_yes", number=item.id),
            on_click=clicks.note,
            args=(_PAGE, "take_over", item.id),
            key="queue.sure_yes",
        )
        st.button(
            say("queue.sure_no"),
            on_click=clicks.note,
            args=(_PAGE, "leave", item.id),
            key="queue.sure_no",
        )


def _turning(context: Context, wanted: QueueFilter, *, more: bool) -> None:
    with st.container(horizontal=True):
        st.button(
            context.say("queue.back"),
            on_click=queue_filters.turn,
            args=(-1,),
            disabled=wanted.offset == 0,
            key="queue.back",
            shortcut=context.key("page_back"),
        )
        st.button(
            context.say("queue.next"),
            on_click=queue_filters.turn,
            args=(1,),
            disabled=not more,
            key="queue.next",
            shortcut=context.key("page_next"),
        )
