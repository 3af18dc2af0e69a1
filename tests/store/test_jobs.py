"""Jobs: their states follow from their documents, and of two workers one does the work."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert, select

from summarizer.errors import ConflictError, NotAllowedError, UsageError
from summarizer.store import audit, claims, decide, intake, jobs, queue, tables
from summarizer.store.desk import Desk
from summarizer.store.values import (
    DecisionKind,
    ItemState,
    Job,
    JobDocument,
    JobState,
    Preferences,
    Role,
    User,
)
from summarizer.types import Report

if TYPE_CHECKING:
    from tests.store.conftest import Clock

MODERATOR = User("mo", Role.MODERATOR)
AUDITOR = User("ada", Role.AUDITOR)


@pytest.fixture(autouse=True)
def _people(desk: Desk) -> None:
    rows = [
        {"name": each.name, "role": each.role, "active": True, "created_at": 0}
        for each in (MODERATOR, AUDITOR)
    ]
    with desk.writing() as connection:
        connection.execute(insert(tables.users), rows)


def named(*names: str) -> Sequence[JobDocument]:
    return [JobDocument(number=0, name=name, state=JobState.WAITING) for name in names]


def only(desk: Desk) -> Job:
    (job,) = jobs.jobs(desk, by=AUDITOR)
    return job


def actions(desk: Desk) -> list[str]:
    return [entry.action for entry in audit.entries(desk)]


def test_a_new_job_waits_with_its_documents_in_order(desk: Desk, clock: Clock) -> None:
    job = jobs.start(
        desk, "summarise", named("b.txt", "a.txt"), by=MODERATOR, style="brief", model="m"
    )
    assert job == Job(
        id=job.id,
        kind="summarise",
        state=JobState.WAITING,
        user="mo",
        created_at=clock.now,
        finished_at=None,
        total=2,
        done=0,
        failed=0,
        style="brief",
        model="m",
    )
    assert jobs.jobs(desk, by=AUDITOR) == (job,)
    found = jobs.documents(desk, job.id, by=AUDITOR)
    assert [(each.number, each.name, each.state) for each in found] == [
        (1, "b.txt", JobState.WAITING),
        (2, "a.txt", JobState.WAITING),
    ]


def test_a_job_runs_from_its_first_document_to_its_last(desk: Desk, clock: Clock) -> None:
    job = jobs.start(desk, "summarise", named("one", "two"), by=MODERATOR)
    jobs.mark(desk, job.id, 1, state=JobState.RUNNING)
    assert only(desk).state is JobState.RUNNING
    jobs.mark(desk, job.id, 1, state=JobState.DONE, document_id="d-1")
    assert only(desk).state is JobState.RUNNING
    clock.move(seconds=5)
    jobs.mark(desk, job.id, 2, state=JobState.FAILED, reason="empty: check the file")
    done = only(desk)
    assert (done.state, done.done, done.failed) == (JobState.DONE, 1, 1)
    assert done.finished_at == clock.now
    first, second = jobs.documents(desk, job.id, by=AUDITOR)
    assert (first.document_id, first.reason) == ("d-1", "")
    assert second.reason == "empty: check the file"
    assert actions(desk) == ["job.started", "job.finished"]


def test_a_job_has_failed_only_when_all_its_documents_did(desk: Desk) -> None:
    job = jobs.start(desk, "summarise", named("one", "two"), by=MODERATOR)
    for number in (1, 2):
        jobs.mark(desk, job.id, number, state=JobState.FAILED, reason="binary")
    assert only(desk).state is JobState.FAILED


def test_saying_the_same_twice_changes_nothing(desk: Desk, clock: Clock) -> None:
    job = jobs.start(desk, "summarise", named("one"), by=MODERATOR)
    jobs.mark(desk, job.id, 1, state=JobState.DONE, document_id="d-1")
    done = only(desk)
    clock.move(seconds=5)
    jobs.mark(desk, job.id, 1, state=JobState.DONE)
    assert only(desk) == done
    assert jobs.documents(desk, job.id, by=AUDITOR)[0].document_id == "d-1"
    assert actions(desk).count("job.finished") == 1


def test_of_two_who_take_a_document_one_gets_it(desk: Desk) -> None:
    job = jobs.start(desk, "rerun", named("one"), by=MODERATOR)
    jobs.mark(desk, job.id, 1, state=JobState.RUNNING)
    with pytest.raises(ConflictError) as caught:
        jobs.mark(desk, job.id, 1, state=JobState.RUNNING)
    assert caught.value.kind == "taken"


def test_failed_documents_can_wait_again(desk: Desk) -> None:
    job = jobs.start(desk, "summarise", named("one", "two", "three"), by=MODERATOR)
    jobs.mark(desk, job.id, 1, state=JobState.DONE)
    jobs.mark(desk, job.id, 2, state=JobState.FAILED, reason="empty")
    jobs.mark(desk, job.id, 3, state=JobState.FAILED, reason="empty")
    assert jobs.retry(desk, job.id, by=MODERATOR) == 2
    again = only(desk)
    assert (again.state, again.finished_at, again.failed) == (JobState.RUNNING, None, 0)
    left = jobs.documents(desk, job.id, by=MODERATOR, state=JobState.WAITING)
    assert [(each.number, each.reason) for each in left] == [(2, ""), (3, "")]
    assert jobs.retry(desk, job.id, by=MODERATOR) == 0
    assert actions(desk).count("job.retried") == 1


def test_a_job_of_which_nothing_is_begun_any_more_waits_again(desk: Desk) -> None:
    job = jobs.start(desk, "rerun", named("one"), by=MODERATOR)
    jobs.mark(desk, job.id, 1, state=JobState.RUNNING)
    jobs.mark(desk, job.id, 1, state=JobState.WAITING)
    assert only(desk) == job
    jobs.mark(desk, job.id, 1, state=JobState.FAILED, reason="empty")
    jobs.retry(desk, job.id, by=MODERATOR)
    assert only(desk) == job


def test_documents_whose_worker_is_gone_can_wait_again(desk: Desk) -> None:
    job = jobs.start(desk, "summarise", named("one"), by=MODERATOR)
    jobs.mark(desk, job.id, 1, state=JobState.RUNNING)
    assert jobs.retry(desk, job.id, by=MODERATOR) == 0
    assert jobs.retry(desk, job.id, by=MODERATOR, running=True) == 1
    jobs.mark(desk, job.id, 1, state=JobState.RUNNING)


def test_jobs_with_waiting_documents_are_found_oldest_first(desk: Desk) -> None:
    first = jobs.start(desk, "summarise", named("one", "two"), by=MODERATOR)
    second = jobs.start(desk, "rerun", named("three"), by=MODERATOR)
    third = jobs.start(desk, "rerun", named("four"), by=MODERATOR)
    jobs.mark(desk, first.id, 1, state=JobState.DONE)
    jobs.mark(desk, second.id, 1, state=JobState.RUNNING)
    assert [job.id for job in jobs.waiting(desk, by=MODERATOR)] == [first.id, third.id]
    newest = jobs.jobs(desk, by=AUDITOR, limit=2)
    assert [job.id for job in newest] == [third.id, second.id]


def test_a_job_that_was_stopped_has_no_open_documents(desk: Desk) -> None:
    job = jobs.start(desk, "summarise", named("one", "two", "three"), by=MODERATOR)
    jobs.mark(desk, job.id, 1, state=JobState.DONE)
    jobs.mark(desk, job.id, 2, state=JobState.RUNNING)
    assert jobs.stop(desk, job.id, reason="stopped") == 2
    stopped = only(desk)
    assert (stopped.state, stopped.done, stopped.failed) == (JobState.DONE, 1, 2)
    assert jobs.stop(desk, job.id, reason="stopped") == 0


def test_an_import_waits_for_nobody(desk: Desk) -> None:
    jobs.start(desk, "import", named("reports.jsonl:1"), by=None)
    assert jobs.waiting(desk, by=MODERATOR) == ()


def test_the_operator_has_jobs_and_cannot_do_anything_else(desk: Desk) -> None:
    for _ in range(2):
        job = jobs.start(desk, "import", named("reports.jsonl:1"), by=None)
    assert job.user == audit.OPERATOR
    with desk.reading() as connection:
        query = select(tables.users).where(tables.users.c.name == audit.OPERATOR)
        (row,) = connection.execute(query).all()
    assert (row.role, row.active) == (None, False)


def test_jobs_are_for_those_who_may(desk: Desk) -> None:
    with pytest.raises(NotAllowedError):
        jobs.start(desk, "summarise", named("one"), by=AUDITOR)
    job = jobs.start(desk, "summarise", named("one"), by=MODERATOR)
    nobody = User("new")
    with pytest.raises(NotAllowedError):
        jobs.jobs(desk, by=nobody)
    with pytest.raises(NotAllowedError):
        jobs.documents(desk, job.id, by=nobody)
    with pytest.raises(NotAllowedError):
        jobs.waiting(desk, by=AUDITOR)
    with pytest.raises(NotAllowedError):
        jobs.retry(desk, job.id, by=AUDITOR)


def test_what_is_not_there_is_said(desk: Desk) -> None:
    with pytest.raises(UsageError, match="there is no job 7"):
        jobs.mark(desk, 7, 1, state=JobState.DONE)
    with pytest.raises(UsageError, match="there is no job 7"):
        jobs.documents(desk, 7, by=AUDITOR)
    with pytest.raises(UsageError, match="there is no job 7"):
        jobs.retry(desk, 7, by=MODERATOR)
    job = jobs.start(desk, "summarise", named("one"), by=MODERATOR)
    with pytest.raises(UsageError, match="has no document 2"):
        jobs.mark(desk, job.id, 2, state=JobState.DONE)
    with pytest.raises(ValueError, match="at least one document"):
        jobs.start(desk, "summarise", [], by=MODERATOR)


def test_an_item_whose_rerun_fails_waits_again(
    desk: Desk, make_report: Callable[..., Report]
) -> None:
    intake.add_report(desk, make_report())
    taken = claims.claim_next(desk, MODERATOR, preferences=Preferences())
    assert taken is not None
    decide.decide(desk, taken[1], DecisionKind.RERUN, reason="too short", style="paragraph")
    (job,) = jobs.waiting(desk, by=MODERATOR)
    jobs.mark(desk, job.id, 1, state=JobState.RUNNING)
    assert queue.item(desk, taken[0].id, by=MODERATOR).state is ItemState.RERUN
    for _ in range(2):
        jobs.mark(desk, job.id, 1, state=JobState.FAILED, reason="missing: import it again")
        item = queue.item(desk, taken[0].id, by=MODERATOR)
        assert (item.state, item.version) == (ItemState.WAITING, 3)
    assert claims.claim(desk, item.id, MODERATOR).version == 3
