"""Exports: what is in them, and that every later change of one is found."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, update

from summarizer.errors import NotAllowedError, StoreError, UsageError
from summarizer.report import to_dict, to_json
from summarizer.store import audit, claims, edits, export, feedback, tables
from summarizer.store.decide import decide
from summarizer.store.desk import Desk
from summarizer.store.export import FILES, verify_export, write_export
from summarizer.store.intake import add_report
from summarizer.store.values import DecisionKind, DeskRules, FeedbackKind, Golden, Role, User
from summarizer.types import Report
from summarizer.version import VERSION

if TYPE_CHECKING:
    from tests.store.conftest import Clock

MODERATOR = User("mo", Role.MODERATOR)
AUDITOR = User("ada", Role.AUDITOR)

MakeReport = Callable[..., Report]

NUMBERS = itertools.count()


@pytest.fixture(autouse=True)
def _people(desk: Desk) -> None:
    with desk.writing() as connection:
        row = {"name": MODERATOR.name, "role": MODERATOR.role, "active": True, "created_at": 0}
        connection.execute(insert(tables.users), [row])


def decided(
    desk: Desk,
    report: Report,
    kind: DecisionKind,
    *,
    edited: Report | None = None,
    state: str = "approved",
    golden: Golden | None = None,
    **values: Any,
) -> int:
    item_id = add_report(desk, report, golden=golden).item_id
    with desk.writing() as connection:
        this = tables.items.c.id == item_id
        connection.execute(update(tables.items).where(this).values(state=state))
        report_id = connection.execute(tables.items.select().where(this)).one().report_id
        common = {"item_id": item_id, "report_id": report_id, "user_name": MODERATOR.name}
        edit_id = None
        if edited is not None:
            row = {**common, "json": to_json(edited), "passed": True, "edited_at": 0}
            key = connection.execute(insert(tables.edits).values(row)).inserted_primary_key
            edit_id = key[0] if key else None
        row = {
            **common,
            "round": 1,
            "kind": kind,
            "reason": "",
            "override": False,
            "edit_id": edit_id,
            "token": f"token-{next(NUMBERS)}",
            "decided_at": desk.now(connection),
            **values,
        }
        connection.execute(insert(tables.decisions).values(row))
    return item_id


def lines(file: Path) -> list[Any]:
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "out"


def test_an_empty_desk_gives_an_export_that_holds(desk: Desk, folder: Path) -> None:
    exported = write_export(desk, folder, by=None)
    assert exported.counts == {name: 1 if name == "audit.jsonl" else 0 for name in FILES}
    assert verify_export(folder) == ()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert [each.name for each in folder.parent.iterdir() if each.name.startswith(".")] == []


def test_approved_reports_leave_as_they_were_approved(
    desk: Desk, folder: Path, make_report: MakeReport
) -> None:
    plain, before, rejected, golden, undone = (make_report() for _ in range(5))
    edited = make_report(document_id=before.document_id, text="Two people were sentenced.")
    decided(desk, plain, DecisionKind.APPROVE)
    decided(desk, before, DecisionKind.APPROVE_EDITED, edited=edited)
    decided(desk, rejected, DecisionKind.REJECT, state="rejected")
    decided(desk, golden, DecisionKind.APPROVE, golden=Golden("reject"))
    decided(desk, undone, DecisionKind.APPROVE, state="waiting", undone_at=1)
    exported = write_export(desk, folder, by=AUDITOR)
    assert lines(folder / "approved.jsonl") == [to_dict(plain), to_dict(edited)]
    assert exported.counts["approved.jsonl"] == 2
    assert exported.purged == 0


def test_the_last_decision_says_which_report_was_approved(
    desk: Desk, folder: Path, make_report: MakeReport
) -> None:
    report = make_report()
    edited = make_report(document_id=report.document_id, text="Two people were sentenced.")
    decided(desk, report, DecisionKind.APPROVE, decided_at=1)
    decided(desk, report, DecisionKind.APPROVE_EDITED, edited=edited, round=2, decided_at=2)
    write_export(desk, folder, by=None)
    assert lines(folder / "approved.jsonl") == [to_dict(edited)]


def test_what_was_really_edited_and_approved_leaves(
    place: str, folder: Path, make_report: MakeReport
) -> None:
    report = make_report()
    edited = make_report(document_id=report.document_id, text="Two people were sentenced.")
    rules = DeskRules(second_review_percent=0)
    with Desk.open(place, environ={}, rules=rules) as desk:
        claim = claims.claim(desk, add_report(desk, report).item_id, MODERATOR)
        feedback.give(desk, claim, FeedbackKind.LEVEL_CHANGED, code="cw-killing", level_to=1)
        kept = edits.keep(desk, claim, edited, passed=True)
        decide(desk, claim, DecisionKind.APPROVE_EDITED, edit_id=kept.id)
        write_export(desk, folder, by=None)
        assert verify_export(folder) == ()
        assert claim.token not in (folder / "decisions.jsonl").read_text("utf-8")
    assert lines(folder / "approved.jsonl") == [to_dict(edited)]
    assert lines(folder / "feedback.jsonl")[0]["level_to"] == 1
    log = [(line["actor"], line["action"]) for line in lines(folder / "audit.jsonl")]
    assert ("mo", "item.decided") in log


def test_purged_reports_are_counted(desk: Desk, folder: Path, make_report: MakeReport) -> None:
    decided(desk, make_report(), DecisionKind.APPROVE)
    with desk.writing() as connection:
        connection.execute(update(tables.reports).values(json=None))
    exported = write_export(desk, folder, by=None)
    assert (exported.counts["approved.jsonl"], exported.purged) == (0, 1)


def test_decisions_leave_with_their_documents_and_without_tokens(
    desk: Desk, folder: Path, clock: Clock, make_report: MakeReport
) -> None:
    report = make_report()
    item = decided(
        desk, report, DecisionKind.REJECT, state="rejected", reason="Names a relative.", round=3
    )
    write_export(desk, folder, by=None)
    (decision,) = lines(folder / "decisions.jsonl")
    assert decision.pop("id") > 0
    assert decision.pop("report_id") > 0
    assert decision == {
        "item_id": item,
        "document_id": report.document_id,
        "golden": False,
        "user": "mo",
        "round": 3,
        "kind": "reject",
        "reason": "Names a relative.",
        "override": False,
        "edit_id": None,
        "decided_at": clock.now,
        "undone_at": None,
        "undone_by": None,
        "undo_reason": None,
    }


def test_feedback_leaves_with_what_training_needs(
    desk: Desk, folder: Path, make_report: MakeReport
) -> None:
    report = make_report()
    item = add_report(desk, report).item_id
    with desk.writing() as connection:
        row = {
            "item_id": item,
            "report_id": connection.execute(tables.items.select()).one().report_id,
            "user_name": "mo",
            "kind": "warning_removed",
            "code": "cw-killing",
            "rule": "",
            "start": 0,
            "end": 12,
            "given_at": 5,
        }
        connection.execute(insert(tables.feedback), [row])
    write_export(desk, folder, by=None)
    (given,) = lines(folder / "feedback.jsonl")
    assert (given["kind"], given["code"], given["end"]) == ("warning_removed", "cw-killing", 12)
    assert (given["document_id"], given["model"]) == (report.document_id, "smollm2-135m")
    assert given["detector"] == "heads-1"


def test_the_log_in_an_export_tells_of_that_export(
    desk: Desk, folder: Path, clock: Clock, make_report: MakeReport
) -> None:
    decided(desk, make_report(), DecisionKind.APPROVE)
    exported = write_export(desk, folder, by=AUDITOR)
    last = lines(folder / "audit.jsonl")[-1]
    assert (last["actor"], last["action"]) == ("ada", "export.written")
    assert json.loads(last["detail"]) == {"approved": 1, "decisions": 1, "feedback": 0}
    assert exported.head == last["hash"] == audit.verify(desk)[1]
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["version"] == VERSION
    assert manifest["counts"] == exported.counts
    assert manifest["audit_head"] == exported.head
    assert manifest["exported_at"] == clock.now


def test_a_folder_in_use_is_left_as_it_is(desk: Desk, folder: Path) -> None:
    folder.mkdir()
    (folder / "mine").write_text("kept")
    with pytest.raises(UsageError, match="is in use"):
        write_export(desk, folder, by=None)
    assert [each.name for each in folder.iterdir()] == ["mine"]
    assert list(audit.entries(desk)) == []
    (folder / "mine").unlink()
    write_export(desk, folder, by=None)
    assert verify_export(folder) == ()


def test_an_export_that_breaks_leaves_nothing(
    desk: Desk, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StoreError("gone")

    monkeypatch.setattr(export, "all_feedback", fail)
    with pytest.raises(StoreError):
        write_export(desk, folder, by=None)
    assert not folder.exists()
    assert not [each for each in folder.parent.iterdir() if each.name.startswith(".out")]


def test_a_place_that_cannot_be_written_is_said(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        write_export(desk, tmp_path / "file" / "out", by=None)


def test_exports_are_for_those_who_may(desk: Desk, folder: Path) -> None:
    with pytest.raises(NotAllowedError):
        write_export(desk, folder, by=MODERATOR)
    assert not folder.exists()


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_was_changed_or_is_gone_is_found(
    desk: Desk, folder: Path, make_report: MakeReport, name: str
) -> None:
    decided(desk, make_report(), DecisionKind.APPROVE)
    write_export(desk, folder, by=None)
    with (folder / name).open("a") as stream:
        stream.write("{}\n")
    assert f"{name}: is not as it was exported" in verify_export(folder)
    (folder / name).unlink()
    (problem,) = verify_export(folder)
    assert problem.startswith(f"{name}: cannot be read")


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda log: [log[0], {**log[1], "actor": "other"}, *log[2:]], "is broken at line 2"),
        (lambda log: [log[0], *log[2:]], "is broken at line 2"),
        (lambda log: [log[1], log[0], *log[2:]], "is broken at line 1"),
        (lambda log: [*log[:2], []], "is broken at line 3"),
        (lambda log: log[:-1], "does not end where the manifest says"),
    ],
)
def test_a_log_that_was_changed_is_found_even_with_a_new_hash_in_the_manifest(
    desk: Desk, folder: Path, change: Callable[[list[Any]], list[Any]], found: str
) -> None:
    with desk.writing() as connection:
        for number in range(3):
            audit.append(connection, desk, actor="mo", action="item.added", subject=str(number))
    write_export(desk, folder, by=None)
    log, manifest = folder / "audit.jsonl", folder / "manifest.json"
    changed = change(lines(log))
    log.write_text("".join(json.dumps(line) + "\n" for line in changed), "utf-8")
    facts = json.loads(manifest.read_text("utf-8"))
    facts["files"]["audit.jsonl"], facts["counts"]["audit.jsonl"] = export._hash_and_lines(log)
    manifest.write_text(json.dumps(facts), "utf-8")
    (problem,) = verify_export(folder)
    assert found in problem


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"files": 1, "counts": 1, "audit_head": 1}'])
def test_a_manifest_that_is_none_is_found(tmp_path: Path, text: str) -> None:
    (problem,) = verify_export(tmp_path)
    assert problem.startswith("manifest.json: cannot be read")
    (tmp_path / "manifest.json").write_text(text)
    assert verify_export(tmp_path) == ("manifest.json: is not the manifest of an export",)


def test_what_is_read_is_one_view_while_others_write(place: str, desk: Desk) -> None:
    with desk.writing() as connection:
        audit.append(connection, desk, actor="mo", action="item.added", subject="item:1")
    with Desk.open(place, environ={}) as other, desk.reading() as view:
        before = view.execute(tables.audit.select()).all()
        with other.writing() as connection:
            audit.append(connection, other, actor="mo", action="item.added", subject="item:2")
        assert view.execute(tables.audit.select()).all() == before
    assert audit.verify(desk)[0] == 2
