"""Less exposure, as far as somebody wants it: their own count, a budget, breaks.

It gives control and less to look at. It does not protect: the evidence for that is mixed.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import streamlit as st

from summarizer.review.context import Context
from summarizer.review.desk_reveals import veil_all
from summarizer.review.html import text_html

__all__ = [
    "CALM_LEVEL",
    "ON_BREAK",
    "max_level",
    "midnight",
    "note_work",
    "show_break",
    "show_exposure",
    "show_pause",
]

CALM_LEVEL = 2
"""The highest level that is given to somebody who has reached the budget of the day."""

ON_BREAK = "desk.on_break"
_STARTED = "desk.started"
_WORKED = "desk.worked"
_SNOOZED = "desk.snoozed"
_REACHED = "desk.reached"
_ANY_LEVEL = "desk.any_level"

_PAUSE_MS = 10 * 60 * 1000
"""Who does nothing here for this long has had a break; a proposal that is put off comes again."""


def note_work(context: Context, *, now: int) -> None:
    """Counts this drawing of the page as work. ``now``: milliseconds since 1970."""
    last = st.session_state.get(_WORKED, now)
    if _STARTED not in st.session_state or now - last >= _PAUSE_MS:
        st.session_state[_STARTED] = now
        st.session_state.pop(_SNOOZED, None)
    st.session_state[_WORKED] = now


def show_exposure(context: Context, *, now: int) -> None:
    """What this person has opened today, for them alone, and a calm word once it is much."""
    from summarizer.store import reveal

    say, budget = context.say, context.desk.rules.budget_reveals
    since = midnight(now, minutes_behind=_minutes_behind())
    exposure = reveal.exposure(context.desk, context.user.name, since=since, by=context.user)
    reached = budget is not None and exposure.severe >= budget
    st.session_state[_REACHED] = reached
    key = "desk.exposure" if budget is None else "desk.exposure_of"
    seen = "desk.shared" if context.preferences.share_exposure else "desk.private"
    line = f"{say(key, count=exposure.severe, budget=budget)} {say(seen)}"
    st.html(f'<p class="summarizer-quiet"><small>{text_html(line)}</small></p>')
    if reached:
        with st.container(key="desk-budget", border=True):
            st.html(f"<p>{text_html(say('desk.reached'))}</p>")
            st.checkbox(say("desk.any_level"), key=_ANY_LEVEL)


def max_level() -> int | None:
    """The highest level to ask for: no high ones beyond the budget, unless chosen otherwise."""
    reached = st.session_state.get(_REACHED, False)
    return CALM_LEVEL if reached and not st.session_state.get(_ANY_LEVEL, False) else None


def show_break(context: Context, *, now: int) -> None:
    """Proposes a break after a time of work; put off with one click, off in the settings."""
    rules, say = context.desk.rules, context.say
    if not context.preferences.breaks or rules.break_minutes <= 0:
        return
    started = st.session_state.get(_STARTED, now)
    due = max(started + rules.break_minutes * 60_000, st.session_state.get(_SNOOZED, 0))
    if now < due:
        return
    with st.container(key="desk-break", border=True):
        minutes = (now - started) // 60_000
        st.html(f'<p role="status">{text_html(say("desk.break_due", minutes=minutes))}</p>')
        with st.container(horizontal=True, gap="small"):
            st.button(
                say("desk.break_take"), key="desk.break_take", on_click=_pause, args=(context,)
            )
            st.button(
                say("desk.break_later"),
                key="desk.break_later",
                on_click=_snooze,
                args=(now + _PAUSE_MS,),
            )


def show_pause(context: Context) -> None:
    """The page while somebody has a break: nothing to look at, and the way back."""
    say = context.say
    st.html(f"<p>{text_html(say('desk.on_break'))}</p>")
    st.button(say("desk.break_over"), key="desk.break_over", type="primary", on_click=_back)


def midnight(now: int, *, minutes_behind: int = 0) -> int:
    """When the day began in which ``now`` lies, both in milliseconds since 1970.

    Args:
        now: a time.
        minutes_behind: by how many minutes the place is behind UTC; east of it they are negative.
    """
    place = timezone(-timedelta(minutes=minutes_behind))
    day = datetime.fromtimestamp(now / 1000, UTC).astimezone(place)
    start = day.replace(hour=0, minute=0, second=0, microsecond=0)
    return round(start.timestamp() * 1000)


def _minutes_behind() -> int:
    offset = st.context.timezone_offset
    return offset if isinstance(offset, int) and abs(offset) < 24 * 60 else 0


def _pause(context: Context) -> None:
    veil_all(context)
    st.session_state[ON_BREAK] = True


def _back() -> None:
    st.session_state.pop(ON_BREAK, None)
    st.session_state.pop(_STARTED, None)


def _snooze(until: int) -> None:
    st.session_state[_SNOOZED] = until
