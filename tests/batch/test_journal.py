"""What a run has done so far is on disk, whole or not at all."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from summarizer.batch.journal import Journal, Same
from summarizer.batch.near import signature
from summarizer.errors import StoreError
from tests.batch.made import done, long


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.db"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    opened = Journal.open(path)
    yield opened
    opened.close()


def test_what_is_put_down_is_there_after_it_is_opened_again(journal: Journal, path: Path) -> None:
    journal.set_meta("identity", "{}")
    first = journal.add("a.txt", digest="1", document_id="d-1", characters=7, unit=0)
    second = journal.add("b.txt", digest="2", document_id="d-1", same=Same(first, "exact", 1.0))
    journal.finish(first, done("word", codes=("cw-death-grief", "cw-war")))
    session = journal.begin_session(10.0)
    journal.end_session(session, ended=70.0, done=1)
    journal.commit()
    other = Journal.open(path)
    assert other.meta("identity") == "{}"
    assert other.meta("nothing") is None
    rows = list(other.rows())
    assert [(row.number, row.source, row.kind, row.same_as) for row in rows] == [
        (first, "a.txt", "", ""),
        (second, "b.txt", "exact", "a.txt"),
    ]
    assert rows[0].report == {"status": "ready", "word": "word"}
    assert rows[0].stages_ms == {"write": 5}
    assert rows[1].report is None
    assert (rows[1].same_id, rows[1].similarity) == ("d-1", 1.0)
    assert other.counts() == (2, 1, 1)
    assert other.uniques() == 1
    assert other.statuses() == [("ready", ("cw-death-grief", "cw-war"), 1)]
    assert other.sessions() == [(10.0, 70.0, 1)]
    other.close()


def test_nothing_counts_before_it_is_committed(journal: Journal, path: Path) -> None:
    journal.add("a.txt", digest="1")
    seen = Journal.looked_at(path)
    assert seen.known("a.txt") is None
    journal.commit()
    assert seen.known("a.txt") is not None
    seen.close()


def test_a_source_is_known_by_what_is_in_it(journal: Journal) -> None:
    number = journal.add("a.txt", digest="1", document_id="d-1", unit=3)
    known = journal.known("a.txt")
    assert known is not None
    assert (known.number, known.digest, known.unit) == (number, "1", 3)
    assert (known.same, known.done) == (False, False)
    journal.finish(number, done())
    assert (known := journal.known("a.txt")) is not None
    assert known.done


def test_another_content_takes_the_old_ones_place_and_frees_its_duplicates(
    journal: Journal,
) -> None:
    text = long("w")
    number = journal.add("a.txt", digest="1", document_id="d-1", signature=signature(text), unit=0)
    journal.finish(number, done())
    journal.add("b.txt", digest="2", document_id="d-1", same=Same(number, "exact", 1.0))
    assert journal.add("a.txt", digest="3", document_id="d-9", unit=1) == number
    assert [row.report for row in journal.rows()] == [None, None]
    assert (freed := journal.known("b.txt")) is not None
    assert (freed.digest, freed.same) == ("", False)
    assert journal.same_as("d-1", signature(text), near=0.9) is None


def test_copies_and_near_copies_are_found_and_the_closest_is_taken(journal: Journal) -> None:
    text = long("w", 200)
    near = text.replace("w50 ", "changed ")
    far = text.replace("w5", "other ")
    for at, each in enumerate([far, near]):
        journal.add(
            f"{at}.txt", digest=str(at), document_id=f"d-{at}", signature=signature(each), unit=0
        )
    assert journal.same_as("d-1", None, near=0.9) == Same(2, "exact", 1.0)
    found = journal.same_as("d-7", signature(text), near=0.9)
    assert found is not None
    assert (found.number, found.kind) == (2, "near")
    assert found.similarity >= 0.9
    assert journal.same_as("d-7", signature(text), near=1.1) is None
    assert journal.same_as("d-1", None, near=0.9, source="1.txt") is None


def test_a_duplicate_has_no_duplicates(journal: Journal) -> None:
    first = journal.add("a", digest="1", document_id="d-1", unit=0)
    journal.add("b", digest="2", document_id="d-2", same=Same(first, "near", 0.95))
    assert journal.same_as("d-2", None, near=0.9) is None


def test_what_changes_frees_a_near_copy_and_leaves_no_band(journal: Journal) -> None:
    text = long("w", 200)
    number = journal.add("a", digest="1", document_id="d-1", signature=signature(text), unit=0)
    journal.add("b", digest="2", document_id="d-2", same=Same(number, "near", 0.97))
    assert journal.freed() == 0
    journal.add("a", digest="3", document_id="d-3", signature=signature(long("v", 200)), unit=0)
    assert journal.freed() == 1
    assert journal.same_as("d-9", signature(text), near=0.5) is None
    found = journal.same_as("d-9", signature(long("v", 200)), near=0.5)
    assert found == Same(number, "near", 1.0)
    assert (row := list(journal.rows())[1]).kind == ""
    assert row.similarity == 0.0


def test_what_is_forgotten_is_gone_with_its_report(journal: Journal) -> None:
    number = journal.add("a", digest="1", document_id="d-1", signature=signature(long("w")))
    journal.finish(number, done())
    journal.forget("a")
    journal.forget("nothing")
    assert journal.counts() == (0, 0, 0)
    assert journal.known("a") is None
    assert journal.same_as("d-9", signature(long("w")), near=0.9) is None


def test_what_was_not_made_to_last_can_be_taken_back(journal: Journal) -> None:
    number = journal.add("a", digest="1", unit=0)
    journal.commit()
    journal.finish(number, done())
    journal.rollback()
    assert journal.counts() == (1, 0, 0)


def test_a_report_is_known_with_its_status_and_codes(journal: Journal) -> None:
    number = journal.add("a", digest="1", unit=0)
    assert (known := journal.known("a")) is not None
    assert (known.status, known.codes) == (None, ())
    journal.finish(number, done(status="withheld", codes=("cw-war", "cw-death-grief")))
    assert (known := journal.known("a")) is not None
    assert (known.status, known.codes) == ("withheld", ("cw-war", "cw-death-grief"))


WRITER = """
import sys
from pathlib import Path
from summarizer.batch.journal import Journal
journal = Journal.open(Path(sys.argv[1]))
for line in sys.stdin:
    if line == "add\\n":
        journal.add("a.txt", digest="1", unit=0)
    else:
        journal.commit()
    print("done", flush=True)
