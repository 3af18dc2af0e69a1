"""Actors instead of processes: the same results, and the same care when one dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from summarizer.batch.child import start
from summarizer.batch.crew import Crew, Lost
from summarizer.batch.options import Options
from summarizer.batch.ray import Load, actors, cluster, run_ray
from summarizer.batch.working import Finished, Ready, Unit
from summarizer.errors import ResourceError, UsageError
from summarizer.settings import Settings
from tests.batch.made import PROVENANCE, done, unit

CANARY = "Quillfeather"
DEADLY = f"A deadly text of {CANARY}."


def fake(folder: Path) -> tuple[Ready, Callable[[Unit], Finished]]:
    """Stands for the models: does what the texts say, and leaves its number in a file."""

    def finished(given: Unit) -> Finished:
        with (folder / "units").open("a") as stream:
            stream.write(f"{given.number} {os.getpid()}\n")
        texts = [document.text for document in given.documents]
        for text in texts:
            print(text)
            if "deadly" in text:
                os._exit(9)
            if "breaks" in text:
                raise RuntimeError(text)
            if "out of reach" in text:
                raise ResourceError("model m at host: no connection")
            while "held" in text and not (folder / "go").exists():
                time.sleep(0.02)
        made = tuple(done(f"{len(text)}") for text in texts)
        return Finished(given.number, given.rows, made)

    return Ready(PROVENANCE), finished


def local(pipe: Connection, load: Load) -> None:
    ready, finished = load()
    pipe.send(ready)
    while True:
        pipe.send(finished(pipe.recv()))


def missing() -> tuple[Ready, Callable[[Unit], Finished]]:
    raise ResourceError("model m is missing; run: summarizer models pull")


def dying() -> tuple[Ready, Callable[[Unit], Finished]]:
    os._exit(9)


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    pytest.importorskip("ray")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("RAY_ADDRESS", raising=False)
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        with cluster(2):
            yield


@pytest.fixture
def made(joined: None, tmp_path: Path) -> Iterator[Callable[..., Crew]]:
    crews: list[Crew] = []

    def make(load: Load | None = None, *, size: int = 2, stalled_s: float = 60) -> Crew:
        crew = actors(load or partial(fake, tmp_path), size=size, stalled_s=stalled_s)
        crews.append(crew)
        return crew

    yield make
    for crew in crews:
        crew.end()


def began(crew: Crew, *units: Unit) -> Crew:
    crew.first()
    crew.fill()
    crew.give(units)
    return crew


def heard(crew: Crew) -> list[Finished | Lost]:
    found: list[Finished | Lost] = []
    end = time.monotonic() + 300  # on a busy machine; otherwise seconds
    while not crew.idle and time.monotonic() < end:
        found += crew.hear(crew.wait([], timeout_s=0.2))
    assert crew.idle
    return found


def at_work(crew: Crew, folder: Path, count: int) -> list[int]:
    """Hears the crew until so many units were begun; gives the processes that began them."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        assert not list(crew.hear(crew.wait([], timeout_s=0.1)))
        if len(found := begun(folder)) >= count:
            return found
    raise AssertionError("too few units were begun")


def begun(folder: Path) -> list[int]:
    file = folder / "units"
    return [int(line.split()[1]) for line in file.read_text().splitlines()] if file.exists() else []


def rows_of(each: Finished | Lost) -> tuple[int, ...]:
    return each.unit.rows if isinstance(each, Lost) else tuple(each.rows)


def rows(found: list[Finished | Lost]) -> list[int]:
    return sorted(row for each in found if isinstance(each, Finished) for row in each.rows)


