"""Sentences chosen from a pool: what covers most, and what was written together stays together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from summarizer.types import OffsetMap, Origin, SafeText, Span, Style, SummarySentence
from summarizer.write.compose import LIMITS, Candidate, candidate, compose
from summarizer.write.salience import Salience, concepts_of, salience_of

SAID = [
    "The council of Harwick voted for a new bridge over the Alder on Monday.",
    "Nine members voted for the bridge and four against it.",
    "The bridge will cost 12 million euros and open in 2031.",
    "Mayor Ina Holm praised the long work of the engineers.",
    "The old bridge was closed in 2019 after an inspection.",
    "It rained.",
]


@pytest.fixture
def salience() -> Salience:
    text = " ".join(SAID)
    spans, at = [], 0
    for sentence in SAID:
        spans.append(Span(at, at + len(sentence)))
        at += len(sentence) + 1
    return salience_of(
        SafeText(text=text, map=OffsetMap.identity(len(text)), sentences=tuple(spans))
    )


def said(text: str, source: int, origin: Origin = "extracted") -> Candidate:
    return candidate(SummarySentence(text=text, origin=origin, evidence=()), (source,))


def extracted() -> list[Candidate]:
    return [said(text, index) for index, text in enumerate(SAID)]


def test_sentences_come_in_the_order_of_the_source_and_within_the_limits(
    salience: Salience,
) -> None:
    for style in (Style.BRIEF, Style.PARAGRAPH):
        limit = LIMITS[style]
        chosen = [each.text for each in compose(extracted(), salience=salience, style=style)]
        assert limit.least <= len(chosen) <= limit.most
        assert sum(len(text.split()) for text in chosen) <= limit.words
        assert chosen == sorted(chosen, key=SAID.index)
        assert SAID[-1] not in chosen[:2]


def test_what_was_written_together_stays_together(salience: Salience) -> None:
    whole = [
        said("The council of Harwick voted for a bridge over the Alder.", 0, "generated"),
        said("The bridge will cost 12 million euros.", 2, "generated"),
    ]
    other = [said("The old bridge was closed.", 4, "generated")]
    pool = [*whole, *other, *extracted()]
    chosen = compose(pool, first=[other, whole, []], salience=salience, style=Style.BRIEF)
    assert [each for each in whole if each.sentence in chosen] == whole
    assert other[0].sentence not in chosen


def test_what_failed_is_made_good_from_the_source(salience: Salience) -> None:
    left = [said("The bridge will cost 12 million euros and open in 2031.", 2, "generated")]
    pool = [*left, *extracted()]
    chosen = compose(pool, first=[left], salience=salience, style=Style.BRIEF)
    assert left[0].sentence in chosen
    assert SAID[0] in [each.text for each in chosen]


def test_nothing_is_said_twice(salience: Salience) -> None:
    twice = [
        said("Nine members voted for the bridge.", 1, "generated"),
        said("Nine members voted for the bridge and four against it.", 1, "generated"),
    ]
    chosen = compose(twice, first=[twice], salience=salience, style=Style.BRIEF)
    assert chosen == (twice[0].sentence,)


def test_of_nothing_comes_nothing(salience: Salience) -> None:
    assert compose([], first=[[], []], salience=salience, style=Style.BRIEF) == ()


def test_a_sentence_of_the_models_that_tells_little_is_not_begun_with(salience: Salience) -> None:
    weak = said("It rained.", 5, "generated")
    chosen = compose([*extracted(), weak], first=[[weak]], salience=salience, style=Style.BRIEF)
    assert weak.sentence not in chosen


def test_how_a_case_ended_is_worth_more_than_its_words() -> None:
    texts = [f"Ivo Roe was {verb} in Harwick for nine days in May." for verb in ("seen", "jailed")]
    text = " ".join(texts)
    spans = (Span(0, len(texts[0])), Span(len(texts[0]) + 1, len(text)))
    weights = salience_of(SafeText(text=text, map=OffsetMap.identity(len(text)), sentences=spans))
    pool = [said(each, index) for index, each in enumerate(texts)]
    (chosen,) = compose(pool, salience=weights, style=Style.HEADLINE)
    assert chosen.text == texts[1]


def test_of_equals_the_sentence_that_opens_the_text_comes_first(salience: Salience) -> None:
    later, opening = "The council voted for a bridge.", "A council voted for one bridge."
    pool = [said(later, 4), replace(said(opening, 0), concepts=concepts_of(later))]
    for order in (pool, pool[::-1]):
        chosen = compose(order, salience=salience, style=Style.HEADLINE)
        assert [each.text for each in chosen] == [opening]


def test_of_two_that_tell_as_much_the_one_that_reads_better_is_taken(salience: Salience) -> None:
    twins = [said(SAID[1], 1), replace(said(SAID[1], 1), plain=0.5)]
    twins[1] = replace(
        twins[1], sentence=replace(twins[1].sentence, text="They voted 9 to 4 for it.")
    )
    pool = [twins[1], twins[0], *(said(text, i) for i, text in enumerate(SAID) if i != 1)]
    chosen = compose(pool, salience=salience, style=Style.BRIEF)
    texts = [sentence.text for sentence in chosen]
    assert SAID[1] in texts
    assert "They voted 9 to 4 for it." not in texts
