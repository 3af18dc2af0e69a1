"""Precision, recall, F1 and calibration, against figures worked out by hand."""

from __future__ import annotations

import pytest

from summarizer.evaluate.metrics import (
    Bin,
    Counts,
    auroc,
    balanced_accuracy,
    best_threshold,
    expected_calibration_error,
    reliability,
    total,
)


def test_counts_give_the_usual_measures() -> None:
    counts = Counts(hit=6, extra=2, missed=4)
    assert counts.precision == pytest.approx(0.75)
    assert counts.recall == pytest.approx(0.6)
    assert counts.f1 == pytest.approx(2 * 6 / 18)


def test_nothing_there_and_nothing_found_is_no_mistake() -> None:
    assert (Counts().precision, Counts().recall, Counts().f1) == (1.0, 1.0, 1.0)


def test_counts_add_up() -> None:
    assert total([Counts(1, 2, 3), Counts(4, 5, 6)]) == Counts(5, 7, 9)


def test_reliability_bins_and_their_error() -> None:
    pairs = [(0.05, False), (0.05, False), (0.95, True), (0.95, False), (1.0, True)]
    low, high = reliability(pairs)
    assert low == Bin(2, 0.05, 0.0)
    assert high.count == 3
    assert high.share == pytest.approx(2 / 3)
    error = expected_calibration_error([low, high])
    assert error == pytest.approx((2 * 0.05 + 3 * abs((0.95 + 0.95 + 1) / 3 - 2 / 3)) / 5)


def test_no_pairs_have_no_error() -> None:
    assert expected_calibration_error(reliability([])) == 0.0


def test_auroc_counts_pairs_and_half_of_ties() -> None:
    told = [(0.9, True), (0.4, True), (0.4, False), (0.1, False)]
    assert auroc(told) == pytest.approx(3.5 / 4)
    assert auroc([(0.5, True)]) is None


def test_the_best_threshold_is_the_one_of_highest_balanced_accuracy() -> None:
    told = [(0.9, True), (0.6, False), (0.5, True), (0.2, False), (0.1, False)]
    best = best_threshold(told)
    tried = {score: balanced_accuracy(told, score) for score, _ in told}
    assert tried[best] == max(value for value in tried.values() if value is not None)
    assert balanced_accuracy([(0.5, True)], 0.5) is None
