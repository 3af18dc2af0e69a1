"""The team: what was done and how surely, and where the program was wrong. Nobody is compared."""

from __future__ import annotations

import streamlit as st

from summarizer.review.context import Context
from summarizer.review.html import table_html
from summarizer.review.phrases import DAY_MS, age, duration, now
from summarizer.review.queue_html import STYLE as FIGURES_STYLE
from summarizer.review.queue_html import figures_html
from summarizer.review.team_html import STYLE, bars_html, days_html, every_day, warnings_html
from summarizer.store import figures, reveal
from summarizer.store.figures import TeamFigures
from summarizer.store.values import DecisionKind

__all__ = ["show"]

_DAYS = (7, 30, 90)

_FEW = 20
"""Below this many, a share says little."""


def show(context: Context) -> None:
    """Draws the page."""
    say = context.say
    st.title(say("team.title"), anchor=False)
    st.html(FIGURES_STYLE)
    st.html(STYLE)
    st.write(say("team.about"))
    days = st.radio(
        say("team.period"),
        _DAYS,
        format_func=lambda each: say("team.last_days", number=each),
        horizontal=True,
        key="team.days",
    )
    at = now(context.desk)
    since = at - days * DAY_MS
    found = figures.team(context.desk, since=since, by=context.user)
    _waiting(context, found)
    _decided(context, found, since=since, at=at)
    _sureness(context, found)
    st.header(say("team.warnings"), anchor=False)
    st.html(warnings_html(found.warnings, context.service.words, say))
    _exposure(context, since=since)


def _waiting(context: Context, found: TeamFigures) -> None:
    say = context.say
    st.header(say("team.now"), anchor=False)
    oldest = say("team.nothing_waits")
    if found.waiting or found.escalated:
        oldest = age(say, round(found.oldest_waiting_hours * 3_600_000))
    st.html(
        figures_html(
            [
                (say("team.waiting"), f"{found.waiting:,}"),
                (say("team.escalated"), f"{found.escalated:,}"),
                (say("team.oldest"), oldest),
            ]
        )
    )


def _decided(context: Context, found: TeamFigures, *, since: int, at: int) -> None:
    say = context.say
    st.header(say("team.decided"), anchor=False)
    if not any(found.decided.values()):
        st.write(say("team.decided_none"))
        return
    st.html(
        figures_html(
            (say(f"common.decision_{kind}"), f"{found.decided.get(kind, 0):,}")
            for kind in DecisionKind
        )
    )
    days = every_day(found.per_day, since=since, now=at)
    if not any(count for _, count in days):
        return
    st.subheader(say("team.days"), anchor=False)
    st.html(bars_html(days, say))
    with st.expander(say("team.days_table")):
        st.html(days_html(days, say))


def _sureness(context: Context, found: TeamFigures) -> None:
    say = context.say
    st.header(say("team.sureness"), anchor=False)
    rows = [
        (say("team.agreement"), _share(context, *found.agreement)),
        (say("team.golden"), _share(context, *found.golden)),
        (say("team.overrides"), f"{found.overrides:,}"),
        (say("team.undone"), f"{found.undone:,}"),
    ]
    columns = (say("team.what"), say("team.figure"))
    st.html(table_html(columns, rows, caption=say("team.sureness_about")))


def _share(context: Context, part: int, whole: int) -> str:
    if not whole:
        return context.say("team.none_yet")
    few = context.say("team.few") if whole < _FEW else ""
    return context.say("team.share", part=part, whole=whole, few=few).strip()


def _exposure(context: Context, *, since: int) -> None:
    say = context.say
    st.header(say("team.exposure"), anchor=False)
    opened = reveal.team_exposure(context.desk, since=since, by=context.user)
    if opened is None:
        st.write(say("team.exposure_hidden"))
        return
    rows = [(say("mine.sentences"), f"{opened.reveals:,}")]
    rows += [
        (say("mine.at_level", level=say(f"common.level_{level}")), f"{opened.levels[level]:,}")
        for level in range(4, -1, -1)
    ]
    rows.append((say("team.items"), f"{opened.items:,}"))
    rows.append((say("mine.looked"), duration(say, opened.seconds)))
    columns = (say("team.what"), say("team.figure"))
    st.html(table_html(columns, rows, caption=say("team.exposure_about")))
