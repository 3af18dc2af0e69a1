"""The decision bar: every decision a button with its key; a reason is asked for in the page."""

from __future__ import annotations

from functools import partial

import streamlit as st

from summarizer.review.context import Context
from summarizer.review.desk_claim import hand_on, put_back
from summarizer.review.desk_draft import Draft, passed_edit, typed
from summarizer.review.desk_feedback import challenged
from summarizer.review.desk_reveals import veil_all
from summarizer.review.desk_sheet import Sheet
from summarizer.review.desk_state import ITEM, Done, attempt, finish, held
from summarizer.review.desk_words import failed, heading_html
from summarizer.review.html import text_html
from summarizer.review.strings import catalogue
from summarizer.store.values import Claim, Decision, DecisionKind
from summarizer.types import Style

__all__ = ["REASONS", "show_bar"]

REASONS = {
    DecisionKind.APPROVE: ("checked", "harmless", "public", "other"),
    DecisionKind.REJECT: (
        "facts", "harm", "identity", "missing", "unreadable", "document", "other",
    ),
    DecisionKind.ESCALATE: ("danger", "legal", "identity", "doubt", "rather_not", "other"),
    DecisionKind.RERUN: ("length", "model", "quality", "other"),
}  # fmt: skip
"""Common reasons: for a decision, the ends of their keys in the catalogue."""

_ASKED = f"{ITEM}asked"
_NOTE = f"{ITEM}note"
_STYLE = f"{ITEM}style"
_MODEL = f"{ITEM}model"
_NO_WORDS = f"{ITEM}no_words"


def show_bar(sheet: Sheet) -> None:
    """All that can be decided, or the question why once that was chosen."""
    asked: DecisionKind | None = st.session_state.get(_ASKED)
    with st.container(key="desk-bar" if asked is None else "desk-question"):
        st.html(heading_html(sheet.context.say("desk.decide")))
        if asked is None:
            _show_buttons(sheet)
        else:
            _show_question(sheet, asked)


def _show_buttons(sheet: Sheet) -> None:
    context, claim, say = sheet.context, sheet.claim, sheet.context.say
    now, wrong = typed(), failed(sheet.report)
    editing = now is not None and now.differs(sheet.report)
    edit_id = passed_edit()
    notes = []
    if editing:
        notes.append(f"note_{_stage(now, edit_id)}")
    elif sheet.report.summary is None:
        notes.append("note_no_summary")
    elif wrong:
        notes.append("note_override")
    if not editing and sheet.edit is not None and sheet.edit.passed:
        # Plain approval passes on the program's own text, whatever was edited since.
        notes.append("note_other_text")
    if challenged(sheet):
        notes.append("challenged")
    approve = partial(_ask, DecisionKind.APPROVE) if wrong else partial(
        _decide, context, claim, DecisionKind.APPROVE
    )  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        _button(sheet, "approve", approve, primary=not (editing or wrong),
                disabled=editing or sheet.report.summary is None)  # fmt: skip
        _button(
            sheet,
            "approve_edited",
            partial(_approve_edited, context, claim),
            primary=edit_id is not None and editing,
            disabled=edit_id is None,
        )
        _button(sheet, "reject", partial(_ask, DecisionKind.REJECT))
        _button(sheet, "escalate", partial(_ask, DecisionKind.ESCALATE))
        # Without the original there is nothing to summarise again.
        again = partial(_ask, DecisionKind.RERUN)
        _button(sheet, "send_back", again, disabled=sheet.rows is None)
        _button(sheet, "skip", partial(_decide, context, claim, DecisionKind.SKIP))
        _button(sheet, "hand_on", partial(hand_on, context, claim))
        _button(sheet, "put_back", partial(put_back, context, claim))
    for note in notes:
        st.html(f"<p>{text_html(say(f'desk.{note}'))}</p>")


