"""No removed word leaves the program: every byte that leaves it is searched for canary words.

One document full of words that stand nowhere else, and every way out of the program: the library,
the command line for one file and for many, exceptions and logs, the store, the page. The program
runs in a folder of its own, and afterwards every file in it is read, the input aside.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from summarizer import read
from summarizer.errors import SummarizerError
from summarizer.models import Answer, Request
from summarizer.pipeline import Pipeline
from summarizer.redact.presidio import to_presidio
from summarizer.report import to_json
from summarizer.resources import sample
from summarizer.settings import Settings
from tests.canaries import CANARIES, TEXT, leaked


def test_the_document_holds_every_canary() -> None:
    assert leaked(TEXT) == CANARIES


class Parrot:
    """A writer that says again whatever it is shown, and fails when it is told to."""

    name = "parrot"
    sha256 = "0" * 64
    adapter_sha256 = ""
    context = 4096

    def __init__(self, *, breaks: bool = False) -> None:
        self.breaks = breaks

    def count(self, text: str) -> int:
        return len(text) // 3 + 1

    def write(self, requests: Sequence[Request]) -> list[Answer]:
        if self.breaks:
            raise RuntimeError(requests[0].prompt.user)
        return [(each.prompt.user, each.prompt.system) for each in requests]


@pytest.fixture
def made(
    parse: Any, policy: Any, heads: Any, entailment: Any, tmp_path: Path
) -> Callable[..., Pipeline]:
    def make(*, breaks: bool = False) -> Pipeline:
        settings = Settings(store=str(tmp_path / "cases.db"))
        return Pipeline(
            settings,
            policy=policy,
            parser=parse,
            heads=heads,
            entailment=entailment,
            writer=Parrot(breaks=breaks),
        )

    return make


def files_in(folder: Path, *, but: Sequence[Path]) -> Iterator[bytes]:
    for path in sorted(folder.rglob("*")):
        yield str(path.relative_to(folder)).encode()
        if path.is_file() and path not in but:
            yield path.read_bytes()


def test_the_library_its_log_and_its_store(
    made: Callable[..., Pipeline],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    pipeline = made()
    report = pipeline.summarize_text(TEXT, source="canary.txt")
    again = pipeline.summarize_text(TEXT.replace("Monday", "Tuesday"), source="canary-2.txt")
    redacted = pipeline.redact_text(TEXT, source="canary.txt")
    assert report.summary is not None
    assert redacted.safe is not None
    out = [
        to_json(report), repr(report), to_json(again), repr(redacted),
        json.dumps(redacted.as_dict()), json.dumps(to_presidio(redacted.safe)),
        caplog.text, *capfd.readouterr(),
    ]  # fmt: skip
    assert [leaked(text) for text in out] == [[]] * len(out)
    assert (tmp_path / "cases.db").stat().st_size > 0
    assert [leaked(found) for found in files_in(tmp_path, but=()) if leaked(found)] == []


def test_a_stage_that_breaks(
    made: Callable[..., Pipeline], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    report = made(breaks=True).summarize_text(TEXT, source="canary.txt")
    assert report.status == "failed"
    assert leaked(to_json(report) + repr(report) + caplog.text) == []


def test_an_exception_on_the_way_says_nothing_of_the_text(
    made: Callable[..., Pipeline], monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline = made()

    def breaks(*_: object, **__: object) -> None:
        raise ValueError(TEXT)

    for stage in ("summarizer.redact.redact", "summarizer.detect.detect_many"):
        with monkeypatch.context() as patch:
            patch.setattr(stage, breaks)
            report = pipeline.summarize_text(TEXT, source="canary.txt")
            assert report.status == "failed"
            assert leaked(to_json(report)) == []
            with pytest.raises(SummarizerError) as caught:
                pipeline.stages(read.read_text(TEXT, source="canary.txt"))
            assert caught.value.__cause__ is None
            assert leaked(str(caught.value) + repr(caught.value.__dict__)) == []


COMMANDS = {
    "the sample": (["summarize", "--json", str(sample()), "no-such-file.txt"], 1),
    "summarize": (
        ["summarize", "--json", "--store", "cases.db", "canary.txt", "other.txt", "canary.txt"],
        0,
    ),
    "redact": (
        ["redact", "--marks", "rules", "--store", "others.db", "canary.txt", "other.txt"],
        0,
    ),
    # A summary that tells is not repeated.
    "verify, for people": (["verify", "--source", "canary.txt", "--summary", "summary.txt"], 1),
    "verify, as JSON": (
        ["verify", "--source", "canary.txt", "--summary", "summary.txt", "--json"],
        1,
    ),
}
"""What the command line is asked, and the code that it ends with."""

ONE_BY_ONE = """
import json
import sys

from summarizer.cli import main

for arguments in json.loads(sys.argv[1]):
    try:
        main(arguments)
    except SystemExit as ended:
        print(f"\\0{ended.code or 0}\\0", end="", flush=True)
"""
"""Runs commands in one process: most of what one takes is loading."""


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the commands were run, with what they wrote into it."""
    folder = tmp_path_factory.mktemp("left")
    for name in ("canary.txt", "summary.txt"):
        (folder / name).write_text(TEXT, encoding="utf-8")
    (folder / "other.txt").write_text("The council met on Tuesday and agreed the plan.\n")
    return folder


@pytest.fixture(scope="module")
def finished(left: Path) -> subprocess.CompletedProcess[bytes]:
    """The commands, run one by one; that a library warns of something is an error."""
    asked = json.dumps([arguments for arguments, _ in COMMANDS.values()])
    finished = run_in(left, ["-W", "error", "-c", ONE_BY_ONE, asked])
    assert finished.returncode == 0, leaked(finished.stderr) or finished.stderr[-400:]
    codes = finished.stdout.split(b"\0")[1::2]
    assert list(map(int, codes)) == [code for _, code in COMMANDS.values()]
    return finished


