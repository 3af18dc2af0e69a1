"""CSV and TSV with a header line, in any common encoding."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import closing
from itertools import chain

from summarizer.errors import ReadError
from summarizer.read.archive.lines import text_lines
from summarizer.read.archive.rows import Row, has_text_column, no_text_column, row_entries
from summarizer.read.archive.stream import too_large
from summarizer.read.archive.values import Entries, Part, Refused, Unfold

__all__ = ["open_csv", "open_tsv"]

_DELIMITERS = ",;\t|"
_RAGGED = "it has more or fewer columns than the header; check its quotes and delimiters"


def open_csv(part: Part, _unfold: Unfold) -> Entries:
    """Each row as a document, counted from 1 under the header; the header tells what parts it."""
    yield from _open(part, _DELIMITERS)


def open_tsv(part: Part, _unfold: Unfold) -> Entries:
    """The same with tabs."""
    yield from _open(part, "\t")


def _open(part: Part, delimiters: str) -> Entries:
    # The module's own limit holds for the whole process: it is only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), part.limits.max_bytes))
    with closing(_Lines(part)) as lines:
        first = next((line for line in lines if not line.isspace()), "")
        delimiter = max(delimiters, key=first.count)
        try:
            header = next(csv.reader(chain([first], lines), delimiter=delimiter), [])
        except csv.Error:
            raise ReadError(part.key, "ragged", "its header is no row; check its quotes") from None
        header = [name.strip() for name in header]
        if header and not has_text_column(header, part.columns):
            raise no_text_column(part, header)
        yield from row_entries(_rows(lines, header, delimiter), part)


def _rows(lines: _Lines, header: list[str], delimiter: str) -> Iterator[Row | Refused]:
    reader = csv.reader(lines, delimiter=delimiter)
    number = 1
    while True:
        lines.row = f"{lines.table}:{number}"
        lines.taken = 0
        try:
            values = next(reader, None)
            if values is None:
                return
            if not values:
                continue
            if len(values) != len(header):
                raise ReadError(lines.row, "ragged", _RAGGED)
        except csv.Error:
            yield Refused(lines.row, "ragged", "it is no row; check its quotes")
        except ReadError as error:
            if error.document != lines.row:
                raise
            yield Refused(lines.row, error.kind, error.reason)
        else:
            yield Row(number, dict(zip(header, values, strict=True)))
            number += 1
            continue
        number += 1
        # What the reader keeps of a broken row must not become the start of the next.
        reader = csv.reader(lines, delimiter=delimiter)


class _Lines:
    """The lines of a table. Those of one row together are bounded: a quote may never close."""

    def __init__(self, part: Part) -> None:
        self._max_chars = part.limits.max_bytes
        self._lines = text_lines(part.stream, key=part.key, max_chars=self._max_chars, newline="")
        self.table = part.key
        self.row = part.key
        self.taken = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.taken += len(line or "")
        if line is None or self.taken > self._max_chars:
            raise too_large(self.row, self._max_chars)
        return line

    def close(self) -> None:
        self._lines.close()
