"""Numbers as people read them."""

from __future__ import annotations

import pytest

from summarizer.batch.histogram import CHARACTERS, SECONDS, Bins
from summarizer.batch.wording import (
    bin_labels,
    bytes_in_words,
    moment,
    number,
    percent,
    seconds_in_words,
)


@pytest.mark.parametrize(
    ("value", "said"), [(0, "0"), (12345, "12,345"), (64.4, "64.4"), (0.05, "0.05"), (30.0, "30")]
)
def test_numbers(value: float, said: str) -> None:
    assert number(value) == said


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(0, 0, "0 %"), (0, 9, "0 %"), (1, 1000, "<1 %"), (1, 3, "33 %"), (999, 1000, ">99 %"),
     (5, 5, "100 %")],
)  # fmt: skip
def test_shares(part: int, whole: int, said: str) -> None:
    assert percent(part, whole) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0.00 s"),
        (0.417, "0.42 s"),
        (12.34, "12.3 s"),
        (59.97, "1 min 0 s"),
        (245, "4 min 5 s"),
        (3599.6, "1 h 0 min"),
        (11_520, "3 h 12 min"),
        (187_200, "2 days 4 h"),
    ],
)
def test_times(seconds: float, said: str) -> None:
    assert seconds_in_words(seconds) == said


@pytest.mark.parametrize(
    ("size", "said"),
    [(512, "512 bytes"), (3_400, "3.4 kB"), (999_960, "1.0 MB"), (12 * 10**9, "12.0 GB"),
     (3_200 * 10**12, "3,200.0 TB")],
)  # fmt: skip
def test_sizes(size: int, said: str) -> None:
    assert bytes_in_words(size) == said


def test_moments() -> None:
    assert moment("2026-11-08T05:09:41+00:00") == "8 November 2026, 05:09 UTC"
    assert moment(None) == "not known"


def test_bins_of_whole_numbers_do_not_overlap_in_words() -> None:
    labels = bin_labels(Bins(CHARACTERS).histogram())
    assert labels[:3] == ["under 500", "500 to 999", "1,000 to 1,999"]
    assert labels[-1] == "1,000,000 or more"
    assert len(labels) == len(CHARACTERS) + 1


def test_bins_of_seconds() -> None:
    labels = bin_labels(Bins(SECONDS).histogram())
    assert labels[:2] == ["under 0.05", "0.05 to 0.1"]
    assert labels[-2:] == ["10 to 30", "30 or more"]
