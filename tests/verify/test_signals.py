"""What speaks for and against a claim, each signal by itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from summarizer.text import sentences
from summarizer.types import Token
from summarizer.verify.grounding import ground_tree, tree_of
from summarizer.verify.signals import SIGNALS, Signals, signals_of
from summarizer.verify.source import SourceIndex

Parse = Callable[[str], Sequence[Token]]

SOURCE = (
    "Tom Brel, 51, was arrested in Harwick on Monday. "
    "Police said that he had attacked two neighbours. "
    "The council did not comment. "
    "A second man, Ivo Lamm, was questioned in Dunmore."
)


@pytest.fixture(scope="module")
def source(parse: Parse) -> SourceIndex:
    return SourceIndex.of_text(SOURCE, sentences(SOURCE), parse=parse.many)


@pytest.fixture
def signals(parse: Parse, source: SourceIndex) -> Callable[..., Signals]:
    def of(claim: str, *, entailment: float = 0.0) -> Signals:
        tree = tree_of(claim, parse(claim))
        return signals_of(
            claim, tree, ground_tree(tree, source), source, source.near(claim),
            entailment=entailment,
        )  # fmt: skip

    return of


def test_a_copied_sentence_has_nothing_against_it(signals: Callable[..., Signals]) -> None:
    found = signals("Tom Brel, 51, was arrested in Harwick on Monday.")
    assert (found.strict, found.arcs, found.copied) == (1.0, 1.0, 1.0)
    against = [name for name in SIGNALS if name.startswith(("new", "far", "other"))]
    assert {getattr(found, name) for name in against} == {0.0}
    assert not found.is_unknown


@pytest.mark.parametrize(
    ("claim", "signal"),
    [
        ("Tom Brel was arrested in Norwick on Monday.", "new_names"),
        ("Tom Brel, 52, was arrested in Harwick.", "new_figures"),
        ("Tom Brel was convicted in Harwick on Monday.", "new_stages"),
        ("Tom Brel was not arrested in Harwick.", "denied"),
        ("The council commented on the case.", "asserted"),
        ("He attacked two neighbours.", "untold"),
        ("The council said that he had attacked two neighbours.", "teller"),
    ],
)
def test_what_is_wrong_shows(claim: str, signal: str, signals: Callable[..., Signals]) -> None:
    assert getattr(signals(claim), signal) > 0
    right = signals("Police said that he had attacked two neighbours.")
    assert getattr(right, signal) == 0


def test_what_the_source_has_nowhere_is_unknown(signals: Callable[..., Signals]) -> None:
    assert signals("Tom Brel was arrested with Anna Kast.").is_unknown
    assert signals("Tom Brel was arrested with 14 others.").is_unknown


def test_the_heads_word_is_taken_within_bounds(signals: Callable[..., Signals]) -> None:
    assert signals("Tom Brel was arrested.", entailment=40.0).entailment == 6.0
    assert dict(signals("Tom Brel was arrested.", entailment=-1.234).named)["entailment"] == -1.23


def test_a_sentence_without_words_has_signals_too(source: SourceIndex) -> None:
    found = signals_of("", None, ground_tree(None, source), source, (), entailment=0.0)
    assert (found.new_words, found.strict, found.length) == (1.0, 0.0, 0.0)
