"""A store with reports and originals, and the desk page on it without a browser."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from summarizer.store import intake, people
from summarizer.store.desk import Desk
from summarizer.store.values import DeskRules, Original, Preferences, Role, User
from summarizer.types import (
    Check,
    Evidence,
    Finding,
    Operator,
    Provenance,
    Redaction,
    Report,
    Span,
    Status,
    Summary,
    SummarySentence,
    Warning_,
)

DESK_APP = str(Path(__file__).with_name("desk_app.py"))

SENTENCES = (
    "Two men were sentenced on Monday at the court in the harbour town.",
    "Adam Quill, who gave evidence, lost his brother in the killing.",
    "The killing took place in March.",
    "The town has a library.",
)
"""An original: the second sentence names a victim's relative, the last one holds nothing."""


def spans_of(sentences: tuple[str, ...]) -> tuple[Span, ...]:
    spans, at = [], 0
    for sentence in sentences:
        spans.append(Span(at, at + len(sentence)))
        at += len(sentence) + 1
    return tuple(spans)


def original_of(document_id: str, sentences: tuple[str, ...] = SENTENCES) -> Original:
    text = " ".join(sentences)
    return Original(
        document_id=document_id,
        media_type="text/plain",
        source=f"archive/{document_id}.txt",
        data=text.encode(),
        text=text,
        sentences=spans_of(sentences),
    )


def report_of(
    document_id: str,
    *,
    level: int = 2,
    status: Status = Status.READY,
    text: str = "Two men were sentenced on Monday.",
    sentences: tuple[str, ...] = SENTENCES,
) -> Report:
    """A report on ``original_of``: it rests on 1 and 3, 2 is redacted, 2 and 3 are warned of."""
    spans, joined = spans_of(sentences), " ".join(sentences)
    name, kin = (
        Span(joined.index(words), joined.index(words) + len(words))
        for words in ("Adam Quill", "his brother")
    )
    findings = tuple(
        Finding(code="cw-killing", level=level, span=Span(at, at + 7), rule="kill-1")
        for at in (joined.index("killing"), spans[2].start + 4)
    )
    ready = status is Status.READY
    said = ((text, "generated", spans[0]), ("It was in March.", "extracted", spans[2]))
    summary = Summary("Two men sentenced", tuple(
        SummarySentence(text=words, origin=origin, evidence=(Evidence(span, Span(0, 0)),))  # type: ignore[arg-type]
        for words, origin, span in said
    ))  # fmt: skip
    return Report(
        document_id=document_id,
        source=f"archive/{document_id}.txt",
        language="en",
        status=status,
        content_warning="Killing; court case",
        summary=None if status is Status.WITHHELD else summary,
        warnings=(Warning_("cw-killing", level, 0.9, findings),),
        summary_levels=(("cw-killing", 1),),
        redactions=(
            Redaction(name, "ID-03", Operator.REPLACE, "a relative", "name of a relative"),
            Redaction(kin, "ID-09", Operator.REMOVE, "", "relation to a victim"),
        ),
        checks=(Check("grounding", ready, 0.9, "" if ready else "FA-01"),),
        provenance=Provenance(version="1", model="smollm2-135m", detector="heads-1"),
    )


@dataclass
class Place:
    """A store on disk, two moderators, a lead and an auditor, and the desk page for each."""

    desk: Desk
    patch: pytest.MonkeyPatch
    users: dict[str, User] = field(default_factory=dict)

    def add(
        self,
        number: int = 1,
        *,
        original: bool = True,
        sentences: tuple[str, ...] = SENTENCES,
        **values: object,
    ) -> int:
        """Adds a document; gives the number of its item."""
        name = f"d-{number}"
        report = report_of(name, sentences=sentences, **values)  # type: ignore[arg-type]
        held = original_of(name, sentences) if original else None
        return intake.add_report(self.desk, report, original=held).item_id

    def open(self, user: str = "mo") -> AppTest:
        """The page as somebody sees it first."""
        self.patch.setenv("SUMMARIZER_TEST_USER", user)
        return AppTest.from_file(DESK_APP, default_timeout=120).run()

    def prefer(self, user: str, **values: object) -> None:
        """Saves somebody's preferences."""
        chosen = Preferences(**values)  # type: ignore[arg-type]
        people.save_preferences(self.desk, self.users[user], chosen)


@pytest.fixture
def make_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Place]]:
    """Makes the store under the operator's rules; nothing is drawn unless told otherwise."""
    made: list[Desk] = []
    st.cache_resource.clear()

    def make(**rules: object) -> Place:
        chosen = {"second_review_percent": 0, **rules}
        path = str(tmp_path / "desk.db")
        desk = Desk.open(path, rules=DeskRules(**chosen), environ={})  # type: ignore[arg-type]
        made.append(desk)
        monkeypatch.setenv("SUMMARIZER_TEST_STORE", path)
        monkeypatch.setenv("SUMMARIZER_TEST_RULES", json.dumps(chosen))
        place = Place(desk, monkeypatch)
        for name, role in (
            ("mo", Role.MODERATOR),
            ("kim", Role.MODERATOR),
            ("lee", Role.LEAD),
            ("audit", Role.AUDITOR),
        ):
            place.users[name] = people.ensure_user(desk, name, role=role)
        return place

    yield make
    for desk in made:
        desk.close()
    st.cache_resource.clear()


@pytest.fixture
def place(make_place: Callable[..., Place]) -> Place:
    """The store under plain rules."""
    return make_place()
