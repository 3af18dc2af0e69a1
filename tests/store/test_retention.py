"""Retention: after its time no word is left, and everything that was done is still told."""

from __future__ import annotations

import json
import random
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import insert, select, update

from summarizer.errors import NotAllowedError
from summarizer.report import to_json
from summarizer.store import audit, intake, originals, retention
from summarizer.store import tables as table
from summarizer.store.cipher import ORIGINALS_KEY_VARIABLE
from summarizer.store.desk import Desk
from summarizer.store.retention import Purged
from summarizer.store.values import DeskRules, ItemState, Original, Role, User
from summarizer.types import Report, Span

ADA, ADMIN = User("ada", Role.MODERATOR), User("olga", Role.ADMIN)
MakeReport = Callable[..., Report]
NOTHING = Purged(0, 0, 0)
WORDS = "Mr Quillfeather of Wexcombe"


def original(document_id: str, text: str = WORDS) -> Original:
    return Original(
        document_id=document_id, media_type="text/plain", source="a.txt",
        data=text.encode(), text=text, sentences=(Span(0, len(text)),),
    )  # fmt: skip


def worded(make_report: MakeReport, *, times: int = 1) -> Report:
    """A report with the words in all that people read."""
    report = make_report(text=f"{WORDS} " * times)
    assert report.summary is not None
    summary = replace(report.summary, headline=f"{WORDS} " * times)
    return replace(report, content_warning=WORDS, summary=summary)


def rows(desk: Desk, of: Any) -> list[dict[str, Any]]:
    with desk.reading() as connection:
        query = select(of).order_by(*of.primary_key)
        return [dict(row._mapping) for row in connection.execute(query)]


def state(desk: Desk, item_id: int, to: ItemState) -> None:
    with desk.writing() as connection:
        change = update(table.items).where(table.items.c.id == item_id)
        connection.execute(change.values(state=to.value))


def decided(desk: Desk, item_id: int, report: Report) -> None:
    """Lays an edit and a decision that was reversed, with words in each of their places."""
    with desk.writing() as connection:
        if not connection.execute(select(table.users)).first():
            user = {"name": "ada", "role": "moderator", "active": True, "created_at": 0}
            connection.execute(insert(table.users), [user])
        common = {"item_id": item_id, "report_id": item_id, "user_name": "ada"}
        edit = {**common, "json": to_json(report), "passed": True, "edited_at": 0}
        connection.execute(insert(table.edits), [edit])
        decision = {
            **common, "round": 1, "kind": "reject", "reason": WORDS, "override": False,
            "token": f"t-{item_id}", "decided_at": 0, "undone_at": 1, "undone_by": "ada",
            "undo_reason": WORDS,
        }  # fmt: skip
        connection.execute(insert(table.decisions), [decision])


def test_nothing_is_purged_before_its_time(desk: Desk, make_report: MakeReport, clock: Any) -> None:
    report = worded(make_report)
    intake.add_report(desk, report, original=original(report.document_id))
    before = [rows(desk, each) for each in table.metadata.sorted_tables]
    clock.move(days=90, seconds=-1)
    assert retention.purge(desk) == NOTHING
    assert [rows(desk, each) for each in table.metadata.sorted_tables] == before


def test_originals_go_first_and_reports_later(
    desk: Desk, make_report: MakeReport, clock: Any
) -> None:
    report = worded(make_report)
    intake.add_report(desk, report, original=original(report.document_id))
    came = clock.now
    clock.move(days=90)
    assert retention.purge(desk, by=ADMIN) == Purged(originals=1, reports=0, expired=0)
    assert rows(desk, table.originals) == [{
        "document_id": report.document_id, "payload": None, "encrypted": False,
        "stored_at": came, "purged_at": clock.now,
    }]  # fmt: skip
    assert not originals.has_original(desk, report.document_id)
    assert originals.outline(desk, report.document_id, by=ADA) is None
    assert rows(desk, table.items)[0]["state"] == "waiting"
    assert intake.report(desk, 1, by=ADA) is not None
    clock.move(days=275)
    assert retention.purge(desk, by=ADMIN) == Purged(originals=0, reports=1, expired=1)
    assert intake.report(desk, 1, by=ADA) is None
    last = list(audit.entries(desk))[-1]
    assert (last.actor, last.action, last.subject) == ("olga", "retention.purged", "store")
    assert json.loads(last.detail) == {"originals": 0, "reports": 1, "expired": 1}


