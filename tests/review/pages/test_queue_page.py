"""The queue page: what it lists, how it is filtered, and who gets what by a click."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from summarizer.errors import ConflictError
from summarizer.store import claims, decide, people, queue
from summarizer.store.values import DecisionKind, ItemState, Order, Preferences
from summarizer.types import Status

Html = Callable[[AppTest], str]


def labels(page: AppTest) -> list[str]:
    return [button.label for button in page.button]


def test_a_row_tells_what_is_known_without_opening_anything(workplace: Any, html: Html) -> None:
    workplace.add(level=3, status=Status.NEEDS_REVIEW, language="de")
    workplace.clock.move(seconds=3 * 3600)
    page = workplace.open("queue", workplace.mo)
    shown = html(page)
    for words in (
        "Item 1",
        "Content warning: Killing; court case",
        "Two men sentenced",
        "highest level: in detail",
        "needs review",
        "waiting",
        "de",
        "3 h old",
    ):
        assert words in shown
    assert "held by" not in shown.split("<article")[1]


def test_what_a_report_says_is_escaped(workplace: Any, html: Html) -> None:
    workplace.add(
        headline="<img src=x>\u202e![x](http://127.0.0.1:9)", warning="<script>1</script>"
    )
    shown = html(workplace.open("queue", workplace.mo))
    assert "&lt;img src=x&gt;" in shown
    assert "<img" not in shown
    assert "<script" not in shown
    assert "\u202e" not in shown


def test_the_counts_are_of_what_is_open(workplace: Any, html: Html) -> None:
    first = workplace.add()
    workplace.add()
    claims.claim(workplace.desk, first, workplace.may)
    shown = html(workplace.open("queue", workplace.mo))
    assert "<dt>waiting</dt><dd>2</dd>" in shown
    assert "<dt>escalated</dt><dd>0</dd>" in shown
    assert "<dt>held by somebody</dt><dd>1</dd>" in shown


def test_an_empty_queue_says_where_items_come_from(workplace: Any) -> None:
    page = workplace.open("queue", workplace.mo)
    assert any("The queue is empty" in each.value for each in page.markdown)


def test_filters_narrow_the_list_and_can_be_cleared(workplace: Any, html: Html) -> None:
    workplace.add(code="cw-killing", headline="A first report")
    workplace.add(code="cw-kidnapping", headline="A second report", level=4)
    page = workplace.open("queue", workplace.mo)
    page.multiselect(key="queue.filter.codes").set_value(["cw-kidnapping"]).run()
    assert "A second report" in html(page)
    assert "A first report" not in html(page)
    page.text_input(key="queue.filter.text").set_value("no such words").run()
    assert any(each.value == "Nothing matches these filters." for each in page.markdown)
    page.button(key="queue.clear_all").click().run()
    assert "A first report" in html(page)
    page.selectbox(key="queue.filter.highest").set_value(3).run()
    assert "A second report" not in html(page)
    assert not page.exception


def test_filters_are_kept_while_another_page_is_open(workplace: Any, html: Html) -> None:
    workplace.add(headline="A first report")
    workplace.add(headline="A second report")
    page = workplace.open("queue", workplace.mo)
    page.text_input(key="queue.filter.text").set_value("second").run()
    page.selectbox(key="queue.filter.order").set_value(Order.NEWEST).run()
    page.button(key="queue.take.2").click().run()
    assert page.title[0].value == "Here is desk"
    assert "queue.filter.text" not in page.session_state
    assert page.session_state["queue.filters"]["text"] == "second"
    assert page.session_state["queue.filters"]["order"] is Order.NEWEST
    assert not page.query_params


def test_a_click_takes_an_item_to_the_desk(workplace: Any) -> None:
    workplace.add()
    page = workplace.open("queue", workplace.mo)
    page.button(key="queue.take.1").click().run()
    assert page.title[0].value == "Here is desk"
    assert queue.item(workplace.desk, 1, by=workplace.mo).holder == "mo"
    claim = page.session_state["desk.claim"]
    assert claims.check(workplace.desk, claim).id == 1


def test_of_two_who_click_the_second_is_told(workplace: Any) -> None:
    workplace.add()
    page = workplace.open("queue", workplace.mo)
    claims.claim(workplace.desk, 1, workplace.may)
    page.button(key="queue.take.1").click().run()
    assert page.title[0].value == "Queue"
    assert page.error[0].value == "Somebody else has taken this item meanwhile."
    assert "desk.claim" not in page.session_state


def test_an_item_that_left_the_list_meanwhile_is_not_lost_silently(workplace: Any) -> None:
    workplace.add()
    page = workplace.open("queue", workplace.mo)
    claim = claims.claim(workplace.desk, 1, workplace.may)
    decide.decide(workplace.desk, claim, DecisionKind.REJECT, reason="not ours")
    page.button(key="queue.take.1").click().run()
    assert page.error[0].value in (
        "This item has been decided already.",
        "Somebody else has to look at this item: it was escalated, or you have decided about "
        "it before.",
    )


def test_a_moderator_cannot_take_over(workplace: Any, html: Html) -> None:
    workplace.add()
    claims.claim(workplace.desk, 1, workplace.may)
    page = workplace.open("queue", workplace.mo)
    assert "held by may" in html(page)
    assert not any("item 1" in label for label in labels(page))


def test_a_lead_takes_over_after_being_asked(workplace: Any, html: Html) -> None:
    workplace.add()
    former = claims.claim(workplace.desk, 1, workplace.may)
    page = workplace.open("queue", workplace.lea)
    page.button(key="queue.take.1").click().run()
    assert "may is working on this item." in html(page)
    assert claims.check(workplace.desk, former).id == 1
    page.button(key="queue.sure_no").click().run()
    assert "is working on this item" not in html(page)
    page.button(key="queue.take.1").click().run()
    page.button(key="queue.sure_yes").click().run()
    assert page.title[0].value == "Here is desk"
    assert queue.item(workplace.desk, 1, by=workplace.lea).holder == "lea"
    with pytest.raises(ConflictError):
        claims.check(workplace.desk, former)


def test_what_was_escalated_is_for_leads(workplace: Any) -> None:
    workplace.add()
    claim = claims.claim(workplace.desk, 1, workplace.may)
    decide.decide(workplace.desk, claim, DecisionKind.ESCALATE, reason="unsure")
    assert "Take item 1" not in labels(workplace.open("queue", workplace.mo))
    assert "Take item 1" in labels(workplace.open("queue", workplace.lea))


def test_who_decided_about_an_item_is_told_that_another_has_to_look(workplace: Any) -> None:
    workplace.add(status=Status.NEEDS_REVIEW)
    claim = claims.claim(workplace.desk, 1, workplace.mo)
    decide.decide(workplace.desk, claim, DecisionKind.APPROVE, override=True, reason="checked")
    assert queue.item(workplace.desk, 1, by=workplace.mo).state is ItemState.WAITING
    page = workplace.open("queue", workplace.mo)
    page.button(key="queue.take.1").click().run()
    assert page.error[0].value.startswith("Somebody else has to look at this item")


def test_an_auditor_sees_and_takes_nothing(workplace: Any, html: Html) -> None:
    workplace.add()
    page = workplace.open("queue", workplace.aud)
    assert "Item 1" in html(page)
    assert "Take item 1" not in labels(page)


def test_who_opted_out_of_a_subject_is_spared_its_headlines(workplace: Any, html: Html) -> None:
    workplace.add(headline="A headline about it")
    chosen = Preferences(opted_out=("cw-killing",))
    people.save_preferences(workplace.desk, workplace.mo, chosen)
    shown = html(workplace.open("queue", workplace.mo))
    assert "A headline about it" not in shown
    assert "you asked not to be given this subject" in shown


def test_pages_are_turned_and_a_filter_goes_back_to_the_first(workplace: Any, html: Html) -> None:
    for _ in range(27):
        workplace.add()
    page = workplace.open("queue", workplace.mo)
    assert "1 to 25 of 27" in html(page)
    page.button(key="queue.next").click().run()
    assert "26 to 27 of 27" in html(page)
    assert page.button(key="queue.next").disabled
    page.text_input(key="queue.filter.text").set_value("archive").run()
    assert "1 to 25 of 27" in html(page)


def test_the_page_speaks_german(workplace: Any, html: Html) -> None:
    workplace.add(level=4)
    people.save_preferences(workplace.desk, workplace.mo, Preferences(language="de"))
    page = workplace.open("queue", workplace.mo)
    assert page.title[0].value == "Warteschlange"
    assert "Eintrag 1" in html(page)
    assert "Eintrag 1 nehmen" in labels(page)


def test_a_damaged_filter_is_no_way_in(workplace: Any) -> None:
    workplace.add()
    page = workplace.open("queue", workplace.mo, rules=json.dumps({"lease_s": 60}))
    page.text_input(key="queue.filter.text").set_value("%' OR 1=1 --").run()
    assert any(each.value == "Nothing matches these filters." for each in page.markdown)


@pytest.mark.slow
def test_ten_thousand_items_are_listed_within_a_second(workplace: Any) -> None:
    from sqlalchemy import insert, select

    from summarizer.store.tables import item_codes, items

    workplace.add()
    with workplace.desk.writing() as connection:
        row = dict(connection.execute(select(items)).one()._mapping)
        numbers = range(2, 10_001)
        rows = [{**row, "id": each, "document_id": f"d-{each}"} for each in numbers]
        connection.execute(insert(items), rows)
        codes = [{"item_id": each, "code": "cw-killing", "level": 2} for each in numbers]
        connection.execute(insert(item_codes), codes)
    page = workplace.open("queue", workplace.mo)
    started = time.perf_counter()
    page.run()
    assert time.perf_counter() - started < 5
