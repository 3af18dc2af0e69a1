"""What a decision is made of, within a transaction that holds the lock of its item."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, select, update

from summarizer.errors import ConflictError, UsageError
from summarizer.store.flow import OUTCOMES
from summarizer.store.rows import lock_item
from summarizer.store.tables import decisions, items
from summarizer.store.values import Claim, Decision, DecisionKind, ItemState, User

__all__ = [
    "decision_of",
    "earlier_of",
    "lock_decision",
    "made_with",
    "mark_undone",
    "move",
    "still_last",
]


def lock_decision(connection: Connection, decision_id: int) -> tuple[Row[Any], Row[Any]]:
    """A decision and its item, which nobody else changes until the transaction ends.

    Raises:
        UsageError: there is no such decision.
    """
    query = select(decisions).where(decisions.c.id == decision_id)
    found = connection.execute(query).first()
    if found is None:
        raise UsageError("there is no such decision")
    row = lock_item(connection, found.item_id)
    # Read again: another may have undone it while the lock was waited for.
    return connection.execute(query).one(), row


def made_with(connection: Connection, claim: Claim) -> Row[Any] | None:
    """The decision that was made with a claim's token; None when none was."""
    own = decisions.c.token == claim.token, decisions.c.item_id == claim.item_id
    return connection.execute(select(decisions).where(*own)).first()


def earlier_of(connection: Connection, row: Row[Any]) -> tuple[DecisionKind, ...]:
    """What the person of the round before decided; nothing in the first."""
    if row.round == 1:
        return ()
    query = (
        select(decisions.c.kind)
        .where(
            decisions.c.item_id == row.id,
            decisions.c.undone_at.is_(None),
            decisions.c.kind.in_(OUTCOMES),
            decisions.c.round < row.round,
        )
        .order_by(decisions.c.id.desc())
        .limit(1)
    )
    return tuple(map(DecisionKind, connection.execute(query).scalars()))


def still_last(connection: Connection, made: Row[Any], row: Row[Any]) -> None:
    """Lets those pass whose decision is the last thing that happened to the item.

    Raises:
        ConflictError: ``taken``, ``closed`` or ``changed``.
    """
    later = select(decisions.c.id).where(
        decisions.c.item_id == row.id, decisions.c.id > made.id, decisions.c.undone_at.is_(None)
    )
    if connection.execute(later.limit(1)).first() is not None:
        raise ConflictError("the item has been decided about since", kind="taken")
    if row.state == ItemState.EXPIRED:
        raise ConflictError("the report has been purged: nothing can be decided", kind="closed")
    summarised = made.kind == DecisionKind.RERUN and row.state != ItemState.RERUN
    if summarised or row.report_id != made.report_id:
        raise ConflictError("the item has been summarised again since", kind="changed")


def move(connection: Connection, row: Row[Any], state: ItemState, round: int, *, now: int) -> None:
    """Puts a locked item into another state and round, which makes it another version."""
    values = {"state": state, "round": round, "version": row.version + 1, "updated_at": now}
    connection.execute(update(items).where(items.c.id == row.id).values(values))


def mark_undone(
    connection: Connection, ids: Collection[int], by: User, *, now: int, reason: str
) -> None:
    """Writes down that decisions do not stand any more."""
    values = {"undone_at": now, "undone_by": by.name, "undo_reason": reason}
    connection.execute(update(decisions).where(decisions.c.id.in_(ids)).values(values))


def decision_of(row: Row[Any]) -> Decision:
    """The decision of a row of the table."""
    return Decision(
        id=row.id,
        item_id=row.item_id,
        report_id=row.report_id,
        user=row.user_name,
        round=row.round,
        kind=DecisionKind(row.kind),
        reason=row.reason,
        override=bool(row.override),
        edit_id=row.edit_id,
        decided_at=row.decided_at,
        undone_at=row.undone_at,
        undone_by=row.undone_by or "",
        undo_reason=row.undo_reason or "",
    )
