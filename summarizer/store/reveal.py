"""Sentences of an original that somebody asked to see, one by one; and how much each has seen.

Nothing of an original leaves the store for a page but through ``text_of``, and that only while a
reveal stands open. What somebody has seen is theirs to know; others see it if they agreed to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, func, insert, select, update

from summarizer.errors import ConflictError, NotAllowedError
from summarizer.store import audit, originals, people
from summarizer.store.desk import Desk, require
from summarizer.store.engine import lock
from summarizer.store.holding import held_item, is_identifier
from summarizer.store.tables import items, reveals
from summarizer.store.values import Ability, Claim, Exposure, Reveal, User
from summarizer.types import Span

__all__ = ["exposure", "reveal", "team_exposure", "text_of", "veil"]

_MOST_MS = 120_000
"""For how long a sentence counts as looked at: a page may have been left open over lunch."""

_FEWEST_PEOPLE = 3
"""Of fewer than this many, one who knows their own figures could tell another's."""


def reveal(
    desk: Desk, claim: Claim, *, sentence: int, span: Span, code: str, level: int, words: bool
) -> Reveal:
    """Opens one sentence of an original for who holds the item.

    The same sentence again, while it is open and for two minutes at most, is one reveal: a click
    that arrives twice counts once.

    Args:
        desk: whose item it is.
        claim: that of the person who asks.
        sentence: its number in the original, from 0.
        span: where it stands in the original.
        code: the gravest warning code of the sentence, which was said before; may be empty.
        level: of that code, 0 to 4.
        words: what was taken out is to be shown too.

    Raises:
        ConflictError: ``lost``, when the claim ran out or is another's.
        NotAllowedError: the role does not include opening originals.
        ValueError: a number is out of range, or ``code`` cannot be one.
    """
    if sentence < 0 or not 0 <= level <= 4 or not is_identifier(code):
        raise ValueError("not a sentence, a level or a code")
    with desk.writing() as connection:
        item, held = held_item(connection, claim, Ability.REVEAL)
        now = desk.now(connection)
        if held.expires_at <= now:
            raise ConflictError("your hold on this item ran out: take it up again", kind="lost")
        values: dict[str, Any] = {
            "item_id": item.id,
            "user_name": claim.user,
            "sentence": sentence,
            "start": span.start,
            "end": span.end,
            "words": words,
        }
        before = _opened(connection, values, since=now - _MOST_MS)
        if before is not None:
            return before
        values |= {"code": code, "level": level, "revealed_at": now}
        row = connection.execute(insert(reveals).values(values).returning(reveals)).one()
        audit.append(
            connection,
            desk,
            actor=claim.user,
            action="original.revealed",
            subject=f"item:{item.id}",
            detail={"sentence": sentence, "level": level, "code": code, "words": words},
        )
        return _reveal(row)


def text_of(desk: Desk, reveal: Reveal) -> str | None:
    """The characters of the original that a reveal opened.

    None when it was veiled since, or the original was purged or never stored. What is shown is
    what the store wrote down, not what the value says.

    Raises:
        NotAllowedError: the role of who opened it does not include that any more.
        StoreError: the original cannot be read, as ``originals.load``.
    """
    query = (
        select(reveals.c.start, reveals.c.end, items.c.document_id)
        .join(items, items.c.id == reveals.c.item_id)
        .where(
            reveals.c.id == reveal.id,
            reveals.c.item_id == reveal.item_id,
            reveals.c.user_name == reveal.user,
            reveals.c.veiled_at.is_(None),
        )
    )
    with desk.reading() as connection:
        require(people.load(connection, reveal.user) or User(reveal.user), Ability.REVEAL)
        row = connection.execute(query).first()
        original = originals.load(connection, desk, row.document_id) if row else None
    if row is None or original is None:
        return None
    return Span(row.start, row.end).of(original.text)


