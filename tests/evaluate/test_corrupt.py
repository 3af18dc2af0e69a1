"""Errors made on purpose: each kind is what it is called, and leaves the rest as it was."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest

from summarizer.syntax import sentence_trees
from summarizer.text import sentences
from summarizer.types import Span, Token
from training.grounding.corrupt import KINDS, Source, corrupted

Parse = Callable[[str], Sequence[Token]]

DOCUMENT = (
    "Police in Norwick arrested Tomas Brel on Monday after a fire in a warehouse. "
    "A court in Calder sentenced Anna Lowe to 4 years in prison on Friday. "
    "The mayor thanked at least 20 firefighters for their work. "
    "Flooding closed the bridge over the Alder for two days in March."
)
OTHER = "The minister opened a school in Ostwick in June, after a long delay."


@pytest.fixture
def made(parse: Parse) -> Callable[[str], dict[str, str]]:
    def source(text: str) -> Source:
        trees = sentence_trees(tuple(parse(text)), sentences(text))
        return Source(text, tuple(tree for tree in trees if tree is not None))

    def errors(claim: str) -> dict[str, str]:
        (tree,) = sentence_trees(tuple(parse(claim)), [Span(0, len(claim))])
        assert tree is not None
        return dict(corrupted(claim, tree, source(DOCUMENT), source(OTHER), rng=random.Random(3)))

    return errors


def test_every_kind_can_be_made(made: Callable[[str], dict[str, str]]) -> None:
    found = {
        **made("Police in Norwick arrested Tomas Brel on Monday."),
        **made("The mayor said that at least 20 firefighters had been thanked."),
    }
    assert set(found) == set(KINDS)


@pytest.mark.parametrize(
    ("kind", "claim", "untrue"),
    [
        ("role", "Police arrested Tomas Brel.", "Tomas Brel arrested Police."),
        ("negation", "Tomas Brel was arrested.", "Tomas Brel was not arrested."),
        ("negation", "Anna Lowe was not arrested.", "Anna Lowe was arrested."),
        ("negation", "Police arrested him.", "Police did not arrest him."),
        ("attribution", "The mayor said that all the work was hard.", "All the work was hard."),
        ("quantity", "At least 20 people came.", "At most 20 people came."),
    ],
)
def test_what_is_made(
    made: Callable[[str], dict[str, str]], kind: str, claim: str, untrue: str
) -> None:
    assert made(claim)[kind].lower() == untrue.lower()


def test_names_figures_and_dates_change_and_the_rest_stays(
    made: Callable[[str], dict[str, str]],
) -> None:
    claim = "Tomas Brel was jailed for 6 years on Monday."
    found = made(claim)
    assert found["entity"].endswith("was jailed for 6 years on Monday.")
    assert "Tomas" not in found["entity"]
    assert found["number"].replace("4", "6") == claim
    assert found["date"].startswith("Tomas Brel was jailed for 6 years on ")
    assert "Monday" not in found["date"]
    assert found["stage"] == "Tomas Brel was charged for 6 years on Monday."


def test_the_same_seed_makes_the_same(made: Callable[[str], dict[str, str]]) -> None:
    claim = "Police in Norwick arrested Tomas Brel on Monday."
    assert made(claim) == made(claim)
    assert claim not in made(claim).values()
