"""Marks in the safe text: where they stand, and that they hide and show nothing."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.marks import STYLES, MarkStyle, marked_text, places
from summarizer.redact.apply import apply, covered
from summarizer.redact.proposal import Proposal
from summarizer.types import (
    Document,
    OffsetMap,
    Operator,
    Redaction,
    Run,
    SafeText,
    Sentence,
    Span,
)

REMOVE, MASK = Operator.REMOVE, Operator.MASK
PUT = ("XY", "A CHILD", " MADE A STATEMENT.", ".", "")


@st.composite
def cases(draw: st.DrawFn) -> tuple[Document, SafeText]:
    """A document in which no letter comes twice, and what any proposals make of it."""
    lengths = draw(
        st.lists(st.lists(st.integers(1, 7), min_size=4, max_size=14), min_size=1, max_size=4)
    )
    letters = map(chr, range(0x4E00, 0x9FFF))
    sentences = [
        " ".join("".join(next(letters) for _ in range(n)) for n in words) + "." for words in lengths
    ]
    spans, at = [], 0
    for sentence in sentences:
        spans.append(Span(at, at + len(sentence)))
        at += len(sentence) + 1
    document = document_of(" ".join(sentences), spans)
    proposals = []
    for index in range(draw(st.integers(0, 7))):
        start = draw(st.integers(0, len(document.plain)))
        end = min(len(document.plain), start + draw(st.integers(0, 25)))
        operator = draw(st.sampled_from(list(Operator)))
        put = "" if operator is REMOVE else draw(st.sampled_from(PUT))
        severity = draw(st.integers(1, 4))
        proposals.append(
            Proposal(Span(start, end), f"R-{index}", operator, put, "why", "span", severity)
        )
    title = spans[0] if draw(st.booleans()) else None
    return document, apply(document, proposals, sentences=spans, title=title)


def document_of(text: str, spans: list[Span]) -> Document:
    return Document(
        id="d",
        text=text,
        plain=text,
        plain_map=OffsetMap.identity(len(text)),
        sentences=tuple(map(Sentence, spans)),
    )


def without_marks(text: str) -> str:
    """The text with its marks, and the one space that came with each removal, taken out."""
    text = re.sub(r" \[…(?:\|[^]]*)?\]|\[…(?:\|[^]]*)?\] |\[…(?:\|[^]]*)?\]", "", text)
    return re.sub(r"\[([^]|]*)(?:\|[^]]*)?\]", r"\1", text)


@given(cases(), st.sampled_from(STYLES))
def test_taking_the_marks_out_again_gives_the_safe_text(
    case: tuple[Document, SafeText], style: MarkStyle
) -> None:
    _, safe = case
    text = marked_text(safe, style=style)
    if safe.title:
        title, _, text = text.partition("\n")
        assert title == safe.title
    assert without_marks(text) == safe.text


@given(cases(), st.sampled_from(STYLES))
def test_no_character_of_a_removed_span_appears(
    case: tuple[Document, SafeText], style: MarkStyle
) -> None:
    document, safe = case
    gone = {char for span in covered(safe.redactions) for char in span.of(document.text)}
    assert not (gone - set(" .")) & set(marked_text(safe, style=style))


@given(cases())
def test_a_place_holds_the_replacement_or_nothing(case: tuple[Document, SafeText]) -> None:
    _, safe = case
    for redaction, place in zip(safe.redactions, places(safe), strict=True):
        if place is None:
            assert redaction.replacement or redaction.operator is Operator.KEEP
            continue
        if redaction.operator is Operator.KEEP:
            continue
        assert place.end <= len(safe.text)
        # A sentence does not begin with a space.
        assert place.of(safe.text) in (redaction.replacement, redaction.replacement.lstrip())


@given(cases())
def test_what_is_kept_stands_on_the_right_side_of_every_removal(
    case: tuple[Document, SafeText],
) -> None:
    document, safe = case
    at = {char: index for index, char in enumerate(document.text) if char not in " ."}
    for redaction, place in zip(safe.redactions, places(safe), strict=True):
        if place is None or redaction.operator is Operator.KEEP:
            continue
        before, after = safe.text[: place.start], safe.text[place.end :]
        assert all(at[char] < redaction.span.start for char in before if char in at)
        assert all(at[char] >= redaction.span.end for char in after if char in at)


def marked(text: str, *changes: tuple[str, str], style: MarkStyle = "brackets") -> str:
    """A text of sentences on lines of their own, with some words replaced or taken out."""
    spans, at = [], 0
    for line in text.splitlines():
        spans.append(Span(at, at + len(line)))
        at += len(line) + 1
    document = document_of(text, spans)
    proposals = [
        Proposal(
            Span(text.index(words), text.index(words) + len(words)),
            "ID-03" if put else "GD-01",
            MASK if put else REMOVE,
            put,
        )
        for words, put in changes
    ]
    return marked_text(apply(document, proposals, sentences=spans, title=None), style=style)


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("brackets", "[A child] was found […] by police."),
        ("rules", "[A child|ID-03] was found […|GD-01] by police."),
        ("none", "A child was found by police."),
    ],
)
def test_each_style(style: MarkStyle, expected: str) -> None:
    text = "Ned Roe was found in the cellar by police."
    found = marked(text, ("Ned Roe", "a child"), ("in the cellar", ""), style=style)
    assert found == expected


def test_a_mark_keeps_the_spaces_and_stops_of_its_sentence() -> None:
    assert marked("The man, who lived near, was jailed.", ("who lived near", "")) == (
        "The man […] was jailed."
    )
    assert marked("Eleven people were hurt -- all of them young.", ("all of them young", "")) == (
        "Eleven people were hurt […]."
    )
    assert marked("At his home, the man was arrested there.", ("At his home", "")) == (
        "[…] The man was arrested there."
    )


def test_sentences_that_went_have_one_mark_at_their_place() -> None:
    text = "One thing was said.\nThe second was bad.\nSo was the third.\nThe last one stands."
    gone = (("The second was bad.", ""), ("So was the third.", ""))
    assert marked(text, *gone) == "One thing was said. […] The last one stands."
    assert marked(text, *gone, style="rules") == (
        "One thing was said. […|GD-01] The last one stands."
    )
    assert marked(text, ("The last one stands.", "")).endswith("So was the third. […]")
    assert marked(text, ("One thing was said.", "")).startswith("[…] The second")


def test_a_text_that_went_whole_is_a_mark() -> None:
    assert marked("He was hurt badly.", ("He was hurt badly.", "")) == "[…]"


def test_several_rules_at_one_place_are_named_in_order() -> None:
    safe = SafeText(
        text="Before. After.",
        map=OffsetMap(
            (
                Run(Span(0, 7), Span(0, 7)),
                Run(Span(7, 8), Span(7, 7)),
                Run(Span(8, 14), Span(40, 46)),
            )
        ),
        redactions=(
            Redaction(Span(8, 20), "GD-01", REMOVE),
            Redaction(Span(10, 20), "RD-02", REMOVE),
            Redaction(Span(20, 39), "GD-01", REMOVE),
        ),
    )
    assert marked_text(safe, style="rules") == "Before. […|GD-01, RD-02] After."


def test_marks_at_one_place_close_before_they_open() -> None:
    text = "The girl Ann Roe whom he knew Bea Doe saw."
    changes = (("Ann Roe", "a child"), ("whom he knew", ""), ("Bea Doe", "a person"))
    assert marked(text, *changes) == "The girl [a child] […] [a person] saw."


def test_the_title_comes_first_and_a_full_stop_is_no_replacement() -> None:
    text = "Cole made a statement about it."
    assert marked(text, (" about it.", ".")) == "Cole made a statement […]."
    safe = SafeText(text="A text of words.", map=OffsetMap.identity(16), title="A title")
    assert marked_text(safe) == "A title\nA text of words."
    assert marked_text(replace(safe, title="")) == "A text of words."


def test_white_space_of_a_replacement_stays_outside_its_brackets() -> None:
    assert marked(
        "The court was told of bad things.", (" was told of bad things.", " sat late.")
    ) == ("The court [sat late.]")
