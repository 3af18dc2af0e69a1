"""Where a document comes from: a file, standard input, bytes in memory or a text."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Literal

from summarizer import read
from summarizer.types import Document

__all__ = ["Source", "from_bytes", "from_path", "from_text"]


@dataclass(frozen=True, slots=True)
class Source:
    """What a document is called before anybody has read it, and how it is read.

    ``read`` raises ``ReadError`` when the bytes cannot be made into a document.
    """

    name: str
    read: Callable[[], Document] = field(repr=False)


def from_path(path: Path | Literal["-"], *, max_bytes: int) -> Source:
    """A file, or standard input for "-"."""
    if path == "-":
        return Source("-", partial(_read_stdin, max_bytes))
    return Source(str(path), partial(read.read_path, path, max_bytes=max_bytes))


def from_bytes(data: bytes, *, name: str, media_type: str | None, max_bytes: int) -> Source:
    """Bytes in memory; without a media type it is told from them."""
    reader = partial(read.read_bytes, data, source=name, media_type=media_type, max_bytes=max_bytes)
    return Source(name, reader)


def from_text(text: str, *, name: str) -> Source:
    """A text."""
    return Source(name, partial(read.read_text, text, source=name))


def _read_stdin(max_bytes: int) -> Document:
    return read.read_bytes(sys.stdin.buffer.read(max_bytes + 1), source="-", max_bytes=max_bytes)
