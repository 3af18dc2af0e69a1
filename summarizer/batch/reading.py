"""The reader: a process that goes through the archive, and reads what is not done yet.

Damaged and hostile files are opened here and nowhere else. Each entry makes one message, so that
the runner knows which entry a reader died of: it starts another, which goes on after it.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Literal

from summarizer.batch.journal import Journal
from summarizer.batch.near import Signature, signature
from summarizer.batch.options import Options
from summarizer.errors import DocumentError
from summarizer.read.archive import Entry, Limits, Refused, entries, read_entry
from summarizer.types import Document

__all__ = ["STDIN", "Bad", "End", "Fresh", "Going", "Message", "Old", "count", "read", "rest_of"]

STDIN = "-"
"""The source that can be gone through once only."""

_BEAT_S = 10.0


@dataclass(frozen=True, slots=True)
class Fresh:
    """A document to be worked on, if it is no duplicate."""

    source: str
    digest: str
    document: Document = field(repr=False)
    signature: Signature | None


@dataclass(frozen=True, slots=True)
class Bad:
    """An entry that is no document, and why; without a word of it."""

    source: str
    digest: str
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class Old:
    """An entry that is done, as it is in the archive now."""

    source: str
    state: Literal["done", "same"]


@dataclass(frozen=True, slots=True)
class End:
    """There are no more entries."""


Message = Fresh | Bad | Old | End


@dataclass(frozen=True, slots=True)
class Going:
    """The reader goes through entries that are not asked for, or that it has told of already."""


def rest_of(source: str) -> str:
    """What stands for the entries of a source that no reader could come to."""
    return f"{source} (the rest)"


def read(pipe: Connection, options: Options, journal: Path, skip: int, deadly: int | None) -> None:
    """Sends a message for each entry, and ``End``.

    Args:
        pipe: to the runner.
        options: of the run.
        journal: its journal, to see what is done.
        skip: entries whose messages have come already.
        deadly: the entry of which an earlier reader died.
    """
    with closing(Journal.looked_at(journal)) as done:
        for number, entry in enumerate(_taken(options, passed=_beat(pipe))):
            if number < skip:
                continue
            if number == deadly:
                reason = "reading it ended the reader; look at it"
                pipe.send(Bad(entry.source, "", "crashed", reason))
                continue
            pipe.send(_message(entry, done, options))
    pipe.send(End())


def count(pipe: Connection, options: Options) -> None:
    """Sends how many entries there are, now and then and at the end; nothing is read."""
    number = 0
    for number, _ in enumerate(_taken(options), 1):
        if number % 1000 == 0:
            pipe.send(number)
    pipe.send(number)
    pipe.send(End())


def _taken(
    options: Options, *, passed: Callable[[], None] = lambda: None
) -> Iterator[Entry | Refused]:
    """The entries of the archive that a run is asked to take.

    Args:
        options: of the run.
        passed: is called for every entry, taken or not.

    Raises:
        UsageError: the source as a whole cannot be used.
    """
    limits = Limits(max_bytes=options.max_bytes)

    def wanted() -> Iterator[Entry | Refused]:
        for each in entries(options.source, columns=options.columns, limits=limits):
            passed()
            if options.takes(each) if isinstance(each, Entry) else options.sampled(each.source):
                yield each

    return islice(wanted(), options.limit)


def _beat(pipe: Connection) -> Callable[[], None]:
    """Says now and then that the reader is going, so that a long way is not taken for a stall."""
    said = time.monotonic()

    def passed() -> None:
        nonlocal said
        if time.monotonic() - said > _BEAT_S:
            pipe.send(Going())
            said = time.monotonic()

    return passed


def _message(entry: Entry | Refused, done: Journal, options: Options) -> Message:
    if isinstance(entry, Refused):
        digest = _digest(entry.kind.encode())
        known = done.known(entry.source)
        if known is not None and known.done and known.digest == digest:
            return Old(entry.source, "done")
        return Bad(entry.source, digest, entry.kind, entry.reason)
    digest = _digest_of(entry)
    known = done.known(entry.source)
    if known is not None and known.digest == digest and (known.done or known.same):
        return Old(entry.source, "same" if known.same else "done")
    try:
        document = read_entry(entry, max_bytes=options.max_bytes)
    except DocumentError as error:
        return Bad(entry.source, digest, error.kind, error.reason)
    except Exception as error:
        # Whatever a reader of some format raises on this one; its message may quote the text.
        return Bad(entry.source, digest, "internal", f"internal error ({type(error).__name__})")
    return Fresh(entry.source, digest, document, signature(document.plain))


def _digest_of(entry: Entry) -> str:
    data = entry.data if isinstance(entry.data, bytes) else entry.data.encode("utf-8", "replace")
    return _digest(data, (entry.title or "").encode("utf-8", "replace"))


def _digest(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return digest.hexdigest()[:32]
