"""Rows of the queue as values, and the lock that whoever changes an item or its claim holds.

One lock for both: a claim cannot run out, be renewed and be taken over at the same moment.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Row, Select, and_, select

from summarizer.errors import UsageError
from summarizer.store.tables import claims, item_codes, items
from summarizer.store.values import Item, ItemState

__all__ = ["FREE", "claimed_items", "held_by", "items_of", "load_item", "lock_item", "one_item"]

FREE = claims.c.item_id.is_(None)
"""In ``claimed_items``: nobody holds the item, or the claim has run out."""


def held_by(name: str) -> ColumnElement[bool]:
    """In ``claimed_items``: this person holds the item."""
    return claims.c.user_name == name


def claimed_items(now: int) -> FromClause:
    """The items, each with its claim if that has not run out."""
    live = and_(claims.c.item_id == items.c.id, claims.c.expires_at > now)
    return items.outerjoin(claims, live)


def one_item(now: int) -> Select[Any]:
    """All that ``items_of`` needs; to be narrowed to the items that are wanted."""
    columns = (
        *items.c,
        claims.c.user_name.label("holder"),
        claims.c.expires_at.label("held_until"),
    )
    return select(*columns).select_from(claimed_items(now))


def items_of(connection: Connection, rows: Collection[Row[Any]]) -> tuple[Item, ...]:
    """The items of rows that ``one_item`` gave, with their warning codes."""
    codes: dict[int, list[tuple[str, int]]] = {row.id: [] for row in rows}
    query = select(item_codes).where(item_codes.c.item_id.in_(codes))
    # The most severe first.
    order = item_codes.c.level.desc(), item_codes.c.code
    for row in connection.execute(query.order_by(*order)):
        codes[row.item_id].append((row.code, row.level))
    return tuple(_item(row, codes[row.id]) for row in rows)


def load_item(connection: Connection, item_id: int, *, now: int) -> Item:
    """One item, within the transaction under way.

    Raises:
        UsageError: there is no such item.
    """
    row = connection.execute(one_item(now).where(items.c.id == item_id)).first()
    if row is None:
        raise UsageError("there is no such item in the queue")
    return items_of(connection, [row])[0]


def lock_item(connection: Connection, item_id: int) -> Row[Any]:
    """The row of an item, which nobody else changes until the transaction ends.

    What is read after this, and only that, is what others left behind.

    Raises:
        UsageError: there is no such item.
    """
    # Lets others refer to the row meanwhile: a sentence can be revealed while a claim is renewed.
    query = select(items).where(items.c.id == item_id).with_for_update(key_share=True)
    row = connection.execute(query).first()
    if row is None:
        raise UsageError("there is no such item in the queue")
    return row


def _item(row: Row[Any], codes: Iterable[tuple[str, int]]) -> Item:
    return Item(
        id=row.id,
        document_id=row.document_id,
        report_id=row.report_id,
        state=ItemState(row.state),
        round=row.round,
        version=row.version,
        severity=row.severity,
        status=row.status,
        language=row.language,
        source=row.source,
        content_warning=row.content_warning,
        headline=row.headline,
        model=row.model,
        codes=tuple(codes),
        created_at=row.created_at,
        updated_at=row.updated_at,
        due_at=row.due_at,
        golden=row.golden is not None,
        holder=row.holder or "",
        held_until=row.held_until or 0,
    )
