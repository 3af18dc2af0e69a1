"""The team's figures: what counts, what does not, and that nobody can be told from them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, update

from summarizer.errors import NotAllowedError
from summarizer.store import claims, feedback, figures, people, tables
from summarizer.store.decide import decide as really_decide
from summarizer.store.desk import Desk
from summarizer.store.figures import TeamFigures, WarningFigures
from summarizer.store.intake import add_report
from summarizer.store.values import DecisionKind, FeedbackKind, Golden, Role, User
from summarizer.types import Report

if TYPE_CHECKING:
    from tests.store.conftest import Clock

LEAD = User("lea", Role.LEAD)
MODERATOR = User("mo", Role.MODERATOR)

MakeReport = Callable[..., Report]


@pytest.fixture(autouse=True)
def _people(desk: Desk) -> None:
    rows = [
        {"name": each.name, "role": each.role, "active": True, "created_at": 0}
        for each in (LEAD, MODERATOR)
    ]
    with desk.writing() as connection:
        connection.execute(insert(tables.users), rows)


TOKENS = itertools.count()


def report_of(desk: Desk, item_id: int) -> int:
    with desk.reading() as connection:
        query = tables.items.select().where(tables.items.c.id == item_id)
        report_id: int = connection.execute(query).one().report_id
    return report_id


def decide(
    desk: Desk,
    item_id: int,
    kind: DecisionKind,
    *,
    round: int = 1,
    override: bool = False,
    undone: bool = False,
) -> None:
    report_id = report_of(desk, item_id)
    with desk.writing() as connection:
        now = desk.now(connection)
        row = {
            "item_id": item_id,
            "report_id": report_id,
            "user_name": MODERATOR.name,
            "round": round,
            "kind": kind,
            "reason": "",
            "override": override,
            "token": f"t{next(TOKENS)}",
            "decided_at": now,
            "undone_at": now if undone else None,
        }
        connection.execute(insert(tables.decisions), [row])


def say(desk: Desk, item_id: int, kind: FeedbackKind, code: str) -> None:
    report_id = report_of(desk, item_id)
    row = {
        "item_id": item_id,
        "report_id": report_id,
        "user_name": MODERATOR.name,
        "kind": kind,
        "code": code,
        "rule": "",
        "start": 0,
        "end": 0,
        "given_at": 0,
    }
    with desk.writing() as connection:
        connection.execute(insert(tables.feedback), [row])


def set_state(desk: Desk, item_id: int, state: str) -> None:
    this = tables.items.c.id == item_id
    with desk.writing() as connection:
        connection.execute(update(tables.items).where(this).values(state=state))


def add(desk: Desk, report: Report, **options: Any) -> int:
    return add_report(desk, report, **options).item_id


def test_an_empty_desk_has_empty_figures(desk: Desk) -> None:
    assert figures.team(desk, since=0, by=LEAD) == TeamFigures(
        decided={},
        per_day=(),
        waiting=0,
        escalated=0,
        oldest_waiting_hours=0.0,
        agreement=(0, 0),
        golden=(0, 0),
        overrides=0,
        undone=0,
        warnings=(),
    )


def test_decisions_that_stand_are_counted_by_kind_and_day(
    desk: Desk, clock: Clock, make_report: MakeReport
) -> None:
    items = [add(desk, make_report()) for _ in range(6)]
    decide(desk, items[0], DecisionKind.APPROVE)
    since = clock.now + 1
    clock.move(days=1)
    decide(desk, items[1], DecisionKind.APPROVE, override=True)
    decide(desk, items[2], DecisionKind.REJECT)
    decide(desk, items[3], DecisionKind.APPROVE, override=True, undone=True)
    clock.move(days=2)
    decide(desk, items[4], DecisionKind.ESCALATE)
    decide(desk, items[5], DecisionKind.SKIP)
    found = figures.team(desk, since=since, by=LEAD)
    assert found.decided == {
        DecisionKind.APPROVE: 1,
        DecisionKind.REJECT: 1,
        DecisionKind.ESCALATE: 1,
        DecisionKind.SKIP: 1,
    }
    assert found.per_day == (("2027-01-16", 2), ("2027-01-17", 0), ("2027-01-18", 1))
    assert (found.overrides, found.undone) == (1, 1)


def test_what_waits_is_counted_with_the_age_of_the_oldest(
    desk: Desk, clock: Clock, make_report: MakeReport
) -> None:
    oldest = add(desk, make_report())
    clock.move(seconds=3600)
    second = add(desk, make_report())
    add(desk, make_report())
    clock.move(seconds=1800)
    set_state(desk, second, "escalated")
    found = figures.team(desk, since=0, by=LEAD)
    assert (found.waiting, found.escalated, found.oldest_waiting_hours) == (2, 1, 1.5)
    set_state(desk, oldest, "approved")
    assert figures.team(desk, since=0, by=LEAD).oldest_waiting_hours == 0.5


def test_two_people_agree_when_it_comes_to_the_same(desk: Desk, make_report: MakeReport) -> None:
    pairs = [
        (DecisionKind.APPROVE, DecisionKind.APPROVE_EDITED),
        (DecisionKind.REJECT, DecisionKind.REJECT),
        (DecisionKind.APPROVE, DecisionKind.REJECT),
        (DecisionKind.APPROVE, DecisionKind.ESCALATE),
    ]
    for first, second in pairs:
        item = add(desk, make_report())
        decide(desk, item, DecisionKind.REJECT, undone=True)
        decide(desk, item, first)
        decide(desk, item, DecisionKind.SKIP, round=2)
        decide(desk, item, second, round=2)
    assert figures.team(desk, since=0, by=LEAD).agreement == (2, 3)


def test_who_approves_what_somebody_had_edited_does_not_agree_as_in_the_flow(
    desk: Desk, make_report: MakeReport
) -> None:
    item = add(desk, make_report())
    decide(desk, item, DecisionKind.APPROVE_EDITED)
    decide(desk, item, DecisionKind.APPROVE, round=2)
    assert figures.team(desk, since=0, by=LEAD).agreement == (0, 1)


def test_golden_answers_are_compared_with_what_is_known(
    desk: Desk, make_report: MakeReport
) -> None:
    kinds = (DecisionKind.APPROVE_EDITED, DecisionKind.REJECT, DecisionKind.ESCALATE)
    for kind in kinds:
        decide(desk, add(desk, make_report(), golden=Golden("approve")), kind)
    decide(desk, add(desk, make_report()), DecisionKind.APPROVE)
    assert figures.team(desk, since=0, by=LEAD).golden == (1, 2)


def test_wrong_warnings_are_counted_by_code_writer_and_detector(
    desk: Desk, make_report: MakeReport
) -> None:
    items = [add(desk, make_report(code="cw-killing")) for _ in range(3)]
    other = add(desk, make_report(code="cw-killing", model="other"))
    for item in (*items, other):
        decide(desk, item, DecisionKind.APPROVE)
    # Two people say the same about one report.
    say(desk, items[0], FeedbackKind.WARNING_REMOVED, "cw-killing")
    say(desk, items[0], FeedbackKind.WARNING_REMOVED, "cw-killing")
    say(desk, items[1], FeedbackKind.LEVEL_CHANGED, "cw-killing")
    say(desk, items[1], FeedbackKind.WARNING_ADDED, "cw-theft")
    waiting = add(desk, make_report(code="cw-killing"))
    say(desk, waiting, FeedbackKind.WARNING_REMOVED, "cw-killing")
    model, detector = "smollm2-135m", "heads-1"
    assert figures.team(desk, since=0, by=LEAD).warnings == (
        WarningFigures("cw-killing", "other", detector, reports=1),
        WarningFigures("cw-killing", model, detector, false=1, level_changed=1, reports=3),
        WarningFigures("cw-theft", model, detector, missed=1),
    )


def test_a_report_that_was_sent_back_still_counts_as_what_it_was(
    desk: Desk, make_report: MakeReport
) -> None:
    first = make_report(code="cw-killing")
    item = add(desk, first)
    say(desk, item, FeedbackKind.WARNING_REMOVED, "cw-killing")
    decide(desk, item, DecisionKind.RERUN)
    add(desk, make_report(code="cw-theft", document_id=first.document_id))
    (found,) = figures.team(desk, since=0, by=LEAD).warnings
    assert (found.code, found.false, found.reports) == ("cw-killing", 1, 1)


def test_a_report_that_was_looked_at_twice_again_counts_once(
    desk: Desk, make_report: MakeReport
) -> None:
    item = add(desk, make_report())
    for kinds in ((DecisionKind.APPROVE, DecisionKind.REJECT), (DecisionKind.APPROVE,) * 2):
        for round, kind in enumerate(kinds, 1):
            decide(desk, item, kind, round=round)
    assert figures.team(desk, since=0, by=LEAD).agreement == (1, 1)


def test_what_two_people_really_do_is_counted(desk: Desk, make_report: MakeReport) -> None:
    second = people.set_role(desk, "cleo", Role.MODERATOR, by=None)
    item = add(desk, make_report(code="cw-killing"))
    claim = claims.claim(desk, item, MODERATOR)
    feedback.give(desk, claim, FeedbackKind.WARNING_REMOVED, code="cw-killing")
    really_decide(desk, claim, DecisionKind.APPROVE, override=True, reason="It is about a film.")
    assert figures.team(desk, since=0, by=LEAD).waiting == 1
    really_decide(desk, claims.claim(desk, item, second), DecisionKind.APPROVE)
    found = figures.team(desk, since=0, by=LEAD)
    assert found.decided == {DecisionKind.APPROVE: 2}
    assert (found.agreement, found.overrides, found.waiting) == ((1, 1), 1, 0)
    (warning,) = found.warnings
    assert (warning.false, warning.reports) == (1, 1)


def test_no_figure_is_about_one_person(desk: Desk, make_report: MakeReport) -> None:
    decide(desk, add(desk, make_report()), DecisionKind.APPROVE)
    found = figures.team(desk, since=0, by=LEAD)
    said = json.dumps({each.name: repr(getattr(found, each.name)) for each in fields(found)})
    assert f'"{MODERATOR.name}"' not in said.replace("'", '"')


def test_the_figures_are_for_those_who_see_the_team(desk: Desk) -> None:
    with pytest.raises(NotAllowedError):
        figures.team(desk, since=0, by=MODERATOR)
