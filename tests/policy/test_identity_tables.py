"""Who is protected, as data: concerns by code and by wording, known names, plain words."""

from __future__ import annotations

import pytest

from summarizer.errors import PolicyError
from summarizer.policy import load_policy
from summarizer.policy.schema import Policy

POLICY = load_policy("default")
IDENTITY = POLICY.identity
NAMES = POLICY.known_names


@pytest.mark.parametrize("circumstance", IDENTITY.circumstances, ids=lambda each: each.id)
def test_circumstances_keep_to_their_examples(circumstance) -> None:  # type: ignore[no-untyped-def]
    assert circumstance.hits
    for text in circumstance.hits:
        assert circumstance.shows_in(text), text
    for text in circumstance.misses:
        assert not circumstance.shows_in(text), text


def test_codes_make_concerns() -> None:
    assert IDENTITY.concerns_of({"cw-sexual-violence"}, "") >= {"sexual", "identifying", "harm"}
    assert IDENTITY.concerns_of({"cw-killing"}, "") == {"harm"}
    assert IDENTITY.concerns_of({"cw-animal-harm"}, "") == frozenset()


def test_a_doubt_of_the_heads_counts_where_nothing_else_does() -> None:
    likely = {"cw-child-abuse": 0.2}
    assert "identifying" in IDENTITY.concerns_of((), "The council met.", likely)
    assert IDENTITY.concerns_of((), "The council met.", {"cw-child-abuse": 0.01}) == frozenset()
    assert IDENTITY.concerns_of({"cw-killing"}, "", likely) == {"harm"}


def test_a_text_of_private_lives_is_read_as_one_that_holds_harm() -> None:
    told = IDENTITY.doubt["private"]
    assert IDENTITY.concerns_of((), "She moved again.", {}, told) == {"identifying", "harm"}
    names = IDENTITY.doubt["private-names"]
    assert names < told
    assert IDENTITY.concerns_of((), "She moved again.", {}, names) == {"harm"}
    assert IDENTITY.concerns_of((), "She moved again.", {}, names - 0.01) == frozenset()


def test_beside_harm_that_is_told_openly_more_is_asked_of_the_reader_of_private_lives() -> None:
    told = IDENTITY.doubt["private-beside-harm"]
    assert told > IDENTITY.doubt["private"]
    assert IDENTITY.concerns_of({"cw-killing"}, "", {}, told - 0.01) == {"harm"}
    assert IDENTITY.concerns_of({"cw-killing"}, "", {}, told) == {"identifying", "harm"}
    assert IDENTITY.concerns_of({"cw-suicide"}, "", {}, told) >= {"self-harm", "identifying"}


def test_the_public_event_keeps_to_its_examples() -> None:
    event = IDENTITY.public_event
    assert event.hits
    for text in event.hits:
        assert event.opens(text, event.codes), text
    for text in event.misses:
        assert not event.opens(text, event.codes), text
    collapse = "The roof collapsed in the night."
    assert event.opens(collapse, {"cw-injury-remains"})
    assert not event.opens(collapse, {"cw-suicide"})


def test_what_was_done_to_many_is_nobodys_private_story() -> None:
    crash = "Plane crash kills nine. Bishop Roe will speak. There were two survivors."
    told = IDENTITY.doubt["private-at-large"]
    assert told > IDENTITY.doubt["private-beside-harm"]
    codes = {"cw-accident-disaster"}
    assert IDENTITY.concerns_of(codes, crash) == {"harm"}
    assert IDENTITY.concerns_of(codes, "The plane crash in 1961 is recalled.") == frozenset()
    assert "identifying" not in IDENTITY.concerns_of(codes, crash, {}, told - 0.01)
    assert "identifying" in IDENTITY.concerns_of(codes, crash, {}, told)
    at_home = crash.replace("Plane crash kills nine.", "The parish met.")
    assert "identifying" in IDENTITY.concerns_of(codes, at_home)
    assert "identifying" in IDENTITY.concerns_of({"cw-sexual-violence"}, crash)
    assert "identifying" in IDENTITY.concerns_of(codes, f"{crash} One woman was raped.")


