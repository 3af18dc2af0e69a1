"""A desk with people at it, and its pages without a browser."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from summarizer.store import intake, people
from summarizer.store.desk import Desk
from summarizer.store.values import DeskRules, Golden, Original, Role, User
from summarizer.types import (
    Check,
    Finding,
    Provenance,
    Report,
    Span,
    Status,
    Summary,
    SummarySentence,
    Warning_,
)

APP = str(Path(__file__).with_name("pages_app.py"))


@pytest.fixture(autouse=True)
def _nothing_kept_between_tests() -> Iterator[None]:
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


class Clock:
    """A clock that the page and the test share; it stands still until it is moved."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.now = 1_800_000_000_000
        self.move()

    def __call__(self) -> int:
        return self.now

    def move(self, *, seconds: float = 0, days: float = 0) -> None:
        """Lets time pass."""
        self.now += round(seconds * 1000 + days * 86_400_000)
        self._monkeypatch.setenv("SUMMARIZER_TEST_CLOCK", str(self.now))


@dataclass(frozen=True)
class Workplace:
    """A desk with four people: ``mo`` and ``may`` moderate, ``lea`` leads, ``aud`` audits."""

    desk: Desk
    clock: Clock
    mo: User
    may: User
    lea: User
    aud: User
    add: Callable[..., int]
    open: Callable[..., AppTest]


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workplace]:
    """A desk, people, items for it, and its pages as somebody sees them."""
    store = str(tmp_path / "desk.db")
    clock = Clock(monkeypatch)
    monkeypatch.setenv("SUMMARIZER_TEST_STORE", store)
    numbers = itertools.count(1)

    # Which items a second person sees as well follows from a key that each store draws for itself.
    rules = DeskRules(second_review_percent=0)
    with Desk.open(store, rules=rules, environ={}, clock=clock) as desk:

        def known(name: str, role: Role) -> User:
            return people.ensure_user(desk, name, role=role)

        def add(*, text: str = "", golden: Golden | None = None, **changes: Any) -> int:
            report = make_report(next(numbers), **changes)
            original = None
            if text:
                data, spans = text.encode(), (Span(0, len(text)),)
                original = Original(
                    document_id=report.document_id,
                    media_type="text/plain",
                    source=report.source,
                    data=data,
                    text=text,
                    sentences=spans,
                )
            return intake.add_report(desk, report, original=original, golden=golden).item_id

        def show(page: str, user: User, *, rules: str = "{}") -> AppTest:
            monkeypatch.setenv("SUMMARIZER_TEST_PAGE", page)
            monkeypatch.setenv("SUMMARIZER_TEST_USER", user.name)
            monkeypatch.setenv("SUMMARIZER_TEST_RULES", rules)
            shown = AppTest.from_file(APP, default_timeout=120).run()
            assert not shown.exception
            return shown

        yield Workplace(
            desk=desk,
            clock=clock,
            mo=known("mo", Role.MODERATOR),
            may=known("may", Role.MODERATOR),
            lea=known("lea", Role.LEAD),
            aud=known("aud", Role.AUDITOR),
            add=add,
            open=show,
        )


def make_report(
    number: int,
    *,
    document_id: str = "",
    level: int = 2,
    code: str = "cw-killing",
    status: Status = Status.READY,
    language: str = "en",
    headline: str = "Two men sentenced",
    warning: str = "Killing; court case",
    source: str = "",
    model: str = "smollm2-135m",
) -> Report:
    """A report on a document of its own, unless told otherwise."""
    leaves = status in (Status.READY, Status.NEEDS_REVIEW)
    finding = Finding(code=code, level=level, span=Span(0, 3), rule="kill-1", score=0.9)
    sentence = SummarySentence(text="Two men were sentenced on Monday.", origin="extracted")
    report = Report(
        document_id=document_id or f"d-{number:016x}",
        source=source or f"archive/{number}.txt",
        language=language,
        status=status,
        content_warning=warning,
        summary=Summary(headline, (sentence,)) if leaves else None,
        summary_levels=((code, 1),),
        checks=(Check("grounding", status is Status.READY, 0.9, ""),),
        provenance=Provenance(version="1", model=model, detector="heads-1", policy="default"),
    )
    if not level:
        return report
    return replace(report, warnings=(Warning_(code, level, 0.9, (finding,)),))


@pytest.fixture
def html() -> Callable[[AppTest], str]:
    """All that a page shows as HTML."""

    def gather(page: AppTest) -> str:
        return "".join(element.proto.body for element in page.get("html"))

    return gather
