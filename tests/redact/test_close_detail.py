"""What is told of protected people: plain words stay, the rest goes, the sentence still reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from summarizer import detect, read, redact
from summarizer.models.readings import Heads
from summarizer.policy import load_policy
from summarizer.policy.schema import Policy
from summarizer.redact.identity import _whole_run
from summarizer.store import Cases
from summarizer.types import Fact, Operator, SafeText, Span, Token

Safe = Callable[..., SafeText]


@pytest.fixture
def safe(parse: Any, policy: Policy, heads: Heads) -> Safe:
    def made(text: str, *, html: bool = False, **options: Any) -> SafeText:
        data = text.encode()
        media_type = "text/html" if html else "text/plain"
        document = read.read_bytes(data, source="t", media_type=media_type, max_bytes=10_000)
        own = options.pop("policy", policy)
        analysis = detect.detect(document, policy=own, parse=parse, heads=heads)
        return redact.redact(document, analysis, policy=own, **options)

    return made


WOMAN = "Mark Dale, 44, was jailed for nine years at Leeds Crown Court for raping a woman. "
LEAD = "Mark Dale, 44, was jailed for nine years at Leeds Crown Court for raping a girl. "


@pytest.mark.parametrize(
    "words",
    [
        "The girl, a gifted cellist, gave evidence.",
        "The girl gave evidence in her school uniform.",
        "She was the third of five sisters.",
        "The girl, who has diabetes, gave evidence.",
        "Her mother runs the bakery in Wexcombe.",
        "The girl worked the night shift at the depot.",
        "The girl was kept as a domestic worker.",
        "The girl was the one on nights when it happened.",
        '"I only sing in the dark now," she told the court.',
        "Dale had been her piano teacher.",
        "It happened on the day of the village fete.",
        "The girl, Posy Quillfeather, was moved to Tarnvale.",
    ],
)
def test_what_only_those_who_know_her_would_know_goes(safe: Safe, words: str) -> None:
    told = safe(LEAD + words).text
    for gone in (
        "cellist uniform sisters third diabetes bakery Wexcombe shift depot sing piano fete"
        " Quillfeather Tarnvale domestic nights"
    ).split():
        assert gone not in told
    assert "Mark Dale, 44, was jailed for nine years at Leeds Crown Court" in told


def test_a_promise_goes_with_what_was_promised(safe: Safe) -> None:
    told = safe(
        "Two men were jailed for trafficking women. The court found that Ivo Marsh, 44, had brought"
        " 15 women to Belgium with the promise of jobs in hotels and care homes. Marsh was given 15"
        " years."
    ).text
    assert "Ivo Marsh, 44, had brought 15 women to Belgium." in told
    assert "promise" not in told


@pytest.mark.parametrize(
    "words",
    [
        "Judge Miriam Castell said that the sentence reflected the harm.",
        "Detective Constable Owen Pryce, of Norshire Police, praised the courage of the girl.",
        "Dale pleaded guilty to three counts and will be on the sex offenders' register for life.",
        "The court heard that police had interviewed several witnesses.",
        "The Crown Prosecution Service said that the evidence was strong.",
    ],
)
def test_what_a_plain_report_says_stays(safe: Safe, words: str) -> None:
    assert words in safe(LEAD + words).text


def test_officials_and_bodies_stay_when_what_they_said_goes(safe: Safe) -> None:
    told = safe(LEAD + "Judge Miriam Castell said the girl had won a scholarship.").text
    assert "Judge Miriam Castell made a statement." in told
    assert "scholarship" not in told


def test_where_the_offence_was_is_not_where_the_case_was_heard(safe: Safe) -> None:
    told = safe(
        "Police have charged Mark Dale, 44, with four counts of sexual assault in a Tarnvale"
        " community. Two pupils are complainants. Assistant Superintendent Jo Roe appealed for"
        " footage from the evening of the plum fair."
    ).text
    assert "Tarnvale" not in told
    assert "fair" not in told
    assert "Jo Roe appealed for footage" in told


def test_a_name_taken_for_a_place_is_not_told_where_nothing_is(safe: Safe) -> None:
    told = safe(
        "Police are investigating the rape of a student. Chief Inspector Jo Roe said that Tarnvale"
        " was released, and that officers had searched a house in Leeds."
    ).text
    assert "Tarnvale" not in told


def test_him_is_nobody_else_when_the_words_that_told_who_are_gone(safe: Safe) -> None:
    told = safe(
        LEAD + "Payments led police to Tarnvale, where the girl's uncle, Ivo Marsh, was living. A"
        " court found him guilty of two counts in May."
    ).text
    assert "Marsh" not in told
    assert "found him" not in told


def test_where_something_is_is_no_person(parse: Any, policy: Policy, heads: Heads) -> None:
    def mistaken(words: str) -> tuple[Token, ...]:
        return tuple(
            replace(token, entity="B-PERSON", pos="PROPN") if token.text in names else token
            for token in parse(words)
        )

    def shown(text: str) -> str:
        document = read.read_text(text)
        analysis = detect.detect(document, policy=policy, parse=mistaken, heads=heads)
        return redact.redact(document, analysis, policy=policy).text

    names = {"Lyon", "Tarnvale"}
    assert "heard in Lyon" in shown(WOMAN + "The trial was heard in Lyon.")
    other = shown(WOMAN + "The trial was heard in Tarnvale.")
    assert "Tarnvale" not in other
    assert "in a person" not in other
    names = {"Lyon"}
    assert "Lyon" not in shown(WOMAN + "Lyon gave evidence. The trial was heard in Lyon.")


def test_rules_of_identity_hold_where_the_case_is_told_quietly(safe: Safe) -> None:
    text = (
        "A family court has ruled that a boy may live with a relative. The plan of the council was"
        " for the end of Year 3. The woman gave up work as a librarian."
    )
    made = safe(text)
    assert "ID-07" in {redaction.rule for redaction in made.redactions}
    assert "Year 3" not in made.text
    assert made.text.endswith("gave up work.")


def test_a_court_keeps_its_place(safe: Safe) -> None:
    told = safe(LEAD + "Justice Ellery Sand of the State Supreme Court wrote the judgment.").text
    assert "Justice Ellery Sand of the State Supreme Court wrote the judgment." in told


def test_a_nickname_between_two_names_goes_with_them(safe: Safe) -> None:
    told = safe(LEAD + 'The girl, Posy "Quill" Featherby, gave evidence.').text
    assert not {"Posy", "Quill", "Featherby"} & set(told.replace('"', " ").split())
    told = safe(LEAD.replace("Mark Dale", 'Mark "Bear" Dale') + "The girl gave evidence.").text
    assert 'Mark "Bear" Dale, 44, was jailed' in told


def test_an_innocent_text_is_left_alone(safe: Safe) -> None:
    text = (
        "Anna Reed, a cellist from Wexcombe, won the county prize on Saturday. Her mother runs the"
        " bakery in Mill Lane."
    )
    assert safe(text).text == text


def test_an_offender_with_the_victims_surname_is_not_named(safe: Safe) -> None:
    told = safe(
        "Mark Quillfeather, 44, was jailed for nine years at Leeds Crown Court for rape. "
        "The victim, Posy Quillfeather, gave evidence."
    )
    assert "Quillfeather" not in told.text


def test_a_handful_of_boys_are_protected_like_one(safe: Safe) -> None:
    told = safe(LEAD.replace("a girl", "three boys") + "The boys rowed for the same club.").text
    assert "rowed" not in told


def test_spans_of_html_lead_back_to_what_a_reader_sees(safe: Safe) -> None:
    told = safe(
        "<html><body><article><p>Mark Dale, 44, was jailed for nine years for raping a girl. The"
        " girl, <b>Posy</b> <i>Quillfeather</i>, gave evidence at Leeds Crown Court on Monday.</p>"
        "</article></body></html>",
        html=True,
    )
    assert "Quillfeather" not in told.text
    assert any(redaction.rule in {"ID-01", "ID-03"} for redaction in told.redactions)


def test_with_an_offender_named_less_may_be_told(safe: Safe, policy: Policy) -> None:
    told = safe(WOMAN + "The woman reported it to the police in 1998 and gave evidence.")
    points = sum(policy.identity.points[fact.kind] for fact in told.facts)
    assert 0 < points <= policy.identity.budget_named
    assert not told.exposed


def test_a_profile_changes_the_budget(safe: Safe, policy: Policy) -> None:
    text = WOMAN + "The woman reported it to the police in 1998 and gave evidence."
    strict = replace(policy, identity=replace(policy.identity, budget_named=1))
    told = {fact.kind for fact in safe(text).facts}
    less = {fact.kind for fact in safe(text, policy=strict).facts}
    assert less < told


def test_what_earlier_reports_told_counts(safe: Safe, tmp_path: Any) -> None:
    text = WOMAN + "The woman reported it to the police in 1998 and gave evidence."
    alone = safe(text)
    assert "year" in {fact.kind for fact in alone.facts}
    with Cases.open(tmp_path / "cases.db") as cases:
        cases.record(
            document_id="d-1",
            keys={"Mark Dale"},
            facts=[Fact("region", "yorkshire"), Fact("sex", "f")],
        )
        earlier = cases.published({"Mark Dale"}, without="d-2")
        told = safe(text, earlier=earlier)
    assert len(told.facts) < len(alone.facts)


def test_a_speakers_mild_term_is_kept_and_marked(safe: Safe) -> None:
    told = safe(
        '"We closed the historic abuse case after four years," Chief Constable Jane Roe said on'
        " Monday at the police station."
    )
    kept = [r for r in told.redactions if r.operator is Operator.KEEP]
    assert [redaction.replacement for redaction in kept] == ["(the speaker's word)"]
    assert "historic (the speaker's word) abuse" in told.text


def test_a_law_keeps_its_title_with_a_mark(safe: Safe) -> None:
    told = safe("The Child Pornography Prevention Act 1996 was upheld by the Supreme Court in May.")
    assert "The Child Pornography Prevention Act 1996 (the law's term) was upheld" in told.text


def test_rules_that_a_profile_switches_off_do_nothing(parse: Any, safe: Safe) -> None:
    base = load_policy("default")
    off = replace(base, profile=replace(base.profile, rules_off=("ID-12",)))
    text = WOMAN + "The woman, a cellist, gave evidence."
    assert "cellist" not in safe(text).text
    assert "cellist" in safe(text, policy=off).text


CRASH = "Two people died and nine were hurt when a lorry and a coach collided near Tarnvale. "


@pytest.mark.parametrize(
    "words",
    [
        "The driver of the lorry, a man of 38, has been arrested.",
        "The dead were both in the coach, which was on its way from a wedding in Wexcombe.",
        "Residents have complained for years about this stretch of road.",
        "The bridge was closed for six hours and the river police helped.",
    ],
)
def test_a_public_event_keeps_its_story(safe: Safe, words: str) -> None:
    told = safe(CRASH + words).text
    assert CRASH.strip() in told
    assert words in told or words.replace(", a man of 38,", ", a man,") in told


def test_a_public_events_title_may_begin_with_any_word(safe: Safe) -> None:
    title = "Ferry strikes pier on R881"
    told = safe(
        f"{title}\n\nTwo people were killed and nine hurt when a ferry struck a pier."
        " One of the dead was Posy Quillfeather, a harpist."
    )
    assert told.title == title
    assert "Quillfeather" not in told.text


def test_who_the_injured_man_is_said_to_be_is_not_told(safe: Safe) -> None:
    told = safe(
        "Two men were beaten in a homophobic attack at a station. Friends identified the injured"
        " man as Farid Noorzai, a nurse at the Jewish General Hospital."
    ).text
    assert "Noorzai" not in told


def test_two_brothers_stay_two(safe: Safe) -> None:
    told = safe(
        "A man has been charged with murder after brothers Jai and Marcus Petrakis were shot dead"
        " in a bar. Marcus died in hospital."
    ).text
    assert "after brothers were shot dead" in told
    assert "Marcus" not in told


def test_a_house_that_lost_its_name_gets_an_article(safe: Safe) -> None:
    told = safe("A girl was abused by a man of 40. The girl was last seen at Wexcombe station.")
    assert "Wexcombe" not in told.text
    assert "at station" not in told.text


def test_what_an_age_is_told_with_keeps_its_comma(safe: Safe) -> None:
    told = safe(CRASH + "The suspect, aged 29 and born in Grenoble, had been released.").text
    assert "The suspect, born in Grenoble, had been released." in told


def test_the_age_of_a_child_goes_beside_another_name(safe: Safe) -> None:
    told = safe(CRASH + "A boy aged 14 and Mohammed Khan were hurt.").text
    assert "14" not in told


def test_a_surname_that_is_a_towns_too_stays_a_name(safe: Safe) -> None:
    told = safe(
        "Anna Marlow was abused for years. Her abuser, of Mill Lane, Marlow, was jailed. Michael"
        " Lane, Anna Bell and Tom Roe were abused as well."
    ).text
    for gone in ("Marlow", "Bell", "Roe"):
        assert gone not in told


def test_a_number_of_people_is_no_age(safe: Safe) -> None:
    told = safe(CRASH + "They were 17 workers. One of them, a girl, was 17.").text
    assert "They were 17 workers." in told
    assert "was 17." not in told
    told = safe(CRASH + "They were 17 perhaps. The girl was 14 less than a week before.").text
    assert "17" not in told
    assert "14" not in told


def test_in_a_public_event_private_people_are_not_named_nor_what_they_do(safe: Safe) -> None:
    told = safe(
        CRASH + "One of the dead was Posy Quillfeather, a harpist, who was on her way home. Police"
        " thanked Mr Ivo Marsh, a beekeeper, who stopped the traffic."
    ).text
    for gone in ("Posy", "Quillfeather", "harpist", "Ivo", "Marsh", "beekeeper"):
        assert gone not in told
    assert "who stopped the traffic" in told


def test_a_child_whose_story_it_is_is_read_closely_in_any_event(safe: Safe) -> None:
    told = safe(
        "A girl was killed when a lorry left the road near Tarnvale. The girl was nine. She played"
        " the harp at the minster. Her friends called her the wren. The girl will be missed. A"
        " small cello stands empty in the nave."
    ).text
    for gone in ("harp", "minster", "wren", "nine", "cello"):
        assert gone not in told


def test_all_names_of_somebody_go_with_the_last(safe: Safe) -> None:
    told = safe(
        "The search for Blessing Chidinma Okorie became a murder inquiry. Okorie was last seen in"
        " May."
    ).text
    for gone in ("Blessing", "Chidinma", "Okorie"):
        assert gone not in told


def test_a_nickname_by_which_somebody_was_known_is_a_name(safe: Safe) -> None:
    told = safe(
        "The inquest heard that a clerk, known at the firm as Winnie, died by suicide in May."
    ).text
    assert "Winnie" not in told


def test_the_dead_of_a_suicide_are_not_named_because_they_stood_accused(safe: Safe) -> None:
    told = safe(
        "An inquest heard that a man had taken his own life in prison. Ivo Marsh was on remand,"
        " accused of burglary. Marsh was pronounced dead in his cell."
    ).text
    assert "Marsh" not in told


def test_no_label_stands_for_a_name_that_is_said_to_be_one(safe: Safe) -> None:
    told = safe(
        CRASH + "A bystander, whose given name was Anselm Roe, called for help at once."
    ).text
    assert "called for help at once" in told
    assert "name was" not in told


def test_a_quotation_goes_with_who_said_it(safe: Safe) -> None:
    told = safe(
        CRASH + '"We were late," her mother, Ada Roe, a baker, said. "It was dark by then."'
        "\n\nThe road was closed on Friday."
    ).text
    assert "dark" not in told
    assert "The road was closed on Friday." in told


def test_what_is_left_of_a_day_is_no_torso(safe: Safe) -> None:
    told = safe(
        "A boy of 16 has been charged with murder after a teenager was stabbed outside a rink on"
        " Saturday evening, police say."
    ).text
    assert "on evening" not in told
    assert "charged with murder" in told


def test_two_names_that_say_who_the_workers_are_go_together(safe: Safe) -> None:
    told = safe(
        "Two of five workers who were kidnapped in May were freed. The freed workers, Posy"
        " Quillfeather, a nutritionist, and Ivo Marsh, a driver, were received by the governor."
    ).text
    assert "The freed workers were received by the governor." in told


def test_the_adult_dead_of_a_public_event_lose_their_name_and_not_their_case(safe: Safe) -> None:
    told = safe(
        "A panel of three judges threw out the 2003 conviction of Mark Dale for the murder of Posy"
        " Quillfeather, ruling that prosecutors had hidden a ledger. Quillfeather, a harpist,"
        " was found dead in 2001."
    ).text
    assert "threw out the 2003 conviction of Mark Dale" in told
    assert "hidden a ledger" in told
    for gone in ("Posy", "Quillfeather", "harpist"):
        assert gone not in told


def test_the_comma_behind_an_age_stays(safe: Safe) -> None:
    told = safe(
        "Mark Dale, 44, of Tarnvale Row, Wexcombe, was jailed for nine years for raping a woman."
    ).text
    assert "Mark Dale, 44, was jailed" in told


def test_a_name_is_grown_over_the_names_before_it() -> None:
    text = "The search for Blessing Chidinma Okorie began."
    at = text.index("Okorie")
    whole = _whole_run(text, Span(at, at + len("Okorie")), [])
    assert whole.of(text) == "Blessing Chidinma Okorie"


ARRESTS = "Police have arrested 62 people suspected of abusing children, and 41 children are safe. "


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("More than 300 devices were seized.", "More than 300 devices were seized."),
        ("Thirty-one were put in safe care.", "Thirty-one were put in safe care."),
        ("The network has so far paid £1.9m in settlements.", "paid £1.9m in settlements"),
        ("Fewer than one in ten had told the police.", "one in ten"),
        ("They missed two clear warnings.", "two clear warnings"),
        ("The girl told the police on 6 May of the abuse.", "told the police of the abuse"),
        ("The girl was named on Tuesday by the court.", "The girl was named by the court."),
        ("Jurors returned a verdict.", "Jurors returned a verdict."),
        ("A labour-hire contractor and a farm manager have been charged.", "Two people have been"),
        ("A property developer was found guilty of abusing a girl.", "A person was found guilty"),
    ],
)
def test_numbers_sums_and_outcomes_stay(safe: Safe, words: str, told: str) -> None:
    assert told in safe(ARRESTS + words).text


@pytest.mark.parametrize(
    ("words", "gone"),
    [
        ("The girl has two brothers.", "two"),
        ("The boy in Letter 48 was abused.", "48"),
        ("The youngest of the children is a pre-school pupil.", "person"),
        (
            "The girl told a friend what had happened two years after leaving the school.",
            "two years",
        ),
        ("The girl told police of the red one.", "red one"),
        ("Dawn was in the room when it began.", "Dawn"),
        ("The girl worked on the 1412, and the 1412 was late.", "1412"),
        ("The girl was found on the morning of 11 December by a heating engineer.", "the morning"),
    ],
)
def test_small_numbers_and_what_hangs_on_them_go(safe: Safe, words: str, gone: str) -> None:
    assert gone not in safe(LEAD + words).text.replace("nine years", "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Dale assaulted his wife for years.", "Dale assaulted a woman"),
        ("He was convicted of assaulting his former husband.", "assaulting a man"),
        ("He was convicted of assaulting his 14-year-old girlfriend.", "assaulting a child"),
        ("He was convicted of assaulting his one-time girlfriend.", "assaulting a woman"),
        ("He was convicted of assaulting his thirty-two-year-old wife.", "assaulting a woman"),
    ],
)
def test_a_spouse_to_whom_harm_was_done_is_a_woman_or_a_man(
    safe: Safe, words: str, told: str
) -> None:
    text = safe("Mark Dale, 44, was jailed for domestic abuse at Leeds Crown Court. " + words).text
    assert told in text
    assert "wife" not in text
    assert "husband" not in text


def test_a_spouse_in_any_other_place_goes_with_the_clause(safe: Safe) -> None:
    text = safe("Mark Dale, 44, was jailed for domestic abuse. His wife told the court of it.").text
    assert "wife" not in text
    assert "a woman told" not in text.lower()


def test_an_age_between_goes_as_a_whole(safe: Safe) -> None:
    text = safe(ARRESTS + "Officers found 112 children, most between 10 and 13 years old.").text
    assert "between 10" not in text
    assert "112 children" in text


def test_of_places_taken_for_people_one_stands_for_all(safe: Safe) -> None:
    text = safe(LEAD + "Arrests were made in Jo Vellany, the Ana Keldria and Mia Ostmark.").text
    assert "Arrests were made in a place." in text


def test_the_place_behind_into_goes_by_itself_where_something_is_told_without_it(
    safe: Safe,
) -> None:
    text = safe(
        "Five members of a group have been sentenced to a total of 47 years' imprisonment for"
        " trafficking at least 29 women into Keldria for labour exploitation and for prostitution."
        " A woman said she was held."
    ).text
    assert "for trafficking at least 29 women for labour" in text
    text = safe(LEAD + "The girl told of men from across Keldria and Ostmark who came.").text
    assert "from who" not in text


def test_a_sentence_does_not_stay_without_its_subject(safe: Safe) -> None:
    assert safe(LEAD + "The youngest of the children is a pupil.").text == LEAD.strip()


def test_who_took_their_own_life_is_nobodys_victim(safe: Safe) -> None:
    text = safe(
        "A coroner has recorded a conclusion of suicide. Philip Garrow, 54, took his own life in"
        " May. Garrow had worked for the council."
    ).text
    assert "victim" not in text
    assert "erson" in text


def test_a_dateline_in_small_letters_does_not_take_the_news(safe: Safe) -> None:
    text = safe(
        "Market attacked\n\nKarsu Bagh (Agencies) - A bomb killed nine people at a market on"
        " Friday."
    ).text
    assert "bomb killed nine people at a market" in text


def test_a_club_keeps_its_name_in_a_public_event_and_a_nickname_does_not(safe: Safe) -> None:
    text = safe(
        "Racing Club Morvillars have condemned a stabbing at their ground. A man was killed. The"
        " victim was known to all as Dixie. A neighbour had seen Dixie leave."
    ).text
    assert "Club Morvillars" in text
    assert "Dixie" not in text


@pytest.mark.parametrize(
    ("dateline", "stays"),
    [
        ("LONDON, May 3 - ", True),
        ("LONDON, Peckham Rye (Wire) - ", False),
        ("LONDON (Peckham Gazette) - ", False),
        ("LONDON, SE15 (Wire) - ", False),
    ],
)
def test_a_dateline_stays_where_all_of_it_is_large(safe: Safe, dateline: str, stays: bool) -> None:
    text = safe(f"{dateline}A man was jailed for rape of a girl.").text
    assert "Peckham" not in text
    assert "SE15" not in text
    assert ("LONDON" in text) is stays


@pytest.mark.parametrize(
    "words",
    [
        "A contractor, a driver and a nurse were charged.",
        "The girl is a nurse and keeper.",
        "The girl was a plumber and a cellist.",
    ],
)
def test_two_people_are_two(safe: Safe, words: str) -> None:
    assert "two people" not in safe(LEAD + words).text.lower()


@pytest.mark.parametrize(
    "words",
    [
        "Dale was arrested twenty-two years after leaving the orphanage and denied the charge.",
        "The girl was abused for two years after leaving the orphanage.",
        "The girls were between 12 and 15 years old.",
        "The hearing of the girl is on Tuesday.",
    ],
)
def test_nothing_is_left_hanging(safe: Safe, words: str) -> None:
    text = safe(LEAD + words).text
    assert not re.search(r"twenty- |\bfor\.|\bwere\.|\bis\.", text)


def test_the_home_of_who_is_not_named_goes_with_the_name(safe: Safe) -> None:
    text = safe(
        "Police are treating a death as unlawful killing. Mrs Jemimah Tausinga of Lungga, 61, was"
        " found dead near the market. The body of Ivo Marsh, of Mill Lane, Harrow, was found too."
    ).text
    assert "A victim was found dead" in text
    assert "victim was found too" in text
    assert not any(word in text for word in ("Lungga", "61", "Mill", "Harrow"))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "The report on St Ruadhan's College, Rathdonnell, runs to 640 pages.",
            "The report runs to 640 pages.",
        ),
        (
            "One of the women, Niamh Corless, a teacher from Leeds, waived her right to anonymity.",
            "One of the women, a victim, waived her right",
        ),
        ("The girl rang. That call, made at 5.41 pm, was answered.", "That call was answered."),
        ("The judge found Ivo Marsh (46), resident of Mill Lane, Harrow, guilty.", "(46) guilty."),
        (
            "Sir Gerald Mather (Con, Wyreside East), who declared that he was no connection of the"
            " company, asked about the school.",
            "Gerald Mather, who declared that he was no connection of the company, asked about",
        ),
        (
            "The inquiry found that staff who complained were dismissed, that Whitfield Mather"
            " Care, the owner, cut night staffing by half between 2014 and 2017 to meet a target"
            " set by its lenders, and that two residents died.",
            "found that staff who complained were dismissed.",
        ),
    ],
)
def test_what_is_left_reads_as_a_sentence(safe: Safe, words: str, told: str) -> None:
    assert told in safe(LEAD + words).text


def test_what_stands_for_a_name_has_a_capital_only_where_a_sentence_begins(safe: Safe) -> None:
    told = safe(LEAD + "Ministers spoke of abuse at Larkfield care home last year.")
    assert "abuse at a care home" in told.text


def test_schoolgirls_may_be_told_of(safe: Safe) -> None:
    told = safe(LEAD + "The schoolgirls told the police of the abuse.").text
    assert "The schoolgirls told the police of the abuse." in told


def test_no_verdict_is_cut_in_half(safe: Safe) -> None:
    for words in (
        "The judge found Ivo Marsh, a keeper of bees near Tarnvale guilty.",
        "The judge found Ivo Marsh (46), living at Mill Lane, Harrow, guilty of it.",
    ):
        told = safe(LEAD + words).text
        assert "found" not in told or "guilty" in told.partition("found")[2]


@pytest.mark.parametrize(
    ("words", "gone", "told"),
    [
        ("Police raided a house in rural Tarnvale.", "Tarnvale", ""),
        ("Officers went to a farm, near Knockarra, in May.", "Knockarra", ""),
        (
            "Giving evidence, Ella Moon, from Leeds, said that she was afraid.",
            "Moon",
            "Giving evidence, a person said",
        ),
    ],
)
def test_dwellings_and_openings(safe: Safe, words: str, gone: str, told: str) -> None:
    text = safe(LEAD + words).text
    assert gone not in text
    assert told in text


def test_a_home_of_several_words_goes_whole(safe: Safe) -> None:
    lead = "Police are treating a death as unlawful killing. "
    for words in ("of St. Ives, 61,", "of Newcastle upon Tyne, 61,", "of Harrow, Leeds,"):
        text = safe(f"{lead}Ella Moon {words} was found dead.").text
        assert text.endswith("A victim was found dead."), text


def test_a_small_place_where_victims_were_is_not_told(safe: Safe) -> None:
    lead = "Doctors tell of the rape of women on the road. "
    assert "Chiquito" not in safe(lead + "Teams at Bajo Chiquito treated 14 survivors.").text
    assert "Tullamore" in safe(lead + "The police arrested five men at Tullamore.").text
    assert "Tullamore" not in safe(lead + "Teams in Tullamore treated 14 survivors.").text


def test_strange_digits_are_no_number(safe: Safe) -> None:
    assert safe(LEAD + "The girl saw \u2776 men. The girl saw " + "9" * 5000 + " men.").text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("The girl said forced marriage is different from arranged marriage.", "arranged"),
        ("Police raided the house in Kvarngatan.", "Police raided the house."),
        ("Police searched a flat in Kvarngatan.", "Police searched a flat."),
    ],
)
def test_what_a_sentence_hangs_on_stays_and_a_dwelling_has_no_place(
    safe: Safe, words: str, told: str
) -> None:
    text = safe(LEAD + words).text
    assert told in text
    assert "Kvarngatan" not in text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "A school failed to act on three warnings, the court heard.",
            "A school failed to act on three warnings, the court heard.",
        ),
        ("Three teachers were arrested.", "Three people were arrested."),
        (
            "Priests and lay teachers failed the girls, a judge said.",
            "People failed the girls, a judge said.",
        ),
        (
            "The commission found the assault of four pupils at a boarding house.",
            "The commission found the assault of four children.",
        ),
        ("The warden apologised to the girl.", "A person apologised to the girl."),
        ("The council will pay $41 million to the girls.", "will pay $41 million to the girls."),
    ],
)
def test_who_and_how_many_are_told_by_plainer_words(safe: Safe, words: str, told: str) -> None:
    assert told in safe(LEAD + words).text


def test_an_offender_who_may_be_named_is_named_where_a_noun_told_of_him(safe: Safe) -> None:
    told = safe(
        "A swimming coach was jailed for nine years on Monday for raping two girls at his club."
        "\n\nMark Dale, 44, had denied the charges. He will be on the register for life."
    ).text
    assert told.startswith("Mark Dale was jailed for nine years")
    assert "coach" not in told
    assert "club" not in told


@pytest.mark.parametrize(
    ("text", "false"),
    [
        (
            "Mark Dale was jailed for fraud. Police were looking for whoever abused three girls at"
            " a riding school. The man was jailed for 12 years for raping the trainer's daughter.",
            "Mark Dale was jailed for 12 years",
        ),
        (
            "Mark Dale, a gardener, and his brother, a gardener, were convicted of trafficking"
            " women. The gardener pleaded guilty to raping one of the women at the nursery.",
            "Mark Dale pleaded",
        ),
        (
            "A coach was jailed for nine years on Monday for raping two girls at his club.\n\nIvo"
            " Marsh, 44, and Mark Dale, 51, stood trial. Dale was convicted.",
            "Ivo Marsh was jailed",
        ),
    ],
)
def test_of_several_none_is_named_where_a_noun_stood(safe: Safe, text: str, false: str) -> None:
    assert false not in safe(text).text


def test_a_dateline_goes_with_its_place(safe: Safe) -> None:
    told = safe("UMM DALIL, Sudan -- At least 31 people were killed. Umm Dalil, 34, was shot.").text
    assert told.startswith("At least 31 people were killed.")


def test_the_relative_of_a_victim_is_named_nowhere(safe: Safe) -> None:
    told = safe(
        "A father who raped his daughter at their home in Tarnvale was jailed for nine years on"
        " Monday.\n\nMark Dale, 44, of Tarnvale, had denied the charges."
    ).text
    assert "father" not in told
    assert "daughter" not in told
    assert "Tarnvale" not in told


def test_children_who_are_only_counted_keep_the_news_of_a_public_event(safe: Safe) -> None:
    text = (
        "Artillery fire struck a market in the besieged city of Drenovar on Saturday, killing at"
        " least 23 people, four of them children, the army said. The shelling went on until night."
    )
    assert "killing at least 23 people, four of them children" in safe(text).text
    # A family's own are somebody's.
    text = (
        "Artillery fire struck a house in Drenovar on Saturday, killing Ana Brel and her two"
        " children, 6 and 8, the army said. The shelling went on until night."
    )
    assert not {"Brel", "6", "8"} & set(re.findall(r"\w+", safe(text).text))


def test_an_age_before_a_name_goes_without_leaving_a_child(safe: Safe) -> None:
    text = (
        "Seventeen people were killed when a bus overturned on Monday, police said. Four-year-old"
        " Ella Brel escaped with cuts, a nurse said."
    )
    told = safe(text).text
    assert "Brel" not in told
    assert "year" not in told
    assert "child a person" not in told.lower()
    text = "The four-year-old Ella Brel wept after the crash that killed nine people, a nurse said."
    assert "the the" not in safe(text).text.lower()


def test_an_agencys_dateline_needs_no_dash(safe: Safe) -> None:
    text = (
        "Karsu Bagh, Jun 9 (AGN) At least 17 people were killed when a bus overturned in Karsu Bagh"
        " district early on Monday, police said. A family of the dead was told."
    )
    assert "17 people were killed when a bus overturned in Karsu Bagh" in safe(text).text


def test_an_article_fits_what_is_left_behind_it(safe: Safe) -> None:
    told = safe(
        "A priest was jailed for abuse. The diocese had complaints of an altar boy in 1988. An"
        " orphaned girl was abused. A gangly old woman was abused by an elderly man."
    ).text
    assert "a boy" in told
    assert "A girl" in told
    for wrong in ("an boy", "An girl", "a old", "an man"):
        assert wrong not in told
