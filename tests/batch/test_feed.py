"""Each entry has its message, whatever becomes of the reader."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

import pytest

from summarizer.batch.child import Broken, Child
from summarizer.batch.feed import Feed
from summarizer.batch.reading import Bad, End, Going, Message, Old
from summarizer.errors import ResourceError, UsageError
from tests.batch.made import in_thread

Work = Callable[[Connection, int, int | None], None]


def reader(work: Work) -> Callable[[int, int | None], Child]:
    return lambda skip, deadly: in_thread(work, skip, deadly)


def heard(feed: Feed) -> list[Message]:
    found: list[Message] = []
    while feed.pipe is not None:
        assert feed.pipe.poll(5)
        message = feed.hear()
        if message is not None:
            found.append(message)
    return found


def entries(*deaths: int, total: int = 5) -> Work:
    """A reader of some entries that dies of reading a few of them."""

    def work(pipe: Connection, skip: int, deadly: int | None) -> None:
        for number in range(skip, total):
            if number == deadly:
                pipe.send(Bad(f"{number}", "", "crashed", "look at it"))
            elif number in deaths:
                return
            else:
                pipe.send(Old(f"{number}", "done"))
        pipe.send(End())

    return work


def kinds(found: list[Message]) -> list[str]:
    return [f"{each.source}:{type(each).__name__}" for each in found if not isinstance(each, End)]


def test_a_reader_that_lives_says_all() -> None:
    found = heard(Feed(reader(entries()), source="a"))
    assert kinds(found) == ["0:Old", "1:Old", "2:Old", "3:Old", "4:Old"]
    assert isinstance(found[-1], End)


@pytest.mark.parametrize("deaths", [(0,), (2,), (4,), (1, 3), (0, 1, 2, 3, 4)])
def test_what_a_reader_dies_of_is_bad_and_the_rest_is_read(deaths: tuple[int, ...]) -> None:
    found = heard(Feed(reader(entries(*deaths)), source="a"))
    assert kinds(found) == [f"{at}:{'Bad' if at in deaths else 'Old'}" for at in range(5)]
    assert isinstance(found[-1], End)


def test_an_archive_that_cannot_be_gone_through_ends_with_a_word_about_it() -> None:
    def work(pipe: Connection, skip: int, deadly: int | None) -> None:
        for number in range(skip, 3):
            pipe.send(Old(f"{number}", "done"))

    found = heard(Feed(reader(work), source="big.zip"))
    assert kinds(found) == ["0:Old", "1:Old", "2:Old", "big.zip (the rest):Bad"]
    assert isinstance(found[-1], Bad)
    assert "at entry 4;" in found[-1].reason


def test_a_reader_that_hangs_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()

    def work(pipe: Connection, skip: int, deadly: int | None) -> None:
        if deadly is None:
            stop.wait(10)
            return
        pipe.send(Bad("0", "", "crashed", "look at it"))
        pipe.send(End())

    feed = Feed(reader(work), source="a")
    assert feed.overdue() is None
    monkeypatch.setattr("summarizer.batch.feed._STALLED_S", -1.0)
    stop.set()
    assert feed.overdue() is None
    assert kinds(heard(feed)) == ["0:Bad"]


@pytest.mark.parametrize(("code", "error"), [(2, UsageError), (3, ResourceError)])
def test_a_source_that_cannot_be_used_ends_the_run(code: int, error: type[Exception]) -> None:
    def work(pipe: Connection, skip: int, deadly: int | None) -> None:
        pipe.send(Broken("nowhere: there is no such file", code))

    feed = Feed(reader(work), source="nowhere")
    assert feed.pipe is not None
    assert feed.pipe.poll(5)
    with pytest.raises(error, match="no such file"):
        feed.hear()
    feed.end()


def test_an_error_of_the_reader_is_as_its_death() -> None:
    def work(pipe: Connection, skip: int, deadly: int | None) -> None:
        for number in range(skip, 2):
            pipe.send(Old(f"{number}", "done"))
        pipe.send(Broken("internal error (ValueError)", 1))

    found = heard(Feed(reader(work), source="big.zip"))
    assert kinds(found) == ["0:Old", "1:Old", "big.zip (the rest):Bad"]


def test_one_that_is_on_a_long_way_is_not_taken_for_a_hanging_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    going = threading.Event()

    def work(pipe: Connection, skip: int, deadly: int | None) -> None:
        assert deadly is None
        pipe.send(Going())
        going.wait(10)
        pipe.send(End())

    late = [0.0]
    clock = time.monotonic
    monkeypatch.setattr("summarizer.batch.feed.time.monotonic", lambda: clock() + late[0])
    feed = Feed(reader(work), source="a")
    late[0] = 250.0
    assert feed.pipe is not None
    assert feed.pipe.poll(5)
    assert feed.hear() is None
    late[0] = 500.0
    assert feed.overdue() is None
    going.set()
    assert [type(each) for each in heard(feed)] == [End]


def test_it_goes_through_the_archive_once_more_when_told() -> None:
    feed = Feed(reader(entries(1, total=2)), source="a")
    assert kinds(heard(feed)) == ["0:Old", "1:Bad"]
    feed.again()
    assert kinds(heard(feed)) == ["0:Old", "1:Bad"]


def test_standard_input_is_not_gone_through_from_its_middle() -> None:
    hired: list[int] = []

    def work(pipe: Connection, skip: int, deadly: int | None) -> None:
        hired.append(skip)
        pipe.send(End() if skip else Old("-:1", "done"))

    found = heard(Feed(reader(work), source="-"))
    assert kinds(found) == ["-:1:Old", "- (the rest):Bad"]
    assert hired == [0]
