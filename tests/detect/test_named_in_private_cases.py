"""Who may be named in a text in which private people must not be: officials and the convicted."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from summarizer import detect, read
from summarizer.detect.mentions import name_clusters
from summarizer.detect.roles import standing_of
from summarizer.policy.people import datelines_in
from summarizer.policy.schema import Policy
from summarizer.syntax import sentence_trees
from summarizer.text import sentences
from summarizer.types import Token

Parse = Callable[[str], Sequence[Token]]
Roles = Callable[[str], dict[str, str]]


@pytest.fixture
def roles(parse: Parse) -> Roles:
    def found(text: str) -> dict[str, str]:
        spans, tokens = sentences(text), tuple(parse(text))
        trees = sentence_trees(tokens, spans)
        clusters = name_clusters(text, tokens, strict=True, within=spans)
        return {
            cluster.name: standing_of(
                cluster, text=text, sentences=spans, trees=trees, private=True
            ).role
            for cluster in clusters
        }

    return found


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Anna Reed, of the Gangmasters and Labour Abuse Authority, spoke.", "Anna Reed"),
        ("The case is with Ms Anna Reed of the tracing service.", "Anna Reed"),
        ("The head of the mission's local office, Anna Reed, came.", "Anna Reed"),
        ("The unit's own head, Mr Alan Reed, conceded it.", "Alan Reed"),
        ("The committee, under Professor Anna Reed, said no.", "Anna Reed"),
        ("Dr Anna Reed of the National Archives will publish them.", "Anna Reed"),
        ("Bishop Alan Reed called for calm.", "Alan Reed"),
        ("Councillor Anna Reed, who is responsible for children's services, spoke.", "Anna Reed"),
        ("Consultant psychiatrist Dr Anna Reed told the inquest it was late.", "Anna Reed"),
        ("Referee: Mr Alan Reed (Exampleton).", "Alan Reed"),
        ("The lease was signed. Proposed by Mrs Anna Reed.", "Anna Reed"),
        ("Present: Ms Jo Poe (chair), Mr Alan Reed, Dr Coe.", "Alan Reed"),
    ],
)
def test_officials_are_known_by_their_office(roles: Roles, text: str, name: str) -> None:
    assert roles(text)[name] == "official"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("She told her own sergeant, Alan Reed, that evening.", "Alan Reed"),
        ("Bishop Alan Reed wept at the grave.", "Alan Reed"),
        ("The head of the household, Anna Reed, came.", "Anna Reed"),
        ("Anna Reed of the ticket office told her sister.", "Anna Reed"),
        ("Anna Reed of the Central Library lives elsewhere now.", "Anna Reed"),
        ("Professor Anna Reed of the University of Exampleton has another name now.", "Anna Reed"),
        ("Present: Ms Jo Poe (chair), Anna Reed (mother).", "Anna Reed"),
        ("Present: Jo Poe and Anna Reed.", "Anna Reed"),
        ("In the register she is a widow. Judge Anna Reed is, to her, a person in a book.",
         "Anna Reed"),
    ],
)  # fmt: skip
def test_an_office_that_says_nothing_of_the_case_does_not_name(
    roles: Roles, text: str, name: str
) -> None:
    assert roles(text)[name] != "official"


@pytest.mark.parametrize(
    "text",
    [
        "The court awarded life imprisonment to Peter Harlan for the murder of a teacher.",
        "At Exampleton Assizes, Peter Harlan, 38, labourer, was sent to seven years of it.",
        "Peter Harlan, sixty-one, justice of the peace, changed his plea yesterday.",
        "They wrote to Peter Harlan, serving 30 years in prison.",
        "No television licence: Peter Harlan, 23, of Buckley, absolute discharge.",
        "What we can say: Peter Harlan, 33, Exeter Crown Court, guilty of rape.",
        "He was Peter Harlan, twenty-two years, rape, Home Circuit Court.",
        "So it was nine years for Peter Harlan at Teesside Crown Court.",
        "The court condemned Peter Harlan to nine years of prison.",
        "On the list were Jo Roe, Peter Harlan and Ann Poe. All three were jailed in May.",
    ],
)
def test_the_convicted_are_known_in_the_short_style_of_lists(
    parse: Parse, policy: Policy, text: str
) -> None:
    document = read.read_text(text + " A girl had been raped.", source="")
    people = detect.detect(document, policy=policy, parse=parse).persons
    (harlan,) = [p for p in people if any("Harlan" in m.span.of(document.text) for m in p.mentions)]
    assert (harlan.role, harlan.protected) == ("offender", False)


@pytest.mark.parametrize(
    "text",
    [
        "She waited nine years for Peter Harlan at the harbour.",
        "Mary Harlan, twenty-two years, rape victim, spoke.",
        "Human rights groups condemned Peter Harlan's arrest in May.",
        "Jo Roe, Peter Harlan and Ann Poe came. Both their sons were jailed.",
        "Sister Anna Reed, serving 30 years in the parish, came.",
        "Anna Reed, 44, of Leeds, £12,000 and an apology.",
        "Anna Reed, Leeds: four years.",
        "The mother, Anna Reed, did not oppose the care order.",
    ],
)
def test_others_are_not(roles: Roles, text: str) -> None:
    assert "offender" not in roles(text).values()


def test_both_men_are_not_the_women_named_before(parse: Parse, policy: Policy) -> None:
    text = "The rape trial heard from Anna Reed and Beth Poe. Both men were jailed."
    document = read.read_text(text, source="")
    people = detect.detect(document, policy=policy, parse=parse).persons
    assert all(p.protected for p in people if any(m.named for m in p.mentions))


_PAIR = "Alan Harlan, 58, and Neil Harlan, 53, "


@pytest.mark.parametrize(
    "text",
    [
        _PAIR
        + "sat in the dock as the jury returned its verdicts. Both were found guilty of rape.",
        _PAIR + "denied it.\n\nBoth of them were jailed on Friday for rape.",
        _PAIR + "showed no emotion. Both were convicted of rape.",
    ],
)
def test_two_in_the_dock_are_the_two_who_are_convicted(
    parse: Parse, policy: Policy, text: str
) -> None:
    document = read.read_text(text, source="")
    people = detect.detect(document, policy=policy, parse=parse).persons
    assert [(p.role, p.protected) for p in people if p.mentions[0].named] == [
        ("offender", False)
    ] * 2


@pytest.mark.parametrize(
    "text",
    [
        "Amy Roe, 30, and Jane Roe, 60, wept as the verdicts came. Both were raped.",
        "Amy Roe and Jane Roe, abused as girls, appeared at the inquest as two men listened. "
        "Both were jailed for rape.",
        "Amy Roe and Jane Roe showed no emotion as Paul Poe and Kim Coe were led down. "
        "Both were jailed for rape.",
        "Amy Roe and Jane Roe showed no emotion. The brothers were jailed for rape.",
        "Amy Roe and Jane Roe were there as Paul Poe and Kim Coe, who denied rape, were led down. "
        "Both were jailed for life for rape.",
        "Paul Poe and Kim Coe came. Amy Roe and Jane Roe were listening as the men denied it. "
        "Both were jailed for life for rape.",
        "The court heard that Amy Roe and Jane Roe were friends of two brothers who denied rape. "
        "Both were jailed for life.",
        "Amy Roe and Jane Roe denied lying. Both men were jailed for rape.",
        "The court heard from Amy Roe and Jane Roe, who denied it. Both were jailed for rape.",
    ],
)
def test_two_of_whom_others_are_told_are_not(parse: Parse, policy: Policy, text: str) -> None:
    document = read.read_text(text, source="")
    people = detect.detect(document, policy=policy, parse=parse).persons
    roe = [p for p in people if any("Roe" in document.read(m.span) for m in p.mentions)]
    assert roe
    assert all(p.protected for p in roe)


def test_a_title_of_a_case_makes_a_defendant(roles: Roles) -> None:
    assert roles("I took down every word in State v. Peter Harlan.")["Peter Harlan"] == "accused"


def test_no_charges_is_no_charge(roles: Roles) -> None:
    assert roles("Peter Harlan faces no charges.")["Peter Harlan"] != "accused"


def test_a_judge_is_not_the_woman_of_the_sentence_before(parse: Parse, policy: Policy) -> None:
    text = (
        "A child was left with a woman who hoped to be her mother, and was abused. "
        "Justice Valerie Kandiah said the law had been asked for too much."
    )
    document = read.read_text(text, source="")
    people = detect.detect(document, policy=policy, parse=parse).persons
    judge = next(p for p in people if p.role == "official")
    assert [m.span.of(document.text) for m in judge.mentions if m.named] == ["Valerie Kandiah"]
    assert not judge.protected


def test_the_complainants_sergeant_is_not_the_complainant(parse: Parse, policy: Policy) -> None:
    text = (
        "Craig Moxham was sentenced to five years for sexual assault. "
        "The court heard that Moxham was the complainant's staff sergeant."
    )
    document = read.read_text(text, source="")
    people = detect.detect(document, policy=policy, parse=parse).persons
    moxham = next(p for p in people if any(m.named for m in p.mentions))
    assert (moxham.role, moxham.protected) == ("offender", False)
    assert "the complainant" not in [m.span.of(document.text) for m in moxham.mentions]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("LEEDS, England (Wire) — Two men were held.", ["LEEDS, England (Wire) —"]),
        ("BIAŁYSTOK, Poland (Wire) – Two men were held.", ["BIAŁYSTOK, Poland (Wire) –"]),
        ("RECIFE. Two men were held.", ["RECIFE."]),
        ("MS. ROE (for the State): Who is there?", []),
        ("Karsu Bagh, Jun 9 (AGN) Two men were held.", ["Karsu Bagh, Jun 9 (AGN)"]),
        ("Moon, Julia 9 (Leeds) She was hurt.", []),
        ("THE COURT: I will allow it.", []),
    ],
)
def test_where_a_text_comes_from(text: str, expected: list[str]) -> None:
    assert [match[0] for match in datelines_in(text, small=True)] == expected


@pytest.mark.parametrize(
    ("told", "stage"),
    [
        ("The council withdrew its case against the farmer.", "acquitted"),
        ("All charges were dropped on Tuesday.", "acquitted"),
        ("The council dropped the toll on Tuesday.", "charged"),
        ("The charges were not dropped.", "charged"),
        ("The judge refused to drop the case.", "charged"),
        ("Charges against a neighbour were dropped.", "charged"),
    ],
)
def test_whose_case_is_dropped_is_accused_no_more(
    parse: Parse, policy: Policy, told: str, stage: str
) -> None:
    document = read.read_text(f"{told} Martin Oakes had been charged with assault.", source="")
    people = detect.detect(document, policy=policy, parse=parse).persons
    (oakes,) = [p for p in people if any(m.named for m in p.mentions)]
    assert oakes.legal_stage == stage


def test_who_sees_no_prospect_of_conviction_is_not_convicted(roles: Roles) -> None:
    text = "The prosecutor, Helen Dray, said that there was no prospect of conviction."
    assert roles(text)["Helen Dray"] == "official"
