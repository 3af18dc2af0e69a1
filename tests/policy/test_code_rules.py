"""The examples of rules that a module carries out, through that module."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from summarizer import detect, read, redact, verify
from summarizer.policy import load_policy, support_lines
from summarizer.policy.schema import Example, Policy, Rule

POLICY = load_policy("default")


def cases(prefix: str) -> list[Any]:
    return [
        pytest.param(rule, example, hit, id=f"{rule.id}-{'hit' if hit else 'miss'}-{index}")
        for rule in POLICY.rules
        if rule.automatic == "code" and rule.module.startswith(prefix)
        for hit, examples in ((True, rule.hits), (False, rule.misses))
        for index, example in enumerate(examples)
    ]


@pytest.mark.parametrize(("rule", "example", "hit"), cases("redact.identity"))
def test_identity_rules(
    rule: Rule, example: Example, hit: bool, parse: Callable[[str], Any], policy: Policy
) -> None:
    document = read.read_text(example.text)
    analysis = detect.detect(document, policy=policy, parse=parse)
    safe = redact.redact(document, analysis, policy=policy)
    applied = {redaction.rule for redaction in safe.redactions}
    assert (rule.id in applied) is hit, sorted(applied)


@pytest.mark.parametrize(("rule", "example", "hit"), cases("policy.support"))
def test_help_lines(
    rule: Rule, example: Example, hit: bool, parse: Callable[[str], Any], policy: Policy
) -> None:
    document = read.read_text(example.text)
    codes = detect.detect(document, policy=policy, parse=parse).codes
    given = {line.code for line in support_lines(policy, codes)}
    concerned = {
        code.slug for code in policy.codes if {code.slug, code.group} & set(rule.families)
    } or {code.slug for code in policy.codes}
    assert bool(given & concerned) is hit, sorted(codes)


@pytest.mark.parametrize(
    ("rule", "example", "hit"),
    [case for case in cases("verify.") if case.values[0].module != "verify.checks"],
)
def test_rules_of_the_verifier(
    rule: Rule,
    example: Example,
    hit: bool,
    parse: Callable[[str], Any],
    policy: Policy,
    entailment: Any,
) -> None:
    assert example.summary is not None
    document = read.read_text(example.text)
    analysis = detect.detect(document, policy=policy, parse=parse)
    safe = redact.redact(document, analysis, policy=policy)
    judge = verify.Judge(
        source=verify.SourceIndex.of(safe, parse=parse.many),
        length=len(document.sentences),
        policy=policy,
        codes=analysis.codes,
        concerns=analysis.concerns,
        removed=verify.removed_words(document, safe),
        title=safe.title,
        parse=parse.many,  # type: ignore[attr-defined]
        offenders=("Mark Dale",),
        find=lambda texts: detect.find_in_texts(texts, policy=policy, codes=analysis.codes),
        support=verify.support_by(lambda: entailment),
    )
    judgement = judge(example.summary)
    if rule.id == "CR-07":
        assert judge.headline_passes(judgement) is not hit, judgement.faults
    else:
        assert judgement.passed is not hit, judgement.faults
