"""The desk page with a store from the environment and a pipeline that answers at once.

For the tests: ``SUMMARIZER_TEST_STORE`` names the store, ``SUMMARIZER_TEST_USER`` who sits there,
``SUMMARIZER_TEST_RULES`` the operator's rules as JSON. What an edit says decides what the checks
say of it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from functools import partial

import streamlit as st

from summarizer.errors import ModelError
from summarizer.policy import load_policy
from summarizer.review import desk_page
from summarizer.review.context import Context
from summarizer.review.main import veil_on_leaving
from summarizer.review.problem import showing
from summarizer.review.service import Service
from summarizer.review.strings import catalogue
from summarizer.review.style import css
from summarizer.store import people
from summarizer.store.desk import Desk
from summarizer.store.values import DeskRules
from summarizer.types import (
    Check,
    Evidence,
    Provenance,
    Report,
    Span,
    Status,
    Summary,
    SummarySentence,
)
from summarizer.view import words_for


class FakePipeline:
    """Finds an edit good unless it says what a check is for."""

    def summarize_bytes(self, data: bytes, *, source: str, media_type: str | None = None) -> Report:
        raise AssertionError("the desk summarises nothing")

    def check_bytes(
        self,
        data: bytes,
        *,
        source: str,
        media_type: str | None = None,
        headline: str,
        sentences: Sequence[str],
    ) -> Report:
        said = " ".join((headline, *sentences))
        if "no model" in said:
            raise ModelError("model smollm2-135m is missing; run: summarizer models pull")
        if "break" in said:
            raise KeyError(said)
        good = "nobody said this" not in said
        told = Check("grounding", good, 0.2, "" if good else "FA-01, grounding:figure")
        named = Check("identity", None if "unclear" in said else True, None, "")
        status = Status.READY if good and "unclear" not in said else Status.NEEDS_REVIEW
        hidden = "too much" in said
        if hidden:
            told, status = Check("safety", False, None, "cw-killing:4"), Status.WITHHELD
        evidence = (Evidence(Span(0, 10), Span(0, 10)),)
        return Report(
            document_id=source.removesuffix(".txt").rpartition("/")[2],
            source=source,
            language="en",
            status=status,
            content_warning="Killing; court case",
            summary=None if hidden else Summary(headline, tuple(
                SummarySentence(text=each, origin="generated", evidence=evidence)
                for each in sentences
            )),
            checks=(told, named),
            provenance=Provenance(version="1", model="person"),
        )  # fmt: skip


@st.cache_resource(show_spinner=False)
def service(store: str, rules: str) -> Service:
    desk = Desk.open(store, rules=DeskRules(**json.loads(rules)), environ={})
    return Service(desk, words_for("default"), load_policy(), lambda style, model: FakePipeline())


def page(show: object, context: Context) -> None:
    with showing(context.say):
        show(context)  # type: ignore[operator]


def other(context: Context) -> None:
    st.title("Another page")


def run() -> None:
    st.set_page_config(page_title="Summarizer", layout="wide")
    environ = os.environ
    made = service(environ["SUMMARIZER_TEST_STORE"], environ.get("SUMMARIZER_TEST_RULES", "{}"))
    name = environ.get("SUMMARIZER_TEST_USER", "mo")
    name = st.query_params.get("user", name)
    user = people.user(made.desk, name)
    assert user is not None
    preferences = people.preferences(made.desk, user)
    st.html(css(preferences))
    context = Context(made, user, preferences, catalogue(preferences.language))
    shows = {"desk": desk_page.show, "queue": other, "help": other}
    pages = {
        name: st.Page(partial(page, show, context), title=name.title(), url_path=name,
                      default=name == "desk")
        for name, show in shows.items()
    }  # fmt: skip
    chosen = st.navigation(list(pages.values()))
    veil_on_leaving(context, next(name for name, each in pages.items() if each == chosen))
    chosen.run()


run()
