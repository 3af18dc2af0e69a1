"""Running jobs, without a page: what is kept, what fails alone, and what can be gone on with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from summarizer.errors import ModelError, NotAllowedError, ResourceError, StoreError
from summarizer.policy import load_policy
from summarizer.read import read_bytes
from summarizer.review.running import (
    GONE,
    INTERNAL,
    NO_ORIGINAL,
    UNAVAILABLE,
    UNREADABLE_ORIGINAL,
    go_on,
    summarise,
)
from summarizer.review.service import Service
from summarizer.review.uploads import Upload
from summarizer.store import audit, claims, decide, jobs, originals, people, queue
from summarizer.store.desk import Desk
from summarizer.store.values import DecisionKind, ItemState, Job, JobState, Role, User
from summarizer.types import Check, Provenance, Report, Status, Summary, SummarySentence
from summarizer.view import words_for

ONE = Upload("one.txt", b"A court sat on Monday. It rose at noon.")
TWO = Upload("two.txt", b"A court sat on Tuesday.")


class Left(BaseException):
    """What ends a run when somebody leaves the page."""


class FakePipeline:
    """Finds every document good, unless it says what is to go wrong with it."""

    def __init__(self, style: str, model: str) -> None:
        self.style, self.model = style, model

    def check_bytes(self, data: bytes, **given: Any) -> Report:
        raise AssertionError("jobs check no edits")

    def summarize_bytes(self, data: bytes, *, source: str, media_type: str | None = None) -> Report:
        text = data.decode("utf-8", "replace")
        if "no model" in text:
            raise ModelError("a model is missing")
        if "break" in text:
            raise KeyError(text)
        document = read_bytes(data, source=source, media_type=media_type)
        checks = (Check("source", "links to abuse" not in text), Check("grounding", True))
        report = Report(
            document_id=document.id,
            source=source,
            language="en",
            status=Status.READY,
            summary=Summary("A court sat", (SummarySentence(text="It sat.", origin="extracted"),)),
            checks=checks,
            provenance=Provenance(version="1", model=self.model, prompt=self.style),
        )
        if "unspeakable" in text:
            failed = Check("stage", False, None, "detect: internal: internal error (ValueError)")
            return replace(
                report, document_id="", status=Status.FAILED, summary=None, checks=(failed,)
            )
        return report


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    with Desk.open(tmp_path / "desk.db", environ={}) as desk:
        yield Service(desk, words_for("default"), load_policy(), FakePipeline)


@pytest.fixture
def mo(service: Service) -> User:
    return people.ensure_user(service.desk, "mo", role=Role.MODERATOR)


def quiet(behind: int, total: int, name: str) -> None:
    """Tells nobody."""


def states(service: Service, job: Job | int, mo: User) -> list[tuple[JobState, str]]:
    number = job if isinstance(job, int) else job.id
    return [(each.state, each.reason) for each in jobs.documents(service.desk, number, by=mo)]


def sent_back(service: Service, mo: User, upload: Upload) -> Job:
    """An item whose document was uploaded and that somebody wants to have summarised again."""
    summarise(service, [upload], by=mo, progress=quiet)
    claimed = claims.claim_next(service.desk, mo, preferences=people.preferences(service.desk, mo))
    assert claimed is not None
    decide.decide(
        service.desk, claimed[1], DecisionKind.RERUN, reason="longer", style="paragraph", model="m"
    )
    (job,) = jobs.waiting(service.desk, by=mo)
    return job


def test_files_become_items_with_what_the_page_needs_of_their_originals(
    service: Service, mo: User
) -> None:
    told: list[tuple[int, int, str]] = []
    ran = summarise(
        service, [ONE, TWO], by=mo, style="headline", progress=lambda *each: told.append(each)
    )
    assert (ran.done, ran.failed) == (2, 0)
    assert told == [(0, 2, "one.txt"), (1, 2, "two.txt"), (2, 2, "")]
    (job,) = jobs.jobs(service.desk, by=mo)
    assert (job.kind, job.style, job.state) == ("summarise", "headline", JobState.DONE)
    first = jobs.documents(service.desk, job.id, by=mo)[0]
    assert first.item_id is not None
    item = queue.item(service.desk, first.item_id, by=mo)
    assert item.document_id == first.document_id
    spans = originals.outline(service.desk, item.document_id, by=mo)
    assert spans is not None
    assert len(spans) == 2


def test_one_that_fails_does_not_stop_the_others(service: Service, mo: User) -> None:
    broken = Upload("broken.txt", b"please break with secret words")
    blank = Upload("blank.txt", b"  ")
    stuck = Upload("stuck.txt", b"an unspeakable thing")
    ran = summarise(service, [broken, blank, stuck, TWO], by=mo, progress=quiet)
    assert (ran.done, ran.failed) == (1, 3)
    assert states(service, ran.job_id, mo) == [
        (JobState.FAILED, INTERNAL),
        (JobState.FAILED, "empty: it holds no words; check the file"),
        (JobState.FAILED, "internal: internal error (ValueError)"),
        (JobState.DONE, ""),
    ]
    assert "secret" not in str(states(service, ran.job_id, mo))
    assert "secret" not in repr(broken)


def test_an_original_that_links_to_abuse_is_never_stored(service: Service, mo: User) -> None:
    upload = Upload("link.txt", b"This text links to abuse.")
    ran = summarise(service, [upload], by=mo, progress=quiet)
    (document,) = jobs.documents(service.desk, ran.job_id, by=mo)
    assert document.state is JobState.DONE
    assert not originals.has_original(service.desk, document.document_id)


def test_without_a_model_what_was_uploaded_has_failed(service: Service, mo: User) -> None:
    missing = Upload("missing.txt", b"There is no model here.")
    with pytest.raises(ResourceError):
        summarise(service, [ONE, missing, TWO], by=mo, progress=quiet)
    (job,) = jobs.jobs(service.desk, by=mo)
    assert states(service, job, mo) == [
        (JobState.DONE, ""),
        (JobState.FAILED, UNAVAILABLE),
        (JobState.FAILED, UNAVAILABLE),
    ]


def test_a_page_that_is_left_leaves_the_rest_waiting(service: Service, mo: User) -> None:
    def leave(behind: int, total: int, name: str) -> None:
        if behind == 1:
            raise Left

    with pytest.raises(Left):
        summarise(service, [ONE, TWO], by=mo, progress=leave)
    (job,) = jobs.waiting(service.desk, by=mo)
    assert states(service, job, mo) == [(JobState.DONE, ""), (JobState.WAITING, "")]
    ran = go_on(service, job, by=mo, progress=quiet)
    assert (ran.done, ran.failed) == (0, 1)
    assert states(service, job, mo)[1] == (JobState.FAILED, GONE)


def test_going_on_works_where_the_original_came_otherwise(service: Service, mo: User) -> None:
    def leave(behind: int, total: int, name: str) -> None:
        raise Left

    with pytest.raises(Left):
        summarise(service, [TWO], by=mo, progress=leave)
    summarise(service, [TWO], by=mo, progress=quiet)
    (job,) = jobs.waiting(service.desk, by=mo)
    ran = go_on(service, job, by=mo, progress=quiet)
    assert (ran.done, ran.failed) == (1, 0)


def test_a_crash_within_a_document_lets_it_wait_again(
    service: Service, mo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*given: Any, **more: Any) -> Report:
        raise Left

    monkeypatch.setattr(FakePipeline, "summarize_bytes", crash)
    with pytest.raises(Left):
        summarise(service, [ONE], by=mo, progress=quiet)
    (job,) = jobs.jobs(service.desk, by=mo)
    assert states(service, job, mo) == [(JobState.WAITING, "")]


def test_a_rerun_brings_the_item_back_with_the_wished_style(service: Service, mo: User) -> None:
    job = sent_back(service, mo, ONE)
    assert queue.item(service.desk, 1, by=mo).state is ItemState.RERUN
    ran = go_on(service, job, by=mo, progress=quiet)
    assert (ran.done, ran.failed) == (1, 0)
    item = queue.item(service.desk, 1, by=mo)
    assert (item.state, item.round, item.model) == (ItemState.WAITING, 1, "m")
    assert not jobs.waiting(service.desk, by=mo)
    actions = [entry.action for entry in audit.entries(service.desk)]
    assert "original.read" in actions


def test_a_rerun_without_an_original_fails_and_says_so(service: Service, mo: User) -> None:
    job = sent_back(service, mo, Upload("link.txt", b"This text links to abuse."))
    go_on(service, job, by=mo, progress=quiet)
    assert states(service, job, mo) == [(JobState.FAILED, NO_ORIGINAL)]


def test_an_original_that_cannot_be_opened_fails_alone(
    service: Service, mo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = sent_back(service, mo, ONE)

    def locked(*given: Any, **more: Any) -> None:
        raise StoreError("the store: it is encrypted")

    monkeypatch.setattr(originals, "for_checks", locked)
    ran = go_on(service, job, by=mo, progress=quiet)
    assert ran.failed == 1
    assert states(service, job, mo) == [(JobState.FAILED, UNREADABLE_ORIGINAL)]


def test_without_a_model_a_rerun_waits_on(
    service: Service, mo: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = sent_back(service, mo, ONE)

    def missing(*given: Any, **more: Any) -> Report:
        raise ModelError("a model is missing")

    monkeypatch.setattr(FakePipeline, "summarize_bytes", missing)
    with pytest.raises(ModelError):
        go_on(service, job, by=mo, progress=quiet)
    assert states(service, job, mo) == [(JobState.WAITING, "")]


def test_of_two_who_run_the_same_job_one_does_the_work(service: Service, mo: User) -> None:
    job = sent_back(service, mo, ONE)

    def another(behind: int, total: int, name: str) -> None:
        if name:
            jobs.mark(service.desk, job.id, 1, state=JobState.RUNNING)

    ran = go_on(service, job, by=mo, progress=another)
    assert (ran.done, ran.failed) == (0, 0)


def test_a_job_that_was_called_off_meanwhile_is_left(service: Service, mo: User) -> None:
    job = sent_back(service, mo, ONE)
    (made,) = decide.mine(service.desk, mo)

    def undone(behind: int, total: int, name: str) -> None:
        if name:
            decide.undo(service.desk, made.id, by=mo)

    ran = go_on(service, job, by=mo, progress=undone)
    assert (ran.done, ran.failed) == (0, 0)
    assert queue.item(service.desk, 1, by=mo).state is ItemState.WAITING


def test_who_may_not_run_jobs_runs_none(service: Service, mo: User) -> None:
    job = sent_back(service, mo, ONE)
    auditor = people.ensure_user(service.desk, "aud", role=Role.AUDITOR)
    with pytest.raises(NotAllowedError):
        summarise(service, [ONE], by=auditor, progress=quiet)
    with pytest.raises(NotAllowedError):
        go_on(service, job, by=auditor, progress=quiet)
