"""The same archive gives the same units, however often a run was broken off."""

from __future__ import annotations

from pathlib import Path

import pytest

from summarizer.batch.intake import Intake
from summarizer.batch.journal import Journal, Row
from summarizer.batch.options import Options
from summarizer.batch.progress import Meter
from summarizer.batch.reading import Bad, Fresh, Old, rest_of
from summarizer.batch.working import Unit
from tests.batch.made import PROVENANCE, done, fresh, long

OPTIONS = Options(source="x", out=Path("x.jsonl"), unit=3)


def messages() -> list[Fresh | Bad]:
    found: list[Fresh | Bad] = [fresh(long(f"w{at}x"), f"{at}.txt") for at in range(10)]
    found.insert(2, fresh(long("w0x"), "copy.txt"))
    found.insert(5, Bad("bad.pdf", "digest", "encrypted", "it is locked"))
    found.insert(9, fresh(long("w1x", 59), "near.txt"))
    return found


def again(journal: Journal, message: Fresh | Bad) -> Fresh | Bad | Old:
    """What the reader would send in a later session."""
    known = journal.known(message.source)
    if known and known.digest == message.digest and (known.done or known.same):
        return Old(message.source, "same" if known.same else "done")
    return message


class Broken(Exception):
    """Breaks a session off."""


def session(
    path: Path, given: list[Fresh | Bad], *, stop: int | None, lost: bool = False
) -> dict[int, list[str]]:
    """Takes in messages and works on units as they come; gives those that were finished.

    Args:
        path: the journal.
        given: the messages.
        stop: after so many steps the session is broken off; a step is a message taken in, a unit
            made to last, or a report put down.
        lost: whether what was not made to last by then is lost.
    """
    journal = Journal.open(path)
    intake = Intake(journal, OPTIONS, Meter(), provenance=PROVENANCE)
    units: dict[int, list[str]] = {}
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1
        if stop is not None and steps > stop:
            raise Broken

    def work(found: list[Unit]) -> None:
        for each in found:
            journal.commit()
            step()
            for row in each.rows:
                journal.finish(row, done())
                step()
            journal.commit()
            assert each.number not in units
            units[each.number] = [document.source for document in each.documents]

    try:
        for message in given:
            work([*intake.take(again(journal, message))])
            step()
        work([*intake.rest()])
        assert not intake.over()
        journal.commit()
    except Broken:
        if lost:
            journal.rollback()
    journal.close()
    return units


def test_units_are_in_the_order_of_the_archive(tmp_path: Path) -> None:
    units = session(tmp_path / "j.db", messages(), stop=None)
    assert units == {
        0: ["0.txt", "1.txt", "2.txt"],
        1: ["3.txt", "4.txt", "5.txt"],
        2: ["6.txt", "7.txt", "8.txt"],
        3: ["9.txt"],
    }


@pytest.mark.parametrize("stop", range(26))
def test_a_run_that_was_broken_off_has_the_same_units(tmp_path: Path, stop: int) -> None:
    whole = session(tmp_path / "whole.db", messages(), stop=None)
    broken = session(tmp_path / "broken.db", messages(), stop=stop, lost=True)
    assert broken != whole
    rest = session(tmp_path / "broken.db", messages(), stop=None)
    assert not broken.keys() & rest.keys()
    assert broken | rest == whole
    assert rows_of(tmp_path / "broken.db") == rows_of(tmp_path / "whole.db")


def test_a_run_that_is_broken_off_again_and_again_has_the_same_units(tmp_path: Path) -> None:
    whole = session(tmp_path / "whole.db", messages(), stop=None)
    found: dict[int, list[str]] = {}
    for stop in range(1, 40):
        more = session(tmp_path / "broken.db", messages(), stop=stop, lost=True)
        assert not found.keys() & more.keys()
        found |= more
    assert found == whole
    assert rows_of(tmp_path / "broken.db") == rows_of(tmp_path / "whole.db")


def rows_of(path: Path) -> list[Row]:
    journal = Journal.open(path)
    rows = list(journal.rows())
    journal.close()
    return rows


def test_what_becomes_of_each_document(tmp_path: Path) -> None:
    session(tmp_path / "j.db", messages(), stop=None)
    journal = Journal.open(tmp_path / "j.db")
    rows = {row.source: row for row in journal.rows()}
    journal.close()
    assert (rows["copy.txt"].kind, rows["copy.txt"].same_as) == ("exact", "0.txt")
    assert (rows["near.txt"].kind, rows["near.txt"].same_as) == ("near", "1.txt")
    assert rows["copy.txt"].report is None
    failed = rows["bad.pdf"].report
    assert failed is not None
    assert failed["status"] == "failed"
    assert failed["checks"][0]["detail"] == "read: encrypted: it is locked"
    assert failed["source"] == "bad.pdf"


