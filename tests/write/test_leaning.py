"""Sentences that speak of something as known, and those that introduce it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from summarizer.syntax import Tree, sentence_trees
from summarizer.text import sentences
from summarizer.types import OffsetMap, SafeText, Style, SummarySentence, Token
from summarizer.write.compose import candidate, compose
from summarizer.write.leaning import leans_on
from summarizer.write.salience import concepts_of, salience_of

Parse = Callable[[str], tuple[Token, ...]]
STORY = "A lorry hit a bridge near Harwick. Nobody was hurt. "


def trees_of(text: str, parse: Parse) -> list[Tree | None]:
    return list(sentence_trees(parse(text), sentences(text)))


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("The lorry was carrying gravel.", 0),
        ("Its bridge was closed.", 0),
        ("The driver was unhurt.", None),  # nobody told of one
        ("The lorry in front was carrying gravel.", None),
        ("A second lorry was carrying gravel.", None),
        ("Police closed the bridge.", None),
        ("Harwick has two bridges.", None),
    ],
)
def test_what_stands_bare_behind_the_leans_on_its_first_mention(
    sentence: str, source: int | None, parse: Parse
) -> None:
    *earlier, tree = trees_of(STORY + sentence, parse)
    assert tree is not None
    assert leans_on(tree, earlier) == source


def test_of_equals_the_one_that_leans_on_nothing_comes_first() -> None:
    said = ["The lorry was carrying gravel.", "The coach was carrying pupils."]
    text = " ".join(said)
    salience = salience_of(
        SafeText(text=text, map=OffsetMap.identity(len(text)), sentences=sentences(text))
    )

    def first(leans: Sequence[int | None]) -> str:
        pool = [
            replace(
                candidate(SummarySentence(text=each, origin="extracted", evidence=()), (i + 3,)),
                leans=lean,
                concepts=concepts_of(text),
            )
            for i, (each, lean) in enumerate(zip(said, leans, strict=True))
        ]
        return compose(pool, salience=salience, style=Style.HEADLINE)[0].text

    assert {first((None, 0)), first((0, None))} == set(said)


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Fourteen had lost weight.", 1),
        ("Some were treated in hospital.", 1),
        ("Some of the drivers were treated.", None),
        ("Two drivers were treated.", None),
    ],
)
def test_a_bare_number_leans_on_the_sentence_before(
    sentence: str, source: int | None, parse: Parse
) -> None:
    *earlier, tree = trees_of(STORY + sentence, parse)
    assert tree is not None
    assert leans_on(tree, earlier) == source
