"""What opening a sentence, keeping an edit and giving feedback ask first: who acts holds the item.

A claim that ran out and that nobody took over still counts: what somebody wrote in a long while is
not lost. Only originals stay shut to it (``reveal``).
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Connection, Row

from summarizer.errors import ConflictError
from summarizer.store import people
from summarizer.store.desk import require
from summarizer.store.grants import still_held
from summarizer.store.rows import lock_item
from summarizer.store.values import Ability, Claim, User

__all__ = ["held_item", "is_identifier", "unchanged_item"]

_IDENTIFIER = re.compile("[!-~]{0,80}")


def held_item(connection: Connection, claim: Claim, ability: Ability) -> tuple[Row[Any], Row[Any]]:
    """The rows of an item and of the claim on it, locked until the transaction ends.

    Raises:
        NotAllowedError: the role of who holds it does not include ``ability`` any more.
        ConflictError: ``lost``, when the claim is not there any more.
        UsageError: there is no such item.
    """
    require(people.load(connection, claim.user) or User(claim.user), ability)
    item = lock_item(connection, claim.item_id)
    return item, still_held(connection, claim)


def unchanged_item(connection: Connection, claim: Claim, ability: Ability) -> Row[Any]:
    """The row of an item that is still as it was when it was claimed.

    Raises:
        ConflictError: as ``held_item``; ``changed``, when it has another report or state since.
        NotAllowedError, UsageError: as ``held_item``.
    """
    item, _ = held_item(connection, claim, ability)
    if item.version != claim.version:
        raise ConflictError("the item has changed: look at it again", kind="changed")
    return item


def is_identifier(text: str) -> bool:
    """Whether it can be a code or the id of a rule, and no words of a document; empty ones can."""
    return _IDENTIFIER.fullmatch(text) is not None
