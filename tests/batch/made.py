"""Small things that the tests of a run share."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer import read
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
