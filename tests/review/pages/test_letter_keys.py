"""Keys of one character can be switched off (WCAG 2.1.4); Escape and keys with Ctrl stay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from summarizer.review.context import Context
from summarizer.review.desk_decide import REASONS
from summarizer.review.keys import KEYS
from summarizer.review.strings import catalogue
from summarizer.store import people
from summarizer.store.values import Preferences

Html = Callable[[AppTest], str]


def shortcuts(page: AppTest) -> set[str]:
    return {button.proto.shortcut for button in page.button if button.proto.shortcut}


def context(workplace: Any, preferences: Preferences) -> Context:
    return Context(None, workplace.mo, preferences, catalogue("en"))  # type: ignore[arg-type]


def test_every_key_is_its_own_unless_it_is_switched_off(workplace: Any) -> None:
    on = context(workplace, Preferences())
    off = context(workplace, Preferences(letter_keys=False))
    assert {name: on.key(name) for name in KEYS} == KEYS
    assert on.key("7") == "7"
    assert off.key("7") is None
    left = {name: off.key(name) for name in KEYS if off.key(name)}
    assert left == {"check_edit": "Ctrl+Enter", "veil_all": "Escape"}
    with pytest.raises(KeyError):
        on.key("no such action")


@pytest.mark.parametrize("name", ["desk", "queue", "mine", "batch"])
def test_no_page_has_letter_keys_once_they_are_off(workplace: Any, name: str) -> None:
    workplace.add(text="Two men were sentenced on Monday.")
    workplace.add()
    people.save_preferences(workplace.desk, workplace.mo, Preferences(letter_keys=False))
    page = workplace.open(name, workplace.mo)
    assert shortcuts(page) == set()
    if name == "desk":
        page.button(key="desk.next").click().run()
        page.button(key="desk.item.do.reject").click().run()
        assert not page.exception
        assert shortcuts(page) == set()


def test_the_desk_has_them_otherwise(workplace: Any) -> None:
    workplace.add(text="Two men were sentenced on Monday.")
    page = workplace.open("desk", workplace.mo)
    assert shortcuts(page) == {"n"}
    page.button(key="desk.next").click().run()
    assert {"a", "j", "s"} <= shortcuts(page)
    page.button(key="desk.item.do.reject").click().run()
    assert {"1", "7", "q"} <= shortcuts(page)


def test_settings_switch_them_off(workplace: Any) -> None:
    page = workplace.open("settings", workplace.mo)
    box = next(each for each in page.checkbox if each.label.startswith("Keys of a single letter"))
    assert box.value
    box.uncheck()
    next(each for each in page.button if each.label == "Save").click().run()
    assert not page.exception
    kept = people.preferences(workplace.desk, workplace.mo)
    assert kept == replace(Preferences(), letter_keys=False)


def test_help_tells_which_are_off(workplace: Any, html: Html) -> None:
    page = workplace.open("help", workplace.mo)
    assert "<kbd>1\u20137</kbd></td><td>give the reason of this number</td>" in html(page)
    assert max(map(len, REASONS.values())) == 7
    assert "(switched off)" not in html(page)
    people.save_preferences(workplace.desk, workplace.mo, Preferences(letter_keys=False))
    page = workplace.open("help", workplace.mo)
    shown = html(page)
    assert shown.count("(switched off)") == len(KEYS) - 2 + 1
    assert "<kbd>A</kbd></td><td>approve the report (switched off)</td>" in shown
    assert "<kbd>Esc</kbd></td><td>veil all that is open</td>" in shown
    assert any("You have switched off the keys" in each.value for each in page.markdown)
