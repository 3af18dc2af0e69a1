"""Formats that are read from their end: a file on disk as it is, any other in memory."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from summarizer.errors import ReadError
from summarizer.read.archive.stream import read_whole
from summarizer.read.archive.values import Part

__all__ = ["check_depth", "seekable"]


@contextmanager
def seekable(part: Part) -> Iterator[tuple[BinaryIO, int]]:
    """The part as a file that can seek, and its size.

    Raises:
        ReadError: kind ``too_large`` when it would have to be kept in memory and is too large.
    """
    if part.path is not None:
        size = part.stream.seek(0, io.SEEK_END)
        part.stream.seek(0)
        yield part.stream, size
        return
    data = read_whole(part.stream, key=part.key, max_bytes=part.limits.max_bytes)
    yield io.BytesIO(data), len(data)


def check_depth(part: Part) -> None:
    """Refuses an archive that lies in too many others.

    Raises:
        ReadError: kind ``too_deep``.
    """
    if part.depth >= part.limits.max_depth:
        raise ReadError(part.key, "too_deep", "it lies in too many archives; unpack it first")
