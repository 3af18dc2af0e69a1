"""Names on which the reader of names and the recogniser disagree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from summarizer import detect, read, redact
from summarizer.detect.likely import Named, named_by, relabelled, without_nobodies
from summarizer.detect.mentions import NameCluster
from summarizer.detect.things import without_places
from summarizer.models.readings import Heads, NamedWord
from summarizer.policy.schema import Policy
from summarizer.types import Span, Token

Parse = Callable[[str], tuple[Token, ...]]


def named(text: str, **odds: float) -> Named:
    """What a reader makes of a text that gives each word these odds, and no other word any."""
    return named_by(
        [
            NamedWord(Span(start, start + len(word)), value, "place")
            for word, value in odds.items()
            for start in range(len(text))
            if text.startswith(word, start)
        ]
    )


def cluster(text: str, name: str) -> NameCluster:
    starts = [start for start in range(len(text)) if text.startswith(name, start)]
    spans = tuple(Span(start, start + len(name)) for start in starts)
    return NameCluster(name, spans, frozenset())


def test_odds_are_means_over_characters_and_what_is_left_out_counts() -> None:
    text = "In Tin Assara"
    read_ = named(text, Tin=-5.7, Ass=-4.2)
    assert read_.odds(Span(3, 6)) == pytest.approx(-5.7)
    # "Tin" and "Ass" as told, " ara" left out.
    assert read_.odds(Span(3, 13)) == pytest.approx((3 * -5.7 + 3 * -4.2 + 4 * -5) / 10)
    assert read_.kind(Span(3, 13)) == "place"
    assert read_.kind(Span(0, 2)) == "other"


def test_who_is_nobody_by_all_odds_is_left_out() -> None:
    text = "Lyon gave evidence in Lyon. Tarnvale lies near Roe."
    people = [cluster(text, name) for name in ("Lyon", "Tarnvale", "Roe")]
    read_ = named(text, Tarnvale=-3.5, Roe=2.0, Lyon=-3.5)
    assert without_nobodies(people, read_, private=True) == (people[2],)
    # One place where a name may be somebody's is enough.
    words = [replace(w, person=-0.5) if not w.span.start else w for w in read_.words]
    assert without_nobodies(people, named_by(words), private=True) == (people[0], people[2])


def test_names_of_ordinary_words_stay_where_somebody_must_not_be_recognised() -> None:
    text = "Patience Harder left."
    people = [cluster(text, "Patience Harder")]
    for private in (True, False):
        assert without_nobodies(people, named(text), private=private) == tuple(people)
    alone = [cluster("Sang left.", "Sang")]
    assert without_nobodies(alone, named("Sang left."), private=True) == tuple(alone)
    assert without_nobodies(alone, named("Sang left."), private=False) == ()


def test_a_name_of_several_words_asks_for_more_in_somebodys_story() -> None:
    text = "The attack on Ruby Tarn began."
    people = [cluster(text, "Ruby Tarn")]
    read_ = named(text, Ruby=-3.0, Tarn=-3.0)
    assert without_nobodies(people, read_, private=True) == tuple(people)
    assert without_nobodies(people, read_, private=False) == ()


@pytest.mark.weights
@pytest.mark.parametrize("name", ["Ella Moon", "Sarah Hill", "Maria Santos", "Kofi Mensah"])
def test_people_stay_people_where_a_place_might_stand(
    name: str, parse: Parse, policy: Policy, heads: Heads
) -> None:
    for words in (
        "A man was arrested over the death of {} in May. Police are treating it as murder.",
        "A man has been charged with murder. The attack on {} began a little after midnight.",
        "Tom Ash was jailed for life for the murder of {} in Leeds.",
        "Tom Ash was jailed for abusing girls. Police went to {} after the call.",
        "Tom Ash was jailed for abusing girls. The inquiry into {} began in May.",
    ):
        document = read.read_text(words.format(name), source="")
        analysis = detect.detect(document, policy=policy, parse=parse, heads=heads)
        assert name not in redact.redact(document, analysis, policy=policy).text, words


def test_a_small_place_is_nobody_where_the_reader_sees_one(parse: Parse, policy: Policy) -> None:
    text = "The trial was heard in Tarnvale in May."
    people = [cluster(text, "Tarnvale")]
    known = policy.known_names
    tokens = parse(text)
    assert without_places(people, tokens, known=known) == tuple(people)
    for odds, left in ((-2.5, ()), (-1.0, tuple(people))):
        assert without_places(people, tokens, known=known, named=named(text, Tarnvale=odds)) == left
    text = "The boys confided in Tarnvale."
    people = [cluster(text, "Tarnvale")]
    read_ = named(text, Tarnvale=-2.5)
    assert without_places(people, parse(text), known=known, named=read_) == tuple(people)


def test_the_recogniser_is_corrected_where_the_reader_is_sure() -> None:
    def token(word: str, start: int, entity: str) -> Token:
        return Token(
            Span(start, start + len(word)), word, word, "PROPN", "NNP", "dep", 0, entity=entity
        )

    text = "Tarnvale. Ella Moon"
    tokens = [
        token("Tarnvale", 0, "B-PERSON"),
        replace(token(".", 8, ""), pos="PUNCT"),
        token("Ella", 10, "B-ORG"),
        token("Moon", 15, "I-ORG"),
    ]
    sure = named(text, Tarnvale=-6.0, Ella=5.0, Moon=5.0)
    assert [t.entity for t in relabelled(tokens, sure)] == [
        "B-GPE", "", "B-PERSON", "I-PERSON",
    ]  # fmt: skip
    unsure = named(text, Tarnvale=-3.0, Ella=2.5, Moon=2.5)
    assert relabelled(tokens, unsure) == tuple(tokens)


@pytest.mark.weights
def test_places_and_bodies_are_nobody_and_people_are_somebody(
    parse: Parse, policy: Policy, heads: Heads
) -> None:
    text = (
        "HARROGATE, England, March 4 (Agency) - Three hostages walked free on Monday after 19"
        " months in the hands of an armed group. They were handed over near Abbeyquarter. The"
        " driver, Moussa Doumbia, had been shot in the leg. The Diocese of Tarrow paid for the"
        " flight."
    )
    document = read.read_text(text, source="")
    analysis = detect.detect(document, policy=policy, parse=parse, heads=heads)
    people = {
        document.read(mention.span)
        for person in analysis.persons
        for mention in person.mentions
        if mention.named
    }
    assert people == {"Moussa Doumbia"}
    safe = redact.redact(document, analysis, policy=policy).text
    assert "near Abbeyquarter" in safe
    assert "Doumbia" not in safe
