"""The promise of redaction, for any changes whatever: nothing redacted survives, offsets hold."""

from __future__ import annotations

import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from summarizer.redact.apply import apply, covered, merge
from summarizer.redact.proposal import Proposal
from summarizer.types import Document, OffsetMap, Operator, Sentence, Span

WORDS = st.lists(
    st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=7), min_size=4, max_size=14
)


def document_of(sentences: list[list[str]]) -> Document:
    text = " ".join(" ".join(words) + "." for words in sentences)
    spans, at = [], 0
    for words in sentences:
        length = len(" ".join(words)) + 1
        spans.append(Sentence(Span(at, at + length)))
        at += length + 1
    return Document(
        id="d",
        text=text,
        plain=text,
        plain_map=OffsetMap.identity(len(text)),
        sentences=tuple(spans),
    )


@st.composite
def cases(draw: st.DrawFn) -> tuple[Document, list[Proposal]]:
    """A document of distinct letters' positions and overlapping, touching, empty proposals."""
    document = document_of(draw(st.lists(WORDS, min_size=1, max_size=4)))
    length = len(document.plain)
    proposals = []
    for index in range(draw(st.integers(0, 7))):
        start = draw(st.integers(0, length))
        end = min(length, start + draw(st.integers(0, 25)))
        operator = draw(st.sampled_from(list(Operator)))
        put = "" if operator is Operator.REMOVE else draw(st.sampled_from(["X", "A CHILD", ""]))
        severity = draw(st.integers(1, 4))
        proposals.append(
            Proposal(Span(start, end), f"R-{index}", operator, put, "why", "span", severity)
        )
    return document, proposals


def applied(document: Document, proposals: list[Proposal]):  # type: ignore[no-untyped-def]
    return apply(document, proposals, sentences=[s.span for s in document.sentences], title=None)


@given(cases())
def test_no_character_of_a_redacted_span_survives(case: tuple[Document, list[Proposal]]) -> None:
    document, proposals = case
    safe = applied(document, proposals)
    gone = {at for span in covered(safe.redactions) for at in range(span.start, span.end)}
    asked = {
        at
        for p in proposals
        if p.operator is not Operator.KEEP
        for at in range(p.span.start, p.span.end)
    }
    assert asked <= gone
    for run in safe.map.runs:
        if run.derived.of(safe.text).lower() == run.origin.of(document.text).lower():
            kept = set(range(run.origin.start, run.origin.end))
            replaced = run.origin in {r.span for r in safe.redactions if r.replacement}
            assert not kept & gone or replaced


@given(cases())
def test_every_stretch_of_the_safe_text_is_the_original_or_a_replacement(
    case: tuple[Document, list[Proposal]],
) -> None:
    document, proposals = case
    safe = applied(document, proposals)
    replacements = {r.replacement.lower() for r in safe.redactions}
    for run in safe.map.runs:
        derived, origin = run.derived.of(safe.text), run.origin.of(document.text)
        assert (
            derived.lower() == origin.lower() or not derived.strip()
            or derived.strip().lower() in replacements
        )  # fmt: skip


@given(cases(), st.integers(0, 1000))
def test_the_order_of_the_proposals_changes_nothing(
    case: tuple[Document, list[Proposal]], seed: int
) -> None:
    document, proposals = case
    shuffled = list(proposals)
    random.Random(seed).shuffle(shuffled)
    assert applied(document, shuffled) == applied(document, proposals)


@given(cases())
def test_merged_proposals_do_not_overlap_and_cover_the_same(
    case: tuple[Document, list[Proposal]],
) -> None:
    _, proposals = case
    merged = merge(proposals)
    assert all(a.span.end <= b.span.start for a, b in pairwise(merged))
    asked = {at for p in proposals for at in range(p.span.start, p.span.end)}
    assert asked == {at for p in merged for at in range(p.span.start, p.span.end)}


