"""What leaves the desk: approved reports, decisions, feedback and the audit log, as files.

An export can be checked without the store: its manifest names the hash of each file and of the
last line of the audit log. Who could change the files could write a new manifest too; the last
hash, kept elsewhere, proves what stood there.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from summarizer.errors import UsageError
from summarizer.store import audit
from summarizer.store.desk import Desk, require
from summarizer.store.feedback import all_feedback
from summarizer.store.tables import decisions, edits, items, reports
from summarizer.store.values import Ability, AuditEntry, DecisionKind, ItemState, User
from summarizer.version import VERSION

__all__ = ["FILES", "MANIFEST", "SCHEMA", "Exported", "verify_export", "write_export"]

SCHEMA = "1"
FILES = ("approved.jsonl", "decisions.jsonl", "feedback.jsonl", "audit.jsonl")
MANIFEST = "manifest.json"

_APPROVED, _DECISIONS, _FEEDBACK, _AUDIT = FILES
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: lines by file, approved reports that were purged, the log's last hash."""

    counts: Mapping[str, int]
    purged: int
    head: str


def write_export(desk: Desk, folder: Path, *, by: User | None) -> Exported:
    """Writes an export into a new folder that only this user can enter. All of it, or nothing.

    Golden items are left out of the approved reports: their right answer was known before.

    Args:
        desk: what is exported.
        folder: is made; may be there when it is empty.
        by: who exports; None = the operator at the command line.

    Raises:
        NotAllowedError: the role does not export.
        UsageError: the folder is in use, or cannot be written.
        StoreError: as ``Desk.reading``.
    """
    if by is not None:
        require(by, Ability.EXPORT)
    folder = folder.absolute()
    try:
        if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
            raise UsageError(f"{folder}: is in use; name a folder that is new or empty")
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
        try:
            exported = _write(desk, partial, by)
            if folder.exists():
                folder.rmdir()
            partial.rename(folder)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written: {error.strerror}") from None
    return exported


def verify_export(folder: Path) -> tuple[str, ...]:
    """What is wrong with an export, a sentence each; empty when nothing is.

    Files that differ from the manifest, and a chain of the audit log that is broken (with the
    number of its first broken line) or does not end where the manifest says.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        hashes, counts, head = manifest["files"], manifest["counts"], manifest["audit_head"]
        expected = {name: (hashes[name], counts[name]) for name in FILES}
    except OSError as error:
        return (f"{MANIFEST}: cannot be read: {error.strerror}",)
    except (ValueError, RecursionError, KeyError, TypeError):
        return (f"{MANIFEST}: is not the manifest of an export",)
    problems: list[str] = []
    for name in FILES:
        try:
            found = _hash_and_lines(folder / name)
            if name == _AUDIT:
                problems += _problems_of_audit(folder / name, head)
        except OSError as error:
            problems.append(f"{name}: cannot be read: {error.strerror}")
            continue
        if found != expected[name]:
            problems.append(f"{name}: is not as it was exported")
    return tuple(problems)


def _write(desk: Desk, folder: Path, by: User | None) -> Exported:
    counts: dict[str, int] = {}
    purged = 0

    def kept(found: Iterable[str | None]) -> Iterator[str]:
        nonlocal purged
        for line in found:
            if line is None:
                purged += 1
            else:
                yield line

    with desk.reading() as connection:
        counts[_APPROVED] = _lines(folder / _APPROVED, kept(_approved(connection)))
        counts[_DECISIONS] = _lines(folder / _DECISIONS, _decisions(connection))
    given = (json.dumps(asdict(each)) for each in all_feedback(desk, by=by))
    counts[_FEEDBACK] = _lines(folder / _FEEDBACK, given)
    with desk.writing() as connection:
        # Before the log is read: it tells of this export as well.
        audit.append(
            connection,
            desk,
            actor=audit.OPERATOR if by is None else by.name,
            action="export.written",
            subject="store",
            detail={name.partition(".")[0]: count for name, count in counts.items()},
        )
        exported_at = desk.now(connection)
    head = audit.GENESIS

    def logged() -> Iterator[str]:
        nonlocal head
        for entry in audit.entries(desk):
            head = entry.hash
            yield json.dumps(asdict(entry))

    counts[_AUDIT] = _lines(folder / _AUDIT, logged())
    manifest = {
        "schema": SCHEMA,
        "version": VERSION,
        "exported_at": exported_at,
        "counts": counts,
        "purged": purged,
        "audit_head": head,
        "files": {name: _hash_and_lines(folder / name)[0] for name in FILES},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", "utf-8")
    return Exported(counts, purged, head)


def _approved(connection: Connection) -> Iterator[str | None]:
    """The report of each approved item, as it was approved; None for one that was purged."""
    last = (
        select(func.max(decisions.c.id))
        .where(
            decisions.c.undone_at.is_(None),
            decisions.c.kind.in_((DecisionKind.APPROVE, DecisionKind.APPROVE_EDITED)),
        )
        .group_by(decisions.c.item_id)
    )
    query = (
        select(decisions.c.kind, reports.c.json, edits.c.json.label("edited"))
        .join(items, items.c.id == decisions.c.item_id)
        .join(reports, reports.c.id == decisions.c.report_id)
        .outerjoin(edits, edits.c.id == decisions.c.edit_id)
        .where(decisions.c.id.in_(last), items.c.state == ItemState.APPROVED)
        .where(items.c.golden.is_(None))
        .order_by(items.c.id)
    )
    with connection.execution_options(yield_per=100).execute(query) as rows:
        for row in rows:
            yield row.edited if row.kind == DecisionKind.APPROVE_EDITED else row.json


def _decisions(connection: Connection) -> Iterator[str]:
    """All decisions with their documents; not the tokens, by which a claim is known."""
    columns = [column for column in decisions.c if column is not decisions.c.token]
    query = (
        select(items.c.document_id, items.c.golden.is_not(None).label("golden"), *columns)
        .join(items, items.c.id == decisions.c.item_id)
        .order_by(decisions.c.id)
    )
    with connection.execution_options(yield_per=1000).execute(query) as rows:
        for row in rows:
            values: dict[str, Any] = dict(row._mapping)
            yield json.dumps({"user": values.pop("user_name"), **values})


def _lines(file: Path, lines: Iterable[str]) -> int:
    count = 0
    with file.open("x", encoding="utf-8", newline="\n") as stream:
        for line in lines:
            stream.write(f"{line}\n")
            count += 1
    return count


def _hash_and_lines(file: Path) -> tuple[str, int]:
    digest, lines = sha256(), 0
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            lines += chunk.count(b"\n")
    return digest.hexdigest(), lines


def _problems_of_audit(file: Path, head: object) -> Iterator[str]:
    last = audit.GENESIS

    def entries() -> Iterator[AuditEntry]:
        nonlocal last
        with file.open("rb") as stream:
            for line in stream:
                entry = _entry(line)
                last = entry.hash
                yield entry

    wrong = audit.broken(entries())
    if wrong is not None:
        yield f"{file.name}: the log is broken at line {wrong}"
    elif last != head:
        yield f"{file.name}: the log does not end where the manifest says"


def _entry(line: bytes) -> AuditEntry:
    """The entry of a line; one that follows from nothing when it cannot be read."""
    try:
        return AuditEntry(**json.loads(line))
    except (ValueError, RecursionError, TypeError):
        return AuditEntry(
            number=0, at=0, actor="", action="", subject="", detail="", previous="", hash=""
        )
