"""No document takes others with it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

import pytest

from summarizer.batch.child import Broken
from summarizer.batch.crew import Crew, Lost
from summarizer.batch.working import Finished, Ready, Unit
from summarizer.errors import ResourceError, UsageError
from tests.batch.made import PROVENANCE, done, in_thread, unit

DEADLY = "deadly"


def dies_of(pipe: Connection, word: str) -> None:
    """A worker that ends without a word when a document holds one."""
    pipe.send(Ready(PROVENANCE))
    while True:
        given: Unit = pipe.recv()
        if any(word in document.text for document in given.documents):
            return
        pipe.send(finished(given))


def finished(given: Unit) -> Finished:
    return Finished(given.number, given.rows, tuple(done() for _ in given.rows))


@pytest.fixture
def made() -> Iterator[Callable[..., Crew]]:
    crews: list[Crew] = []

    def make(work: Callable[..., None] = dies_of, *given: object, size: int = 2) -> Crew:
        crew = Crew(partial(in_thread, work, *(given or (DEADLY,))), size=size, stalled_s=60)
        crews.append(crew)
        return crew

    yield make
    for crew in crews:
        crew.end()


def worked(crew: Crew, *units: Unit) -> list[Finished | Lost]:
    crew.first()
    crew.fill()
    crew.give(units)
    found: list[Finished | Lost] = []
    end = time.monotonic() + 120
    while not crew.idle and time.monotonic() < end:
        found += crew.hear(crew.wait([], timeout_s=0.2))
    assert crew.idle
    return found


def test_every_unit_is_finished_once(made: Callable[..., Crew]) -> None:
    units = [unit(number, "A text.", "Another text.", first=number * 2) for number in range(7)]
    found = worked(made(), *units)
    assert sorted(each.number for each in found if isinstance(each, Finished)) == list(range(7))


def test_a_deadly_document_is_lost_alone(made: Callable[..., Crew]) -> None:
    bad = unit(1, "One text.", f"A {DEADLY} text.", "A third text.", first=10)
    found = worked(made(), unit(0, "Fine text."), bad, unit(2, "Fine as well.", first=20))
    lost = [each for each in found if isinstance(each, Lost)]
    assert [each.unit.rows for each in lost] == [(11,)]
    assert not lost[0].stalled
    rows = sorted(row for each in found if isinstance(each, Finished) for row in each.rows)
    assert rows == [1, 10, 12, 20]


def test_a_unit_of_one_is_tried_twice(made: Callable[..., Crew]) -> None:
    (lost,) = worked(made(size=1), unit(0, f"A {DEADLY} text."))
    assert isinstance(lost, Lost)


def test_a_worker_that_dies_by_chance_costs_nothing(made: Callable[..., Crew]) -> None:
    died: list[int] = []

    def by_chance(pipe: Connection, word: str) -> None:
        if died:
            return dies_of(pipe, word)
        died.append(1)
        pipe.send(Ready(PROVENANCE))
        pipe.recv()
        return None

    found = worked(made(by_chance, DEADLY, size=1), unit(0, "A text.", "Another."))
    assert [each.rows for each in found if isinstance(each, Finished)] == [(1, 2)]


def test_a_document_that_takes_too_long_is_lost(
    made: Callable[..., Crew], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = threading.Event()

    def slow(pipe: Connection, word: str) -> None:
        pipe.send(Ready(PROVENANCE))
        while True:
            given = pipe.recv()
            if any(word in each.text for each in given.documents):
                stop.wait(10)
            pipe.send(finished(given))

    late = [0.0]
    clock = time.monotonic
    monkeypatch.setattr("summarizer.batch.crew.time.monotonic", lambda: clock() + late[0])
    monkeypatch.setattr("summarizer.batch.child._PATIENCE_S", 0.1)
    crew = made(slow, DEADLY, size=1)
    crew.first()
    crew.give([unit(0, f"A {DEADLY} text.")])
    found: list[Any] = []
    while not crew.idle:
        late[0] += 1000
        found += crew.hear(crew.wait([], timeout_s=0.05))
        if any(isinstance(each, Lost) for each in found):
            break
    stop.set()
    assert [each.stalled for each in found if isinstance(each, Lost)] == [True]


@pytest.mark.parametrize(
    ("word", "error"),
    [
        (Broken("model m is missing; run: summarizer models pull", 3), ResourceError),
        (Broken("--policy: no such profile", 2), UsageError),
    ],
)
def test_a_crew_that_cannot_load_says_why(
    made: Callable[..., Crew], word: Broken, error: type[Exception]
) -> None:
    def broken(pipe: Connection, said: Broken) -> None:
        pipe.send(said)

    with pytest.raises(error, match=word.message[:8]):
        made(broken, word).first()


def test_a_worker_that_ends_while_loading_is_out_of_memory(made: Callable[..., Crew]) -> None:
    with pytest.raises(ResourceError, match="out of memory"):
        made(lambda pipe, word: pipe.close()).first()


def test_an_error_of_a_worker_is_held_against_the_document_not_the_run(
    made: Callable[..., Crew],
) -> None:
    def fails(pipe: Connection, word: str) -> None:
        pipe.send(Ready(PROVENANCE))
        while True:
            given: Unit = pipe.recv()
            if any(word in each.text for each in given.documents):
                pipe.send(Broken("internal error (ValueError)", 1))
                return
            pipe.send(finished(given))

    found = worked(made(fails, DEADLY), unit(0, "Fine.", f"A {DEADLY} text.", "Fine too."))
    assert [each.unit.rows for each in found if isinstance(each, Lost)] == [(2,)]
    assert sorted(row for each in found if isinstance(each, Finished) for row in each.rows) == [
        1,
        3,
    ]


def test_two_deadly_documents_are_lost_and_those_between_are_not(made: Callable[..., Crew]) -> None:
    texts = [f"A {DEADLY} text.", "Fine.", f"Another {DEADLY} text.", "Fine too."]
    found = worked(made(), unit(0, *texts))
    assert sorted(each.unit.rows for each in found if isinstance(each, Lost)) == [(1,), (3,)]
    assert sorted(row for each in found if isinstance(each, Finished) for row in each.rows) == [
        2,
        4,
    ]


def test_a_worker_with_other_models_is_refused(made: Callable[..., Crew]) -> None:
    models = iter(["m", "n", "n", "n"])

    def other(pipe: Connection, word: str) -> None:
        pipe.send(Ready(replace(PROVENANCE, model=next(models))))
        pipe.recv()

    crew = made(other, DEADLY)
    crew.first()
    crew.fill()
    with pytest.raises(ResourceError, match="other models"):  # noqa: PT012
        for _ in range(50):
            list(crew.hear(crew.wait([], timeout_s=0.1)))


def test_a_later_worker_that_cannot_load_ends_the_run(made: Callable[..., Crew]) -> None:
    living = iter([True])

    def once(pipe: Connection, word: str) -> None:
        if next(living, False):
            dies_of(pipe, word)

    crew = made(once, DEADLY)
    crew.first()
    crew.fill()
    with pytest.raises(ResourceError, match="out of memory"):  # noqa: PT012
        for _ in range(50):
            list(crew.hear(crew.wait([], timeout_s=0.1)))


def test_models_that_never_load_are_not_waited_for(
    made: Callable[..., Crew], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summarizer.batch.crew._LOADING_S", 0.1)
    stop = threading.Event()

    def waits(pipe: Connection, word: str) -> None:
        stop.wait(10)

    crew = made(waits, DEADLY)
    with pytest.raises(ResourceError, match="not loaded"):
        crew.first()
    stop.set()


def test_a_resource_that_fails_in_mid_run_ends_it(made: Callable[..., Crew]) -> None:
    def away(pipe: Connection, word: str) -> None:
        pipe.send(Ready(PROVENANCE))
        pipe.recv()
        pipe.send(Broken("model m at host: no connection", 3))

    crew = made(away, DEADLY, size=1)
    crew.first()
    crew.give([unit(0, "A text.")])
    with pytest.raises(ResourceError, match="no connection"):  # noqa: PT012
        for _ in range(50):
            list(crew.hear(crew.wait([], timeout_s=0.1)))


def test_no_more_is_asked_for_than_can_be_worked_on_soon(made: Callable[..., Crew]) -> None:
    crew = made(size=2)
    given = 0
    while crew.wants_more:
        crew.give([unit(given, "A text.", first=given + 1)])
        given += 1
    assert given == 3