def change(document: Document, words: str, operator: Operator, put: str = "") -> Proposal:
    start = document.plain.index(words)
    return Proposal(Span(start, start + len(words)), "T-1", operator, put, "why")


def redacted(text: str, words: str, operator: Operator, put: str = "") -> str:
    document = Document(
        id="d", text=text, plain=text, plain_map=OffsetMap.identity(len(text)),
        sentences=(Sentence(Span(0, len(text))),),
    )  # fmt: skip
    return applied(document, [change(document, words, operator, put)]).text


def test_commas_brackets_and_dashes_go_with_what_they_set_apart() -> None:
    remove = Operator.REMOVE
    assert redacted("The man, who lived near, was jailed.", "who lived near", remove) == (
        "The man was jailed."
    )
    assert redacted("The plan (named for it) began here.", "named for it", remove) == (
        "The plan began here."
    )
    assert redacted(
        "Eleven people were hurt -- all of them young.", "all of them young", remove
    ) == ("Eleven people were hurt.")
    assert redacted("At his home, the man was arrested there.", "At his home", remove) == (
        "The man was arrested there."
    )


def test_the_comma_behind_an_age_stays_with_it_and_goes_with_it() -> None:
    text = "Roe, 44, of Eastwick, was held."
    document = document_of([text.rstrip(".").split(" ")])

    def gone(words: str) -> Proposal:
        start = text.index(words)
        return Proposal(Span(start, start + len(words)), "R", Operator.REMOVE, "", "why", "span", 3)

    assert applied(document, [gone("of Eastwick")]).text == "Roe, 44, was held."
    assert applied(document, [gone("44"), gone("of Eastwick")]).text == "Roe was held."


def test_formerly_goes_with_the_place() -> None:
    assert redacted("Roe, 44, formerly of Eastwick, was held.", "of Eastwick", Operator.REMOVE) == (
        "Roe, 44, was held."
    )


def test_articles_fit_what_is_put_in() -> None:
    text = "Police held a pervert at the house."
    assert redacted(text, "pervert", Operator.REPLACE, "offender") == (
        "Police held an offender at the house."
    )
    named = "The boy Sam Roe was found by police."
    assert redacted(named, "boy Sam Roe", Operator.MASK, "a child") == (
        "A child was found by police."
    )


def test_what_is_left_of_a_sentence_has_to_say_something() -> None:
    assert redacted("He ran away.", "ran away", Operator.REMOVE) == ""


def test_what_is_set_apart_behind_a_removed_name_stays_so() -> None:
    text = "The driver, Ivo Marsh, who was hurt, left."
    span = Span(text.index("Ivo"), text.index(", who"))
    document = document_of([text.removesuffix(".").split()])
    gone = Proposal(span, "R-1", Operator.REMOVE, "", "why", "span", 3)
    assert applied(document, [gone]).text == "The driver, who was hurt, left."


def test_the_comma_of_an_age_that_stays_stays() -> None:
    text = "Roe, 44, of Row, Wexcombe, was jailed."
    span = Span(text.index(", of"), text.index(" was"))
    document = document_of([text.removesuffix(".").split()])
    gone = Proposal(span, "R-1", Operator.REMOVE, "", "why", "span", 3)
    assert applied(document, [gone]).text == "Roe, 44, was jailed."


def test_a_broader_wording_for_all_of_it_stands_before_the_label_of_a_name() -> None:
    text = "It took place at the Anna Roe House in May."
    whole, name = Span(14, 35), Span(21, 35)
    assert whole.of(text) == "at the Anna Roe House"
    general = Proposal(whole, "ID-10", Operator.GENERALISE, "at a care home")
    label = Proposal(name, "ID-27", Operator.MASK, "a place")
    (merged,) = merge([general, label])
    assert merged.replacement == "at a care home"
    gone = Proposal(name, "ID-09", Operator.REMOVE)
    (removed,) = merge([general, label, gone])
    assert not removed.replacement
