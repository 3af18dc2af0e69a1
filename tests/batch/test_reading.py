"""The reader: one message for each entry, and what is done is not read again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, cast

import pytest

from summarizer.batch.journal import Journal, Same
from summarizer.batch.options import Options
from summarizer.batch.reading import Bad, End, Fresh, Going, Old, count, read
from summarizer.errors import ResourceError, UsageError
from summarizer.read.archive import parse_where
from tests.batch.made import done


class Line:
    """Keeps what is sent."""

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def send(self, message: object) -> None:
        self.sent.append(message)


@pytest.fixture
def options(tmp_path: Path) -> Options:
    folder = tmp_path / "archive"
    folder.mkdir()
    for name in ("a.txt", "b.txt", "c.txt"):
        (folder / name).write_text(f"The council met on Monday in {name[0].upper()}.")
    (folder / "d.bin").write_bytes(b"\0\1\2" * 99)
    return Options(source=str(folder), out=tmp_path / "out.jsonl")


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal.open(tmp_path / "journal.db")
    yield opened
    opened.close()


def sent(
    options: Options, journal: Journal, *, skip: int = 0, deadly: int | None = None
) -> list[Any]:
    journal.commit()
    line = Line()
    path = options.out.parent / "journal.db"
    read(cast(Connection, line), options, path, skip, deadly)
    return line.sent


def shown(messages: list[Any]) -> list[str]:
    return [
        f"{Path(each.source).name}:{type(each).__name__}"
        for each in messages
        if not isinstance(each, (End, Going))
    ]


def test_every_entry_has_its_message(options: Options, journal: Journal) -> None:
    messages = sent(options, journal)
    assert shown(messages) == ["a.txt:Fresh", "b.txt:Fresh", "c.txt:Fresh", "d.bin:Bad"]
    assert messages[-1] == End()
    assert messages[0].document.text.startswith("The council")
    assert messages[3].kind == "binary"
    assert len({each.digest for each in messages[:-1]}) == 4
    assert "council" not in repr(messages)


def test_what_is_done_is_not_read_again(options: Options, journal: Journal) -> None:
    first = sent(options, journal)
    a = journal.add(first[0].source, digest=first[0].digest, unit=0)
    journal.finish(a, done())
    journal.add(first[1].source, digest=first[1].digest, same=Same(a, "exact", 1.0))
    journal.add(first[2].source, digest=first[2].digest, unit=0)
    d = journal.add(first[3].source, digest=first[3].digest)
    journal.finish(d, done(status="failed"))
    again = sent(options, journal)
    assert shown(again) == ["a.txt:Old", "b.txt:Old", "c.txt:Fresh", "d.bin:Old"]
    assert [again[0].state, again[1].state, again[3].state] == ["done", "same", "done"]
    Path(first[0].source).write_text("Another text.")
    assert shown(sent(options, journal))[0] == "a.txt:Fresh"


def test_what_a_reader_died_of_is_left_out_and_tried_again_in_the_next_session(
    options: Options, journal: Journal
) -> None:
    messages = sent(options, journal, skip=1, deadly=1)
    assert shown(messages) == ["b.txt:Bad", "c.txt:Fresh", "d.bin:Bad"]
    assert messages[0].kind == "crashed"
    journal.finish(journal.add(messages[0].source, digest=""), done(status="failed"))
    assert shown(sent(options, journal))[1] == "b.txt:Fresh"


def test_an_error_of_a_format_says_its_type_alone(
    options: Options, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(entry: Any, **limits: Any) -> Any:
        raise ValueError(f"cannot read {entry.data!r}")

    monkeypatch.setattr("summarizer.batch.reading.read_entry", fails)
    messages = sent(options, journal)
    assert [each.kind for each in messages[:3]] == ["internal"] * 3
    assert messages[0].reason == "internal error (ValueError)"


def test_a_part_of_the_archive_can_be_asked_for(options: Options, journal: Journal) -> None:
    assert shown(sent(replace(options, limit=2), journal)) == ["a.txt:Fresh", "b.txt:Fresh"]
    one = replace(options, where=(parse_where("source ~ b\\.txt"),))
    assert shown(sent(one, journal)) == ["b.txt:Fresh"]
    large = replace(options, where=(parse_where("bytes > 100"),), limit=1)
    assert shown(sent(large, journal)) == ["d.bin:Bad"]
    small = replace(options, max_bytes=100)
    assert shown(sent(small, journal))[3] == "d.bin:Bad"


def test_a_long_way_without_a_message_is_told_of(
    options: Options, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summarizer.batch.reading._BEAT_S", -1.0)
    none = replace(options, where=(parse_where("source = nothing"),))
    assert sent(none, journal) == [Going()] * 4 + [End()]
    skipped = sent(options, journal, skip=3)
    assert [type(each) for each in skipped] == [Going, Going, Going, Going, Bad, End]


def test_entries_are_counted_without_being_read(
    options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summarizer.batch.reading.read_entry", None)
    line = Line()
    count(cast(Connection, line), options)
    assert line.sent == [4, End()]
    line = Line()
    count(cast(Connection, line), replace(options, limit=3))
    assert line.sent == [3, End()]


def test_a_source_that_is_missing_is_said_at_once(options: Options, journal: Journal) -> None:
    with pytest.raises(UsageError, match="no such file"):
        sent(replace(options, source="nowhere"), journal)
    with pytest.raises(ResourceError, match="cannot be opened"):
        read(cast(Connection, Line()), options, options.out.parent / "none.db", 0, None)


def test_near_copies_can_be_told_by_what_is_sent(options: Options, journal: Journal) -> None:
    text = " ".join(f"word{at}" for at in range(80))
    (Path(options.source) / "a.txt").write_text(text)
    messages = sent(options, journal)
    assert isinstance(messages[0], Fresh)
    assert messages[0].signature is not None
    assert messages[1].signature is None
    assert not isinstance(messages[1], Old)
