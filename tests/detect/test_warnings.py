"""Which findings name a warning."""

from __future__ import annotations

import pytest

from summarizer.detect.merge import HEAD
from summarizer.detect.warnings import warnings_of
from summarizer.policy.schema import Policy
from summarizer.types import Finding, Span

SENTENCES = [Span(0, 10), Span(11, 20)]


def _found(*, score: float, level: int = 3, rule: str = HEAD, at: Span = SENTENCES[0]) -> Finding:
    return Finding(code="cw-torture", level=level, span=at, rule=rule, score=score)


@pytest.mark.parametrize(
    ("findings", "named"),
    [
        ([_found(score=0.03)], False),
        ([_found(score=0.03), _found(score=0.04, at=SENTENCES[1])], False),
        ([_found(score=0.3)], True),
        ([_found(score=0.03), _found(score=0.2, at=SENTENCES[1])], True),
        ([_found(score=0.03), _found(score=0.3, level=1, at=SENTENCES[1])], True),
        ([_found(score=0.03, rule="mv1-gore")], False),
        ([_found(score=0.3, rule="mv1-gore")], True),
        ([_found(score=0.03, rule="mv1-gore+heads")], True),
        ([_found(score=0.03, rule="mv1-gore", level=2)], True),
    ],
)
def test_detail_that_is_merely_suspected_names_no_warning(
    policy: Policy, findings: list[Finding], named: bool
) -> None:
    warnings = warnings_of(findings, policy=policy, sentences=SENTENCES)
    assert [warning.code for warning in warnings] == (["cw-torture"] if named else [])
