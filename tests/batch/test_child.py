"""Processes that say nothing on their own, and end when their pipe does."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from summarizer.batch.child import Broken, start
from summarizer.errors import ResourceError


def echo(pipe: Connection, word: str) -> None:
    pipe.send(word)
    while True:
        pipe.send(pipe.recv())


def breaks(pipe: Connection, text: str) -> None:
    import logging

    print(text)
    logging.getLogger("somebody").warning(text)
    raise RuntimeError(text)


def out_of_reach(pipe: Connection) -> None:
    raise ResourceError("model m is missing")


def test_a_child_talks_through_its_pipe_and_ends_with_it() -> None:
    child = start(echo, "hello")
    assert child.pipe.recv() == "hello"
    child.pipe.send([1, 2])
    assert child.pipe.recv() == [1, 2]
    assert child.alive
    child.pipe.close()
    child.process.join(10)
    assert child.process.exitcode == 0


def test_a_child_can_be_ended() -> None:
    child = start(echo, "hello")
    child.end()
    assert not child.alive
    child.end()


def test_what_breaks_a_child_is_told_without_its_words(
    capfd: pytest.CaptureFixture[str],
) -> None:
    child = start(breaks, "Quillfeather")
    word = child.pipe.recv()
    child.process.join(10)
    child.end()
    assert word == Broken("internal error (RuntimeError)", 1)
    out, err = capfd.readouterr()
    assert "Quillfeather" not in out + err
    assert not err


def test_an_error_of_ours_keeps_its_words_and_code() -> None:
    child = start(out_of_reach)
    assert child.pipe.recv() == Broken("model m is missing", 3)
    child.end()


def says_natively(pipe: Connection, text: str) -> None:
    import os

    os.write(1, text.encode())
    os.write(2, text.encode())
    pipe.send("said")


def test_a_library_has_no_last_words_either(capfd: pytest.CaptureFixture[str]) -> None:
    child = start(says_natively, "Quillfeather")
    assert child.pipe.recv() == "said"
    child.process.join(10)
    child.end()
    assert capfd.readouterr() == ("", "")


READER = """
from summarizer.batch.child import start

def reads(pipe):
    import sys
    pipe.send(sys.stdin.read())

if __name__ == "__main__":
    for handed in (False, True):
        child = start(reads, stdin=handed)
        print(repr(child.pipe.recv()), flush=True)
        child.process.join(20)
        child.end()
"""


def test_one_that_is_to_read_standard_input_can(tmp_path: Path) -> None:
    script = tmp_path / "reader.py"
    script.write_text(READER)
    found = subprocess.run(
        [sys.executable, script],
        input=b"A text.",
        capture_output=True,
        timeout=300,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        check=True,
    )
    assert found.stdout.decode().split("\n") == ["''", "'A text.'", ""]
    assert found.stderr == b""


ORPHAN = """
import time
from summarizer.batch.child import start

def stays(pipe):
    import os, time
    pipe.send(os.getpid())
    time.sleep(600)

if __name__ == "__main__":
    child = start(stays)
    print(child.pipe.recv(), flush=True)
    time.sleep(600)
"""


def test_none_outlives_a_program_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "orphan.py"
    script.write_text(ORPHAN)
    with subprocess.Popen(
        [sys.executable, script],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    ) as program:
        assert program.stdout is not None
        number = int(program.stdout.readline())
        assert runs(number)
        program.kill()
    end = time.monotonic() + 120
    while runs(number) and time.monotonic() < end:
        time.sleep(0.02)
    assert not runs(number)


def runs(number: int) -> bool:
    """Whether a process is there, and not only its number."""
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{number}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
