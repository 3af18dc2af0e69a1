"""Processes that say nothing on their own, and end when their pipe does."""

from __future__ import annotations

import time
from multiprocessing.connection import Connection

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
    time.sleep(0.01)


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
