"""The prefilter never hides a match."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.policy.load import load_policy, patterns_of
from summarizer.policy.match import Lines
from summarizer.policy.prefilter import Prefilter
from summarizer.policy.schema import Pattern

POLICY = load_policy("default")
PATTERNS = {where: pattern for where, pattern, _ in patterns_of(POLICY)}
ALL = Prefilter(PATTERNS.values())
TEXTS = sorted(
    {example.text for rule in POLICY.rules for example in (*rule.hits, *rule.misses)}
    | {text for entry in POLICY.lexicon for text in (*entry.hits, *entry.misses)}
)


def test_lines_find_what_the_bare_expression_finds_in_each_line() -> None:
    lines = Lines.of("\n".join(TEXTS), ALL)
    each = [f"{text}\n" for text in lines.text.split("\n")]
    missed = []
    for where, pattern in PATTERNS.items():
        bare = re.compile(pattern.pattern, re.IGNORECASE)
        expected = [match[0] for text in filter(bare.search, each) for match in bare.finditer(text)]
        if [span.of(lines.text) for span in lines.find(pattern)] != expected:
            missed.append(where)
    assert missed == []


@given(st.lists(st.sampled_from(" ".join(TEXTS).split()), max_size=30), st.data())
@settings(max_examples=200)
def test_words_in_any_order_are_found_with_and_without(
    words: list[str], data: st.DataObject
) -> None:
    joints = data.draw(st.lists(st.sampled_from(" \n"), min_size=len(words), max_size=len(words)))
    text = "".join(map("".join, zip(words, joints, strict=True)))
    every, sifted = Lines.of(text), Lines.of(text, ALL)
    for where, pattern in PATTERNS.items():
        assert sifted.find(pattern) == every.find(pattern), where


@given(st.text(alphabet="ab \nK", max_size=40))
@pytest.mark.parametrize("known", [True, False])
def test_each_line_is_a_text_of_its_own(known: bool, text: str) -> None:
    pattern = Pattern(r"(?:^|(?<= ))a[bk]*(?= |$)")
    bare = re.compile(pattern.pattern, re.IGNORECASE)
    expected = [match[0] for line in text.split("\n") for match in bare.finditer(line)]
    lines = Lines.of(text, Prefilter([pattern] if known else []))
    assert [span.of(text) for span in lines.find(pattern)] == expected


def test_digits_of_any_script_are_digits() -> None:
    text, pattern = "room ٤٢ is free", Pattern(r"room \d+")
    assert [span.of(text) for span in Lines.of(text, Prefilter([pattern])).find(pattern)] == [
        "room ٤٢"
    ]


def test_an_alternative_is_run_only_where_all_that_it_needs_is_in_one_line() -> None:
    pattern = Pattern(r"flock of \w+ sheep|wolves")
    sift = Prefilter([pattern]).sift

    def lines(*texts: str) -> int:
        starts = [0]
        for text in texts:
            starts.append(starts[-1] + len(text))
        return sift("".join(texts), tuple(starts)).lines(pattern)

    assert lines("a flock of birds\n", "sheep\n") == 0
    assert lines("no\n", "sheep in a flock of sheep\n", "wolves\n") == 0b110
