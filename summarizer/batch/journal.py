"""What a run has done so far, on disk: one SQLite file, each unit of work one transaction.

Every commit is flushed to the disk before it counts (``synchronous=FULL``), so that neither a
killed process nor a lost power supply takes away what was done, or leaves half of it. Texts of
documents are never put down: a report holds what may leave, a document is known by hashes.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from summarizer.batch.near import Signature, similarity
from summarizer.batch.sqlite import explained
from summarizer.errors import StoreError

__all__ = ["Done", "Journal", "Known", "Row", "Same"]

_VERSION = 1
_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE documents (
    number INTEGER PRIMARY KEY,
    source TEXT NOT NULL UNIQUE,
    digest TEXT NOT NULL,
    document_id TEXT NOT NULL,
    characters INTEGER NOT NULL,
    same_as INTEGER REFERENCES documents (number),
    kind TEXT NOT NULL CHECK (kind IN ('', 'exact', 'near')),
    similarity REAL NOT NULL,
    unit INTEGER
);
CREATE INDEX documents_id ON documents (document_id) WHERE same_as IS NULL;
CREATE INDEX documents_same ON documents (same_as) WHERE same_as IS NOT NULL;
CREATE INDEX documents_unit ON documents (unit);
CREATE TABLE signatures (
    number INTEGER PRIMARY KEY REFERENCES documents (number), minhash BLOB NOT NULL
);
CREATE TABLE bands (
    band BLOB NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (band, number)
) WITHOUT ROWID;
CREATE TABLE reports (
    number INTEGER PRIMARY KEY REFERENCES documents (number),
    status TEXT NOT NULL,
    codes TEXT NOT NULL,
    report BLOB NOT NULL,
    stages TEXT NOT NULL
);
CREATE TABLE sessions (started REAL NOT NULL, ended REAL, done INTEGER NOT NULL DEFAULT 0);
"""


@dataclass(frozen=True, slots=True)
class Same:
    """Of which document another is a duplicate: its number, how, and how much they share."""

    number: int
    kind: Literal["exact", "near"]
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the journal knows of a source: its number, its unit, its report's status and codes."""

    number: int
    digest: str
    unit: int | None
    same: bool
    status: str | None
    codes: tuple[str, ...]

    @property
    def done(self) -> bool:
        """Whether it has its report."""
        return self.status is not None

    @property
    def freed(self) -> bool:
        """Whether it was a duplicate of what is no longer there, and has to be read again."""
        return not self.digest and not self.same and not self.done


