"""Help lines: which, how many, in which order."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlparse

import pytest

from summarizer.policy import load_policy, support_lines

COUNTRIES = ("GB", "IE", "US", "AU", "CA", "NZ")
NEEDED = ("cw-suicide", "cw-child-sexual-abuse", "cw-self-injury")


@pytest.mark.parametrize("country", COUNTRIES)
@pytest.mark.parametrize("code", NEEDED)
def test_the_gravest_codes_have_a_line_in_each_country(country: str, code: str) -> None:
    lines = support_lines(load_policy("default", country=country), [code])
    assert lines
    assert {line.country for line in lines} == {country}
    assert {line.code for line in lines} == {code}


def test_at_most_three_lines_each_once() -> None:
    policy = load_policy("default")
    lines = support_lines(policy, [code.slug for code in policy.codes])
    assert len(lines) == 3
    assert len({(line.name, line.contact) for line in lines}) == 3


def test_the_most_severe_code_comes_first_whatever_the_order() -> None:
    policy = load_policy("default")
    codes = ["cw-suicide", "cw-domestic-abuse", "cw-child-sexual-abuse"]
    lines = support_lines(policy, codes)
    assert lines == support_lines(policy, reversed(codes))
    assert [line.code for line in lines] == [
        "cw-child-sexual-abuse",
        "cw-suicide",
        "cw-domestic-abuse",
    ]


def test_child_sexual_abuse_has_a_line_for_children_and_one_for_survivors() -> None:
    lines = support_lines(load_policy("default"), ["cw-child-sexual-abuse"])
    assert len(lines) == 3


def test_nothing_without_a_matching_code_or_country() -> None:
    assert support_lines(load_policy("default"), []) == ()
    assert support_lines(load_policy("default"), ["cw-unknown"]) == ()
    assert support_lines(load_policy("default", country="FR"), ["cw-suicide"]) == ()


def test_every_line_names_the_page_where_it_was_checked() -> None:
    for line in load_policy("default").help_lines:
        assert urlparse(line.source).scheme == "https", line.name
        assert date.fromisoformat(line.checked) >= date(2026, 11, 1)
