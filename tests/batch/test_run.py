"""A whole run, with the real models: broken off or not, it ends in the same bytes."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from summarizer.batch.output import read_reports

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
    "d.html": "<html><body><p>The harbour in Port Ellery was opened again on Thursday after a"
    " storm.</p><p>Repairs had cost 3 million pounds.</p></body></html>",
    "e.eml": "Subject: Strike\n\nBus drivers in Leeds went on strike on Monday over pay. Talks"
    " broke down last week.\n\n> Will there be buses?\n",
    "e-copy.txt": LIBRARY,
    "g.txt": "",
    "h.bin": "\0\1\2\3" * 50,
}

RUN = """
import sys
from pathlib import Path
from summarizer.batch import Options, run
from summarizer.settings import load_settings
source, out, start = sys.argv[1:]
options = Options(source=source, out=Path(out), start=start, unit=2, workers=1)
run(options, settings=load_settings(flags={"candidates": 1, "style": "headline"}))
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


def reports_in(journal: Path) -> int:
    if not journal.exists():
        return 0
    connection = sqlite3.connect(f"{journal.as_uri()}?mode=ro", uri=True)
    try:
        return int(connection.execute("SELECT count(*) FROM reports").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()


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
    assert all(each["provenance"]["timings_ms"] == {} for each in reports.values())
    manifest = json.loads((whole.parent / "out.manifest.json").read_text())
    assert manifest["counts"]["documents"] == len(TEXTS)
    assert manifest["provenance"]["model"] == "smollm2-135m"
    page = (whole.parent / "out.html").read_text()
    assert "library" not in page


def test_a_run_that_was_killed_ends_in_the_same_bytes(
    whole: Path, archive: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.jsonl"
    start, before = "new", 0
    for _ in range(2):
        process = started(archive, out, start)
        try:
            end = time.monotonic() + 300
            while reports_in(tmp_path / "out.run/journal.db") <= before:
                assert process.poll() is None
                assert time.monotonic() < end
                time.sleep(0.05)
        finally:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        start, before = "resume", reports_in(tmp_path / "out.run/journal.db")
        assert not out.exists()
    ended(started(archive, out, "resume"))
    assert out.read_bytes() == whole.read_bytes()
    documents = "out.documents.jsonl"
    assert (tmp_path / documents).read_bytes() == (whole.parent / documents).read_bytes()
    sessions = json.loads((tmp_path / "out.manifest.json").read_text())["timings"]["sessions"]
    assert sessions >= 1
