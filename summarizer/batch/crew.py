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
from typing import Any, Protocol

from summarizer.batch.child import Broken
from summarizer.batch.working import Finished, Ready, Unit
from summarizer.errors import ResourceError, UsageError
from summarizer.types import Provenance

__all__ = ["Crew", "Gone", "Line", "Lost", "Member"]

_LOADING_S = 600.0
_SLACK_S = 60.0


class Line(Protocol):
    """What leads to a worker: a pipe, or what behaves like one."""

    def fileno(self) -> int:
        """The file that can be read when there is something to receive."""
        ...

    def poll(self, timeout: float) -> bool:
        """Waits until there is something to receive."""
        ...

    def recv(self) -> Any:
        """What the worker says.

        Raises:
            EOFError: it has died.
        """
        ...

    def send(self, unit: Unit, /) -> None:
        """Gives it something to do."""
        ...


class Member(Protocol):
    """A worker, wherever it runs."""

    @property
    def pipe(self) -> Line:
        """What leads to it."""
        ...

    def end(self) -> None:
        """Ends it now."""
        ...


class Gone(EOFError):
    """A worker was lost with its machine: not for what it was at."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A document of which a worker died, alone and for the last time."""

    unit: Unit
    stalled: bool


@dataclass(slots=True, eq=False)
class _Worker:
    child: Member
    since: float
    ready: bool = False
    unit: Unit | None = None


class Crew:
    """Keeps ``size`` workers at work on the units that it is given.

    Args:
        hire: starts a worker.
        size: how many.
        stalled_s: seconds that one document may take.
        loading_s: seconds that a worker may take to load its models; the first has ten minutes at
            most.
        restarts: workers that may end while they load, one after the other.
    """

    def __init__(
        self,
        hire: Callable[[], Member],
        *,
        size: int,
        stalled_s: float,
        loading_s: float = _LOADING_S,
        restarts: int = 0,
    ) -> None:
        self._hire = hire
        self._size = size
        self._stalled_s = stalled_s
        self._loading_s = loading_s
        self._restarts = restarts
        self._unloaded = 0
        self._provenance: Provenance | None = None
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
        if not worker.child.pipe.poll(min(_LOADING_S, self._loading_s)):
            raise ResourceError("the models were not loaded within ten minutes")
        try:
            word = worker.child.pipe.recv()
        except (EOFError, OSError):
            raise ResourceError(
                "a worker ended while it loaded the models: out of memory?"
            ) from None
        self._refuse(word)
        assert isinstance(word, Ready)
        self._begin(worker, word)
        return word

    def give(self, units: Sequence[Unit]) -> None:
        """Adds units; whoever is free begins."""
        self._waiting.extend(units)
        self._dispatch()

    def wait(self, others: Sequence[Connection], *, timeout_s: float) -> Sequence[object]:
        """Waits for a worker or one of some pipes; gives the pipes that have something."""
        lines: list[Any] = [worker.child.pipe for worker in self._workers]
        return wait([*others, *lines], timeout_s)

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
        except (EOFError, OSError) as error:
            yield from self._died(worker, stalled=False, blameless=isinstance(error, Gone))
            return
        if isinstance(word, Broken) and word.exit_code not in (2, 3):
            yield from self._died(worker, stalled=False)
            return
        self._refuse(word)
        if isinstance(word, Ready):
            self._begin(worker, word)
        else:
            worker.unit = None
            yield word

    def _begin(self, worker: _Worker, word: Ready) -> None:
        self._provenance = self._provenance or word.provenance
        if word.provenance != self._provenance:
            raise ResourceError(
                "a worker has loaded other models, rules or another version than the first: give "
                "all of them the same"
            )
        worker.ready, self._unloaded = True, 0

    def _refuse(self, word: object) -> None:
        if isinstance(word, Broken):
            raise (UsageError if word.exit_code == 2 else ResourceError)(word.message)

    def _died(self, worker: _Worker, *, stalled: bool, blameless: bool = False) -> Iterator[Lost]:
        worker.child.end()
        self._workers.remove(worker)
        unit = worker.unit
        if unit is None:
            self._unloaded += not worker.ready
            if self._unloaded > self._restarts:
                raise ResourceError("a worker ended while it loaded the models: out of memory?")
            return
        if blameless:
            self._waiting.appendleft(unit)
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
            return self._loading_s
        if worker.unit is None:
            return float("inf")
        return _SLACK_S + self._stalled_s * len(worker.unit.documents)
