"""Feedback: labels by offset, rule and code, once each, with the model they are about."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from summarizer.errors import ConflictError, NotAllowedError, UsageError
from summarizer.store import audit, claims, feedback, intake, people
from summarizer.store.desk import Desk
from summarizer.store.values import Claim, Feedback, FeedbackKind, Role, User
from summarizer.types import Report

if TYPE_CHECKING:
    from tests.store.conftest import Clock

MakeReport = Callable[..., Report]

NEEDLESS = {"kind": FeedbackKind.REDACTION_NEEDLESS, "rule": "ID-03", "start": 31, "end": 40}
ADDED = {"kind": FeedbackKind.WARNING_ADDED, "code": "cw-kidnapping", "level_to": 2}
REMOVED = {"kind": FeedbackKind.WARNING_REMOVED, "code": "cw-killing", "level_from": 2}
CHANGED = {
    "kind": FeedbackKind.LEVEL_CHANGED,
    "code": "cw-killing",
    "level_from": 2,
    "level_to": 1,
}


@pytest.fixture
def moira(desk: Desk) -> User:
    return people.ensure_user(desk, "moira", role=Role.MODERATOR)


@pytest.fixture
def report(desk: Desk, make_report: MakeReport) -> Report:
    """A report that waits in the queue."""
    made = make_report()
    intake.add_report(desk, made)
    return made


@pytest.fixture
def claim(desk: Desk, report: Report, moira: User) -> Claim:
    return claims.claim(desk, 1, moira)


def given(desk: Desk, claim: Claim, values: dict[str, Any]) -> Feedback:
    return feedback.give(desk, claim, **values)


def test_feedback_names_the_report_and_what_made_it(
    desk: Desk, clock: Clock, report: Report, claim: Claim, moira: User
) -> None:
    made = tuple(given(desk, claim, each) for each in (NEEDLESS, ADDED, REMOVED, CHANGED))
    assert made[0] == Feedback(
        id=made[0].id,
        item_id=1,
        report_id=1,
        document_id=report.document_id,
        user="moira",
        model="smollm2-135m",
        detector="heads-1",
        given_at=clock.now,
        **NEEDLESS,
    )
    assert [(each.level_from, each.level_to) for each in made[1:]] == [(None, 2), (2, None), (2, 1)]
    assert feedback.of_item(desk, 1, by=moira) == made
    assert feedback.of_item(desk, 2, by=moira) == ()
    *_, line = audit.entries(desk)
    assert (line.actor, line.action, line.subject) == ("moira", "feedback.given", "item:1")
    assert json.loads(line.detail) == {
        "feedback": made[3].id,
        "report": 1,
        "kind": "level_changed",
        "code": "cw-killing",
        "rule": "",
        "level_from": 2,
        "level_to": 1,
    }


def test_the_same_thing_twice_is_one(desk: Desk, clock: Clock, claim: Claim, moira: User) -> None:
    for values in (NEEDLESS, ADDED, CHANGED):
        first = given(desk, claim, values)
        clock.move(seconds=1)
        lines = len(list(audit.entries(desk)))
        assert given(desk, claim, values) == first
        assert len(list(audit.entries(desk))) == lines
    assert given(desk, claim, {**NEEDLESS, "end": 41}).end == 41
    assert len(feedback.of_item(desk, 1, by=moira)) == 4
    ben = people.ensure_user(desk, "ben", role=Role.MODERATOR)
    clock.move(seconds=desk.rules.lease_s)
    assert given(desk, claims.claim(desk, 1, ben), NEEDLESS).user == "ben"


def test_clicks_at_once_are_one(desk: Desk, claim: Claim, moira: User) -> None:
    with ThreadPoolExecutor(4) as clicks:
        made = set(clicks.map(lambda _: given(desk, claim, NEEDLESS), range(8)))
    assert feedback.of_item(desk, 1, by=moira) == tuple(made)
    assert len(made) == 1


@pytest.mark.parametrize(
    "values",
    [
        {**NEEDLESS, "rule": ""},
        {**NEEDLESS, "end": 31},
        {**NEEDLESS, "end": 30},
        {**NEEDLESS, "rule": "words of a document"},
        {**NEEDLESS, "rule": "ID-03\n"},
        {**ADDED, "code": ""},
        {**ADDED, "code": "Wörter"},
        {**ADDED, "code": "x" * 81},
        {**ADDED, "level_to": 5},
        {**REMOVED, "level_from": -1},
        {**CHANGED, "level_to": None},
    ],
)
def test_what_cannot_be_feedback_is_not_kept(
    desk: Desk, claim: Claim, moira: User, values: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match=r"not a|needs|level|place"):
        given(desk, claim, values)
    assert feedback.of_item(desk, 1, by=moira) == ()


def test_a_level_changes_to_another(desk: Desk, claim: Claim) -> None:
    with pytest.raises(UsageError, match="another level"):
        given(desk, claim, {**CHANGED, "level_to": 2})


def test_only_who_holds_the_item_as_it_is_gives_feedback(
    desk: Desk, clock: Clock, make_report: MakeReport, report: Report, claim: Claim
) -> None:
    clock.move(seconds=desk.rules.lease_s + 1)
    assert given(desk, claim, ADDED).user == "moira"
    intake.add_report(desk, make_report(document_id=report.document_id, level=3))
    with pytest.raises(ConflictError) as refused:
        given(desk, claim, REMOVED)
    assert refused.value.kind == "changed"
    ben = people.ensure_user(desk, "ben", role=Role.MODERATOR)
    claims.claim(desk, 1, ben)
    with pytest.raises(ConflictError) as refused:
        given(desk, claim, REMOVED)
    assert refused.value.kind == "lost"
    people.set_role(desk, "moira", Role.AUDITOR, by=None)
    with pytest.raises(NotAllowedError):
        given(desk, claim, REMOVED)


def test_who_gave_it_takes_it_back_and_nobody_else(desk: Desk, claim: Claim, moira: User) -> None:
    kept, gone = given(desk, claim, ADDED), given(desk, claim, NEEDLESS)
    for other in (User("ada", Role.ADMIN), User("moira", Role.AUDITOR)):
        with pytest.raises(NotAllowedError):
            feedback.withdraw(desk, gone.id, by=other)
    for _ in range(2):
        feedback.withdraw(desk, gone.id, by=moira)
    assert feedback.of_item(desk, 1, by=moira) == (kept,)
    *_, before, line = audit.entries(desk)
    assert (before.action, line.action) == ("feedback.given", "feedback.withdrawn")
    assert json.loads(line.detail)["feedback"] == gone.id


def test_all_of_it_is_for_who_may_export(
    desk: Desk, make_report: MakeReport, claim: Claim, moira: User
) -> None:
    intake.add_report(desk, make_report(model="other-1"))
    first = given(desk, claim, ADDED)
    second = given(desk, claims.claim(desk, 2, moira), NEEDLESS)
    assert second.model == "other-1"
    for by in (None, User("x", Role.ADMIN), User("x", Role.AUDITOR)):
        assert list(feedback.all_feedback(desk, by=by)) == [first, second]
    for by in (moira, User("x", Role.LEAD)):
        with pytest.raises(NotAllowedError):
            feedback.all_feedback(desk, by=by)
    with pytest.raises(NotAllowedError):
        feedback.of_item(desk, 1, by=replace(moira, role=None))
