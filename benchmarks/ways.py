"""Ways to write: what is measured against what, each in processes of its own.

A process loads, writes a little that is not counted, says that it is ready, and then writes its
share of the documents as often as it is told. So neither memory nor threads of one way are in the
figures of another.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar, cast

from benchmarks.figures import Row
from benchmarks.memory import own_peak
from summarizer.batch.child import Broken, Child, start
from summarizer.models.request import Request

__all__ = ["Asked", "Load", "Setup", "Way", "Write", "Written", "called", "missing", "row_of"]

_READY_S = 1800.0
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked about one document: as the pipeline asks it, and as token ids."""

    request: Request = field(repr=False)
    ids: tuple[int, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An answer; ``first``: the text of its first token, where the way can tell it."""

    text: str
    tokens: int
    first: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a way is given.

    Attributes:
        folder: the model as transformers saves it.
        home: the model home.
        work: for what is converted for it.
        threads: of each process.
        new_tokens: that an answer has at most.
        batch: documents that are written together, where they are.
    """

    folder: Path
    home: Path
    work: Path
    threads: int
    new_tokens: int
    batch: int


Write = Callable[[Sequence[Asked]], list[Written]]
Load = Callable[[Setup], Write]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to write.

    Attributes:
        key: what it is asked for by.
        name: as it is printed.
        load: gives what writes. It is called in the process that then does.
        prepare: makes what it loads, once, in a process of its own: converting takes memory.
        processes: that share the documents.
        guarded: whether it keeps to the guards of each document.
        needs: modules that have to be there.
        install: how one gets them.
    """

    key: str
    name: str
    load: Load
    prepare: Callable[[Setup], None] | None = None
    processes: int = 1
    guarded: bool = False
    needs: tuple[str, ...] = ()
    install: str = ""


def missing(way: Way) -> str:
    """Why a way cannot be measured here; empty when it can."""
    if all(find_spec(name) for name in way.needs):
        return ""
    return f"not installed: {way.install}"


def row_of(
    way: Way, asked: Sequence[Asked], *, warming: Sequence[Asked], setup: Setup, rounds: int
) -> tuple[Row, list[Written]]:
    """Measures one way; gives its row and what it wrote in the last round.

    Args:
        way: what is measured.
        asked: the documents.
        warming: others, written before the first round.
        setup: what the way is given.
        rounds: how often.
    """
    if why := missing(way):
        return Row(name=way.name, note=why), []
    children: list[Child] = []
    try:
        if way.prepare is not None:
            called(way.prepare, setup)
        shares = [list(asked[at :: way.processes]) for at in range(way.processes)]
        for share in shares:
            children.append(start(_serve, way.load, setup, share, list(warming)))
        for child in children:
            _heard(child)
        seconds = []
        written: list[list[Written]] = []
        for _ in range(rounds):
            begin = time.perf_counter()
            for child in children:
                child.pipe.send(True)
            times = [_heard(child) for child in children]
            seconds.append(max(time.perf_counter() - begin, 1e-9))
            written = [each for each in times if isinstance(each, list)]
        for child in children:
            child.pipe.send(False)
        peak = sum(int(str(_heard(child))) for child in children)
    except (RuntimeError, OSError) as error:
        return Row(name=way.name, note=f"failed: {error}"), []
    finally:
        for child in children:
            child.end()
    merged: list[Written] = [Written(text="", tokens=0)] * len(asked)
    for at, each in enumerate(written):
        merged[at :: way.processes] = each
    return (
        Row(
            name=way.name,
            documents=len(asked),
            seconds=tuple(seconds),
            peak_bytes=peak,
            tokens=sum(each.tokens for each in merged) / len(merged),
        ),
        merged,
    )


def called(work: Callable[..., T], *given: object) -> T:
    """What a function gives, called in a process of its own.

    Raises:
        RuntimeError: it broke there.
    """
    child = start(_call, work, given)
    try:
        return cast(T, _heard(child))
    finally:
        child.end()


def _heard(child: Child) -> object:
    """The next word of a process.

    Raises:
        RuntimeError: it broke, died, or said nothing for half an hour.
    """
    if not child.pipe.poll(_READY_S):
        raise RuntimeError("it said nothing for half an hour")
    try:
        word = child.pipe.recv()
    except (EOFError, OSError):
        raise RuntimeError("its process died") from None
    if isinstance(word, Broken):
        raise RuntimeError(word.message)  # noqa: TRY004
    return word


def _serve(
    pipe: Connection, load: Load, setup: Setup, share: Sequence[Asked], warming: Sequence[Asked]
) -> None:
    with _telling(pipe):
        write = load(setup)
        write(warming)
        pipe.send("ready")
        while pipe.recv():
            pipe.send(write(share))
        pipe.send(own_peak())


def _call(pipe: Connection, work: Callable[..., object], given: tuple[object, ...]) -> None:
    with _telling(pipe):
        pipe.send(work(*given))


@contextmanager
def _telling(pipe: Connection) -> Iterator[None]:
    """Says why the block broke: no text here is anybody's, so the whole message may be told."""
    try:
        yield
    except (EOFError, BrokenPipeError, ConnectionResetError):
        raise
    except Exception as error:
        said = " ".join(str(error).split())[:200]
        pipe.send(Broken(f"{type(error).__name__}: {said}", 1))
