"""An entry → ``Document``."""

from __future__ import annotations

from summarizer.read import MAX_BYTES, read_bytes, read_text
from summarizer.read.archive.values import Entry
from summarizer.types import Document

__all__ = ["read_entry"]


def read_entry(entry: Entry, *, max_bytes: int = MAX_BYTES) -> Document:
    """Read an entry.

    Args:
        entry: as its source gives it.
        max_bytes: the largest size accepted.

    Raises:
        ReadError: as ``read_bytes`` and ``read_text`` do.
    """
    if isinstance(entry.data, str):
        return read_text(entry.data, source=entry.source, title=entry.title)
    return read_bytes(
        entry.data, source=entry.source, media_type=entry.media_type, max_bytes=max_bytes
    )
