"""The warning first, then what the checks say, then the summary and what each sentence rests on."""

from __future__ import annotations

import streamlit as st

from summarizer.review.context import Context
from summarizer.review.desk_done import UNDONE
from summarizer.review.desk_original import show_words
from summarizer.review.desk_reveals import open_sentence, opened
from summarizer.review.desk_sheet import Sheet
from summarizer.review.desk_state import ITEM
from summarizer.review.desk_words import (
    checks_html,
    failed,
    heading_html,
    passed,
    passed_html,
    row_words,
)
from summarizer.review.html import text_html, warning_html
from summarizer.store.values import Decision, Item, ItemState
from summarizer.types import SummarySentence

__all__ = ["show_summary", "show_warning"]


def show_warning(sheet: Sheet) -> None:
    """The content warning, where the item comes from, and the checks that did not pass."""
    context, item, say = sheet.context, sheet.item, sheet.context.say
    st.html(warning_html(sheet.report, context.service.words, say))
    place = say("desk.item", number=item.id, source=item.source, language=item.language)
    second = f" {say('desk.second_look')}" if item.round == 2 else ""
    st.html(f"<p><small>{text_html(place + second)}</small></p>")
    if st.session_state.get(UNDONE):
        st.html(f'<p role="status">{text_html(say("desk.undone"))}</p>')
    if item.state is ItemState.ESCALATED:
        _show_earlier(context, item)
    wrong = failed(sheet.report)
    if wrong:
        st.html(heading_html(say("desk.not_passed"), level=3) + checks_html(context, wrong))
    good = passed(sheet.report)
    if good:
        with st.expander(say("desk.checks_passed", count=len(good))):
            st.html(passed_html(context, good))


def show_summary(sheet: Sheet) -> None:
    """Headline and sentences, each with its number, its origin, and ways to its evidence."""
    say, summary = sheet.context.say, sheet.report.summary
    heading = heading_html(say("common.summary"))
    if summary is None:
        st.html(f"{heading}<p>{text_html(say('desk.no_summary'))}</p>")
        return
    st.html(heading + (heading_html(summary.headline, level=3) if summary.headline else ""))
    for number, sentence in enumerate(summary.sentences, 1):
        _show_sentence(sheet, number, sentence)


def _show_sentence(sheet: Sheet, number: int, sentence: SummarySentence) -> None:
    context, say = sheet.context, sheet.context.say
    origin = say(f"desk.origin_{sentence.origin}")
    rests = "" if sentence.evidence else f"; {say('common.rests_on_nothing')}"
    st.html(
        f"<p><strong>{number}.</strong> {text_html(sentence.text)} "
        f"<small>({text_html(origin + rests)})</small></p>"
    )
    sources = [row for row in sheet.rows or () if number in row.told]
    shown = opened()
    veiled = [row for row in sources if row.number not in shown]
    if veiled:
        with st.container(horizontal=True, gap="small"):
            for row in veiled:
                found = row_words(context, row, markdown=True)
                st.button(
                    say("desk.show_source", number=row.number, found=found),
                    key=f"{ITEM}source.{number}.{row.number}",
                    wrap=True,
                    on_click=open_sentence,
                    args=(context, sheet.claim, row),
                    kwargs={"words": not context.preferences.veil_words, "place": number},
                )
    for row in sources:
        if row.number in shown and shown[row.number].place == number:
            show_words(sheet, row)


def _show_earlier(context: Context, item: Item) -> None:
    """What was decided before an item was escalated, and why."""
    from summarizer.store import decide

    earlier = decide.of_item(context.desk, item.id, by=context.user)
    lines = "".join(_earlier(context, each) for each in earlier if each.stands)
    words = text_html(context.say("desk.escalated"))
    st.html(f"<p>{words}</p>" + (f"<ul>{lines}</ul>" if lines else ""))


def _earlier(context: Context, decision: Decision) -> str:
    what = context.say(f"common.decision_{decision.kind}")
    return f"<li>{text_html(f'{what}: {decision.reason}' if decision.reason else what)}</li>"
