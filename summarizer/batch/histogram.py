"""Counts of numbers in bins that are fixed beforehand, so that any amount of them can be added."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

__all__ = ["CHARACTERS", "SECONDS", "WORDS", "Bins", "Histogram"]

WORDS = (20, 40, 60, 80, 100, 120, 150, 200)
CHARACTERS = (500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000, 1_000_000)
SECONDS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30)


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many numbers fell into each bin.

    Attributes:
        edges: in ascending order; a bin reaches from one edge up to, not including, the next. The
            first begins at nought, the last has no end.
        counts: one more than edges.
        total: the sum of the numbers.
    """

    edges: tuple[float, ...]
    counts: tuple[int, ...]
    total: float

    @property
    def count(self) -> int:
        """How many numbers."""
        return sum(self.counts)

    @property
    def mean(self) -> float:
        """Their mean; nought when there are none."""
        return self.total / self.count if self.count else 0.0


class Bins:
    """A histogram that is still growing."""

    __slots__ = ("_counts", "_edges", "_total")

    def __init__(self, edges: tuple[float, ...]) -> None:
        self._edges = edges
        self._counts = [0] * (len(edges) + 1)
        self._total: float = 0

    def add(self, number: float) -> None:
        """Counts a number, nought or more."""
        self._counts[bisect_right(self._edges, number)] += 1
        self._total += number

    def histogram(self) -> Histogram:
        """What was counted so far."""
        return Histogram(self._edges, tuple(self._counts), self._total)
