"""A whole run, with the real models: whoever made it, broken off or not, it ends in the same bytes.

Most of what a run takes here is loading, so there are few and each proves several things.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from summarizer.batch import Listener, Options, Progress, run
from summarizer.batch.output import read_reports
from summarizer.settings import load_settings

pytestmark = [pytest.mark.weights, pytest.mark.slow]

LIBRARY = (
    "The council met on Monday. It agreed to open the library on Sundays. The vote was 9 to 3."
    " Two members were away."
)
TEXTS = {
    "a.txt": LIBRARY,
    "b.txt": "A man of 34 was jailed for two years at Norwick Crown Court on Friday for burglary."
    " Judge Ellen Marsh said that he had shown no remorse. He had pleaded guilty in May.",
    "c.md": "# Flood\n\nThree people were killed when a river burst its banks near Aldermoor on"
    " Tuesday. Rescue workers brought 40 others to safety. The road was closed.",
    "d.html": "<html><body><p>A former football coach denied sexual assault at Lornmouth Crown"
    " Court on Monday.</p><p>The trial is expected to last three weeks. The court has ordered that"
    " the complainant must not be identified.</p></body></html>",
    "e.eml": "Subject: Strike\n\nBus drivers in Leeds went on strike on Monday over pay. Talks"
    " broke down last week.\n\n> Will there be buses?\n",
    "e-copy.txt": LIBRARY,
    "g.txt": "",
    "h.bin": "\0\1\2\3" * 50,
}
WRITTEN = 5
"""Documents that a model works on: no copy, and nothing that cannot be read."""

# A greedy draft and a sampled one, both short.
FLAGS: dict[str, object] = {"candidates": 2, "style": "headline", "threads": 1}

RUN = f"""
import sys
from pathlib import Path
from summarizer.batch import Options, run
from summarizer.settings import load_settings
source, out, start = sys.argv[1:]
options = Options(source=source, out=Path(out), start=start, unit=2, workers=1)
run(options, settings=load_settings(flags={FLAGS}))
"""


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archive")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def started(archive: Path, out: Path, start: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(archive), str(out), start],
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ended(process: subprocess.Popen[str]) -> str:
    said, _ = process.communicate(timeout=400)
    assert process.returncode == 0, said
    return said


def written_in(journal: Path) -> int:
    """How many documents a model has worked on, as far as the journal knows."""
    if not journal.exists():
        return 0
    connection = sqlite3.connect(f"{journal.as_uri()}?mode=ro", uri=True)
    try:
        query = "SELECT count(*) FROM reports WHERE status <> 'failed'"
        return int(connection.execute(query).fetchone()[0])
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()


def left(out: Path) -> tuple[bytes, bytes]:
    return out.read_bytes(), out.with_name("out.documents.jsonl").read_bytes()


@pytest.fixture(scope="module")
def whole(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("whole") / "out.jsonl"
    assert ended(started(archive, out, "new")) == ""
    return out


def test_every_document_has_its_report_or_its_reason(whole: Path, archive: Path) -> None:
    listed = [
        json.loads(line) for line in (whole.parent / "out.documents.jsonl").read_text().splitlines()
    ]
    assert [Path(each["source"]).name for each in listed] == sorted(TEXTS)
    states = {Path(each["source"]).name: each for each in listed}
    # The first of two copies in the order of the archive has the report.
    assert states["e-copy.txt"]["status"] == "duplicate"
    assert states["e-copy.txt"]["same_as"] == str(archive / "a.txt")
    assert states["g.txt"]["failure"].startswith("read: empty")
    assert states["h.bin"]["failure"].startswith("read: binary")
    reports = {Path(each["source"]).name: each for each in read_reports(whole)}
    assert reports.keys() == TEXTS.keys() - {"e-copy.txt"}
    assert reports["a.txt"]["status"] == "ready"
    written = {reports[name]["status"] for name in reports.keys() - {"g.txt", "h.bin"}}
    assert written <= {"ready", "needs_review"}
    assert all(each["provenance"]["timings_ms"] == {} for each in reports.values())
    manifest = json.loads((whole.parent / "out.manifest.json").read_text())
    assert manifest["counts"]["documents"] == len(TEXTS)
    assert manifest["provenance"]["model"] == "smollm2-135m"
    page = (whole.parent / "out.html").read_text()
    assert "library" not in page


class Stop(Exception):
    """Breaks a run off."""


def at_the_first(progress: Progress) -> None:
    if progress.made > progress.statuses.get("failed", 0):
        raise Stop


@pytest.fixture
def actors(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Runs with actors, in a cluster that is started once."""
    pytest.importorskip("ray")
    from summarizer.batch.ray import cluster

    monkeypatch.delenv("RAY_ADDRESS", raising=False)

    def act(archive: Path, out: Path, *, workers: int, **listening: Listener) -> None:
        options = Options(source=str(archive), out=out, unit=2, workers=workers)
        run(options, settings=load_settings(flags=FLAGS), engine="ray", **listening)

    with cluster(2):
        yield act


def test_actors_make_the_same_bytes_and_what_they_began_may_be_killed_and_resumed(
    whole: Path, archive: Path, tmp_path: Path, actors: Callable[..., None]
) -> None:
    by_actors = tmp_path / "actors/out.jsonl"
    by_actors.parent.mkdir()
    actors(archive, by_actors, workers=2)
    assert left(by_actors) == left(whole)

    # Begun with an actor and broken off, gone on with a process and killed, ended with another.
    out = tmp_path / "out.jsonl"
    journal = tmp_path / "out.run/journal.db"
    with pytest.raises(Stop):
        actors(archive, out, workers=1, listen=at_the_first)
    before = written_in(journal)
    assert 1 <= before < WRITTEN
    assert not out.exists()
    process = started(archive, out, "resume")
    try:
        end = time.monotonic() + 300
        while written_in(journal) <= before:
            assert process.poll() is None
            assert time.monotonic() < end
            time.sleep(0.05)
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    assert before < written_in(journal) < WRITTEN
    assert not out.exists()
    ended(started(archive, out, "resume"))
    assert left(out) == left(whole)
    sessions = json.loads((tmp_path / "out.manifest.json").read_text())["timings"]["sessions"]
    assert sessions >= 1
