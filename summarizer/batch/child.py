"""Processes of ours that do one kind of work and talk through a pipe.

They are started anew, never forked, so that they share nothing with a program that has threads and
open databases. They say nothing on their own: no log, no traceback, which could quote a document.
They end when the pipe does, so that none outlives the program, however that was ended.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from summarizer.errors import SummarizerError

__all__ = ["Broken", "Child", "start"]

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


def start(work: Callable[..., None], *given: object) -> Child:
    """Starts ``work(pipe, *given)`` in a process of its own; all of it has to be picklable."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_run, args=(work, theirs, given), daemon=True)
    process.start()
    theirs.close()
    return Child(process, ours)


def _run(work: Callable[..., None], pipe: Connection, given: tuple[Any, ...]) -> None:
    import logging
    import os
    import signal
    import sys
    import threading

    # Ctrl-C is for the program, which then ends its children.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.disable(logging.CRITICAL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
    try:
        work(pipe, *given)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return
    except BaseException as error:
        _last(pipe, Broken.by(error))


def _end_with_parent() -> None:
    """Waits for the program to end, then ends this process, whatever it is at."""
    import os

    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _last(pipe: Connection, word: Broken) -> None:
    from contextlib import suppress

    with suppress(OSError):
        pipe.send(word)
