"""How rules and heads are weighed: each line of the procedure in ``merge.py``."""

from __future__ import annotations

import pytest

from summarizer.detect.merge import HEAD, certain_detail, merged
from summarizer.models.fusion import Fusion
from summarizer.models.readings import SILENT, Reading, SentenceReading
from summarizer.policy.schema import Policy
from summarizer.types import Document, Finding, OffsetMap, Sentence, Span

TEXT = "The man was killed at home. It rained."
FIRST, SECOND = Span(0, 27), Span(28, 38)
DOCUMENT = Document(
    id="d", text=TEXT, plain=TEXT, plain_map=OffsetMap.identity(len(TEXT)),
    sentences=(Sentence(FIRST), Sentence(SECOND)),
)  # fmt: skip
FUSION = Fusion(
    rows=((1.0, 0.5, 0.5, 1.0, 1.0, -1.0, 6.0),) * 4,
    thresholds=(0.5, 0.5, 0.5, 0.5, 0.5),
    exceptions={},
    incidents={},
)
SURE, UNSURE, AGAINST = (4.0, 4.0, -4.0, -6.0), (0.2, 0.1, -3.0, -6.0), SILENT


def rule(level: int, code: str = "cw-killing", **flags: bool) -> Finding:
    return Finding(code=code, level=level, span=Span(12, 18), rule="vl1-test", **flags)


def weigh(
    policy: Policy,
    found: list[Finding],
    logits: tuple[float, ...],
    code: str = "cw-killing",
    graphic: tuple[tuple[Span, float], ...] = (),
    beside: tuple[float, ...] = SILENT,
) -> list[Finding]:
    told = {code: logits} if logits != SILENT else {}
    other = {"cw-hate": beside} if beside != SILENT else {}
    reading = Reading((SentenceReading(told, graphic=graphic), SentenceReading(other)))
    return merged(found, reading, DOCUMENT, policy=policy, fusion=FUSION, trees=[None, None])


def test_a_rule_that_the_heads_share_stands_and_names_both(policy: Policy) -> None:
    (finding,) = weigh(policy, [rule(2)], SURE)
    assert (finding.level, finding.rule, finding.span) == (2, f"vl1-test+{HEAD}", Span(12, 18))
    assert finding.counts
    assert finding.score > 0.95


def test_a_rule_above_what_is_decided_is_lowered(policy: Policy) -> None:
    (finding,) = weigh(policy, [rule(2)], (4.0, -9.0, -9.0, -9.0))
    assert (finding.level, finding.counts) == (1, True)


def test_a_rule_that_nothing_supports_is_kept_as_doubted(policy: Policy) -> None:
    (finding,) = weigh(policy, [rule(1)], AGAINST)
    assert finding.doubted
    assert not finding.counts


def test_a_code_that_protects_victims_is_lowered_and_never_doubted(policy: Policy) -> None:
    (finding,) = weigh(policy, [rule(2, "cw-sexual-violence")], AGAINST, "cw-sexual-violence")
    assert (finding.level, finding.counts) == (1, True)


@pytest.mark.parametrize(
    ("level", "code"),
    [(4, "cw-killing"), (3, "cw-assault"), (3, "cw-suicide"), (4, "cw-child-sexual-abuse")],
)
def test_absolute_wording_stands_against_the_heads(policy: Policy, level: int, code: str) -> None:
    finding = next(
        f for f in weigh(policy, [rule(level, code)], AGAINST, code, beside=SURE) if f.code == code
    )
    assert (finding.level, finding.counts) == (level, True)


@pytest.mark.parametrize(
    ("level", "code", "stands"),
    [
        (4, "cw-killing", 0), (3, "cw-assault", 0), (4, "cw-injury-remains", 0),
        (3, "cw-domestic-abuse", 1), (2, "cw-child-abuse", 1),  # their victims are protected
        (3, "cw-suicide", 3), (4, "cw-child-sexual-abuse", 4), (4, "cw-substance-use", 4),
    ],
)  # fmt: skip
def test_known_detail_is_set_aside_where_the_heads_see_nothing_in_the_whole_text(
    policy: Policy, level: int, code: str, stands: int
) -> None:
    (finding,) = weigh(policy, [rule(level, code)], AGAINST, code)
    assert (finding.level if finding.counts else 0) == stands


def test_what_no_rule_found_becomes_a_finding_of_the_heads(policy: Policy) -> None:
    (finding,) = weigh(policy, [], SURE)
    assert (finding.rule, finding.level, finding.span) == (HEAD, 2, FIRST)


def test_detail_stands_on_the_words_that_carry_it(policy: Policy) -> None:
    words = ((Span(8, 18), 0.9),)
    (finding,) = weigh(policy, [], (5.0, 5.0, 5.0, -6.0), graphic=words)
    assert (finding.level, finding.span) == (3, Span(8, 18))


def test_of_a_summary_only_certain_detail_is_told() -> None:
    def told(*logits: float) -> list[Finding]:
        reading = Reading((SentenceReading({"cw-killing": logits}), SentenceReading()))
        return certain_detail(reading, DOCUMENT, fusion=FUSION)

    assert told(5.0, 5.0, -1.0, -6.0) == []
    (finding,) = told(5.0, 5.0, 1.0, -6.0)
    assert (finding.level, finding.span, finding.rule) == (3, FIRST, HEAD)


def test_denied_wording_weighs_against(policy: Policy) -> None:
    (denied,) = weigh(policy, [rule(2, negated=True)], UNSURE)
    assert not denied.counts


def test_probabilities_fall_from_level_to_level() -> None:
    read = SentenceReading({"cw-killing": (0.0, 3.0, 1.0, 2.0)})
    found = FUSION.probabilities(read, "cw-killing", level=4, excused=False)
    assert list(found) == sorted(found, reverse=True)


def test_thresholds_of_levels_and_of_single_codes() -> None:
    weighed = Fusion(FUSION.rows, (0.5, 0.6, 0.3, 0.5, 0.2), {"cw-hate": (0.9,) * 5}, {})
    assert weighed.level("cw-killing", (0.4, 0.1, 0.0, 0.0)) == 0
    assert weighed.level("cw-killing", (0.6, 0.2, 0.1, 0.0)) == 1
    assert weighed.level("cw-killing", (0.6, 0.5, 0.1, 0.0)) == 2
    # Where detail is likely, less is enough.
    assert weighed.level("cw-killing", (0.4, 0.3, 0.2, 0.0)) == 3
    assert weighed.level("cw-killing", (0.4, 0.3, 0.2, 0.0), likeliest=False) == 0
    assert weighed.level("cw-hate", (0.6, 0.6, 0.1, 0.0)) == 0


def long(policy: Policy, logits: tuple[float, ...], sentences: int) -> list[Finding]:
    """What is found in one sentence of a text of so many."""
    text = "It rained. " * sentences
    spans = tuple(Span(11 * i, 11 * i + 10) for i in range(sentences))
    document = Document(
        id="d", text=text, plain=text, plain_map=OffsetMap.identity(len(text)),
        sentences=tuple(map(Sentence, spans)),
    )  # fmt: skip
    read = (SentenceReading({"cw-killing": logits}), *[SentenceReading({})] * (sentences - 1))
    return merged(
        [], Reading(read), document, policy=policy, fusion=FUSION, trees=[None] * sentences
    )


def test_what_the_heads_alone_see_once_in_a_long_text_has_to_be_likelier(policy: Policy) -> None:
    assert long(policy, UNSURE, 2)
    assert not long(policy, UNSURE, 40)
    assert long(policy, SURE, 40)
