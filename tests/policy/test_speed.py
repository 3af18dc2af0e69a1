"""No pattern may blow up on hostile text: long runs of what makes backtracking slow."""

from __future__ import annotations

import time

import pytest

from summarizer.policy.load import patterns_of
from summarizer.policy.schema import Policy

LENGTH = 10_000
HOSTILE = {
    "letters": "a" * LENGTH,
    "spaces": " " * LENGTH,
    "words": "was killed by the " * (LENGTH // 18),
    "numbers": "12 1,000 two " * (LENGTH // 13),
    "quotes": "\"'“" * (LENGTH // 3),
    "people": "child man woman boy girl police " * (LENGTH // 32),
    "joined": "a-b'c-" * (LENGTH // 6),
    "lines": "\n" * LENGTH,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_no_pattern_explodes(policy: Policy, kind: str) -> None:
    text = HOSTILE[kind]
    start = time.process_time()
    slow = []
    for where, pattern, _ in patterns_of(policy):
        begun = time.process_time()
        for _ in pattern.finditer(text):
            pass
        if time.process_time() - begun > 0.8:
            slow.append(where)
    assert not slow
    assert time.process_time() - start < 30
