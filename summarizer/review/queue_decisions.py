"""What was decided about an item, and the way back, for those who may reverse others' decisions.

Only where nobody is to look again: a second person must not see what the first one decided.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from summarizer.review import clicks
from summarizer.review.context import Context
from summarizer.review.html import text_html
from summarizer.review.phrases import moment
from summarizer.review.strings import Catalogue
from summarizer.store import decide
from summarizer.store.values import Ability, Decision, Item, ItemState

__all__ = ["button", "draw", "reverse", "shut", "toggle"]

_PAGE = "queue"
_OPEN = "queue.decisions"
_STATES = frozenset({ItemState.APPROVED, ItemState.REJECTED, ItemState.RERUN})


def button(context: Context, item: Item) -> None:
    """Draws the button that shows what was decided, for who may see it."""
    if not _may(context, item):
        return
    shown = st.session_state.get(_OPEN) == item.id
    st.button(
        context.say("queue.decisions_hide" if shown else "queue.decisions", number=item.id),
        key=f"queue.decisions.{item.id}",
        on_click=partial(clicks.note, _PAGE, "decisions", item.id),
        width="stretch",
        wrap=True,
    )


def draw(context: Context, item: Item) -> None:
    """Draws what was decided, if it was asked for, and the form to reverse what stands of it."""
    if st.session_state.get(_OPEN) != item.id or not _may(context, item):
        return
    made = decide.of_item(context.desk, item.id, by=context.user)
    rows = "".join(f"<li>{_decision_html(each, context.say)}</li>" for each in made)
    label = text_html(context.say("queue.decided", number=item.id))
    st.html(f'<section aria-label="{label}"><p>{label}</p><ul>{rows}</ul></section>')
    standing = [each for each in made if each.stands]
    if standing:
        _form(context, standing[-1])


def toggle(item_id: int) -> None:
    """Shows the decisions about an item in place of another's, or hides them."""
    if st.session_state.pop(_OPEN, None) != item_id:
        st.session_state[_OPEN] = item_id


def shut() -> None:
    """Hides the decisions that are shown."""
    st.session_state.pop(_OPEN, None)


def reverse(context: Context, decision_id: int) -> None:
    """Reverses a decision, whoever made it, for the reason that was typed."""
    say = context.say
    reason = str(st.session_state.get(_reason_key(decision_id), "")).strip()
    if not reason:
        clicks.warn(_PAGE, say("mine.reason_missing"))
        return

    def take_back() -> None:
        decide.reverse(context.desk, decision_id, by=context.user, reason=reason)

    if clicks.attempt(_PAGE, say, take_back):
        shut()
        clicks.say_next(_PAGE, say("mine.reversed"))


def _may(context: Context, item: Item) -> bool:
    return item.state in _STATES and context.user.may(Ability.REVERSE_OTHERS)


def _decision_html(made: Decision, say: Catalogue) -> str:
    rounds = {2: say("mine.second_look"), 3: say("mine.lead_look")}
    kind = say(f"common.decision_{made.kind}")
    known = [
        say("queue.decided_by", kind=kind, name=made.user, when=moment(made.decided_at)),
        rounds.get(made.round, ""),
        say("mine.override") if made.override else "",
    ]
    lines = [", ".join(each for each in known if each)]
    if made.reason:
        lines.append(say("mine.reason", reason=made.reason))
    if made.undone_at is not None:
        when = moment(made.undone_at)
        by, reason = made.undone_by, made.undo_reason
        lines.append(
            say("mine.undone_by", name=by, when=when, reason=reason)
            if reason
            else say("mine.undone", when=when)
        )
    return "<br>".join(map(text_html, lines))


def _form(context: Context, made: Decision) -> None:
    say, number = context.say, made.item_id
    st.write(say("mine.reverse_ask"))
    st.text_area(
        say("queue.reverse_reason", number=number), key=_reason_key(made.id), max_chars=2000
    )
    st.button(
        say("mine.reverse_yes", number=number),
        key="queue.reverse_yes",
        on_click=partial(clicks.note, _PAGE, "reverse", made.id),
        wrap=True,
    )


def _reason_key(decision_id: int) -> str:
    return f"queue.reason.{decision_id}"
