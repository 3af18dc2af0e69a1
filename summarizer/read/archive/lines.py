"""Lines of a text of any encoding and of bytes, none longer than allowed."""

from __future__ import annotations

import io
from collections.abc import Generator
from typing import BinaryIO, cast

from summarizer.errors import ReadError
from summarizer.read.archive.stream import too_large
from summarizer.read.charset import decode

__all__ = ["byte_lines", "check_decoded", "decoded", "text_lines"]

_SAMPLE = 65_536
_PIECE = 65_536
_ENDS = ("\n", "\r")
_MAX_REPLACED = 0.05
"""Share of characters that could not be decoded above which a line is no text."""


def text_lines(
    stream: BinaryIO, *, key: str, max_chars: int, newline: str
) -> Generator[str | None, None, None]:
    """The lines with their ends; None for one that is too long.

    Args:
        stream: bytes with ``peek``.
        key: what errors are about.
        max_chars: the longest line.
        newline: as ``open`` has it.

    Raises:
        ReadError: kind ``undecodable``.
    """
    text = decoded(stream, key=key, newline=newline)
    try:
        line = text.readline(max_chars).removeprefix("\ufeff")
        while line:
            if len(line) < max_chars or line.endswith(_ENDS):
                yield line
            else:
                while (piece := text.readline(_PIECE)) and not piece.endswith(_ENDS):
                    pass
                yield None
            line = text.readline(max_chars)
    finally:
        text.detach()


def decoded(stream: BinaryIO, *, key: str, newline: str) -> io.TextIOWrapper:
    """The stream as characters; what cannot be decoded is U+FFFD. Detach it in the end.

    Args:
        stream: bytes with ``peek``.
        key: what errors are about.
        newline: as ``open`` has it.

    Raises:
        ReadError: kind ``undecodable``.
    """
    sample = cast(io.BufferedReader, stream).peek(_SAMPLE)[:_SAMPLE]
    # To the last line end: a character cut in two would look like a wrong encoding. Wide ones
    # show in the first bytes, and there a rest of a character is replaced without harm.
    whole = sample[: sample.rfind(b"\n") + 1] or sample
    encoding = decode(whole, document=key).encoding
    return io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline=newline)


def byte_lines(stream: BinaryIO, *, key: str, max_bytes: int) -> Generator[bytes, None, None]:
    """The lines with their ends.

    Raises:
        ReadError: kind ``too_large``.
    """
    while line := stream.readline(max_bytes + 1):
        if len(line) > max_bytes:
            raise too_large(key, max_bytes)
        yield line


def check_decoded(text: str, *, key: str) -> None:
    """Refuses a text of which much could not be decoded.

    Raises:
        ReadError: kind ``undecodable``.
    """
    if text.count("\ufffd") > _MAX_REPLACED * len(text):
        raise ReadError(key, "undecodable", "its encoding cannot be recognised; save it as UTF-8")
