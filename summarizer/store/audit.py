"""The audit log: who did what to which thing, in a chain that shows every later change.

Each line's hash covers the line and the hash of the line before. The database itself refuses to
change or delete a line (triggers, see the migration). Who can get around that can write a whole
new chain; so the last hash is sealed with the store's key (``meta``), and every export names it:
kept elsewhere, it proves what stood there.
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from hashlib import sha256

from sqlalchemy import Connection, insert, select, update

from summarizer.store.desk import Desk
from summarizer.store.engine import lock
from summarizer.store.tables import audit, meta
from summarizer.store.values import AuditEntry

__all__ = ["GENESIS", "OPERATOR", "append", "broken", "entries", "hash_of", "verify"]

GENESIS = "0" * 64
"""What the first line names as the hash of the line before."""

OPERATOR = "operator"
"""The actor of what is done at the command line, by whoever may use the machine."""

_SEAL = "audit-head"


def append(
    connection: Connection,
    desk: Desk,
    *,
    actor: str,
    action: str,
    subject: str,
    detail: Mapping[str, str | int | float | bool | None] | None = None,
) -> AuditEntry:
    """Adds a line within the transaction under way: both are kept, or neither.

    Args:
        connection: of ``desk.writing()``.
        desk: whose log it is.
        actor: the name of a user, or ``OPERATOR``.
        action: noun and verb, such as ``item.claimed``.
        subject: what it was done to, such as ``item:12``.
        detail: ids, codes, counts; never words of a document or of a person.
    """
    lock(connection, "summarizer.audit")
    newest = select(audit.c.number, audit.c.hash).order_by(audit.c.number.desc()).limit(1)
    last = connection.execute(newest).first()
    entry = AuditEntry(
        number=last.number + 1 if last else 1,
        at=desk.now(connection),
        actor=actor,
        action=action,
        subject=subject,
        detail=json.dumps(dict(detail or {}), sort_keys=True, separators=(",", ":")),
        previous=last.hash if last else GENESIS,
        hash="",
    )
    values = {**asdict(entry), "hash": hash_of(entry)}
    connection.execute(insert(audit), [values])
    seal = desk.secret.digest(_SEAL, _head(entry.number, values["hash"]))
    if not connection.execute(update(meta).where(meta.c.name == _SEAL).values(value=seal)).rowcount:
        connection.execute(insert(meta), [{"name": _SEAL, "value": seal}])
    return AuditEntry(**values)


def hash_of(entry: AuditEntry) -> str:
    """SHA-256 of a line without its own hash: of its fields as a JSON list, in their order."""
    fields = list(asdict(entry).values())[:-1]
    return sha256(json.dumps(fields, separators=(",", ":")).encode()).hexdigest()


def entries(desk: Desk, *, after: int = 0) -> Iterator[AuditEntry]:
    """The lines in order, those behind number ``after``. Read in one view, a few at a time."""
    with desk.reading() as connection:
        yield from _entries(connection, after=after)


def broken(lines: Iterable[AuditEntry]) -> int | None:
    """The number of the first line that does not follow from those before it; None when all do."""
    previous = GENESIS
    for number, entry in enumerate(lines, 1):
        follows = entry.number == number and entry.previous == previous
        if not follows or entry.hash != hash_of(entry):
            return number
        previous = entry.hash
    return None


def verify(desk: Desk) -> tuple[int, str, int | None]:
    """How many lines there are, the last one's hash, and the first broken number if any.

    Lines that were cut off at the end are found by the seal: then the number is that of the first
    missing one.
    """
    count, last = 0, GENESIS

    def counted(lines: Iterable[AuditEntry]) -> Iterator[AuditEntry]:
        nonlocal count, last
        for entry in lines:
            count, last = count + 1, entry.hash
            yield entry

    with desk.reading() as connection:
        wrong = broken(counted(_entries(connection)))
        seal = connection.execute(select(meta.c.value).where(meta.c.name == _SEAL)).scalar()
    if wrong is None and (count or seal is not None):
        expected = desk.secret.digest(_SEAL, _head(count, last))
        if seal is None or not hmac.compare_digest(seal, expected):
            wrong = count + 1
    return count, last, wrong


def _entries(connection: Connection, *, after: int = 0) -> Iterator[AuditEntry]:
    query = select(audit).where(audit.c.number > after).order_by(audit.c.number)
    # Closed also for who stops in the middle: on PostgreSQL the rest waits at the server.
    with connection.execution_options(yield_per=1000).execute(query) as rows:
        for row in rows:
            yield AuditEntry(**row._mapping)


def _head(number: int, digest: str) -> str:
    return f"{number}:{digest}"
