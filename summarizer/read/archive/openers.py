"""What a file name says about how its content becomes entries: the one table."""

from __future__ import annotations

from pathlib import PurePath

from summarizer.errors import ReadError
from summarizer.read.archive.csv import open_csv, open_tsv
from summarizer.read.archive.gzip import open_gzip, open_tgz
from summarizer.read.archive.json import open_json
from summarizer.read.archive.jsonl import open_jsonl
from summarizer.read.archive.mbox import open_mbox
from summarizer.read.archive.parquet import open_parquet
from summarizer.read.archive.sqlite import open_sqlite
from summarizer.read.archive.stream import read_whole
from summarizer.read.archive.tar import open_tar
from summarizer.read.archive.values import Entries, Entry, Opener, Part, Refused, Unfold
from summarizer.read.archive.warc import open_warc
from summarizer.read.archive.zip import open_zip

__all__ = ["OPENERS", "unfold"]


def open_document(part: Part, _unfold: Unfold) -> Entries:
    """The whole of it as one document, whatever it is."""
    data = read_whole(part.stream, key=part.key, max_bytes=part.limits.max_bytes)
    yield Entry(source=part.key, data=data)


def refuse(part: Part, _unfold: Unfold) -> Entries:
    """Nothing: an archive of a kind that cannot be read."""
    reason = "this kind of archive cannot be read; unpack it first"
    yield Refused(part.key, "unsupported", reason)


OPENERS: dict[str, Opener] = {
    ".7z": refuse,
    ".bz2": refuse,
    ".csv": open_csv,
    ".db": open_sqlite,
    ".gz": open_gzip,
    ".json": open_json,
    ".jsonl": open_jsonl,
    ".mbox": open_mbox,
    ".ndjson": open_jsonl,
    ".parquet": open_parquet,
    ".rar": refuse,
    ".sqlite": open_sqlite,
    ".sqlite3": open_sqlite,
    ".tar": open_tar,
    ".tgz": open_tgz,
    ".tsv": open_tsv,
    ".warc": open_warc,
    ".xz": refuse,
    ".zip": open_zip,
    ".zst": refuse,
}
"""File suffix → opener. Anything else is one document."""


def unfold(part: Part) -> Entries:
    """The entries of a part. What is wrong with it ends it, not what it lies in.

    Raises:
        ReadError: something is wrong with what it lies in.
        UsageError: it is all that was asked for, and cannot be read as asked.
    """
    opener = OPENERS.get(PurePath(part.name).suffix.lower(), open_document)
    try:
        yield from opener(part, unfold)
    except ReadError as error:
        if not error.document.startswith(part.key):
            raise
        yield Refused(error.document, error.kind, error.reason)
    except OSError as error:
        reason = f"it cannot be read ({type(error).__name__}); check the disk"
        yield Refused(part.key, "unreadable", reason)
