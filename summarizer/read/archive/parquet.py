"""Parquet tables, a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, BinaryIO

from summarizer.errors import ReadError
from summarizer.read.archive.rows import (
    Row,
    has_text_column,
    no_text_column,
    row_entries,
    wanted,
)
from summarizer.read.archive.values import Entries, Limits, Part, Unfold
from summarizer.read.archive.whole import seekable

if TYPE_CHECKING:
    from pyarrow import RecordBatch, Scalar
    from pyarrow.parquet import ParquetFile

__all__ = ["open_parquet"]

_BATCH_BYTES = 8_000_000
_BATCH_ROWS = 1_000
_MAX_DEPTH = 100
_MAX_STRING = 10_000_000
_MAX_LIST = 1_000_000
_ENCRYPTED = b"PARE"


def open_parquet(part: Part, _unfold: Unfold) -> Entries:
    """Each row as a document. Columns that hold no single values are left out."""
    with seekable(part) as (file, size), closing(_opened(file, part)) as table:
        # Rows without anything in them take next to no room.
        part.budget.check_ratio(part.key, table.metadata.num_rows, size)
        names = _columns(table)
        if not has_text_column(names, part.columns):
            raise no_text_column(part, names)
        yield from row_entries(_rows(table, names, part), part)


def _opened(file: BinaryIO, part: Part) -> ParquetFile:
    from pyarrow.parquet import ParquetFile

    if file.read(4) == _ENCRYPTED:
        raise ReadError(part.key, "encrypted", "it is locked with a key; decrypt it first")
    bounds = {
        "thrift_string_size_limit": _MAX_STRING,
        "thrift_container_size_limit": _MAX_LIST,
        "schema_depth_limit": _MAX_DEPTH,
        "pre_buffer": False,
        "buffer_size": 1 << 20,
    }
    with _refusing(part):
        table = ParquetFile(file, **bounds)
        columns = (table.schema.column(at) for at in range(len(table.schema)))
        # Texts stay in their dictionaries: one text repeated a million times is one text.
        words = [each.path for each in columns if each.physical_type == "BYTE_ARRAY"]
        return ParquetFile(file, metadata=table.metadata, read_dictionary=words, **bounds)


def _columns(table: ParquetFile) -> list[str]:
    """The columns with one plain value a row."""
    columns = [table.schema.column(at) for at in range(len(table.schema))]
    plain = [each for each in columns if each.name == each.path and not each.max_repetition_level]
    return [each.name for each in plain]


def _rows(table: ParquetFile, names: list[str], part: Part) -> Iterator[Row]:
    number = 0
    for batch in _batches(table, wanted(names, part.columns), part):
        columns = list(zip(batch.schema.names, batch.columns, strict=True))
        for at in range(batch.num_rows):
            number += 1
            with _refusing(part):
                values = {name: _value(column[at], part.limits) for name, column in columns}
            # One text for a million rows is stored once, and would be read a million times.
            words = [value for value in values.values() if isinstance(value, str)]
            part.budget.count_bytes(1 + sum(map(len, words)))
            yield Row(number, values)


def _batches(table: ParquetFile, names: list[str], part: Part) -> Iterator[RecordBatch]:
    for at in range(table.num_row_groups):
        with _refusing(part):
            group = table.metadata.row_group(at)
            row_bytes = group.total_byte_size // max(1, group.num_rows)
            size = max(1, min(_BATCH_ROWS, _BATCH_BYTES // max(1, row_bytes)))
            yield from table.iter_batches(batch_size=size, row_groups=[at], columns=names)


def _value(scalar: Scalar, limits: Limits) -> object:
    """A value; of a text no more than shows that it is too large."""
    from pyarrow import DictionaryScalar

    if not scalar.is_valid:
        return None
    single = scalar.value if isinstance(scalar, DictionaryScalar) else scalar
    if hasattr(single, "as_buffer"):
        buffer = single.as_buffer()
        return buffer[: limits.max_bytes + 1].to_pybytes().decode("utf-8", "replace")
    try:
        return single.as_py()
    except (ValueError, OverflowError):  # such as a year that Python does not know
        return None


@contextmanager
def _refusing(part: Part) -> Iterator[None]:
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError, ValueError, KeyError):
        reason = "it is no Parquet table, or a damaged one; get it again"
        raise ReadError(part.key, "damaged", reason) from None