@pytest.fixture(scope="module")
def out(finished: subprocess.CompletedProcess[bytes]) -> dict[str, bytes]:
    """What each command wrote to standard output."""
    return dict(zip(COMMANDS, finished.stdout.split(b"\0")[::2], strict=False))


@pytest.mark.slow
@pytest.mark.weights
def test_the_sample_goes_through_the_whole_program(out: dict[str, bytes]) -> None:
    report, failed = map(json.loads, out["the sample"].splitlines())
    assert failed["status"] == "failed"
    assert report["status"] in ("ready", "needs_review", "withheld")
    assert report["content_warning"].startswith("Child sexual abuse")
    summary = report["summary"] or {"headline": "", "text": ""}
    replacements = [redaction["replacement"] for redaction in report["redactions"]]
    leaving = " ".join((summary["headline"], summary["text"], *replacements)).lower()
    for words in ("niece", "nightmare", "monster", "read more", "source:", "lived nearby"):
        assert words not in leaving


@pytest.mark.slow
@pytest.mark.weights
def test_the_command_line_and_every_file_it_leaves(
    left: Path, finished: subprocess.CompletedProcess[bytes], out: dict[str, bytes]
) -> None:
    assert all(out.values())
    assert b"Norwick" in out["summarize"]
    assert b"rule" in out["redact"] or b"Norwick" in out["redact"]
    assert {name: leaked(told) for name, told in out.items() if leaked(told)} == {}
    # Nor on the other way, nor as it ends.
    assert leaked(finished.stdout + finished.stderr) == []
    assert {"cases.db", "others.db"} <= {path.name for path in left.iterdir()}
    inputs = [left / "canary.txt", left / "summary.txt"]
    assert [leaked(found) for found in files_in(left, but=inputs) if leaked(found)] == []


@pytest.mark.slow
@pytest.mark.weights
def test_a_batch_its_journal_and_all_that_it_leaves(tmp_path: Path) -> None:
    archive = tmp_path / "archive.jsonl"
    rows = [
        {"text": TEXT, "witness": CANARIES[0]},
        {"text": TEXT, "witness": "a copy"},
        {"text": "Quillfeather" + 40 * "\x00", "witness": "not to be read"},
        {"text": "The council met on Tuesday and agreed the plan.", "witness": CANARIES[0]},
        {"text": "Left out.", "witness": CANARIES[1]},
    ]
    archive.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    command = [
        "-m", "summarizer", "batch", "archive.jsonl", "--out", "out.jsonl", "--progress", "plain",
        "--workers", "1", "--style", "headline", "--where", f"witness!={CANARIES[1]}",
    ]  # fmt: skip
    finished = run_in(tmp_path, command)
    assert (tmp_path / "out.documents.jsonl").read_text("utf-8").count("\n") == 4
    assert leaked(finished.stdout + finished.stderr) == []
    before = (tmp_path / "out.jsonl").read_bytes()
    again = run_in(tmp_path, [*command, "--resume"])
    assert again.returncode == finished.returncode == 0
    assert leaked(again.stdout + again.stderr) == []
    # A run that is done is done.
    assert (tmp_path / "out.jsonl").read_bytes() == before
    assert any((tmp_path / "out.run").iterdir())
    assert [leaked(found) for found in files_in(tmp_path, but=[archive]) if leaked(found)] == []


def run_in(folder: Path, arguments: Sequence[str]) -> subprocess.CompletedProcess[bytes]:
    """Python in a process of its own, which leaves its files in the folder."""
    places = {"TMPDIR": str(folder), "XDG_STATE_HOME": str(folder / "state")}
    # What a writer may say is the parrot's to try: here one draft does. And what "-X dev" lets be
    # heard is what counts, not that it looks at memory too.
    quicker = {"SUMMARIZER_CANDIDATES": "1", "PYTHONMALLOC": "default"}
    return subprocess.run(
        [sys.executable, "-X", "dev", *arguments],
        cwd=folder,
        env={**os.environ, **places, **quicker, "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        timeout=300,
        check=False,
    )


def test_the_page(made: Callable[..., Pipeline], tmp_path: Path) -> None:
    from streamlit.testing.v1 import AppTest

    def script() -> None:
        from tests_canary_service import load

        from summarizer.review.summarise_page import show

        show(load())

    import types

    import streamlit as st

    from summarizer.policy import load_policy
    from summarizer.review.context import Context
    from summarizer.review.service import Service
    from summarizer.review.strings import catalogue
    from summarizer.store.desk import Desk
    from summarizer.store.values import Preferences, Role, User
    from summarizer.view import words_for

    def load() -> Context:
        service = Service(
            desk=Desk.open(tmp_path / "desk.db"),
            words=words_for("default"),
            policy=load_policy("default"),
            pipelines=lambda style, model: pipeline,
        )
        return Context(service, User("local", Role.ADMIN), Preferences(), catalogue("en"))

    pipeline = made()
    module = types.ModuleType("tests_canary_service")
    module.load = load  # type: ignore[attr-defined]
    sys.modules["tests_canary_service"] = module
    st.cache_resource.clear()  # another test's service
    try:
        page = AppTest.from_function(script, default_timeout=120).run()
        page.text_area[0].set_value(TEXT)
        page.button[0].click().run()
    finally:
        del sys.modules["tests_canary_service"]
        st.cache_resource.clear()
    assert not page.exception
    shown = "".join(element.proto.body for element in page.get("html"))
    assert "Child sexual abuse" in shown
    everything = shown + repr(page) + repr(page.session_state)
    assert leaked(everything) == []
