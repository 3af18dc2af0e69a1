"""Originals: documents as they came, so that one sentence can be looked at or a check run again.

An original is one sealed piece: kind, source, bytes, text and sentences together, encrypted when
the environment gives a key. Its own id is inside, so that none can be laid in another's place. A
purged one leaves its row behind, without what was in it.
"""

from __future__ import annotations

import binascii
import json
from base64 import b64decode, b64encode

from sqlalchemy import Connection, insert, select, update

from summarizer.errors import StoreError
from summarizer.store import audit
from summarizer.store.cipher import ORIGINALS_KEY_VARIABLE
from summarizer.store.desk import Desk, require
from summarizer.store.tables import originals
from summarizer.store.values import Ability, Original, User
from summarizer.types import Span

__all__ = ["drop", "for_checks", "has_original", "keep", "load", "outline"]


def keep(connection: Connection, desk: Desk, original: Original) -> None:
    """Stores an original, in place of what was stored under its id before.

    The time from which its retention counts stays that of the first storing, unless it was purged
    since. Part of a transaction of ``intake``, which also writes the line of the audit log.
    """
    payload = _sealed(desk, original)
    values = {"payload": payload, "encrypted": desk.cipher is not None, "purged_at": None}
    of_document = originals.c.document_id == original.document_id
    query = select(originals.c.purged_at).where(of_document).with_for_update()
    known = connection.execute(query).first()
    if known is not None and known.purged_at is None:
        connection.execute(update(originals).where(of_document).values(values))
        return
    values["stored_at"] = desk.now(connection)
    if known is not None:
        connection.execute(update(originals).where(of_document).values(values))
    else:
        values["document_id"] = original.document_id
        connection.execute(insert(originals), [values])


def drop(connection: Connection, desk: Desk, document_id: str) -> bool:
    """Purges one original at once; whether there was one. Part of a transaction of ``intake``."""
    there = (originals.c.document_id == document_id) & originals.c.payload.is_not(None)
    values = {"payload": None, "purged_at": desk.now(connection)}
    return connection.execute(update(originals).where(there).values(values)).rowcount > 0


def load(connection: Connection, desk: Desk, document_id: str) -> Original | None:
    """The original of a document; None when there is none or it was purged.

    For the store itself: what leaves the store goes through ``reveal`` or ``for_checks``.

    Raises:
        StoreError: it was encrypted with a key that is not at hand, is damaged, or is another
            document's.
    """
    query = select(originals.c.payload, originals.c.encrypted)
    row = connection.execute(query.where(originals.c.document_id == document_id)).first()
    if row is None or row.payload is None:
        return None
    original = _opened(desk, document_id, bytes(row.payload), encrypted=row.encrypted)
    if original.document_id != document_id:
        raise StoreError(
            f"{desk.place}: what is stored as the original of {document_id} is another "
            "document's; put a copy of the store in place"
        )
    return original


def has_original(desk: Desk, document_id: str) -> bool:
    """Whether an original is there and was not purged. Opens nothing."""
    there = (originals.c.document_id == document_id) & originals.c.payload.is_not(None)
    with desk.reading() as connection:
        return connection.execute(select(originals.c.document_id).where(there)).first() is not None


def outline(desk: Desk, document_id: str, *, by: User) -> tuple[Span, ...] | None:
    """Where the sentences of an original stand, without a word of them.

    None when there is none or it was purged.

    Raises:
        NotAllowedError: the role does not include opening originals.
        StoreError: as ``load``.
    """
    require(by, Ability.REVEAL)
    with desk.reading() as connection:
        original = load(connection, desk, document_id)
    return None if original is None else original.sentences


def for_checks(desk: Desk, document_id: str, *, by: User | None) -> Original | None:
    """The original for the program to read again: for a re-run, or to check an edit.

    Never for showing. Each time is a line of the audit log.

    Args:
        desk: whose store it is.
        document_id: of the document.
        by: who asked for the re-run or made the edit; None = the operator.

    Raises:
        NotAllowedError: the role does not include opening originals.
        StoreError: as ``load``.
    """
    if by is not None:
        require(by, Ability.REVEAL)
    with desk.writing() as connection:
        original = load(connection, desk, document_id)
        if original is not None:
            audit.append(
                connection,
                desk,
                actor=audit.OPERATOR if by is None else by.name,
                action="original.read",
                subject=f"document:{document_id}",
            )
    return original


def _sealed(desk: Desk, original: Original) -> bytes:
    value = {
        "document_id": original.document_id,
        "media_type": original.media_type,
        "source": original.source,
        "data": b64encode(original.data).decode("ascii"),
        "text": original.text,
        "sentences": [(span.start, span.end) for span in original.sentences],
    }
    # Not as JSON's escapes: reading those back joins two lone surrogates into one character, and
    # every offset behind them would be wrong.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    data = text.encode("utf-8", "surrogatepass")
    return data if desk.cipher is None else desk.cipher.encrypt(data)


def _opened(desk: Desk, document_id: str, payload: bytes, *, encrypted: bool) -> Original:
    if encrypted:
        if desk.cipher is None:
            raise StoreError(
                f"{desk.place}: the original of {document_id} is encrypted; set "
                f"{ORIGINALS_KEY_VARIABLE} to the key it was stored with"
            )
        try:
            payload = desk.cipher.decrypt(payload)
        except ValueError:
            raise StoreError(
                f"{desk.place}: the original of {document_id} was encrypted with another key than "
                f"{ORIGINALS_KEY_VARIABLE} gives, or is damaged; add that key behind a comma"
            ) from None
    try:
        value = json.loads(payload.decode("utf-8", "surrogatepass"))
        return Original(
            document_id=value["document_id"],
            media_type=value["media_type"],
            source=value["source"],
            data=b64decode(value["data"], validate=True),
            text=value["text"],
            sentences=tuple(Span(start, end) for start, end in value["sentences"]),
        )
    except (ValueError, KeyError, TypeError, binascii.Error):
        # Without its cause: the parser keeps what it read.
        raise StoreError(
            f"{desk.place}: the original of {document_id} is damaged; put a copy of the store "
            "in place"
        ) from None
