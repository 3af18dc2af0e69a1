from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from summarizer.models.retry import Patience, retry_after

NOW = datetime(2026, 11, 1, 12, 0, 0, tzinfo=UTC)


def draws(tried: int, *, seed: int = 0) -> list[float]:
    patience = Patience(left_s=300.0, first_s=0.5, random=Random(seed))
    return [patience.wait(tried) for _ in range(400)]


@pytest.mark.parametrize(("tried", "most"), [(0, 0.5), (1, 1.0), (4, 8.0), (9, 60.0), (9999, 60)])
def test_jitter_is_full_and_bounded(tried: int, most: float):
    found = draws(tried)
    assert min(found) < 0.1 * most
    assert 0.9 * most < max(found) <= most


def test_the_same_seed_waits_the_same():
    assert draws(2) == draws(2)
    assert draws(2) != draws(2, seed=1)


@pytest.mark.parametrize(("asked", "seconds"), [(7.0, 7.0), (60.0, 60.0), (3600.0, 60.0)])
def test_what_the_server_asks_is_waited_up_to_a_minute(asked: float, seconds: float):
    patience = Patience(left_s=300.0, first_s=0.5, random=Random(0))
    assert patience.wait(0, asked_s=asked) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7.0),
        (" 0.5 ", 0.5),
        ("0", 0.0),
        ("-3", 0.0),
        ("", 0.0),
        ("soon", 0.0),
        ("nan", 0.0),
        ("inf", 0.0),
        ("Sun, 01 Nov 2026 12:00:30 GMT", 30.0),
        ("Sun, 01 Nov 2026 12:00:30 -0000", 30.0),
        ("Sun, 01 Nov 2026 13:00:30 +0100", 30.0),
        ("Sunday, 01-Nov-26 12:00:30 GMT", 30.0),
        ("Sun, 01 Nov 2026 11:00:00 GMT", 0.0),
        ("Sun, 99 Nov 2026 12:00:00 GMT", 0.0),
    ],
)
def test_a_server_says_seconds_or_a_date(text: str, seconds: float):
    assert retry_after({"Retry-After": text}, now=NOW) == seconds


def test_nothing_said_is_nothing_asked():
    assert retry_after({}, now=NOW) == 0.0


def test_a_date_counts_from_the_clock_of_the_server():
    headers = {
        "Retry-After": "Sun, 01 Nov 2026 09:00:10 GMT",
        "Date": "Sun, 01 Nov 2026 09:00:00 GMT",
    }
    assert retry_after(headers, now=NOW) == 10.0
    assert retry_after(headers | {"Date": "today"}, now=NOW) == 0.0
