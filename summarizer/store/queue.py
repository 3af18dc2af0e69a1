"""The queue: which items there are, one page at a time, and what can be filtered by.

Only metadata is read here and searched: no report, no original.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, exists, func, or_, select

from summarizer.store.desk import Desk, require
from summarizer.store.rows import FREE, claimed_items, held_by, items_of, load_item, one_item
from summarizer.store.tables import claims, item_codes
from summarizer.store.tables import items as table
from summarizer.store.values import (
    CLOSED,
    Ability,
    Item,
    ItemState,
    Order,
    Page,
    QueueFilter,
    User,
)

__all__ = ["Facets", "facets", "item", "items", "matches", "of_codes"]

_OPEN = tuple(state for state in ItemState if state not in CLOSED)
_SEARCHED = (table.c.document_id, table.c.source, table.c.content_warning, table.c.headline)
_ORDERS: Mapping[Order, tuple[ColumnElement[int], ...]] = {
    Order.DUE: (table.c.due_at, table.c.id),
    Order.OLDEST: (table.c.created_at, table.c.id),
    Order.NEWEST: (table.c.created_at.desc(), table.c.id.desc()),
    Order.SEVERITY: (table.c.severity.desc(), table.c.due_at, table.c.id),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """What the open items can be filtered by: value → how many. ``claimed``: held by somebody."""

    states: Mapping[str, int]
    codes: Mapping[str, int]
    languages: Mapping[str, int]
    statuses: Mapping[str, int]
    claimed: int


def items(desk: Desk, query: QueueFilter, *, by: User) -> Page:
    """One page of the items that a filter lets through, and how many it lets through in all.

    Raises:
        NotAllowedError: the role does not include seeing the queue.
        ValueError: the page begins before the first item, or has no length.
    """
    require(by, Ability.SEE_QUEUE)
    if query.offset < 0 or query.limit < 1:
        raise ValueError("a page begins at 0 or later and holds at least one item")
    with desk.reading() as connection:
        now = desk.now(connection)
        wanted = (*matches(query), *_held(query))
        # Counted without the claims where they do not matter.
        source = claimed_items(now) if _held(query) else table
        total = connection.execute(select(func.count()).select_from(source).where(*wanted))
        # Sorted as numbers; the words are read for the rows of this page alone.
        ids = (
            select(table.c.id)
            .select_from(source)
            .where(*wanted)
            .order_by(*_ORDERS[query.order])
            .limit(query.limit)
            .offset(query.offset)
        )
        page = one_item(now).where(table.c.id.in_(ids)).order_by(*_ORDERS[query.order])
        return Page(items_of(connection, connection.execute(page).all()), total.scalar_one())


def item(desk: Desk, item_id: int, *, by: User) -> Item:
    """One item as it is now.

    Raises:
        NotAllowedError: the role does not include seeing the queue.
        UsageError: there is no such item.
    """
    require(by, Ability.SEE_QUEUE)
    with desk.reading() as connection:
        return load_item(connection, item_id, now=desk.now(connection))


def facets(desk: Desk, *, by: User) -> Facets:
    """What the open items can be filtered by.

    Raises:
        NotAllowedError: the role does not include seeing the queue.
    """
    require(by, Ability.SEE_QUEUE)
    with desk.reading() as connection:
        now = desk.now(connection)
        claimed = (
            select(func.count())
            .select_from(claims.join(table))
            .where(claims.c.expires_at > now, table.c.state.in_(_OPEN))
        )
        return Facets(
            states=_counts(connection, table.c.state),
            codes=_counts(connection, item_codes.c.code),
            languages=_counts(connection, table.c.language),
            statuses=_counts(connection, table.c.status),
            claimed=connection.execute(claimed).scalar_one(),
        )


def matches(query: QueueFilter) -> tuple[ColumnElement[bool], ...]:
    """What a row of ``items`` has to meet to be let through, whoever holds it."""
    wanted: list[ColumnElement[bool]] = []
    for column, values in (
        (table.c.state, query.states),
        (table.c.language, query.languages),
        (table.c.status, query.statuses),
    ):
        if values:
            wanted.append(column.in_(values))
    if query.codes:
        wanted.append(of_codes(query.codes))
    if query.min_level > 0:
        wanted.append(table.c.severity >= query.min_level)
    if query.max_level < 4:
        wanted.append(table.c.severity <= query.max_level)
    if words := query.text.replace("\0", "").strip():
        wanted.append(_mentions(words))
    return tuple(wanted)


def of_codes(codes: Sequence[str]) -> ColumnElement[bool]:
    """Items that are warned for at least one of these codes."""
    return exists().where(item_codes.c.item_id == table.c.id, item_codes.c.code.in_(codes))


def _held(query: QueueFilter) -> tuple[ColumnElement[bool], ...]:
    holder = (held_by(query.holder),) if query.holder else ()
    return (*holder, FREE) if query.free else holder


def _mentions(words: str) -> ColumnElement[bool]:
    # SQLite knows capitals of ASCII alone; the usual forms of a word make up for that.
    forms = {words}
    if not words.isascii():
        forms |= {words.lower(), words.upper(), words.capitalize(), words.title()}
    return or_(
        *(column.icontains(form, autoescape=True) for column in _SEARCHED for form in sorted(forms))
    )


def _counts(connection: Connection, column: ColumnElement[str]) -> Mapping[str, int]:
    source = table.join(item_codes) if column is item_codes.c.code else table
    query = (
        select(column, func.count())
        .select_from(source)
        .where(table.c.state.in_(_OPEN))
        .group_by(column)
        .order_by(column)
    )
    return dict(connection.execute(query).tuples().all())
