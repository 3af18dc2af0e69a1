"""How reports come to the desk: each document is one item, whatever number of reports it has had.

The same report a second time changes nothing, so that an import can be repeated. Another report on
a document that nobody has decided about yet takes the place of the one before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, insert, select, update

from summarizer.errors import StoreError, UsageError
from summarizer.report import from_json, to_dict, to_json
from summarizer.store import audit, originals
from summarizer.store import tables as table
from summarizer.store.desk import Desk, require
from summarizer.store.engine import lock
from summarizer.store.values import CLOSED, Ability, DeskRules, Golden, ItemState, Original, User
from summarizer.types import Report, Status

__all__ = ["Intake", "add_report", "due_at", "report"]

_HOUR_MS = 3_600_000
_DAY_MS = 24 * _HOUR_MS
_NOT_STORABLE = re.compile("[\0\ud800-\udfff]")
_COMES_BACK = frozenset({ItemState.RERUN, ItemState.EXPIRED})
"""A re-run may well come to the same report again; what expired was never decided."""


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of a report, and the item of its document.

    ``added``: a new item. ``known``: this report was there already. ``replaced``: the item has it
    in place of an earlier one. ``closed``: it is kept, but the item is decided and stays as it is.
    """

    item_id: int
    outcome: Literal["added", "known", "replaced", "closed"]


def add_report(
    desk: Desk,
    report: Report,
    *,
    original: Original | None = None,
    by: User | None = None,
    golden: Golden | None = None,
) -> Intake:
    """Takes a report in, with the original if there is one.

    An original that seems to link to abuse material (the report's check named ``source``) is
    never stored; one that was stored before the check found that is purged.

    Args:
        desk: whose queue it comes to.
        report: whatever its status, save ``failed``: there is nothing to review then.
        original: of the same document.
        by: who asked for it; None = the operator.
        golden: the known right answer, when the item is there to see how sure decisions are.

    Raises:
        UsageError: the report has failed, or its document has no id that can be stored.
        NotAllowedError: the role does not include adding to the queue.
        ValueError: the original is another document's.
        StoreError: as ``Desk.writing``.
    """
    if by is not None:
        require(by, Ability.RUN_JOBS)
    if report.status is Status.FAILED:
        raise UsageError("a report that has failed has nothing to review; run the document again")
    if not report.document_id.strip() or not report.document_id.isprintable():
        raise UsageError("a report needs the id of its document, in printable characters")
    if original is not None and original.document_id != report.document_id:
        raise ValueError("the original is another document's")
    barred = any(check.name == "source" and check.passed is False for check in report.checks)
    with desk.writing() as connection:
        # Two imports at once would both find nothing.
        lock(connection, f"summarizer.intake:{report.document_id}")
        kept = _Kept.of(connection, report)
        item = _item(connection, report.document_id)
        if item is None:
            result = _added(connection, desk, report, kept, golden)
        elif kept.known and item.state not in _COMES_BACK:
            result = Intake(item.id, "known")
        elif item.state in CLOSED - _COMES_BACK:
            result = Intake(item.id, "closed")
            _keep_report(connection, desk, report, kept)
        else:
            result = _replaced(connection, desk, report, kept, item, golden)
        if barred:
            stored = "purged" if originals.drop(connection, desk, report.document_id) else ""
        else:
            stored = _keep_original(connection, desk, original, result)
        _write_down(connection, desk, result, by=by, report=report, stored=stored)
    return result


def report(desk: Desk, report_id: int, *, by: User) -> Report | None:
    """A stored report; None when it was purged.

    Raises:
        UsageError: there is no such report.
        NotAllowedError: the role does not include seeing the queue.
        StoreError: it is damaged, or as ``Desk.reading``.
    """
    require(by, Ability.SEE_QUEUE)
    with desk.reading() as connection:
        query = select(table.reports.c.json).where(table.reports.c.id == report_id)
        row = connection.execute(query).first()
    if row is None:
        raise UsageError(f"there is no report {report_id}")
    if row.json is None:
        return None
    try:
        return from_json(row.json)
    except UsageError as error:
        # Names a key of the report and no value.
        raise StoreError(f"{desk.place}: report {report_id} is damaged: {error}") from None


def due_at(
    rules: DeskRules,
    *,
    created_at: int,
    severity: int,
    status: str,
    language: str,
    codes: Collection[str],
) -> int:
    """What the queue is sorted by, in milliseconds since 1970: when the item came, moved forward.

    By ``hours_per_level`` for each level of severity, by ``hours_needs_review`` when it needs
    review, and by a day each for a language and for a code that go first.
    """
    hours = rules.hours_per_level * severity
    hours += rules.hours_needs_review if status == Status.NEEDS_REVIEW else 0
    days = (language in rules.first_languages) + any(code in rules.first_codes for code in codes)
    return created_at - hours * _HOUR_MS - days * _DAY_MS


@dataclass(frozen=True, slots=True)
class _Kept:
    """What is known of a report before it is stored: its digest, and its row if it has one."""

    content_sha256: str
    id: int | None
    purged: bool

    @property
    def known(self) -> bool:
        return self.id is not None

    @classmethod
    def of(cls, connection: Connection, report: Report) -> _Kept:
        digest = _content_sha256(report)
        reports = table.reports
        query = select(reports.c.id, reports.c.purged_at).where(
            reports.c.document_id == report.document_id, reports.c.content_sha256 == digest
        )
        row = connection.execute(query).first()
        return cls(digest, row.id if row else None, row is not None and row.purged_at is not None)


