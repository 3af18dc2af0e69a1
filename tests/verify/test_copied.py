"""What is a sentence of the source word for word, but for when it was said to be."""

from __future__ import annotations

import pytest

from summarizer.verify.copied import is_copied

LEAD = (
    "TARNHOLM, April 22 - At least 64 people were hurt before dawn on Tuesday, officials said, in"
    " the worst single storm."
)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("At least 64 people were hurt before dawn, officials said, in the worst single storm.",
         LEAD),
        ("A man was jailed.", "A man was jailed on Monday."),
        ("A man was jailed on Monday.", "A man was jailed on Monday."),
        ("The council met.", "However, the council met last week."),
        ("The council met.", "On Monday, the council met."),
        ("He paid £1,400 for it.", "He paid £1,400 for it this year."),
    ],
)  # fmt: skip
def test_a_copy_may_lack_when(claim: str, sentence: str) -> None:
    assert is_copied(claim, sentence)


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("64 people were hurt before dawn, officials said, in the worst single storm.", LEAD),
        ("A man was jailed on Monday.", "A man was jailed."),
        ("A man was jailed on Monday.", "A man was jailed on Tuesday."),
        ("A man was jailed.", "A man was not jailed on Monday."),
        ("A man was jailed.", "A man was jailed on Monday, a court was told."),
        ("He paid £1,400 for it.", "He paid £1,500 for it."),
        ("Prices rose over the.", "Prices rose over the last year."),
        ("No charges were brought.", "No, charges were brought."),
        ("The officer said the driver was drunk.", "The officer, said the driver, was drunk."),
        ("It was the worst storm.", "It was the worst storm this year."),
        ("No trains run.", "No trains run on Sunday."),
        ("It told of the killing of Bloody.", "It told of the killing of Bloody Sunday."),
        ("The Good Agreement was signed.", "The Good Friday Agreement was signed."),
        ("For his mother he would stay.", "But for his mother he would stay."),
        ("The mayor took bribes.", "FALSE: The mayor took bribes."),
        ("", "A man was jailed."),
    ],
)
def test_what_lacks_more_or_says_more_is_none(claim: str, sentence: str) -> None:
    assert not is_copied(claim, sentence)
