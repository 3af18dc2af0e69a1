"""One page of the desk, with a store from the environment and a pipeline that answers at once.

For the tests: ``SUMMARIZER_TEST_STORE`` names the store, ``SUMMARIZER_TEST_USER`` who sits there,
``SUMMARIZER_TEST_PAGE`` the page, ``SUMMARIZER_TEST_RULES`` the operator's rules as JSON,
``SUMMARIZER_TEST_CLOCK`` the time, if it is to stand still. What a document says decides what
becomes of it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from functools import partial
from importlib import import_module

import streamlit as st

from summarizer.errors import ModelError
from summarizer.policy import load_policy
from summarizer.read import read_bytes
from summarizer.review.context import Context
from summarizer.review.problem import showing
from summarizer.review.service import Service
from summarizer.review.strings import catalogue
from summarizer.review.style import css
from summarizer.store import people
from summarizer.store.desk import Desk
from summarizer.store.values import DeskRules
from summarizer.types import Check, Provenance, Report, Status, Summary, SummarySentence
from summarizer.view import words_for

PAGES = ("queue", "mine", "team", "batch", "help")
ELSEWHERE = ("desk", "settings")
"""Only told apart from where somebody was before, unless it is what is opened."""


class FakePipeline:
    """Finds every document good, unless it says what is to go wrong with it."""

    def __init__(self, style: str, model: str) -> None:
        self.style = style
        self.model = model

    def summarize_bytes(self, data: bytes, *, source: str, media_type: str | None = None) -> Report:
        text = data.decode("utf-8", "replace")
        if "no model" in text:
            raise ModelError("model smollm2-135m is missing; run: summarizer models pull")
        if "break" in text:
            raise KeyError(text)
        if not text.strip():
            failed = Check("read", False, None, "read: empty: it holds no words; check the file")
            return self._report("", source, Status.FAILED, (failed,))
        document = read_bytes(data, source=source)
        return self._report(document.id, source, Status.READY, (Check("grounding", True),))

    def check_bytes(
        self,
        data: bytes,
        *,
        source: str,
        media_type: str | None = None,
        headline: str,
        sentences: Sequence[str],
    ) -> Report:
        raise AssertionError("these pages check no edits")

    def _report(
        self, document_id: str, source: str, status: Status, checks: tuple[Check, ...]
    ) -> Report:
        sentence = SummarySentence(text="A court sat on Monday.", origin="extracted")
        return Report(
            document_id=document_id,
            source=source,
            language="en",
            status=status,
            content_warning="Court case",
            summary=None if status is Status.FAILED else Summary("A court sat", (sentence,)),
            checks=checks,
            provenance=Provenance(version="1", model=self.model or "fake", prompt=self.style),
        )


@st.cache_resource(show_spinner=False)
def service(store: str, rules: str, clock: str) -> Service:
    moment = (lambda: int(os.environ["SUMMARIZER_TEST_CLOCK"])) if clock else None
    desk = Desk.open(store, rules=DeskRules(**json.loads(rules)), environ={}, clock=moment)
    return Service(desk, words_for("default"), load_policy(), FakePipeline)


def page(name: str, context: Context) -> None:
    if name in ELSEWHERE and name != os.environ.get("SUMMARIZER_TEST_PAGE"):
        st.title(f"Here is {name}")
        return
    with showing(context.say):
        import_module(f"summarizer.review.{name}_page").show(context)


def run() -> None:
    st.set_page_config(page_title="Summarizer", layout="wide")
    environ = os.environ
    made = service(
        environ["SUMMARIZER_TEST_STORE"],
        environ.get("SUMMARIZER_TEST_RULES", "{}"),
        "still" if environ.get("SUMMARIZER_TEST_CLOCK") else "",
    )
    user = people.user(made.desk, environ.get("SUMMARIZER_TEST_USER", "mo"))
    assert user is not None
    preferences = people.preferences(made.desk, user)
    st.html(css(preferences))
    pages: dict[str, st.Page] = {}
    context = Context(made, user, preferences, catalogue(preferences.language), pages)
    first = environ.get("SUMMARIZER_TEST_PAGE", PAGES[0])
    for name in (*PAGES, *ELSEWHERE):
        pages[name] = st.Page(
            partial(page, name, context), title=name, url_path=name, default=name == first
        )
    st.navigation(list(pages.values())).run()


run()
