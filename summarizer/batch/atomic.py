"""A file that is there as a whole or not at all, whatever ends the program."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from summarizer.errors import UsageError

__all__ = ["replacing"]


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A stream whose bytes become the file at ``path`` when the block ends well.

    Until then they lie in a file beside it, and what was at ``path`` stays. A new file can be read
    by this user alone; one that is replaced hands on its access rights.

    Raises:
        UsageError: it cannot be written.
    """
    partial: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".summarizer-", suffix=".partial", dir=path.parent)
        partial = Path(name)
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(handle)
        if path.exists():
            shutil.copymode(path, partial)
        partial.replace(path)
        partial = None
        _sync_folder(path.parent)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from None
    finally:
        if partial is not None:
            with contextlib.suppress(OSError):
                partial.unlink()


def _sync_folder(folder: Path) -> None:
    # Not every system lets a folder be opened; the rename is still atomic there.
    with contextlib.suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
