"""Reports as a Parquet table: one row a report, with the keys and types of the JSON contract.

``timings_ms`` is a map; everything else is nested as in the JSON. The same reports give the same
bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from summarizer.errors import UsageError
from summarizer.report import from_dict

if TYPE_CHECKING:
    from pyarrow import DataType, Field, Schema

__all__ = ["ROWS_PER_GROUP", "read_rows", "schema", "write_rows"]

ROWS_PER_GROUP = 1_000

_READ_AT_ONCE = 100
_OR_NULL = "?"
_TEXTS: Final = dict.fromkeys(
    ("document_id", "source", "language", "status", "content_warning"), str
)
_SPAN: Final = {"start": int, "end": int}
_SHAPE: Final[Mapping[str, object]] = {
    "schema": str,
    **_TEXTS,
    "summary?": {
        "headline": str,
        "text": str,
        "sentences": [
            {
                "text": str,
                "origin": str,
                "evidence": [_SPAN],
                "support?": float,
                "signals": {str: float},
            }
        ],
    },
    "warnings": [
        {
            "code": str,
            "label": str,
            "level": int,
            "summary_level": int,
            "score": float,
            "evidence": [{**_SPAN, "rule": str}],
        }
    ],
    "redactions": [{**_SPAN, "rule": str, "operator": str, "replacement": str, "reason": str}],
    "persons": [{"id": str, "role": str, "protected": bool, "rule": str, "mentions": [_SPAN]}],
    "checks": [{"name": str, "passed?": bool, "score?": float, "detail": str}],
    "support": [{"code": str, "country": str, "name": str, "contact": str, "checked": str}],
    "provenance": {
        "version": str,
        "model": str,
        "model_sha256": str,
        "adapter_sha256": str,
        "detector": str,
        "detector_sha256": str,
        "verifier": str,
        "verifier_sha256": str,
        "prompt": str,
        "prompt_sha256": str,
        "policy": str,
        "policy_sha256": str,
        "seed": int,
        "timings_ms": {str: int},
    },
}
"""Keys in order, and what they hold. One that ends in ``?`` may be null; ``{str: int}`` = a map."""


@cache
def schema() -> Schema:
    """Columns and types. What a report must have cannot be null."""
    import pyarrow as pa

    return pa.schema([_field(key, shape) for key, shape in _SHAPE.items()])


def write_rows(rows: Iterable[Mapping[str, object]], stream: BinaryIO) -> int:
    r"""Writes reports as a table; gives how many.

    A lone surrogate, which UTF-8 cannot hold, is written as its escape, such as ``\udcff``.

    Raises:
        UsageError: a row is no report; names the key, never the value.
    """
    import pyarrow as pa
    from pyarrow.parquet import ParquetWriter

    count = 0
    left = iter(rows)
    with ParquetWriter(stream, schema(), compression="zstd") as writer:
        while group := list(islice(left, ROWS_PER_GROUP)):
            for row in group:
                # A key that the table does not have would go without a word.
                from_dict(row)
            try:
                table = pa.Table.from_pylist(group, schema())
            except UnicodeEncodeError:
                table = pa.Table.from_pylist([_encodable(row) for row in group], schema())
            writer.write_table(table, row_group_size=ROWS_PER_GROUP)
            count += len(group)
            group.clear()  # before the next ones are gathered
    return count


def read_rows(path: Path) -> Iterator[dict[str, Any]]:
    """The reports of a table, a few at a time in memory.

    Raises:
        OSError: it cannot be opened.
        UsageError: it is no table of reports, or a damaged one.
    """
    import pyarrow as pa
    from pyarrow.parquet import ParquetFile

    with path.open("rb") as stream:
        try:
            table = ParquetFile(stream)
            if set(table.schema_arrow.names) != set(_columns()):
                raise UsageError(f"{path}: holds no reports: its columns are other ones")
            for batch in table.iter_batches(batch_size=_READ_AT_ONCE):
                yield from batch.to_pylist(maps_as_pydicts="strict")
        except (pa.ArrowException, OSError, ValueError, KeyError):
            raise UsageError(f"{path}: is no Parquet table, or a damaged one") from None


def _columns() -> list[str]:
    return [key.removesuffix(_OR_NULL) for key in _SHAPE]


def _field(key: str, shape: object) -> Field:
    import pyarrow as pa

    name = key.removesuffix(_OR_NULL)
    return pa.field(name, _type(shape), nullable=name != key)


def _type(shape: object) -> DataType:
    import pyarrow as pa

    if isinstance(shape, list):
        return pa.list_(_field("element", shape[0]))
    if isinstance(shape, Mapping):
        if str in shape:
            return pa.map_(pa.string(), _field("value", shape[str]))
        return pa.struct([_field(key, inner) for key, inner in shape.items()])
    plain: dict[object, DataType] = {
        str: pa.string(),
        int: pa.int64(),
        float: pa.float64(),
        bool: pa.bool_(),
    }
    return plain[shape]


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, Mapping):
        return {_encodable(key): _encodable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_encodable(each) for each in value]
    return value
