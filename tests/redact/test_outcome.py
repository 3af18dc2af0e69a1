"""How a case ended, told again from its parse: true, or not told."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import pytest

from summarizer.redact.cover import Cover
from summarizer.redact.outcome import outcome_of
from summarizer.syntax import sentence_trees
from summarizer.types import Span, Token

Told = Callable[..., "str | None"]


@pytest.fixture
def told(parse: Callable[[str], Sequence[Token]]) -> Told:
    """The outcome of a sentence of which everything goes, or the words that match."""

    def of(text: str, *, gone: str = ".+", guarded: str = "^$", harmed: str = "^$") -> str | None:
        def where(pattern: str) -> list[Span]:
            return [Span(*match.span()) for match in re.finditer(pattern, text)]

        (tree,) = sentence_trees(parse(text), [Span(0, len(text))])
        assert tree is not None
        return outcome_of(
            text,
            tree,
            named={span: span.of(text) for span in where("Jo Roe|Al Poe")},
            guarded=Cover(len(text), where(guarded)),
            harmed=Cover(len(text), where(harmed)),
            gone=Cover(len(text), where(gone)),
        )

    return of


@pytest.mark.parametrize(
    ("sentence", "outcome"),
    [
        (
            "A swim coach who led one of the best teams was sentenced Thursday to 22 years in"
            " prison for sexually abusing three girls on his team.",
            "An offender was sentenced to 22 years in prison for sexual abuse of three children.",
        ),
        (
            "A court on Thursday awarded life imprisonment to a man and his father for the dowry"
            " murder of his wife at their home.",
            "Two people were sentenced to life in prison for murder.",
        ),
        (
            "A man who murdered his wife at their home eleven days after she asked for a divorce"
            " must serve at least 21 years in prison.",
            "A man must serve at least 21 years in prison for murder.",
        ),
        (
            "Three members of a gang and a foreman who worked with them have been convicted over"
            " the trafficking of 19 men from Lithuania.",
            "Four people were convicted of trafficking.",
        ),
        (
            "Jo Roe was cleared of murder but convicted of manslaughter by a jury in Leeds.",
            "Jo Roe was cleared of murder but convicted of manslaughter.",
        ),
        (
            "A jury found a retired bishop guilty of raping a boy in his care.",
            "An offender was found guilty of rape of a child.",
        ),
        (
            "The priest, Jo Roe, 71, was found not guilty of abusing two boys at the school.",
            "Jo Roe was found not guilty of abuse of two children.",
        ),
        (
            "Police said a 34-year-old mechanic has been charged with the murder of his sister.",
            "A person was charged with murder.",
        ),
        (
            "A judge sentenced a nurse to a whole-life term for murdering seven babies there.",
            "An offender was sentenced to a whole-life term for murder of seven children.",
        ),
        (
            "A man was sentenced to life in prison with a minimum term of 25 years for murder.",
            "A man was sentenced to life in prison.",
        ),
        (
            "Jo Roe and Al Poe were each sentenced to ten years for kidnapping a girl.",
            "Jo Roe and Al Poe were sentenced to ten years for kidnapping of a child.",
        ),
        (
            "A 15-year-old has been charged with two counts of murder and his mother with tampering"
            " with evidence.",
            "A child was charged with murder.",
        ),
        (
            "Six members of a gang have been found guilty of raping girls in Rotherham.",
            "Six people were found guilty of rape of children.",
        ),
    ],
)
def test_who_what_for_and_with_what_end_are_told(told: Told, sentence: str, outcome: str) -> None:
    assert told(sentence) == outcome


@pytest.mark.parametrize(
    "sentence",
    [
        "Prosecutors dropped the case and a court has not sentenced anyone.",
        "No officer has been charged with his murder.",
        "Neither man was convicted of rape.",
        "The gardener will be sentenced to life next week.",
        "The gardener is being sentenced for abusing two girls.",
        "His lawyer said his client has been convicted of rape.",
        "A former nun was convicted of cruelty, but the conviction was quashed in 2010.",
        "The coach was convicted of abusing three girls before judges annulled the verdict.",
        "The coach was charged with the murder of a girl but the case collapsed.",
        "The baker was wrongly convicted of murder.",
        "The vicar was convicted of abusing a boy in a novel by a local writer.",
        "The firm was fined for failing to protect its workers.",
        "The judge gave the widow two weeks to leave the house.",
        "The nurse was given two years to live.",
        "The girls were given three months of counselling after the abuse by a lodger.",
        "The gardener got life-saving surgery after an assault by two boys.",
        "The baker received ten years of abuse from neighbours.",
        "The baker was cleared to work with girls after an abuse inquiry.",
        "He was sentenced to 14 years for trafficking.",
        "The network was convicted in the press.",
        "A dentist was given a two-year suspended sentence for assault.",
        "More water was cleared from the mine.",
        "The men were jailed for 12 and 14 years.",
        "Either the baker or his partner was convicted of abusing two girls.",
        "A boy of 15 and his mother were charged with the murder of a neighbour.",
        "The organist was convicted of failing to protect a boy from sexual abuse by a visitor.",
        "The cook was convicted of helping his employer after the murder of a girl.",
        "The clerk was convicted of one count of assault of a girl but not of rape.",
        "The clerk was convicted of assault instead of the murder of a girl.",
        "The baker was acquitted of all but one charge of raping a girl.",
        "The clerk was charged with blackmail over claims of abuse of a boy.",
        "The clerk was charged with wasting police time over a false claim of rape.",
        "The priest was arrested after reporting the abuse of three boys to the diocese.",
        "The priest was arrested during a protest against child abuse.",
        "A court cleared the baker of murdering a girl and convicted her lodger of manslaughter.",
    ],
)
def test_what_is_no_end_or_not_understood_is_not_told(told: Told, sentence: str) -> None:
    assert told(sentence) is None


@pytest.mark.parametrize(
    ("sentence", "outcome"),
    [
        ("A teacher was jailed for abusing boys for nine years.", "for abuse of children."),
        (
            "A choirmaster was jailed for four years for failing to report the rape of three boys.",
            "for four years for failing to report.",
        ),
        (
            "A mother was jailed for eight years for allowing the murder of her son by a lodger.",
            "An offender was jailed for eight years.",
        ),
        (
            "A cook was jailed for four years for hiding the body after the murder of a girl.",
            "An offender was jailed for four years.",
        ),
        (
            "A lodger was jailed for two years for perjury in his trial for rape.",
            "An offender was jailed for two years for perjury.",
        ),
        (
            "A baker was jailed for three years for fraud and 12 years for the rape of a girl.",
            "An offender was jailed for three years for fraud.",
        ),
        ("A cook was jailed for two years and four months for theft.", "jailed for theft."),
        (
            "A special court on Tuesday sentenced the former warden of a school to 20 years for the"
            " rape of four girls, and a peon to six months for failing to report it.",
            "sentenced to 20 years for rape of four children.",
        ),
    ],
)
def test_only_the_term_that_was_given_for_it_is_told(
    told: Told, sentence: str, outcome: str
) -> None:
    said = told(sentence)
    assert said is not None
    assert said.endswith(outcome)


def test_one_of_several_is_told_with_what_that_one_got(told: Told) -> None:
    said = told("One of the men was jailed for life for murder and the other for 12 years.")
    assert said == "One person was jailed for life for murder."


def test_the_sex_of_somebody_who_is_protected_is_not_told(told: Told) -> None:
    sentence = "A man was jailed for 20 years for the murder of his wife."
    assert told(sentence) == "A man was jailed for 20 years for murder."
    assert told(sentence, guarded="A man") == "An offender was jailed for 20 years for murder."


def test_what_stays_is_not_told_again(told: Told) -> None:
    sentence = "A man who kept bees was jailed for 20 years for murder."
    assert told(sentence, gone="who kept bees") is None
    assert told(sentence, gone="for murder") == "A man was jailed for 20 years for murder."


def test_a_count_that_is_none_is_left_out(told: Told) -> None:
    said = told("At least 60 people were arrested on suspicion of fraud in the raids.")
    assert said == "People were arrested on suspicion of fraud."


def test_nothing_is_said_of_those_who_were_harmed(told: Told) -> None:
    sentence = "A lodger was jailed for two years for perjury at the trial."
    assert told(sentence) is not None
    assert told(sentence, harmed="A lodger") is None
