"""True sentences stand on the source, and every way of getting one wrong is seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from summarizer.text import sentences
from summarizer.types import Token
from summarizer.verify.fluency import slips
from summarizer.verify.grounding import Grounding, ground, tree_of
from summarizer.verify.source import SourceIndex, numbers_in

Parse = Callable[[str], Sequence[Token]]

SOURCE = " ".join(
    [
        "An inquiry led by Euronet has led to the arrest of smugglers in Norland, the "
        "U.K. and Veria.",
        "Operation Lantern was launched in 2015 after the discovery of a warehouse that "
        "held 12 workers.",
        "The first arrests began in early 2016, when the ring's organiser, Tomas Brel, "
        "was detained in Norland.",
        "Brel was sentenced in May 2016 to 31 years in prison by a Norland court.",
        "The find led to the arrest of Ada Quist, who was arrested in Veria and "
        "sentenced to nine years in prison.",
        "Quist pleaded guilty to six counts of fraud between 2011 and 2014.",
        "Veria's border police denied that officers had ignored warnings.",
        "Euronet freed 40 workers from the farms, but it believes that another 90 "
        "workers were exploited there.",
    ]
)


@pytest.fixture(scope="module")
def source(parse: Parse) -> SourceIndex:
    return SourceIndex.of_text(SOURCE, sentences(SOURCE), parse=parse.many)


@pytest.fixture
def check(source: SourceIndex, parse: Parse) -> Callable[[str], Grounding]:
    return lambda claim: ground(claim, source, parse=parse)


@pytest.mark.parametrize(
    "claim",
    [
        "An inquiry by Euronet has led to the arrest of smugglers in Norland and Veria.",
        "Tomas Brel was sentenced to 31 years in prison by a Norland court.",
        "Ada Quist was arrested in Veria and sentenced to nine years in prison.",
        "Ada Quist was sentenced to 9 years in prison.",
        "The ring's organiser, Tomas Brel, was detained in Norland.",
        "Euronet freed 40 workers from the farms.",
        "Euronet believes that another 90 workers were exploited.",
        "Operation Lantern was launched in 2015.",
    ],
)
def test_what_the_source_says_is_supported(check: Callable[[str], Grounding], claim: str) -> None:
    result = check(claim)
    assert result.supported, result
    assert result.sentences


@pytest.mark.parametrize(
    ("claim", "fault"),
    [
        ("Tomas Brel was sentenced to 41 years in prison.", "figure"),
        ("Ada Quist was sentenced to 31 years in prison.", "figure"),
        ("Euronet freed 90 workers from the farms.", "figure"),
        ("Tomas Brel was detained in Norland in 2015.", "figure"),
        ("An inquiry has led to the arrest of 40 smugglers.", "figure"),
        ("Marta Brel was sentenced to 31 years in prison.", "name"),
        ("Euronet has not freed 40 workers from the farms.", "negation"),
        ("Veria's border police ignored warnings.", "argument"),
        ("Workers freed Euronet from the farms.", "role"),
        ("Officers said that Euronet freed 40 workers from the farms.", "predicate"),
        ("Euronet freed about 40 workers from the farms.", "figure"),
        ("The operation was launched after the discovery of workers who held a warehouse.", "role"),
    ],
)
def test_a_wrong_fact_is_named(check: Callable[[str], Grounding], claim: str, fault: str) -> None:
    result = check(claim)
    assert not result.supported, result
    assert fault in result.faults, result


def test_what_stands_far_from_a_word_does_not_describe_it(parse: Parse) -> None:
    text = (
        "An air strike hit the centre of the rebel-held town of Sahrun on Thursday, killing at"
        " least 31 people."
    )
    source = SourceIndex.of_text(text, sentences(text), parse=parse.many)
    true = "An air strike hit the centre of the town of Sahrun, killing at least 31 people."
    false = "A rebel air strike hit the centre of the town of Sahrun, killing at least 31 people."
    assert ground(true, source, parse=parse).supported
    assert "argument" in ground(false, source, parse=parse).faults


@pytest.mark.parametrize(
    "claim",
    [
        "The organiser was in a warehouse and involved Veria.",
        "Tomas Brel is a worker.",
        "The farms burned down.",
        "Smugglers attacked officers in Norland.",
        "Ada Quist was acquitted of fraud.",
    ],
)
def test_what_the_source_does_not_say_is_not_supported(
    check: Callable[[str], Grounding], claim: str
) -> None:
    assert not check(claim).supported


def test_nothing_supports_nothing(parse: Parse, source: SourceIndex) -> None:
    empty = SourceIndex.of_text("", [], parse=parse.many)
    assert not ground("Euronet freed 40 workers.", empty, parse=parse).supported
    assert not ground("", source, parse=parse).supported


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two men and 1,200 sheep", {"2", "1200"}),
        ("twelve of 40 per cent", {"12", "40"}),
        ("nobody came", set()),
    ],
)
def test_figures_in_words_and_digits_are_the_same(text: str, expected: set[str]) -> None:
    assert numbers_in(text) == expected


@pytest.mark.parametrize(
    ("sentence", "slip"),
    [
        ("This is an even bad.", "article"),
        ("A woman had been found dead and was being trial.", "article"),
        ("This is bad.", "thin"),
        ("They took a long statement from the farm workers.", "loose"),
        ("The arrest of a child abuse abusers began.", "echo"),
        ("A child has been charged with murder in a child murder charge.", "echo"),
        ("Nurses at Harwick Hospital in Harwick Hospital were praised by the judge.", "echo"),
        ("The nurses were negligent and that the woman would be alive today.", "fragment"),
        ("The group, led by Costel Roe and 44, had brought women to Belgium.", "fragment"),
        ("Smugglers from Norland and Veria.", "fragment"),
        ("A person, and lived to see the result for.", "fragment"),
        ("Averland, Castelline and Norrmark has arrested seven more suspects.", "agreement"),
    ],
)
def test_what_nobody_prints_is_seen(parse: Parse, sentence: str, slip: str) -> None:
    assert slip in slips(tree_of(sentence, parse(sentence)))


def test_a_plain_sentence_has_no_slip(parse: Parse) -> None:
    for sentence in (
        "Police freed an additional 40 workers from the farms.",
        "At least 34 people were killed when shells hit a market.",
        "Averland, Castelline and Norrmark have arrested seven more suspects.",
        "Marks and Spencer has closed nine of its shops.",
        "The workers from the farms are being cared for.",
        "Shelling of the town of Beloryask on 3 February killed at least 14 civilians.",
    ):
        assert slips(tree_of(sentence, parse(sentence))) == ()


def test_a_copy_stands_however_it_is_parsed(parse: Parse) -> None:
    told = (
        "At least 64 people were killed and more than 130 wounded when an air strike hit a camp for"
        " displaced families in the disputed Tawila valley before dawn on Tuesday, local health"
        " officials and aid workers said, in the deadliest single attack since a truce collapsed in"
        " January."
    )
    index = SourceIndex.of_text(told, sentences(told), parse=parse.many)
    claim = told.replace(" on Tuesday", "")
    assert ground(claim, index, parse=parse).supported
    assert not ground(claim.replace("64", "63"), index, parse=parse).supported


@pytest.mark.parametrize(
    ("told", "claim", "so"),
    [
        (
            "The inquiry ended in the conviction of two men and the arrest of seven more suspects.",
            "The inquiry ended in the conviction of two men and seven more suspects.",
            False,
        ),
        (
            "The storm led to the death of a fisherman and the rescue of two sailors.",
            "The storm led to the death of a fisherman and two sailors.",
            False,
        ),
        (
            "The inquiry ended in the conviction of two men and three women from Leeds.",
            "The inquiry ended in the conviction of two men and three women.",
            True,
        ),
        (
            "The storm killed a fisherman, two sailors and a pilot off the coast.",
            "The storm killed a fisherman and a pilot.",
            True,
        ),
    ],
)
def test_what_is_joined_is_joined_in_the_source(
    parse: Parse, told: str, claim: str, so: bool
) -> None:
    source = SourceIndex.of_text(told, sentences(told), parse=parse.many)
    assert ground(claim, source, parse=parse).supported is so


@pytest.mark.parametrize(
    ("told", "claim", "so"),
    [
        (
            "A three-year investigation led by the bureau has ended in the conviction of two men.",
            "The bureau has ended in the conviction of two men.",
            False,
        ),
        (
            "A three-year investigation led by the bureau has ended in the conviction of two men.",
            "A three-year investigation has ended in the conviction of two men.",
            True,
        ),
        ("Thousands of people fled the town.", "People fled the town.", True),
        ("Police shot a man hired by the mayor.", "Police shot the mayor.", False),
    ],
)
def test_what_stands_beside_a_subject_is_not_it(
    parse: Parse, told: str, claim: str, so: bool
) -> None:
    source = SourceIndex.of_text(told, sentences(told), parse=parse.many)
    assert ground(claim, source, parse=parse).supported is so
