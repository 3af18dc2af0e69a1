"""Several prompts answered together by a paged model: a prompt enters at each step that has room.

A step runs the next token of every row and, with them, a whole prompt: the rows' share of the
matrix products is then nearly free. A text that is finished leaves at once. What is chosen for
one prompt depends on nothing beside it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarizer.models.decode import Job
from summarizer.models.openvino_model import PagedModel, Part

if TYPE_CHECKING:
    import torch

__all__ = ["PagedOpenings", "decode_paged"]


class PagedOpenings:
    """Blocks of the beginnings that prompts share, the words of a template. The last few stay.

    They hold nothing of a document.
    """

    _MOST = 4

    def __init__(self) -> None:
        self._kept: dict[tuple[int, ...], list[int]] = {}

    def after(self, model: PagedModel, ids: tuple[int, ...]) -> list[int]:
        """The blocks after ``ids``, which may be none."""
        if not ids:
            return []
        if ids not in self._kept:
            if len(self._kept) >= self._MOST:
                model.blocks.release(self._kept.pop(next(iter(self._kept))))
            blocks = model.blocks.take(model.blocks.count(len(ids)))
            model.run([Part(tokens=ids, past=0, blocks=blocks)])
            self._kept[ids] = blocks
        return self._kept[ids]

    def clear(self) -> None:
        """Forget them all, as when the model's blocks are cleared."""
        self._kept.clear()


@dataclass(slots=True, repr=False)
class _Row:
    """A candidate that is being written."""

    candidate: int
    text: list[int]
    blocks: list[int]


@dataclass(slots=True, repr=False)
class _Live:
    """A job that is being written, and the rows of it that have not ended."""

    number: int
    job: Job
    rows: list[_Row]

    def parts(self) -> list[Part]:
        """The last token of each row."""
        read = len(self.job.ids) - 1
        return [
            Part(tokens=row.text[-1:], past=read + len(row.text), blocks=row.blocks)
            for row in self.rows
        ]


def decode_paged(
    model: PagedModel, jobs: Sequence[Job], *, eos: Collection[int], openings: PagedOpenings
) -> list[list[list[int]]]:
    """The tokens of every candidate of every job, without the prompt and the token that ends it."""
    found: list[list[list[int]]] = [[[] for _ in range(job.candidates)] for job in jobs]
    waiting = list(enumerate(jobs))[::-1]
    live: list[_Live] = []
    try:
        while waiting or live:
            parts = [part for each in live for part in each.parts()]
            entering = None
            if waiting and (not live or _needed(model, waiting[-1][1]) <= model.blocks.free):
                number, job = waiting.pop()
                entering, part = _entering(model, number, job, openings)
                parts.append(part)
            scores = model.run(parts)
            at = 0
            for each in live:
                count = len(each.rows)
                _choose(model, each, scores[at : at + count], eos, found[each.number])
                at += count
            if entering is not None:
                _fork(model, entering)
                own = scores[at:].expand(len(entering.rows), -1)
                _choose(model, entering, own, eos, found[entering.number])
                live.append(entering)
            live = [each for each in live if each.rows]
    except BaseException:
        openings.clear()
        model.blocks.clear()
        raise
    return found


def _needed(model: PagedModel, job: Job) -> int:
    """Blocks that all candidates of a job take, full ones of the prompt shared."""
    whole = model.blocks.count(len(job.ids) + job.max_new_tokens)
    return whole + (job.candidates - 1) * (whole - len(job.ids) // model.blocks.size)


def _entering(
    model: PagedModel, number: int, job: Job, openings: PagedOpenings
) -> tuple[_Live, Part]:
    """A job with its first row, and the part of its prompt that has to be read."""
    blocks = model.blocks
    opening = openings.after(model, job.ids[: job.opening])
    whole = job.opening // blocks.size
    own = opening[:whole]
    blocks.share(own)
    own += blocks.take(blocks.count(len(job.ids) + job.max_new_tokens) - whole)
    if whole < len(opening):
        blocks.copy(opening[whole], own[whole])
    part = Part(tokens=job.ids[job.opening :], past=job.opening, blocks=own)
    return _Live(number, job, [_Row(0, [], own)]), part


def _fork(model: PagedModel, live: _Live) -> None:
    """Gives the other candidates the prompt as the first has read it."""
    blocks, first = model.blocks, live.rows[0]
    whole = len(live.job.ids) // blocks.size
    for candidate in range(1, live.job.candidates):
        own = first.blocks[:whole]
        blocks.share(own)
        own += blocks.take(len(first.blocks) - whole)
        if len(live.job.ids) % blocks.size:
            blocks.copy(first.blocks[whole], own[whole])
        live.rows.append(_Row(candidate, [], own))


def _choose(
    model: PagedModel,
    live: _Live,
    scores: torch.Tensor,
    eos: Collection[int],
    found: list[list[int]],
) -> None:
    """Adds a token to every row; rows that have ended leave."""
    rows, live.rows = live.rows, []
    tokens = live.job.choose([row.candidate for row in rows], [row.text for row in rows], scores)
    for row, token in zip(rows, tokens, strict=True):
        if token not in eos:
            row.text.append(token)
            if len(row.text) < live.job.max_new_tokens:
                live.rows.append(row)
                continue
        found[row.candidate] = row.text
        model.blocks.release(row.blocks)
