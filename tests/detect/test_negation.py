"""What did not happen raises no warning; what did, does."""

from __future__ import annotations

import pytest

from summarizer.detect.negation import is_negated
from summarizer.types import Span


def negated(text: str, words: str) -> bool:
    start = text.index(words)
    return is_negated(text, Span(start, start + len(words)), Span(0, len(text)))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("No one was killed in the fire.", "killed"),
        ("Police found no evidence of abuse.", "abuse"),
        ("The driver was not injured.", "injured"),
        ("The charity works to prevent suicide.", "suicide"),
        ("The attack never happened, police said.", "attack"),
        ("Officers took part in a mock hostage taking.", "hostage taking"),
        ("Two people escaped without being hurt.", "hurt"),
    ],
)
def test_denied_averted_and_rehearsed(text: str, words: str) -> None:
    assert negated(text, words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Three people were killed in the fire.", "killed"),
        ("Not only was he beaten, he was robbed.", "beaten"),
        ("He pleaded not guilty to murder.", "murder"),
        ("No arrests were made after the man was stabbed.", "stabbed"),
        ("There was no warning, but dozens were killed.", "killed"),
    ],
)
def test_what_happened_counts(text: str, words: str) -> None:
    assert not negated(text, words)
