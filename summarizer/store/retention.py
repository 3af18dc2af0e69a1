"""Retention: words go after a set time; what was decided, by whom and when, stays.

On SQLite what is purged is overwritten on the disk. PostgreSQL frees the space, and overwrites it
when its vacuum and later rows come to it; backups and its own logs are the operator's.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, Connection, Select, Table, delete, func, or_, select, update

from summarizer.store import audit
from summarizer.store import tables as table
from summarizer.store.desk import Desk, require
from summarizer.store.engine import empty_journal, guarded
from summarizer.store.values import CLOSED, Ability, DeskRules, ItemState, User

__all__ = ["Purged", "purge"]

_DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Purged:
    """How much was purged. ``expired``: items that nobody had decided about in that time."""

    originals: int
    reports: int
    expired: int


def purge(desk: Desk, *, dry_run: bool = False, by: User | None = None) -> Purged:
    """Purges what is older than the desk's rules allow. A second time finds nothing to do.

    Originals lose everything but their id; reports their JSON, with the warning line and headline
    of their item, edits of them, and the reasons given in decisions about them. An item that is
    still open when its report goes is expired.

    Args:
        desk: whose rules and store these are.
        dry_run: only count.
        by: who asked for it; None = the operator.

    Raises:
        NotAllowedError: the role does not include managing the desk.
        StoreError: as ``Desk.writing``.
    """
    if by is not None:
        require(by, Ability.MANAGE_USERS)
    if dry_run:
        with desk.reading() as connection:
            return _counted(connection, _Due.of(desk.rules, now=desk.now(connection)))
    with desk.writing() as connection:
        due = _Due.of(desk.rules, now=desk.now(connection))
        # Items first: whoever decides about one locks it before anything else, too.
        expired = _purge_items(connection, due)
        purged = Purged(
            originals=_purge_originals(connection, due),
            reports=_purge_reports(connection, due),
            expired=expired,
        )
        if purged != Purged(0, 0, 0):
            audit.append(
                connection,
                desk,
                actor=audit.OPERATOR if by is None else by.name,
                action="retention.purged",
                subject="store",
                detail=asdict(purged),
            )
    # Even if nothing was due: the time before, somebody who was reading may have been in the way.
    with guarded(desk.place):
        empty_journal(desk.engine)
    return purged


@dataclass(frozen=True, slots=True)
class _Due:
    """Which rows are due. ``old_reports``: those that are due now or were purged before."""

    now: int
    originals: ColumnElement[bool]
    reports: ColumnElement[bool]
    old_reports: Select[tuple[int]]
    open_items: ColumnElement[bool]

    @classmethod
    def of(cls, rules: DeskRules, *, now: int) -> _Due:
        originals, reports, items = table.originals, table.reports, table.items
        is_old = reports.c.imported_at <= _until(now, rules.keep_reports_days)
        # What is said later about a report that is gone goes too.
        old = select(reports.c.id).where(or_(is_old, reports.c.purged_at.is_not(None)))
        closed = sorted(state.value for state in CLOSED)
        return cls(
            now=now,
            originals=originals.c.payload.is_not(None)
            & (originals.c.stored_at <= _until(now, rules.keep_originals_days)),
            reports=reports.c.json.is_not(None) & is_old,
            old_reports=old,
            open_items=items.c.state.not_in(closed) & items.c.report_id.in_(old),
        )


def _until(now: int, days: int | None) -> int:
    """The latest time that is old enough; one before all times when nothing ever is."""
    return -1 if days is None else now - days * _DAY_MS


def _counted(connection: Connection, due: _Due) -> Purged:
    def count(of: Table, where: ColumnElement[bool]) -> int:
        return connection.execute(select(func.count()).select_from(of).where(where)).scalar_one()

    return Purged(
        originals=count(table.originals, due.originals),
        reports=count(table.reports, due.reports),
        expired=count(table.items, due.open_items),
    )


def _purge_items(connection: Connection, due: _Due) -> int:
    """Takes the words out of items; how many were still open."""
    items, claims = table.items, table.claims
    worded = items.c.report_id.in_(due.old_reports) & or_(
        items.c.headline != "", items.c.content_warning != ""
    )
    either = select(items.c.id).where(or_(worded, due.open_items)).order_by(items.c.id)
    connection.execute(either.with_for_update(key_share=True)).all()
    expired = select(items.c.id).where(due.open_items)
    connection.execute(delete(claims).where(claims.c.item_id.in_(expired)))
    values = {
        "state": ItemState.EXPIRED.value,
        "version": items.c.version + 1,
        "updated_at": due.now,
    }
    count = connection.execute(update(items).where(due.open_items).values(values)).rowcount
    emptied = {"headline": "", "content_warning": ""}
    connection.execute(update(items).where(worded).values(emptied))
    return count


def _purge_originals(connection: Connection, due: _Due) -> int:
    values = {"payload": None, "purged_at": due.now}
    return connection.execute(update(table.originals).where(due.originals).values(values)).rowcount


def _purge_reports(connection: Connection, due: _Due) -> int:
    """Takes the words out of reports, edits and reasons; how many reports that were."""
    edits, decisions, reports = table.edits, table.decisions, table.reports
    of_old = edits.c.report_id.in_(due.old_reports) & edits.c.json.is_not(None)
    connection.execute(update(edits).where(of_old).values(json=None))
    for reason in (decisions.c.reason, decisions.c.undo_reason):
        of_old = decisions.c.report_id.in_(due.old_reports) & (reason != "")
        connection.execute(update(decisions).where(of_old).values({reason: ""}))
    values = {"json": None, "purged_at": due.now}
    return connection.execute(update(reports).where(due.reports).values(values)).rowcount
