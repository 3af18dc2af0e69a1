"""How long each stage takes, and what becomes of an error that nobody foresaw in one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from summarizer.errors import StageError, SummarizerError
from summarizer.types import Document

__all__ = ["clock", "stage"]


@contextmanager
def clock(name: str, timings: dict[str, int]) -> Iterator[None]:
    """Adds to ``name`` how many milliseconds the block took, also when it breaks."""
    start = time.perf_counter()
    try:
        yield
    finally:
        taken = round((time.perf_counter() - start) * 1000)
        timings[name] = timings.get(name, 0) + taken


@contextmanager
def stage(document: Document, name: str, timings: dict[str, int]) -> Iterator[None]:
    """Times a stage; what breaks in it becomes an error that names the document, not its words.

    Raises:
        StageError: the block broke in a way that nobody foresaw.
    """
    with clock(name, timings):
        try:
            yield
        except SummarizerError:
            raise
        except Exception as error:
            # The cause is cut off on purpose: its message may quote the document (promise 1).
            reason = f"internal error ({type(error).__name__})"
            raise StageError(document.id, name, "internal", reason) from None
