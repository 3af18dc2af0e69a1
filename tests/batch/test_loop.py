"""The loop of a run with a real reader and a real journal: only the models are not there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

import pytest

from summarizer.batch.crew import Lost
from summarizer.batch.intake import failed
from summarizer.batch.journal import Done, Journal
from summarizer.batch.loop import run_with
from summarizer.batch.options import Options
from summarizer.batch.outputs import Outputs
from summarizer.batch.progress import Progress
from summarizer.batch.working import Finished, Ready, Unit
from summarizer.errors import ResourceError, UsageError
from summarizer.settings import Settings
from summarizer.types import Check, Document
from tests.batch.made import PROVENANCE, in_thread, long

DEADLY = "deadly"


class Desk:
    """Workers without models: one unit at a time, each report made of its document's key."""

    def __init__(self) -> None:
        self.waiting: list[Unit] = []
        self.units: list[list[str]] = []
        self.ended = False

    @property
    def wants_more(self) -> bool:
        return len(self.waiting) < 2

    @property
    def idle(self) -> bool:
        return not self.waiting

    def first(self) -> Ready:
        return Ready(PROVENANCE)

    def fill(self) -> None:
        pass

    def give(self, units: Sequence[Unit]) -> None:
        self.waiting.extend(units)

    def wait(self, others: Sequence[Any], *, timeout_s: float) -> Sequence[Any]:
        return wait(list(others), 0.0 if self.waiting else timeout_s)

    def hear(self, ready: Sequence[Any]) -> Iterator[Finished | Lost]:
        if not self.waiting:
            return
        unit = self.waiting.pop(0)
        self.units.append([Path(each.source).name for each in unit.documents])
        for row, document in zip(unit.rows, unit.documents, strict=True):
            if DEADLY in document.text:
                yield Lost(Unit(unit.number, (row,), (document,)), stalled=False)
            else:
                yield Finished(unit.number, (row,), (made(document),))

    def end(self) -> None:
        self.ended = True


def made(document: Document) -> Done:
    check = Check("stage", False, None, "stage: crashed: there is no model")
    return failed(document.source, check, provenance=PROVENANCE, document=document)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    folder = tmp_path / "archive"
    folder.mkdir()
    for at in range(7):
        (folder / f"{at}.txt").write_text(long(f"w{at}x"))
    (folder / "1a.txt").write_text(long("w1x"))
    (folder / "3a.txt").write_text("")
    return folder


@pytest.fixture
def options(archive: Path, tmp_path: Path) -> Options:
    return Options(source=str(archive), out=tmp_path / "out.jsonl", unit=2)


def done(
    options: Options, desk: Desk, listen: Callable[[Progress], None] = lambda progress: None
) -> Outputs:
    return run_with(desk, options, settings=Settings(), listen=listen, engine="local")


def left(out: Path) -> tuple[bytes, bytes]:
    return out.read_bytes(), out.with_suffix(".documents.jsonl").read_bytes()


def states(out: Path) -> dict[str, str]:
    lines = out.with_suffix(".documents.jsonl").read_text().splitlines()
    listed = [json.loads(line) for line in lines]
    return {Path(each["source"]).name: each["status"] for each in listed}


