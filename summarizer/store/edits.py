"""Summaries that people wrote over the program's, as the checks found them.

Nothing is written over: every edit stays, and a decision names the one that it approves.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, insert, select

from summarizer.errors import StoreError, UsageError
from summarizer.report import from_json, to_json
from summarizer.store import audit
from summarizer.store.desk import Desk, require
from summarizer.store.holding import unchanged_item
from summarizer.store.tables import edits, items
from summarizer.store.values import Ability, Claim, Edit, User
from summarizer.types import Report

__all__ = ["edit", "keep", "latest"]


def keep(desk: Desk, claim: Claim, report: Report, *, passed: bool) -> Edit:
    """Keeps an edited report of the item that ``claim`` holds.

    Args:
        desk: whose item it is.
        claim: that of the person who edited.
        report: the whole report as it would be approved, with what its checks say now.
        passed: whether the checks say that it may be approved.

    Raises:
        ConflictError: ``lost``, when the claim is not there any more; ``changed``, when the item
            has another report since.
        NotAllowedError: the role does not include deciding.
        ValueError: the report is another document's, or passed although no summary of it leaves.
    """
    line = to_json(report)
    with desk.writing() as connection:
        item = unchanged_item(connection, claim, Ability.DECIDE)
        if report.document_id != item.document_id:
            raise ValueError("the report is another document's")
        if passed and from_json(line).summary is None:
            raise ValueError("a report without a summary cannot have passed")
        values = {
            "item_id": item.id,
            "report_id": item.report_id,
            "user_name": claim.user,
            "json": line,
            "passed": passed,
            "edited_at": desk.now(connection),
        }
        row = connection.execute(insert(edits).values(values).returning(edits)).one()
        audit.append(
            connection,
            desk,
            actor=claim.user,
            action="item.edited",
            subject=f"item:{item.id}",
            detail={"edit": row.id, "report": item.report_id, "passed": passed},
        )
        return _edit(desk, row)


def edit(desk: Desk, edit_id: int, *, by: User) -> Edit | None:
    """An edit; None when there is none of this number. Its ``report`` is None when purged.

    Raises:
        NotAllowedError: ``by`` does not see the queue.
        StoreError: what is stored cannot be read.
    """
    require(by, Ability.SEE_QUEUE)
    with desk.reading() as connection:
        row = connection.execute(select(edits).where(edits.c.id == edit_id)).first()
    return None if row is None else _edit(desk, row)


def latest(desk: Desk, item_id: int, *, by: User) -> Edit | None:
    """The newest edit of an item's report as it is now; None when there is none.

    Errors as ``edit``.
    """
    require(by, Ability.SEE_QUEUE)
    query = (
        select(edits)
        .join(items, (items.c.id == edits.c.item_id) & (items.c.report_id == edits.c.report_id))
        .where(edits.c.item_id == item_id)
        .order_by(edits.c.id.desc())
        .limit(1)
    )
    with desk.reading() as connection:
        row = connection.execute(query).first()
    return None if row is None else _edit(desk, row)


def _edit(desk: Desk, row: Row[Any]) -> Edit:
    try:
        report = None if row.json is None else from_json(row.json)
    except UsageError as error:
        # Names a key of the report and no value.
        raise StoreError(f"{desk.place}: edit {row.id} is damaged: {error}") from None
    return Edit(
        id=row.id,
        item_id=row.item_id,
        report_id=row.report_id,
        user=row.user_name,
        report=report,
        passed=bool(row.passed),
        edited_at=row.edited_at,
    )
