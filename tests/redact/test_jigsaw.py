"""The choice of what may be told: exact, within the budget, and worth most."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.redact.jigsaw import Option, Rung, choose

PEOPLE = ("P1", "P2", "P3")
RUNGS = st.lists(st.builds(Rung, st.integers(0, 3), st.integers(0, 9)), min_size=1, max_size=3).map(
    tuple
)
OPTIONS = st.lists(
    st.builds(Option, st.frozensets(st.sampled_from(PEOPLE), min_size=1), RUNGS), max_size=5
)


def sums(options: list[Option], taken: tuple[int, ...], spent: int) -> dict[str, int]:
    people = {person for option in options for person in option.persons}
    return {
        person: spent
        + sum(
            option.rungs[index].points
            for option, index in zip(options, taken, strict=True)
            if person in option.persons
        )
        for person in people
    }


def worth(options: list[Option], taken: tuple[int, ...]) -> int:
    return sum(o.rungs[i].worth for o, i in zip(options, taken, strict=True))


@given(OPTIONS, st.integers(0, 5), st.integers(0, 3))
@settings(max_examples=200)
def test_no_other_choice_within_the_budget_is_worth_more(
    options: list[Option], budget: int, spent: int
) -> None:
    taken = choose(options, budget=budget, spent=spent)
    assert len(taken) == len(options)
    within = [
        other
        for other in product(*(range(len(option.rungs)) for option in options))
        if all(points <= budget for points in sums(options, other, spent).values())
    ]
    if within:
        assert all(points <= budget for points in sums(options, taken, spent).values())
        assert worth(options, taken) == max(worth(options, other) for other in within)


@given(OPTIONS, st.integers(0, 3))
def test_people_whom_the_same_facts_concern_change_nothing(
    options: list[Option], budget: int
) -> None:
    doubled = [
        Option(option.persons | {f"{person}b" for person in option.persons}, option.rungs)
        for option in options
    ]
    assert choose(doubled, budget=budget) == choose(options, budget=budget)


def fact(points: int, worth: int, *persons: str) -> Option:
    return Option(frozenset(persons or ("P1",)), (Rung(points, worth), Rung(0, 0)))


def test_the_useful_facts_stay() -> None:
    town, year, sex = fact(2, 3), fact(1, 5), fact(1, 3)
    assert choose([town, year, sex], budget=2) == (1, 0, 0)
    assert choose([town, year, sex], budget=4) == (0, 0, 0)


def test_what_was_told_before_counts() -> None:
    year, sex = fact(1, 5), fact(1, 3)
    assert choose([year, sex], budget=2, spent=1) == (0, 1)
    assert choose([year, sex], budget=2, spent=2) == (1, 1)


def test_what_cannot_be_left_out_is_told_and_nothing_else() -> None:
    fixed = Option(frozenset({"P1"}), (Rung(3, 0),))
    assert choose([fixed, fact(1, 9)], budget=2) == (0, 1)


def test_a_fact_of_two_people_is_paid_by_both() -> None:
    place = fact(2, 9, "P1", "P2")
    own = fact(1, 1, "P2")
    assert choose([place, own], budget=2) == (0, 1)
