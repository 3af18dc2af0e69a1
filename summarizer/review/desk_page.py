"""The desk: where somebody works through reports, one after another.

Drawn anew with every click. The claim on the item is looked at first; when it no longer holds
nothing of the item is shown but what the person typed themselves.
"""

from __future__ import annotations

import streamlit as st

from summarizer.review.context import Context
from summarizer.review.desk_claim import (
    current,
    keep_alive,
    leave,
)
from summarizer.review.desk_decide import show_bar
from summarizer.review.desk_edit import show_edit, show_kept_text
from summarizer.review.desk_feedback import show_feedback
from summarizer.review.desk_focus import move
from summarizer.review.desk_original import show_original
from summarizer.review.desk_reveals import veil_all
from summarizer.review.desk_rows import rows_of
from summarizer.review.desk_sheet import Sheet
from summarizer.review.desk_state import ITEM, held, lost, take_problem
from summarizer.review.desk_summary import show_summary, show_warning
from summarizer.review.desk_waiting import show_lost, show_purged, show_waiting
from summarizer.review.desk_wellbeing import (
    ON_BREAK,
    note_work,
    show_break,
    show_exposure,
    show_pause,
)
from summarizer.review.html import text_html
from summarizer.review.problem import show_problem
from summarizer.store.values import Ability, Claim, Item
from summarizer.types import Span

__all__ = ["show"]

_OUTLINE = f"{ITEM}outline"

_STYLE = """<style>
.summarizer-original {
  margin: 0.25rem 0; padding: 0.5rem 0 0.5rem 1rem; line-height: 1.7;
  border-left: 0.2rem solid light-dark(#8b98a3, #6d7a86);
}
.summarizer-row { margin-bottom: 0; }
/* Streamlit's hint in a field, in English on every page, says no more than the button below. */
.stMain [data-testid="InputInstructions"] { display: none; }
/* In sight wherever on the page the check was asked for. */
.st-key-desk-checking {
  position: fixed; right: min(5rem, 5vw); bottom: 1rem; z-index: 20; width: min(36rem, 90vw);
  background: light-dark(#f7f4ee, #1d2228);
}
/* As much of the report as possible without scrolling. */
.stMain .stHtml h2 { margin: 0; padding: 0.5rem 0 0; font-size: 1.5rem; }
.stMain .stHtml h3 { margin: 0; padding: 0; font-size: 1.2rem; }
.stMain .stHtml p, .stMain .stHtml ul { margin-bottom: 0; }
.stMain .summarizer-warning { padding-bottom: 0.4rem; }
.stMain .summarizer-warning p { margin-bottom: 0.2rem; }
.st-key-desk-bar, .st-key-desk-question { gap: 0.5rem; }
.st-key-desk-bar h2, .st-key-desk-question h2 {
  margin: 0; padding: 0.5rem 0 0; font-size: 1.25rem;
}
.st-key-desk-bar p, .st-key-desk-question p { margin: 0; }
div:has(> .st-key-desk-question) {
  position: sticky; bottom: 0; z-index: 10; max-height: 60vh; overflow-y: auto;
  padding-bottom: 0.75rem; background: light-dark(#f7f4ee, #1d2228);
  border-top: 1px solid light-dark(#837d70, #78818b);
}
</style>"""
"""What is asked stays in sight until it is answered."""

_IN_SIGHT = """<style>
@media (min-height: 50rem) and (min-width: 56rem) {
  div:has(> .st-key-desk-bar) {
    position: sticky; bottom: 0; z-index: 10;
    padding-bottom: 0.75rem; background: light-dark(#f7f4ee, #1d2228);
    border-top: 1px solid light-dark(#837d70, #78818b);
  }
  .stMain { scroll-padding-bottom: 14rem; }
}
</style>"""
"""Keeps the decisions in sight while there is room for them."""

_ROOM_PERCENT = 130
"""Text up to this size leaves that room; a window that is zoomed in counts as a small one."""


def show(context: Context) -> None:
    """Draws the page."""
    say = context.say
    st.title(say("desk.title"), anchor=False)
    if not context.user.may(Ability.DECIDE):
        st.html(f"<p>{text_html(say('desk.no_decide'))}</p>")
        return
    roomy = context.preferences.text_percent <= _ROOM_PERCENT
    st.html(_STYLE + (_IN_SIGHT if roomy else ""))
    with context.desk.reading() as connection:
        now = context.desk.now(connection)
    claim = held()
    if claim is not None and claim.user != context.user.name:
        # Another person signed in where this one sat.
        leave(context)
        claim = None
    # These places stay the same whatever happens, so that a field that somebody is writing in
    # is not made anew under their hands when the claim is lost.
    top, warning, fields, original, bottom = (st.container() for _ in range(5))
    with top:
        note_work(context, now=now)
        problem = take_problem()
        if problem is not None:
            show_problem(problem)
    if st.session_state.get(ON_BREAK):
        with top:
            show_pause(context)
            if claim is not None:
                keep_alive(context, claim, now=now)
        return
    with top:
        show_exposure(context, now=now)
        show_break(context, now=now)
        if claim is not None and not lost():
            keep_alive(context, claim, now=now)
    if claim is None:
        with bottom:
            show_waiting(context, now=now)
        return
    item = None if lost() else current(context, claim)
    if item is None:
        veil_all(context)
        with warning:
            show_lost(context, claim, lost())
        with fields:
            show_kept_text(context)
        return
    sheet = _sheet(context, claim, item)
    if sheet is None:
        with warning:
            show_purged(context, claim)
        return
    with warning:
        show_warning(sheet)
        show_summary(sheet)
    with fields:
        show_edit(sheet)
    with original:
        show_original(sheet)
    with bottom:
        show_feedback(sheet)
    # Straight in the page, so that it can stay in sight while all of that is scrolled.
    show_bar(sheet)
    move()


def _sheet(context: Context, claim: Claim, item: Item) -> Sheet | None:
    """What lies on the desk; None when the report was purged."""
    from summarizer.store import edits, intake

    report = intake.report(context.desk, item.report_id, by=context.user)
    if report is None:
        return None
    outline = _outline(context, item)
    rows = None if outline is None else rows_of(outline, report)
    edit = edits.latest(context.desk, item.id, by=context.user)
    return Sheet(context, claim, item, report, rows, edit)


def _outline(context: Context, item: Item) -> tuple[Span, ...] | None:
    """Where the sentences stand, read once an item: to know it the whole original is opened."""
    from summarizer.store import originals

    if _OUTLINE not in st.session_state:
        outline = originals.outline(context.desk, item.document_id, by=context.user)
        st.session_state[_OUTLINE] = outline
    known: tuple[Span, ...] | None = st.session_state[_OUTLINE]
    return known