def _content_sha256(report: Report) -> str:
    value = to_dict(report)
    # How long it took says nothing; labels are the taxonomy's, which may word them anew.
    del value["provenance"]["timings_ms"]
    for warning in value["warnings"]:
        del warning["label"]
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return sha256(text.encode()).hexdigest()


def _item(connection: Connection, document_id: str) -> Row[tuple[int, str, int]] | None:
    items = table.items
    query = select(items.c.id, items.c.state, items.c.created_at)
    return connection.execute(
        query.where(items.c.document_id == document_id).with_for_update(key_share=True)
    ).first()


def _keep_report(connection: Connection, desk: Desk, report: Report, kept: _Kept) -> int:
    """The id of the report's row, made if there is none, filled again if it was purged."""
    reports = table.reports
    if kept.id is not None and not kept.purged:
        return kept.id
    values: dict[str, Any] = {
        "json": to_json(report),
        "imported_at": desk.now(connection),
        "purged_at": None,
    }
    if kept.id is not None:
        connection.execute(update(reports).where(reports.c.id == kept.id).values(values))
        return kept.id
    values |= {
        "document_id": report.document_id,
        "content_sha256": kept.content_sha256,
        "model": _storable(report.provenance.model),
        "detector": _storable(report.provenance.detector),
        "version": _storable(report.provenance.version),
    }
    return _new_id(connection.execute(insert(reports).values(values)).inserted_primary_key)


def _added(
    connection: Connection, desk: Desk, report: Report, kept: _Kept, golden: Golden | None
) -> Intake:
    now = desk.now(connection)
    values = {
        **_metadata(desk.rules, report, created_at=now),
        "document_id": report.document_id,
        "report_id": _keep_report(connection, desk, report, kept),
        "state": ItemState.WAITING.value,
        "round": 1,
        "version": 1,
        "golden": None if golden is None else json.dumps(asdict(golden)),
        "created_at": now,
        "updated_at": now,
    }
    key = connection.execute(insert(table.items).values(values)).inserted_primary_key
    item_id = _new_id(key)
    _keep_codes(connection, item_id, report)
    return Intake(item_id, "added")


def _replaced(
    connection: Connection,
    desk: Desk,
    report: Report,
    kept: _Kept,
    item: Row[tuple[int, str, int]],
    golden: Golden | None,
) -> Intake:
    items, exclusions = table.items, table.exclusions
    values = {
        **_metadata(desk.rules, report, created_at=item.created_at),
        "report_id": _keep_report(connection, desk, report, kept),
        "state": ItemState.WAITING.value,
        "round": 1,
        "version": items.c.version + 1,
        "updated_at": desk.now(connection),
    }
    if golden is not None:
        values["golden"] = json.dumps(asdict(golden))
    connection.execute(update(items).where(items.c.id == item.id).values(values))
    connection.execute(delete(exclusions).where(exclusions.c.item_id == item.id))
    _keep_codes(connection, item.id, report)
    return Intake(item.id, "replaced")


def _metadata(rules: DeskRules, report: Report, *, created_at: int) -> dict[str, Any]:
    """The columns of an item that follow from its report."""
    levels = _levels(report)
    severity = max(levels.values(), default=0)
    # As it leaves: a report that is withheld may hold a summary that may not be read.
    summary = None if report.status is Status.WITHHELD else report.summary
    return {
        "severity": severity,
        "status": report.status.value,
        "language": _storable(report.language),
        "source": _storable(report.source),
        "content_warning": _storable(report.content_warning),
        "headline": "" if summary is None else _storable(summary.headline),
        "model": _storable(report.provenance.model),
        "due_at": due_at(
            rules,
            created_at=created_at,
            severity=severity,
            status=report.status.value,
            language=report.language,
            codes=levels.keys(),
        ),
    }


def _levels(report: Report) -> Mapping[str, int]:
    levels: dict[str, int] = {}
    for warning in report.warnings:
        code = _storable(warning.code)
        levels[code] = max(levels.get(code, 0), warning.level)
    return levels


def _keep_codes(connection: Connection, item_id: int, report: Report) -> None:
    codes = table.item_codes
    connection.execute(delete(codes).where(codes.c.item_id == item_id))
    rows = [
        {"item_id": item_id, "code": code, "level": level}
        for code, level in sorted(_levels(report).items())
    ]
    if rows:
        connection.execute(insert(codes), rows)


def _keep_original(
    connection: Connection, desk: Desk, original: Original | None, result: Intake
) -> str:
    if original is None:
        return ""
    if result.outcome in ("known", "closed"):
        # One that is there fits the report it came with; one that was purged stays purged.
        query = select(table.originals.c.document_id)
        there = table.originals.c.document_id == original.document_id
        if connection.execute(query.where(there)).first() is not None:
            return ""
    originals.keep(connection, desk, original)
    return "stored"


def _write_down(
    connection: Connection,
    desk: Desk,
    result: Intake,
    *,
    by: User | None,
    report: Report,
    stored: str,
) -> None:
    actions = {
        "added": "item.added",
        "known": f"original.{stored}" if stored else "",
        "replaced": "item.report_replaced",
        "closed": "item.report_kept",
    }
    if action := actions[result.outcome]:
        audit.append(
            connection,
            desk,
            actor=audit.OPERATOR if by is None else by.name,
            action=action,
            subject=f"item:{result.item_id}",
            detail={"status": report.status.value, "original": stored},
        )


def _new_id(key: Any) -> int:
    return int(key[0])


def _storable(text: str) -> str:
    """The text without the few characters that a database has no place for."""
    return _NOT_STORABLE.sub("\ufffd", text)
