"""What the program got wrong: warnings and redactions that a person would have otherwise."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from summarizer.review.desk_sheet import Sheet
from summarizer.review.desk_state import ITEM, attempt
from summarizer.review.desk_words import heading_html, label_of, rule_title
from summarizer.review.html import markdown_text, text_html
from summarizer.store.values import Feedback, FeedbackKind
from summarizer.types import Operator, Redaction, Warning_

__all__ = ["challenged", "show_feedback"]

_PER_PAGE = 10
_PAGE = f"{ITEM}redactions"
_LEVELS = (1, 2, 3, 4)


def show_feedback(sheet: Sheet) -> None:
    """Warnings and redactions with the ways to disagree, and what was said so far."""
    say, given = sheet.context.say, _given(sheet)
    with st.expander(say("desk.feedback")):
        st.html(f"<p>{text_html(say('desk.feedback_how'))}</p>")
        _show_given(sheet, given)
        st.html(heading_html(say("desk.warnings"), level=3))
        for warning in sheet.report.warnings:
            _show_warning(sheet, warning, given)
        _show_missing(sheet)
        st.html(heading_html(say("desk.redactions"), level=3))
        _show_redactions(sheet, given)


def challenged(sheet: Sheet) -> bool:
    """Whether this person calls a redaction that protects somebody needless: two look then."""
    return any(
        each.kind is FeedbackKind.REDACTION_NEEDLESS and each.rule.startswith("ID-")
        for each in _given(sheet)
    )


def _given(sheet: Sheet) -> list[Feedback]:
    """What this person said about this report."""
    from summarizer.store import feedback

    context, item = sheet.context, sheet.item
    return [
        each
        for each in feedback.of_item(context.desk, item.id, by=context.user)
        if each.report_id == item.report_id and each.user == context.user.name
    ]


def _show_given(sheet: Sheet, given: Sequence[Feedback]) -> None:
    say = sheet.context.say
    if not given:
        return
    st.html(heading_html(say("desk.given"), level=3))
    for each in given:
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            st.html(f'<p class="summarizer-row">{text_html(_given_line(sheet, each))}</p>')
            st.button(
                say("desk.withdraw"),
                key=f"{ITEM}withdraw.{each.id}",
                on_click=_withdraw,
                args=(sheet, each.id),
            )
    if challenged(sheet):
        st.html(f"<p>{text_html(say('desk.challenged'))}</p>")


def _given_line(sheet: Sheet, each: Feedback) -> str:
    say = sheet.context.say
    return say(
        f"desk.given_{each.kind}",
        label=label_of(sheet.context, each.code),
        rule=rule_title(sheet.context, each.rule),
        place=_place(sheet, each.start),
        old=each.level_from,
        new=each.level_to,
    )


def _show_warning(sheet: Sheet, warning: Warning_, given: Sequence[Feedback]) -> None:
    context, say = sheet.context, sheet.context.say
    label = label_of(context, warning.code)
    words = say(f"common.level_{warning.level}")
    st.html(f"<p>{text_html(say('desk.found', label=label, words=words, level=warning.level))}</p>")
    if any(each.code == warning.code for each in given):
        return
    plain = markdown_text(label)
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        st.button(
            say("desk.warning_wrong", label=plain),
            key=f"{ITEM}wrong.{warning.code}",
            on_click=_give,
            args=(sheet, FeedbackKind.WARNING_REMOVED),
            kwargs={"code": warning.code, "level_from": warning.level},
        )
        others = [level for level in _LEVELS if level != warning.level]
        level = st.selectbox(
            say("desk.right_level", label=plain),
            others,
            index=None,
            placeholder=say("desk.choose"),
            format_func=lambda level: f"{level}: {say(f'common.level_{level}')}",
            key=f"{ITEM}level.{warning.code}",
            width=260,
        )
        st.button(
            say("desk.change_level", label=plain),
            key=f"{ITEM}change.{warning.code}",
            disabled=level is None,
            on_click=_give,
            args=(sheet, FeedbackKind.LEVEL_CHANGED),
            kwargs={"code": warning.code, "level_from": warning.level, "level_to": level},
        )


def _show_missing(sheet: Sheet) -> None:
    context, say = sheet.context, sheet.context.say
    there = {warning.code for warning in sheet.report.warnings}
    codes = [each.slug for each in context.service.policy.codes if each.slug not in there]
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        code = st.selectbox(
            say("desk.missing"),
            codes,
            index=None,
            placeholder=say("desk.choose"),
            format_func=lambda code: label_of(context, code),
            key=f"{ITEM}missing",
            width=320,
        )
        level = st.selectbox(
            say("desk.missing_level"),
            _LEVELS,
            index=1,
            format_func=lambda level: f"{level}: {say(f'common.level_{level}')}",
            key=f"{ITEM}missing_level",
            width=200,
        )
        st.button(
            say("desk.add_warning"),
            key=f"{ITEM}add_warning",
            disabled=code is None,
            on_click=_give,
            args=(sheet, FeedbackKind.WARNING_ADDED),
            kwargs={"code": code or "", "level_to": level},
        )


def _show_redactions(sheet: Sheet, given: Sequence[Feedback]) -> None:
    say, redactions = sheet.context.say, sheet.report.redactions
    if not redactions:
        st.html(f"<p>{text_html(say('desk.no_redactions'))}</p>")
        return
    doubted = {
        (each.rule, each.start, each.end)
        for each in given
        if each.kind is FeedbackKind.REDACTION_NEEDLESS
    }
    pages = -(-len(redactions) // _PER_PAGE)
    page = min(st.session_state.get(_PAGE, 0), pages - 1)
    first = page * _PER_PAGE
    for number, each in enumerate(redactions[first : first + _PER_PAGE], first + 1):
        with st.container(horizontal=True, gap="small", vertical_alignment="center"):
            line = text_html(_redaction_line(sheet, number, each))
            st.html(f'<p class="summarizer-row">{line}</p>')
            if (each.rule, each.span.start, each.span.end) not in doubted and len(each.span):
                st.button(
                    say("desk.needless", number=number),
                    key=f"{ITEM}needless.{number}",
                    on_click=_give,
                    args=(sheet, FeedbackKind.REDACTION_NEEDLESS),
                    kwargs={"rule": each.rule, "start": each.span.start, "end": each.span.end},
                )
    if pages > 1:
        _show_pages(sheet, page, pages)


def _redaction_line(sheet: Sheet, number: int, redaction: Redaction) -> str:
    say = sheet.context.say
    done = say(f"common.done_{redaction.operator}")
    line = say(
        "desk.redaction",
        number=number,
        place=_place(sheet, redaction.span.start),
        rule=rule_title(sheet.context, redaction.rule),
        done=done,
    )
    if redaction.replacement and redaction.operator is not Operator.KEEP:
        line += " " + say("desk.replacement", words=redaction.replacement.strip())
    return line


def _place(sheet: Sheet, start: int) -> str:
    """The sentence in which a place lies, or its character where the original is not there."""
    for row in sheet.rows or ():
        if row.span.start <= start < row.span.end:
            return sheet.context.say("desk.sentence", number=row.number)
    return sheet.context.say("desk.character", number=start)


def _show_pages(sheet: Sheet, page: int, pages: int) -> None:
    say = sheet.context.say
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        for key, to in (("page_before", page - 1), ("page_after", page + 1)):
            st.button(
                say(f"desk.{key}"),
                key=f"{ITEM}redactions_{key}",
                disabled=not 0 <= to < pages,
                on_click=_turn,
                args=(to,),
            )
        place = text_html(say("desk.page", number=page + 1, pages=pages))
        st.html(f'<p class="summarizer-row">{place}</p>', width="content")


def _turn(page: int) -> None:
    st.session_state[_PAGE] = page


def _give(
    sheet: Sheet,
    kind: FeedbackKind,
    *,
    code: str = "",
    rule: str = "",
    start: int = 0,
    end: int = 0,
    level_from: int | None = None,
    level_to: int | None = None,
) -> None:
    from summarizer.store import feedback

    attempt(
        sheet.context,
        sheet.claim,
        lambda: feedback.give(
            sheet.context.desk,
            sheet.claim,
            kind,
            code=code,
            rule=rule,
            start=start,
            end=end,
            level_from=level_from,
            level_to=level_to,
        ),
    )


def _withdraw(sheet: Sheet, feedback_id: int) -> None:
    from summarizer.store import feedback

    context = sheet.context
    attempt(
        context,
        sheet.claim,
        lambda: feedback.withdraw(context.desk, feedback_id, by=context.user),
    )
