"""Where a public event's report is somebody's private story, without a parser."""

from __future__ import annotations

import pytest

from summarizer import read
from summarizer.detect.asides import Asides, asides_in
from summarizer.policy import load_policy
from summarizer.text import sentence_at
from summarizer.types import Span

IDENTITY = load_policy("default").identity
OPENING = "Nine people were killed when a tower collapsed."
NEWS = [
    f"The {number} street was closed while engineers looked at the walls of the houses on either"
    " side, and at the pipes below it, which were laid when the trams still ran."
    for number in "first second third fourth".split()
]
"""Long enough for what comes behind it to stand outside the opening."""
MORE = [f"The {number} bridge was open." for number in "first second third fourth fifth".split()]
MATTER = "A woman was raped by a guard."


def asides(
    *sentences: str, concerns: tuple[str, ...] = ("identifying",), private: float = 0.0
) -> tuple[list[str], list[str]] | None:
    """The words of the sentences with the matter and around it; each sentence is a paragraph."""
    document = read.read_text("\n\n".join(sentences))
    spans = [document.plain_span(sentence.span) for sentence in document.sentences]
    found = asides_in(
        document, [], spans, identity=IDENTITY, codes=(), concerns=concerns, private=private
    )
    if found is None:
        return None
    told, beside = ([s.of(document.plain) for s in each] for each in (found.told, found.beside))
    return told, beside


def test_four_sentences_on_each_side_are_beside_the_matter() -> None:
    found = asides(OPENING, *NEWS, *MORE, MATTER, *MORE)
    assert found is not None
    told, beside = found
    assert told == [MATTER]
    assert beside == [*MORE[1:], MATTER, *MORE[:4]]


def test_a_paragraph_with_the_matter_is_beside_it_further_on() -> None:
    found = asides(OPENING, *NEWS, " ".join([MATTER, *MORE, "It rained."]), *NEWS)
    assert found is not None
    assert "It rained." in found[1]


def test_a_court_for_the_young_reaches_the_next_sentences_alone() -> None:
    court = "He will appear at a youth court."
    found = asides(OPENING, *NEWS, court, *MORE)
    assert found is not None
    assert found[1] == [NEWS[-1], court, MORE[0]]


def test_a_text_is_a_story_as_a_whole_unless_it_opens_with_an_event_and_turns_aside() -> None:
    assert asides("The council met.", *NEWS, *MORE, MATTER, *MORE) is None
    assert asides(OPENING, *NEWS, *[MATTER] * 4, *MORE) is None
    sure = IDENTITY.doubt["private-at-large"]
    assert asides(OPENING, *NEWS, *MORE, MATTER, private=sure) is None
    assert asides(OPENING, *NEWS, *MORE, MATTER, private=sure - 0.01) is not None


def test_where_nothing_shows_why_somebody_is_protected_the_whole_text_is_a_story() -> None:
    assert asides(OPENING, *NEWS, *MORE) is None
    assert asides(OPENING, *NEWS, *MORE, concerns=("harm",)) == ([], [])


@pytest.mark.parametrize(
    ("spans", "about"),
    [
        ([Span(25, 28)], True),  # in the matter
        ([Span(2, 5), Span(25, 28)], True),
        ([Span(12, 15)], True),  # nowhere but beside it
        ([Span(2, 5), Span(12, 15)], False),  # in the news as well
        ([], False),
    ],
)
def test_who_is_told_of_in_the_matter_or_only_around_it_is_in_it(
    spans: list[Span], about: bool
) -> None:
    told, beside = (Span(20, 29),), (Span(10, 19), Span(20, 29), Span(30, 39))
    assert Asides(told, beside).are_about(spans) is about


def test_a_sentence_is_found_by_where_it_begins() -> None:
    sentences = [Span(2, 9), Span(10, 19)]
    assert [sentence_at(sentences, offset) for offset in (0, 2, 9, 10, 30)] == [-1, 0, 0, 1, 1]
