"""Counts and what follows from them: precision, recall, F1, calibration."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

__all__ = [
    "Bin",
    "Counts",
    "auroc",
    "balanced_accuracy",
    "best_threshold",
    "expected_calibration_error",
    "reliability",
    "total",
]


@dataclass(frozen=True, slots=True)
class Counts:
    """True positives, false positives, false negatives."""

    hit: int = 0
    extra: int = 0
    missed: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Both counts together."""
        return Counts(self.hit + other.hit, self.extra + other.extra, self.missed + other.missed)

    @property
    def precision(self) -> float:
        """Share of what was found that is there; 1 when nothing was found."""
        return self.hit / (self.hit + self.extra) if self.hit + self.extra else 1.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found; 1 when nothing is there."""
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        whole = 2 * self.hit + self.extra + self.missed
        return 2 * self.hit / whole if whole else 1.0


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions with like probability: how many, their mean, and the share that came true."""

    count: int
    mean: float
    share: float


def total(counts: Iterable[Counts]) -> Counts:
    """All counts together: the basis of micro averages."""
    whole = Counts()
    for count in counts:
        whole += count
    return whole


def reliability(pairs: Sequence[tuple[float, bool]], *, bins: int = 10) -> list[Bin]:
    """Predictions by probability, in bins of equal width; empty ones left out."""
    members: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for probability, true in pairs:
        members[min(bins - 1, int(probability * bins))].append((probability, true))
    return [
        Bin(
            len(group),
            sum(p for p, _ in group) / len(group),
            sum(true for _, true in group) / len(group),
        )
        for group in members
        if group
    ]


def expected_calibration_error(bins: Sequence[Bin]) -> float:
    """Mean distance between what was said and what came true (Naeini et al. 2015)."""
    count = sum(b.count for b in bins)
    return sum(b.count * abs(b.mean - b.share) for b in bins) / count if count else 0.0


def balanced_accuracy(told: Sequence[tuple[float, bool]], threshold: float) -> float | None:
    """The mean of both shares that are told rightly; None where there is but one sort.

    Args:
        told: (score, whether it is so).
        threshold: the score from which it is said to be so.
    """
    right = {True: [0, 0], False: [0, 0]}
    for score, true in told:
        right[true][0] += (score >= threshold) == true
        right[true][1] += 1
    if not all(of for _, of in right.values()):
        return None
    return sum(count / of for count, of in right.values()) / 2


def auroc(told: Sequence[tuple[float, bool]]) -> float | None:
    """The chance that something true is scored above something untrue, ties counting half.

    None where there is but one sort (Mann & Whitney 1947: the U statistic over all pairs).
    """
    true = sum(so for _, so in told)
    untrue = len(told) - true
    if not true or not untrue:
        return None
    won = 0.0
    below = 0
    ordered = sorted(told)
    for _, tied in groupby(ordered, key=lambda each: each[0]):
        alike = [so for _, so in tied]
        so, not_so = sum(alike), len(alike) - sum(alike)
        won += so * (below + not_so / 2)
        below += not_so
    return won / (true * untrue)


def best_threshold(told: Sequence[tuple[float, bool]]) -> float:
    """The score from which balanced accuracy is best; the lowest where there is but one sort."""
    true = sum(so for _, so in told)
    untrue = len(told) - true
    best, at = -1.0, 0.0
    below = [0, 0]  # untrue and true ones under the threshold
    for score, tied in groupby(sorted(told), key=lambda each: each[0]):
        value = below[0] / untrue + (true - below[1]) / true if true and untrue else 0.0
        if value > best:
            best, at = value, score
        for _, so in tied:
            below[so] += 1
    return at
