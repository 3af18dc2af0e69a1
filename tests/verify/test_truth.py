"""Limits, charges, prepositions and references of a claim are those of its source."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from summarizer.text import sentences
from summarizer.types import Token
from summarizer.verify.grounding import Grounding, ground
from summarizer.verify.source import SourceIndex

Parse = Callable[[str], Sequence[Token]]
Check = Callable[[str, str], Grounding]

COURT = " ".join(
    [
        "Marla Venn, 34, was acquitted of arson and found guilty of handling stolen goods "
        "at Tarnholm Crown Court.",
        "Her brother, Piers Venn, 31, pleaded guilty to arson and not guilty to fraud.",
        "A third defendant, Oskar Lind, admitted theft but denied burglary.",
        "A jury convicted Greta Moll of manslaughter and cleared her husband, Theo Moll, "
        "of perverting the course of justice.",
        "Ivo Krantz was charged with blackmail and is expected to appear in court in June.",
        "He may be sent to prison if he is convicted.",
        "Bettina Ruhl was hardly hurt and was never charged.",
        "Prosecutors dropped a charge of robbery against Nils Oder.",
        "Yara Holm was released without charge.",
        "The bank lent money to the firm and received shares from it.",
    ]
)
TOWN = " ".join(
    [
        "The parish of Elmfold has decided against a new car park and in favour of a market hall.",
        "Residents argued for the closure of the quarry, which employs 60 people.",
        "The hall, which is to open in May, will cost 900,000 pounds.",
        "The bridge was closed before the flood and opened after the repairs.",
        "Trains ran from Elmfold to Karsby with few delays, "
        "and buses ran without drivers on Sunday.",
        "The fee will rise to 12 pounds from 9 pounds.",
        "More than 300 people signed, and up to 40 came to the meeting.",
        "Temperatures stayed below 5 degrees.",
        "Most farmers who rent land oppose the plan.",
        "No shop was damaged and only two trees fell.",
        "The mayor, Ada Pell, denied that the council had ignored complaints.",
        "Officials failed to warn villagers.",
        "The dam almost broke.",
        "Anybody who rents a stall must pay by June.",
        "Not all of the volunteers were paid.",
        "The school will not reopen before September.",
    ]
)
HEALTH = " ".join(
    [
        "The surgeon, Dr Hanna Roth, said that the operation rarely succeeds "
        "and that she would stop offering it.",
        "Tobias Kern died after the operation.",
        "He had signed a form that described the risk.",
        "The clinic reportedly hid two reports.",
        "Nurses were allegedly told to lie.",
        "The drug might help children with asthma.",
        "Vera Stahl tried to stop the trial.",
        "The ministry has not yet approved the drug, but it has funded a study.",
        "Patients should be told, the court ruled.",
        "Scientists seldom agree about the cause.",
    ]
)
SOURCES = {"court": COURT, "town": TOWN, "health": HEALTH}


@pytest.fixture(scope="module")
def check(parse: Parse) -> Check:
    indexes = {
        name: SourceIndex.of_text(text, sentences(text), parse=parse.many)
        for name, text in SOURCES.items()
    }
    return lambda name, claim: ground(claim, indexes[name], parse=parse)


@pytest.mark.parametrize(
    "claim",
    [
        "Marla Venn was found guilty of arson.",
        "Marla Venn was acquitted of handling stolen goods.",
        "Marla Venn was found guilty of arson at Tarnholm Crown Court.",
        "Piers Venn pleaded guilty to fraud.",
        "Piers Venn pleaded not guilty to arson.",
        "Oskar Lind admitted burglary.",
        "Oskar Lind denied theft.",
        "Oskar Lind admitted burglary but denied theft.",
        "A jury convicted Theo Moll of manslaughter.",
        "A jury cleared Greta Moll of manslaughter.",
        "A jury convicted Greta Moll of perverting the course of justice.",
        "Ivo Krantz was convicted of blackmail.",
        "Ivo Krantz appeared in court in June.",
        "Ivo Krantz will be sent to prison.",
        "Ivo Krantz may be sent to prison.",
        "Bettina Ruhl was hurt.",
        "Bettina Ruhl was charged.",
        "Greta Moll was charged with blackmail.",
        "Marla Venn was barely found guilty of handling stolen goods.",
        "Marla Venn was nearly acquitted of arson.",
        "Nils Oder was charged with robbery.",
        "Yara Holm was charged.",
        "The firm lent money to the bank.",
        "The bank received money from the firm.",
        "Marla Venn was acquitted of arson because Greta Moll was convicted of manslaughter.",
        "Oskar Lind was charged with blackmail.",
        "Marla Venn, who pleaded guilty to arson, was found guilty of handling stolen goods.",
        "Bettina Ruhl may be sent to prison if she is convicted.",
    ],
)
def test_each_outcome_keeps_its_own_charge_and_person(check: Check, claim: str) -> None:
    result = check("court", claim)
    assert not result.supported, result


@pytest.mark.parametrize(
    "claim",
    [
        "Marla Venn was acquitted of arson.",
        "Marla Venn was found guilty of handling stolen goods.",
        "Marla Venn was found guilty of handling stolen goods at Tarnholm Crown Court.",
        "Piers Venn pleaded guilty to arson.",
        "Piers Venn, 31, pleaded guilty to arson.",
        "Oskar Lind admitted theft.",
        "Oskar Lind denied burglary.",
        "A jury convicted Greta Moll of manslaughter.",
        "Theo Moll was cleared of perverting the course of justice.",
        "Ivo Krantz was charged with blackmail.",
        "Ivo Krantz is expected to appear in court in June.",
        "Ivo Krantz may be sent to prison if he is convicted.",
        "Bettina Ruhl was hardly hurt.",
        "Bettina Ruhl was never charged.",
        "Prosecutors dropped a charge of robbery.",
        "Yara Holm was released without charge.",
        "The bank lent money to the firm.",
        "Greta Moll was convicted of manslaughter.",
    ],
)
def test_what_the_court_did_is_supported(check: Check, claim: str) -> None:
    result = check("court", claim)
    assert result.supported, result


@pytest.mark.parametrize(
    "claim",
    [
        "The parish of Elmfold has decided in favour of a new car park.",
        "Residents argued against the closure of the quarry.",
        "The hall, which employs 60 people, will cost 900,000 pounds.",
        "Residents argued for the closure of the quarry, which will cost 900,000 pounds.",
        "The bridge was closed after the flood.",
        "The bridge was opened before the repairs.",
        "Trains ran from Karsby to Elmfold.",
        "Trains ran without delays.",
        "Buses ran with drivers on Sunday.",
        "The fee will rise to 9 pounds from 12 pounds.",
        "The fee will rise by 12 pounds.",
        "Fewer than 300 people signed.",
        "At least 40 people came to the meeting.",
        "Temperatures stayed above 5 degrees.",
        "Most farmers oppose the plan.",
        "Farmers who rent land oppose the plan.",
        "A shop was damaged.",
        "Two trees fell.",
        "The council had ignored complaints.",
        "Officials warned villagers.",
        "The dam broke.",
        "Anybody must pay by June.",
        "All of the volunteers were paid.",
        "The volunteers were paid.",
        "The school will not reopen.",
        "The school will reopen before September.",
        "The hall opened in May.",
        "The parish of Elmfold has decided against a market hall.",
        "The parish of Elmfold has decided against a new car park, which will cost 900,000 pounds.",
    ],
)
def test_prepositions_quantities_and_references_are_the_sources(check: Check, claim: str) -> None:
    result = check("town", claim)
    assert not result.supported, result


@pytest.mark.parametrize(
    "claim",
    [
        "The parish of Elmfold has decided against a new car park.",
        "Residents argued for the closure of the quarry.",
        "The hall will cost 900,000 pounds.",
        "The hall is to open in May.",
        "The bridge was closed before the flood.",
        "The bridge was opened after the repairs.",
        "Trains ran from Elmfold to Karsby.",
        "Buses ran without drivers.",
        "The fee will rise to 12 pounds.",
        "More than 300 people signed.",
        "Most farmers who rent land oppose the plan.",
        "No shop was damaged.",
        "Only two trees fell.",
        "The mayor, Ada Pell, denied that the council had ignored complaints.",
        "Officials failed to warn villagers.",
        "The dam almost broke.",
        "Anybody who rents a stall must pay by June.",
        "Not all of the volunteers were paid.",
        "The school will not reopen before September.",
        "Temperatures stayed below 5 degrees.",
        "Trains ran from Elmfold to Karsby with few delays.",
    ],
)
def test_what_the_town_did_is_supported(check: Check, claim: str) -> None:
    result = check("town", claim)
    assert result.supported, result


@pytest.mark.parametrize(
    "claim",
    [
        "The operation succeeds.",
        "Dr Hanna Roth said that the operation succeeds.",
        "Tobias Kern would stop offering the operation.",
        "Tobias Kern died before the operation.",
        "The clinic hid two reports.",
        "Nurses were told to lie.",
        "The drug helps children with asthma.",
        "Vera Stahl stopped the trial.",
        "The ministry has approved the drug.",
        "Patients were told, the court ruled.",
        "Scientists agree about the cause.",
        "Dr Hanna Roth had signed a form that described the risk.",
        "Scientists usually agree about the cause.",
        "The ministry has not funded a study.",
    ],
)
def test_doubt_stays_and_a_pronoun_keeps_its_person(check: Check, claim: str) -> None:
    result = check("health", claim)
    assert not result.supported, result


@pytest.mark.parametrize(
    "claim",
    [
        "Dr Hanna Roth said that the operation rarely succeeds.",
        "Tobias Kern died after the operation.",
        "Tobias Kern had signed a form.",
        "The clinic reportedly hid two reports.",
        "The drug might help children with asthma.",
        "Vera Stahl tried to stop the trial.",
        "The ministry has not yet approved the drug.",
        "The ministry has funded a study.",
        "Scientists seldom agree about the cause.",
        "The court ruled that patients should be told.",
    ],
)
def test_what_is_doubted_is_supported_with_its_doubt(check: Check, claim: str) -> None:
    result = check("health", claim)
    assert result.supported, result


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("health", "The operation succeeds."),
        ("court", "Bettina Ruhl was charged."),
        ("court", "Marla Venn was barely found guilty of handling stolen goods."),
        ("town", "A shop was damaged."),
    ],
)
def test_a_lost_or_added_denial_is_named(check: Check, source: str, claim: str) -> None:
    assert {"negation", "limit"} & set(check(source, claim).faults)


def test_a_turned_preposition_is_named(check: Check) -> None:
    assert "relation" in check("town", "Residents argued against the closure of the quarry.").faults


def test_a_sentence_stands_on_itself(parse: Parse) -> None:
    for text in SOURCES.values():
        index = SourceIndex.of_text(text, sentences(text), parse=parse.many)
        for sentence in index.sentences:
            assert ground(sentence.words, index, parse=parse).supported, sentence.span
