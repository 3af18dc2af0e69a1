"""MBOX: e-mail messages one after the other, each under a line that begins with "From "."""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarizer.errors import ReadError
from summarizer.read.archive.stream import too_large
from summarizer.read.archive.values import Entries, Entry, Part, Refused, Unfold

__all__ = ["open_mbox"]

# Words of a message may begin like this too, so the line has to show a time of day.
_BEGINS = re.compile(rb"From .{0,300}\d{1,2}:\d\d")
_QUOTED = re.compile(rb">+From ")
_PIECE = 65_536


def open_mbox(part: Part, _unfold: Unfold) -> Entries:
    """Each message as a document."""
    for number, message in enumerate(_messages(part), 1):
        key = f"{part.key}:{number}"
        if message is None:
            error = too_large(key, part.limits.max_bytes)
            yield Refused(key, error.kind, error.reason)
        else:
            yield Entry(source=key, data=message, media_type="message/rfc822")


def _messages(part: Part) -> Iterator[bytes | None]:
    """The messages; None for one that is too large."""
    message: bytearray | None = None
    started = False
    between = True  # the last piece was an empty line
    whole = True  # the last piece ended its line
    while piece := part.stream.readline(_PIECE):
        if whole and not started and not piece.isspace():
            if not piece.startswith(b"From "):
                reason = "it does not begin like an mbox file; check the file"
                raise ReadError(part.key, "damaged", reason)
            message, started = bytearray(), True
        elif whole and between and _BEGINS.match(piece):
            yield _ended(message)
            message = bytearray()
        elif message is not None:
            message += piece[1:] if whole and _QUOTED.match(piece) else piece
            if len(message) > part.limits.max_bytes:
                message = None
        between = whole and piece.isspace()
        whole = piece.endswith(b"\n")
    if started:
        yield _ended(message)


def _ended(message: bytearray | None) -> bytes | None:
    """The message without the empty line before the next."""
    if message is None:
        return None
    end = next((each for each in (b"\r\n\r\n", b"\n\n") if message.endswith(each)), b"")
    return bytes(message[: len(message) - len(end) // 2])
