"""Spans and offset maps: the arithmetic that every promise stands on."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.types import (
    Document,
    Draft,
    OffsetMap,
    Run,
    SafeText,
    Span,
    SummarySentence,
    Token,
    merge_spans,
)


@st.composite
def maps(draw: st.DrawFn) -> OffsetMap:
    """Ordered runs with gaps, replacements and insertions."""
    runs: list[Run] = []
    derived = origin = 0
    for _ in range(draw(st.integers(0, 8))):
        origin += draw(st.integers(0, 5))
        length = draw(st.integers(1, 6))
        taken = draw(st.one_of(st.just(length), st.integers(0, 6)))
        runs.append(Run(Span(derived, derived + length), Span(origin, origin + taken)))
        derived += length
        origin += taken
    return OffsetMap(tuple(runs))


@st.composite
def maps_with_span(draw: st.DrawFn) -> tuple[OffsetMap, Span]:
    offsets = draw(maps())
    start = draw(st.integers(0, offsets.derived_length))
    return offsets, Span(start, draw(st.integers(start, offsets.derived_length)))


@given(maps_with_span())
def test_origin_of_a_span_covers_the_origin_of_each_of_its_characters(
    case: tuple[OffsetMap, Span],
) -> None:
    offsets, span = case
    whole = offsets.to_origin(span)
    for at in range(span.start, span.end):
        assert whole.contains(offsets.to_origin(Span(at, at + 1)))


@given(maps_with_span())
def test_there_and_back_covers_the_span(case: tuple[OffsetMap, Span]) -> None:
    offsets, span = case
    if all(len(origin) for origin in offsets.origins(span)) and len(span):
        assert offsets.to_derived(offsets.to_origin(span)).contains(span)


@given(maps_with_span())
def test_origins_are_ordered_and_inside_the_whole(case: tuple[OffsetMap, Span]) -> None:
    offsets, span = case
    origins = list(offsets.origins(span))
    assert all(left.end <= right.start for left, right in pairwise(origins))
    assert all(offsets.to_origin(span).contains(origin) for origin in origins)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 6))))
def test_merged_spans_hold_the_same_characters(pairs: list[tuple[int, int]]) -> None:
    spans = [Span(start, start + length) for start, length in pairs]
    merged = merge_spans(spans)
    before = {at for span in spans for at in range(span.start, span.end)}
    after = [at for span in merged for at in range(span.start, span.end)]
    assert set(after) == before
    assert len(after) == len(before)
    assert all(left.end < right.start for left, right in pairwise(merged))


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_a_reversed_or_negative_range_is_no_span(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


def test_runs_have_to_tile_the_derived_text() -> None:
    with pytest.raises(ValueError, match="tile"):
        OffsetMap((Run(Span(1, 2), Span(0, 1)),))
    with pytest.raises(ValueError, match="ordered"):
        OffsetMap((Run(Span(0, 1), Span(5, 6)), Run(Span(1, 2), Span(0, 1))))


def test_no_repr_shows_text() -> None:
    secret = "canary"
    values = [
        Document(id="d", text=secret, plain=secret, plain_map=OffsetMap.identity(6)),
        SafeText(text=secret, map=OffsetMap.identity(6), title=secret),
        Draft(sentences=(SummarySentence(text=secret, origin="extracted"),), headline=secret),
        Token(Span(0, 6), secret, secret, "NOUN", "NN", "ROOT", 0),
    ]
    assert all(secret not in repr(value) for value in values)
