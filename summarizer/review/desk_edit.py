"""Editing in place: nothing that a person wrote is approved before all checks have seen it."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from summarizer.review.context import Context
from summarizer.review.desk_draft import (
    HEADLINE,
    Checked,
    Draft,
    draft,
    draft_of,
    field_key,
    save,
    typed,
)
from summarizer.review.desk_focus import FIRST_FIELD, go_to
from summarizer.review.desk_sheet import Sheet
from summarizer.review.desk_state import ITEM, attempt, tell
from summarizer.review.desk_words import checks_html, failed, heading_html
from summarizer.review.html import text_html
from summarizer.review.problem import Problem
from summarizer.store.values import Edit
from summarizer.types import Report, Status

__all__ = ["show_edit", "show_kept_text"]


def show_edit(sheet: Sheet) -> None:
    """The way into editing; once in, the fields, the check, and what it said."""
    say, now = sheet.context.say, typed()
    if now is None:
        _show_ways_in(sheet)
        return
    st.html(heading_html(say("desk.edit_heading")))
    _show_fields(sheet.context, now)
    now = typed()
    if now is None:
        return
    with st.container(horizontal=True, gap="small"):
        st.button(say("desk.add_sentence"), key=f"{ITEM}add", on_click=_add)
        asked = st.button(
            say("desk.check_edit"),
            key=f"{ITEM}check",
            shortcut=sheet.context.key("check_edit"),
            type="primary",
            disabled=not now.texts,
        )
        st.button(say("desk.drop_edit"), key=f"{ITEM}drop", on_click=save, args=(None,))
    if asked:
        _check(sheet, now)
    _show_result(sheet.context, now)


def show_kept_text(context: Context) -> None:
    """What was typed for an item that is no longer held: still here to be copied."""
    now = typed()
    if now is None:
        return
    say = context.say
    st.html(heading_html(say("desk.kept_heading")) + f"<p>{text_html(say('desk.kept_text'))}</p>")
    _show_fields(context, now, removable=False)


def _show_ways_in(sheet: Sheet) -> None:
    say = sheet.context.say
    if sheet.rows is None:
        st.html(f"<p>{text_html(say('desk.no_edit'))}</p>")
        return
    with st.container(horizontal=True, gap="small"):
        st.button(
            say("desk.edit"),
            key=f"{ITEM}edit",
            shortcut=sheet.context.key("edit"),
            on_click=_begin,
            args=(draft_of(sheet.report),),
        )
        earlier = sheet.edit
        if earlier is not None and earlier.report is not None:
            st.button(
                say("desk.take_up_edit"),
                key=f"{ITEM}take_up",
                on_click=_begin,
                args=(_taken_up(earlier, earlier.report),),
            )
    if earlier is not None and earlier.report is not None:
        key = "desk.edit_passed" if earlier.passed else "desk.edit_not_passed"
        st.html(f"<p>{text_html(say(key))}</p>")


def _begin(new: Draft) -> None:
    save(new)
    go_to(FIRST_FIELD)


def _taken_up(edit: Edit, report: Report) -> Draft:
    bare = draft_of(report)
    told = Checked(bare.headline, bare.texts, edit.passed, edit.id, failed(report))
    return replace(bare, checked=told)


def _show_fields(context: Context, now: Draft, *, removable: bool = True) -> None:
    say = context.say
    st.text_input(say("desk.headline"), value=now.headline, key=field_key(HEADLINE))
    for place, (number, text) in enumerate(now.sentences, 1):
        st.text_area(
            say("desk.edit_sentence", number=place), value=text, height=80, key=field_key(number)
        )
        if removable and len(now.sentences) > 1:
            st.button(
                say("desk.remove_sentence", number=place),
                key=f"{ITEM}remove.{number}",
                on_click=_remove,
                args=(number,),
            )


def _add() -> None:
    now = typed()
    if now is not None:
        sentences = (*now.sentences, (now.following, ""))
        save(replace(now, sentences=sentences, following=now.following + 1))


def _remove(number: int) -> None:
    now = typed()
    if now is not None:
        save(replace(now, sentences=tuple(each for each in now.sentences if each[0] != number)))


def _check(sheet: Sheet, now: Draft) -> None:
    """Runs all checks on what stands in the fields. This is where models load."""
    context = sheet.context
    with (
        st.container(key="desk-checking"),
        st.status(context.say("desk.checking"), expanded=True),
    ):
        st.write(context.say("desk.checking_how"))
        told = attempt(context, sheet.claim, lambda: _checked(sheet, now))
        if told is not None:
            # Before anything else is drawn, where a click could end this run.
            save(replace(draft() or now, checked=told))
    st.rerun()


def _checked(sheet: Sheet, now: Draft) -> Checked | None:
    from summarizer.store import edits, originals

    context, service = sheet.context, sheet.context.service
    original = originals.for_checks(context.desk, sheet.item.document_id, by=context.user)
    if original is None:
        tell(Problem(context.say("desk.no_original_to_check")))
        return None
    headline, texts = now.headline.strip(), now.texts
    with service.lock:
        report = service.pipeline().check_bytes(
            original.data,
            source=original.source,
            media_type=original.media_type,
            headline=headline,
            sentences=texts,
        )
    passed = report.status is Status.READY and report.summary is not None
    kept = None
    if report.summary is not None:
        kept = edits.keep(context.desk, sheet.claim, report, passed=passed).id
    return Checked(headline, texts, passed, kept, failed(report))


def _show_result(context: Context, now: Draft) -> None:
    say, told = context.say, now.checked
    if told is None:
        st.html(f'<p role="status">{text_html(say("desk.not_checked"))}</p>')
    elif now.fresh is None:
        st.html(f'<p role="status">{text_html(say("desk.stale"))}</p>')
    elif told.passed:
        st.html(f'<p role="status">{text_html(say("desk.passed"))}</p>')
    else:
        words = f'<p role="status">{text_html(say("desk.did_not_pass"))}</p>'
        st.html(words + checks_html(context, told.wrong))
