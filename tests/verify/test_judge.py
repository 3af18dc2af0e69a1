"""What decides of a sentence: word for word, else how likely it is, and never without time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from summarizer import verify
from summarizer.models.acceptability import Acceptance
from summarizer.policy.schema import Policy
from summarizer.read import read_text
from summarizer.text import sentences
from summarizer.types import Draft, Judgement, Style, SummarySentence, Token
from summarizer.verify import Budget, Judge, SourceIndex
from summarizer.verify.judge import LATE, _is_confirmed
from summarizer.verify.signals import signals_of
from summarizer.verify.support import Claim, Found

Parse = Callable[[str], Sequence[Token]]
Make = Callable[..., Judge]

SOURCE = (
    "Tom Brel, 51, was arrested in Harwick on Monday. "
    "Police said that he had attacked two neighbours. "
    "Forty people fled their homes."
)
COPIED = "Forty people fled their homes."
CUT = "Tom Brel, 51, was arrested."
REWORDED = "Some forty inhabitants ran away from where they lived."


@pytest.fixture
def judge(parse: Parse, policy: Policy) -> Make:
    """A judge whose support is given; it notes which claims were weighed."""

    def make(
        probability: float = 0.5, *, weighed: list[str] | None = None, **more: object
    ) -> Judge:
        def support(claims: Sequence[Claim], source: SourceIndex) -> list[Found]:
            found = []
            for claim in claims:
                if weighed is not None:
                    weighed.append(claim.text)
                signals = signals_of(
                    claim.text, claim.tree, claim.grounding, source, claim.near, entailment=1.0
                )
                found.append(Found(probability, signals.named, signals.is_unknown))
            return found

        values = {
            "source": SourceIndex.of_text(SOURCE, sentences(SOURCE), parse=parse.many),
            "length": 3,
            "policy": policy,
            "codes": frozenset(),
            "concerns": frozenset(),
            "removed": frozenset(),
            "title": "",
            "parse": lambda texts: [parse(text) for text in texts],
            "find": lambda texts: [() for _ in texts],
            "support": support,
            **more,
        }
        return Judge(**values)  # type: ignore[arg-type]

    return make


def test_what_is_found_word_for_word_passes_and_is_not_weighed(judge: Make) -> None:
    weighed: list[str] = []
    found = judge(0.0, weighed=weighed)(COPIED)
    assert (found.passed, found.support, weighed) == (True, None, [])


def test_what_is_said_in_other_words_passes_when_it_is_likely_enough(judge: Make) -> None:
    assert not judge(0.89)(REWORDED).passed
    found = judge(0.9)(REWORDED)
    assert found.passed
    assert found.support == 0.9
    assert dict(found.signals)["entailment"] == 1.0
    assert 2 in found.sources


@pytest.mark.parametrize(
    "claim",
    [
        "Some forty inhabitants of Norwick ran away.",
        "Some 41 inhabitants ran away.",
        "Tom Brel was convicted of having attacked people.",
    ],
)
def test_no_likelihood_outweighs_a_name_figure_or_stage(claim: str, judge: Make) -> None:
    assert not judge(1.0)(claim).passed


@pytest.mark.parametrize(
    "claim", ["Tom Brel attacked two neighbours.", "He had attacked two neighbours."]
)
def test_what_somebody_said_is_no_fact(claim: str, judge: Make) -> None:
    found = judge(0.5)(claim)
    assert "grounding:told" in found.faults
    assert judge(0.5)("Police said that he had attacked two neighbours.").passed


def test_what_our_writer_wrote_is_weighed_whatever_its_words(judge: Make) -> None:
    weighed: list[str] = []
    (found,) = judge(0.89, weighed=weighed).many([COPIED], drafted=True)
    assert (found.faults, found.support, weighed) == (("grounding:unlikely",), 0.89, [COPIED])
    (found,) = judge(0.9).many([COPIED], drafted=True)
    assert (found.passed, found.support) == (True, 0.9)


def test_a_draft_that_another_fault_refuses_is_not_weighed(judge: Make) -> None:
    weighed: list[str] = []
    (found,) = judge(1.0, weighed=weighed).many(["Tom Brel was convicted."], drafted=True)
    assert "CR-01" in found.faults
    assert weighed == []


def test_all_are_weighed_where_they_will_be_shown(judge: Make) -> None:
    weighed: list[str] = []
    made = judge(0.3, weighed=weighed)
    made.many([COPIED])
    (found,) = made.many([COPIED], thorough=True)
    assert (found.passed, found.support, weighed) == (True, 0.3, [COPIED])


def test_a_judgement_does_not_depend_on_what_is_asked_beside_it(judge: Make) -> None:
    texts = [COPIED, REWORDED, "Police said that he had attacked two neighbours."]
    alone = [judge(0.95)(text) for text in texts]
    assert judge(0.95).many(texts) == alone
    assert judge(0.95).many(texts[::-1]) == alone[::-1]


def clock(*ticks: float) -> Callable[[], float]:
    left = list(ticks)
    return lambda: left.pop(0) if len(left) > 1 else left[0]


def test_only_the_time_inside_counts() -> None:
    budget = Budget(10.0, now=clock(0.0, 4.0, 100.0, 105.0, 105.0, 106.0, 107.0))
    with budget:
        pass
    assert (budget.spent, budget.over) == (4.0, False)
    with budget:
        assert not budget.over
    assert budget.spent == 9.0


def test_what_there_is_no_time_for_has_not_passed(judge: Make) -> None:
    made = judge(1.0, budget=Budget(0.0))
    assert made(COPIED) == Judgement(text=COPIED, faults=(LATE,))


def test_a_draft_that_there_is_no_time_for_has_not_run(judge: Make, policy: Policy) -> None:
    draft = Draft(
        sentences=(SummarySentence(text=COPIED, origin="extracted"),), headline="Forty fled"
    )
    checks = verify.draft_checks(
        draft, judge=judge(1.0, budget=Budget(0.0)), style=Style.BRIEF, policy=policy,
        content_warning="",
    )  # fmt: skip
    assert {check.passed for check in checks} == {None}
    assert verify.status_of(checks).value == "needs_review"


def test_the_draft_shows_what_speaks_for_its_sentences(judge: Make) -> None:
    draft = Draft(sentences=(SummarySentence(text=COPIED, origin="extracted"),))
    (sentence,) = verify.weighed(draft, judge=judge(0.7)).sentences
    assert sentence.support == 0.7
    assert dict(sentence.signals)["strict"] == 1.0


TITLE = "Forty inhabitants run for their lives"


def test_names_of_an_untouched_title_stand_over_a_public_event(judge: Make) -> None:
    title = "Forty run from Tarnholm"
    for untouched, concerns, passes in (
        (True, {"harm"}, True), (False, {"harm"}, False), (True, {"harm", "identifying"}, False),
        (True, {"harm", "self-harm"}, False),
    ):  # fmt: skip
        made = judge(
            0.1,
            title=title,
            untouched=untouched,
            codes=frozenset({"cw-war-atrocity"}),
            concerns=frozenset(concerns),
        )
        assert made.headline_passes(made(f"{title}.")) is passes
    made = judge(0.1, title=title, untouched=True, codes=frozenset({"cw-war-atrocity"}),
                 concerns=frozenset({"harm"}), offenders=("Ivo Roe",))  # fmt: skip
    assert not made.headline_passes(made(f"{title}."))


def test_the_untouched_title_of_a_story_may_use_other_words_but_no_other_deeds(
    judge: Make,
) -> None:
    for untouched, title, said, passes in (
        (True, "Forty inhabitants fled", "Forty inhabitants fled", True),
        (False, "Forty inhabitants fled", "Forty inhabitants fled", False),
        (True, "Forty inhabitants fled as the dam gave way", "Forty inhabitants fled", False),
        (True, TITLE, TITLE, False),
    ):
        made = judge(0.1, title=title, untouched=untouched, codes=frozenset({"cw-war-atrocity"}),
                     concerns=frozenset({"harm", "identifying"}))  # fmt: skip
        assert made.headline_passes(made(f"{said}.")) is passes, title


def test_a_shortened_title_stands_where_the_document_confirms_it(judge: Make) -> None:
    for confirmed, untouched, concerns, passes in (
        (True, False, {"harm", "identifying"}, True),
        (True, True, {"harm", "identifying"}, True),
        (False, False, {"harm", "identifying"}, False),
        (True, True, {"harm"}, True),
        (True, True, {"harm", "self-harm"}, False),
    ):
        made = judge(0.1, title="Forty run from Tarnholm", untouched=untouched, confirmed=confirmed,
                     codes=frozenset({"cw-war-atrocity"}), concerns=frozenset(concerns),
                     offenders=("Ivo Roe",))  # fmt: skip
        assert made.headline_passes(made("Forty run from Tarnholm.")) is passes
        assert not made.headline_passes(made("Ninety run from Tarnholm."))


def test_what_confirms_a_title_stands_together_in_the_text() -> None:
    body = (
        "A brother was cleared of rape. It rained on the coast. The ferries stayed at home. Nobody"
        " knew why. The wind was strong. Shops stayed shut. Two buses were late. The road was wet."
        " A man was jailed for theft. The harbour opened at noon."
        " Boats went out. The lighthouse was lit. A child was there."
    )
    document = read_text(f"Nurse jailed\n\n{body}")
    assert not _is_confirmed(document, "Person jailed for rape of child")
    assert _is_confirmed(document, "Man jailed for theft")
    assert not _is_confirmed(document, "Person, people, children")
    assert not _is_confirmed(document, "Man jailed in Šimek theft")


def test_a_title_is_not_cut_before_what_takes_it_back(judge: Make) -> None:
    for rest, passes in (
        ("; judge vacates conviction", False),
        ("; not guilty, jury says", False),
        ("; later exonerated", False),
        ("; police searched a house", True),
    ):
        made = judge(
            0.1,
            title=f"Forty run from Tarnholm{rest}",
            untouched=True,
            confirmed=True,
            codes=frozenset({"cw-war-atrocity"}),
            concerns=frozenset({"harm"}),
        )
        assert made.headline_passes(made("Forty run from Tarnholm.")) is passes


def test_a_title_that_names_who_stands_accused_is_confirmed_by_the_text_alone(judge: Make) -> None:
    made = judge(0.1, title="Brel run from Tarnholm", untouched=True, confirmed=True,
                 codes=frozenset({"cw-war-atrocity"}), offenders=("Tom Brel",))  # fmt: skip
    assert not made.headline_passes(made("Brel run from Tarnholm."))


@pytest.mark.parametrize(
    ("title", "confirmed"),
    [
        ("Offender jailed for six years for fraud", True),
        ("Six years in jail for offender", True),
        ("Offender jailed for nine years for fraud", False),
        ("Offender acquitted of fraud", False),
        ("Offender flees harbour town by night", False),
        ("Offender jailed in Harwick for six years", False),
    ],
)
def test_what_confirms_a_title_is_the_document_below_it(title: str, confirmed: bool) -> None:
    document = read_text(
        "Nurse jailed for nine years\n\nA nurse was jailed for six years for fraud on Monday."
    )
    assert _is_confirmed(document, title) is confirmed


@pytest.mark.parametrize(
    ("concerns", "probability", "title", "passes"),
    [
        ({"harm"}, 0.1, TITLE, True),
        ({"harm", "identifying"}, 0.1, TITLE, False),
        ({"harm", "identifying"}, 0.6, TITLE, True),
        ({"harm"}, 0.1, "Ninety inhabitants run for their lives", False),
        ({"harm"}, 0.1, "Forty run from Tarnholm", False),
        ({"harm"}, 0.1, "", False),
    ],
)
def test_a_title_in_other_words_stands_over_a_public_event(
    judge: Make, concerns: set[str], probability: float, title: str, passes: bool
) -> None:
    made = judge(
        probability,
        title=title,
        codes=frozenset({"cw-war-atrocity"}),
        concerns=frozenset(concerns),
    )
    judgement = made(f"{title or TITLE}.")
    assert made.headline_passes(judgement) is passes, judgement.faults


def test_the_beginning_of_a_title_may_stand_like_the_whole(judge: Make) -> None:
    for title, passes in (
        (f"{TITLE} as the dam gives way", True),
        (f"{TITLE}avers", False),
        (f"{TITLE}, survivors say", False),
        (f"{TITLE} if the dam gives way", False),
        (f"{TITLE}: was it a hoax?", False),
        (f"Why {TITLE}", False),
    ):
        made = judge(0.1, title=title, codes=frozenset({"cw-war-atrocity"}),
                     concerns=frozenset({"harm"}))  # fmt: skip
        assert made.headline_passes(made(f"{TITLE}.")) is passes, title


def test_what_nobody_would_print_has_no_place_in_a_draft_and_may_be_shown(judge: Make) -> None:
    readings = {CUT: Acceptance(broken=0.9, leaning=0.9), REWORDED: Acceptance(0.2, 0.5)}
    asked: list[str] = []

    def reads(texts: Sequence[str]) -> list[Acceptance]:
        asked.extend(texts)
        return [readings[text] for text in texts]

    broken, fine = judge(0.95, reads=reads).many([CUT, REWORDED])
    assert broken.faults == ("fluency:broken",)
    assert fine.passed
    assert fine.plain == pytest.approx(0.8 * 0.75)
    assert asked == [CUT, REWORDED]
    # Of what a person wrote nobody asks how it reads, nor of what failed anyway.
    asked.clear()
    judge(0.95, reads=reads).many([CUT], thorough=True)
    judge(0.1, reads=reads).many([REWORDED])
    assert asked == []


def test_what_somebody_printed_is_not_broken_and_counts_for_little(judge: Make) -> None:
    found = judge(0.95, reads=lambda texts: [Acceptance(0.9, 0.9) for _ in texts])(COPIED)
    assert found.passed
    assert found.plain < 0.1


def test_what_the_source_has_in_one_piece_is_no_slip_of_a_writer(
    judge: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summarizer.verify.judge.slips", lambda tree: ("article", "thin"))
    assert judge()(COPIED).faults == ("fluency:thin",)
    assert "fluency:article" in judge()(REWORDED).faults


def test_a_sentence_is_read_alone_when_it_is_drafted_whenever_that_is(judge: Make) -> None:
    asked: list[str] = []

    def reads(texts: Sequence[str]) -> list[Acceptance]:
        asked.extend(texts)
        return [Acceptance(broken=0.9, leaning=0.9) for _ in texts]

    asks = judge(0.95, reads=reads)
    assert asks.many([CUT], thorough=True)[0].passed
    assert not asks.many([CUT])[0].passed
    asks.many([CUT])
    assert asked == [CUT]


def test_a_sentence_of_the_source_that_reads_well_is_no_fragment(
    judge: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summarizer.verify.judge.slips", lambda tree: ("fragment",))
    for broken, passed in ((0.1, True), (0.5, False)):
        asks = judge(reads=lambda texts, b=broken: [Acceptance(b, 0.0) for _ in texts])
        assert asks(COPIED).passed is passed
    assert not judge()(COPIED).passed
