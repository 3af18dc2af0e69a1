"""The lexicon on sober texts that it was not written from: what it must see and must not see."""

from __future__ import annotations

import pytest

from summarizer.policy import innocent_matches, lexicon_matches
from summarizer.policy.schema import Policy


def found(policy: Policy, text: str) -> dict[str, int]:
    """The highest level for each code, leaving out what stands in innocent wording."""
    innocent = innocent_matches(policy, text)
    levels: dict[str, int] = {}
    for entry, span in lexicon_matches(policy, text):
        if any(
            span.overlaps(place) and (not kind.codes or entry.code in kind.codes)
            for kind, place in innocent
        ):
            continue
        levels[entry.code] = max(levels.get(entry.code, 0), entry.level)
    return levels


@pytest.mark.parametrize(
    ("text", "code", "level"),
    [
        ("A former teacher was jailed for sexually abusing pupils.", "cw-child-sexual-abuse", 1),
        ("Police said a ring of paedophiles had been identified.", "cw-child-sexual-abuse", 1),
        ("He admitted raping a woman in 1994.", "cw-sexual-violence", 2),
        ("They were charged with sex trafficking.", "cw-sexual-exploitation", 1),
        ("He posted intimate pictures of his ex without consent.", "cw-image-abuse", 1),
        ("Two shopkeepers were murdered in May.", "cw-killing", 2),
        ("A man was stabbed outside a club.", "cw-assault", 2),
        ("Detainees told the court that they were tortured.", "cw-torture", 2),
        ("Gunmen kidnapped the engineer on Friday.", "cw-abduction", 2),
        ("She was stalked by a former colleague.", "cw-threat-stalking", 2),
        ("Shelling drove families from the town.", "cw-war-atrocity", 2),
        ("A bomb exploded at the market.", "cw-mass-attack", 2),
        ("He was convicted of controlling and coercive behaviour.", "cw-domestic-abuse", 1),
        ("She was found guilty of child cruelty.", "cw-child-abuse", 1),
        ("The men worked without pay and slept on site.", "cw-forced-labour", 2),
        ("A charity helps women who fled forced marriages.", "cw-harmful-practice", 1),
        ("The inquest heard that he took his own life.", "cw-suicide", 1),
        ("One in six had self-harmed.", "cw-self-injury", 1),
        ("She was in hospital with anorexia.", "cw-eating-disorder", 1),
        ("He was detained under the Mental Health Act.", "cw-mental-health-crisis", 2),
        ("Two people died after taking heroin.", "cw-substance-use", 1),
        ("The funeral will be held on Monday.", "cw-death-grief", 1),
        ("Three passengers suffered serious injuries.", "cw-injury-remains", 2),
        ("The coach crash closed the motorway.", "cw-accident-disaster", 1),
        ("She was diagnosed with leukaemia.", "cw-illness-procedure", 2),
        ("The couple spoke about their stillbirth.", "cw-pregnancy-loss", 1),
        ("The graffiti was treated as a hate crime.", "cw-hate", 1),
        ("The comedian apologised for a racial slur.", "cw-slurs", 1),
        ("A farmer was fined after sheep were found starving.", "cw-animal-harm", 2),
        ("The film was rated for its sexually explicit scenes.", "cw-sexual-content", 2),
        ("The museum returned sacred objects to the community.", "cw-cultural-notice", 1),
    ],
)
def test_each_code_is_seen(policy: Policy, text: str, code: str, level: int) -> None:
    assert found(policy, text).get(code, 0) >= level


def test_the_cases_above_cover_the_taxonomy(policy: Policy) -> None:
    marks = test_each_code_is_seen.pytestmark  # type: ignore[attr-defined]
    seen = {case[1] for mark in marks for case in mark.args[1]}
    assert seen == {code.slug for code in policy.codes}


@pytest.mark.parametrize(
    "text",
    [
        "How do I kill a Python process that hangs?",
        "The striker was shot down by the bank's analysts, who slashed their forecasts.",
        "The phone's killer app has a battery life of two days.",
        "Their attack ran riot and they won the penalty shoot-out.",
        "The runner from first scored on a suicide squeeze.",
        "The series was shot in Lisbon and bombed at the box office.",
        "It was a miscarriage of justice, the appeal judges said.",
        "Execution of the contract is expected in June.",
        "The drug company raised its dividend after a price war with rivals.",
        "The government's war on inflation goes on.",
        "A dead heat was declared; the jockeys shared the prize.",
        "He suffered a stroke of luck on the last hole.",
        "Beat the eggs and fold in the battered cod.",
        "Cattle slaughter fell by two per cent and oilseed rape prices rose.",
        "The promise is a hostage to fortune.",
        "Critics called the policy an abuse of power.",
        "The minister attacked the plan; the bill was killed in committee.",
        "We had a blast: the cake was to die for.",
        "The tunnel under the battle creek was dug by die-hard volunteers.",
        "The death tax was cut, and a flood of complaints followed.",
        "Merrill Lynch officers said the company's shares had crashed.",
        "She ran the assault course and then the marathon.",
    ],
)
def test_figurative_wording_is_not_described_harm(policy: Policy, text: str) -> None:
    assert {code: level for code, level in found(policy, text).items() if level >= 2} == {}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("He touched the boy, the court heard.", "cw-child-sexual-abuse"),
        ("He took his own life with an overdose.", "cw-suicide"),
        ("She self-harmed with a blade.", "cw-self-injury"),
        ("With anorexia she weighed 40 kg.", "cw-eating-disorder"),
    ],
)
def test_hard_overrides_are_level_four(policy: Policy, text: str, code: str) -> None:
    assert found(policy, text)[code] == 4


def test_wording_above_a_ceiling_takes_its_clause_or_sentence(policy: Policy) -> None:
    ceilings = {code.slug: code.ceiling for code in policy.codes}
    for entry in policy.lexicon:
        if entry.level > ceilings[entry.code]:
            assert entry.scope in {"clause", "sentence"}, entry.id
