"""SQLite databases: the rows of one table. The file is never written to, nor locked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from summarizer.errors import ReadError, UsageError
from summarizer.read.archive.rows import (
    Row,
    has_text_column,
    no_text_column,
    row_entries,
    wanted,
)
from summarizer.read.archive.stream import read_whole, too_large
from summarizer.read.archive.values import Entries, Part, Refused, Unfold
from summarizer.view import printable

__all__ = ["open_sqlite"]

_MAGIC = b"SQLite format 3\x00"
_MODE = slice(18, 20)
_NO_JOURNAL = b"\x01\x01"
_ROW = "_rowid_"
# Views and generated columns are left out: they compute, by a stranger's program.
_TABLES = """
    SELECT name FROM sqlite_master
    WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
        AND sql NOT LIKE 'CREATE VIRTUAL%'
    ORDER BY name LIMIT 1000
"""


def open_sqlite(part: Part, _unfold: Unfold) -> Entries:
    """Each row of the table that was named, or of the only one with a text column."""
    with closing(_connected(part)) as database:
        with _refusing(part):
            tables = _tables(database)
        name = _chosen(tables, part)
        columns = wanted(tables[name], part.columns)
        rows = _rows(database, name, columns, part)
        yield from row_entries(rows, part, key=f"{part.key}:{printable(name)}")


def _connected(part: Part) -> sqlite3.Connection:
    if part.path is None:
        data = read_whole(part.stream, key=part.key, max_bytes=part.limits.max_bytes)
        start = data[: len(_MAGIC)]
    else:
        data = b""
        start = part.stream.read(len(_MAGIC))
    if start != _MAGIC:
        reason = "it is no SQLite database, or an encrypted one; check the file"
        raise ReadError(part.key, "damaged", reason)
    with _refusing(part):
        if part.path is None:
            database = sqlite3.connect(":memory:")
            # In memory there is no journal, which the header may ask for.
            database.deserialize(data[: _MODE.start] + _NO_JOURNAL + data[_MODE.stop :])
        else:
            journal = Path(f"{part.path}-wal")
            if journal.exists() and journal.stat().st_size:
                reason = "rows wait in the -wal file beside it; close the program that has it open"
                raise ReadError(part.key, "in_use", reason)
            uri = f"{part.path.resolve().as_uri()}?mode=ro&immutable=1"
            database = sqlite3.connect(uri, uri=True)
        database.text_factory = _decoded
        database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, part.limits.max_bytes)
        database.execute("PRAGMA query_only = ON")
        database.execute("PRAGMA trusted_schema = OFF")
    return database


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def _tables(database: sqlite3.Connection) -> dict[str, list[str]]:
    """The tables with their columns."""
    names = [name for (name,) in database.execute(_TABLES) if isinstance(name, str)]
    return {
        name: [row[1] for row in database.execute(f"PRAGMA table_info({_quoted(name)})")]
        for name in names
    }


def _chosen(tables: dict[str, list[str]], part: Part) -> str:
    """The table to read."""
    fit = [name for name, columns in tables.items() if has_text_column(columns, part.columns)]
    if part.table is not None and part.table not in tables:
        raise UsageError(f"{part.key}: it has no such table; there are: {_listed(tables)}")
    if part.table is not None and part.table not in fit:
        raise no_text_column(part, tables[part.table])
    if part.table is not None or len(fit) == 1:
        return part.table or fit[0]
    if not fit:
        raise no_text_column(part, [name for columns in tables.values() for name in columns])
    if part.alone:
        reason = f"{len(fit)} tables have a text column; put one after a colon: {_listed(fit)}"
        raise UsageError(f"{part.key}: {reason}")
    reason = f"{len(fit)} tables have a text column; read it alone and name one"
    raise ReadError(part.key, "many_tables", reason)


def _rows(
    database: sqlite3.Connection, table: str, columns: list[str], part: Part
) -> Iterator[Row | Refused]:
    """The rows in order, over those that are too large."""
    reader = _reader(database, table, columns)
    number = 0
    last: int | None = None
    single = False  # sqlite3 steps ahead: a row too large takes the one before it along
    while True:
        try:
            with _refusing(part):
                for at, *values in database.execute(reader.select(last, single=single)):
                    # A damaged tree can lead in circles, or to one page a million times.
                    if last is not None and at <= last:
                        raise sqlite3.DatabaseError
                    last = at
                    number += 1
                    words = [value for value in values if isinstance(value, str)]
                    part.budget.count_bytes(1 + sum(map(len, words)))
                    yield Row(number, dict(zip(columns, values, strict=True)))
        except sqlite3.DataError:
            error = too_large(f"{part.key}:{printable(table)}:{number + 1}", part.limits.max_bytes)
        else:
            if not single:
                return
            single = False
            continue
        if not single and reader.numbered:
            single = True
            continue
        if not reader.numbered:
            raise ReadError(part.key, error.kind, error.reason)
        number += 1
        yield Refused(error.document, error.kind, error.reason)
        with _refusing(part):
            (last,) = database.execute(reader.following(last)).fetchone()
        single = False


@dataclass(frozen=True, slots=True)
class _Reader:
    """The queries on one table. Without row numbers there is no way over a row too large."""

    table: str
    columns: str
    numbered: bool

    def select(self, last: int | None, *, single: bool) -> str:
        order = f" ORDER BY {_ROW}" if self.numbered else ""
        limit = " LIMIT 1" if single else ""
        row = _ROW if self.numbered else "NULL"
        return f"SELECT {row}, {self.columns} FROM {self.table}{_after(last)}{order}{limit}"

    def following(self, last: int | None) -> str:
        return f"SELECT min({_ROW}) FROM {self.table}{_after(last)}"


def _reader(database: sqlite3.Connection, table: str, columns: list[str]) -> _Reader:
    quoted = _quoted(table)
    try:
        database.execute(f"SELECT {_ROW} FROM {quoted} LIMIT 0")
        numbered = True
    except (sqlite3.Error, ValueError):
        numbered = False
    # A blob is no text, and is not even loaded.
    shown = [
        f"CASE typeof({name}) WHEN 'blob' THEN NULL ELSE {name} END"
        for name in map(_quoted, columns)
    ]
    return _Reader(quoted, ", ".join(shown), numbered)


def _after(last: int | None) -> str:
    return "" if last is None else f" WHERE {_ROW} > {last}"


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _listed(names: Iterable[str]) -> str:
    return ", ".join(printable(name)[:40] for name in islice(names, 20))


@contextmanager
def _refusing(part: Part) -> Iterator[None]:
    try:
        yield
    except sqlite3.DataError:
        raise
    except (sqlite3.Error, OSError, ValueError):
        reason = "it is a damaged SQLite database; get it again"
        raise ReadError(part.key, "damaged", reason) from None
