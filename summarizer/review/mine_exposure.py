"""What somebody has opened: shown to themselves, and to whom they choose to share it with."""

from __future__ import annotations

import streamlit as st

from summarizer.review.context import Context
from summarizer.review.html import table_html
from summarizer.review.phrases import DAY_MS, duration, today
from summarizer.store import reveal
from summarizer.store.values import Exposure

__all__ = ["draw"]


def draw(context: Context, *, now: int) -> None:
    """Draws the figures, the budget if there is one, and what this person is not given."""
    say, name = context.say, context.user.name
    st.header(say("mine.exposure"), anchor=False)
    shared = context.preferences.share_exposure
    st.write(say("mine.exposure_shared" if shared else "mine.exposure_private"))
    day, week = (
        reveal.exposure(context.desk, name, since=since, by=context.user)
        for since in (today(now), now - 7 * DAY_MS)
    )
    _budget(context, day)
    if week.reveals:
        columns = (say("team.what"), say("mine.today"), say("mine.week"))
        st.html(
            table_html(columns, _rows(context, day, week), caption=say("mine.exposure_caption"))
        )
    else:
        st.write(say("mine.exposure_none"))
    st.caption(say("mine.exposure_limits"))
    _spared(context)


def _rows(context: Context, day: Exposure, week: Exposure) -> list[tuple[str, str, str]]:
    say = context.say
    rows = [(say("mine.sentences"), str(day.reveals), str(week.reveals))]
    rows += [
        (
            say("mine.at_level", level=say(f"common.level_{level}")),
            str(day.levels[level]),
            str(week.levels[level]),
        )
        for level in range(4, -1, -1)
    ]
    rows.append((say("mine.looked"), duration(say, day.seconds), duration(say, week.seconds)))
    return rows


def _budget(context: Context, day: Exposure) -> None:
    budget, say = context.desk.rules.budget_reveals, context.say
    if budget is None:
        return
    st.write(say("mine.budget", number=day.severe, budget=budget))
    if day.severe >= budget:
        st.info(say("mine.budget_reached"))


def _spared(context: Context) -> None:
    say, chosen = context.say, context.preferences
    st.subheader(say("mine.spare"), anchor=False)
    labels = context.service.words.labels
    lines = []
    if chosen.opted_out:
        codes = ", ".join(labels.get(code, code) for code in chosen.opted_out)
        lines.append(say("mine.spare_codes", codes=codes))
    if chosen.max_level < 4:
        level = say(f"common.level_{chosen.max_level}")
        lines.append(say("mine.spare_level", level=level))
    if chosen.languages:
        lines.append(say("mine.spare_languages", languages=", ".join(chosen.languages)))
    for line in lines or [say("mine.spare_none")]:
        st.text(line)
    if st.button(say("mine.settings"), key="mine.settings"):
        context.go("settings")
