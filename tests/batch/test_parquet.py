"""Reports as a table: the contract's keys and types, nothing lost, the same bytes every time."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.batch.parquet import ROWS_PER_GROUP, read_rows, schema, write_rows
from summarizer.errors import UsageError
from summarizer.report import from_dict, to_dict
from summarizer.resources import report_schema
from summarizer.types import Operator, Origin, Role, Status

Make = Callable[..., dict[str, Any]]

texts = st.text(max_size=12)
wholes = st.integers(0, 2**40)
levels = st.integers(0, 4)
scores = st.floats(0, 1)
spans = st.tuples(wholes, wholes).map(lambda at: {"start": min(at), "end": max(at)})


def record(**keys: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(keys)


def placed(**keys: Any) -> st.SearchStrategy[dict[str, Any]]:
    """A record that begins with a place."""
    return st.builds(lambda span, rest: {**span, **rest}, spans, record(**keys))


def many(one: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(one, max_size=3)


sentences = record(
    text=texts,
    origin=st.sampled_from(get_args(Origin)),
    evidence=many(spans),
    support=st.none() | scores,
    signals=st.dictionaries(texts, st.floats(-6, 6), max_size=3),
)
summaries = st.builds(
    lambda headline, told: {
        "headline": headline,
        "text": " ".join(each["text"] for each in told),
        "sentences": told,
    },
    texts,
    many(sentences),
)
provenances = record(
    version=texts,
    model=texts,
    model_sha256=texts,
    adapter_sha256=texts,
    detector=texts,
    detector_sha256=texts,
    verifier=texts,
    verifier_sha256=texts,
    prompt=texts,
    prompt_sha256=texts,
    policy=texts,
    policy_sha256=texts,
    seed=st.integers(0, 2**32 - 1),
    timings_ms=st.dictionaries(texts, wholes, max_size=3),
)
rows = record(
    schema=st.just("1"),
    document_id=texts,
    source=texts,
    language=texts,
    status=st.sampled_from([Status.READY.value, Status.NEEDS_REVIEW.value]),
    content_warning=texts,
    summary=st.none() | summaries,
    warnings=st.lists(
        record(
            code=st.sampled_from(("cw-killing", "cw-suicide", "cw-made-up")),
            label=st.just(""),
            level=levels,
            summary_level=levels,
            score=scores,
            evidence=many(placed(rule=texts)),
        ),
        max_size=3,
        unique_by=lambda warning: warning["code"],
    ),
    redactions=many(
        placed(
            rule=texts,
            operator=st.sampled_from([each.value for each in Operator]),
            replacement=texts,
            reason=texts,
        )
    ),
    persons=many(
        record(
            id=texts,
            role=st.sampled_from(get_args(Role)),
            protected=st.booleans(),
            rule=texts,
            mentions=many(spans),
        )
    ),
    checks=many(
        record(
            name=texts,
            passed=st.none() | st.booleans(),
            score=st.none() | st.floats(allow_nan=False, allow_infinity=False),
            detail=texts,
        )
    ),
    support=many(record(code=texts, country=texts, name=texts, contact=texts, checked=texts)),
    provenance=provenances,
).map(lambda row: to_dict(from_dict(row)))


def table(*written: dict[str, Any]) -> bytes:
    stream = io.BytesIO()
    assert write_rows(written, stream) == len(written)
    return stream.getvalue()


@given(st.lists(rows, max_size=4))
def test_reports_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, written: list[dict[str, Any]]
) -> None:
    path = tmp_path_factory.mktemp("table") / "reports.parquet"
    path.write_bytes(table(*written))
    read = list(read_rows(path))
    assert read == written
    # In the order of the contract too, and as exact as in JSON.
    assert list(map(json.dumps, read)) == list(map(json.dumps, written))
    assert [to_dict(from_dict(row)) for row in read] == read


def test_the_table_has_the_keys_and_types_of_the_published_schema() -> None:
    published = json.loads(report_schema().read_text("utf-8"))

    def resolved(shape: dict[str, Any]) -> dict[str, Any]:
        while "$ref" in shape:
            shape = published["$defs"][shape["$ref"].rpartition("/")[2]]
        return shape

    def compare(shape: dict[str, Any], field: pa.Field, where: str) -> None:
        shape, kind = resolved(shape), field.type
        options = [resolved(each) for each in shape.get("anyOf", ())]
        types = shape.get("type", "string" if {"enum", "const"} & shape.keys() else None)
        nullable = {"type": "null"} in options or (isinstance(types, list) and "null" in types)
        assert field.nullable == nullable, where
        if options:
            (shape,) = [each for each in options if each != {"type": "null"}]
            types = shape["type"]
        if isinstance(types, list):
            (types,) = [each for each in types if each != "null"]
        if types == "object" and "properties" not in shape:
            assert pa.types.is_map(kind), where
            compare(shape["additionalProperties"], kind.item_field, f"{where}.*")
        elif types == "object":
            assert shape["required"] == [each.name for each in kind], where
            for each in kind:
                compare(shape["properties"][each.name], each, f"{where}.{each.name}")
        elif types == "array":
            compare(shape["items"], kind.value_field, f"{where}[]")
        else:
            names = {"string": "string", "integer": "int64", "number": "double", "boolean": "bool"}
            assert str(kind) == names[types], where

    compare(published, pa.field("report", pa.struct(list(schema())), nullable=False), "report")


def test_the_same_reports_give_the_same_bytes(make_row: Make) -> None:
    written = [make_row(document_id=str(number)) for number in range(20)]
    assert table(*written) == table(*written)


def test_rows_lie_in_groups_of_one_size(make_row: Make, tmp_path: Path) -> None:
    row = make_row()
    with (tmp_path / "a.parquet").open("wb") as stream:
        assert write_rows((row for _ in range(2 * ROWS_PER_GROUP + 5)), stream) == 2005
        assert not stream.closed
    metadata = pq.ParquetFile(tmp_path / "a.parquet").metadata
    sizes = [metadata.row_group(at).num_rows for at in range(metadata.num_row_groups)]
    assert sizes == [1000, 1000, 5]
    assert metadata.row_group(0).column(0).compression == "ZSTD"
    assert sum(1 for _ in read_rows(tmp_path / "a.parquet")) == 2005


def test_no_reports_are_a_table_too(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(table())
    assert list(read_rows(tmp_path / "a.parquet")) == []


def test_a_name_in_another_encoding_is_written_as_its_escape(
    make_row: Make, tmp_path: Path
) -> None:
    (tmp_path / "a.parquet").write_bytes(table(make_row(source="caf\udce9.txt"), make_row()))
    first, second = read_rows(tmp_path / "a.parquet")
    assert first["source"] == r"caf\udce9.txt"
    assert second == make_row()


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"extra": "a secret"}, "1 unknown keys"),
        ({"language": 3}, "language: has the wrong type"),
        ({"checks": [{"name": "a", "passed": True, "score": float("nan"), "detail": ""}]}, "score"),
    ],
)
def test_what_is_no_report_is_not_written(
    make_row: Make, values: dict[str, Any], said: str
) -> None:
    with pytest.raises(UsageError, match=said) as caught:
        table(make_row(**values))
    assert "secret" not in str(caught.value)


def test_a_table_of_something_else(tmp_path: Path) -> None:
    pq.write_table(pa.table({"words": ["a secret"]}), tmp_path / "a.parquet")
    with pytest.raises(UsageError, match=r"a\.parquet: holds no reports") as caught:
        list(read_rows(tmp_path / "a.parquet"))
    assert "secret" not in str(caught.value)


def test_a_table_with_a_spoilt_page(make_row: Make, tmp_path: Path) -> None:
    data = bytearray(table(*(make_row(source=f"{number}.txt") for number in range(200))))
    data[4:400] = bytes(396)
    (tmp_path / "a.parquet").write_bytes(data)
    with pytest.raises(UsageError, match=r"a\.parquet: is no Parquet table, or a damaged one"):
        list(read_rows(tmp_path / "a.parquet"))


@pytest.mark.parametrize("keep", [0, 3, 40, 400])
def test_a_damaged_table(make_row: Make, tmp_path: Path, keep: int) -> None:
    (tmp_path / "a.parquet").write_bytes(table(make_row())[:keep])
    with pytest.raises(UsageError, match=r"a\.parquet: is no Parquet table, or a damaged one"):
        list(read_rows(tmp_path / "a.parquet"))
