"""TAR archives as a stream, header by header.

``tarfile`` reads one header; the rest is done here, because its own loop keeps every member and
reads extended headers of any size.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from tarfile import BLOCKSIZE, TarInfo
from typing import BinaryIO

from summarizer.errors import ReadError
from summarizer.read.archive.names import Names
from summarizer.read.archive.stream import Window, buffered, cut_off
from summarizer.read.archive.values import Entries, Part, Refused, Unfold
from summarizer.read.archive.whole import check_depth

__all__ = ["open_tar"]

_MAX_HEADER = 1_000_000
_FILES = (tarfile.REGTYPE, tarfile.AREGTYPE, tarfile.CONTTYPE)
_LINKS = (tarfile.LNKTYPE, tarfile.SYMTYPE)
_BARE = (*_LINKS, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE)
"""Kinds after which no content stands, whatever size they give."""
_PAX = (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE)
_ASIDE = (tarfile.GNUTYPE_LONGLINK, tarfile.XGLTYPE)
_SPARSE = "sparse"


def open_tar(part: Part, unfold: Unfold) -> Entries:
    """Each file in it, in order."""
    check_depth(part)
    names = Names(part.key, budget=part.budget)
    for info, content in _members(part.stream, part.key):
        if info.type == tarfile.DIRTYPE:
            names.skip()
            continue
        try:
            key = names.next_key(info.name)
            if key is None:
                continue
            _check_kind(info, key)
        except ReadError as error:
            if not error.document.startswith(f"{part.key}!"):
                raise
            yield Refused(error.document, error.kind, error.reason)
            continue
        with closing(buffered(content)) as stream:
            inner = replace(part, key=key, name=info.name, stream=stream, path=None, table=None)
            yield from unfold(replace(inner, depth=part.depth + 1, alone=False))


def _check_kind(info: TarInfo, key: str) -> None:
    if info.type in _LINKS:
        raise ReadError(key, "link", "it is a link, not a file; links are not followed")
    if info.type not in _FILES:
        raise ReadError(key, "special", "it is a device or a file with holes; it is not read")


def _members(stream: BinaryIO, key: str) -> Iterator[tuple[TarInfo, Window]]:
    """The headers that stand for something, with the content of each."""
    later: dict[str, str] = {}  # what extended headers say about the next member
    first = True
    while (info := _header(stream, key, first=first)) is not None:
        first = False
        size = _digits(later["size"], key) if "size" in later else info.size
        if size < 0:
            raise _damaged(key)
        content = Window(stream, 0 if info.type in _BARE else size, key=key)
        if info.type in _PAX:
            later |= _pax(_extended(content, key), key)
        elif info.type == tarfile.GNUTYPE_LONGNAME:
            name = _extended(content, key).partition(b"\x00")[0]
            later["path"] = name.decode("utf-8", "replace")
        elif info.type not in _ASIDE:
            info.name = later.get("path", info.name)
            if _SPARSE in later:
                info.type = tarfile.GNUTYPE_SPARSE
            later = {}
            yield info, content
        content.skip()
        stream.read(-size % BLOCKSIZE if info.type not in _BARE else 0)


def _header(stream: BinaryIO, key: str, *, first: bool) -> TarInfo | None:
    """The next header; None at the end."""
    block = stream.read(BLOCKSIZE)
    if not first and (not block or not block.strip(b"\x00")):
        return None
    if len(block) < BLOCKSIZE:
        raise cut_off(key)
    if not block.strip(b"\x00"):
        return None
    try:
        info = TarInfo.frombuf(block, "utf-8", "replace")
    except (tarfile.TarError, ValueError):
        raise _damaged(key) from None
    extended = info.type == tarfile.GNUTYPE_SPARSE and block[482]
    while extended:
        more = stream.read(BLOCKSIZE)
        if len(more) < BLOCKSIZE:
            raise cut_off(key)
        extended = more[504]
    return info


def _extended(content: Window, key: str) -> bytes:
    if content.left > _MAX_HEADER:
        raise _damaged(key)
    return content.read(content.left) or b""


def _pax(data: bytes, key: str) -> dict[str, str]:
    """The records ``LENGTH NAME=VALUE`` that matter here."""
    found: dict[str, str] = {}
    at = 0
    while at < len(data):
        digits, space, _ = data[at : at + 20].partition(b" ")
        length = _digits(digits.decode("ascii", "replace"), key) if space else 0
        if length <= len(digits) + 1:
            raise _damaged(key)
        name, _, value = data[at + len(digits) + 1 : at + length - 1].partition(b"=")
        if name in (b"path", b"GNU.sparse.name"):
            found["path"] = value.decode("utf-8", "replace")
        elif name == b"size":
            found["size"] = value[:40].decode("ascii", "replace")
        if name.startswith(b"GNU.sparse."):
            found[_SPARSE] = ""
        at += length
    return found


def _digits(text: str, key: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 20:
        raise _damaged(key)
    return int(text)


def _damaged(key: str) -> ReadError:
    return ReadError(key, "damaged", "it is no TAR archive, or stops being one; get it again")
