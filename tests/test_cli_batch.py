"""``summarizer batch`` on the command line: what it asks of a run, and how it ends."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from summarizer import batch, cli
from summarizer.batch import Options, Outputs, Progress
from summarizer.batch.places import Places
from summarizer.batch.tally import add_up
from summarizer.errors import ResourceError
from summarizer.read.archive import Columns, parse_where
from summarizer.settings import Settings

Run = Callable[..., tuple[int, str, str]]

NOW = Progress(
    seen=1, total=2, duplicates=0, statuses={"ready": 1}, codes={}, made=1, elapsed_s=3, left_s=None
)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in an empty folder: its code and what it printed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            cli.main(("batch", *arguments))
        captured = capsys.readouterr()
        return int(caught.value.code or 0), captured.out, captured.err

    return run


class Asked:
    """In the place of ``batch.run``: keeps what it was asked, and answers with a run of nothing."""

    options: Options
    settings: Settings
    engine: str

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.failed = 0

    def __call__(
        self, options: Options, *, settings: Settings, engine: str, listen: Any
    ) -> Outputs:
        self.options, self.settings, self.engine = options, settings, engine
        listen(NOW)
        if self.error:
            raise self.error
        tally = replace(add_up([]), documents=2, statuses={"failed": self.failed, "ready": 1})
        return Outputs(Places.of(options.out), tally)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    asked = Asked()
    monkeypatch.setattr(batch, "run", asked)
    return asked


def test_what_is_given_is_what_is_asked(run: Run, asked: Asked) -> None:
    code, out, err = run(
        "news.jsonl", "--out", "out.parquet", "--resume", "--engine", "ray", "--workers", "3",
        "--limit", "9", "--sample", "5%", "--where", "topic=crime", "--where", "bytes<20000",
        "--text", "story", "--title", "head", "--id", "nr", "--html", "page", "--near", "95%",
        "--style", "brief", "--candidates", "2", "--progress", "plain",
    )  # fmt: skip
    assert (code, out) == (0, "")
    assert asked.engine == "ray"
    assert asked.options == Options(
        source="news.jsonl",
        out=Path("out.parquet"),
        start="resume",
        columns=Columns(text="story", title="head", id="nr", html="page"),
        where=(parse_where("topic=crime"), parse_where("bytes<20000")),
        limit=9,
        sample=0.05,
        near=0.95,
        workers=3,
        max_bytes=asked.settings.max_bytes,
    )
    assert (asked.settings.style, asked.settings.candidates) == ("brief", 2)
    assert err.splitlines()[0].startswith("summarizer: documents=1/2 duplicates=0 ready=1 ")
    assert "summarizer: reports out.parquet" in err


def test_what_is_not_given(run: Run, asked: Asked) -> None:
    assert run("news", "--out", "out.jsonl", "--progress", "none")[0] == 0
    assert (asked.engine, asked.options.start, asked.options.limit) == ("local", "new", None)
    assert 1 <= asked.options.workers <= 8
    assert asked.settings.candidates == 1
    assert run("news", "--out", "out.jsonl", "--fresh")[0] == 0
    assert asked.options.start == "fresh"


def test_with_a_store_one_document_follows_the_other(
    run: Run, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUMMARIZER_STORE", "cases.db")
    assert run("news", "--out", "out.jsonl")[0] == 0
    assert asked.options.workers == 1


def test_it_ends_with_one_when_documents_failed(run: Run, asked: Asked) -> None:
    asked.failed = 1
    code, _, err = run("news", "--out", "out.jsonl")
    assert code == 1
    assert "2 documents: 1 failed, 1 ready" in err


def test_it_ends_with_three_when_a_resource_is_away_and_shows_how_far_it_was(
    run: Run, asked: Asked
) -> None:
    asked.error = ResourceError("the run's journal: the disk is full")
    code, _, err = run("news", "--out", "out.jsonl", "--progress", "plain")
    assert code == 3
    assert "documents=1/2" in err
    assert "the disk is full" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("news",), "--out"),
        (("news", "--out", "out.jsonl", "--resume", "--fresh"), "one of --resume and --fresh"),
        (("news", "--out", "out.jsonl", "--sample", "some"), "a share such as"),
        (("news", "--out", "out.jsonl", "--sample", "200%"), "--sample: out of range"),
        (("news", "--out", "out.jsonl", "--where", "crime"), "FIELD OP VALUE"),
        (("nowhere", "--out", "out.jsonl", "--dry-run"), "no such file"),
    ],
)
def test_what_cannot_be_asked_ends_with_two(
    run: Run, arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_a_dry_run_reads_standard_input(tmp_path: Path) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "summarizer", "batch", "-", "--out", "out.jsonl", "--dry-run"],
        input=b'{"text": "The council met on Monday."}\n{"text": "It was closed on Friday."}\n',
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        timeout=300,
        check=True,
    )
    assert b"documents to summarise  2 (50 characters)" in found.stdout
    assert found.stderr == b""
    assert not [*tmp_path.iterdir()]