"""


def test_it_can_be_looked_at_while_another_process_writes_it(path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None

        def tell(line: str) -> None:
            assert writer.stdin is not None
            assert writer.stdout is not None
            print(line, file=writer.stdin, flush=True)
            assert writer.stdout.readline() == "done\n"

        tell("add")
        looked_at = Journal.looked_at(path)
        assert looked_at.known("a.txt") is None
        tell("commit")
        assert looked_at.known("a.txt") is not None
        with pytest.raises(StoreError, match="cannot be written"):
            looked_at.add("b.txt", digest="1")
        looked_at.close()
        tell("commit")
        writer.stdin.close()


def test_what_is_not_there_cannot_be_looked_at(path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        Journal.looked_at(path)


@pytest.mark.parametrize("content", [b"not a database" * 99, b"SQLite format 3\0" + b"x" * 99])
def test_a_damaged_file_says_what_to_do(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreError, match="--fresh") as caught:
        Journal.open(path)
    assert "--resume" not in str(caught.value)


def test_another_version_says_what_to_do(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version=99")
    connection.close()
    with pytest.raises(StoreError, match=r"another version.*--fresh"):
        Journal.open(path)


def test_a_full_disk_keeps_what_was_done(journal: Journal) -> None:
    for at in range(20):
        journal.add(f"{at}.txt", digest="1", unit=0)
    journal.commit()
    connection: Any = journal._connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count={pages + 1}")
    with pytest.raises(StoreError, match=r"disk is full.*--resume") as caught:  # noqa: PT012
        for at in range(20, 4000):
            journal.add(f"secret-{at}.txt" * 20, digest="1", unit=0)
    assert "secret" not in str(caught.value)
    journal.rollback()
    assert journal.counts()[0] == 20


KILLED = """
import sys
from pathlib import Path
from summarizer.batch.journal import Journal, Done
journal = Journal.open(Path(sys.argv[1]))
print("open", flush=True)
for unit in range(100_000):
    rows = [journal.add(f"{unit}/{at}", digest="1", unit=unit) for at in range(8)]
    journal.commit()
    for row in rows:
        journal.finish(row, Done('"' + "x" * 5000 + '"', "ready", (), {}))
    journal.commit()
"""


@pytest.mark.slow
@pytest.mark.parametrize("after", [0.01, 0.05, 0.1, 0.2, 0.35])
def test_a_killed_process_leaves_whole_units(path: Path, after: float) -> None:
    code = textwrap.dedent(KILLED)
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, env={**os.environ}
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
    journal = Journal.open(path)
    units: dict[str, list[bool]] = {}
    for row in journal.rows():
        units.setdefault(row.source.partition("/")[0], []).append(row.report is not None)
    assert all(len(found) == 8 and len(set(found)) == 1 for found in units.values())
    journal.close()
