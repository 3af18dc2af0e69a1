"""A report on a public event that tells of an abuse aside, and what is said of many at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from summarizer import detect, read, redact
from summarizer.models.readings import Heads
from summarizer.policy.schema import Policy
from summarizer.redact.many import many_told_of
from summarizer.syntax import sentence_trees
from summarizer.text import sentences
from summarizer.types import Analysis, SafeText

Read = Callable[[str], tuple[Analysis, SafeText]]

RIOT = """Six dead and forty hurt as a second night of riots shakes Port Maren

Six people died and forty were hurt on Sunday night when crowds set fire to the customs house, the
police said. The interior minister, Paulo Reis, called the violence a disgrace.

Shops along the quay were looted and a bakery burned to the ground. Soldiers closed the bridge at
dawn. The governor said the curfew would last until Friday, and that nobody would be charged for
walking home from the funerals. The power was cut from midnight, the grid company said, after a
substation in the north was set alight. A second substation was saved by its own fire crew.

{aside}

The port will stay shut for a week, its director said. Ferries have been sent to Vila Nova. A
relief fund was opened in the town hall, where some two hundred families slept.
"""
ASIDE = (
    "Clara Benning told a reporter that she was raped near the tram depot by two men. Police have"
    " opened a separate inquiry. Her landlord, Piet Oster, drove her to a clinic."
)


@pytest.fixture
def told(parse: Any, policy: Policy, heads: Heads) -> Read:
    def made(text: str) -> tuple[Analysis, SafeText]:
        document = read.read_text(text)
        analysis = detect.detect(document, policy=policy, parse=parse, heads=heads)
        return analysis, redact.redact(document, analysis, policy=policy)

    return made


def test_a_riot_keeps_its_news_where_one_sentence_tells_of_a_rape(told: Read) -> None:
    analysis, safe = told(RIOT.format(aside=ASIDE))
    assert "identifying" in analysis.concerns
    assert analysis.at_large
    assert analysis.asides
    for kept in ("customs house", "a bakery burned", "Paulo Reis"):
        assert kept in safe.text
    for gone in ("Clara", "Benning", "Oster", "landlord", "tram depot"):
        assert gone not in safe.text


def test_a_rape_that_is_the_news_makes_a_story_of_the_same_text(told: Read) -> None:
    text = RIOT.format(aside=ASIDE).replace("Six dead and forty hurt", "Woman raped")
    analysis, safe = told(text)
    assert not analysis.at_large
    assert "bakery" not in safe.text


def test_where_much_of_a_text_is_of_such_matter_it_is_no_aside(told: Read) -> None:
    text = RIOT.format(aside=ASIDE + " She said she was raped again." + " A girl was raped." * 6)
    assert not told(text)[0].at_large


def test_a_child_to_whom_a_public_events_text_comes_back_hides_its_neighbours_alone(
    told: Read,
) -> None:
    child = (
        "A boy of seven, Tomas Vell, was carried from the customs house. The boy had a blue kite."
        " The boy is in hospital. His aunt keeps goats at Alder Farm. The boy may go home."
    )
    analysis, safe = told(RIOT.format(aside=child))
    assert analysis.at_large
    assert "a bakery burned" in safe.text
    for gone in ("Tomas", "Vell", "kite", "goats", "Alder"):
        assert gone not in safe.text


def test_a_pilot_who_died_is_not_named_and_a_president_who_died_is(told: Read) -> None:
    crash = "Nine people were killed when a plane crashed in snow on Monday near Ostvik.\n\n"
    _, safe = told(crash + "Captain Piet Hamelin also died. He had 9,000 hours of experience.")
    assert "Hamelin" not in safe.text
    _, safe = told(crash + "President Ada Hamelin also died. Parliament will meet on Friday.")
    assert "Hamelin" in safe.text


MANY = (
    "Two farm managers were jailed on Monday for exploiting 26 labourers. "
    "The labourers had been found in bakeries and barber shops. "
)


def test_what_is_said_of_many_stays(told: Read) -> None:
    _, safe = told(MANY)
    assert "bakeries and barber shops" in safe.text
    _, few = told(MANY.replace("26 labourers", "two labourers"))
    assert "bakeries and barber shops" not in few.text


def test_who_is_told_of_alone_among_many_is_read_as_closely_as_ever(told: Read) -> None:
    _, safe = told(MANY + "One of them, Petr Havel, 34, a joiner from Kolin, lost two fingers.")
    for gone in ("Petr", "Havel", "34", "joiner", "Kolin"):
        assert gone not in safe.text


def test_the_thirty_whom_somebody_taught_are_not_the_many_who_were_harmed(told: Read) -> None:
    _, safe = told(
        "A teacher was jailed on Monday for raping a girl. The teacher had taught 30 pupils."
        " Colleagues praised the cello lessons."
    )
    assert "cello" not in safe.text


def test_a_word_that_counts_where_it_is_small_does_not_as_a_name(told: Read) -> None:
    _, safe = told("A woman was raped by a man. It was a massive failure of the police.")
    assert "massive failure" in safe.text
    _, named = told("A woman was raped by a man. Staff of the Massive told the police.")
    assert "Massive" not in named.text


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        # Further from the aside, by trade, in the same paragraph.
        (
            "A woman was raped near the depot. Police are looking for two men. The hospital said"
            " nothing. The ticket seller had been walking to Alder Street with her red scooter.",
            ("Alder", "scooter"),
        ),
        # A child's neighbours are its own sentences' next ones.
        (
            "Among those hurt was a passenger aged 11. Toby Marr told of the smoke. The pony at"
            " Wick Farm is fed by neighbours.",
            ("Toby", "Marr", "pony", "Wick"),
        ),
        # Who was questioned and let go.
        (
            "Police questioned the manager of the quay, Marek Jonas, and let him go.",
            ("Marek", "Jonas"),
        ),
    ],
)
def test_who_is_told_of_in_a_riots_report_stays_hidden(
    text: str, gone: tuple[str, ...], told: Read
) -> None:
    _, safe = told(RIOT.format(aside=text))
    for words in gone:
        assert words not in safe.text


@pytest.mark.parametrize(
    "text",
    [
        "A teacher was jailed for raping a girl. The 40 pupils met in the chapel on Thursdays.",
        "A man was jailed for rape. The 36 people who live on the island have one lighthouse.",
        "A man was jailed for rape. The prosecutor said 14 victims in other cases had waited.",
        "A man was jailed for raping a woman. The chapel holds 300 people.",
    ],
)
def test_a_count_that_is_of_others_makes_no_many(text: str, told: Read) -> None:
    _, safe = told(f"{text} Cello lessons were given in the tower.")
    assert "Cello" not in safe.text


@pytest.mark.parametrize(
    "one",
    [
        "One had run a bakery in Kolin.",
        "A tattoo of a heron helped the police.",
        "Claim 14 concerned the organ loft.",
        "The goalkeepers were trained on Sundays at Rushden.",
    ],
)
def test_what_is_said_of_one_or_a_few_of_many_goes(one: str, told: Read) -> None:
    _, safe = told(MANY + one)
    for words in ("bakery in", "Kolin", "heron", "organ loft", "goalkeepers", "Rushden"):
        assert words not in safe.text


def test_one_of_many_is_close_in_whatever_part_of_a_sentence(told: Read) -> None:
    _, safe = told(MANY + "The court was told by one with a tattoo of a heron of the barns.")
    assert "heron" not in safe.text


@pytest.mark.parametrize(
    "many",
    [
        "At least 31 were abused at a school.",
        "A priest was jailed for the abuse of dozens of boys.",
        "A report told of abuse. The 18 men had been chosen by a gangmaster.",
    ],
)
def test_the_forms_in_which_many_are_told_of(many: str, parse: Any) -> None:
    assert many_told_of([*sentence_trees(parse(many), sentences(many))])


@pytest.mark.parametrize(
    "other",
    [
        "A man raped a girl at a school for 400 pupils.",
        "The chapel holds 300 people.",
        "The school recruited 40 students.",
        "The teacher had 30 pupils.",
    ],
)
def test_who_is_counted_and_not_harmed_is_not_many(other: str, parse: Any) -> None:
    assert not many_told_of([*sentence_trees(parse(other), sentences(other))])


def test_people_are_numbered_in_the_order_in_which_they_come(told: Read) -> None:
    analysis, _ = told(RIOT.format(aside=ASIDE + " Ivo Marn, a baker, said that he saw it."))
    named = [[m.span for m in person.mentions if m.named] for person in analysis.persons]
    firsts = [min(spans) for spans in named if spans]
    assert len(firsts) > 2
    assert firsts == sorted(firsts)
