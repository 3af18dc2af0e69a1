"""Whether a PDF unpacks to far more than it is, found out before PDFium unpacks it in one go.

Pictures are passed over: they are large, and text is read without them. Streams that are
encrypted or packed by LZW are not looked into.
"""

from __future__ import annotations

import base64
import re
import zlib

__all__ = ["is_bomb"]

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_PACKED = re.compile(rb"/(?:FlateDecode|LZWDecode|RunLengthDecode|Fl|LZW|RL)\b")
_ASCII85 = re.compile(rb"/(?:ASCII85Decode|A85)\b")
_DICTIONARY = 2000
"""Bytes before a stream in which its dictionary lies."""
_MAX_STREAM = 32_000_000
_MAX_ALL = 500_000_000
_BLOCK = 1_000_000


def is_bomb(data: bytes) -> bool:
    """Whether one stream, or all together, unpack to more than those of any document.

    A stream packed more than once is taken for a bomb: nothing but one is.

    Args:
        data: the whole file.
    """
    total = decoded = end = 0
    for match in _STREAM.finditer(data):
        start = match.end()
        before = data[max(0, match.start() - _DICTIONARY) : match.start()]
        head = before[before.rfind(b" obj") + 1 :]
        if _PICTURE.search(head):
            continue
        if len(_PACKED.findall(head)) > 1:
            return True
        packed = memoryview(data)[start:]
        if _ASCII85.search(head):
            if 0 <= end < start:  # not sought again where there is none
                end = data.find(b"~>", start)
            decoded += max(0, end - start)
            if decoded > 2 * len(data):
                return True  # streams that lie in one another
            packed = memoryview(_ascii85(data[start:end]) if end >= 0 else b"")
        size = _unpacked(packed)
        total += size
        if size > _MAX_STREAM or total > _MAX_ALL:
            return True
    return False


def _unpacked(packed: memoryview) -> int:
    """How much it is unpacked, as far as it can be; at most a block beyond the limit."""
    engine = zlib.decompressobj()
    size = at = 0
    rest = b""
    try:
        while not engine.eof and size <= _MAX_STREAM:
            piece = rest or packed[at : at + 65_536]
            if not piece:
                break
            at += 0 if rest else len(piece)
            size += len(engine.decompress(piece, _BLOCK))
            rest = engine.unconsumed_tail
    except zlib.error:
        pass
    return size


def _ascii85(written: bytes) -> bytes:
    try:
        return base64.a85decode(written)
    except ValueError:
        return b""
