"""Claims: who may decide about an item, for as long as they give a sign of life.

A claim is exclusive. It runs out when no heartbeat renews it, but only falls to somebody else when
somebody else takes it: who was interrupted for long can still go on as long as nobody did. Each
has a token of its own; whoever shows another one has lost the claim, the same person included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, exists, select, update

from summarizer.errors import ConflictError, NotAllowedError
from summarizer.store import audit, people
from summarizer.store.desk import Desk, require
from summarizer.store.grants import claim_of, exclude, lost, still_held, take, unchanged
from summarizer.store.queue import matches, of_codes
from summarizer.store.rows import (
    FREE,
    claimed_items,
    held_by,
    items_of,
    load_item,
    lock_item,
    one_item,
)
from summarizer.store.tables import claims, exclusions, items
from summarizer.store.values import (
    CLAIMABLE,
    CLOSED,
    Ability,
    Claim,
    Item,
    ItemState,
    Preferences,
    QueueFilter,
    User,
)

__all__ = [
    "check",
    "claim",
    "claim_next",
    "hand_on",
    "heartbeat",
    "held",
    "release",
    "resume",
    "take_over",
]


def claim_next(
    desk: Desk,
    user: User,
    *,
    preferences: Preferences,
    within: QueueFilter | None = None,
    max_level: int | None = None,
) -> tuple[Item, Claim] | None:
    """Claims the most urgent item that this person may and wants to be given.

    Always a new one, whatever the person holds already: each of their windows holds its own.

    Args:
        desk: whose queue it is.
        user: who is to decide.
        preferences: codes, languages and levels that the person is not given.
        within: gives only items that this lets through; its order and page do not matter.
        max_level: gives only items up to this level, whatever the preferences say.

    Returns:
        The item and the claim on it; None when there is nothing left for this person.

    Raises:
        NotAllowedError: the role does not include deciding.
    """
    with desk.writing() as connection:
        user, now = _present(connection, user, Ability.DECIDE), desk.now(connection)
        wanted = _given(user, preferences, within or QueueFilter(), max_level)
        first = (
            select(items.c.id)
            .select_from(claimed_items(now))
            .where(FREE, *wanted)
            .order_by(items.c.due_at, items.c.id)
            .limit(1)
            # Those that others are claiming at this moment are theirs.
            .with_for_update(of=items, skip_locked=True, key_share=True)
        )
        while (item_id := connection.execute(first).scalar()) is not None:
            # Asked again now that nobody else changes it: another may have had it just before.
            again = one_item(now).where(items.c.id == item_id, FREE, *wanted)
            row = connection.execute(again).first()
            if row is not None:
                claimed = take(connection, desk, row, user, now=now)
                item = items_of(connection, [row])[0]
                return replace(item, holder=user.name, held_until=claimed.expires_at), claimed
    return None


def claim(desk: Desk, item_id: int, user: User) -> Claim:
    """Claims one item that somebody chose, even one that they had passed on before.

    What this person holds already is theirs with a new token.

    Raises:
        NotAllowedError: the role does not include deciding about it, or somebody else is to look
            at it because this person has decided about it before.
        ConflictError: ``taken``, somebody else holds it; ``closed``, there is nothing to decide.
        UsageError: there is no such item.
    """
    with desk.writing() as connection:
        user = _present(connection, user, Ability.DECIDE)
        row, now = lock_item(connection, item_id), desk.now(connection)
        _open_to(connection, row, user)
        holder = claim_of(connection, item_id)
        if holder and holder.expires_at > now and holder.user_name != user.name:
            raise ConflictError("somebody else has this item: choose another", kind="taken")
        return take(connection, desk, row, user, now=now)


def take_over(desk: Desk, item_id: int, user: User) -> Claim:
    """Claims an item although somebody else holds it; theirs is lost.

    Raises:
        NotAllowedError, ConflictError, UsageError: as ``claim``, but never ``taken``; the role
            has to include reversing what others did.
    """
    with desk.writing() as connection:
        user = _present(connection, user, Ability.REVERSE_OTHERS)
        row, now = lock_item(connection, item_id), desk.now(connection)
        _open_to(connection, row, user)
        return take(connection, desk, row, user, now=now)


def held(desk: Desk, user: User) -> tuple[Item, ...]:
    """What this person holds, the most urgent first."""
    with desk.reading() as connection:
        query = one_item(desk.now(connection)).where(held_by(user.name))
        rows = connection.execute(query.order_by(items.c.due_at, items.c.id)).all()
        return items_of(connection, rows)


def resume(desk: Desk, item_id: int, user: User) -> Claim:
    """The person's own claim with a new token, for a window that no longer has the old one.

    Raises:
        ConflictError: ``lost``, the person no longer holds the item.
        UsageError: there is no such item.
    """
    with desk.writing() as connection:
        row, now = lock_item(connection, item_id), desk.now(connection)
        own = claim_of(connection, item_id)
        if own is None or own.user_name != user.name:
            raise lost()
        return take(connection, desk, row, user, now=now)


def heartbeat(desk: Desk, claim: Claim) -> Claim:
    """The claim, renewed from now on for as long as a lease lasts.

    Raises:
        ConflictError: ``lost``, the item was taken over, decided or given back.
    """
    with desk.writing() as connection:
        lock_item(connection, claim.item_id)
        still_held(connection, claim)
        expires_at = desk.now(connection) + desk.rules.lease_s * 1000
        own = claims.c.token == claim.token
        connection.execute(update(claims).where(own).values(expires_at=expires_at))
    return replace(claim, expires_at=expires_at)


def check(desk: Desk, claim: Claim) -> Item:
    """The claimed item as it is now.

    Raises:
        ConflictError: ``lost``, it was taken over, decided or given back; ``changed``, it has
            another report or state than when it was claimed; ``closed``, its report was purged.
    """
    with desk.reading() as connection:
        item = load_item(connection, claim.item_id, now=desk.now(connection))
        still_held(connection, claim)
    unchanged(item.state, item.version, claim)
    return item


def release(desk: Desk, claim: Claim) -> None:
    """Gives a claim back. Does nothing when it is gone already."""
    _give_back(desk, claim, action="claim.released", skip=False)


def hand_on(desk: Desk, claim: Claim) -> None:
    """Gives a claim back and is not given the item again; nobody asks why. Else as ``release``."""
    _give_back(desk, claim, action="claim.handed_on", skip=True)


def _given(
    user: User, preferences: Preferences, within: QueueFilter, max_level: int | None
) -> tuple[ColumnElement[bool], ...]:
    """What an item has to meet for this person to be given it."""
    most = min(preferences.max_level, within.max_level, 4 if max_level is None else max_level)
    states = _states(user)
    chosen = [state for state in within.states if state in states] if within.states else states
    excluded = exists().where(
        exclusions.c.item_id == items.c.id, exclusions.c.user_name == user.name
    )
    wanted = [
        items.c.state.in_(chosen),
        ~excluded,
        *matches(replace(within, states=(), max_level=most)),
    ]
    if preferences.opted_out:
        wanted.append(~of_codes(preferences.opted_out))
    if preferences.languages:
        wanted.append(items.c.language.in_(preferences.languages))
    return tuple(wanted)


def _present(connection: Connection, user: User, ability: Ability) -> User:
    """Who asks, with the role that they have at this moment: a page may know an older one."""
    present = people.load(connection, user.name) or User(user.name)
    require(present, ability)
    return present


def _states(user: User) -> Sequence[ItemState]:
    if user.may(Ability.DECIDE_ESCALATED):
        return sorted(CLAIMABLE)
    return sorted(CLAIMABLE - {ItemState.ESCALATED})


def _open_to(connection: Connection, row: Row[Any], user: User) -> None:
    """Lets those pass who may decide about a locked item; lifts that they had passed it on."""
    state = ItemState(row.state)
    if state in CLOSED:
        raise ConflictError("the item is decided: there is nothing left to do", kind="closed")
    if state not in CLAIMABLE:
        raise ConflictError("the item is being summarised again: wait for it", kind="closed")
    if state not in _states(user):
        raise NotAllowedError("the item was escalated: a lead decides about it")
    own = exclusions.c.item_id == row.id, exclusions.c.user_name == user.name
    kind = connection.execute(select(exclusions.c.kind).where(*own)).scalar()
    if kind == "second":
        raise NotAllowedError("you have decided about this item: another person has to look")
    if kind is not None:
        connection.execute(delete(exclusions).where(*own))


def _give_back(desk: Desk, claim: Claim, *, action: str, skip: bool) -> None:
    with desk.writing() as connection:
        lock_item(connection, claim.item_id)
        own = claims.c.token == claim.token, claims.c.user_name == claim.user
        if not connection.execute(delete(claims).where(*own)).rowcount:
            return
        if skip:
            exclude(connection, claim.item_id, claim.user, kind="skip")
        subject = f"item:{claim.item_id}"
        audit.append(connection, desk, actor=claim.user, action=action, subject=subject)
