"""A summary as somebody is writing it, and what the checks said of the text they saw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import streamlit as st

from summarizer.review.desk_claim import DRAFT
from summarizer.review.desk_state import ITEM
from summarizer.types import Check, Report

__all__ = ["Checked", "Draft", "draft", "draft_of", "field_key", "passed_edit", "save", "typed"]

HEADLINE = 0
"""Number of the field of the headline; those of the sentences follow."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks said, and of which text: any other has not been checked.

    ``edit_id`` is that under which the store keeps it; None when nothing of it may be kept.
    """

    headline: str = field(repr=False)
    sentences: tuple[str, ...] = field(repr=False)
    passed: bool
    edit_id: int | None
    wrong: tuple[Check, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """Headline and sentences as they stand in the fields, each sentence under a number that stays.

    ``following``: the number that the next new sentence gets.
    """

    headline: str = field(repr=False)
    sentences: tuple[tuple[int, str], ...] = field(repr=False)
    following: int
    checked: Checked | None = None

    @property
    def texts(self) -> tuple[str, ...]:
        """The sentences that have words."""
        return tuple(text.strip() for _, text in self.sentences if text.strip())

    @property
    def fresh(self) -> Checked | None:
        """What the checks said of exactly this text; None when it has not been checked."""
        told = self.checked
        same = told and (told.headline, told.sentences) == (self.headline.strip(), self.texts)
        return told if same else None

    def differs(self, report: Report) -> bool:
        """Whether it says something else than a report's summary."""
        return (self.headline.strip(), self.texts) != _texts(report)


def draft_of(report: Report, *, checked: Checked | None = None) -> Draft:
    """A draft that starts from a report's summary."""
    headline, texts = _texts(report)
    numbered = tuple(enumerate(texts, HEADLINE + 1))
    return Draft(headline, numbered, len(numbered) + HEADLINE + 1, checked)


def draft() -> Draft | None:
    """What is being written in this window; None when nothing is."""
    now: Draft | None = st.session_state.get(DRAFT)
    return now


def save(new: Draft | None) -> None:
    """Remembers a draft; None drops it."""
    if new is None:
        st.session_state.pop(DRAFT, None)
        for key in list(st.session_state):
            if isinstance(key, str) and key.startswith(f"{ITEM}field."):
                del st.session_state[key]
    else:
        st.session_state[DRAFT] = new


def typed() -> Draft | None:
    """The draft with what stands in its fields at this moment, also in answer to a click."""
    now = draft()
    if now is None:
        return None
    fields = st.session_state
    new = replace(
        now,
        headline=fields.get(field_key(HEADLINE), now.headline),
        sentences=tuple(
            (number, fields.get(field_key(number), text)) for number, text in now.sentences
        ),
    )
    save(new)
    return new


def passed_edit() -> int | None:
    """The number of the kept edit, when exactly what stands in the fields was found good."""
    now = typed()
    fresh = now.fresh if now else None
    return fresh.edit_id if fresh and fresh.passed else None


def field_key(number: int) -> str:
    """Key of the field of the headline or of a sentence."""
    return f"{ITEM}field.{number}"


def _texts(report: Report) -> tuple[str, Sequence[str]]:
    if report.summary is None:
        return "", ()
    texts = tuple(sentence.text.strip() for sentence in report.summary.sentences)
    return report.summary.headline.strip(), texts
