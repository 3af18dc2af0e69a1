"""Mentions of one person are joined, and two people are kept apart."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from summarizer import detect, read
from summarizer.policy.schema import Policy
from summarizer.types import Person, Token

Parse = Callable[[str], Sequence[Token]]
People = Callable[[str], tuple[str, list[Person]]]


@pytest.fixture
def people(parse: Parse, policy: Policy) -> People:
    def found(text: str) -> tuple[str, list[Person]]:
        document = read.read_text(text, source="")
        return text, list(detect.detect(document, policy=policy, parse=parse).persons)

    return found


def told(text: str, person: Person) -> list[str]:
    return [mention.span.of(text) for mention in person.mentions]


def one(found: tuple[str, list[Person]], word: str) -> Person:
    text, people = found
    (person,) = [p for p in people if any(word in mention for mention in told(text, p))]
    return person


def test_surname_pronoun_and_apposition_are_one_person(people: People) -> None:
    text, found = people(
        "Tomas Brel, a coach, was convicted of assault on Monday. Brel had denied it. "
        "He will serve two years."
    )
    assert told(text, found[0]) == ["Tomas Brel", "a coach", "Brel", "He"]
    assert found[0].legal_stage == "convicted"


def test_a_boy_is_the_boy_and_his_pronouns(people: People) -> None:
    found = people(
        "A 14-year-old boy was stabbed in the park on Friday. The boy was taken to hospital. "
        "Police said he was stable."
    )
    boy = one(found, "A 14-year-old boy")
    assert told(found[0], boy) == ["A 14-year-old boy", "The boy", "he"]
    assert (boy.child, boy.protected, boy.role) == (True, True, "victim")


def test_a_relative_is_another_person_and_says_whose(people: People) -> None:
    found = people(
        "Ada Lorne was jailed for killing a neighbour. His niece gave evidence. "
        "Lorne's niece wept in court."
    )
    niece, lorne = one(found, "His niece"), one(found, "Ada Lorne")
    assert niece is not lorne
    assert niece.relative_of == lorne.id
    assert "Lorne's niece" in told(found[0], niece)


def test_news_names_people_late(people: People) -> None:
    found = people(
        "A clerk was acquitted of assault on Monday. Jo Roe, 26, thanked the jury. "
        "Roe will return to work."
    )
    roe = one(found, "Jo Roe")
    assert told(found[0], roe)[0] == "A clerk"
    assert roe.legal_stage == "acquitted"


@pytest.mark.parametrize(
    ("text", "name", "dead"),
    [
        ("Mara Vell was shot dead in May.", "Mara Vell", True),
        ("Mara Vell died of her injuries after the attack.", "Mara Vell", True),
        ("The murder of Mara Vell shocked the town.", "Mara Vell", True),
        ("Mara Vell's body was found after the murder.", "Mara Vell", True),
        ("Mara Vell survived the stabbing.", "Mara Vell", False),
        ("He tried to kill Mara Vell.", "Mara Vell", False),
    ],
)
def test_who_is_dead(people: People, text: str, name: str, dead: bool) -> None:
    assert one(people(text), name).deceased is dead


def test_names_are_found_in_capitals_and_in_small_letters(people: People) -> None:
    for text in (
        "POLICE CHARGED ADRIAN MALLORY WITH MURDER ON MONDAY. MALLORY DENIES IT.",
        "police charged adrian mallory with murder on monday. mallory denies it.",
    ):
        _, found = people(text)
        named = [p for p in found if any(m.named for m in p.mentions)]
        assert len(named) == 1
        assert sum(m.named for m in named[0].mentions) == 2
        assert named[0].legal_stage in {"charged", "on trial"}


def test_a_surname_in_the_name_of_a_street_is_no_person(people: People) -> None:
    text, found = people("Philip Crane was charged with assault. He fled to Crane Street.")
    (crane,) = [p for p in found if p.mentions[0].named]
    assert told(text, crane) == ["Philip Crane", "He"]


@pytest.mark.parametrize(
    "said",
    [
        "Barrister Anna Reed said the man raped her after a dinner in June.",
        "Solicitor Anna Reed told the court that he raped her at home.",
        "A man raped barrister Anna Reed in her chambers.",
    ],
)
def test_who_was_harmed_is_protected_whatever_her_office(people: People, said: str) -> None:
    reed = one(people(f"There is a case at Leeds. {said} The trial continues."), "Anna Reed")
    assert (reed.role, reed.protected) == ("victim", True)


@pytest.mark.parametrize(
    ("office", "told_of"),
    [
        ("Judge Karen Holt", "the man had raped a student"),
        ("Detective Sergeant Paula Finn", "the man raped her colleague"),
    ],
)
def test_who_tells_of_a_man_is_not_that_man(people: People, office: str, told_of: str) -> None:
    found = people(
        f"There is a case at Leeds. {office} said {told_of}. He was jailed for nine years."
    )
    teller, man = one(found, office.split()[-1]), one(found, "the man")
    assert (teller.role, teller.protected) == ("official", False)
    assert (man.role, man.legal_stage) == ("offender", "convicted")
    assert "He" in told(found[0], man)


def test_counsel_of_a_complainant_makes_nobody_else_the_complainant(people: People) -> None:
    found = people(
        "Ada Lorne got six years for assault. Jo Brel received a conditional sentence.\n\n"
        "Crown counsel Tom Alder said the complainant had been Lorne's clerk."
    )
    assert one(found, "the complainant") is not one(found, "Jo Brel")


def test_a_wife_with_a_title_is_not_the_husband(people: People) -> None:
    text, found = people(
        "Lewis Garrow, 41, admitted assault on his wife at Tarnholm Crown Court. He was given a"
        " suspended sentence. The court was told that the attack left Mrs Garrow with a broken arm."
    )
    him = next(person for person in found if "Lewis Garrow" in told(text, person))
    assert "Mrs Garrow" not in told(text, him)
    text, found = people(
        "Lena Garrow, 41, gave evidence at Tarnholm Crown Court. She was hurt in the attack. The"
        " court was told that Mrs Garrow had a broken bone."
    )
    assert len([person for person in found if "Garrow" in told(text, person)[0]]) == 1
    text, found = people(
        "Tom Roe, 40, was charged with assault. She told police that he had pushed her. Mr Roe"
        " denies the charge."
    )
    him = next(person for person in found if "Tom Roe" in told(text, person))
    assert "Roe" in told(text, him)  # "Mr Roe", without the title


def test_the_complainant_is_nobody_who_pleaded(people: People) -> None:
    text, found = people(
        "Darragh Pettigrew, 38, showed no reaction at Tarnholm Court. He had pleaded not guilty to"
        " all charges. The court heard that the complainant told a friend."
    )
    him = next(person for person in found if "Darragh Pettigrew" in told(text, person))
    assert "the complainant" not in told(text, him)
    text, found = people(
        "Ada Pettigrew, 38, pleaded with her attacker to stop. The court heard that the victim told"
        " a friend."
    )
    her = next(person for person in found if "Ada Pettigrew" in told(text, person))
    assert "the victim" in told(text, her)


def test_a_relatives_name_is_nobody_elses(people: People) -> None:
    found = people(
        "A man was jailed for raping his niece, Carmen San Roman. Carmen San Roman told her school."
        " Tomas Brel, 48, was jailed for twelve years."
    )
    niece = one(found, "Carmen")
    assert "his niece" in told(found[0], niece)
    assert niece.protected
    assert "A man" not in told(found[0], niece)
