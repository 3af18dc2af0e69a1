"""ZIP archives, member by member, unpacked as they are read."""

from __future__ import annotations

import io
import struct
from contextlib import closing
from dataclasses import replace
from stat import S_ISLNK
from typing import BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from summarizer.errors import ReadError
from summarizer.read.archive.names import Names
from summarizer.read.archive.stream import Inflated, buffered
from summarizer.read.archive.values import Entries, Part, Refused, Unfold
from summarizer.read.archive.whole import check_depth, seekable

__all__ = ["open_zip"]

_ENCRYPTED = 0x1
_MEMBER = b"PK\x01\x02"
_MAX_DIRECTORY = 268_435_456
_DAMAGED = (BadZipFile, NotImplementedError, EOFError, OSError, ValueError, struct.error)


def open_zip(part: Part, unfold: Unfold) -> Entries:
    """Each file in it, in the order of its directory.

    The directory is read at once: some 700 bytes of memory for each member.
    """
    check_depth(part)
    names = Names(part.key, budget=part.budget)
    with seekable(part) as (file, size), _opened(file, part) as archive:
        for info in archive.infolist():
            if info.filename.endswith("/"):
                names.skip()
                continue
            try:
                key = names.next_key(info.orig_filename)
                if key is not None:
                    yield from _member(archive, info, part, key, size, unfold)
            except ReadError as error:
                if not error.document.startswith(f"{part.key}!"):
                    raise
                yield Refused(error.document, error.kind, error.reason)


def _opened(file: BinaryIO, part: Part) -> ZipFile:
    counted = _Counted(cast(io.RawIOBase, file), part)
    try:
        archive = ZipFile(cast(BinaryIO, counted))
    except _DAMAGED:
        reason = "it is no ZIP archive, or its end is missing; get it again or repair it"
        raise ReadError(part.key, "damaged", reason) from None
    finally:
        counted.detach()
    archive.fp = file
    return archive


def _member(
    archive: ZipFile, info: ZipInfo, part: Part, key: str, size: int, unfold: Unfold
) -> Entries:
    if S_ISLNK(info.external_attr >> 16):
        raise ReadError(key, "link", "it is a link, not a file; links are not followed")
    if info.flag_bits & _ENCRYPTED:
        raise ReadError(key, "encrypted", "it is locked with a password; unpack it first")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        # The others are unpacked a block at once, however much it turns out to be.
        reason = "it is packed in an unusual way; pack it again with deflate"
        raise ReadError(key, "unsupported", reason)
    try:
        opened = archive.open(info)
    except NotImplementedError:
        raise ReadError(key, "unsupported", "it is packed in an unusual way") from None
    except _DAMAGED:
        raise ReadError(key, "damaged", "its header is damaged; get the archive again") from None
    packed = min(info.compress_size, size)
    raw = Inflated(cast(BinaryIO, opened), key=key, packed=packed, budget=part.budget)
    with opened, closing(buffered(raw)) as stream:
        inner = replace(part, key=key, name=info.filename, stream=stream, path=None, table=None)
        yield from unfold(replace(inner, depth=part.depth + 1, alone=False))


class _Counted(io.BufferedReader):
    """What ``ZipFile`` opens: its directory is refused before it becomes a million objects."""

    def __init__(self, file: io.RawIOBase, part: Part) -> None:
        super().__init__(file)
        self._part = part

    def read(self, size: int | None = -1, /) -> bytes:
        limit = self._part.limits.max_members
        data = super().read(size) if (size or 0) <= _MAX_DIRECTORY else b""
        if data.count(_MEMBER) > limit or (size or 0) > _MAX_DIRECTORY:
            reason = f"it holds more than {limit:,} files; split it or raise the limit"
            raise ReadError(self._part.key, "too_many", reason)
        return data
