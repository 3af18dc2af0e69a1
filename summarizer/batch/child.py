"""Processes of ours that do one kind of work and talk through a pipe.

They are started anew, never forked, so that they share nothing with a program that has threads and
open databases. They say nothing on their own: no log, no traceback, no last words of a library,
which could quote a document.
They end when the pipe does, so that none outlives the program, however that was ended.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from summarizer.errors import SummarizerError

__all__ = ["Broken", "Child", "hush", "start"]

_PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class Broken:
    """What a child says when it cannot go on: a message that is fit to be shown, and a code."""

    message: str
    exit_code: int

    @classmethod
    def by(cls, error: BaseException) -> Broken:
        """What to say of an error: an error of ours in its words, any other by its type alone."""
        if isinstance(error, SummarizerError):
            return cls(str(error), error.exit_code)
        return cls(f"internal error ({type(error).__name__})", 1)


@dataclass(frozen=True, slots=True, eq=False)
class Child:
    """A running process and our end of its pipe."""

    process: BaseProcess
    pipe: Connection

    @property
    def alive(self) -> bool:
        """Whether it still runs."""
        return self.process.is_alive()

    def end(self) -> None:
        """Ends it now, whatever it is at."""
        self.pipe.close()
        self.process.kill()
        self.process.join(_PATIENCE_S)


def start(work: Callable[..., None], *given: object, stdin: bool = False) -> Child:
    """Starts ``work(pipe, *given)`` in a process of its own; all of it has to be picklable.

    Args:
        work: what it does.
        given: what it is given beside its end of the pipe.
        stdin: whether it reads the program's standard input. One process can, once.
    """
    context = multiprocessing.get_context("spawn")
    # A pipe's end is what can be handed on to a process; nothing is sent through this one.
    handed = Connection(os.dup(0), writable=False) if stdin else None
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(work, theirs, given, handed), daemon=True)
    process.start()
    theirs.close()
    if handed is not None:
        handed.close()
    return Child(process, ours)


def hush() -> None:
    """Lets this process say nothing: no log, no traceback, no last words of a library."""
    import logging
    import sys

    logging.disable(logging.CRITICAL)
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    # What is not written in Python goes past those two.
    os.dup2(sys.stdout.fileno(), 1)
    os.dup2(sys.stdout.fileno(), 2)


def _run(
    work: Callable[..., None], pipe: Connection, given: tuple[Any, ...], stdin: Connection | None
) -> None:
    import signal
    import sys
    import threading

    # Ctrl-C is for the program, which then ends its children.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    hush()
    if stdin is not None:
        sys.stdin = open(stdin.fileno(), encoding="utf-8", closefd=False)  # noqa: SIM115
    try:
        work(pipe, *given)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except BaseException as error:
        _last(pipe, Broken.by(error))


def _end_with_parent() -> None:
    """Waits for the program to end, then ends this process, whatever it is at."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _last(pipe: Connection, word: Broken) -> None:
    with suppress(OSError):
        pipe.send(word)
