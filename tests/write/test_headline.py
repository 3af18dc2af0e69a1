"""Headlines are whole: a finite verb, no torn phrase at either end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from summarizer.syntax import sentence_trees
from summarizer.text import sentences
from summarizer.types import Judgement, OffsetMap, SafeText, SummarySentence, Token
from summarizer.verify.fluency import slips
from summarizer.verify.grounding import tree_of
from summarizer.write.compose import candidate
from summarizer.write.headline import headline
from summarizer.write.salience import salience_of


@pytest.fixture
def made(parse: Callable[[str], Sequence[Token]]) -> Callable[..., str]:
    """The headline over some sentences, with a judge that looks at grammar alone."""

    def judge(text: str) -> Judgement:
        faults = tuple(f"fluency:{slip}" for slip in slips(tree_of(text, parse(text))))
        return Judgement(text=text, sources=(0,), score=1.0, faults=faults)

    def of(text: str, title: str = "", *, shown: int | None = None) -> str:
        safe = SafeText(
            text=text,
            map=OffsetMap(()),
            redactions=(),
            sentences=tuple(sentences(text)),
            title=title,
        )
        chosen = [
            SummarySentence(text=span.of(text), origin="extracted", evidence=())
            for span in safe.sentences
        ]
        return headline(
            safe,
            chosen[:shown],
            [candidate(sentence, [index]) for index, sentence in enumerate(chosen)],
            judge=judge,
            passes=lambda _: True,
            salience=salience_of(safe),
            trees=sentence_trees(parse(text), safe.sentences),
        )

    return of


@pytest.mark.parametrize(
    ("sentence", "torn"),
    [
        ("A woman who robbed a bank in Tarnholm has been sentenced to life in prison.", " been "),
        ("In the spring the clinic had 20 beds for adults, and nurses for nine.", "In spring"),
    ],
)
def test_no_headline_is_torn(made: Callable[..., str], sentence: str, torn: str) -> None:
    title = made(sentence)
    assert title
    assert torn not in title.replace(" has been ", " ")
    assert not title.endswith((" for", " and", " nurses"))


def test_a_headline_does_not_stop_before_what_it_is_about(made: Callable[..., str]) -> None:
    title = made(
        "Wardens at the prison stayed silent for nearly two years about several escapes that"
        " guards had seen."
    )
    assert title == "Wardens at prison stayed silent for nearly two years"


@pytest.mark.parametrize(
    "sentence",
    [
        "The family is calling for a law that would make every council answer for its schools.",
        "The death in Harwick is not being treated as suspicious by the police there, they said.",
        "A storm in the north of the country killed as many as 30 people and some cattle there.",
    ],
)
def test_a_headline_does_not_stop_before_every_as(made: Callable[..., str], sentence: str) -> None:
    assert not made(sentence).endswith((" treated", " many", " calling"))


@pytest.mark.parametrize(
    "title", ["Flood waters move in as thousands flee", "Body of a person found in a quarry"]
)
def test_a_title_that_lost_nothing_stays(made: Callable[..., str], title: str) -> None:
    assert made("The council closed the old bridge over the Lorn.", title) == title


@pytest.mark.parametrize(
    "title", ["LIVE: Ferry disaster off – latest updates", "The last light on a person"]
)
def test_a_title_of_which_too_much_went_is_no_headline(
    made: Callable[..., str], title: str
) -> None:
    assert made("The council closed the old bridge over the Lorn.", title) != title


def test_a_headline_may_stop_before_as(made: Callable[..., str]) -> None:
    title = made(
        "The death toll from a bombing at the bazaar rose to 31 as five of the injured succumbed"
        " to their wounds at a hospital."
    )
    assert title.endswith("rose to 31")


@pytest.mark.parametrize(
    "title",
    ["SPORT | NORTHERN COUNTIES PREMIER", "MARKET REPORT IN BRIEF", "News > Crime > Courts now"],
)
def test_the_name_of_a_section_is_no_headline(made: Callable[..., str], title: str) -> None:
    text = "The council closed the old bridge over the Lorn."
    assert made(text, title) == "Council closed old bridge over the Lorn"
    assert (
        made(text, "COUNCIL CLOSES BRIDGE OVER THE LORN") == "COUNCIL CLOSES BRIDGE OVER THE LORN"
    )


def test_what_happened_stands_before_who_said_what(made: Callable[..., str]) -> None:
    title = made(
        "Quarry workers in Tarnholm stopped work, and the manager, Ada Quist, said it was late."
    )
    assert "said" not in title


def test_a_count_that_was_overtaken_is_no_headline(made: Callable[..., str]) -> None:
    assert made("An initial government count put the number of dead at 93.") == ""


def test_a_headline_does_not_stop_between(made: Callable[..., str]) -> None:
    title = made(
        "Drivers are asked for video between 8 and 9 p.m. on the coast road near the rink."
    )
    assert title
    assert not title.endswith("between 8")


def test_a_headline_does_not_point_back_where_another_sentence_does_not(
    made: Callable[..., str],
) -> None:
    assert (
        made(
            "The rest falls to the county, which arrested and sentenced the killed victims' police."
            " Nine members praised the bridge."
        )
        == "Nine members praised bridge"
    )


def test_what_is_said_of_a_subject_in_passing_is_left_out(made: Callable[..., str]) -> None:
    title = made(
        "Ina Holm, who as mayor of Harwick for 22 years had the old mill torn down and its river"
        " opened again, died at her home."
    )
    assert title == "Ina Holm died at her home"


def test_what_tells_which_one_is_meant_may_be_left_out(made: Callable[..., str]) -> None:
    title = made(
        "A woman who kept 87 dogs in unlit sheds near Harwick has been jailed for 16 months and"
        " banned from owning any animal."
    )
    assert title == "Woman jailed for 16 months and banned from owning any animal"


def test_a_headline_ends_in_no_clause_without_a_verb(made: Callable[..., str]) -> None:
    title = made(
        "Two people died and nine were hurt when a lorry and a crowded coach collided on the coast"
        " road outside Harwick."
    )
    assert title == "Two people died and nine were hurt"


def test_a_denial_is_not_the_news(made: Callable[..., str]) -> None:
    title = made(
        "Ina Holm had denied all charges. A jury found Ina Holm guilty of nineteen counts of fraud."
    )
    assert "denied" not in title


def test_of_a_title_too_long_its_beginning_stays(made: Callable[..., str]) -> None:
    title = made(
        "The council closed the old bridge over the Lorn.",
        "Harwick closes old bridge over the Lorn after engineers find rust in six of its cables",
    )
    assert title == "Harwick closes old bridge over the Lorn after engineers find rust"


def test_no_title_is_cut_into_something_else(made: Callable[..., str]) -> None:
    title = made(
        "The council closed the old bridge over the Lorn.",
        "Bridge, mill and school of Harwick are to close for good, council says in its new plan",
    )
    assert title == "Bridge, mill and school of Harwick are to close for good"


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        (
            "A person has been convicted of 19 counts of indecent assault against four boys, who"
            " were altar boys between 1983 and 1991.",
            "Person convicted of 19 counts of indecent assault against four boys",
        ),
        (
            "At least 312 children were physically, emotionally or sexually abused at a state-run"
            " residence over three decades, and officials were warned on 27 occasions.",
            "At least 312 children were physically, emotionally or sexually abused at residence",
        ),
        (
            "Survivors found two shells within minutes of each other, the second by the well of the"
            " old mill, which was empty.",
            "Survivors found two shells within minutes of each other",
        ),
    ],
)
def test_a_headline_stops_where_a_phrase_does(
    made: Callable[..., str], sentence: str, wanted: str
) -> None:
    assert made(sentence).replace("Person has", "A person has") == wanted


def test_a_headline_does_not_stop_at_an_initial(made: Callable[..., str]) -> None:
    title = made(
        "A court found that the group, led by Costel I., 44, had taken 20 vans to Harwick."
    )
    assert not title.endswith(" I")


def test_how_a_case_ended_is_the_headline_whoever_it_is_about(made: Callable[..., str]) -> None:
    title = made(
        "A person who left a child alone for whole nights has been convicted of cruelty. Sheriff"
        " Patricia Lorne deferred sentence until April for background reports and granted bail."
    )
    assert title == "Person convicted of cruelty"


def test_a_headline_tells_what_people_are_suspected_of_where_there_is_room(
    made: Callable[..., str],
) -> None:
    title = made(
        "Police in fourteen countries have arrested 62 people suspected of sharing forbidden images"
        " through a closed network, and 41 more are wanted."
    )
    assert title.endswith("arrested 62 people suspected of sharing forbidden images")


@pytest.mark.parametrize(
    ("sentence", "headline"),
    [
        (
            "Three directors of a recruitment agency were yesterday sentenced to terms of between"
            " 12 and 20 years for trafficking 46 young Kenyans into forced labour in the Gulf.",
            "Three directors sentenced to terms of between 12 and 20 years",
        ),
        (
            "At least 17 people were killed and more than 50 wounded on Saturday when attackers set"
            " off a bomb and opened fire at a ferry terminal, officials said.",
            "At least 17 people killed and more than 50 wounded, officials said",
        ),
        (
            "A university failed to act on seven separate warnings about a person's state of mind"
            " in the ten weeks before he took his own life, a coroner has found.",
            "University failed to act on seven separate warnings, coroner found",
        ),
        (
            "Jo Roe was jailed for 13 years for sexual abuse of four children at a club in the"
            " town, which closed.",
            "Jo Roe jailed for 13 years for sexual abuse of four children",
        ),
    ],
)
def test_a_long_sentence_is_cut_along_its_parse(
    made: Callable[..., str], sentence: str, headline: str
) -> None:
    assert made(sentence) == headline


@pytest.mark.parametrize(
    ("sentence", "false"),
    [
        ("At least 312 former pupils were abused, officers of the court heard.", "312 former"),
        (
            "The former warden of the prison in Harwick was jailed for nine years for arson.",
            "Warden",
        ),
        (
            "Two men and a woman from Harwick were jailed on Monday for theft and fraud.",
            "Two men j",
        ),
        (
            "None of the officers who searched the house in Harwick was hurt in the fire.",
            "Officers",
        ),
        (
            "The bridge will not open before Easter unless the council pays the builders.",
            "Easter un",
        ),
    ],
)
def test_what_limits_a_statement_is_not_cut(
    made: Callable[..., str], sentence: str, false: str
) -> None:
    title = made(sentence)
    assert not title.startswith(false)
    assert "at least" in title.lower() or "312" not in title


@pytest.mark.parametrize(
    ("sentence", "false"),
    [
        (
            "Scientists have found little evidence that the chemicals from the plant in Harwick,"
            " which closed, caused the cancers of 31 people who lived nearby, an inquiry said.",
            "found evidence",
        ),
        (
            "Investigators said that they had found no sign that the pilot crashed the plane with"
            " 112 people on board on purpose.",
            "no sign that pilot crashed plane",
        ),
        (
            "Protesters shot at police and wounded three of them near the courthouse in Harwick,"
            " the interior ministry said.",
            "shot wounded",
        ),
        (
            "More than a third of the water from the pipes of the company in Harwick is lost to"
            " leaks, the regulator said on Monday in a report.",
            "Than third",
        ),
    ],
)
def test_what_is_denied_or_compared_stays_whole(
    made: Callable[..., str], sentence: str, false: str
) -> None:
    assert false not in made(sentence)


@pytest.mark.parametrize(
    ("title", "stands"),
    [
        (
            "Marlow Brothers to list tea arm in Colombo as profit climbs 18 percent this year",
            "Marlow Brothers to list tea arm in Colombo",
        ),
        (
            "Eleven dead, 40 hurt as ferry strikes pier in Agdal; captain was rested, police say",
            "Eleven dead, 40 hurt as ferry strikes pier in Agdal",
        ),
        (
            "Offender died before he faced 14 charges of fraud, court told",
            "Offender died before he faced 14 charges of fraud, court told",
        ),
    ],
)
def test_a_beginning_of_a_title_stands_where_it_is_one_by_itself(
    made: Callable[..., str], title: str, stands: str
) -> None:
    assert made("The council met on Monday to talk about roads.", title=title) == stands


@pytest.mark.parametrize(
    ("sentence", "cut"),
    [
        (
            'Chief Inspector Jo Roe of the Norland police praised the "dignity and patience and the'
            ' courage" of the four families. The trial ended after nine weeks in the town.',
            '"dignity',
        ),
        (
            "The Court of Appeal of Norland ruled on Monday that the jury in the first trial should"
            " have heard a further witness.",
            "the jury",
        ),
        (
            "Twenty-three people died on a mountain road when a bus taking guests home from a"
            " wedding in the next valley left it, officials said.",
            "guests, officials",
        ),
        (
            "In a report of 90 pages, the committee on fisheries asks the government to close two"
            " harbours in the north of the country.",
            "In a report",
        ),
    ],
)
def test_no_headline_ends_before_what_it_began(
    made: Callable[..., str], sentence: str, cut: str
) -> None:
    title = made(sentence)
    assert title
    assert cut not in title


def test_a_sentence_that_says_who_is_looked_for_first(made: Callable[..., str]) -> None:
    text = (
        "By five votes to two it set aside 312,000 euros for 60 nurses and 40 doctors in the"
        " county. The county board of Marlow approved a counselling service."
    )
    assert made(text, shown=1) == "County board of Marlow approved counselling service"
