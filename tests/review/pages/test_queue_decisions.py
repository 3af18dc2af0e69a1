"""What was decided about an item, seen and reversed in the queue by those who lead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from summarizer.store import claims, decide, people, queue
from summarizer.store.values import DecisionKind, ItemState, Preferences, User

Html = Callable[[AppTest], str]
CLOSED = [ItemState.APPROVED, ItemState.REJECTED, ItemState.RERUN]


def decided(workplace: Any, kind: DecisionKind, *, by: User, reason: str = "") -> int:
    item_id: int = workplace.add()
    claim = claims.claim(workplace.desk, item_id, by)
    decide.decide(workplace.desk, claim, kind, reason=reason)
    return item_id


def open_closed(workplace: Any, user: User) -> AppTest:
    page: AppTest = workplace.open("queue", user)
    return page.multiselect(key="queue.filter.states").set_value(CLOSED).run()


def keys(page: AppTest) -> list[str]:
    return [button.key for button in page.button]


def test_a_lead_sees_who_decided_what_and_why_when_they_ask(workplace: Any, html: Html) -> None:
    decided(workplace, DecisionKind.REJECT, by=workplace.mo, reason="<b>too much</b>")
    page = open_closed(workplace, workplace.lea)
    assert "too much" not in html(page)
    page.button(key="queue.decisions.1").click().run()
    shown = html(page)
    assert "rejected by mo at 2027-01-15" in shown
    assert "Reason: &lt;b&gt;too much&lt;/b&gt;" in shown
    page.button(key="queue.decisions.1").click().run()
    assert "too much" not in html(page)
    assert not page.exception


@pytest.mark.parametrize("kind", [DecisionKind.APPROVE, DecisionKind.REJECT, DecisionKind.RERUN])
def test_a_lead_reverses_somebody_elses_decision(
    workplace: Any, html: Html, kind: DecisionKind
) -> None:
    decided(workplace, kind, by=workplace.mo, reason="seen")
    page = open_closed(workplace, workplace.lea)
    page.button(key="queue.decisions.1").click().run()
    page.text_area[0].set_value("A name was left in.").run()
    page.button(key="queue.reverse_yes").click().run()
    assert page.success[0].value.startswith("The decision is reversed.")
    assert queue.item(workplace.desk, 1, by=workplace.lea).state is ItemState.WAITING
    (made,) = decide.of_item(workplace.desk, 1, by=workplace.lea)
    assert (made.undone_by, made.undo_reason) == ("lea", "A name was left in.")
    assert "Nothing matches these filters." in [each.value for each in page.markdown]


def test_a_reason_is_needed_and_the_form_stays(workplace: Any) -> None:
    decided(workplace, DecisionKind.APPROVE, by=workplace.mo)
    page = open_closed(workplace, workplace.lea)
    page.button(key="queue.decisions.1").click().run()
    page.button(key="queue.reverse_yes").click().run()
    assert page.error[0].value.startswith("Give a reason")
    assert "queue.reverse_yes" in keys(page)
    assert queue.item(workplace.desk, 1, by=workplace.lea).state is ItemState.APPROVED


def test_who_was_quicker_wins_and_the_other_is_told(workplace: Any) -> None:
    decided(workplace, DecisionKind.APPROVE, by=workplace.mo)
    page = open_closed(workplace, workplace.lea)
    page.button(key="queue.decisions.1").click().run()
    page.text_area[0].set_value("A name was left in.").run()
    (made,) = decide.of_item(workplace.desk, 1, by=workplace.lea)
    decide.reverse(workplace.desk, made.id, by=workplace.mo, reason="my mistake")
    page.button(key="queue.reverse_yes").click().run()
    assert page.error[0].value == "This item has been decided already."


@pytest.mark.parametrize("name", ["mo", "may", "aud"])
def test_others_are_not_offered_it(workplace: Any, name: str) -> None:
    decided(workplace, DecisionKind.REJECT, by=workplace.mo, reason="seen")
    page = open_closed(workplace, getattr(workplace, name))
    assert "queue.decisions.1" not in keys(page)
    page.session_state["queue.decisions"] = 1
    page.run()
    assert "queue.reverse_yes" not in keys(page)


def test_what_waits_for_a_second_look_says_nothing_of_the_first(workplace: Any) -> None:
    item_id = workplace.add()
    claim = claims.claim(workplace.desk, item_id, workplace.mo)
    decide.decide(workplace.desk, claim, DecisionKind.ESCALATE, reason="unsure")
    page = workplace.open("queue", workplace.lea)
    assert "queue.take.1" in keys(page)
    assert "queue.decisions.1" not in keys(page)


def test_it_is_there_in_german(workplace: Any, html: Html) -> None:
    decided(workplace, DecisionKind.REJECT, by=workplace.mo, reason="gesehen")
    people.save_preferences(workplace.desk, workplace.lea, Preferences(language="de"))
    page = open_closed(workplace, workplace.lea)
    page.button(key="queue.decisions.1").click().run()
    assert "abgelehnt von mo am 2027-01-15" in html(page)
