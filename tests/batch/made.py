"""Small things that the tests of a run share."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection

from summarizer import read
from summarizer.batch.child import Broken, Child
from summarizer.batch.journal import Done
from summarizer.batch.near import signature
from summarizer.batch.reading import Fresh
from summarizer.batch.working import Unit
from summarizer.types import Document, Provenance

PROVENANCE = Provenance(version="1", model="m", policy="default")


def document(text: str, source: str) -> Document:
    return read.read_text(text, source=source)


def fresh(text: str, source: str) -> Fresh:
    made = document(text, source)
    return Fresh(source, f"digest of {text}", made, signature(made.plain))


def done(word: str = "x", status: str = "ready", codes: Sequence[str] = ()) -> Done:
    return Done(f'{{"status": "{status}", "word": "{word}"}}', status, tuple(codes), {"write": 5})


def unit(number: int, *texts: str, first: int = 1) -> Unit:
    made = tuple(document(text, f"{first + at}.txt") for at, text in enumerate(texts))
    return Unit(number, tuple(range(first, first + len(texts))), made)


def long(word: str, count: int = 60) -> str:
    """A text of many words, unlike that of another word."""
    return " ".join(f"{word}{at}" for at in range(count)) + "."


class Thread:
    """Stands for a process: it ends when its pipe does."""

    def __init__(self, thread: threading.Thread) -> None:
        self._thread = thread

    def kill(self) -> None:
        pass

    def join(self, timeout: float) -> None:
        self._thread.join(timeout)

    def is_alive(self) -> bool:
        return self._thread.is_alive()


def in_thread(work: Callable[..., None], *given: object, stdin: bool = False) -> Child:
    """``child.start`` with a thread, which is there at once."""
    assert not stdin
    ours, theirs = Pipe()
    thread = threading.Thread(target=_within, args=(work, theirs, given))
    thread.start()
    return Child(Thread(thread), ours)  # type: ignore[arg-type]


def _within(work: Callable[..., None], pipe: Connection, given: tuple[object, ...]) -> None:
    with pipe, suppress(OSError):
        try:
            work(pipe, *given)
        except (EOFError, OSError):
            return
        except Exception as error:
            pipe.send(Broken.by(error))
