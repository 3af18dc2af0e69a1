"""Whom the lead of a court report tells of, and when the next name is theirs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from summarizer import detect, read
from summarizer.policy.schema import Policy
from summarizer.types import Person, Token

Parse = Callable[[str], Sequence[Token]]


@pytest.fixture
def people(parse: Parse, policy: Policy) -> Callable[[str], dict[str, Person]]:
    def found(text: str) -> dict[str, Person]:
        document = read.read_text(text, source="t")
        analysis = detect.detect(document, policy=policy, parse=parse)
        return {
            document.read(mention.span): person
            for person in analysis.persons
            for mention in person.mentions
            if mention.named
        }

    return found


RAPE = " of the rape of two women"


@pytest.mark.parametrize(
    ("lead", "name", "role"),
    [
        (f"A choir master was convicted on Tuesday{RAPE}.", "Peter Harlan, 61, preyed", "offender"),
        (
            f"A court in Ghent has convicted a scout leader{RAPE}.",
            "Peter Harlan, 61, posed as",
            "offender",
        ),
        (
            f"A coach who taught rowing was found guilty{RAPE}.",
            "Peter Harlan (61) lured",
            "offender",
        ),
        # The name is not that of the accused, or may not be.
        (f"A choir master was convicted on Tuesday{RAPE}.", "Peter Harlan, 61, taught", None),
        (f"A choir master was convicted on Tuesday{RAPE}.", "Peter Harlan had", None),
        (f"A choir master was convicted on Tuesday{RAPE}.", "Anna Harlan, 16, had", None),
        (f"A choir master was convicted on Tuesday{RAPE}.", "Anna Reed, 34, was abused", None),
        (f"A woman has spoken after a priest was convicted{RAPE}.", "Anna Reed, 34, said", None),
        (f"A singer told how a priest was convicted{RAPE}.", "Anna Reed, 34, said", None),
        (f"Two teachers were convicted{RAPE}.", "Peter Harlan, 61, lived", None),
        (f"A choir master was cleared{RAPE}.", "Peter Harlan, 61, lived", None),
    ],
)
def test_the_name_that_opens_the_sentence_after_the_lead(
    people: Callable[[str], dict[str, Person]], lead: str, name: str, role: str | None
) -> None:
    found = people(f"{lead} {name} in the town for years.")
    (person,) = (person for named, person in found.items() if named in name)
    if role is None:
        assert person.role not in {"offender", "accused"}
        assert person.protected
    else:
        assert person.role == role


def test_who_is_listed_with_the_convicted_is_one_of_them(
    people: Callable[[str], dict[str, Person]],
) -> None:
    found = people(
        f"Five men were jailed{RAPE}. Judge Mary Hale sentenced Paul Roe, 44, to 22 years."
        " Ian Coe, 37, Ed Poe, 40, and Al Doe, 35, were given 16. Anna Reed, 30, saw it."
    )
    assert found["Paul Roe"].role == "offender"
    assert {found[name].protected for name in ("Anna Reed",)} == {True}


@pytest.mark.parametrize(
    "text",
    [
        "Anna Reed has spoken of her relief after the man who raped her was jailed.",
        "Anna Reed said that her attacker had been convicted of rape.",
        "Anna Reed wept as the teacher was sentenced to nine years for rape.",
        "Anna Reed, 34, told the court how the priest who was jailed had raped her.",
        "Anna Reed hopes the man who raped her is jailed for life.",
        "When the coach was found guilty of rape, Anna Reed left the court.",
        "A man convicted of raping Anna Reed was jailed.",
        "The judge spoke of the conviction of Anna Reed's attacker for rape.",
        "Anna Reed may face a jail sentence for rape, she was told.",
        "The court heard that Anna Reed was not convicted of rape.",
        "Anna Reed, 34, welcomed the verdict of rape. He was jailed for nine years.",
        "A coach has been jailed for rape. Anna Reed, 34, rowed for the club.",
        "A coach has been jailed for rape. Anna Reed, 34, waived her right to stay unnamed.",
        "Paul Roe, 44, was jailed for raping Anna Reed, 30, Mary Moss, 31, and Jane Doe, 29.",
        "Two men were jailed for raping three women: Anna Reed, Mary Moss and Jane Doe.",
        "Paul Roe was jailed for raping two women. They are Mary Moss and Anna Reed.",
        "Anna Reed is serving meals again after her attacker was convicted of rape.",
        "The complainant, Anna Reed, was accused of lying about the rape.",
        "Anna Reed was charged for the taxi in which she was raped.",
        "Anna Reed got life insurance after the rape.",
        "Anna Reed was given two years of therapy after the rape.",
        "Anna Reed welcomed the sentence of nine years for the man who raped her.",
        "Anna Reed received a letter from her rapist, who is in prison for nine years.",
        "Jailed for rape were Paul Roe and Ian Coe; Anna Reed and Mary Moss watched from there.",
        "Paul Roe (44) and Ian Coe (37) were jailed. Anna Reed (31) and Mary Moss (30) wept.",
    ],
)
def test_who_was_harmed_is_not_taken_for_the_convicted(
    people: Callable[[str], dict[str, Person]], text: str
) -> None:
    found = people(f"{text} The rape was reported to police in May.")
    for name in {"Anna Reed", "Mary Moss", "Jane Doe"} & set(found):
        assert found[name].protected, found[name].role


def test_he_is_the_accused_of_whom_the_sentence_before_tells(
    people: Callable[[str], dict[str, Person]],
) -> None:
    found = people(
        "The rape of two women was reported in May. Payments led to Norrmark, where Peter Harlan,"
        " 39, a former coach, was arrested. A court found him guilty and jailed him for ten years."
    )
    assert found["Peter Harlan"].role == "offender"


@pytest.mark.parametrize(
    "text",
    [
        "Anna Reed of the armed forces was raped by a colleague.",
        "Corporal Anna Reed of the army was raped by a colleague.",
        "Anna Reed, a lawyer for the state, was raped by a colleague.",
        "PC Anna Reed was raped by a colleague, the court heard.",
        "A colleague raped the prosecutor Anna Reed.",
        "A police officer, Anna Reed, was raped by a colleague.",
        "The UNHCR's interpreter, Anna Reed, was assaulted at work.",
        "Leeds City Council's tenant Anna Reed spoke of the rape.",
        "MP Anna Reed has revealed that she was raped by a teacher as a student.",
        "Anna Reed, a consultant, gave evidence that she had been raped.",
    ],
)
def test_an_official_who_was_harmed_is_no_official(
    people: Callable[[str], dict[str, Person]], text: str
) -> None:
    assert people(f"{text} The rape was reported to police in May.")["Anna Reed"].protected


@pytest.mark.parametrize(
    "text",
    [
        "UNHCR's Anna Reed spoke of the rape.",
        "UNHCR's field co-ordinator, Anna Reed, spoke of the rape.",
        "The Norshire Police chief constable's office sent Inspector Anna Reed.",
    ],
)
def test_who_speaks_for_a_body_may_be_named(
    people: Callable[[str], dict[str, Person]], text: str
) -> None:
    person = people(f"{text} The rape was reported to police in May.")["Anna Reed"]
    assert (person.role, person.protected) == ("official", False)


@pytest.mark.parametrize("byline", ["", "By Ada Lind, Courts Reporter\n\n"])
def test_a_byline_is_no_lead_and_an_address_no_hindrance(
    byline: str, parse: Parse, policy: Policy
) -> None:
    document = read.read_text(
        f"Former clerk guilty\n\n{byline}A former clerk has been found guilty of four counts of"
        " sexual abuse of a child.\n\nDarragh Pettigrew (38), of Mill Lane, Tarnholm, showed no"
        " reaction as the jury returned its verdicts.",
        source="",
    )
    persons = detect.detect(document, policy=policy, parse=parse).persons
    (him,) = [p for p in persons if any("Darragh" in document.read(m.span) for m in p.mentions)]
    assert him.role == "offender"
    assert not him.protected


def test_whoever_pleaded_is_whom_the_lead_tells_of(parse: Parse, policy: Policy) -> None:
    document = read.read_text(
        "Clerk guilty\n\nA former clerk has been found guilty of sexual abuse of a child.\n\n"
        "Darragh Pettigrew, 38, wept. He had pleaded not guilty.",
        source="",
    )
    persons = detect.detect(document, policy=policy, parse=parse).persons
    (him,) = [p for p in persons if any("Darragh" in document.read(m.span) for m in p.mentions)]
    assert him.role == "offender"
