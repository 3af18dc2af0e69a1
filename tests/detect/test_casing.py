"""Names get their capitals back where a text has none, or nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.detect.casing import recased
from summarizer.text import sentences


def cased(text: str) -> str:
    return recased(text, sentences(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "POLICE IN LEEDS ARRESTED TARIQ O'DONNELL ON MONDAY.",
            "Police in Leeds arrested Tariq O'Donnell on Monday.",
        ),
        (
            "the army said that maria okoye was found near the river.",
            "The army said that Maria Okoye was found near the river.",
        ),
        ("Only this one. MR ADEBAYO-PRICE WAS NOT THERE.",
         "Only this one. Mr Adebayo-Price was not there."),
    ],
)  # fmt: skip
def test_names_are_given_capitals(text: str, expected: str) -> None:
    assert cased(text) == expected


@pytest.mark.parametrize(
    "text",
    ["The army said that Maria Okoye was found.", "BBC and NATO spoke.", "a short one", ""],
)
def test_ordinary_text_stays(text: str) -> None:
    assert cased(text) == text


@given(st.text(max_size=120))
def test_only_the_case_of_letters_changes(text: str) -> None:
    told = cased(text)
    assert len(told) == len(text)
    assert told.casefold() == text.casefold() or any(len(c.lower()) != 1 for c in text)
