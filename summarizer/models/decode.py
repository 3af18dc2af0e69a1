"""Several prompts answered together: each read once, then all written token by token.

Prompts come in as others end, as far as memory allows: a text that is finished leaves the batch
at once, and no row waits for a longer one. What is chosen for one prompt depends on nothing beside
it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from summarizer.models.rows import Rows, read_prompt, step

if TYPE_CHECKING:
    import torch

__all__ = ["Choose", "Job", "Openings", "decode"]

Choose = Callable[[Sequence[int], Sequence[Sequence[int]], "torch.Tensor"], list[int]]
"""(which candidates, what each has so far, scores (rows, vocabulary)) → the next token of each."""

_MEMORY = 256 * 2**20
"""Bytes for the states of all rows together; a single job may take more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One prompt to be answered; ``ids`` begin with ``opening`` tokens that many prompts share."""

    ids: tuple[int, ...] = field(repr=False)
    opening: int = 0
    candidates: int
    max_new_tokens: int
    choose: Choose


class Openings:
    """The model's states after the beginnings that prompts share: the words of a template.

    They hold nothing of a document. The last few are kept.
    """

    _MOST = 4

    def __init__(self) -> None:
        self._kept: dict[tuple[int, ...], Any] = {}

    def after(self, model: Any, ids: tuple[int, ...]) -> Any:
        """The cache after ``ids``; None when there are none."""
        if not ids:
            return None
        if ids not in self._kept:
            if len(self._kept) >= self._MOST:
                self._kept.pop(next(iter(self._kept)))
            self._kept[ids] = read_prompt(model, ids, rows=1, room=0)[2]
        return self._kept[ids]


@dataclass(slots=True, repr=False)
class _Live:
    """A job that is being written: its rows, and which candidates they are."""

    number: int
    job: Job
    state: Rows
    scores: torch.Tensor
    texts: list[list[int]]
    rows: list[int]


def decode(
    model: Any, jobs: Sequence[Job], *, eos: Collection[int], openings: Openings
) -> list[list[list[int]]]:
    """The tokens of every candidate of every job, without the prompt and the token that ends it."""
    found: list[list[list[int]]] = [[] for _ in jobs]
    waiting = list(enumerate(jobs))[::-1]
    live: list[_Live] = []
    while waiting or live:
        while waiting and (not live or _fits(live, waiting[-1][1])):
            live.append(_begun(model, *waiting.pop(), openings=openings))
        for each in live:
            _choose(each, eos)
        for each in live:
            if not each.rows:
                found[each.number] = each.texts
        live = [each for each in live if each.rows]
        if not live:
            continue
        tokens = [each.texts[row][-1] for each in live for row in each.rows]
        scores = step(model, [each.state for each in live], tokens)
        at = 0
        for each in live:
            each.scores = scores[at : at + len(each.rows)]
            at += len(each.rows)
    return found


def _begun(model: Any, number: int, job: Job, *, openings: Openings) -> _Live:
    opening = openings.after(model, job.ids[: job.opening])
    state, scores, _ = read_prompt(
        model,
        job.ids[job.opening :],
        opening=opening,
        rows=job.candidates,
        room=job.max_new_tokens,
    )
    every = list(range(job.candidates))
    return _Live(number, job, state, scores.repeat(job.candidates, 1), [[] for _ in every], every)


def _fits(live: Sequence[_Live], job: Job) -> bool:
    """Whether the state of a job is likely to fit beside what is there."""
    some = live[0].state
    each = some.bytes / (some.count * some.keys[0].shape[2])
    wanted = each * job.candidates * (len(job.ids) + job.max_new_tokens)
    return wanted + sum(other.state.bytes for other in live) <= _MEMORY


def _choose(live: _Live, eos: Collection[int]) -> None:
    """Adds a token to every row; rows that have ended leave."""
    written = [live.texts[row] for row in live.rows]
    kept = []
    for place, token in enumerate(live.job.choose(live.rows, written, live.scores)):
        if token in eos:
            continue
        written[place].append(token)
        if len(written[place]) < live.job.max_new_tokens:
            kept.append(place)
    if kept and len(kept) < len(live.rows):
        live.state.keep(kept)
    live.rows = [live.rows[place] for place in kept]