@dataclass(frozen=True, slots=True)
class Done:
    """A report as JSON, its status and warning codes, and the milliseconds that each stage took."""

    report: str = field(repr=False)
    status: str
    codes: tuple[str, ...]
    stages_ms: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One document of a run: with its report, or the source of the one that it is the same as."""

    number: int
    source: str
    document_id: str
    characters: int
    same_as: str
    same_id: str
    kind: Literal["", "exact", "near"]
    similarity: float
    report: dict[str, Any] | None
    stages_ms: dict[str, int]


class Journal:
    """An open journal; for one process. ``Journal.looked_at`` opens it for reading beside that."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> Journal:
        """The journal at ``path``, made if it is not there.

        Raises:
            StoreError: it cannot be opened, is damaged, or is of another version.
        """
        with explained(path.name), ExitStack() as stack:
            connection = stack.enter_context(closing(sqlite3.connect(path)))
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute("PRAGMA foreign_keys=ON")
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                connection.executescript(f"BEGIN;{_SCHEMA}PRAGMA user_version={_VERSION};COMMIT;")
            elif version != _VERSION:
                raise StoreError(f"{path}: made by another version; begin anew with --fresh")
            stack.pop_all()
        return cls(connection)

    @classmethod
    def looked_at(cls, path: Path) -> Journal:
        """A journal that another process writes, for reading.

        Raises:
            StoreError: it cannot be opened.
        """
        with explained(path.name):
            return cls(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True))

    def close(self) -> None:
        """Closes it; what was put down stays."""
        self._connection.close()

    def commit(self) -> None:
        """Makes all that was put down since the last time last, or none of it."""
        with explained():
            self._connection.commit()

    def rollback(self) -> None:
        """Takes back all that was put down since it was last made to last."""
        with explained():
            self._connection.rollback()

    def meta(self, key: str) -> str | None:
        """A fact about the run."""
        row = self._one("SELECT value FROM meta WHERE key = ?", key)
        return None if row is None else str(row[0])

    def set_meta(self, key: str, value: str) -> None:
        """Puts down a fact about the run."""
        self._do("INSERT OR REPLACE INTO meta VALUES (?, ?)", key, value)

    def known(self, source: str) -> Known | None:
        """What is known of a source."""
        row = self._one(
            "SELECT number, digest, unit, same_as IS NOT NULL, status, codes"
            " FROM documents LEFT JOIN reports USING (number) WHERE source = ?",
            source,
        )
        if row is None:
            return None
        return Known(
            number=row[0],
            digest=row[1],
            unit=row[2],
            same=bool(row[3]),
            status=row[4],
            codes=tuple((row[5] or "").split()),
        )

    def add(
        self,
        source: str,
        *,
        digest: str,
        document_id: str = "",
        characters: int = 0,
        same: Same | None = None,
        signature: Signature | None = None,
        unit: int | None = None,
    ) -> int:
        """Puts down a document that is to be worked on, is a duplicate, or has failed already.

        One whose source is known with another content takes its place. Gives its number.
        """
        old = self.known(source)
        if old is not None:
            self._clear(old.number)
        number = old.number if old else self._next()
        self._do(
            "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number)"
            " DO UPDATE SET digest = excluded.digest, document_id = excluded.document_id,"
            " characters = excluded.characters, same_as = excluded.same_as, kind = excluded.kind,"
            " similarity = excluded.similarity, unit = excluded.unit",
            number,
            source,
            digest,
            document_id,
            characters,
            same.number if same else None,
            same.kind if same else "",
            same.similarity if same else 0.0,
            unit,
        )
        if signature is not None and same is None:
            self._do("INSERT INTO signatures VALUES (?, ?)", number, signature.values)
            for band in signature.bands:
                self._do("INSERT INTO bands VALUES (?, ?)", band, number)
        return number

    def forget(self, source: str) -> None:
        """Takes a source out, if it is there."""
        old = self.known(source)
        if old is not None:
            self._clear(old.number)
            self._do("DELETE FROM documents WHERE number = ?", old.number)

    def same_as(
        self, document_id: str, signature: Signature | None, *, near: float, source: str = ""
    ) -> Same | None:
        """The earlier document that another is a copy or a near-duplicate of."""
        row = self._one(
            "SELECT number FROM documents WHERE document_id = ? AND same_as IS NULL"
            " AND source != ? ORDER BY number LIMIT 1",
            document_id,
            source,
        )
        if row is not None:
            return Same(row[0], "exact", 1.0)
        if signature is None or near > 1:
            return None
        marks = ", ".join("?" * len(signature.bands))
        best: Same | None = None
        for number, values in self._all(
            "SELECT number, minhash FROM signatures JOIN documents USING (number) WHERE number IN"
            f" (SELECT number FROM bands WHERE band IN ({marks})) AND source != ? ORDER BY number",
            *signature.bands,
            source,
        ):
            share = similarity(signature, Signature(values))
            if share >= near and (best is None or share > best.similarity):
                best = Same(number, "near", share)
        return best

    def finish(self, number: int, done: Done) -> None:
        """Puts down a document's report."""
        self._do(
            "INSERT OR REPLACE INTO reports VALUES (?, ?, ?, ?, ?)",
            number,
            done.status,
            " ".join(done.codes),
            zlib.compress(done.report.encode(), 6),
            json.dumps(done.stages_ms),
        )

    def begin_session(self, started: float) -> int:
        """Puts down that somebody works on the run; gives the session's number."""
        with explained():
            return int(
                self._connection.execute(
                    "INSERT INTO sessions (started) VALUES (?)", (started,)
                ).lastrowid
                or 0
            )

    def end_session(self, session: int, *, ended: float, done: int) -> None:
        """Puts down when a session was last at work, and on how many documents."""
        self._do("UPDATE sessions SET ended = ?, done = ? WHERE rowid = ?", ended, done, session)

    def sessions(self) -> list[tuple[float, float, int]]:
        """Start, end and documents of every session that put something down."""
        return [
            (row[0], row[1], row[2])
            for row in self._all(
                "SELECT started, ended, done FROM sessions WHERE ended IS NOT NULL ORDER BY rowid"
            )
        ]

    def counts(self) -> tuple[int, int, int]:
        """Documents known, reports, and duplicates."""
        row = self._one(
            "SELECT (SELECT count(*) FROM documents), (SELECT count(*) FROM reports),"
            " (SELECT count(*) FROM documents WHERE same_as IS NOT NULL)"
        )
        assert row is not None
        return int(row[0]), int(row[1]), int(row[2])

    def statuses(self) -> list[tuple[str, tuple[str, ...], int]]:
        """Status and warning codes of the reports there are, and how often they go together."""
        return [
            (row[0], tuple(row[1].split()), row[2])
            for row in self._all(
                "SELECT status, codes, count(*) FROM reports GROUP BY status, codes"
            )
        ]

    def uniques(self) -> int:
        """Documents that have a place in a unit."""
        row = self._one("SELECT count(*) FROM documents WHERE unit IS NOT NULL")
        return int(row[0]) if row else 0

    def freed(self) -> int:
        """Documents that were duplicates of what is no longer there, and have to be read again."""
        row = self._one(
            "SELECT count(*) FROM documents WHERE digest = '' AND same_as IS NULL"
            " AND number NOT IN (SELECT number FROM reports)"
        )
        return int(row[0]) if row else 0

    def rows(self) -> Iterator[Row]:
        """All documents, in the order in which they were first seen."""
        for row in self._all(
            "SELECT d.number, d.source, d.document_id, d.characters, o.source, o.document_id,"
            " d.kind, d.similarity, r.report, r.stages FROM documents AS d"
            " LEFT JOIN documents AS o ON o.number = d.same_as"
            " LEFT JOIN reports AS r ON r.number = d.number ORDER BY d.number"
        ):
            report, stages = row[8], row[9]
            yield Row(
                number=row[0],
                source=row[1],
                document_id=row[2],
                characters=row[3],
                same_as=row[4] or "",
                same_id=row[5] or "",
                kind=row[6],
                similarity=row[7],
                report=None if report is None else json.loads(zlib.decompress(report)),
                stages_ms=json.loads(stages) if stages else {},
            )

    def _clear(self, number: int) -> None:
        row = self._one("SELECT minhash FROM signatures WHERE number = ?", number)
        for band in Signature(row[0]).bands if row else ():
            self._do("DELETE FROM bands WHERE band = ? AND number = ?", band, number)
        for table in ("reports", "signatures"):
            self._do(f"DELETE FROM {table} WHERE number = ?", number)
        # Its duplicates are duplicates no longer: no digest, so that they are read again.
        self._do(
            "UPDATE documents SET same_as = NULL, kind = '', similarity = 0, digest = '',"
            " document_id = '' WHERE same_as = ?",
            number,
        )

    def _next(self) -> int:
        row = self._one("SELECT coalesce(max(number), 0) + 1 FROM documents")
        assert row is not None
        return int(row[0])

    def _do(self, query: str, *values: object) -> None:
        with explained():
            self._connection.execute(query, values)

    def _one(self, query: str, *values: object) -> Sequence[Any] | None:
        with explained():
            found: Sequence[Any] | None = self._connection.execute(query, values).fetchone()
            return found

    def _all(self, query: str, *values: object) -> Iterable[Sequence[Any]]:
        with explained():
            yield from self._connection.execute(query, values)
