"""Cuts tokenised sentences into windows that an encoder reads at once.

A window holds whole sentences, as many as fit, and before them the sentence that stood there: each
sentence is read once, with its neighbours as context, and a text may be of any length. A sentence
longer than a window is read in pieces.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

__all__ = ["WINDOW", "Window", "batches", "windows"]

WINDOW = 192
"""Tokens in a window, the two marks at its ends included."""
_CONTEXT = 48
"""Tokens that the sentence before may take."""
_LIKE = 0.8
"""Share of a batch's longest window that its shortest has at least: less is mostly padding."""


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a text to be read at once.

    ``ids``: token ids without the marks at the ends. ``sentences``: for each token the index of
    its sentence, -1 where it only gives context. ``places``: for each token its place in the text's
    own sequence of tokens.
    """

    ids: tuple[int, ...]
    sentences: tuple[int, ...]
    places: tuple[int, ...]


def windows(sentences: Sequence[Sequence[int]], *, size: int = WINDOW) -> list[Window]:
    """The windows of a text that comes as token ids, sentence by sentence.

    Every token of every sentence is in exactly one window under its own index.
    """
    room = size - 2
    found: list[Window] = []
    ids: list[int] = []
    owners: list[int] = []
    places: list[int] = []
    position = 0

    def close() -> None:
        if any(owner >= 0 for owner in owners):
            found.append(Window(tuple(ids), tuple(owners), tuple(places)))
        ids.clear()
        owners.clear()
        places.clear()

    for index, tokens in enumerate(sentences):
        for start in range(0, len(tokens), room):
            piece = tokens[start : start + room]
            if len(ids) + len(piece) > room:
                close()
                before = sentences[index - 1] if index and not start else ()
                if len(before) <= min(_CONTEXT, room - len(piece)):
                    ids += before
                    owners += [-1] * len(before)
                    places += [-1] * len(before)
            ids += piece
            owners += [index] * len(piece)
            places += range(position + start, position + start + len(piece))
        position += len(tokens)
    close()
    return found


def batches(lengths: Sequence[int], *, budget: int) -> Iterator[list[int]]:
    """Indexes of windows in batches of like length: at most ``budget`` tokens, padding included."""
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda i: -lengths[i]):
        longest = lengths[batch[0]] if batch else 0
        if batch and (longest * (len(batch) + 1) > budget or lengths[index] < _LIKE * longest):
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch
