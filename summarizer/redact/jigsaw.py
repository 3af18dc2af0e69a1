"""What may be told of each protected person without putting them together (rules ID-07, ID-24).

Every fact has a price in points and a worth to the reader; of each it may be told more or less. The
choice is exact: of all choices that keep everybody within the budget, the one of most worth (a
knapsack with one dimension a person; budgets and prices are small whole numbers). Where what cannot
be taken out is over the budget by itself, as little more as possible is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Option", "Rung", "choose"]


@dataclass(frozen=True, slots=True)
class Rung:
    """One way of telling a fact: its price in points, and its worth."""

    points: int
    worth: int


@dataclass(frozen=True, slots=True)
class Option:
    """A fact: whom it helps to recognise, and how it can be told, the fullest way first."""

    persons: frozenset[str]
    rungs: tuple[Rung, ...]


def choose(
    options: Sequence[Option],
    *,
    budget: int,
    spent: int = 0,
) -> tuple[int, ...]:
    """For each fact the index of its rung.

    Args:
        options: the facts.
        budget: most points of one person.
        spent: points that earlier reports have used up, for each of them.

    Returns:
        As many indexes as there are options. Equal choices: the fuller rung of the earlier fact.
    """
    groups = _groups(options)
    start = (spent,) * len(groups)
    best: dict[tuple[int, ...], tuple[int, tuple[int, ...]]] = {start: (0, ())}
    for option in options:
        touched = [person in option.persons for person in groups]
        following: dict[tuple[int, ...], tuple[int, tuple[int, ...]]] = {}
        for used, (worth, taken) in best.items():
            for index, rung in enumerate(option.rungs):
                now = tuple(
                    points + rung.points if touch else points
                    for points, touch in zip(used, touched, strict=True)
                )
                candidate = (worth + rung.worth, (*taken, index))
                known = following.get(now)
                if known is None or _better(candidate, known):
                    following[now] = candidate
        best = following

    def merit(item: tuple[tuple[int, ...], tuple[int, tuple[int, ...]]]) -> tuple[object, ...]:
        used, (worth, taken) = item
        over = sum(max(0, points - budget) for points in used)
        return (-over, worth, tuple(-index for index in taken))

    return max(best.items(), key=merit)[1][1]


def _better(one: tuple[int, tuple[int, ...]], other: tuple[int, tuple[int, ...]]) -> bool:
    return (one[0], [-index for index in one[1]]) > (other[0], [-index for index in other[1]])


def _groups(options: Sequence[Option]) -> tuple[str, ...]:
    """One person for all whom the same facts concern: the others come to the same sums."""
    concerned: Mapping[str, tuple[int, ...]] = {
        person: tuple(i for i, option in enumerate(options) if person in option.persons)
        for person in sorted({person for option in options for person in option.persons})
    }
    seen: dict[tuple[int, ...], str] = {}
    for person, facts in concerned.items():
        seen.setdefault(facts, person)
    return tuple(seen.values())
