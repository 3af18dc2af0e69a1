"""What comes out of a source, and what is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, TypeAlias

from summarizer.read.archive.budget import Budget

__all__ = ["KINDS", "Columns", "Entries", "Entry", "Limits", "Opener", "Part", "Refused", "Unfold"]

KINDS = (
    "bomb",
    "damaged",
    "encrypted",
    "in_use",
    "link",
    "many_tables",
    "missing",
    "no_text",
    "no_text_column",
    "not_an_object",
    "not_json",
    "ragged",
    "special",
    "too_deep",
    "too_large",
    "too_many",
    "undecodable",
    "unreadable",
    "unsafe_path",
    "unsupported",
)
"""The categories of ``Refused``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One document that nobody has read yet.

    Attributes:
        source: its key, never content: ``dir/a.txt``, ``a.zip!inner/b.html``,
            ``news.jsonl.gz:17``, ``mail.mbox:3``, ``db.sqlite:articles:5``; numbers start at 1.
        data: the bytes of a file, or the text of a row.
        media_type: None = told from name and bytes.
        title: the title column of its row.
        metadata: the other plain values of its row, each cut to 1,000 characters.
    """

    source: str
    data: bytes | str = field(repr=False)
    media_type: str | None = None
    title: str | None = field(default=None, repr=False)
    metadata: tuple[tuple[str, str], ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Refused:
    """What cannot be a document. It counts as failed; the reason holds no content.

    Args:
        source: its key, as in ``Entry``.
        kind: one of ``KINDS``.
        reason: what is wrong and what to do.
    """

    source: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which columns of a table hold what. None = told from the names of the columns.

    Attributes:
        text: the document; by itself ``text``, ``body``, ``content``, ``article``, ``document``
            or ``story``, in capitals or not.
        title: its headline; by itself ``title`` or ``headline``.
        id: what is put into the key after ``#``; by itself nothing.
        html: the document as HTML, where a row has it; by itself nothing.
    """

    text: str | None = None
    title: str | None = None
    id: str | None = None
    html: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one source may ask of memory and time.

    Attributes:
        max_bytes: the largest document; a longer one is never read further.
        max_members: files in one archive, with those of archives inside it.
        max_total_bytes: what one archive may unpack to; None = ``max_ratio`` alone decides.
        max_ratio: unpacked bytes for each packed one, counted while they come.
        max_depth: archives inside archives.
    """

    max_bytes: int = 5_000_000
    max_members: int = 1_000_000
    max_total_bytes: int | None = None
    max_ratio: int = 200
    max_depth: int = 3


Entries: TypeAlias = Generator[Entry | Refused, None, None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Something open for reading: a file, or a member of an archive.

    Attributes:
        key: what it is called in the record.
        name: the file name that tells what it is.
        stream: its bytes, at the start. Whoever made the part closes it.
        path: where it lies, if it is a file; then its stream can seek.
        table: the table that is asked for, in a database.
        depth: archives around it.
        alone: whether it is all that was asked for, so that what is wrong with it as a whole is
            an error of the request.
        budget: what the archive that it belongs to may still unpack to.
        columns: which columns hold what.
        limits: how much it may ask.
    """

    key: str
    name: str
    stream: BinaryIO = field(repr=False)
    path: Path | None = None
    table: str | None = None
    depth: int = 0
    alone: bool = False
    budget: Budget = field(repr=False)
    columns: Columns
    limits: Limits


Unfold: TypeAlias = Callable[[Part], Entries]
Opener: TypeAlias = Callable[[Part, Unfold], Entries]
