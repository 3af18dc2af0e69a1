"""What is true and tells nothing has no place in a summary."""

from __future__ import annotations

import pytest

from summarizer.write.hollow import STANDS_FOR, tells_nothing
from summarizer.write.salience import concepts_of


@pytest.mark.parametrize(
    "sentence",
    [
        "The second person, of a fourth person, was a person.",
        "A person and a second person sat as the jury returned its verdicts.",
        "The helpline can be called free at any time on 116 123.",
        "Miranda Roe KC, prosecuting, told the six-week trial.",
        "An inspector gave an interim account.",
        "Roe made a statement.",
        "One man, identified as Witness 44, said he had arrived.",
        "The following were sentenced on Wednesday.",
        "Trouble began at around 2 p.m.. 14 in Kotwal Street.",
        "Under the agreement, he faces to 30 years in prison.",
        "Person and a second victim were found.",
        "An offender was found guilty with a child.",
        "Talks on a ceasefire between a person and Ostova failed.",
        "The sixth person's line for crews is open.",
        "Anyone affected by abuse can call the Haven support line on a telephone number.",
        "It began when a man walked to the person police station.",
    ],
)
def test_these_tell_nothing(sentence: str) -> None:
    assert tells_nothing(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "A second person was acquitted of three counts.",
        "Roe told the court that the wiring was new.",
        "The second person did not give evidence.",
        "Police called 200 residents in 1998.",
        "One man said he had arrived at the home in 1971.",
        "Roe faces 22 to 30 years in prison.",
        "The talks between Norland and Ostova failed.",
    ],
)
def test_these_tell_something(sentence: str) -> None:
    assert not tells_nothing(sentence)


def test_a_name_that_is_not_told_is_no_concept() -> None:
    assert concepts_of("A second person was acquitted.") == concepts_of("Was acquitted.")


def test_what_stands_for_somebody_is_told_by_any_label() -> None:
    assert all(
        STANDS_FOR.search(said)
        for said in ("The witness said so.", "It was a second person.", "the other victim")
    )
    assert not STANDS_FOR.search("Witnesses and 19 children were there.")


@pytest.mark.parametrize(
    "sentence",
    [
        "A listening service can be called free of charge from any phone, 24 hours a day.",
        "The charity's helpline is free, day and night.",
        "The 988 line takes calls and texts at all hours.",
        "Signs of trafficking can be reported anonymously to the Open Door hotline.",
        "Comments on this article have been closed.",
        "The boy cannot be identified by law.",
    ],
)
def test_what_a_page_says_to_its_readers_tells_nothing(sentence: str) -> None:
    assert tells_nothing(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The ministry closed the helpline after nine years.",
        "A teenager who cannot be named for legal reasons was convicted of murder on Monday.",
        "A bishop was jailed for abuse that was reported to a church helpline in 2019.",
        "A boy, who cannot be named for legal reasons, was convicted of murder.",
        "A trafficking ring was broken up after a tip to a police hotline.",
        "A helpline operator was jailed for a fraud in which he called pensioners.",
    ],
)
def test_news_of_a_helpline_tells_something(sentence: str) -> None:
    assert not tells_nothing(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The family have set up the victim, which has raised £31,000 for a listening service.",
        "The disorder began outside a hotel and spread to a second person.",
    ],
)
def test_a_mask_for_a_thing_tells_nothing(sentence: str) -> None:
    assert tells_nothing(sentence)
    assert not tells_nothing(
        "The family have set up a fund, which has raised £31,000 for a service."
    )
