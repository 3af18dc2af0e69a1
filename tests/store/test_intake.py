"""How reports come in: once each, one item a document, and never over a decision."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from summarizer.errors import NotAllowedError, StoreError, UsageError
from summarizer.report import from_json, to_dict, to_json
from summarizer.store import audit, intake, originals
from summarizer.store import tables as table
from summarizer.store.desk import Desk
from summarizer.store.intake import Intake
from summarizer.store.values import (
    DeskRules,
    Golden,
    ItemState,
    Original,
    Role,
    User,
)
from summarizer.types import Check, Report, Span, Status, Warning_

ADA, AUDITOR = User("ada", Role.MODERATOR), User("otto", Role.AUDITOR)
HOUR, DAY = 3_600_000, 86_400_000
MakeReport = Callable[..., Report]
UNSAFE = Check("source", False, None, "RV-06")


def original(document_id: str, text: str = "Two men were sentenced on Monday.") -> Original:
    return Original(
        document_id=document_id, media_type="text/plain", source="a.txt",
        data=text.encode(), text=text, sentences=(Span(0, len(text)),),
    )  # fmt: skip


def rows(desk: Desk, of: Any) -> list[dict[str, Any]]:
    with desk.reading() as connection:
        return [
            dict(row._mapping) for row in connection.execute(select(of).order_by(*of.primary_key))
        ]


def item(desk: Desk) -> dict[str, Any]:
    (only,) = rows(desk, table.items)
    return only


def lines(desk: Desk) -> list[tuple[str, str, str]]:
    return [(line.actor, line.action, line.subject) for line in audit.entries(desk)]


def set_state(desk: Desk, state: ItemState, **more: Any) -> None:
    with desk.writing() as connection:
        connection.execute(update(table.items).values(state=state.value, **more))


def test_a_new_document_is_a_new_item(desk: Desk, make_report: MakeReport, clock: Any) -> None:
    report = make_report(level=3)
    taken = intake.add_report(desk, report, by=ADA)
    assert taken == Intake(1, "added")
    (kept,) = rows(desk, table.reports)
    assert kept["json"] == to_json(report)
    assert (kept["document_id"], kept["model"]) == (report.document_id, "smollm2-135m")
    assert (kept["detector"], kept["version"]) == ("heads-1", "1")
    assert (kept["imported_at"], kept["purged_at"]) == (clock.now, None)
    assert item(desk) == {
        "id": 1, "document_id": report.document_id, "report_id": kept["id"], "state": "waiting",
        "round": 1, "version": 1, "severity": 3, "status": "ready", "language": "en",
        "source": report.source, "content_warning": "Killing; court case",
        "headline": "Two men sentenced", "model": "smollm2-135m", "golden": None,
        "created_at": clock.now, "updated_at": clock.now, "due_at": clock.now - 36 * HOUR,
    }  # fmt: skip
    assert rows(desk, table.item_codes) == [{"item_id": 1, "code": "cw-killing", "level": 3}]
    assert lines(desk) == [("ada", "item.added", "item:1")]
    assert intake.report(desk, kept["id"], by=ADA) == from_json(to_json(report))


def test_severity_is_the_highest_level_of_any_warning(desk: Desk, make_report: MakeReport) -> None:
    warnings = (
        Warning_("cw-killing", 2, 0.9),
        Warning_("cw-killing", 1, 0.9),
        Warning_("cw-abduction", 4, 0.5),
    )
    intake.add_report(desk, replace(make_report(), warnings=warnings))
    intake.add_report(desk, replace(make_report(), warnings=()))
    assert [each["severity"] for each in rows(desk, table.items)] == [4, 0]
    codes = {(each["code"], each["level"]) for each in rows(desk, table.item_codes)}
    assert codes == {("cw-killing", 2), ("cw-abduction", 4)}


def test_a_report_without_a_summary_has_no_headline(desk: Desk, make_report: MakeReport) -> None:
    withheld = make_report(status=Status.WITHHELD)
    intake.add_report(desk, replace(withheld, summary=make_report().summary))
    assert item(desk)["headline"] == ""
    assert "sentenced" not in rows(desk, table.reports)[0]["json"]


def test_the_same_report_again_changes_nothing(
    desk: Desk, make_report: MakeReport, clock: Any
) -> None:
    report = make_report()
    first = intake.add_report(desk, report)
    before = [rows(desk, each) for each in (table.items, table.reports, table.item_codes)]
    clock.move(days=1)
    timed = replace(report, provenance=replace(report.provenance, timings_ms=(("read", 7),)))
    for again in (report, timed, from_json(to_json(report))):
        assert intake.add_report(desk, again) == Intake(first.item_id, "known")
    assert [rows(desk, each) for each in (table.items, table.reports, table.item_codes)] == before
    assert len(lines(desk)) == 1


def test_a_report_is_known_again_when_the_taxonomy_words_its_label_anew(
    desk: Desk, make_report: MakeReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = make_report()
    intake.add_report(desk, report)
    monkeypatch.setattr("summarizer.report.label_of", lambda code: f"another label of {code}")
    assert to_dict(report)["warnings"][0]["label"].startswith("another")
    assert intake.add_report(desk, report).outcome == "known"


def test_one_that_another_version_made_is_another_report(
    desk: Desk, make_report: MakeReport
) -> None:
    report = make_report()
    intake.add_report(desk, report)
    newer = replace(report, provenance=replace(report.provenance, version="2"))
    assert intake.add_report(desk, newer).outcome == "replaced"


@pytest.mark.parametrize("state", [ItemState.WAITING, ItemState.ESCALATED, ItemState.RERUN])
def test_another_report_takes_the_place_of_one_that_is_undecided(
    desk: Desk, make_report: MakeReport, clock: Any, state: ItemState
) -> None:
    report = make_report()
    intake.add_report(desk, report)
    set_state(desk, state, round=3, version=5)
    came = clock.now
    with desk.writing() as connection:
        user = {"name": "ada", "role": "moderator", "active": True, "created_at": 0}
        connection.execute(insert(table.users), [user])
        row = {"item_id": 1, "user_name": "ada"}
        connection.execute(insert(table.exclusions), [{**row, "kind": "second"}])
        times = {"token": "t", "claimed_at": clock.now, "expires_at": clock.now + 1}
        connection.execute(insert(table.claims), [{**row, **times}])
    clock.move(days=1)
    other = make_report(
        document_id=report.document_id, level=4, code="cw-abduction", language="de",
        status=Status.NEEDS_REVIEW, model="another",
    )  # fmt: skip
    assert intake.add_report(desk, other, by=ADA) == Intake(1, "replaced")
    now = item(desk)
    assert (now["state"], now["round"], now["version"]) == ("waiting", 1, 6)
    assert (now["severity"], now["status"], now["language"]) == (4, "needs_review", "de")
    assert (now["model"], now["source"]) == ("another", other.source)
    assert (now["created_at"], now["updated_at"]) == (came, clock.now)
    assert now["due_at"] == came - (48 + 24) * HOUR
    assert [each["code"] for each in rows(desk, table.item_codes)] == ["cw-abduction"]
    assert rows(desk, table.exclusions) == []
    assert len(rows(desk, table.claims)) == 1
    assert len(rows(desk, table.reports)) == 2
    kept = intake.report(desk, now["report_id"], by=ADA)
    assert kept is not None
    assert kept.provenance.model == "another"
    assert lines(desk)[-1] == ("ada", "item.report_replaced", "item:1")
    # The earlier one is known, too: repeating an old import does not bring it back.
    assert intake.add_report(desk, report).outcome == "known"
    assert item(desk) == now


@pytest.mark.parametrize("state", [ItemState.APPROVED, ItemState.REJECTED])
def test_another_report_on_a_closed_item_is_kept_and_changes_nothing(
    desk: Desk, make_report: MakeReport, state: ItemState
) -> None:
    report = make_report()
    intake.add_report(desk, report)
    set_state(desk, state)
    before = item(desk)
    other = make_report(document_id=report.document_id, text="One man was sentenced.")
    assert intake.add_report(desk, other) == Intake(1, "closed")
    assert item(desk) == before
    assert len(rows(desk, table.reports)) == 2
    assert lines(desk)[-1] == (audit.OPERATOR, "item.report_kept", "item:1")
    assert intake.add_report(desk, other) == Intake(1, "known")
    assert len(lines(desk)) == 2


def test_a_rerun_that_comes_to_the_same_report_brings_the_item_back(
    desk: Desk, make_report: MakeReport
) -> None:
    report = make_report()
    intake.add_report(desk, report)
    set_state(desk, ItemState.RERUN)
    assert intake.add_report(desk, report) == Intake(1, "replaced")
    now = item(desk)
    assert (now["state"], now["version"], now["report_id"]) == ("waiting", 2, 1)
    with desk.writing() as connection:
        purged = update(table.reports).values(json=None, purged_at=1)
        connection.execute(purged)
    set_state(desk, ItemState.RERUN)
    assert intake.add_report(desk, report) == Intake(1, "replaced")
    assert intake.report(desk, 1, by=ADA) == from_json(to_json(report))


def test_an_original_is_stored_with_its_report(desk: Desk, make_report: MakeReport) -> None:
    report = make_report()
    kept = original(report.document_id)
    intake.add_report(desk, report, original=kept)
    assert originals.for_checks(desk, report.document_id, by=ADA) == kept
    assert json.loads(next(audit.entries(desk)).detail) == {"original": "stored", "status": "ready"}
    with pytest.raises(ValueError, match="another document's"):
        intake.add_report(desk, report, original=original("d-other"))


def test_an_original_that_was_missing_is_stored_with_a_known_report(
    desk: Desk, make_report: MakeReport
) -> None:
    report = make_report()
    intake.add_report(desk, report)
    before = item(desk)
    kept = original(report.document_id)
    for _ in range(2):
        assert intake.add_report(desk, report, original=kept).outcome == "known"
    assert item(desk) == before
    assert [action for _, action, _ in lines(desk)] == ["item.added", "original.stored"]
    assert originals.for_checks(desk, report.document_id, by=ADA) == kept
    other = original(report.document_id, "Read in another way.")
    assert intake.add_report(desk, report, original=other).outcome == "known"
    assert originals.for_checks(desk, report.document_id, by=ADA) == kept
    newer = replace(report, provenance=replace(report.provenance, version="2"))
    assert intake.add_report(desk, newer, original=other).outcome == "replaced"
    assert originals.for_checks(desk, report.document_id, by=ADA) == other


def test_one_that_was_purged_does_not_come_back_with_a_known_report(
    desk: Desk, make_report: MakeReport
) -> None:
    report = make_report()
    kept = original(report.document_id)
    intake.add_report(desk, report, original=kept)
    with desk.writing() as connection:
        originals.drop(connection, desk, report.document_id)
    intake.add_report(desk, report, original=kept)
    assert not originals.has_original(desk, report.document_id)
    newer = replace(report, provenance=replace(report.provenance, version="2"))
    intake.add_report(desk, newer, original=kept)
    assert originals.has_original(desk, report.document_id)


def test_an_original_that_links_to_abuse_material_is_never_stored(
    desk: Desk, make_report: MakeReport
) -> None:
    report = make_report(status=Status.WITHHELD)
    unsafe = replace(report, checks=(*report.checks, UNSAFE))
    kept = original(report.document_id)
    for outcome in ("added", "known"):
        assert intake.add_report(desk, unsafe, original=kept).outcome == outcome
        assert rows(desk, table.originals) == []
    assert intake.add_report(desk, report, original=kept).outcome == "replaced"
    assert originals.has_original(desk, report.document_id)
    # And one that is found out later goes at once.
    later = replace(unsafe, provenance=replace(unsafe.provenance, version="2"))
    set_state(desk, ItemState.REJECTED)
    assert intake.add_report(desk, later).outcome == "closed"
    assert [each["payload"] for each in rows(desk, table.originals)] == [None]
    assert json.loads(list(audit.entries(desk))[-1].detail)["original"] == "purged"


def test_a_known_report_purges_an_original_that_may_not_be_there(
    desk: Desk, make_report: MakeReport
) -> None:
    report = make_report()
    unsafe = replace(report, checks=(UNSAFE,))
    intake.add_report(desk, unsafe)
    with desk.writing() as connection:
        originals.keep(connection, desk, original(report.document_id))
    assert intake.add_report(desk, unsafe).outcome == "known"
    assert not originals.has_original(desk, report.document_id)
    assert lines(desk)[-1] == (audit.OPERATOR, "original.purged", "item:1")


@pytest.mark.parametrize("passed", [True, None])
def test_a_source_that_was_not_found_unsafe_is_stored(
    desk: Desk, make_report: MakeReport, passed: bool | None
) -> None:
    report = replace(make_report(), checks=(Check("source", passed),))
    intake.add_report(desk, report, original=original(report.document_id))
    assert originals.has_original(desk, report.document_id)


def test_a_golden_item_keeps_its_answer(desk: Desk, make_report: MakeReport) -> None:
    report = make_report()
    intake.add_report(desk, report, golden=Golden("reject", ("cw-killing",)))
    answer = {"outcome": "reject", "codes": ["cw-killing"]}
    assert json.loads(item(desk)["golden"]) == answer
    newer = replace(report, provenance=replace(report.provenance, version="2"))
    intake.add_report(desk, newer)
    assert json.loads(item(desk)["golden"]) == answer
    newest = replace(report, provenance=replace(report.provenance, version="3"))
    intake.add_report(desk, newest, golden=Golden("approve"))
    assert json.loads(item(desk)["golden"]) == {"outcome": "approve", "codes": []}
    # Whoever reads the log may be about to decide.
    assert not [line for line in audit.entries(desk) if "golden" in line.detail + line.action]


def test_what_cannot_be_reviewed_is_refused(desk: Desk, make_report: MakeReport) -> None:
    with pytest.raises(UsageError, match="failed"):
        intake.add_report(desk, make_report(status=Status.FAILED))
    for wrong in ("", " ", "d\0canary", "d-\ud800canary", "d\ncanary"):
        with pytest.raises(UsageError, match="id of its document") as refused:
            intake.add_report(desk, replace(make_report(), document_id=wrong))
        assert "canary" not in str(refused.value)
    with pytest.raises(NotAllowedError):
        intake.add_report(desk, make_report(), by=AUDITOR)
    assert rows(desk, table.items) == []
    assert lines(desk) == []


def test_characters_that_no_database_holds_do_not_stop_a_report(
    desk: Desk, make_report: MakeReport
) -> None:
    odd = "a\0b\ud800c"
    report = make_report(text=odd, code=odd, language=odd, model=odd)
    assert report.summary is not None
    summary = replace(report.summary, headline=odd)
    report = replace(report, source=odd, content_warning=odd, summary=summary)
    intake.add_report(desk, report)
    now = item(desk)
    plain = "a\ufffdb\ufffdc"
    names = ("source", "content_warning", "headline", "language", "model")
    assert [now[name] for name in names] == [plain] * 5
    kept = intake.report(desk, 1, by=ADA)
    assert kept is not None
    assert (kept.source, kept.summary) == (odd, from_json(to_json(report)).summary)
    assert intake.add_report(desk, report).outcome == "known"


def test_only_who_may_see_the_queue_reads_a_report(desk: Desk, make_report: MakeReport) -> None:
    intake.add_report(desk, make_report())
    assert intake.report(desk, 1, by=AUDITOR) is not None
    with pytest.raises(NotAllowedError):
        intake.report(desk, 1, by=User("nina"))
    with pytest.raises(UsageError, match="no report 2"):
        intake.report(desk, 2, by=ADA)
    with desk.writing() as connection:
        connection.execute(update(table.reports).values(json='{"schema": "canary"}'))
    with pytest.raises(StoreError, match="report 1 is damaged") as refused:
        intake.report(desk, 1, by=ADA)
    assert "canary" not in str(refused.value)
    with desk.writing() as connection:
        connection.execute(update(table.reports).values(json=None))
    assert intake.report(desk, 1, by=ADA) is None


def test_what_fails_in_the_middle_leaves_nothing(
    desk: Desk, make_report: MakeReport, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **more: object) -> None:
        raise RuntimeError

    report = make_report()
    monkeypatch.setattr(audit, "append", broken)
    with pytest.raises(RuntimeError):
        intake.add_report(desk, report, original=original(report.document_id))
    for each in (table.items, table.reports, table.item_codes, table.originals):
        assert rows(desk, each) == []


def test_threads_that_bring_the_same_documents_make_one_item_each(
    desk: Desk, make_report: MakeReport
) -> None:
    reports = [make_report() for _ in range(8)]
    results: list[Intake] = []
    faults: list[BaseException] = []

    def bring() -> None:
        try:
            for report in reports:
                kept = original(report.document_id)
                results.append(intake.add_report(desk, report, original=kept))
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=bring) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    assert sorted(each.outcome for each in results) == ["added"] * 8 + ["known"] * 24
    assert len(rows(desk, table.items)) == len(rows(desk, table.reports)) == 8
    assert audit.verify(desk)[::2] == (8, None)


def test_what_is_urgent_is_due_earlier() -> None:
    rules = DeskRules(first_languages=("de",), first_codes=("cw-abduction", "cw-killing"))

    def earlier(**given: Any) -> int:
        values = {"severity": 0, "status": "ready", "language": "en", "codes": (), **given}
        return 1_000 * DAY - intake.due_at(rules, created_at=1_000 * DAY, **values)

    assert earlier() == 0
    assert earlier(severity=3) == 36 * HOUR
    assert earlier(status="needs_review") == DAY
    assert earlier(status="withheld") == 0
    assert earlier(language="de") == DAY
    assert earlier(codes=("cw-killing", "cw-abduction")) == DAY
    assert earlier(codes=("cw-suicide",)) == 0
    everything = earlier(severity=1, status="needs_review", language="de", codes=["cw-killing"])
    assert everything == 12 * HOUR + 3 * DAY
    plain = replace(rules, hours_per_level=0, hours_needs_review=0)
    when = {"created_at": 5, "severity": 4, "status": "needs_review", "language": "", "codes": ()}
    assert intake.due_at(plain, **when) == 5  # type: ignore[arg-type]


def test_what_expired_undecided_comes_back_with_a_new_import(
    desk: Desk, make_report: MakeReport
) -> None:
    report = make_report()
    intake.add_report(desk, report)
    set_state(desk, ItemState.EXPIRED)
    assert intake.add_report(desk, report).outcome == "replaced"
    assert [row["state"] for row in rows(desk, table.items)] == [ItemState.WAITING]