@pytest.mark.slow
def test_actors_do_what_processes_do_and_say_nothing_on_the_way(
    made: Callable[..., Crew], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    bad = ("One text.", DEADLY, f"It breaks: {CANARY}.", f"A text of {CANARY}.")
    units = [unit(at, f"Text {at}." * at, "Another text.", first=2 * at) for at in range(1, 6)] + [
        unit(6, *bad, first=12)
    ]
    capfd.readouterr()
    by_actors = heard(began(made(), *units))
    # Ray tells of a dead worker a moment later.
    time.sleep(2)
    assert capfd.readouterr() == ("", "")
    import ray

    logs = Path(ray._private.worker._global_node.get_logs_dir_path())
    files = [path.read_bytes() for path in logs.rglob("*") if path.is_file()]
    assert len(files) > 5
    assert not any(CANARY.encode() in content for content in files)
    assert not list(Path.home().iterdir())

    crew = Crew(partial(start, local, partial(fake, tmp_path)), size=2, stalled_s=60)
    by_processes = heard(began(crew, *units))
    crew.end()

    assert sorted(by_actors, key=rows_of) == sorted(by_processes, key=rows_of)
    # A document that ends its worker is lost alone.
    lost = {each.unit.rows: each.stalled for each in by_actors if isinstance(each, Lost)}
    assert lost == {(13,): False, (14,): False}
    assert len(by_actors) == len(units) - 1 + len(bad)
    assert rows(by_actors) == [*range(2, 13), 15]


@pytest.mark.slow
def test_each_actor_has_one_unit_few_are_read_ahead_and_one_that_is_killed_costs_nothing(
    made: Callable[..., Crew], tmp_path: Path
) -> None:
    crew = began(made(), *(unit(at, "A held text.", first=at) for at in (1, 2)))
    processes = at_work(crew, tmp_path, 2)
    assert len(set(processes)) == 2
    given = 2
    while crew.wants_more:
        given += 1
        crew.give([unit(given, "A held text.", first=given)])
    assert given == 5
    assert not list(crew.hear(crew.wait([], timeout_s=0.5)))
    assert begun(tmp_path) == processes
    os.kill(processes[0], signal.SIGKILL)
    (tmp_path / "go").touch()
    found = heard(crew)
    assert rows(found) == [1, 2, 3, 4, 5]
    assert len(found) == 5


@pytest.mark.slow
def test_a_document_that_takes_too_long_is_lost(
    made: Callable[..., Crew], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summarizer.batch.crew._SLACK_S", 0.0)
    crew = made(size=1, stalled_s=1.0)
    found = heard(began(crew, unit(0, "A held text."), unit(1, "A text.", first=2)))
    lost = [each for each in found if isinstance(each, Lost)]
    assert [(each.unit.rows, each.stalled) for each in lost] == [((1,), True)]
    assert rows(found) == [2]


@pytest.mark.slow
def test_what_is_out_of_reach_ends_the_run(made: Callable[..., Crew]) -> None:
    with pytest.raises(ResourceError, match="models pull"):
        made(missing).first()
    with pytest.raises(ResourceError, match="while it loaded"):
        made(dying).first()
    crew = began(made(size=1), unit(0, "It is out of reach."))
    with pytest.raises(ResourceError, match="no connection"):
        heard(crew)


@pytest.mark.slow
def test_a_cluster_that_is_not_there_is_out_of_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    ray = pytest.importorskip("ray")
    monkeypatch.setattr(ray, "is_initialized", lambda: False)

    def refuse(**options: object) -> None:
        raise ConnectionError(CANARY)

    monkeypatch.setattr(ray, "init", refuse)
    monkeypatch.setattr(ray, "shutdown", lambda: None)
    monkeypatch.setattr(ray._private.worker, "_global_node", None)
    monkeypatch.setenv("RAY_ADDRESS", "127.0.0.1:1")
    with pytest.raises(ResourceError, match=r"127.0.0.1:1\): ConnectionError$"), cluster(1):
        pass


def test_without_ray_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(UsageError, match=r"pip install 'summarizer\[ray\]'"), cluster(1):
        pass


def test_a_store_of_cases_is_refused(tmp_path: Path) -> None:
    options = Options(source=str(tmp_path), out=tmp_path / "out.jsonl")
    with pytest.raises(UsageError, match="--engine local"):
        run_ray(options, settings=Settings(store="desk.db"), listen=lambda progress: None)


def test_the_engine_loads_ray_and_models_only_when_it_runs() -> None:
    # Every process of a run begins with this: also those that have no models.
    heavy = "{'ray', 'torch', 'transformers', 'spacy'}"
    command = f"import sys, summarizer.batch.ray; sys.exit(len({heavy} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", command], check=False).returncode == 0
