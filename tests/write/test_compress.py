"""Shorter forms of a sentence are sentences and say nothing new."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from summarizer.syntax import sentence_trees
from summarizer.types import Span, Token
from summarizer.write.compress import forms_of


@pytest.fixture
def forms(parse: Callable[[str], Sequence[Token]]) -> Callable[[str], tuple[str, ...]]:
    def made(sentence: str) -> tuple[str, ...]:
        (tree,) = sentence_trees(tuple(parse(sentence)), [Span(0, len(sentence))])
        assert tree is not None
        return forms_of(tree, sentence)

    return made


def test_a_relative_clause_about_a_named_person_stands_alone(
    forms: Callable[[str], tuple[str, ...]],
) -> None:
    sentence = (
        "The discovery led to the arrest of Tomas Brel, who was arrested in Norland and "
        "sentenced to 40 years in prison last week -- the longest ever sentence there."
    )
    assert forms(sentence) == (
        "Tomas Brel was arrested in Norland and sentenced to 40 years in prison.",
    )


def test_parentheses_connectives_and_relative_dates_go(
    forms: Callable[[str], tuple[str, ...]],
) -> None:
    sentence = "However, Operation Lantern (named after a ship) was launched by police last week."
    assert forms(sentence)[-1] == "Operation Lantern was launched by police."


def test_the_year_that_a_figure_is_measured_by_stays(
    forms: Callable[[str], tuple[str, ...]],
) -> None:
    sentence = "Police killed 102 people this year, compared with 88 in the same period last year."
    assert forms(sentence)[0] == sentence
    sentence = "Police stopped 10 buses this week, compared with four last week."
    assert forms(sentence)[0] == sentence
    assert forms("The rail trials start in three countries next year.")[0].endswith("next year.")


@pytest.mark.parametrize(
    ("sentence", "form"),
    [
        (
            "TESSAWAR, Bardania (CNW) - A bomb killed nine people at a market.",
            "A bomb killed nine people at a market.",
        ),
        (
            "* Roe was sentenced to six years in prison.",
            "Roe was sentenced to six years in prison.",
        ),
        (
            "HELDEN, 12 May (Meridian Press Bureau) -- The council closed the old bridge.",
            "The council closed the old bridge.",
        ),
        (
            "TARNHOLM, April 11 (Meridian Wire) - The council closed the old bridge.",
            "The council closed the old bridge.",
        ),
        (
            "The claim form blamed an fault in the hall.",
            "The claim form blamed a fault in the hall.",
        ),
        (
            "At least 26 workers, were killed in a fire at a factory.",
            "At least 26 workers were killed in a fire at a factory.",
        ),
        (
            "Alan Roe (49), with an address at a street had denied all charges.",
            "Alan Roe (49) had denied all charges.",
        ),
        (
            "Alan Roe (49), with a last address was found guilty by a jury.",
            "Alan Roe (49) was found guilty by a jury.",
        ),
        (
            "Alan Roe, 49, of a second person, a third person, was sentenced to 21 years.",
            "Alan Roe, 49, was sentenced to 21 years.",
        ),
    ],
)
def test_what_a_list_a_wire_or_a_redaction_leaves_goes(
    forms: Callable[[str], tuple[str, ...]], sentence: str, form: str
) -> None:
    assert form in forms(sentence)


def test_a_gerund_may_be_what_did_it(forms: Callable[[str], tuple[str, ...]]) -> None:
    sentence = "Shelling of the town of Beloryask on 3 February killed at least 14 civilians."
    assert forms(sentence) == (sentence,)


def test_a_trailing_clause_may_go(forms: Callable[[str], tuple[str, ...]]) -> None:
    sentence = "The council closed the bridge, which was built by prisoners of war."
    assert "The council closed the bridge." in forms(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        '"You are every neighbour\'s horror," the judge said.',
        "We thank both families for their courage.",
        "Investigators at the house of the suspect.",
        "1 kg beef shin, cut into chunks",
    ],
)
def test_speech_and_fragments_have_no_form(
    forms: Callable[[str], tuple[str, ...]], sentence: str
) -> None:
    assert forms(sentence) == ()


def test_every_word_of_a_form_is_a_word_of_the_sentence(
    forms: Callable[[str], tuple[str, ...]],
) -> None:
    sentence = (
        "Meanwhile, officers who searched the farm on Monday (a former mill) found 40 workers, "
        "adding that others had fled."
    )
    words = {word.strip(".,()").lower() for word in sentence.split()}
    for form in forms(sentence):
        assert {word.strip(".,()").lower() for word in form.split()} <= words
        assert form[0].isupper()
        assert form.endswith(".")


@pytest.mark.parametrize(
    "sentence",
    [
        "Most drivers who drink stop when they are warned.",
        "Anybody who finds a bat should call the council.",
    ],
)
def test_a_clause_that_says_who_is_meant_stays(
    forms: Callable[[str], tuple[str, ...]], sentence: str
) -> None:
    for form in forms(sentence):
        assert " who " in form


@pytest.mark.parametrize(
    ("sentence", "form"),
    [
        ("AN ACCOUNTANT who robbed a bank was jailed for life.", "An accountant who robbed a bank"),
        ("A note of the talk, was placed in a file by the clerk.", "A note of the talk was placed"),
        ("16.20 The hospital says nine people were brought in.", "The hospital says nine people"),
        (
            "Karsu Bagh (Agencies) - Nine people were killed in an attack.",
            "Nine people were killed",
        ),
        (
            "VESHKA, Eastern Dravia, Aug 21 (Meridian) - An air strike hit the town.",
            "An air strike",
        ),
        ("ROME/MILAN, Sept 18 (Wire) - The dairy agreed to a merger.", "The dairy agreed"),
    ],
)
def test_what_stands_before_the_news_goes(
    forms: Callable[[str], tuple[str, ...]], sentence: str, form: str
) -> None:
    assert any(each.startswith(form) for each in forms(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "Myth - A vaccine causes illness in many children.",
        "Myth (Facebook) - A vaccine causes illness in many children.",
        "CLAIM - The mayor took bribes from many people.",
        "A NATO convoy was hit by a bomb.",
        "Roe was born in Lyon, is married and has two children.",
        "The gunman fled, was caught and was jailed.",
    ],
)
def test_nothing_else_goes_from_the_beginning(
    forms: Callable[[str], tuple[str, ...]], sentence: str
) -> None:
    begin = sentence.split()[0]
    assert all(form.startswith(begin) for form in forms(sentence))
    torn = ("Lyon is", "fled was", " nato ")
    assert not any(each in form for each in torn for form in forms(sentence))


def test_a_place_of_which_nothing_is_told_is_left_out(
    forms: Callable[[str], tuple[str, ...]],
) -> None:
    made = forms("A child was charged with murder in the death of a person in a place.")
    assert set(made) == {"A child was charged with murder in the death of a person."}


def test_late_goes_with_the_day(forms: Callable[[str], tuple[str, ...]]) -> None:
    made = forms(
        "Five people were killed when fighting spread through the old town late on Sunday."
    )
    assert not any(" late" in form for form in made)


@pytest.mark.parametrize(
    ("sentence", "form"),
    [
        (
            "The committee makes 19 recommendations to ministers, among them.",
            "The committee makes 19 recommendations to ministers.",
        ),
        (
            "A man was charged with murder in the death.",
            "A man was charged with murder.",
        ),
        (
            "Shells struck a market in Kharv, officials said, in an attack since a truce between a"
            " person and Ostova lapsed.",
            "Shells struck a market in Kharv, officials said.",
        ),
        (
            "A child has appeared in court charged.",
            "A child has appeared in court.",
        ),
        (
            "The families have been given certificates, and will be sent.",
            "The families have been given certificates.",
        ),
        (
            "Col Roe, 58, the former welfare officer of the person, was jailed for two years.",
            "Col Roe, 58, the former welfare officer, was jailed for two years.",
        ),
    ],
)
def test_what_hung_on_something_that_went_goes(
    forms: Callable[[str], tuple[str, ...]], sentence: str, form: str
) -> None:
    assert form in forms(sentence)
