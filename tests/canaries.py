"""A document full of words that stand nowhere else, and what finds them in any form."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Sequence
from pathlib import Path

CANARIES = (
    "Quillfeather Zanzibrook Posykin Mossgate Plumtree Ostwick Wrenfield glockenspiel Tarnvale"
    " quilter_99 stepson Brambleby harpsichord Fennimore"
).split()
TEXT = (Path(__file__).parent / "data/canary.txt").read_text("utf-8")


def leaked(output: bytes | str, words: Sequence[str] = CANARIES) -> list[str]:
    """The words that are in an output in one form or another."""
    data = output.encode("utf-8", "surrogatepass") if isinstance(output, str) else output
    small = data.lower()
    return [
        word
        for word in words
        if any(form in small for form in _encoded(word))
        or any(form in data for form in _in_base64(word))
    ]


def _encoded(word: str) -> Iterator[bytes]:
    """A word as it could stand in a file, letters of ASCII in lower case save in base64."""
    small = word.lower()
    yield from (small.encode(), small.encode("utf-16-le"), small.encode("utf-16-be"))
    yield from (form.encode().hex().encode() for form in (word, small))


def _in_base64(word: str) -> Iterator[bytes]:
    """A word within a longer text in base64, wherever it begins."""
    for form in {word, word.lower()}:
        for before, first in ((0, 0), (1, 2), (2, 3)):
            data = bytes(before) + form.encode()
            yield b64encode(data)[first : len(data) * 8 // 6]
