"""My work: what somebody holds, what they decided, and what they alone see of their exposure."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from summarizer.errors import ConflictError
from summarizer.store import claims, decide, people, queue, reveal
from summarizer.store.values import Claim, DecisionKind, ItemState, Preferences
from summarizer.types import Span

Html = Callable[[AppTest], str]


def written(page: AppTest) -> str:
    return " ".join(each.value for each in (*page.markdown, *page.caption, *page.text))


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def decided(workplace: Any, kind: DecisionKind = DecisionKind.REJECT) -> int:
    item_id = workplace.add()
    claim = claims.claim(workplace.desk, item_id, workplace.mo)
    return decide.decide(workplace.desk, claim, kind, reason="not for us").id


def opened(workplace: Any, claim: Claim, *, sentence: int, level: int) -> None:
    reveal.reveal(
        workplace.desk,
        claim,
        sentence=sentence,
        span=Span(0, 10),
        code="cw-killing",
        level=level,
        words=False,
    )


def test_somebody_new_is_told_where_to_begin(workplace: Any) -> None:
    page = workplace.open("mine", workplace.mo)
    assert "You hold nothing at the moment." in written(page)
    assert "You have not decided anything yet." in written(page)
    assert "You have opened nothing in the last 7 days." in written(page)


def test_what_is_held_can_be_gone_on_with(workplace: Any, html: Html) -> None:
    workplace.add()
    old = claims.claim(workplace.desk, 1, workplace.mo)
    page = workplace.open("mine", workplace.mo)
    assert "Two men sentenced" in html(page)
    page.button(key="mine.go_on.1").click().run()
    assert page.title[0].value == "Here is desk"
    assert claims.check(workplace.desk, page.session_state["desk.claim"]).id == 1
    with pytest.raises(ConflictError):
        claims.check(workplace.desk, old)


def test_what_is_held_can_be_put_back(workplace: Any) -> None:
    workplace.add()
    claims.claim(workplace.desk, 1, workplace.mo)
    page = workplace.open("mine", workplace.mo)
    page.button(key="mine.release.1").click().run()
    assert page.success[0].value == "The item is back in the queue."
    assert "You hold nothing at the moment." in written(page)
    assert queue.item(workplace.desk, 1, by=workplace.mo).holder == ""


def test_what_was_taken_over_meanwhile_is_not_given_back(workplace: Any) -> None:
    workplace.add()
    claims.claim(workplace.desk, 1, workplace.mo)
    page = workplace.open("mine", workplace.mo)
    claims.take_over(workplace.desk, 1, workplace.lea)
    page.button(key="mine.release.1").click().run()
    assert page.error[0].value.startswith("You no longer hold this item")
    assert queue.item(workplace.desk, 1, by=workplace.mo).holder == "lea"


def test_a_decision_is_undone_within_its_time(workplace: Any, html: Html) -> None:
    number = decided(workplace)
    page = workplace.open("mine", workplace.mo)
    shown = html(page)
    assert "rejected at 2027-01-15" in shown
    assert "Reason: not for us" in shown
    assert "The item is now rejected. Can be undone for another 5 min 0 s." in shown
    page.button(key=f"mine.back.{number}").click().run()
    assert page.title[0].value == "Here is desk"
    assert page.session_state["desk.claim"].item_id == 1
    item = queue.item(workplace.desk, 1, by=workplace.mo)
    assert (item.state, item.holder) == (ItemState.WAITING, "mo")


def test_an_undo_that_comes_too_late_says_so(workplace: Any) -> None:
    number = decided(workplace)
    page = workplace.open("mine", workplace.mo)
    workplace.clock.move(seconds=301)
    page.button(key=f"mine.back.{number}").click().run()
    assert page.error[0].value.startswith("The time to undo this has passed.")
    assert page.button(key=f"mine.back.{number}").label == "Reverse: item 1"


def test_a_decision_is_reversed_with_a_reason_alone(workplace: Any, html: Html) -> None:
    number = decided(workplace)
    workplace.clock.move(days=2)
    page = workplace.open("mine", workplace.mo)
    page.button(key=f"mine.back.{number}").click().run()
    page.button(key="mine.reverse_yes").click().run()
    assert page.error[0].value.startswith("Give a reason")
    page.text_area(key=f"mine.reason.{number}").set_value("I had misread it").run()
    page.button(key="mine.reverse_yes").click().run()
    assert page.success[0].value.startswith("The decision is reversed.")
    assert "Reversed by mo" in html(page)
    assert "Reason: I had misread it" in html(page)
    assert f"mine.back.{number}" not in [button.key for button in page.button]
    assert queue.item(workplace.desk, 1, by=workplace.mo).state is ItemState.WAITING


def test_reversing_can_be_left(workplace: Any) -> None:
    number = decided(workplace)
    workplace.clock.move(days=2)
    page = workplace.open("mine", workplace.mo)
    page.button(key=f"mine.back.{number}").click().run()
    page.button(key="mine.reverse_no").click().run()
    assert not page.text_area
    assert queue.item(workplace.desk, 1, by=workplace.mo).state is ItemState.REJECTED


def test_what_went_on_since_is_not_offered_to_be_reversed(workplace: Any) -> None:
    number = decided(workplace, DecisionKind.ESCALATE)
    passed_on = decided(workplace, DecisionKind.SKIP)
    workplace.clock.move(days=1)
    claim = claims.claim(workplace.desk, 1, workplace.lea)
    keys = [button.key for button in workplace.open("mine", workplace.mo).button]
    assert f"mine.back.{number}" in keys
    assert f"mine.back.{passed_on}" not in keys
    decide.decide(workplace.desk, claim, DecisionKind.REJECT, reason="agreed")
    keys = [button.key for button in workplace.open("mine", workplace.mo).button]
    assert f"mine.back.{number}" not in keys


def test_a_reason_is_escaped(workplace: Any, html: Html) -> None:
    workplace.add()
    claim = claims.claim(workplace.desk, 1, workplace.mo)
    decide.decide(workplace.desk, claim, DecisionKind.REJECT, reason="<img src=x> [a](b)")
    shown = html(workplace.open("mine", workplace.mo))
    assert "&lt;img src=x&gt; [a](b)" in shown
    assert "<img" not in shown


def test_a_long_list_is_shown_piece_by_piece(workplace: Any, html: Html) -> None:
    for _ in range(22):
        decided(workplace)
    page = workplace.open("mine", workplace.mo)
    assert html(page).count("<article") == 20
    page.button(key="mine.more").click().run()
    assert html(page).count("<article") == 22


def test_exposure_is_shown_to_its_owner_with_who_else_sees_it(workplace: Any, html: Html) -> None:
    workplace.add(text="One sentence that is long enough.")
    claim = claims.claim(workplace.desk, 1, workplace.mo)
    opened(workplace, claim, sentence=1, level=3)
    workplace.clock.move(seconds=65)
    reveal.veil(workplace.desk, "mo")
    page = workplace.open("mine", workplace.mo)
    assert "Only you see this." in written(page)
    assert "1 of 40 sentences in detail or graphic today." in written(page)
    shown = html(page)
    assert "<tr><td>Sentences opened</td><td>1</td><td>1</td></tr>" in shown
    assert "<tr><td>of these: in detail</td><td>1</td><td>1</td></tr>" in shown
    assert "<tr><td>Time open</td><td>1 min 5 s</td><td>1 min 5 s</td></tr>" in shown
    assert not page.info
    people.save_preferences(workplace.desk, workplace.mo, Preferences(share_exposure=True))
    assert "You share this with the leads" in written(workplace.open("mine", workplace.mo))
    assert "nothing in the last 7 days" in written(workplace.open("mine", workplace.may))


def test_who_reached_the_budget_gets_a_calm_hint(workplace: Any) -> None:
    workplace.add(text="One sentence that is long enough.")
    claim = claims.claim(workplace.desk, 1, workplace.mo)
    for sentence in (1, 2):
        opened(workplace, claim, sentence=sentence, level=4)
    page = workplace.open("mine", workplace.mo, rules=json.dumps({"budget_reveals": 2}))
    assert "other subjects" in page.info[0].value
    page = workplace.open("mine", workplace.mo, rules=json.dumps({"budget_reveals": None}))
    assert not page.info
    assert "The desk expects" not in written(page)


def test_what_somebody_is_not_given_is_said_with_a_way_to_change_it(workplace: Any) -> None:
    assert "every subject" in written(workplace.open("mine", workplace.mo))
    chosen = Preferences(opted_out=("cw-killing",), max_level=3, languages=("en", "de"))
    people.save_preferences(workplace.desk, workplace.mo, chosen)
    page = workplace.open("mine", workplace.mo)
    assert "Subjects that you are not given: " in written(page)
    assert "up to: in detail" in written(page)
    assert "en, de" in written(page)
    page.button(key="mine.settings").click().run()
    assert page.title[0].value == "Here is settings"
