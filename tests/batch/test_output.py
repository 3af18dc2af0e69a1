"""The file of reports: three ways to write it, one way to read it, and nothing by halves."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from summarizer.batch.output import (
    SUFFIXES,
    check_output,
    read_lines,
    read_reports,
    write_reports,
)
from summarizer.errors import UsageError
from summarizer.report import from_dict, to_json

Make = Callable[..., dict[str, Any]]


@pytest.fixture
def rows(make_row: Make) -> list[dict[str, Any]]:
    names = ("a.txt", "b\u2028c.txt", "été.txt")
    return [make_row(source=name, document_id=str(at)) for at, name in enumerate(names)]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_reports_come_back(tmp_path: Path, rows: list[dict[str, Any]], suffix: str) -> None:
    path = tmp_path / f"out{suffix}"
    assert write_reports(iter(rows), path) == 3
    assert list(read_reports(path)) == rows
    assert [json.loads(line) for line in read_lines(path)] == rows
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_reports_give_the_same_bytes(
    tmp_path: Path, rows: list[dict[str, Any]], suffix: str
) -> None:
    one, other = tmp_path / f"one{suffix}", tmp_path / f"other{suffix}"
    write_reports(rows, one)
    write_reports(rows, other)
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_no_reports(tmp_path: Path, suffix: str) -> None:
    assert write_reports([], tmp_path / f"out{suffix}") == 0
    assert list(read_reports(tmp_path / f"out{suffix}")) == []


def test_lines_are_those_of_the_program(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    lines = "".join(f"{to_json(from_dict(row))}\n" for row in rows)
    write_reports(rows, tmp_path / "out.jsonl")
    assert (tmp_path / "out.jsonl").read_bytes() == lines.encode("ascii")
    write_reports(rows, tmp_path / "out.jsonl.gz")
    packed = (tmp_path / "out.jsonl.gz").read_bytes()
    assert gzip.decompress(packed) == lines.encode("ascii")
    assert packed[3] == 0  # no name in the header
    assert packed[4:8] == bytes(4)  # no time either


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_was_there_stays_when_writing_fails(
    tmp_path: Path, rows: list[dict[str, Any]], suffix: str
) -> None:
    path = tmp_path / f"out{suffix}"
    write_reports(rows, path)
    before = path.read_bytes()

    def broken() -> Iterator[dict[str, Any]]:
        yield from rows[:2]
        raise RuntimeError("the journal is gone")

    with pytest.raises(RuntimeError):
        write_reports(broken(), path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_number_that_json_does_not_have(tmp_path: Path, make_row: Make, suffix: str) -> None:
    check = {"name": "a", "passed": None, "score": float("inf"), "detail": "a secret"}
    with pytest.raises(UsageError) as caught:
        write_reports([make_row(checks=[check])], tmp_path / f"out{suffix}")
    assert "secret" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_few_reports_are_in_memory_at_once(
    tmp_path: Path, make_row: Make, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tracemalloc

    # A Parquet file has a thousand in a group; smaller ones show as well whether they are kept.
    monkeypatch.setattr("summarizer.batch.parquet.ROWS_PER_GROUP", 200)

    def made(count: int) -> Iterator[dict[str, Any]]:
        return (make_row(source=f"{number}.txt") for number in range(count))

    def peak(count: int) -> int:
        tracemalloc.start()
        try:
            write_reports(made(count), tmp_path / f"out{suffix}")
            for _ in read_reports(tmp_path / f"out{suffix}"):
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    # What is loaded at the first use does not count.
    write_reports(made(1), tmp_path / f"out{suffix}")
    few = peak(200)
    assert peak(800) < 1.5 * few


@pytest.mark.parametrize("name", ["out.json", "out", ".jsonl", "out.parquet.zip", "out.gz"])
def test_an_unknown_suffix_is_refused_with_the_known_ones(tmp_path: Path, name: str) -> None:
    for act in (check_output, lambda path: write_reports([], path)):
        with pytest.raises(UsageError, match=re.escape(", ".join(SUFFIXES))):
            act(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_something_else_than_a_file_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "out.jsonl").mkdir()
    with pytest.raises(UsageError, match="is not a file"):
        check_output(tmp_path / "out.jsonl")
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="its folder is a file"):
        check_output(tmp_path / "file/out.jsonl")
    check_output(tmp_path / "new/out.jsonl")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_is_not_there(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        next(read_reports(tmp_path / f"out{suffix}"))
    with pytest.raises(UsageError, match="cannot be read: No such file"):
        next(read_lines(tmp_path / f"out{suffix}"))


@pytest.mark.parametrize("line", [b"{", b"[1]", b"\xff"])
def test_a_line_that_is_no_report(tmp_path: Path, make_row: Make, line: bytes) -> None:
    write_reports([make_row()], tmp_path / "out.jsonl")
    with (tmp_path / "out.jsonl").open("ab") as stream:
        stream.write(line + b"\n")
    with pytest.raises(UsageError, match=r"out\.jsonl:2: not a report"):
        list(read_reports(tmp_path / "out.jsonl"))


@pytest.mark.parametrize("change", ["cut", "plain", "spoilt"])
def test_a_damaged_packed_file(tmp_path: Path, rows: list[dict[str, Any]], change: str) -> None:
    path = tmp_path / "out.jsonl.gz"
    write_reports(rows, path)
    data = bytearray(path.read_bytes())
    if change == "cut":
        del data[-20:]
    elif change == "plain":
        data[:] = b"{}\n"
    else:
        data[20:60] = bytes(40)
    path.write_bytes(data)
    with pytest.raises(UsageError, match=r"out\.jsonl\.gz: is no gzip file, or a damaged one"):
        list(read_lines(path))