def test_words_go_and_what_was_done_stays(desk: Desk, make_report: MakeReport, clock: Any) -> None:
    report = worded(make_report)
    intake.add_report(desk, report)
    decided(desk, 1, report)
    state(desk, 1, ItemState.REJECTED)
    before = {each.name: rows(desk, each) for each in table.metadata.sorted_tables}
    clock.move(days=365)
    assert retention.purge(desk) == Purged(originals=0, reports=1, expired=0)
    after = {each.name: rows(desk, each) for each in table.metadata.sorted_tables}
    expected = json.loads(json.dumps(before))
    expected["reports"][0] |= {"json": None, "purged_at": clock.now}
    expected["items"][0] |= {"headline": "", "content_warning": ""}
    expected["edits"][0] |= {"json": None}
    expected["decisions"][0] |= {"reason": "", "undo_reason": ""}
    assert after.pop("audit")[:-1] == expected.pop("audit")
    assert after.pop("meta") != expected.pop("meta")
    assert after == expected
    assert "Quillfeather" not in repr(after)
    assert audit.verify(desk)[2] is None


@pytest.mark.parametrize("name", ["waiting", "escalated", "rerun"])
def test_an_item_that_nobody_decided_about_expires_with_its_report(
    desk: Desk, make_report: MakeReport, clock: Any, name: str
) -> None:
    for _ in range(2):
        intake.add_report(desk, worded(make_report))
        decided(desk, len(rows(desk, table.items)), worded(make_report))
    state(desk, 1, ItemState(name))
    state(desk, 2, ItemState.APPROVED)
    with desk.writing() as connection:
        times = {"claimed_at": 0, "expires_at": 2**53}
        claims = [{"item_id": n, "user_name": "ada", "token": f"{n}", **times} for n in (1, 2)]
        connection.execute(insert(table.claims), claims)
    clock.move(days=365)
    assert retention.purge(desk) == Purged(originals=0, reports=2, expired=1)
    first, second = rows(desk, table.items)
    assert (first["state"], first["version"], first["updated_at"]) == ("expired", 2, clock.now)
    assert (second["state"], second["version"]) == ("approved", 1)
    assert [each["item_id"] for each in rows(desk, table.claims)] == [2]
    assert first["headline"] == second["headline"] == ""


def test_a_second_time_there_is_nothing_to_do(
    desk: Desk, make_report: MakeReport, clock: Any
) -> None:
    report = worded(make_report)
    intake.add_report(desk, report, original=original(report.document_id))
    clock.move(days=400)
    assert retention.purge(desk) == Purged(1, 1, 1)
    before = [rows(desk, each) for each in table.metadata.sorted_tables]
    clock.move(days=1)
    assert retention.purge(desk) == NOTHING
    assert [rows(desk, each) for each in table.metadata.sorted_tables] == before


def test_a_dry_run_counts_and_changes_nothing(
    desk: Desk, make_report: MakeReport, clock: Any
) -> None:
    for _ in range(3):
        report = worded(make_report)
        intake.add_report(desk, report, original=original(report.document_id))
    state(desk, 3, ItemState.APPROVED)
    before = [rows(desk, each) for each in table.metadata.sorted_tables]
    assert retention.purge(desk, dry_run=True) == NOTHING
    clock.move(days=100)
    assert retention.purge(desk, dry_run=True) == Purged(3, 0, 0)
    clock.move(days=265)
    assert retention.purge(desk, dry_run=True) == Purged(3, 3, 2)
    assert [rows(desk, each) for each in table.metadata.sorted_tables] == before
    assert retention.purge(desk) == Purged(3, 3, 2)


def test_only_what_is_old_goes(desk: Desk, make_report: MakeReport, clock: Any) -> None:
    old, renewed = worded(make_report), worded(make_report)
    for report in (old, renewed):
        intake.add_report(desk, report, original=original(report.document_id))
    clock.move(days=300)
    young = worded(make_report)
    newer = replace(renewed, provenance=replace(renewed.provenance, version="2"))
    intake.add_report(desk, newer)
    intake.add_report(desk, young, original=original(young.document_id))
    clock.move(days=65)
    # The item that has a newer report stays open with it.
    assert retention.purge(desk) == Purged(originals=2, reports=2, expired=1)
    kept = {each["id"]: each["json"] is not None for each in rows(desk, table.reports)}
    assert kept == {1: False, 2: False, 3: True, 4: True}
    assert [each["state"] for each in rows(desk, table.items)] == ["expired", "waiting", "waiting"]
    assert [each["headline"] != "" for each in rows(desk, table.items)] == [False, True, True]
    assert originals.has_original(desk, young.document_id)