def test_the_meter_counts_every_document_once(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "j.db")
    meter = Meter()
    intake = Intake(journal, OPTIONS, meter, provenance=PROVENANCE)
    for message in messages():
        for each in intake.take(message):
            for row in each.rows:
                journal.finish(row, done())
                meter.report(done())
    assert (meter.seen, meter.duplicates) == (12, 2)  # one waits for its unit
    assert meter.now().statuses == {"failed": 1, "ready": 9}
    journal.close()


def test_a_text_that_was_changed_is_worked_on_anew(tmp_path: Path) -> None:
    given = messages()
    session(tmp_path / "j.db", given, stop=None)
    given[0] = fresh(long("changed"), "0.txt")
    units = session(tmp_path / "j.db", given, stop=None)
    assert sorted(source for found in units.values() for source in found) == ["0.txt", "copy.txt"]
    assert all(row.report or row.kind for row in rows_of(tmp_path / "j.db"))


@pytest.mark.parametrize("stop", range(1, 28))
def test_a_changed_archive_has_the_same_units_broken_off_or_not(tmp_path: Path, stop: int) -> None:
    given = messages()
    new = [fresh(long(f"new{at}x"), f"new{at}.txt") for at in range(6)]
    changed = [fresh(long("changed"), "0.txt"), *given[1:], *new]
    for name in ("whole.db", "broken.db"):
        session(tmp_path / name, given, stop=None)
    whole = session(tmp_path / "whole.db", changed, stop=None)
    found = session(tmp_path / "broken.db", changed, stop=stop, lost=True)
    found |= session(tmp_path / "broken.db", changed, stop=None)
    assert found == whole
    assert rows_of(tmp_path / "broken.db") == rows_of(tmp_path / "whole.db")


def test_what_the_reader_had_passed_when_it_was_freed_is_read_once_more(tmp_path: Path) -> None:
    given = messages()
    session(tmp_path / "j.db", given, stop=None)
    journal = Journal.open(tmp_path / "j.db")
    meter = Meter()
    intake = Intake(journal, OPTIONS, meter, provenance=PROVENANCE)
    given[0] = fresh(long("changed"), "0.txt")
    ahead = [again(journal, each) for each in given]
    units = [each for message in ahead for each in intake.take(message)]
    assert isinstance(ahead[2], Old)
    assert intake.over()
    units += [each for message in given for each in intake.take(again(journal, message))]
    units += intake.rest()
    assert not intake.over()
    sources = [document.source for each in units for document in each.documents]
    assert sources == ["0.txt", "copy.txt"]
    for each in units:
        for row in each.rows:
            journal.finish(row, done())
            meter.report(done())
    assert (meter.seen, meter.duplicates) == (13, 1)
    assert all(row.report or row.kind for row in journal.rows())
    journal.close()


def test_a_copy_of_what_can_no_longer_be_read_has_a_report_of_its_own(tmp_path: Path) -> None:
    given = messages()
    session(tmp_path / "j.db", given, stop=None)
    given[0] = Bad("0.txt", "other", "damaged", "it is cut off")
    units = session(tmp_path / "j.db", given, stop=None)
    assert [*units.values()] == [["copy.txt"]]


def test_reports_that_are_thrown_away_are_not_counted_twice(tmp_path: Path) -> None:
    given = messages()
    session(tmp_path / "j.db", given, stop=None)
    journal = Journal.open(tmp_path / "j.db")
    meter = Meter.of(journal)
    assert meter.now().statuses == {"ready": 10, "failed": 1}
    intake = Intake(journal, OPTIONS, meter, provenance=PROVENANCE)
    assert not [*intake.take(Bad("0.txt", "other", "damaged", "it is cut off"))]
    assert meter.now().statuses == {"ready": 9, "failed": 2}
    journal.close()


def test_what_could_not_be_reached_is_forgotten_when_it_was(tmp_path: Path) -> None:
    journal = Journal.open(tmp_path / "j.db")
    rest = Bad(rest_of(OPTIONS.source), "", "crashed", "it ended here")
    intake = Intake(journal, OPTIONS, Meter(), provenance=PROVENANCE)
    assert not [*intake.take(rest)]
    assert [row.source for row in journal.rows()] == ["x (the rest)"]
    intake = Intake(journal, OPTIONS, Meter(), provenance=PROVENANCE)
    assert not intake.over()
    assert not [*journal.rows()]
    journal.close()
