"""What a run is asked to do."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from summarizer.batch.options import Options
from summarizer.errors import UsageError
from summarizer.read.archive import Entry, parse_where


@pytest.fixture
def options(tmp_path: Path) -> Options:
    return Options(source="archive", out=tmp_path / "out.parquet")


@pytest.mark.parametrize(
    "wrong",
    [
        {"limit": 0},
        {"sample": 0.0},
        {"sample": 1.1},
        {"sample": math.nan},
        {"near": 0.7},
        {"near": math.nan},
        {"workers": 0},
        {"workers": 257},
        {"unit": 0},
    ],
)
def test_numbers_out_of_range_are_refused(options: Options, wrong: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=next(iter(wrong))):
        replace(options, **wrong)


def test_a_sample_is_the_same_in_every_run_and_about_as_large_as_asked(options: Options) -> None:
    some = replace(options, sample=0.2)
    chosen = [f"{at}.txt" for at in range(2000) if some.sampled(f"{at}.txt")]
    assert 330 < len(chosen) < 470
    more = replace(options, sample=0.4)
    assert all(more.sampled(each) for each in chosen)
    assert options.sampled("any")


def test_conditions_hold_together(options: Options) -> None:
    where = (parse_where("section=crime"), parse_where("bytes<100"))
    asked = replace(options, where=where)
    crime = Entry(source="a:1", data="short", metadata=(("section", "crime"),))
    assert asked.takes(crime)
    assert not asked.takes(replace(crime, metadata=(("section", "sport"),)))
    assert not asked.takes(replace(crime, data="long " * 100))


def test_what_decides_the_reports_is_plain_json_and_nothing_else(options: Options) -> None:
    choosing = json.loads(json.dumps(options.choosing))
    assert choosing == options.choosing
    others = replace(options, workers=7, limit=3, start="resume", stalled_s=5.0)
    assert others.choosing == options.choosing
    for other in ({"near": 0.8}, {"sample": 0.5}, {"unit": 3}, {"max_bytes": 9}):
        assert replace(options, **other).choosing != options.choosing  # type: ignore[arg-type]


def test_a_condition_is_told_apart_by_its_value_and_does_not_tell_it(options: Options) -> None:
    one, other = (
        replace(options, where=(parse_where(f"title~{name}"),)).choosing
        for name in ("Quillfeather", "Ashdown")
    )
    assert one != other
    assert one == replace(options, where=(parse_where("title ~ Quillfeather"),)).choosing
    assert "Quillfeather" not in json.dumps(one)
    assert str(one["where"]).startswith("['title ~ #")