def test_what_is_said_later_about_a_report_that_is_gone_goes_too(
    desk: Desk, make_report: MakeReport, clock: Any
) -> None:
    report = worded(make_report)
    intake.add_report(desk, report)
    state(desk, 1, ItemState.APPROVED)
    clock.move(days=365)
    retention.purge(desk)
    decided(desk, 1, report)
    state(desk, 1, ItemState.WAITING)
    assert retention.purge(desk) == Purged(originals=0, reports=0, expired=1)
    assert "Quillfeather" not in repr([rows(desk, each) for each in table.metadata.sorted_tables])


def test_an_operator_may_keep_everything(place: str, make_report: MakeReport, clock: Any) -> None:
    rules = DeskRules(keep_originals_days=None, keep_reports_days=None)
    with Desk.open(place, rules=rules, environ={}, clock=clock) as desk:
        report = worded(make_report)
        intake.add_report(desk, report, original=original(report.document_id))
        clock.move(days=10_000)
        assert retention.purge(desk, dry_run=True) == retention.purge(desk) == NOTHING
        assert originals.has_original(desk, report.document_id)
    rules = DeskRules(keep_originals_days=0, keep_reports_days=None)
    with Desk.open(place, rules=rules, environ={}, clock=clock) as desk:
        assert retention.purge(desk) == Purged(1, 0, 0)


def test_only_an_administrator_or_the_operator_purges(desk: Desk) -> None:
    for nobody in (ADA, User("lea", Role.LEAD), User("otto", Role.AUDITOR), User("nina")):
        with pytest.raises(NotAllowedError):
            retention.purge(desk, by=nobody)
    assert retention.purge(desk, by=ADMIN) == NOTHING


def held(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes().lower() for path in folder.iterdir()}


def assert_without(folder: Path, *words: str) -> None:
    for name, stored in held(folder).items():
        for word in words:
            assert word.lower().encode() not in stored, name


@pytest.mark.parametrize("key", ["", Fernet.generate_key().decode()], ids=["no key", "a key"])
def test_after_a_purge_the_files_hold_no_word(
    tmp_path: Path, make_report: MakeReport, clock: Any, key: str
) -> None:
    words = ("quillfeather", "wexcombe")
    chance = random.Random(7)
    environ = {ORIGINALS_KEY_VARIABLE: key}
    with Desk.open(tmp_path / "store.db", environ=environ, clock=clock) as desk:
        # Of many sizes, so that they lie in pages, across pages, and where others lay before.
        for number in range(1, 61):
            times = chance.choice([1, 4, 30, 120, 400])
            report = worded(make_report, times=times)
            kept = original(report.document_id, f"{WORDS} " * times * chance.choice([1, 20]))
            intake.add_report(desk, report, original=kept)
            decided(desk, number, report)
            if number % 3 == 0:
                newer = replace(report, provenance=replace(report.provenance, version="2"))
                intake.add_report(desk, newer, original=kept)
            state(desk, number, chance.choice(list(ItemState)))
            clock.move(days=4)
        assert any(words[0].encode() in stored for stored in held(tmp_path).values())
        clock.move(days=400)
        assert retention.purge(desk).reports == 80
        assert set(held(tmp_path)) == {"store.db", "store.db-wal", "store.db-shm"}
        assert held(tmp_path)["store.db-wal"] == b""
        assert_without(tmp_path, *words, b64encode(original("").data).decode()[:24])
        assert len(rows(desk, table.items)) == 60
    assert_without(tmp_path, *words)


def test_words_that_a_reader_kept_in_the_journal_go_the_next_time(
    tmp_path: Path, make_report: MakeReport, clock: Any
) -> None:
    with Desk.open(tmp_path / "store.db", environ={}, clock=clock) as desk:
        report = worded(make_report)
        intake.add_report(desk, report, original=original(report.document_id))
        clock.move(days=400)
        with desk.reading() as reader:
            assert reader.execute(select(table.reports.c.json)).scalar_one()
            assert retention.purge(desk) == Purged(1, 1, 1)
            assert held(tmp_path)["store.db-wal"] != b""
            with desk.engine.connect() as another:
                timeout = another.exec_driver_sql("PRAGMA busy_timeout").scalar_one()
                assert timeout == 30_000
        assert retention.purge(desk) == NOTHING
        assert_without(tmp_path, "quillfeather")
