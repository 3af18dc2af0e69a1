"""The cheap first question never hides a match."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.policy.cues import cues_of
from summarizer.policy.load import load_policy, patterns_of
from summarizer.policy.match import Lines
from summarizer.policy.schema import Pattern

POLICY = load_policy("default")
TEXTS = sorted({example.text for rule in POLICY.rules for example in (*rule.hits, *rule.misses)})


@pytest.mark.parametrize(
    ("pattern", "cues"),
    [
        (r"\bchild (?:porn|abuse)\b", ({"child "}, {"abuse", "porn"})),
        (r"colou?r", ({"colo"},)),
        (r"(?:ab)+c?", ({"ab"},)),
        (r"(?:ab)*", ()),
        (r"\d+|word", (set("0123456789") | {"word"},)),
        (r"[1-9]\d{2}|[^a]", ()),
        (r"(?<=the )\w+ED\b", ({"the "}, {"ed"})),
        (r"[ab]c", ()),
    ],
)
def test_cues_are_what_a_match_must_hold(pattern: str, cues: tuple[set[str], ...]) -> None:
    assert cues_of(pattern) == tuple(map(frozenset, cues))


def test_lines_find_what_the_bare_expression_finds_in_each_line() -> None:
    lines = Lines.of("\n".join(TEXTS))
    missed = []
    for where, pattern, _ in patterns_of(POLICY):
        bare = re.compile(pattern.pattern, re.IGNORECASE)
        expected = [
            match[0] for text in lines.text.split("\n") for match in bare.finditer(text + "\n")
        ]
        found = [span.of(lines.text) for span in lines.find(pattern)]
        if found != expected:
            missed.append(where)
    assert missed == []


@given(st.text(alphabet="ab \nK", max_size=40))
def test_each_line_is_a_text_of_its_own(text: str) -> None:
    pattern = Pattern(r"(?:^|(?<= ))a[bk]*(?= |$)")
    bare = re.compile(pattern.pattern, re.IGNORECASE)
    expected = [match[0] for line in text.split("\n") for match in bare.finditer(line)]
    assert [span.of(text) for span in Lines.of(text).find(pattern)] == expected


def test_digits_of_any_script_are_digits() -> None:
    text = "room ٤٢ is free"
    assert [span.of(text) for span in Lines.of(text).find(Pattern(r"room \d+"))] == ["room ٤٢"]
