"""The loop of a run: one reader, some workers, one journal, until every document has its report.

    archive ─reader→ messages ─intake→ units ─workers→ reports ─journal→ outputs

Whoever runs it loads no model and opens no document.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, Protocol

from summarizer.batch.child import Child, start
from summarizer.batch.crew import Lost
from summarizer.batch.feed import Feed
from summarizer.batch.intake import Intake, failed
from summarizer.batch.journal import Journal
from summarizer.batch.options import Options
from summarizer.batch.outputs import Outputs, finish
from summarizer.batch.places import Places, begun, opened
from summarizer.batch.progress import Listener, Meter
from summarizer.batch.reading import STDIN, End, count, read
from summarizer.batch.working import Finished, Ready, Unit
from summarizer.settings import Settings
from summarizer.types import Check, Provenance

__all__ = ["Workers", "run_with"]

_TICK_S = 0.5
_COMMIT_S = 2.0


class Workers(Protocol):
    """Those who turn units into reports, wherever they are."""

    @property
    def wants_more(self) -> bool:
        """Whether units should be read ahead."""
        ...

    @property
    def idle(self) -> bool:
        """Whether everything given is done."""
        ...

    def first(self) -> Ready:
        """Waits until one has loaded its models.

        Raises:
            UsageError: it cannot with these settings.
            ResourceError: a model, server or store is out of reach.
        """
        ...

    def fill(self) -> None:
        """Has the others load theirs."""
        ...

    def give(self, units: Sequence[Unit]) -> None:
        """Adds units to be worked on."""
        ...

    def wait(self, others: Sequence[Connection], *, timeout_s: float) -> Sequence[Any]:
        """Waits for a worker or one of some pipes; gives those that have something."""
        ...

    def hear(self, ready: Sequence[Any]) -> Iterator[Finished | Lost]:
        """What those workers say that have something.

        Raises:
            ResourceError: a model, server or store is out of reach.
        """
        ...

    def end(self) -> None:
        """Ends all of them now."""
        ...


def run_with(
    crew: Workers, options: Options, *, settings: Settings, listen: Listener, engine: str
) -> Outputs:
    """``summarizer.batch.run`` with the workers of an engine."""
    places = Places.of(options.out)
    with opened(places, options.start) as journal, ExitStack() as stack:
        stack.callback(crew.end)
        provenance = crew.first().provenance
        begun(journal, options, settings, provenance)
        crew.fill()
        once = options.source == STDIN
        feed = Feed(
            lambda skip, deadly: start(read, options, places.journal, skip, deadly, stdin=once),
            source=options.source,
        )
        stack.callback(feed.end)
        counter = None if once else start(count, options)
        session = _Session(journal, Meter.of(journal), provenance, counter)
        stack.callback(session.uncounted)
        intake = Intake(journal, options, session.meter, provenance=provenance)
        with session.kept():
            while feed.pipe is not None or not crew.idle:
                _turn(feed, crew, intake, session)
                listen(session.meter.now())
        return finish(journal, places, options=options, provenance=provenance, engine=engine)


@dataclass(slots=True)
class _Session:
    """What a run does between being started and being ended."""

    journal: Journal
    meter: Meter
    provenance: Provenance
    counter: Child | None
    committed: float = 0.0

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Makes what was done last, however the block ends, and puts down how long it took.

        Of a unit that is being put down when the block is broken off, nothing lasts.
        """
        number = self.journal.begin_session(time.time())
        self.journal.commit()
        try:
            yield
        except BaseException:
            self.journal.rollback()
            raise
        finally:
            self.journal.end_session(number, ended=time.time(), done=self.meter.made)
            self.journal.commit()

    def uncounted(self) -> None:
        """Ends the counting, done or not."""
        if self.counter is not None:
            self.counter.end()
            self.counter = None

    def commit(self, *, now: bool) -> None:
        """Makes what was done last: at once, or when it has been a while."""
        if now or time.monotonic() - self.committed > _COMMIT_S:
            self.journal.commit()
            self.committed = time.monotonic()


def _turn(feed: Feed, crew: Workers, intake: Intake, session: _Session) -> None:
    """Waits for whoever has something to say, and hears it."""
    pipes: list[Connection] = []
    reading = feed.pipe if crew.wants_more else None
    if reading is not None:
        pipes.append(reading)
    else:
        feed.awaited()
    counting = session.counter.pipe if session.counter else None
    if counting is not None:
        pipes.append(counting)
    ready = crew.wait(pipes, timeout_s=_TICK_S)
    if counting is not None and counting in ready:
        _count(counting, session)
    if reading is not None:
        _read(feed, crew, intake, session, ready=reading in ready)
    heard = [*crew.hear(ready)]
    for word in heard:
        _put_down(word, session)
    session.commit(now=bool(heard))


def _read(feed: Feed, crew: Workers, intake: Intake, session: _Session, *, ready: bool) -> None:
    """Takes in what the reader has to say, until there is enough to work on."""
    message = feed.hear() if ready else feed.overdue()
    while message is not None:
        units = [] if isinstance(message, End) else [*intake.take(message)]
        if feed.pipe is None:
            units += intake.rest()
        if units:
            # Before anybody works on it, so that a unit is the same one after a crash.
            session.commit(now=True)
            crew.give(units)
        if isinstance(message, End) and intake.over():
            session.commit(now=True)
            feed.again()
        more = feed.pipe is not None and crew.wants_more and feed.pipe.poll()
        message = feed.hear() if more else None


def _put_down(word: Finished | Lost, session: _Session) -> None:
    journal, meter = session.journal, session.meter
    if isinstance(word, Finished):
        for row, done in zip(word.rows, word.done, strict=True):
            journal.finish(row, done)
            meter.report(done)
        return
    (row,), (document,) = word.unit.rows, word.unit.documents
    why = "took too long" if word.stalled else "ended the worker, alone as well"
    check = Check("stage", False, None, f"stage: crashed: {why}; look at the document")
    done = failed(document.source, check, provenance=session.provenance, document=document)
    journal.finish(row, done)
    meter.report(done)


def _count(pipe: Connection, session: _Session) -> None:
    try:
        word = pipe.recv()
    except (EOFError, OSError):
        word = None
    if isinstance(word, int):
        session.meter.counted = word
        return
    if isinstance(word, End):
        session.meter.total = session.meter.counted
    # Else it could not be done: how many there are stays unknown.
    session.uncounted()
