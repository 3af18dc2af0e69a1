"""In which form people who may be named come up."""

from __future__ import annotations

import pytest

from summarizer.write.naming import in_full


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("When Bevan left, he wept.", "When Huw Bevan left, he wept."),
        ("Judge Bevan left.", "Judge Huw Bevan left."),
        ("Nerys Bevan left.", "Nerys Bevan left."),
        ("Nerys Bevan spoke and Bevan left.", "Nerys Bevan spoke and Huw Bevan left."),
        ("Bevans left.", "Bevans left."),
    ],
)
def test_a_bare_surname_is_given_in_full_and_that_of_another_is_not(
    text: str, expected: str
) -> None:
    assert in_full(text, "Bevan", "Huw Bevan") == expected