def veil(
    desk: Desk, user_name: str, *, item_id: int | None = None, reveal_id: int | None = None
) -> int:
    """Closes what somebody has open, of one item or of all, or one alone; how many that were.

    Not a line of the audit log: together with the lines of the reveals it would tell everybody
    who reads the log for how long somebody looked.
    """
    still_open = [reveals.c.user_name == user_name, reveals.c.veiled_at.is_(None)]
    if item_id is not None:
        still_open.append(reveals.c.item_id == item_id)
    if reveal_id is not None:
        still_open.append(reveals.c.id == reveal_id)
    with desk.reading() as connection:
        if connection.execute(select(reveals.c.id).where(*still_open).limit(1)).first() is None:
            # Pages call this whenever they are shown: they must not wait for those who write.
            return 0
    with desk.writing() as connection:
        # Two at once that close the same rows in another order would wait for each other.
        lock(connection, f"summarizer.reveals:{user_name}")
        closing = update(reveals).where(*still_open).values(veiled_at=desk.now(connection))
        return connection.execute(closing).rowcount


def exposure(desk: Desk, name: str, *, since: int, by: User) -> Exposure:
    """What somebody has opened since a time. An open sentence counts up to now.

    Args:
        desk: where they work.
        name: whose exposure it is.
        since: milliseconds since 1970; reveals from then on count.
        by: who asks.

    Raises:
        NotAllowedError: it is another's, and ``by`` does not see the team or the other person
            does not share theirs.
    """
    if name != by.name:
        require(by, Ability.SEE_TEAM)
    with desk.reading() as connection:
        if name != by.name and not people.load_preferences(connection, name).share_exposure:
            raise NotAllowedError("this person does not share what they have opened")
        own = (reveals.c.user_name == name, reveals.c.revealed_at >= since)
        return _exposure(connection, own, now=desk.now(connection))


def team_exposure(desk: Desk, *, since: int, by: User) -> Exposure | None:
    """What all have opened since a time, in one sum.

    None when fewer than three people opened anything, so that nobody's own can be read off.

    Raises:
        NotAllowedError: ``by`` does not see the team.
    """
    require(by, Ability.SEE_TEAM)
    all_since = reveals.c.revealed_at >= since
    people_of = select(func.count(reveals.c.user_name.distinct())).where(all_since)
    with desk.reading() as connection:
        if connection.execute(people_of).scalar_one() < _FEWEST_PEOPLE:
            return None
        return _exposure(connection, [all_since], now=desk.now(connection))


def _opened(connection: Connection, values: dict[str, Any], *, since: int) -> Reveal | None:
    same = [reveals.c[key] == value for key, value in values.items()]
    query = select(reveals).where(*same, reveals.c.veiled_at.is_(None))
    row = connection.execute(query.where(reveals.c.revealed_at > since)).first()
    return None if row is None else _reveal(row)


def _reveal(row: Row[Any]) -> Reveal:
    values = dict(row._mapping)
    return Reveal(user=values.pop("user_name"), **values)


def _exposure(
    connection: Connection, which: Iterable[ColumnElement[bool]], *, now: int
) -> Exposure:
    which = tuple(which)
    looked = func.coalesce(reveals.c.veiled_at, now) - reveals.c.revealed_at
    # Two machines' clocks may differ a little: nobody looks for less than no time.
    counted = case((looked > _MOST_MS, _MOST_MS), (looked < 0, 0), else_=looked)
    by_level = select(reveals.c.level, func.count(), func.sum(counted)).group_by(reveals.c.level)
    levels, milliseconds = [0] * 5, 0
    for level, count, looked_ms in connection.execute(by_level.where(*which)):
        levels[level] += count
        milliseconds += int(looked_ms)
    of_items = select(func.count(reveals.c.item_id.distinct())).where(*which)
    return Exposure(
        reveals=sum(levels),
        seconds=milliseconds // 1000,
        levels=(levels[0], levels[1], levels[2], levels[3], levels[4]),
        items=connection.execute(of_items).scalar_one(),
    )
