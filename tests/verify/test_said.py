"""Whose word something is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from summarizer.syntax import Tree
from summarizer.types import Token
from summarizer.verify.grounding import tree_of
from summarizer.verify.said import is_told, tellers, tells

Parse = Callable[[str], Sequence[Token]]


def tree(text: str, parse: Parse) -> Tree:
    found = tree_of(text, parse(text))
    assert found is not None
    return found


def told(text: str, word: str, parse: Parse) -> bool:
    of = tree(text, parse)
    return is_told(of, next(i for i, token in enumerate(of.tokens) if token.text == word))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Police said that the man had fled the town.", "fled"),
        ("The minister claims that the report is false.", "report"),
        ("According to the ministry, forty people fled.", "fled"),
        ("Forty people fled, the ministry said.", "fled"),
    ],
)
def test_what_somebody_says_is_told(text: str, word: str, parse: Parse) -> None:
    assert told(text, word, parse)
    assert tells(tree(text, parse))


@pytest.mark.parametrize(
    ("text", "word"),
    [("The man fled the town.", "fled"), ("The judge who wrote the book has died.", "died")],
)
def test_what_the_text_says_itself_is_not(text: str, word: str, parse: Parse) -> None:
    assert not told(text, word, parse)


def test_who_says_it_is_named_by_the_words_for_them(parse: Parse) -> None:
    assert "ministri" in tellers(tree("The ministry said that forty people fled.", parse))
    assert tellers(tree("Forty people fled.", parse)) == frozenset()
