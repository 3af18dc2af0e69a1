"""What is left of a sentence is true: a word that limits it stays, or all of it goes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from summarizer.pipeline import Pipeline
from summarizer.redact.proposal import Proposal
from summarizer.redact.truth import false_remnants
from summarizer.settings import Settings
from summarizer.stance import restricted_by
from summarizer.syntax import sentence_trees
from summarizer.types import Operator, Span, Token

LEAD = "Mark Dale, 44, was jailed for nine years at Leeds Crown Court for raping a girl. "


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline(Settings())


def _told(pipeline: Pipeline, text: str) -> str:
    redacted = pipeline.redact_text(LEAD + text)
    assert redacted.safe is not None
    return redacted.safe.text


def test_a_limiting_adverb_stays(pipeline: Pipeline) -> None:
    assert "The girl seldom spoke to the police." in _told(
        pipeline, "The girl seldom spoke to the police."
    )


@pytest.mark.parametrize(
    ("text", "remnant"),
    [
        ("The girl will be moved if her grandmother in Wexcombe dies.", "will be moved"),
        ("The girl will not give evidence without her spaniel.", "give evidence"),
        ("Dale may not contact the girl before her confirmation.", "contact the girl"),
        ("Everybody who plays the cello can call the police.", "can call the police"),
    ],
)
def test_what_would_be_false_alone_goes_too(pipeline: Pipeline, text: str, remnant: str) -> None:
    assert remnant not in _told(pipeline, text)


@pytest.mark.parametrize(
    "text",
    [
        "The jury took just under six hours to reach its verdict.",
        "Officers searched the house for under 10 minutes.",
        "He could be released in under three years with good conduct.",
    ],
)
def test_a_measure_is_no_age(pipeline: Pipeline, text: str) -> None:
    assert text in _told(pipeline, text)


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("The girl was under six when he met her.", "six"),
        ("All of the children were under 12.", "12"),
        ("The club was for under 12 year olds.", "12"),
        ("The girls were under 12 years on the day of the first offence.", "12"),
        ("Police said most of the victims were aged 11 or 12.", "11"),
    ],
)
def test_an_age_goes(pipeline: Pipeline, text: str, age: str) -> None:
    assert f" {age}" not in _told(pipeline, text)


def test_a_condition_of_plain_words_stays(pipeline: Pipeline) -> None:
    assert "if she gives evidence" in _told(
        pipeline, "The girl will be moved if she gives evidence."
    )


@pytest.mark.parametrize(
    ("text", "gone", "goes"),
    [
        ("Most people who gamble stop.", "who gamble", True),
        ("A man who gambled was fined.", "who gambled", False),
        ("Officers hardly slept.", "hardly", True),
        ("Nobody in the house slept.", "in the house", True),
        ("Officers slept in the house.", "in the house", False),
        ("Officers slept badly.", "badly", False),
        ("For years he did not sit down in a church.", "in a church", True),
        ("He did not speak on Monday.", "on Monday", False),
        ("The attack is the deadliest in Norland since 2009.", "in Norland", True),
        ("Roe is the only survivor of the crash.", "of the crash", True),
        ("The attack is deadly in Norland.", "in Norland", False),
    ],
)
def test_only_a_false_remnant_goes(
    parse: Callable[[str], Sequence[Token]], text: str, gone: str, goes: bool
) -> None:
    sentence = Span(0, len(text))
    start = text.index(gone)
    change = Proposal(Span(start, start + len(gone)), "ID-12", Operator.REMOVE)
    trees = sentence_trees(tuple(parse(text)), [sentence])
    found = list(false_remnants(len(text), [change], sentences=[sentence], trees=trees))
    assert [proposal.span for proposal in found] == ([sentence] if goes else [])


def test_a_phrase_goes_with_its_noun(parse: Callable[[str], Sequence[Token]]) -> None:
    text = "Roe told the court at length about the books and pictures of a friend."
    start, end = text.index(" about"), text.index(" of a friend")
    change = Proposal(Span(start, end), "GD-01", Operator.REMOVE)
    sentence = Span(0, len(text))
    trees = sentence_trees(tuple(parse(text)), [sentence])
    found = list(false_remnants(len(text), [change], sentences=[sentence], trees=trees))
    assert "of a friend" in [proposal.span.of(text) for proposal in found]


def test_what_a_part_is_taken_of_keeps_what_limits_it(parse: Any) -> None:
    text = "More than half of the cases that the agency handles involve migrants."
    (tree,) = sentence_trees(tuple(parse(text)), [Span(0, len(text))])
    at = next(i for i, token in enumerate(tree.tokens) if token.text == "cases")
    assert restricted_by(tree, at)