@pytest.mark.parametrize(
    ("text", "bodies"),
    [
        ("Devon and Cornwall Police said", ["Devon and Cornwall Police"]),
        ("Judge Roe at Leeds Crown Court", ["Leeds Crown Court"]),
        ("Anna and Leeds Crown Court", ["Leeds Crown Court"]),
        ("The Ministry of Women and Social Affairs", ["Ministry of Women and Social Affairs"]),
        ("Emma Court said", []),
        ("Coroner Ruth Ann Roe said", []),
        ("the Coroner's Court heard", ["Coroner's Court"]),
        ("in the District Court at Brisbane Judge Roe", ["District Court at Brisbane"]),
        ("the Sexual Offences Act 2003 applies", ["Sexual Offences Act 2003"]),
        ("Goleudy, which helps victims, said", ["Goleudy"]),
        ("a pupil of Hill Primary School", []),
        ("COURT TOLD OF EMMA REED'S LETTER", []),
        ("Operation Harbour Light began", ["Operation Harbour Light"]),
        ("The NSPCC said", ["NSPCC"]),
        (
            "under the Fraud, Theft and Arson (Wales) Act 2012.",
            ["Fraud, Theft and Arson (Wales) Act 2012"],
        ),
        ("the Maria da Penha Law", ["Maria da Penha Law"]),
        ("Anna Reed and the Sexual Offences Act", ["Sexual Offences Act"]),
        ("THE FRAUD, THEFT AND ARSON ACT", []),
        ("THE ONTARIO SUPERIOR COURT OF JUSTICE", ["ONTARIO SUPERIOR COURT OF JUSTICE"]),
        ("to the Archbishops' Council", ["Archbishops' Council"]),
        ("Crime Stoppers and the law Maria da Penha", ["Crime Stoppers", "Maria da Penha"]),
        ("Help: 1800RESPECT, day or night", ["1800RESPECT"]),
        (
            "Immigration, Refugees and Citizenship Canada",
            ["Immigration, Refugees and Citizenship Canada"],
        ),
        ("Emma Chamber and Stanley Law spoke", []),
        ("UNHCR's Anna Reed and Ed's Anna Reed", ["UNHCR's"]),
        ("Norshire Fire and Rescue came", ["Norshire Fire and Rescue"]),
        ("the SAPS Family Violence Section", ["SAPS Family Violence Section"]),
        (
            "of the Gangmasters and Labour Abuse Authority",
            ["Gangmasters and Labour Abuse Authority"],
        ),
    ],
)
def test_authorities_are_known_by_their_words(text: str, bodies: list[str]) -> None:
    assert [span.of(text) for span in NAMES.bodies_in(text)] == bodies


def test_places_are_large_or_not() -> None:
    assert NAMES.is_country("Norway")
    assert NAMES.is_large_place("Leeds")
    assert NAMES.is_large_place("Valletta")  # a capital, however small
    assert NAMES.is_large_place("Andalusia")
    assert not NAMES.is_country("Leeds")
    assert not NAMES.is_large_place("Wexcombe")


def test_a_profile_sets_numbers_and_nothing_else(tmp_path) -> None:  # type: ignore[no-untyped-def]
    def loaded(name: str, table: str) -> Policy:
        profile = tmp_path / f"{name}.toml"
        profile.write_text(f'name = "{name}"\ntitle = "Desk"\n{table}\n')
        return load_policy(profile)

    assert loaded("desk", "[identity.budget]\nnamed-offender = 1").identity.budget_named == 1
    assert loaded("sure", "[identity.doubt]\nprivate = 0.9").identity.doubt["private"] == 0.9
    with pytest.raises(PolicyError, match="shoe-size"):
        loaded("doubts", "[identity.doubt]\nshoe-size = 0.1")
    with pytest.raises(PolicyError, match="shoe-size"):
        loaded("points", "[identity.points]\nshoe-size = 1")
    with pytest.raises(PolicyError, match="protect"):
        loaded("rows", "[identity.protect]\nx = 1")


def test_kin_words_are_no_plain_words() -> None:
    kin = {"son", "daughter", "mother", "father", "niece", "nephew", "uncle", "aunt", "wife"}
    assert not POLICY.plain_words.words & kin
    assert kin <= POLICY.plain_words.contact