def _button(
    sheet: Sheet,
    name: str,
    action: partial[None],
    *,
    primary: bool = False,
    disabled: bool = False,
) -> None:
    st.button(
        sheet.context.say(f"desk.{name}"),
        key=f"{ITEM}do.{name}",
        shortcut=None if disabled else sheet.context.key(name),
        type="primary" if primary else "secondary",
        disabled=disabled,
        on_click=action,
    )


def _stage(now: Draft | None, edit_id: int | None) -> str:
    """Where an edit stands: passed, failed, or not checked as it is now."""
    if edit_id is not None:
        return "edited"
    return "editing" if now is None or now.fresh is None else "edit_failed"


def _show_question(sheet: Sheet, kind: DecisionKind) -> None:
    """Why: a key a reason, and done."""
    context, say = sheet.context, sheet.context.say
    st.html(f"<p>{text_html(say(f'desk.why_{kind}'))}</p>")
    if kind is DecisionKind.RERUN:
        with st.container(horizontal=True, gap="small"):
            st.selectbox(
                say("desk.style"),
                ["", *Style],
                format_func=lambda style: say(f"common.style_{style}" if style else "desk.as_set"),
                key=_STYLE,
                width=320,
            )
            st.text_input(say("desk.model"), key=_MODEL, width=320, max_chars=200)
    st.text_input(say("desk.note"), key=_NOTE, max_chars=500)
    if st.session_state.pop(_NO_WORDS, False):
        st.html(f'<p role="alert">{text_html(say("desk.no_words"))}</p>')
    with st.container(horizontal=True, gap="small"):
        for number, name in enumerate(REASONS[kind], 1):
            st.button(
                say(f"desk.{kind}_{name}"),
                key=f"{ITEM}reason.{kind}.{name}",
                shortcut=context.key(str(number)),
                wrap=True,
                on_click=_answer,
                args=(context, sheet.claim, kind, name),
            )
        st.button(
            say("desk.cancel"),
            key=f"{ITEM}cancel",
            shortcut=context.key("cancel"),
            on_click=_ask,
            args=(None,),
        )


def _ask(kind: DecisionKind | None) -> None:
    if kind is None:
        st.session_state.pop(_ASKED, None)
    else:
        st.session_state[_ASKED] = kind


def _answer(context: Context, claim: Claim, kind: DecisionKind, name: str) -> None:
    note = str(st.session_state.get(_NOTE, "")).strip()
    if name == "other" and not note:
        st.session_state[_NO_WORDS] = True
        return
    # In English whatever the language of the page: colleagues read it, and exports count it.
    common = "" if name == "other" else catalogue("en")(f"desk.{kind}_{name}")
    _decide(
        context,
        claim,
        kind,
        reason=": ".join(filter(None, (common, note))),
        override=kind is DecisionKind.APPROVE,
        style=str(st.session_state.get(_STYLE) or ""),
        model=str(st.session_state.get(_MODEL) or "").strip(),
    )


def _approve_edited(context: Context, claim: Claim) -> None:
    edit_id = passed_edit()
    if edit_id is not None:
        _decide(context, claim, DecisionKind.APPROVE_EDITED, edit_id=edit_id)


def _decide(
    context: Context,
    claim: Claim,
    kind: DecisionKind,
    *,
    reason: str = "",
    edit_id: int | None = None,
    override: bool = False,
    style: str = "",
    model: str = "",
) -> None:
    from summarizer.store import decide

    veil_all(context)

    def made() -> Decision:
        return decide.decide(
            context.desk,
            claim,
            kind,
            reason=reason,
            edit_id=edit_id,
            override=override,
            style=style,
            model=model,
        )

    decision = attempt(context, claim, made)
    # A second click about an item that is left already finds the same decision, and that is all.
    if decision is not None and claim == held():
        until = decision.decided_at + context.desk.rules.undo_s * 1000
        finish(Done(kind, claim.item_id, decision.id, until))
