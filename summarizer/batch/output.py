"""The file of reports that a run leaves: JSON lines, plain or packed, or a Parquet table."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from summarizer.batch import parquet
from summarizer.batch.atomic import replacing
from summarizer.errors import UsageError

__all__ = ["SUFFIXES", "check_output", "read_lines", "read_reports", "write_reports"]

SUFFIXES = (".jsonl", ".jsonl.gz", ".parquet")

T = TypeVar("T")

_PACKED = 6
"""gzip's own default, spelt out: the same reports give the same bytes."""


def check_output(path: Path) -> None:
    """Refuses, before any work is done, a place that reports cannot be written to.

    Raises:
        UsageError: its suffix is none of ``SUFFIXES``, or something else than a file is there.
    """
    _suffix(path)
    if path.exists() and not path.is_file():
        raise UsageError(f"{path}: is not a file; name one for the reports")
    if path.parent.exists() and not path.parent.is_dir():
        raise UsageError(f"{path}: cannot be written: its folder is a file")


def write_reports(rows: Iterable[Mapping[str, object]], path: Path) -> int:
    """Writes reports in their order; gives how many. All of them, or what was there stays.

    Args:
        rows: each a report as ``report.to_dict`` gives it; few are in memory at once.
        path: its suffix says how they are written.

    Raises:
        UsageError: as ``check_output``, it cannot be written, or a row is no report.
    """
    check_output(path)
    suffix = _suffix(path)
    with replacing(path) as stream:
        if suffix == ".parquet":
            return parquet.write_rows(rows, stream)
        if suffix == ".jsonl":
            return _write_lines(rows, stream)
        # No name and no time in the header: neither is the reports'.
        with gzip.GzipFile("", "wb", _PACKED, stream, mtime=0) as packed:
            return _write_lines(rows, packed)


def read_reports(path: Path) -> Iterator[dict[str, Any]]:
    """The reports of a file as ``write_reports`` was given them; few are in memory at once.

    Raises:
        UsageError: it cannot be read, is damaged, or has a line that is no JSON object.
    """
    if _suffix(path) == ".parquet":
        yield from _explained(path, parquet.read_rows(path))
        return
    for number, line in enumerate(read_lines(path), 1):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise UsageError(f"{path}:{number}: not a report: not a JSON object")
        yield row


def read_lines(path: Path) -> Iterator[bytes]:
    """The reports of a file as lines of JSON, whatever they are written as.

    Lines come as they are: one may be blank or no report.

    Raises:
        UsageError: it cannot be read, or is damaged.
    """
    suffix = _suffix(path)
    if suffix == ".parquet":
        rows = _explained(path, parquet.read_rows(path))
        yield from (json.dumps(row).encode() for row in rows)
    elif suffix == ".jsonl":
        yield from _explained(path, _lines(path))
    else:
        yield from _explained(path, _packed_lines(path))


def _suffix(path: Path) -> str:
    for suffix in SUFFIXES:
        if path.name.endswith(suffix) and path.name != suffix:
            return suffix
    raise UsageError(f"{path}: the file of reports has to end in {', '.join(SUFFIXES)}")


def _write_lines(rows: Iterable[Mapping[str, object]], stream: BinaryIO | gzip.GzipFile) -> int:
    count = 0
    for count, row in enumerate(rows, 1):
        try:
            line = json.dumps(row, allow_nan=False)
        except (TypeError, ValueError):
            # Without its cause, which may quote the row.
            raise UsageError(f"report {count}: cannot be written as JSON") from None
        stream.write(f"{line}\n".encode("ascii"))
    return count


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        yield from stream


def _packed_lines(path: Path) -> Iterator[bytes]:
    try:
        with gzip.open(path, "rb") as stream:
            yield from stream
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise UsageError(f"{path}: is no gzip file, or a damaged one") from None


def _explained(path: Path, found: Iterator[T]) -> Iterator[T]:
    try:
        yield from found
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
