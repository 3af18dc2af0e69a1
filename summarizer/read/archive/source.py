"""One source, as it is named on a command line, as a stream of entries."""

from __future__ import annotations

import glob
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import cast

from summarizer.errors import ReadError, UsageError
from summarizer.read.archive.budget import Budget
from summarizer.read.archive.files import opened, walk
from summarizer.read.archive.names import is_rubbish
from summarizer.read.archive.openers import OPENERS, unfold
from summarizer.read.archive.sqlite import open_sqlite
from summarizer.read.archive.values import Columns, Entries, Limits, Part, Refused
from summarizer.view import printable

__all__ = ["entries"]

_COLUMNS = Columns()
_LIMITS = Limits()
_PATTERN = frozenset("*?[")
_BEFORE = b"\xef\xbb\xbf \t\r\n"


def entries(
    source: str,
    *,
    columns: Columns = _COLUMNS,
    limits: Limits = _LIMITS,
    home: Path | None = None,
) -> Entries:
    """The documents of a source, not yet read, in an order that is the same each time.

    Whoever stops before the end closes the generator.

    Args:
        source: a folder, a pattern such as ``news/**/*.html``, a file, an archive, a table,
            ``PATH.sqlite:TABLE``, or "-" for standard input.
        columns: which columns of tables hold what.
        limits: how much memory and time it may ask for.
        home: the folder that a relative source starts from; None = the current one. Keys leave
            it out.

    Raises:
        UsageError: the source is missing or cannot be used as it is; some cases show with the
            first entry.
    """
    if source == "-":
        return _standard_input(columns, limits)
    if not source.strip():
        raise UsageError("the source is empty; name a folder, a file or a pattern")
    base = home or Path()
    try:
        path = base / source
        if path.is_dir():
            return _files(walk(path, _folder_key(source)), columns, limits)
        if path.exists():
            return _file(path, printable(source), columns, limits)
        before, _, table = source.rpartition(":")
        if before and OPENERS.get(PurePath(before).suffix.lower()) is open_sqlite:
            path = base / before
            if path.exists():
                return _file(path, printable(before), columns, limits, table=table)
        if _PATTERN.intersection(source):
            return _files(_matching(source, base), columns, limits)
    except (OSError, ValueError) as error:
        reason = f"it cannot be looked up ({type(error).__name__}); check the path"
        raise UsageError(f"{printable(source)}: {reason}") from None
    raise UsageError(f"{printable(source)}: there is no such file or folder; check the path")


def _file(
    path: Path, key: str, columns: Columns, limits: Limits, *, table: str | None = None
) -> Entries:
    """The entries of the one file that was asked for."""
    try:
        yield from _unfolded(path, key, columns, limits, alone=True, table=table)
    except ReadError as error:
        raise UsageError(f"{key}: {error.reason}") from None


def _files(
    found: Iterator[tuple[Path, str] | Refused], columns: Columns, limits: Limits
) -> Entries:
    for each in found:
        if isinstance(each, Refused):
            yield each
            continue
        path, key = each
        try:
            yield from _unfolded(path, key, columns, limits)
        except ReadError as error:
            yield Refused(key, error.kind, error.reason)


def _unfolded(
    path: Path,
    key: str,
    columns: Columns,
    limits: Limits,
    *,
    alone: bool = False,
    table: str | None = None,
) -> Entries:
    with opened(path, key=key) as stream:
        size = os.fstat(stream.fileno()).st_size
        yield from unfold(
            Part(
                key=key,
                name=path.name,
                stream=stream,
                path=path,
                table=table,
                alone=alone,
                budget=_budget(key, size, limits),
                columns=columns,
                limits=limits,
            )
        )


def _matching(pattern: str, base: Path) -> Iterator[tuple[Path, str]]:
    """The files that a pattern fits.

    Raises:
        UsageError: there are none.
    """
    names = sorted(set(glob.iglob(pattern, root_dir=base, recursive=True)))  # noqa: PTH207 (absolute too)
    files = [
        (base / name, printable(name))
        for name in names
        if not is_rubbish(PurePath(name).name) and not (base / name).is_dir()
    ]
    if not files:
        raise UsageError(f"{printable(pattern)}: no file fits this pattern; check it")
    return iter(files)


def _standard_input(columns: Columns, limits: Limits) -> Entries:
    stream = io.BufferedReader(cast(io.RawIOBase, sys.stdin.buffer))
    try:
        table = stream.peek(1024).lstrip(_BEFORE).startswith(b"{")
        yield from unfold(
            Part(
                key="-",
                name="-.jsonl" if table else "-",
                stream=stream,
                alone=True,
                budget=_budget("-", 0, limits),
                columns=columns,
                limits=limits,
            )
        )
    finally:
        stream.detach()


def _budget(key: str, size: int, limits: Limits) -> Budget:
    return Budget(
        key,
        size,
        max_members=limits.max_members,
        max_total_bytes=limits.max_total_bytes,
        max_ratio=limits.max_ratio,
    )


def _folder_key(source: str) -> str:
    key = printable(str(PurePath(source)))
    return "" if key == "." else key
