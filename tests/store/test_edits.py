"""Edits: each is kept as it was checked, under the report that it was made on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from summarizer.errors import ConflictError, NotAllowedError, StoreError
from summarizer.report import to_json
from summarizer.store import audit, claims, edits, intake, people, tables
from summarizer.store.desk import Desk
from summarizer.store.values import Claim, Role, User
from summarizer.types import Report, Status, Summary, SummarySentence

if TYPE_CHECKING:
    from tests.store.conftest import Clock

MakeReport = Callable[..., Report]


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


def edited(report: Report, text: str) -> Report:
    assert report.summary is not None
    sentence = SummarySentence(text=text, origin="generated")
    return replace(report, summary=Summary(report.summary.headline, (sentence,)))


def test_an_edit_is_kept_as_it_was_checked(
    desk: Desk, clock: Clock, report: Report, claim: Claim, moira: User
) -> None:
    assert edits.latest(desk, 1, by=moira) is None
    first = edits.keep(desk, claim, edited(report, "Two people were sentenced."), passed=False)
    clock.move(seconds=5)
    second = edits.keep(desk, claim, edited(report, "Two men were jailed."), passed=True)
    assert (first.passed, second.passed) == (False, True)
    assert second.edited_at - first.edited_at == 5000
    assert second.user == "moira"
    assert second.report is not None
    assert to_json(second.report) == to_json(edited(report, "Two men were jailed."))
    assert edits.edit(desk, first.id, by=moira) == first
    assert edits.latest(desk, 1, by=moira) == second
    assert edits.edit(desk, 99, by=moira) is None


def test_the_log_says_that_there_was_an_edit_and_none_of_its_words(
    desk: Desk, report: Report, claim: Claim
) -> None:
    made = edits.keep(desk, claim, edited(report, "A canary sang."), passed=True)
    *_, line = audit.entries(desk)
    assert (line.actor, line.action, line.subject) == ("moira", "item.edited", "item:1")
    assert json.loads(line.detail) == {"edit": made.id, "report": 1, "passed": True}
    assert "canary" not in repr(made)


def test_an_edit_belongs_to_the_report_it_was_made_on(
    desk: Desk, make_report: MakeReport, report: Report, claim: Claim, moira: User
) -> None:
    made = edits.keep(desk, claim, edited(report, "Two men were jailed."), passed=True)
    intake.add_report(desk, make_report(document_id=report.document_id, level=3))
    assert edits.latest(desk, 1, by=moira) is None
    assert edits.edit(desk, made.id, by=moira) == made
    with pytest.raises(ConflictError) as refused:
        edits.keep(desk, claim, edited(report, "Two were jailed."), passed=True)
    assert refused.value.kind == "changed"


def test_only_who_holds_the_item_edits_it(
    desk: Desk, clock: Clock, report: Report, claim: Claim, moira: User
) -> None:
    text = edited(report, "Two men were jailed.")
    clock.move(seconds=desk.rules.lease_s + 1)
    assert edits.keep(desk, claim, text, passed=True).user == "moira"
    ben = people.ensure_user(desk, "ben", role=Role.MODERATOR)
    claims.claim(desk, 1, ben)
    for lost in (claim, replace(claim, user="ben")):
        with pytest.raises(ConflictError) as refused:
            edits.keep(desk, lost, text, passed=True)
        assert refused.value.kind == "lost"


def test_roles_decide_who_edits_and_who_reads_edits(
    desk: Desk, report: Report, claim: Claim, moira: User
) -> None:
    made = edits.keep(desk, claim, edited(report, "Two men were jailed."), passed=True)
    assert edits.edit(desk, made.id, by=User("x", Role.AUDITOR)) == made
    for call in (
        lambda: edits.edit(desk, made.id, by=User("x")),
        lambda: edits.latest(desk, 1, by=replace(moira, active=False)),
    ):
        with pytest.raises(NotAllowedError):
            call()
    people.set_active(desk, "moira", False, by=None)
    with pytest.raises(NotAllowedError):
        edits.keep(desk, claim, report, passed=True)


def test_what_cannot_be_an_edit_of_the_item_is_not_kept(
    desk: Desk, make_report: MakeReport, report: Report, claim: Claim, moira: User
) -> None:
    with pytest.raises(ValueError, match="another document's"):
        edits.keep(desk, claim, make_report(), passed=True)
    withheld = replace(edited(report, "A canary sang."), status=Status.WITHHELD)
    with pytest.raises(ValueError, match="without a summary"):
        edits.keep(desk, claim, withheld, passed=True)
    assert edits.latest(desk, 1, by=moira) is None
    made = edits.keep(desk, claim, withheld, passed=False)
    assert made.report is not None
    assert made.report.summary is None


def test_a_purged_edit_has_no_report_and_a_damaged_one_is_an_error(
    desk: Desk, report: Report, claim: Claim, moira: User
) -> None:
    made = edits.keep(desk, claim, edited(report, "Two men were jailed."), passed=True)
    overwrite(desk, None)
    assert edits.latest(desk, 1, by=moira) == replace(made, report=None)
    overwrite(desk, '{"canary": 1}')
    with pytest.raises(StoreError, match="edit 1 is damaged") as refused:
        edits.edit(desk, made.id, by=moira)
    assert "canary" not in str(refused.value)


def overwrite(desk: Desk, text: str | None) -> None:
    with desk.writing() as connection:
        connection.execute(update(tables.edits).values(json=text))
