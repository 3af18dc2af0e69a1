"""The team page: figures of all together, and nobody's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from summarizer.review.strings import catalogue
from summarizer.review.team_html import bars_html, every_day
from summarizer.store import claims, decide, feedback, people, reveal
from summarizer.store.values import (
    DecisionKind,
    FeedbackKind,
    Golden,
    Preferences,
    Role,
    User,
)
from summarizer.types import Span, Status

Html = Callable[[AppTest], str]
DAY_MS = 86_400_000


def written(page: AppTest) -> str:
    return " ".join(each.value for each in page.markdown)


def decided(workplace: Any, item_id: int, user: User, kind: DecisionKind) -> int:
    claim = claims.claim(workplace.desk, item_id, user)
    override = kind is DecisionKind.APPROVE
    return decide.decide(workplace.desk, claim, kind, reason="seen", override=override).id


def test_a_new_team_is_told_that_there_is_nothing_yet(workplace: Any, html: Html) -> None:
    page = workplace.open("team", workplace.lea)
    assert "Nothing was decided in this time." in written(page)
    assert "nothing waits" in html(page)
    assert "none in this time" in html(page)
    assert "nobody said that one is missing" in html(page)


def test_the_page_says_that_nobody_is_ranked(workplace: Any) -> None:
    said = written(workplace.open("team", workplace.lea))
    assert "no ranking, no figure about one person and no time taken for an item" in said


def test_it_is_for_those_who_see_the_team(workplace: Any) -> None:
    page = workplace.open("team", workplace.mo)
    assert page.error[0].value == "Your role does not include this."
    assert not workplace.open("team", workplace.aud).error


def test_decisions_are_counted_by_kind_and_by_day(workplace: Any, html: Html) -> None:
    for _ in range(3):
        decided(workplace, workplace.add(), workplace.mo, DecisionKind.REJECT)
    workplace.clock.move(days=2)
    decided(workplace, workplace.add(), workplace.may, DecisionKind.SKIP)
    decided(workplace, workplace.add(), workplace.may, DecisionKind.ESCALATE)
    workplace.clock.move(seconds=3 * 3600)
    shown = html(workplace.open("team", workplace.lea))
    assert "<dt>rejected</dt><dd>3</dd>" in shown
    assert "<dt>escalated</dt><dd>1</dd>" in shown
    assert "<dt>waiting for a lead</dt><dd>1</dd>" in shown
    assert "<dt>the one that has waited longest</dt><dd>3 h old</dd>" in shown
    assert "4 in 8 days, most on 2027-01-15 with 3" in shown
    assert '<td>2027-01-15</td><td><span class="summarizer-number">3</span></td>' in shown
    for name in ("mo", "may"):
        assert f">{name}<" not in shown


def test_what_lies_outside_the_time_does_not_count(workplace: Any, html: Html) -> None:
    decided(workplace, workplace.add(), workplace.mo, DecisionKind.REJECT)
    workplace.clock.move(days=20)
    page = workplace.open("team", workplace.lea)
    assert "Nothing was decided in this time." in written(page)
    page.radio(key="team.days").set_value(30).run()
    assert "<dt>rejected</dt><dd>1</dd>" in html(page)


def test_how_surely_is_said_with_a_caution_for_few(workplace: Any, html: Html) -> None:
    first = workplace.add(status=Status.NEEDS_REVIEW)
    decided(workplace, first, workplace.mo, DecisionKind.APPROVE)
    decided(workplace, first, workplace.may, DecisionKind.APPROVE)
    number = decided(workplace, workplace.add(), workplace.mo, DecisionKind.REJECT)
    decide.undo(workplace.desk, number, by=workplace.mo)
    shown = html(workplace.open("team", workplace.lea))
    assert "<td>A second person agreed with the first</td><td>1 of 1 (too few to say much)" in shown
    assert "<td>Undone or reversed</td><td>1</td>" in shown
    assert "<td>Approved in spite of a check or a challenged rule</td><td>2</td>" in shown


def test_golden_items_are_counted(workplace: Any, html: Html) -> None:
    golden = workplace.add(golden=Golden("reject"))
    decided(workplace, golden, workplace.mo, DecisionKind.REJECT)
    shown = html(workplace.open("team", workplace.lea))
    assert "<td>Right answers to items whose answer is known</td><td>1 of 1" in shown


def test_false_and_missed_warnings_are_told_by_model_and_detector(
    workplace: Any, html: Html
) -> None:
    item_id = workplace.add(model="a-writer <b>")
    claim = claims.claim(workplace.desk, item_id, workplace.mo)
    feedback.give(workplace.desk, claim, FeedbackKind.WARNING_REMOVED, code="cw-killing")
    decide.decide(workplace.desk, claim, DecisionKind.REJECT, reason="seen")
    shown = html(workplace.open("team", workplace.lea))
    assert "<small>writer: a-writer &lt;b&gt;, detector: heads-1</small></td>" in shown
    one = '<td><span class="summarizer-number">1</span></td>'
    none = '<td><span class="summarizer-number">0</span></td>'
    assert one + one + none + none in shown


def test_exposure_is_a_sum_of_at_least_three_people(workplace: Any, html: Html) -> None:
    known = people.ensure_user(workplace.desk, "mia", role=Role.MODERATOR)
    for user in (workplace.mo, workplace.may):
        _open_one(workplace, user)
    assert "fewer than three people" in written(workplace.open("team", workplace.lea))
    _open_one(workplace, known)
    shown = html(workplace.open("team", workplace.lea))
    assert "<td>Sentences opened</td><td>3</td>" in shown
    assert "<td>of these: graphic</td><td>3</td>" in shown


def test_the_page_speaks_german(workplace: Any) -> None:
    people.save_preferences(workplace.desk, workplace.lea, Preferences(language="de"))
    page = workplace.open("team", workplace.lea)
    assert "keine Rangliste" in written(page)


def test_every_day_of_the_time_has_its_place() -> None:
    since = 1_800_000_000_000
    days = every_day([("2027-01-16", 4)], since=since, now=since + 3 * DAY_MS)
    assert [count for _, count in days] == [0, 4, 0, 0]
    assert days[0][0] == "2027-01-15"


def test_bars_are_told_in_words() -> None:
    bars = bars_html([("2027-01-15", 2), ("2027-01-16", 4)], catalogue("en"))
    assert 'role="img"' in bars
    assert "6 in 2 days, most on 2027-01-16 with 4" in bars
    assert "height: 50%" in bars
    assert "height: 100%" in bars


def _open_one(workplace: Any, user: User) -> None:
    item_id = workplace.add(text="One sentence that is long enough.")
    claim = claims.claim(workplace.desk, item_id, user)
    span = Span(0, 10)
    reveal.reveal(
        workplace.desk, claim, sentence=1, span=span, code="cw-killing", level=4, words=False
    )
