"""The desk without an item: what waits, what became of the last one, and the way on."""

from __future__ import annotations

import streamlit as st

from summarizer.review.context import Context
from summarizer.review.desk_claim import EMPTY, go_on, open_again, put_back, take_next
from summarizer.review.desk_done import show_done
from summarizer.review.desk_wellbeing import max_level
from summarizer.review.desk_words import heading_html
from summarizer.review.html import text_html
from summarizer.store.values import Ability, Claim, ItemState

__all__ = ["show_lost", "show_purged", "show_waiting"]


def show_waiting(context: Context, *, now: int) -> None:
    """Where nothing is held: what was done, what waits, and the way to the next item."""
    from summarizer.store import claims, queue

    say = context.say
    show_done(context, now=now)
    states = queue.facets(context.desk, by=context.user).states
    waiting = states.get(ItemState.WAITING, 0)
    if context.user.may(Ability.DECIDE_ESCALATED):
        waiting += states.get(ItemState.ESCALATED, 0)
    others = claims.held(context.desk, context.user)
    # What somebody holds comes before what they could take: it waits for nobody else.
    for place, item in enumerate(others):
        st.button(
            say("desk.go_on", number=item.id),
            key=f"desk.go_on.{item.id}",
            shortcut=None if place else context.key("go_on"),
            type="secondary" if place else "primary",
            on_click=go_on,
            args=(context, item.id),
        )
    if others:
        st.html(f"<p><small>{text_html(say('desk.go_on_how'))}</small></p>")
    _show_next(context, waiting, first=not others)


def _show_next(context: Context, waiting: int, *, first: bool) -> None:
    say = context.say
    key = {0: "desk.waits_none", 1: "desk.waits_one"}.get(waiting, "desk.waits_many")
    words = text_html(say(key, count=waiting))
    if st.session_state.get(EMPTY) and waiting:
        words += f" {text_html(say('desk.none_for_you'))}"
    st.html(f'<p role="status">{words}</p>')
    level = max_level()
    st.button(
        say("desk.next" if level is None else "desk.next_calm", level=level),
        key="desk.next",
        shortcut=context.key("next_item"),
        type="primary" if first else "secondary",
        on_click=take_next,
        args=(context,),
        kwargs={"max_level": level},
    )
    if not waiting or st.session_state.get(EMPTY):
        _link(context, "queue")
    _link(context, "help", words="desk.help")


def show_lost(context: Context, claim: Claim, kind: str) -> None:
    """What happened to the item, and what can be done now."""
    say = context.say
    number = claim.item_id
    st.html(
        f'<section role="status" class="summarizer-warning">'
        f"{heading_html(say(f'desk.lost_{kind}'))}"
        f"<p>{text_html(say(f'desk.lost_{kind}_how', number=number))}</p></section>"
    )
    with st.container(horizontal=True, gap="small"):
        if kind in ("lost", "changed"):
            st.button(
                say("desk.open_again", number=number),
                key="desk.open_again",
                shortcut=context.key("go_on"),
                on_click=open_again,
                args=(context, number),
            )
        st.button(
            say("desk.next"),
            key="desk.next",
            shortcut=context.key("next_item"),
            type="primary",
            on_click=take_next,
            args=(context,),
            kwargs={"max_level": max_level()},
        )


def show_purged(context: Context, claim: Claim) -> None:
    """There is nothing left to decide about: says so, and gives the claim back."""
    say = context.say
    st.html(f"<p>{text_html(say('desk.purged'))}</p>")
    st.button(
        say("desk.put_back"),
        key="desk.put_back",
        shortcut=context.key("put_back"),
        on_click=put_back,
        args=(context, claim),
    )


def _link(context: Context, name: str, *, words: str = "") -> None:
    """A link to another page of the menu."""
    page = st.Page(_nothing, url_path=name, title=context.say(f"common.nav_{name}"))
    st.page_link(page, label=context.say(words) if words else None)


def _nothing() -> None:
    """Stands for a page that the menu draws; only its path is looked at."""
