"""Who is in a text, in which role, and who may not be recognised."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from summarizer import detect, read
from summarizer.detect.deceased import is_dead
from summarizer.detect.mentions import name_clusters
from summarizer.detect.names import begins_a_body, name_spans
from summarizer.detect.people import _is_counted
from summarizer.detect.protect import protection
from summarizer.detect.roles import Standing, is_harmed, standing_of
from summarizer.detect.rolls import is_listed_as_convicted
from summarizer.models.readings import Heads
from summarizer.policy import load_policy
from summarizer.policy.legal import stages_in
from summarizer.policy.schema import Policy
from summarizer.syntax import sentence_trees
from summarizer.text import sentences
from summarizer.types import Person, Span, Token

Parse = Callable[[str], Sequence[Token]]
People = Callable[[str], dict[str, Person]]


@pytest.fixture
def standings(parse: Parse) -> Callable[[str], dict[str, Standing]]:
    def found(text: str) -> dict[str, Standing]:
        spans, tokens = sentences(text), tuple(parse(text))
        trees = sentence_trees(tokens, spans)
        return {
            cluster.name: standing_of(cluster, text=text, sentences=spans, trees=trees)
            for cluster in name_clusters(text, tokens)
        }

    return found


@pytest.mark.parametrize(
    ("text", "name", "role", "stage"),
    [
        ("Peter Harlan pleaded guilty to assault.", "Peter Harlan", "offender", "convicted"),
        ("The court sentenced Peter Harlan to six years.", "Peter Harlan", "offender", "convicted"),
        ("Peter Harlan was charged with murder.", "Peter Harlan", "accused", "charged"),
        ("Peter Harlan faced a combined nine charges.", "Peter Harlan", "accused", "charged"),
        (
            "Peter Harlan was arrested but never faced any charges.",
            "Peter Harlan",
            "accused",
            "arrested",
        ),
        ("Peter Harlan was arrested on Monday.", "Peter Harlan", "accused", "arrested"),
        ("He was convicted of rape: victim Jo Hamelin wept.", "Jo Hamelin", "victim", ""),
        ("No one has been arrested: driver Jo Hamelin was hurt.", "Jo Hamelin", "victim", ""),
        (
            "Detectives interviewed hostage Jo Hamelin after she was freed.",
            "Jo Hamelin",
            "other",
            "",
        ),
        (
            "The club's manager, Peter Harlan, was questioned and let off.",
            "Peter Harlan",
            "accused",
            "suspected",
        ),
        (
            "Two were arrested: Ann Poe, president of the club; and supplier Peter Harlan, who is"
            " no relation of the president.",
            "Peter Harlan",
            "accused",
            "arrested",
        ),
        ("Peter Harlan is already serving six years.", "Peter Harlan", "offender", "convicted"),
        ("Peter Harlan admitted conspiracy to supply.", "Peter Harlan", "offender", "convicted"),
        ("The raid led to the arrest of Peter Harlan.", "Peter Harlan", "accused", "arrested"),
        ("Peter Harlan was acquitted of all charges.", "Peter Harlan", "other", "acquitted"),
        ("Judge Anna Reed said the case was grave.", "Anna Reed", "official", ""),
        ("Anna Reed, the head of the agency, spoke.", "Anna Reed", "official", ""),
        (
            "Anna Reed, general secretary of the Congress of Railway Workers of the South, spoke.",
            "Anna Reed",
            "official",
            "",
        ),
        ("The U.S. Secretary of State Anna Reed spoke in Rome.", "Anna Reed", "official", ""),
        ("Federal Reserve Chairman Alan Reed spoke.", "Alan Reed", "official", ""),
        ("Foreign Minister Anna Reed has alleged fraud.", "Anna Reed", "official", ""),
        ("Leaders met Reed. The Reed government lost the vote.", "Reed", "official", ""),
        ("Prices fell, said Anna Reed of Example Trust Bank.", "Anna Reed", "official", ""),
        ("Magistrate Anna Reed ordered that he be held in custody.", "Anna Reed", "official", ""),
        ("Judge Anna Reed pleaded guilty to fraud.", "Anna Reed", "offender", "convicted"),
        ("The judges were Jo Roe and Anna Reed.", "Anna Reed", "official", ""),
        ("State advocate Anna Reed asked for ten years.", "Anna Reed", "official", ""),
        ("The Attorney General, Dr Anna Reed, spoke.", "Anna Reed", "official", ""),
        ("The bench, chaired by Mr Alan Reed JP, rose.", "Alan Reed JP", "official", ""),
        ("The man's lawyer, Anna Reed, said he would appeal.", "Anna Reed", "official", ""),
        ("Anna Reed, the lawyer acting for the family, spoke.", "Anna Reed", "official", ""),
        ("Review chair: Dr Anna Reed.", "Anna Reed", "official", ""),
        (
            "Peter Harlan, 38, labourer, was sent to prison.",
            "Peter Harlan",
            "offender",
            "convicted",
        ),
        ("Peter Harlan, 44, was ordered held for trial.", "Peter Harlan", "accused", "charged"),
        ("A gunman killed Anna Reed in the street.", "Anna Reed", "victim", ""),
        ("Anna Reed was abducted in May.", "Anna Reed", "victim", ""),
        ("Her mother, Anna Reed, told the inquest that it was late.", "Anna Reed", "relative", ""),
    ],
)
def test_roles_and_stages_follow_the_grammar(
    standings: Callable[[str], dict[str, Standing]], text: str, name: str, role: str, stage: str
) -> None:
    assert standings(text)[name] == Standing(role, stage, False)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "Mia Lowe, 9, was found safe.",
        "Mia Lowe, aged 14, was found safe.",
        "The 15-month-old infant Mia Lowe was found safe.",
        "The schoolgirl Mia Lowe was found safe.",
    ],
)
def test_children_are_known_by_age_or_noun(
    standings: Callable[[str], dict[str, Standing]], text: str
) -> None:
    assert standings(text)["Mia Lowe"].child


def test_an_adult_age_is_no_child(standings: Callable[[str], dict[str, Standing]]) -> None:
    assert not standings("Mia Lowe, 29, was found safe.")["Mia Lowe"].child


def test_mentions_of_one_person_are_joined_and_two_with_one_surname_kept_apart(
    parse: Parse,
) -> None:
    text = (
        "Tomas Brel was jailed on Monday. Brel had denied the charge. "
        "His cousin Ada Brel was acquitted."
    )
    clusters = {c.name: len(c.spans) for c in name_clusters(text, tuple(parse(text)))}
    assert clusters == {"Tomas Brel": 2, "Ada Brel": 1}


def test_organisations_and_places_are_no_people(parse: Parse) -> None:
    text = "Norwick Police and Calder Hospital were told by Operation Lantern on Alder Street."
    assert name_clusters(text, tuple(parse(text))) == ()


SEXUAL = frozenset({"cw-child-sexual-abuse"})
IDENTITY = load_policy("default").identity


@pytest.mark.parametrize(
    ("standing", "codes", "expected"),
    [
        (Standing("victim", "", False), SEXUAL, (True, "ID-01")),
        (Standing("victim", "", True), SEXUAL, (True, "ID-03")),
        (Standing("offender", "convicted", True), SEXUAL, (True, "ID-19")),
        (Standing("offender", "convicted", False), SEXUAL, (False, "")),
        (Standing("official", "", False), SEXUAL, (False, "")),
        (Standing("relative", "", False), SEXUAL, (True, "ID-14")),
        (Standing("other", "", False), SEXUAL, (True, "ID-27")),
        (Standing("accused", "arrested", False), frozenset({"cw-assault"}), (True, "CR-02")),
        (Standing("accused", "charged", False), frozenset({"cw-assault"}), (False, "")),
        (Standing("victim", "", False), frozenset({"cw-killing"}), (True, "VI-08")),
        (Standing("other", "", True), frozenset(), (False, "")),
        (Standing("victim", "", False), frozenset({"cw-animal-harm"}), (False, "")),
    ],
)
def test_who_is_protected_and_by_which_rule(
    standing: Standing, codes: frozenset[str], expected: tuple[bool, str]
) -> None:
    row = protection(standing, IDENTITY, IDENTITY.concerns_of(codes, ""))
    assert (row is not None, row.rule if row else "") == expected


def test_a_name_of_one_word_may_be_in_the_middle_of_the_fuller_one(parse: Parse) -> None:
    text = "Detectives saw Joaquín Reyes Montalbán on Monday. Reyes went home. Ann Poe did not."
    names = {cluster.name: cluster.spans for cluster in name_clusters(text, tuple(parse(text)))}
    assert [span.of(text) for span in names["Joaquín Reyes Montalbán"]] == [
        "Joaquín Reyes Montalbán",
        "Reyes",
    ]


def test_what_was_tried_does_not_deny_what_is_joined_to_it(parse: Parse) -> None:
    text = "Staff tried to revive him but Roe was pronounced dead."
    spans = sentences(text)
    at = text.index("Roe")
    trees = sentence_trees(tuple(parse(text)), spans)
    assert is_dead([Span(at, at + 3)], sentences=spans, trees=trees)


def test_ranks_and_readings_are_no_names(parse: Parse) -> None:
    text = "The bill went through the Second Reading. The Country Director spoke on Tuesday."
    assert not name_spans(text, parse(text), strict=True)


def test_a_plural_at_the_start_of_a_sentence_is_nobody(parse: Parse) -> None:
    text = "Trains were halted for three hours. Roe was halted. "
    tokens = [
        replace(token, entity="B-PERSON", pos="PROPN") if token.text in {"Trains", "Roe"} else token
        for token in parse(text)
    ]
    assert [span.of(text) for span in name_spans(text, tokens, strict=True)] == ["Roe"]


def test_a_word_that_a_name_of_the_text_has_stays_a_name(parse: Parse) -> None:
    text = "Li Gang, 15, was abused. Gang told the court of it."
    tokens = [
        replace(token, entity="B-PERSON", pos="PROPN") if token.text == "Gang" else token
        for token in parse(text)
    ]
    assert "Gang" in [span.of(text) for span in name_spans(text, tokens, strict=True)]


def test_a_double_name_is_no_street(parse: Parse) -> None:
    text = "Darragh Pettigrew-Lane was told. Police closed Rathbrack Lane."
    named = [span.of(text) for span in name_spans(text, parse(text), strict=True)]
    assert named == ["Darragh Pettigrew-Lane"]
    text = "Mrs Ashby-Close was told that Holt-Park, 34, had gone."
    named = [span.of(text) for span in name_spans(text, parse(text), strict=True)]
    assert {"Ashby-Close", "Holt-Park"} <= set(named)


@pytest.mark.parametrize(
    ("words", "dead"),
    [
        ("Jo Roe is among the dead.", True),
        ("Jo Roe, 58, was among the dead.", True),
        ("Jo Roe is among the mourners.", False),
        ("Jo Roe is not among the dead.", False),
    ],
)
def test_who_is_among_the_dead_has_died(words: str, dead: bool, parse: Parse) -> None:
    trees = sentence_trees(tuple(parse(words)), sentences(words))
    assert is_dead([Span(0, 6)], sentences=sentences(words), trees=trees) is dead


def test_who_was_found_unconscious_was_harmed_and_who_was_found_guilty_was_not(
    parse: Parse,
) -> None:
    for words, harmed in (
        ("Anna Roe was found unconscious in her flat.", True),
        ("Anna Roe was found guilty of fraud.", False),
    ):
        (tree,) = sentence_trees(tuple(parse(words)), [Span(0, len(words))])
        assert is_harmed(tree, Span(0, 8)) is harmed


@pytest.fixture
def people(parse: Parse, policy: Policy, heads: Heads) -> People:
    """Who is in a text, by what is said of them first."""

    def found(text: str) -> dict[str, Person]:
        document = read.read_text(text, source="")
        persons = detect.detect(document, policy=policy, parse=parse, heads=heads).persons
        return {document.read(person.mentions[0].span): person for person in persons}

    return found


@pytest.mark.weights
def test_who_was_found_not_guilty_is_not_convicted(people: People) -> None:
    text = (
        "The gang was tried for trafficking. Jolanta Petrulyte, 23, was found not guilty of money"
        " laundering. The jury found Lee Marsden, 39, guilty of conspiracy."
    )
    stages = {name: person.legal_stage for name, person in people(text).items()}
    assert stages["Jolanta Petrulyte"] == "acquitted"
    assert stages["Lee Marsden"] == "convicted"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("She was found not guilty of murder.", {"acquitted"}),
        ("The jury found Jo Roe not guilty.", {"acquitted"}),
        ("The jury found Jo Roe (31), of Mill Lane, not guilty.", {"acquitted"}),
        ("He was found not to be guilty.", {"acquitted"}),
        ("The jury found Jo Roe, 34, guilty.", {"convicted"}),
        ("The judge found Jo Roe (46), resident of Mill Lane, Harrow, guilty.", {"convicted"}),
        ("The jury found Jo Roe and Ann Poe guilty.", {"convicted"}),
        ("The jury found Jo Roe, 46, a priest who ran the school, guilty.", {"convicted"}),
        ("The jury found Ash guilty and Roe not guilty.", {"convicted", "acquitted"}),
        ("Her mother found Ella Moon awake, feeling guilty.", set()),
        ("They found the diary of Ella Moon, who felt ashamed, guilty and afraid.", set()),
        ("His wife found him in the garage and has always felt guilty.", set()),
        ("Police found nothing to show that he was guilty.", set()),
        ("Officers found a letter in which Ella Moon said that she felt guilty.", set()),
    ],
)
def test_what_is_found_guilty_and_what_is_not(words: str, told: set[str]) -> None:
    assert stages_in(words) == told


@pytest.mark.weights
def test_who_was_found_dead_is_not_who_was_found_guilty(people: People) -> None:
    text = (
        "Tom Ash was jailed for the murder of Ella Moon. Ella Moon, 19, was found dead at her home"
        " in March and Ash was found guilty of murder on Friday."
    )
    roles = {name: person.role for name, person in people(text).items()}
    assert roles == {"Tom Ash": "offender", "Ella Moon": "victim"}


@pytest.mark.weights
def test_whom_the_dead_include_has_died_whatever_their_office(people: People) -> None:
    text = (
        "A bomb killed nine people at the jetty. The Kenyan dead include Constable Winnie Chebet,"
        " 26, and Juma Mwinyi, a porter. Constable Ann Otieno led people away."
    )
    told = {name.split()[-1]: (who.role, who.protected) for name, who in people(text).items()}
    assert told["Chebet"] == told["Mwinyi"] == ("victim", True)
    assert told["Otieno"] == ("official", False)


@pytest.mark.weights
def test_one_of_the_women_is_a_victim_unless_she_is_charged(people: People) -> None:
    lead = "Four people were accused of trafficking girls. "
    for words, role in (
        ("One of the women, Carla Reed, 41, was charged with trafficking in May.", "accused"),
        ("One of the women, Carla Reed, was arrested when she first went there.", "victim"),
        ("One of the women, Carla Reed, waived her right to anonymity.", "victim"),
    ):
        assert people(lead + words)["Carla Reed"].role == role


@pytest.mark.weights
def test_lists_of_the_convicted_a_line_each(people: People) -> None:
    text = (
        "Four were tried over the trafficking of 19 men.\n\nCONVICTED\n\nArvydas Petrulis, 44, of"
        " Cobden Street, Stanbury: conspiracy to traffic.\n\nLee Marsden, 39, of Beck View: money"
        " laundering.\n\nNOT CHARGED\n\nIvo Marsh, 23, of Beck View: no evidence was offered.\n\n"
        "Two were sentenced later:\n\n• Jo Dale, 34, of Sabden Close: four years (with arson)."
    )
    stages = {name: person.legal_stage for name, person in people(text).items()}
    assert stages["Arvydas Petrulis"] == stages["Lee Marsden"] == stages["Jo Dale"] == "convicted"
    assert not stages["Ivo Marsh"]


def test_a_list_needs_a_heading_and_nothing_between(parse: Parse) -> None:
    for text, listed in (
        ("Jailed:\n\nJo Roe, 34, of Leeds.\nAnn Poe, 40.\n", True),
        ("Jailed:\n\nHe wept.\n\nAnn Poe, 40.\n", False),
        ("Victims:\n\nAnn Poe, 40.\n", False),
        ("Jailed:\n\nA man told Ann Poe, 40.\n", False),
        ("Nobody was sentenced.\nAnn Poe, 40: four years.\n", False),
        ("Two were sentenced:\nAnn Poe, 40: four years a teacher.\n", False),
        ("Two were sentenced:\nAnn Poe, 40: four years in prison.\n", True),
        ("Two were sentenced:\nAnn Poe, 40: three years and two months\n", True),
        ("The dead were named; two were jailed:\nAnn Poe, 40: life\n", False),
        ("Those convicted were found guilty of abusing:\nAnn Poe, 40, of Leeds\n", False),
        ("The men convicted of murdering:\nAnn Poe, 40, of Leeds\n", False),
        ("Those convicted in 2003 and cleared on appeal:\nAnn Poe, 40, of Leeds\n", False),
        ("Convicted:\nAnn Poe, 40, of Leeds: four years, quashed in 2021\n", False),
        ("Convicted:\nJo Roe, 51: four counts.\nAnn Poe, 40: not guilty of two.\n", False),
        ("The school lists its staff.\nAnn Poe, 40: four years a teacher.\n", False),
    ):
        at = text.index("Ann Poe")
        assert is_listed_as_convicted(text, Span(at, at + 7)) is listed, text


def test_members_of_a_parliament_are_officials(parse: Parse, policy: Policy) -> None:
    text = (
        "Ministers told of the abuse of residents. Sir Gerald Mather (Con, Wyreside East) asked for"
        " a register. Gerald Mather (44) was not there."
    )
    document = read.read_text(text, source="")
    (him,) = detect.detect(document, policy=policy, parse=parse).persons
    assert him.role == "official"


@pytest.mark.weights
def test_who_was_killed_is_not_who_admitted_it(people: People) -> None:
    for words in (
        "Stephen Garside, 51, admitted killing Michelle Holt, 48, but denied murder.",
        "Stephen Garside, 51, pleaded guilty to murdering Michelle Holt and Ann Roe.",
    ):
        roles = {name: person.role for name, person in people(words).items()}
        assert roles["Stephen Garside"] == "offender"
        assert roles["Michelle Holt"] == "victim"


def test_surnames_that_firms_have_too_are_names(parse: Parse) -> None:
    for name in ("Emily Mills", "Jo Farms", "Ada Homes"):
        text = f"{name}, 14, was found injured near the market."
        assert any(
            span.of(text) == name for span in name_spans(text, tuple(parse(text)), strict=False)
        )


@pytest.mark.parametrize(
    ("text", "nobody"),
    [
        ("He swam at Arthur Lamb Baths on Monday.", "Lamb"),
        ("He worked for Peter Mongan Farms until May.", "Mongan"),
        ("Eggs came from Tom Varley & Daughters of Leeds.", "Varley"),
        ("He lost it at Billy Fairweather Online in May.", "Fairweather"),
        ("Two people died when a coach overturned in San Lázaro.", "Lázaro"),
        ("He was beaten near the Estadio Ramón Ledesma on Sunday.", "Ledesma"),
    ],
)
def test_what_is_called_after_somebody_is_nobody(text: str, nobody: str, parse: Parse) -> None:
    found = name_spans(text, tuple(parse(text)), strict=True)
    assert not any(nobody in span.of(text) for span in found)


def test_who_has_an_age_is_somebody_whatever_the_surname(parse: Parse) -> None:
    text = "Ann Jo Farms, 31, and Lee Square (40) were told."
    found = {span.of(text) for span in name_spans(text, tuple(parse(text)), strict=True)}
    assert {"Ann Jo Farms", "Lee Square"} <= found


@pytest.mark.weights
def test_a_court_is_no_coroner_and_a_fund_no_children(people: People) -> None:
    text = (
        "A student took his own life. The verdict was recorded at Ashenford Coroner's Court on"
        " Friday. The coroner, Ruth Alder, said the Children's Relief Fund had paid."
    )
    told = [m.span.of(text) for person in people(text).values() for m in person.mentions]
    assert "Ruth Alder" in told
    assert not any("Ashenford" in words or words == "Children" for words in told)


@pytest.mark.weights
def test_where_a_child_stands_accused_a_minister_is_no_child(people: People) -> None:
    text = (
        "Ms Oldroyd told the Commons that 94 people had been charged after the riot in which a man"
        " was killed. A 14-year-old boy was charged with violent disorder. Lee Marran, who was"
        " seen there, was charged with murder. Ned Corry watched."
    )
    found = {m.span.of(text): p for p in people(text).values() for m in p.mentions}
    assert not found["Oldroyd"].child
    assert found["Lee Marran"].child
    assert found["Lee Marran"].rule == "ID-19"
    # He may be the child and may not: masked, and called no child.
    assert found["Ned Corry"].protected
    assert not found["Ned Corry"].child


@pytest.mark.parametrize(
    ("text", "somebody"),
    [
        ("Friends of Ella Moon and Leeds University paid for it.", "Ella Moon"),
        ("Rape Victim Ella Moon Tells Inquiry Of Abuse", "Ella Moon"),
        ("Ella Moon's school was told in May.", "Ella Moon"),
        ("A man hurt Ella Moon & daughter died later.", "Ella Moon"),
        ("The note was from Carmen San Roman, he said.", "Roman"),
        ("The girl, Kim Plaza, told the court.", "Kim Plaza"),
        ("Ann Jo Homes (aged 14 at the time) was told.", "Homes"),
    ],
)
def test_who_stands_near_a_things_word_stays_somebody(
    text: str, somebody: str, parse: Parse
) -> None:
    found = name_spans(text, tuple(parse(text)), strict=True)
    assert any(somebody in span.of(text) for span in found)


@pytest.mark.parametrize(
    ("text", "noun", "body"),
    [
        ("The Children's Relief Fund paid for it.", "Children", True),
        ("He appeared at a Youth Court on Monday.", "Youth", True),
        ("Boy Raped At Primary School", "Boy", False),
        ("BOY HELD AT SCHOOL", "BOY", False),
        ("The Boy\nPolice Service said so.", "Boy", False),
        ("Mother Emma Court was raped.", "Mother", False),
    ],
)
def test_which_nouns_begin_the_name_of_a_body(
    text: str, noun: str, body: bool, parse: Parse
) -> None:
    tokens = tuple(parse(text))
    index = next(i for i, token in enumerate(tokens) if token.text == noun)
    assert begins_a_body(tokens, index) is body


@pytest.mark.parametrize(
    ("before", "behind", "counted"),
    [
        ("killing at least 23 people, four of them ", ", the army said", True),
        ("Women and ", " were among the dead", True),
        ("Jo Roe's two ", " were killed", False),
        ("the couple's two ", " were killed", False),
        ("a man whose three ", " died", False),
        ("killing two ", ", 6 and 8", False),
        ("killing four ", " from Hillfoot School", False),
        ("killing two ", " of the driver", False),
        ("killing a ", " in the street", False),
        ("Two ", " were the sons of the driver", False),
        ("Two ", ", pupils at Oak School", False),
        ("Three ", " travelling with a nurse", False),
        ("Three ", " with HIV", False),
    ],
)
def test_which_children_are_only_counted(before: str, behind: str, counted: bool) -> None:
    noun = Span(len(before), len(before) + len("children"))
    assert _is_counted(f"{before}children{behind}", noun) is counted
