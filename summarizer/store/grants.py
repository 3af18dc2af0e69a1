"""What a claim is made of, within a transaction that holds the lock of its item (``lock_item``)."""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from summarizer.errors import ConflictError
from summarizer.store import audit
from summarizer.store.desk import Desk
from summarizer.store.tables import claims, exclusions
from summarizer.store.values import CLOSED, Claim, User

__all__ = [
    "claim_from",
    "claim_of",
    "exclude",
    "grant",
    "lost",
    "own_claim",
    "still_held",
    "take",
    "unchanged",
]


def claim_of(connection: Connection, item_id: int) -> Row[Any] | None:
    """The row of the claim on an item, run out or not; None when there is none."""
    return connection.execute(select(claims).where(claims.c.item_id == item_id)).first()


def claim_from(row: Row[Any], *, version: int) -> Claim:
    """The claim of a row of the table, on an item of this version."""
    return Claim(
        item_id=row.item_id,
        user=row.user_name,
        token=row.token,
        claimed_at=row.claimed_at,
        expires_at=row.expires_at,
        version=version,
    )


def own_claim(connection: Connection, claim: Claim) -> Row[Any] | None:
    """The row of a claim, run out or not; None when it is gone."""
    own = claim_of(connection, claim.item_id)
    if own is None or (own.token, own.user_name) != (claim.token, claim.user):
        return None
    return own


def still_held(connection: Connection, claim: Claim) -> Row[Any]:
    """The row of a claim, run out or not.

    Raises:
        ConflictError: ``lost``, it is gone.
    """
    own = own_claim(connection, claim)
    if own is None:
        raise lost()
    return own


def unchanged(state: str, version: int, claim: Claim) -> None:
    """Lets those pass whose claim is on the item as it is now.

    Raises:
        ConflictError: ``changed``, it has another report or state than when it was claimed;
            ``closed``, nobody can decide about it any more.
    """
    if state in CLOSED:
        raise ConflictError("the item is closed: there is nothing left to do", kind="closed")
    if version != claim.version:
        raise ConflictError("the item has changed: look at it again", kind="changed")


def grant(
    connection: Connection,
    desk: Desk,
    row: Row[Any],
    user: User,
    *,
    former: Row[Any] | None,
    now: int,
) -> Claim:
    """Gives somebody the claim on a locked item with a new token, in place of the former."""
    values = {
        "user_name": user.name,
        "token": secrets.token_hex(32),
        "claimed_at": now,
        "expires_at": now + desk.rules.lease_s * 1000,
    }
    if former is None:
        new = insert(claims).values(item_id=row.id, **values).returning(claims)
        made = connection.execute(new).one()
    else:
        renewed = update(claims).where(claims.c.item_id == row.id).values(values)
        made = connection.execute(renewed.returning(claims)).one()
    return claim_from(made, version=row.version)


def take(connection: Connection, desk: Desk, row: Row[Any], user: User, *, now: int) -> Claim:
    """Grants a claim and writes down how it came about: made, resumed, or taken from another."""
    former = claim_of(connection, row.id)
    made = grant(connection, desk, row, user, former=former, now=now)
    action, detail = "claim.made", {}
    if former is not None and former.user_name == user.name:
        action = "claim.resumed"
    elif former is not None:
        action, detail = "claim.taken_over", {"from": former.user_name}
    subject = f"item:{row.id}"
    audit.append(connection, desk, actor=user.name, action=action, subject=subject, detail=detail)
    return made


def exclude(connection: Connection, item_id: int, user_name: str, *, kind: str) -> None:
    """Sees to it that somebody is not given an item: ``skip`` or ``second``."""
    own = exclusions.c.item_id == item_id, exclusions.c.user_name == user_name
    connection.execute(delete(exclusions).where(*own))
    values = {"item_id": item_id, "user_name": user_name, "kind": kind}
    connection.execute(insert(exclusions), [values])


def lost() -> ConflictError:
    """What somebody is told whose claim is gone."""
    return ConflictError("you no longer hold this item: take another", kind="lost")
