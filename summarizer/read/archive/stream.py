"""Streams of bytes that never give more than they may. All of them raise ``ReadError``."""

from __future__ import annotations

import io
import zlib
from io import BufferedIOBase, RawIOBase
from typing import TYPE_CHECKING, BinaryIO, cast
from zipfile import BadZipFile

from summarizer.errors import ReadError
from summarizer.read.archive.budget import Budget

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

__all__ = [
    "Gunzip",
    "Inflated",
    "Window",
    "buffered",
    "cut_off",
    "read_whole",
    "too_large",
]

_BLOCK = 65_536
_GZIP = 31  # zlib's number for a gzip header
_MAGIC = b"\x1f\x8b"


class _Stream(RawIOBase):
    """A stream whose ``_next`` gives at most so many bytes, and none at the end."""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        view = memoryview(buffer).cast("B")
        data = self._next(len(view))
        view[: len(data)] = data
        return len(data)

    def _next(self, size: int) -> bytes:
        raise NotImplementedError


class Gunzip(_Stream):
    """The content of gzip data, one member after the other.

    Args:
        stream: the packed bytes.
        key: what errors are about.
        budget: what is counted against.
    """

    def __init__(self, stream: BinaryIO, *, key: str, budget: Budget) -> None:
        super().__init__()
        self._stream = stream
        self._key = key
        self._budget = budget
        self._engine = zlib.decompressobj(_GZIP)
        self._fresh = True  # between members: here the data may end
        self._packed = 0
        self._unpacked = 0

    def _next(self, size: int) -> bytes:
        while True:
            if self._engine.eof or self._fresh:
                data = self._begin(self._engine.unused_data or self._read())
                if self._fresh:
                    if not self._packed:
                        raise cut_off(self._key)
                    return b""
            else:
                data = self._engine.unconsumed_tail or self._read()
            try:
                unpacked = self._engine.decompress(data, size)
            except zlib.error:
                raise _damaged(self._key) from None
            if unpacked:
                self._unpacked += len(unpacked)
                self._budget.check_ratio(self._key, self._unpacked, self._packed)
                self._budget.count_bytes(len(unpacked))
                return unpacked
            if not data and not self._engine.eof:
                raise cut_off(self._key)

    def _read(self) -> bytes:
        data = self._stream.read(_BLOCK)
        self._packed += len(data)
        return data

    def _begin(self, data: bytes) -> bytes:
        """The first bytes of the next member; none when only padding follows."""
        data = data.lstrip(b"\x00")
        while len(data) < len(_MAGIC):
            more = self._read()
            if not more:
                break
            data = (data + more).lstrip(b"\x00")
        if data and not data.startswith(_MAGIC):
            raise _damaged(self._key)
        self._engine = zlib.decompressobj(_GZIP)
        self._fresh = not data
        return data


class Inflated(_Stream):
    """A member of a ZIP archive.

    Args:
        member: what ``zipfile`` gives.
        key: what errors are about.
        packed: its packed size.
        budget: what is counted against.
    """

    def __init__(self, member: BinaryIO, *, key: str, packed: int, budget: Budget) -> None:
        super().__init__()
        self._member = member
        self._key = key
        self._packed = packed
        self._budget = budget
        self._unpacked = 0

    def _next(self, size: int) -> bytes:
        try:
            data = self._member.read(size)
        except EOFError:
            raise cut_off(self._key) from None
        except (BadZipFile, zlib.error, OSError, ValueError):
            raise _damaged(self._key) from None
        self._unpacked += len(data)
        self._budget.check_ratio(self._key, self._unpacked, self._packed)
        self._budget.count_bytes(len(data))
        return data


class Window(_Stream):
    """The next so many bytes of another stream.

    Args:
        stream: the other one.
        size: how many.
        key: what errors are about when it ends too early.
    """

    def __init__(self, stream: BinaryIO, size: int, *, key: str) -> None:
        super().__init__()
        self._stream = stream
        self._key = key
        self.left = size

    def _next(self, size: int) -> bytes:
        wanted = min(size, self.left)
        data = self._stream.read(wanted) if wanted else b""
        if wanted and not data:
            raise cut_off(self._key)
        self.left -= len(data)
        return data

    def skip(self) -> None:
        """Go to its end, whether or not anybody has closed it.

        Raises:
            ReadError: kind ``damaged``: it ends too early.
        """
        while self._next(_BLOCK):
            pass


def buffered(raw: RawIOBase) -> BinaryIO:
    """The stream with lines and a look ahead."""
    return cast(BinaryIO, io.BufferedReader(raw, _BLOCK))


def read_whole(stream: BinaryIO | BufferedIOBase, *, key: str, max_bytes: int) -> bytes:
    """All bytes of a stream.

    Raises:
        ReadError: kind ``too_large``, after one byte too many.
    """
    data = stream.read(max_bytes + 1)
    if len(data) > max_bytes:
        raise too_large(key, max_bytes)
    return data


def too_large(key: str, max_bytes: int) -> ReadError:
    """The error for a document beyond the limit."""
    reason = f"it is larger than {max_bytes:,} bytes; split it or raise the limit"
    return ReadError(key, "too_large", reason)


def cut_off(key: str) -> ReadError:
    """The error for data that ends too early."""
    return ReadError(key, "damaged", "it ends too early; get it again")


def _damaged(key: str) -> ReadError:
    return ReadError(key, "damaged", "its packed data cannot be unpacked; get it again")
