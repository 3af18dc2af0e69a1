"""Who "he", "both" and "the 18-year-old" are, where only one can be meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from summarizer.syntax import Tree, sentence_trees
from summarizer.text import sentences
from summarizer.write.pronouns import standing_alone

pytestmark = pytest.mark.weights
NAMES = ("Tomas Brel", "Ada Lind")


def alone(text: str, parse: Callable[[str], Any], names: tuple[str, ...] = NAMES) -> str | None:
    """The last sentence of a text as it may stand by itself."""
    spans = sentences(text)
    trees = sentence_trees(tuple(parse(text)), spans)
    last = trees[-1]
    assert isinstance(last, Tree)
    return standing_alone(spans[-1].of(text), last, trees[:-1], names=names)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "Tomas Brel denied murder. He was jailed for life.",
            "Tomas Brel was jailed for life.",
        ),
        (
            "Tomas Brel denied murder. He gave no evidence. He was jailed for life.",
            "Tomas Brel was jailed for life.",
        ),
        (
            "Tomas Brel, 58, and Ada Lind, 53, denied fraud. Both were jailed for a year.",
            "Tomas Brel and Ada Lind were jailed for a year.",
        ),
        (
            "Tomas Brel, 18, came on late. The 18-year-old scored twice in the last minutes.",
            "Tomas Brel scored twice in the last minutes.",
        ),
        (
            "Police told of the raids. Those detained are 41 men and two women.",
            "Those detained are 41 men and two women.",
        ),
    ],
)
def test_who_is_meant(text: str, told: str, parse: Callable[[str], Any]) -> None:
    assert alone(text, parse) == told


@pytest.mark.parametrize(
    "text",
    [
        "Tomas Brel robbed Ada Lind. Both were taken to hospital.",
        "Tomas Brel met a lawyer. He was jailed for life.",
        "Tomas Brel met a lawyer. He gave no evidence. He was jailed for life.",
        "Tomas Brel denied murder. The rain went on. He was jailed for life.",
        "The shop has closed. Both were jailed for a year.",
        "Tomas Brel was charged with assault. The 17-year-old was taken to hospital in Harwick.",
        "Police told of the raids. They include a nurse and a coach.",
    ],
)
def test_nobody_is_named_where_it_might_be_another(text: str, parse: Callable[[str], Any]) -> None:
    assert alone(text, parse) is None


def test_of_two_only_those_who_may_be_named(parse: Callable[[str], Any]) -> None:
    text = "Tomas Brel and Ada Lind denied fraud. Both were jailed for a year."
    assert alone(text, parse, ("Tomas Brel",)) is None


def test_both_men_may_be_others(parse: Callable[[str], Any]) -> None:
    text = "Tomas Brel and Ada Lind denied fraud. Both men were jailed for a year."
    assert alone(text, parse) == "Both men were jailed for a year."


def test_it_may_stand_for_nothing(parse: Callable[[str], Any]) -> None:
    text = "The trial began. It emerged that the council had failed to act."
    assert alone(text, parse) == "It emerged that the council had failed to act."
    assert alone("The council met. It makes 23 recommendations.", parse) is None


def test_a_name_is_somebody_whatever_the_parser_sees(parse: Callable[[str], Any]) -> None:
    text = "The inquiry ended. Brel, now 67, was jailed after a jury found him guilty."
    assert alone(text, parse) == "Brel, now 67, was jailed after a jury found him guilty."
