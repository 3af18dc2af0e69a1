"""Bins reach from one edge up to the next."""

from __future__ import annotations

from bisect import bisect_right

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.batch.histogram import CHARACTERS, SECONDS, WORDS, Bins


def test_a_number_on_an_edge_is_in_the_bin_above() -> None:
    bins = Bins((10, 20))
    for number in (0, 9, 10, 19, 20, 500):
        bins.add(number)
    histogram = bins.histogram()
    assert histogram.counts == (2, 2, 2)
    assert (histogram.count, histogram.total, histogram.mean) == (6, 558, 93)


def test_nothing_was_counted() -> None:
    histogram = Bins(WORDS).histogram()
    assert (histogram.count, histogram.total, histogram.mean) == (0, 0, 0.0)


@given(st.lists(st.floats(0, 1e7)))
def test_no_number_is_lost(numbers: list[float]) -> None:
    bins = Bins(SECONDS)
    for number in numbers:
        bins.add(number)
    counts = bins.histogram().counts
    assert sum(counts) == len(numbers)
    for at, count in enumerate(counts):
        assert count == sum(bisect_right(SECONDS, number) == at for number in numbers)


@pytest.mark.parametrize("edges", [WORDS, CHARACTERS, SECONDS])
def test_edges_ascend(edges: tuple[float, ...]) -> None:
    assert list(edges) == sorted(set(edges))
    assert edges[0] > 0
