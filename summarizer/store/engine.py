"""Reaches the database: SQLite or PostgreSQL, with one lock and one error for both."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DBAPIError,
    OperationalError,
    SQLAlchemyError,
)

from summarizer.errors import StoreError, UsageError

__all__ = ["ONLY_READS", "empty_journal", "guarded", "lock", "make_engine", "place_of", "url_of"]

ONLY_READS = "summarizer_only_reads"
"""The execution option of a connection that will not write, and so stops nobody who does."""

_BUSY_S = 30
_AGAIN_S = 0.02
_CHECKPOINT_S = 2

_ROW_LOG = "sqlalchemy.engine.Engine"
_LOCKS = 0x5375_6D6D
"""Keeps our advisory locks apart from those of others in the same PostgreSQL database."""


def url_of(url_or_path: str | Path) -> URL:
    """The URL of a store. What has no ``://`` is the path of a SQLite file.

    Raises:
        StoreError: when it is neither; never quotes it, for it may hold a password.
    """
    text = str(url_or_path)
    if isinstance(url_or_path, Path) or "://" not in text:
        # SQLite takes an empty name for a store that is gone when it is closed.
        if not text.strip():
            raise StoreError("the store has no place: give a path or a database URL")
        return URL.create("sqlite", database=text)
    try:
        return make_url(text)
    except (ArgumentError, ValueError):
        raise StoreError(
            "the store's URL cannot be read; one looks like postgresql+psycopg://user@host/name"
        ) from None


def place_of(url: URL) -> str:
    """The name of a store in messages: a path, or the URL without passwords."""
    if url.get_backend_name() == "sqlite":
        return url.database or ":memory:"
    shown = {name: value for name, value in url.query.items() if "password" not in name.lower()}
    return url.set(query=shown).render_as_string(hide_password=True)


def make_engine(url: URL) -> Engine:
    """An engine whose transactions are safe for several processes. Nothing is reached yet.

    Raises:
        StoreError: for another database, a driver that is not installed, or a file that cannot
            be made.
    """
    place, backend = place_of(url), url.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise StoreError(f"{place}: a store is in SQLite or in PostgreSQL")
    try:
        # A server may have closed a connection that waited long; a file never does.
        engine = create_engine(
            url, hide_parameters=True, echo=False, pool_pre_ping=backend == "postgresql"
        )
    except ImportError:
        raise StoreError(
            f"{place}: the driver for {url.drivername} is not installed; for PostgreSQL: "
            "pip install 'summarizer[postgresql]', and a URL that starts with postgresql+psycopg://"
        ) from None
    # At its lowest level the log would hold every row that is read, and so the words in it.
    logging.getLogger(_ROW_LOG).addFilter(_without_rows)
    if backend == "sqlite":
        _make_private(url, place)
        _set_up_sqlite(engine)
    return engine


def lock(connection: Connection, name: str) -> None:
    """Waits until no other transaction holds ``name``, and holds it until this one ends.

    A SQLite transaction is the only one from its first moment on, so there is nothing to do.
    """
    if connection.dialect.name == "postgresql":
        number = func.hashtextextended(name, _LOCKS)
        connection.execute(select(func.pg_advisory_xact_lock(number)))


def empty_journal(engine: Engine) -> None:
    """Writes SQLite's write-ahead log into the file, and empties it, so that old words are gone.

    Who is reading at that moment may stand in the way; then the log stays until the next time.
    PostgreSQL sees to its own.
    """
    if engine.dialect.name != "sqlite":
        return
    # Not on a connection of the engine's, which would begin a transaction.
    connection = engine.raw_connection()
    try:
        # All who want to write wait meanwhile.
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {_CHECKPOINT_S * 1000}")
        with suppress(sqlite3.OperationalError):
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute(f"PRAGMA busy_timeout = {_BUSY_S * 1000}")
        cursor.close()
    finally:
        connection.close()


def _without_rows(record: logging.LogRecord) -> bool:
    return record.levelno > logging.DEBUG


@contextmanager
def guarded(place: str) -> Iterator[None]:
    """Turns what the database complains of into an error of ours.

    Raises:
        StoreError: names the place and the complaint, never a statement or its parameters.
        UsageError: it was given half a character (a lone surrogate), which cannot be stored.
    """
    try:
        yield
    except UnicodeEncodeError:
        # The driver's own error, which keeps the whole text that it could not write.
        raise UsageError("a text holds half a character, which cannot be stored") from None
    except SQLAlchemyError as error:
        raise StoreError(f"{place}: {_reason(error)}") from None


def _reason(error: SQLAlchemyError) -> str:
    if not isinstance(error, DBAPIError):
        return f"the database layer failed ({type(error).__name__})"
    # These two are about the place. The messages of the others may quote the values of a row.
    if type(error) in (OperationalError, DatabaseError):
        lines = str(error.orig).strip().splitlines()
        return lines[0] if lines else "the database cannot be reached"
    return f"the database refused ({type(error.orig).__name__})"


def _make_private(url: URL, place: str) -> None:
    """Makes the file readable for its owner alone: it may hold the key of its digests."""
    name = url.database or ":memory:"
    if name == ":memory:" or name.startswith("file:"):
        return
    try:
        with suppress(FileExistsError):
            Path(name).touch(mode=0o600, exist_ok=False)
    except OSError as error:
        raise StoreError(f"{place}: cannot be made: {error.strerror}") from None


def _set_up_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _record: object) -> None:
        # The driver would begin transactions late and by itself; ``begun`` does it in its place.
        connection.isolation_level = None
        connection.execute(f"PRAGMA busy_timeout = {_BUSY_S * 1000}").close()
        connection.execute("PRAGMA foreign_keys = ON").close()
        # What is purged is overwritten, not just forgotten.
        connection.execute("PRAGMA secure_delete = ON").close()
        _keep_a_journal(connection)

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        # A transaction that reads first and writes later cannot wait for another writer: SQLite
        # refuses it at once. One that claims the right to write when it begins waits its turn.
        only_reads = connection.get_execution_options().get(ONLY_READS, False)
        connection.exec_driver_sql("BEGIN" if only_reads else "BEGIN IMMEDIATE")


def _keep_a_journal(connection: sqlite3.Connection) -> None:
    """Sets a write-ahead log: a transaction is one write, and who only looks stops nobody."""
    until = monotonic() + _BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
        except sqlite3.OperationalError as error:
            # Of two that set it on a new file, SQLite refuses one at once, whatever the timeout.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or monotonic() > until:
                raise
            sleep(_AGAIN_S)
        else:
            return
