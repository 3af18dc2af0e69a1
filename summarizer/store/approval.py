"""What has to be true of an item before somebody may approve it, and when that is an override."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, select

from summarizer.errors import StoreError, UsageError
from summarizer.report import from_json
from summarizer.store.desk import Desk
from summarizer.store.tables import edits, feedback, reports
from summarizer.store.values import DecisionKind, FeedbackKind

__all__ = ["APPROVALS", "is_override"]

APPROVALS = frozenset({DecisionKind.APPROVE, DecisionKind.APPROVE_EDITED})


def is_override(
    connection: Connection,
    desk: Desk,
    row: Row[Any],
    user_name: str,
    kind: DecisionKind,
    *,
    edit_id: int | None,
    asked: bool,
    reason: str,
) -> bool:
    """Lets those pass who may approve the item as it is; gives whether that overrides something.

    Args:
        connection: of the transaction that holds the item's lock.
        desk: whose item it is.
        row: the locked item.
        user_name: who approves.
        kind: one of ``APPROVALS``.
        edit_id: the edit that is approved, for ``APPROVE_EDITED``.
        asked: the person knows that a check has not passed, and approves all the same.
        reason: why.

    Raises:
        UsageError: there is no summary to approve, the edit is not one of this report or its
            checks have not passed, or the report's have not and nobody took that upon them.
    """
    if kind is DecisionKind.APPROVE_EDITED:
        _passed_edit(connection, row, edit_id)
    elif not _passed_report(connection, desk, row.report_id):
        if not asked or not reason:
            raise UsageError("a check has not passed: approve it as an override, with a reason")
        return True
    return asked or _challenged(connection, row, user_name)


def _passed_edit(connection: Connection, row: Row[Any], edit_id: int | None) -> None:
    own = edits.c.id == edit_id, edits.c.item_id == row.id, edits.c.report_id == row.report_id
    passed = connection.execute(select(edits.c.passed).where(*own)).scalar()
    if passed is None:
        raise UsageError("there is no such edit of this report: edit the summary again")
    if not passed:
        raise UsageError("a check of the edited summary has not passed: edit it again")


def _passed_report(connection: Connection, desk: Desk, report_id: int) -> bool:
    line = connection.execute(select(reports.c.json).where(reports.c.id == report_id)).scalar()
    try:
        report = None if line is None else from_json(line)
    except UsageError as error:
        # Names a key of the report and no value.
        raise StoreError(f"{desk.place}: report {report_id} is damaged: {error}") from None
    if report is None or report.summary is None:
        raise UsageError("there is no summary to approve: write one, or reject or escalate it")
    return all(check.passed is True for check in report.checks)


def _challenged(connection: Connection, row: Row[Any], user_name: str) -> bool:
    """Whether this person said that a redaction that protects somebody is needless (RV-03)."""
    query = select(feedback.c.id).where(
        feedback.c.item_id == row.id,
        feedback.c.report_id == row.report_id,
        feedback.c.user_name == user_name,
        feedback.c.kind == FeedbackKind.REDACTION_NEEDLESS,
        feedback.c.rule.startswith("ID-"),
    )
    return connection.execute(query.limit(1)).first() is not None
