"""The same archive gives the same units, however often a run was broken off."""

from __future__ import annotations

from pathlib import Path

import pytest

from summarizer.batch.intake import Intake
from summarizer.batch.journal import Journal
from summarizer.batch.options import Options
from summarizer.batch.progress import Meter
from summarizer.batch.reading import Bad, Fresh, Old
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


def session(path: Path, given: list[Fresh | Bad], *, stop: int | None) -> dict[int, list[str]]:
    """Takes in messages, works on complete units at once, and is broken off after so many."""
    journal = Journal.open(path)
    intake = Intake(journal, OPTIONS, Meter(), provenance=PROVENANCE)
    units: dict[int, list[str]] = {}

    def work(found: list[Unit]) -> None:
        for each in found:
            assert each.number not in units
            units[each.number] = [document.source for document in each.documents]
            for row in each.rows:
                journal.finish(row, done())
        journal.commit()

    for number, message in enumerate(given):
        if number == stop:
            journal.commit()
            journal.close()
            return units
        work([*intake.take(again(journal, message))])
    work([*intake.rest()])
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


@pytest.mark.parametrize("stop", range(13))
def test_a_run_that_was_broken_off_has_the_same_units(tmp_path: Path, stop: int) -> None:
    whole = session(tmp_path / "whole.db", messages(), stop=None)
    broken = session(tmp_path / "broken.db", messages(), stop=stop)
    rest = session(tmp_path / "broken.db", messages(), stop=None)
    assert not broken.keys() & rest.keys()
    assert broken | rest == whole
    rows = []
    for name in ("whole.db", "broken.db"):
        journal = Journal.open(tmp_path / name)
        rows.append(list(journal.rows()))
        journal.close()
    assert rows[0] == rows[1]


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