@pytest.fixture(autouse=True)
def threads(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers are threads, but where processes are asked for."""
    if "processes" not in request.fixturenames:
        monkeypatch.setattr("summarizer.batch.loop.start", in_thread)


@pytest.fixture
def processes() -> None:
    """Readers are processes."""


@pytest.mark.usefixtures("processes")
def test_every_document_is_worked_on_once_in_units(options: Options) -> None:
    desk, heard = Desk(), list[Progress]()
    outputs = done(options, desk, heard.append)
    assert desk.units == [["0.txt", "1.txt"], ["2.txt", "3.txt"], ["4.txt", "5.txt"], ["6.txt"]]
    assert desk.ended
    assert outputs.failed == 8
    assert outputs.tally.duplicates == {"exact": 1}
    assert outputs.tally.open == 0
    last = heard[-1]
    assert (last.seen, last.duplicates, last.made) == (9, 1, 8)
    assert {each.total for each in heard} <= {None, 9}


class Stop(BaseException):
    """Breaks a run off, as Ctrl-C does."""


@pytest.mark.parametrize("after", [1, 2, 5])
def test_a_run_that_is_broken_off_ends_alike(
    options: Options, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    done(options, Desk())
    whole = left(options.out)
    finish, reports = Journal.finish, 0

    def breaks(journal: Journal, number: int, report: Done) -> None:
        nonlocal reports
        reports += 1
        if reports > after:
            raise Stop
        finish(journal, number, report)

    broken = replace(options, out=tmp_path / "broken.jsonl")
    with monkeypatch.context() as patched, pytest.raises(Stop):  # noqa: PT012
        patched.setattr(Journal, "finish", breaks)
        done(broken, Desk())
    assert not broken.out.exists()
    journal = Journal.looked_at(tmp_path / "broken.run/journal.db")
    units: dict[int, set[bool]] = {}
    query = (
        "SELECT unit, EXISTS (SELECT 1 FROM reports AS r WHERE r.number = d.number)"
        " FROM documents AS d WHERE unit IS NOT NULL"
    )
    for unit, there in journal._connection.execute(query):
        units.setdefault(unit, set()).add(bool(there))
    assert all(len(found) == 1 for found in units.values())
    assert len(journal.sessions()) == 1
    journal.close()
    done(replace(broken, start="resume"), Desk())
    assert left(broken.out) == whole


def test_a_run_that_is_done_has_nothing_left_to_do(options: Options) -> None:
    done(options, Desk())
    before = left(options.out)
    desk, heard = Desk(), list[Progress]()
    done(replace(options, start="resume"), desk, heard.append)
    assert desk.units == []
    assert left(options.out) == before
    assert (heard[-1].seen, heard[-1].made) == (9, 0)


def test_copies_of_what_has_changed_are_read_again_in_the_same_run(
    options: Options, archive: Path
) -> None:
    (archive / "1b.txt").write_text(long("w1x"))
    done(options, Desk())
    assert (states(options.out)["1a.txt"], states(options.out)["1b.txt"]) == ("duplicate",) * 2
    # The reader is ahead: it has passed by the copies before anybody hears that this has changed.
    (archive / "1.txt").write_text(long("changed"))
    desk, heard = Desk(), list[Progress]()
    outputs = done(replace(options, start="resume"), desk, heard.append)
    changed, copy = sorted(name for unit in desk.units for name in unit)
    # Which of the copies comes first is up to the processes that read.
    (other,) = {"1a.txt", "1b.txt"} - {copy}
    assert changed == "1.txt"
    assert (states(options.out)[copy], states(options.out)[other]) == ("failed", "duplicate")
    assert outputs.tally.open == 0
    assert (heard[-1].seen, heard[-1].duplicates) == (10, 1)


def test_a_document_that_is_lost_has_failed(options: Options, archive: Path) -> None:
    (archive / "4.txt").write_text(f"A {DEADLY} text.")
    done(options, Desk())
    lines = options.out.with_suffix(".documents.jsonl").read_text().splitlines()
    failures = {Path(json.loads(line)["source"]).name: json.loads(line) for line in lines}
    assert "ended the worker" in failures["4.txt"]["failure"]
    assert failures["4.txt"]["status"] == "failed"
    assert DEADLY not in "".join(lines)


def test_a_source_that_is_missing_ends_the_run(options: Options) -> None:
    desk = Desk()
    with pytest.raises(UsageError, match="no such file"):
        done(replace(options, source="nowhere"), desk)
    assert desk.ended


def test_a_disk_that_is_full_ends_the_run_and_says_how_it_goes_on(
    options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = Journal.add

    def fills(journal: Journal, source: str, **values: Any) -> int:
        if source.endswith("5.txt"):
            pages = journal._connection.execute("PRAGMA page_count").fetchone()[0]
            journal._connection.execute(f"PRAGMA max_page_count={pages}")
            for at in range(1000):
                add(journal, f"{source} {at}" * 50, digest="1")
        return add(journal, source, **values)

    with (  # noqa: PT012
        monkeypatch.context() as patched,
        pytest.raises(ResourceError, match=r"full.*--resume"),
    ):
        patched.setattr(Journal, "add", fills)
        done(options, Desk())
    outputs = done(replace(options, start="resume"), Desk())
    assert outputs.tally.documents == 9
    assert outputs.tally.open == 0
