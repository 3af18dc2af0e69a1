"""The filters of the queue: widgets whose values stay with the session, never in an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from summarizer.review.context import Context
from summarizer.review.queue_html import status_words
from summarizer.store.queue import Facets
from summarizer.store.values import CLOSED, ItemState, Order, QueueFilter

__all__ = ["PAGE_SIZE", "clear", "draw", "narrowed", "turn"]

PAGE_SIZE = 25

_OPEN = tuple(state for state in ItemState if state not in CLOSED)
_HOLDERS = ("all", "free", "mine")

_DEFAULTS: Mapping[str, Any] = {
    "text": "",
    "order": Order.DUE,
    "holder": "all",
    "states": list(_OPEN),
    "codes": [],
    "languages": [],
    "statuses": [],
    "lowest": 0,
    "highest": 4,
}
"""What the widgets hold at first: everything that is open."""

_KEPT = "queue.filters"
_PAGE = "queue.page"


def clear() -> None:
    """For ``on_click``: everything that is open, from the first page."""
    for name, value in _DEFAULTS.items():
        st.session_state[_key(name)] = value
    st.session_state[_PAGE] = 0


def turn(by: int) -> None:
    """For ``on_click``: turns pages, 1 forward or -1 back."""
    st.session_state[_PAGE] = max(0, st.session_state.get(_PAGE, 0) + by)


def narrowed() -> bool:
    """Whether the filters let through less than everything that is open."""
    kept = st.session_state.get(_KEPT, _DEFAULTS)
    return any(kept[name] != value for name, value in _DEFAULTS.items() if name != "order")


def draw(context: Context, facets: Facets) -> QueueFilter:
    """Draws the widgets; gives the filter that they stand for, with the page that is open."""
    # Streamlit forgets the value of a widget that was not drawn: another page was open.
    before = st.session_state.get(_KEPT, _DEFAULTS)
    for name, value in before.items():
        st.session_state.setdefault(_key(name), value)
    _first_row(context)
    _more(context, facets)
    values = {name: st.session_state[_key(name)] for name in _DEFAULTS}
    if values != before:
        st.session_state[_PAGE] = 0
    st.session_state[_KEPT] = values
    low, high = sorted((values["lowest"], values["highest"]))
    return QueueFilter(
        states=tuple(values["states"]) or _OPEN,
        codes=tuple(values["codes"]),
        languages=tuple(values["languages"]),
        statuses=tuple(values["statuses"]),
        min_level=low,
        max_level=high,
        text=values["text"],
        holder=context.user.name if values["holder"] == "mine" else "",
        free=values["holder"] == "free",
        order=values["order"],
        offset=st.session_state.setdefault(_PAGE, 0) * PAGE_SIZE,
        limit=PAGE_SIZE,
    )


def _first_row(context: Context) -> None:
    say = context.say
    search, order, holder = st.columns([2, 1, 1])
    search.text_input(say("queue.search"), key=_key("text"), max_chars=200)
    order.selectbox(
        say("queue.order"),
        list(Order),
        format_func=lambda each: say(f"queue.order_{each}"),
        key=_key("order"),
    )
    holder.selectbox(
        say("queue.holder"),
        _HOLDERS,
        format_func=lambda each: say(f"queue.holder_{each}"),
        key=_key("holder"),
    )


def _more(context: Context, facets: Facets) -> None:
    say, labels = context.say, context.service.words.labels
    with st.expander(say("queue.filters")):
        # A pair of columns a line, for a pair to stay together where there is room for one alone.
        left, right = st.columns(2)
        left.multiselect(
            say("queue.states"),
            list(ItemState),
            format_func=lambda each: say(f"common.state_{each}"),
            placeholder=say("queue.any_open"),
            key=_key("states"),
        )
        right.multiselect(
            say("queue.codes"),
            _options("codes", facets.codes),
            format_func=lambda each: labels.get(each, each),
            placeholder=say("queue.any"),
            key=_key("codes"),
        )
        left, right = st.columns(2)
        left.multiselect(
            say("queue.statuses"),
            _options("statuses", facets.statuses),
            format_func=lambda each: status_words(each, say),
            placeholder=say("queue.any"),
            key=_key("statuses"),
        )
        right.multiselect(
            say("queue.languages"),
            _options("languages", facets.languages),
            placeholder=say("queue.any"),
            key=_key("languages"),
        )
        for place, name in zip(st.columns(2), ("lowest", "highest"), strict=True):
            place.selectbox(
                say(f"queue.{name}"),
                range(5),
                format_func=lambda each: say(f"common.level_{each}"),
                key=_key(name),
            )
        st.button(say("queue.clear"), on_click=clear, key="queue.clear")


def _options(name: str, found: Iterable[str]) -> list[str]:
    """What can be chosen: what there is, and what was chosen while there was some."""
    return sorted({*found, *st.session_state[_key(name)]})


def _key(name: str) -> str:
    return f"queue.filter.{name}"
