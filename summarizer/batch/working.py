"""A worker: a process that holds the models and turns units of documents into reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection

from summarizer.batch.journal import Done
from summarizer.batch.memory import keep_memory_level
from summarizer.pipeline import Pipeline
from summarizer.report import to_json
from summarizer.settings import Settings
from summarizer.types import Document, Provenance, Report

__all__ = ["Finished", "Ready", "Unit", "done_of", "loaded", "work"]


@dataclass(frozen=True, slots=True)
class Unit:
    """Documents that are worked on together; ``number`` is the unit's, ``rows`` are theirs."""

    number: int
    rows: tuple[int, ...]
    documents: tuple[Document, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ready:
    """A worker has loaded its models: what they are."""

    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Finished:
    """The reports of a unit's documents, in their order."""

    number: int
    rows: tuple[int, ...]
    done: tuple[Done, ...]


def work(pipe: Connection, settings: Settings) -> None:
    """Takes units from the pipe and sends back what they became, until the pipe ends.

    Raises:
        ResourceError: a model, server or store is out of reach.
    """
    ready, finished = loaded(settings)
    pipe.send(ready)
    while True:
        pipe.send(finished(pipe.recv()))


def loaded(settings: Settings) -> tuple[Ready, Callable[[Unit], Finished]]:
    """Loads the models; gives what they are, and what turns a unit into its reports.

    Raises:
        ResourceError: a model, server or store is out of reach.
    """
    keep_memory_level()
    pipeline = Pipeline.from_settings(settings)

    def finished(unit: Unit) -> Finished:
        done = [done_of(report) for report in pipeline.reports(unit.documents)]
        return Finished(unit.number, unit.rows, tuple(done))

    return Ready(pipeline.identity()), finished


def done_of(report: Report) -> Done:
    """A report as a run keeps it: what it says apart from how long it took.

    The same documents give the same bytes, so that a run that was broken off and one that was not
    end alike.
    """
    untimed = replace(report, provenance=replace(report.provenance, timings_ms=()))
    codes = tuple(warning.code for warning in report.warnings)
    stages = dict(report.provenance.timings_ms)
    return Done(to_json(untimed), report.status.value, codes, stages)
