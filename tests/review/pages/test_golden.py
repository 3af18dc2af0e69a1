"""Items whose right answer is known look like all others, on every page and to everybody."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from summarizer.store import claims, decide, queue
from summarizer.store.values import DecisionKind, Golden, ItemState

Html = Callable[[AppTest], str]


def told(page: AppTest, html: Html) -> str:
    """All that a page says, labels and answers to clicks too, without what numbers items."""
    parts = [html(page)]
    for kind in ("markdown", "caption", "text", "button", "success", "error", "info"):
        for element in page.get(kind):
            parts.append(str(getattr(element, "label", "") or getattr(element, "value", "")))
    return re.sub(r"\d+", "0", " ".join(parts))


@pytest.mark.parametrize("answer", ["approve", "reject"])
@pytest.mark.parametrize("name", ["mo", "lea", "aud"])
def test_the_queue_lists_them_like_all_others(
    workplace: Any, html: Html, name: str, answer: str
) -> None:
    workplace.add()
    workplace.add(golden=Golden(answer))
    page = workplace.open("queue", getattr(workplace, name))
    one, other = re.findall(r"<article.*?</article>", told(page, html), re.DOTALL)
    assert one == other
    assert "golden" not in told(page, html).lower()


@pytest.mark.parametrize("golden", [Golden("approve"), Golden("reject")])
def test_the_desk_my_work_and_the_decisions_are_the_same_for_them(
    workplace: Any, html: Html, golden: Golden
) -> None:
    said = []
    for known in (None, golden):
        item_id = workplace.add(golden=known, text="Two men were sentenced on Monday.")
        desk = workplace.open("desk", workplace.mo)
        desk.button(key="desk.next").click().run()
        assert not desk.exception
        claim = claims.resume(workplace.desk, item_id, workplace.mo)
        decide.decide(workplace.desk, claim, DecisionKind.REJECT, reason="seen")
        mine = workplace.open("mine", workplace.mo)
        row = re.findall(r"<article.*?</article>", told(mine, html), re.DOTALL)[0]
        listed = workplace.open("queue", workplace.lea)
        states = listed.multiselect(key="queue.filter.states")
        states.set_value([ItemState.REJECTED]).run()
        listed.button(key=f"queue.decisions.{item_id}").click().run()
        (decisions,) = re.findall(r"<section.*?</section>", told(listed, html), re.DOTALL)
        said.append((told(desk, html), row, decisions))
        assert queue.item(workplace.desk, item_id, by=workplace.lea).golden is (known is not None)
    assert said[0] == said[1]
    assert "golden" not in str(said).lower()
