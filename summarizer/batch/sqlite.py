"""SQLite's errors as ours: what is the case and what to do, no values."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from summarizer.errors import StoreError

__all__ = ["explained"]

_KEPT = "what was done is kept, go on with --resume"
_ANEW = "begin anew with --fresh"
_ADVICE = {
    "SQLITE_FULL": f"the disk is full; free some space: {_KEPT}",
    "SQLITE_IOERR": f"the disk cannot be read or written: {_KEPT}",
    "SQLITE_READONLY": f"it cannot be written; check the folder's access rights: {_KEPT}",
    "SQLITE_CANTOPEN": f"it cannot be opened; check the folder's access rights: {_KEPT}",
    "SQLITE_BUSY": f"another process works on the run: {_KEPT}",
    "SQLITE_CORRUPT": f"it is damaged; {_ANEW}",
    "SQLITE_NOTADB": f"it is no journal; {_ANEW}",
}


@contextmanager
def explained(name: str = "the run's journal") -> Iterator[None]:
    """Raises SQLite's errors in the block as ours.

    Raises:
        StoreError: what SQLite could not do with ``name``.
    """
    try:
        yield
    except sqlite3.Error as error:
        # Without its cause, which may quote a value.
        code = getattr(error, "sqlite_errorname", None) or type(error).__name__
        known = (advice for start, advice in _ADVICE.items() if code.startswith(start))
        raise StoreError(f"{name}: {next(known, f'{code}: {_KEPT}')}") from None
