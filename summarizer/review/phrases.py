"""Times and small figures in the words of the page."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import streamlit as st

from summarizer.review.strings import Catalogue
from summarizer.store.desk import Desk

__all__ = ["DAY_MS", "age", "duration", "moment", "now", "today"]

DAY_MS = 86_400_000
_MINUTE_MS = 60_000
_HOUR_MS = 3_600_000


def now(desk: Desk) -> int:
    """Milliseconds since 1970, by the clock of the store."""
    with desk.reading() as connection:
        return desk.now(connection)


def age(say: Catalogue, milliseconds: int) -> str:
    """How long something has been there: in minutes, then hours, then days."""
    if milliseconds < _MINUTE_MS:
        return say("queue.age_now")
    if milliseconds < _HOUR_MS:
        return say("queue.age_minutes", number=milliseconds // _MINUTE_MS)
    if milliseconds < 2 * DAY_MS:
        return say("queue.age_hours", number=milliseconds // _HOUR_MS)
    return say("queue.age_days", number=milliseconds // DAY_MS)


def duration(say: Catalogue, seconds: int) -> str:
    """A time in minutes and seconds."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return say("mine.seconds", seconds=rest)
    return say("mine.minutes", minutes=minutes, seconds=rest)


def moment(milliseconds: int) -> str:
    """A day and time of day, where the visitor is; UTC when the browser does not say where."""
    at = datetime.fromtimestamp(milliseconds / 1000, _zone())
    return at.strftime("%Y-%m-%d %H:%M")


def today(now: int) -> int:
    """When the day began, where the visitor is, both in milliseconds since 1970."""
    day = datetime.fromtimestamp(now / 1000, _zone())
    start = day.replace(hour=0, minute=0, second=0, microsecond=0)
    return round(start.timestamp() * 1000)


def _zone() -> tzinfo:
    name = st.context.timezone
    if not isinstance(name, str):
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
