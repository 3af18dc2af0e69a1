"""The workers of a run: who is at what, and what becomes of a unit whose worker died.

A unit whose worker died is given to another. Where that one dies as well, its documents are tried
one by one, and whichever a worker then dies of has failed: no document takes others with it.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait

from summarizer.batch.child import Broken, Child
from summarizer.batch.working import Finished, Ready, Unit
from summarizer.errors import ResourceError, UsageError

__all__ = ["Crew", "Lost"]

_LOADING_S = 600.0
_SLACK_S = 60.0


@dataclass(frozen=True, slots=True)
class Lost:
    """A document of which a worker died, alone and for the last time."""

    unit: Unit
    stalled: bool


@dataclass(slots=True, eq=False)
class _Worker:
    child: Child
    since: float
    ready: bool = False
    unit: Unit | None = None


class Crew:
    """Keeps ``size`` workers at work on the units that it is given.

    Args:
        hire: starts a worker.
        size: how many.
        stalled_s: seconds that one document may take.
    """

    def __init__(self, hire: Callable[[], Child], *, size: int, stalled_s: float) -> None:
        self._hire = hire
        self._size = size
        self._stalled_s = stalled_s
        self._workers: list[_Worker] = []
        self._waiting: deque[Unit] = deque()
        self._deaths: dict[int, int] = {}

    @property
    def wants_more(self) -> bool:
        """Whether units should be read ahead."""
        return len(self._waiting) < self._size + 1

    @property
    def idle(self) -> bool:
        """Whether everything given is done."""
        return not self._waiting and not any(worker.unit for worker in self._workers)

    def fill(self) -> None:
        """Hires until there are enough."""
        while len(self._workers) < self._size:
            self._workers.append(_Worker(self._hire(), time.monotonic()))

    def first(self) -> Ready:
        """Hires one worker and waits until it has loaded its models.

        Raises:
            UsageError: it cannot with these settings.
            ResourceError: a model, server or store is out of reach.
        """
        worker = _Worker(self._hire(), time.monotonic())
        self._workers.append(worker)
        if not worker.child.pipe.poll(_LOADING_S):
            raise ResourceError("the models were not loaded within ten minutes")
        try:
            word = worker.child.pipe.recv()
        except EOFError:
            raise ResourceError(
                "a worker ended while it loaded the models: out of memory?"
            ) from None
        self._refuse(word)
        assert isinstance(word, Ready)
        worker.ready = True
        return word

    def give(self, units: Sequence[Unit]) -> None:
        """Adds units; whoever is free begins."""
        self._waiting.extend(units)
        self._dispatch()

    def wait(self, others: Sequence[Connection], *, timeout_s: float) -> Sequence[object]:
        """Waits for a worker or one of some pipes; gives the pipes that have something."""
        return wait([*others, *(worker.child.pipe for worker in self._workers)], timeout_s)

    def hear(self, ready: Sequence[object]) -> Iterator[Finished | Lost]:
        """What came through the pipes that have something, and what has taken too long.

        Raises:
            ResourceError: a model, server or store is out of reach.
        """
        for worker in list(self._workers):
            if worker.child.pipe in ready:
                yield from self._heard(worker)
            elif time.monotonic() - worker.since > self._patience(worker):
                yield from self._died(worker, stalled=True)
        self.fill()
        self._dispatch()

    def end(self) -> None:
        """Ends all workers now."""
        for worker in self._workers:
            worker.child.end()
        self._workers.clear()

    def _heard(self, worker: _Worker) -> Iterator[Finished | Lost]:
        try:
            word = worker.child.pipe.recv()
        except (EOFError, OSError):
            yield from self._died(worker, stalled=False)
            return
        if isinstance(word, Broken) and word.exit_code not in (2, 3):
            yield from self._died(worker, stalled=False)
            return
        self._refuse(word)
        if isinstance(word, Ready):
            worker.ready = True
        else:
            worker.unit = None
            yield word

    def _refuse(self, word: object) -> None:
        if isinstance(word, Broken):
            raise (UsageError if word.exit_code == 2 else ResourceError)(word.message)

    def _died(self, worker: _Worker, *, stalled: bool) -> Iterator[Lost]:
        worker.child.end()
        self._workers.remove(worker)
        unit = worker.unit
        if unit is None:
            if not worker.ready:
                raise ResourceError("a worker ended while it loaded the models: out of memory?")
            return
        if len(unit.documents) == 1 and self._deaths.get(unit.number, 0) >= 1:
            yield Lost(unit, stalled)
            return
        deaths = self._deaths[unit.number] = self._deaths.get(unit.number, 0) + 1
        if deaths == 1:
            self._waiting.appendleft(unit)
        else:
            self._waiting.extendleft(
                Unit(unit.number, (row,), (document,))
                for row, document in zip(unit.rows[::-1], unit.documents[::-1], strict=True)
            )

    def _dispatch(self) -> None:
        for worker in self._workers:
            if worker.ready and worker.unit is None and self._waiting:
                unit = self._waiting.popleft()
                worker.unit, worker.since = unit, time.monotonic()
                with suppress(OSError):  # One that has died says so when its pipe is read.
                    worker.child.pipe.send(unit)

    def _patience(self, worker: _Worker) -> float:
        if not worker.ready:
            return _LOADING_S
        if worker.unit is None:
            return float("inf")
        return _SLACK_S + self._stalled_s * len(worker.unit.documents)
