"""Importing what a batch run writes: Parquet and packed lines, like lines of JSON."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from summarizer import cli
from summarizer.batch.output import write_reports
from summarizer.report import from_dict, to_dict
from summarizer.settings import default_store
from summarizer.store import queue
from summarizer.store.desk import Desk
from summarizer.store.values import QueueFilter, Role, User
from summarizer.types import Report, Status

EXAMPLE = from_dict(json.loads((Path(__file__).parent / "data/report.json").read_text("utf-8")))
SUFFIXES = (".jsonl", ".jsonl.gz", ".parquet")

Run = Callable[..., "Outcome"]


@dataclass(frozen=True)
class Outcome:
    code: int
    lines: list[str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Imports files in an empty folder, away from this machine's user."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("SUMMARIZER_STORE", raising=False)

    def run(*files: str) -> Outcome:
        with pytest.raises(SystemExit) as caught:
            cli.main(("import", *files))
        said = capsys.readouterr().err.splitlines()
        return Outcome(int(caught.value.code or 0), [each[12:] for each in said])

    return run


def reports(count: int) -> list[Report]:
    return [replace(EXAMPLE, document_id=f"d-{n:016x}", source=f"{n}.txt") for n in range(count)]


def written(path: str, *given: Report) -> None:
    write_reports(map(to_dict, given), Path(path))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_reports_come_into_the_queue(run: Run, suffix: str) -> None:
    written(f"reports{suffix}", *reports(3))
    outcome = run(f"reports{suffix}")
    assert outcome.code == 0
    assert outcome.lines == ["3 added, 0 known, 0 replaced, 0 closed, 0 failed; 3 without original"]
    with Desk.open(default_store()) as desk:
        found = queue.items(desk, QueueFilter(), by=User("ann", Role.ADMIN))
    assert {each.source for each in found.items} == {"0.txt", "1.txt", "2.txt"}


def test_the_same_reports_are_the_same_however_they_are_written(run: Run) -> None:
    for suffix in SUFFIXES:
        written(f"reports{suffix}", *reports(2))
    first, *others = (run(f"reports{suffix}").lines[-1][:17] for suffix in SUFFIXES)
    assert first == "2 added, 0 known,"
    assert set(others) == {"0 added, 2 known,"}


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_one_that_failed_is_told_by_its_place(run: Run, suffix: str) -> None:
    failed = replace(EXAMPLE, status=Status.FAILED, summary=None)
    written(f"reports{suffix}", reports(1)[0], failed)
    outcome = run(f"reports{suffix}")
    assert outcome.code == 1
    assert outcome.lines[0].startswith(f"reports{suffix}:2: failed when it was made: ")
    assert outcome.lines[-1].startswith("1 added, 0 known, 0 replaced, 0 closed, 1 failed")


def test_packed_lines_that_are_no_reports(run: Run) -> None:
    with gzip.open("reports.jsonl.gz", "wb") as stream:
        stream.write(b'\n{"secret": 1}\n')
    outcome = run("reports.jsonl.gz")
    assert outcome.code == 1
    assert outcome.lines[0] == "reports.jsonl.gz:2: not a report: report.schema: is missing"


@pytest.mark.parametrize("suffix", [".jsonl.gz", ".parquet"])
def test_a_file_that_is_not_what_its_name_says(run: Run, suffix: str) -> None:
    Path(f"reports{suffix}").write_text("a secret")
    outcome = run(f"reports{suffix}")
    assert outcome.code == 2
    assert "or a damaged one" in outcome.lines[0]
    assert "secret" not in outcome.lines[0]
    assert not default_store().exists()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_is_not_there(run: Run, suffix: str) -> None:
    outcome = run(f"reports{suffix}")
    assert outcome.code == 2
    assert outcome.lines == [f"error: reports{suffix}: cannot be read: No such file or directory"]
