"""Tankers, ports and countries that a recogniser takes for people, and people who stay people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from summarizer import detect, read
from summarizer.detect.likely import named_by
from summarizer.detect.mentions import NameCluster
from summarizer.detect.things import without_places
from summarizer.models.readings import NamedWord
from summarizer.policy import load_policy
from summarizer.policy.schema import Policy
from summarizer.types import Token

Parse = Callable[[str], tuple[Token, ...]]


def people(text: str, parse: Parse, policy: Policy, *names: str) -> set[str]:
    """Who is named in a text of war, when the recogniser sees a person in each of ``names``."""

    def mistaken(words: str) -> tuple[Token, ...]:
        return tuple(
            replace(token, entity="B-PERSON", pos="PROPN") if token.text in names else token
            for token in parse(words)
        )

    document = read.read_text(text)
    analysis = detect.detect(document, policy=policy, parse=mistaken)
    assert analysis.concerns == {"harm"}, "the case must be one of a war and nothing else"
    return {
        document.read(mention.span)
        for person in analysis.persons
        for mention in person.mentions
        if mention.named
    }


WAR = " The shelling killed nine soldiers, the army said."


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Missiles hit the supertanker Pivot near the coast.", "Pivot"),
        ("The Pivot was hit by a missile.", "Pivot"),
        ("Shells hit the Rostam oil platform.", "Rostam"),
        ("Troops left the disputed Aouzou strip in May.", "Aouzou"),
        ("Rebels reached the port of Lobito by night.", "Lobito"),
        ("Shells fell in Anzali on Monday.", "Anzali"),
        ("Jets bombed an airfield in northern Chad again.", "Chad"),
    ],
)
def test_names_of_things_are_nobody(sentence: str, name: str, parse: Parse, policy: Policy) -> None:
    assert name not in people(sentence + WAR, parse, policy, name)


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("The driver, of Marsh Lane, Wickerfen, was unhurt.", "Wickerfen"),
        ("The driver came from near Oakbay, Co Mayo, on Monday.", "Oakbay"),
        ("He had been on the way from Marseille.", "Marseille"),
        ("It happened at Norlyn station.", "Norlyn"),
    ],
)
def test_where_somebody_lives_or_comes_from_is_nobody(
    sentence: str, name: str, parse: Parse, policy: Policy
) -> None:
    assert name not in people(sentence + WAR, parse, policy, name)


def test_one_telling_mention_decides_for_all(parse: Parse, policy: Policy) -> None:
    text = "Jets bombed towns in northern Chad. Chad said that it would fight on." + WAR
    assert "Chad" not in people(text, parse, policy, "Chad")


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("Marlow, 34, lived in a town near the border.", "Marlow"),
        ("Marlow said that he had seen the soldiers.", "Marlow"),
        ("His brother Marlow was at home.", "Marlow"),
        ("Marlow, who owns a shop, ran for shelter.", "Marlow"),
        ("The plane Marlow boarded had been hit.", "Marlow"),
        ("Soldiers wounded Marlow at the bridge.", "Marlow"),
        ("The neighbours had confidence in Marlow.", "Marlow"),
        ("Mr Marlow left the town on Monday.", "Marlow"),
        ("In Mill Lane, Marlow was hit by a shell.", "Marlow"),
        ("A letter from Lyon reached the camp.", "Lyon"),
        ("The gunman fired at Charlotte and fled.", "Charlotte"),
        ("The way to Jordan was long, Jordan said.", "Jordan"),
        ("A sergeant was engaged to Charlotte.", "Charlotte"),
        ("Police searched Mill Lane, Marsh's home.", "Marsh"),
        ("The victim is Bell, Co Tyrone.", "Bell"),
    ],
)
def test_people_stay_people(sentence: str, name: str, parse: Parse, policy: Policy) -> None:
    assert name in people(sentence + WAR, parse, policy, name)


def test_a_name_that_is_once_a_persons_stays_one(parse: Parse, policy: Policy) -> None:
    text = "There was fear in Jordan. Jordan, 14, hid in a cellar." + WAR
    assert "Jordan" in people(text, parse, policy, "Jordan")


def test_where_somebody_must_not_be_recognised_every_name_counts(
    parse: Parse, policy: Policy
) -> None:
    def mistaken(words: str) -> tuple[Token, ...]:
        return tuple(
            replace(token, entity="B-PERSON", pos="PROPN") if token.text == "Anzali" else token
            for token in parse(words)
        )

    document = read.read_text("The abuse went on for years in Anzali. He was jailed for rape.")
    analysis = detect.detect(document, policy=policy, parse=mistaken)
    assert "identifying" in analysis.concerns
    assert "Anzali" in {document.read(m.span) for p in analysis.persons for m in p.mentions}


def test_in_a_case_of_abuse_every_mention_has_to_be_a_places(parse: Parse) -> None:
    tokens = parse("The man, of Mill Lane, Oakbay, was jailed. Oakbay had been quiet.")
    known = load_policy("default").known_names
    spans = tuple(token.span for token in tokens if token.text == "Oakbay")
    both = NameCluster("Oakbay", spans, frozenset(), frozenset())
    address = NameCluster("Oakbay", spans[:1], frozenset(), frozenset())
    assert without_places([both], tokens, known=known) == (both,)
    assert without_places([address], tokens, known=known) == ()


def test_a_place_set_apart_in_an_address_is_nobody_whatever_the_parser_says(parse: Parse) -> None:
    text = "Brel (38), of Rathbrack Avenue, Clonmurry, showed no reaction."
    tokens = tuple(
        replace(token, dep="nsubj") if token.text == "Clonmurry" else token for token in parse(text)
    )
    span = next(token.span for token in tokens if token.text == "Clonmurry")
    known = load_policy("default").known_names
    place = NameCluster("Clonmurry", (span,), frozenset(), frozenset())
    assert without_places([place], tokens, known=known) == ()
    for said in (
        "Brel (38), of Rathbrack Avenue, Ella showed no reaction.",
        "That night, in Mill Lane, Ella, still in uniform, flagged down a bus.",
        "Brel (38), of Mill Lane, Ella, of Park Road, and Holm were told.",
    ):
        tokens = tuple(
            replace(token, dep="nsubj") if token.text == "Ella" else token for token in parse(said)
        )
        span = next(token.span for token in tokens if token.text == "Ella")
        somebody = NameCluster("Ella", (span,), frozenset(), frozenset())
        assert without_places([somebody], tokens, known=known) == (somebody,), said


@pytest.mark.parametrize(
    ("text", "gone", "names"),
    [
        ("Medica closed its six clinics in the area." + WAR, "Medica", ("Medica",)),
        ("Neptun, with 860 members, has a plan." + WAR, "Neptun", ("Neptun",)),
        ("Only 340 of Brod's inhabitants stayed." + WAR, "Brod", ("Brod",)),
        ("The firm which owned Larkrise House paid." + WAR, "Larkrise", ("Larkrise", "House")),
    ],
)
def test_what_owns_and_what_is_owned_is_nobody(
    text: str, gone: str, names: tuple[str, ...], parse: Parse, policy: Policy
) -> None:
    assert gone not in people(text, parse, policy, *names)


def test_who_speaks_of_its_work_stays_a_person(parse: Parse, policy: Policy) -> None:
    text = "Medina said the army lost its way. Medina, 40, wept." + WAR
    assert "Medina" in people(text, parse, policy, "Medina")
    text = "The nursery reopened. Medina joined its choir." + WAR
    assert "Medina" in people(text, parse, policy, "Medina")
    text = "The nursery failed. Medina sold its toys." + WAR
    assert "Medina" in people(text, parse, policy, "Medina")
    text = "A lorry ran over Medina." + WAR
    assert "Medina" in people(text, parse, policy, "Medina")


@pytest.mark.parametrize(
    ("text", "name", "somebody"),
    [
        ("UMM DALIL, Sudan (Wire) - Shells hit Umm Dalil again.", "Umm Dalil", False),
        (
            "UMM DALIL, Sudan (Wire) - Shells hit a town. Umm Dalil, 34, was shot.",
            "Umm Dalil",
            True,
        ),
        ("LOBITO, August 22\n\nShells fell in Lobito again.", "Lobito", False),
        ("LOBITO, Angola (Wire) - Shells fell. Lobito gave evidence.", "Lobito", True),
    ],
)
def test_the_place_of_a_dateline_is_nobody_unless_it_lives(
    text: str, name: str, somebody: bool, parse: Parse, policy: Policy
) -> None:
    found = people(text + WAR, parse, policy, *name.split())
    assert any(name in each for each in found) == somebody


def test_a_town_behind_a_road_is_nobody_wherever_else_it_stands(parse: Parse) -> None:
    known = load_policy("default").known_names
    for text, nobody in (
        ("Marcu, 49, of Lady Anne Walk, Fenmarket: 14 years. He walked to Fenmarket.", True),
        ("Marcu, 49, of Lady Anne Walk, Ella, 44, and Dunn: 14 years. He met Ella.", False),
        ("Ella: 14 years. He met Ella.", False),
        ("Those harmed were Jo Roe, Ella: 44 others fled.", False),
    ):
        name = "Fenmarket" if "Fenmarket" in text else "Ella"
        tokens = parse(text)
        spans = tuple(token.span for token in tokens if token.text == name)
        cluster = NameCluster(name, spans, frozenset(), frozenset())
        named = named_by([NamedWord(span, -0.5, "place") for span in spans])
        assert (without_places([cluster], tokens, known=known, named=named) == ()) is nobody, text
