"""The page without a browser: what it shows for which answer of the pipeline."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from summarizer.resources import page_script
from summarizer.store import originals, queue
from summarizer.store.desk import Desk
from summarizer.store.values import QueueFilter, Role, User

ADMIN = User("local", Role.ADMIN)


@pytest.fixture
def page(open_page: Callable[..., AppTest]) -> AppTest:
    return open_page("summarise")


def button(page: AppTest, label: str) -> Any:
    return next(each for each in page.button if each.label == label)


def send(page: AppTest, text: str, *, label: str = "Summarise") -> AppTest:
    page.text_area[0].set_value(text)
    return button(page, label).click().run()


def html(page: AppTest) -> str:
    return "".join(element.proto.body for element in page.get("html"))


def test_the_page_starts_empty(page: AppTest) -> None:
    assert not page.exception
    assert page.title[0].value == "Summarise a document"
    assert not page.error
    assert "Content warning" not in html(page)


def test_a_report_starts_with_its_warning(page: AppTest) -> None:
    shown = html(send(page, "A text."))
    order = [
        "Content warning",
        "Child sexual abuse; police operation",
        "Child sexual abuse (described)",
        "Child sexual abuse (named only)",
        "Needs review",
        "Two men sentenced after international investigation",
        "Two men were sentenced for child sexual abuse.",
        "generated; rests on characters 60\u2013180, 400\u2013480",
        "extracted; rests on characters 181\u2013236",
        "What was removed and why",
        "<td>ID-05</td><td>Relationship of victim and offender</td><td>2</td><td>removed</td>",
        "Checks",
        "did not run",
        "A help line: 0000 000 0000 (GB, checked 2026-11-01)",
    ]
    places = [shown.find(words) for words in order]
    assert -1 not in places
    assert places == sorted(places)


def test_the_original_does_not_stay_on_the_page(page: AppTest) -> None:
    send(page, "Words of the original.")
    assert page.text_area[0].value == ""
    assert "Words of the original" not in html(page)
    assert page.session_state["summarise.answer"].report.source == "pasted text"
    assert "Words of the original" not in repr(page.session_state)


def test_nothing_and_too_much_are_refused(page: AppTest) -> None:
    send(page, "  ")
    assert page.error[0].value == "Give one document: a text or a file."
    assert "Content warning" not in html(page)


def test_a_withheld_report_shows_why_and_no_summary(page: AppTest) -> None:
    shown = html(send(page, "withhold this"))
    assert "Withheld: no summary passed the checks" in shown
    assert "There is no summary to show." in shown
    assert "not passed" in shown
    assert "sentenced" not in shown


def test_a_failed_document_says_where_and_why(page: AppTest) -> None:
    send(page, "unreadable")
    assert page.error[0].value == "This document could not be handled."
    assert page.text[0].value == "read: binary: this is no text"
    assert "Content warning" not in html(page)


def test_a_missing_model_says_what_to_do(page: AppTest) -> None:
    send(page, "missing model")
    assert page.error[0].value == "A model or server that is needed cannot be reached."
    assert "summarizer models pull" in page.text[0].value
    assert not page.exception


def test_an_unforeseen_error_never_shows_the_document(
    page: AppTest, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    send(page, "please break with secret words")
    assert page.error[0].value.startswith("Something broke")
    assert page.text[0].value == "KeyError"
    assert not page.exception
    captured = capsys.readouterr()
    everything = html(page) + page.text[0].value + captured.out + captured.err + caplog.text
    assert "secret words" not in everything


def test_an_error_clears_the_report_before_it(page: AppTest) -> None:
    assert "Content warning" in html(send(page, "A text."))
    assert "Content warning" not in html(send(page, "missing model"))


def test_bad_settings_are_explained(
    monkeypatch: pytest.MonkeyPatch, open_page: Callable[..., AppTest]
) -> None:
    monkeypatch.setenv("FAKE_APP_SETTINGS", "bad")
    page = open_page()
    assert page.error[0].value == "The settings cannot be used."
    assert "sed: there is no such setting" in page.text[0].value
    assert not page.text_area


def test_every_word_of_a_document_is_escaped(page: AppTest) -> None:
    shown = html(send(page, "forge"))
    assert "&lt;script&gt;" in shown
    assert "<script" not in shown
    assert "<img" not in shown
    assert "\u202e" not in shown


def test_the_real_page_starts_with_the_settings_in_force(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, open_page: Callable[..., AppTest]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("SUMMARIZER_HOME", str(tmp_path / "no weights here"))
    page = open_page("summarise", script=str(page_script()), seconds=60)
    assert not page.exception
    assert not page.error
    assert page.text_area[0].label == "Paste a text"
    send(page, "A magistrate fined a driver on Monday.")
    assert page.error[0].value == "A model or server that is needed cannot be reached."
    assert "summarizer models pull" in page.text[0].value
    assert (tmp_path / "summarizer" / "desk.db").is_file()


def test_what_is_only_summarised_is_not_kept(page: AppTest, store: Desk) -> None:
    send(page, "A text.")
    assert queue.items(store, QueueFilter(), by=ADMIN).total == 0


def test_a_document_can_be_put_in_the_queue_with_its_original(page: AppTest, store: Desk) -> None:
    label = "Summarise and put it in the queue"
    send(page, "A text of one sentence.", label=label)
    assert page.success[0].value == "It is in the queue as item 1."
    assert "Content warning" in html(page)
    (item,) = queue.items(store, QueueFilter(), by=ADMIN).items
    with store.reading() as connection:
        kept = originals.load(connection, store, item.document_id)
    assert kept is not None
    assert kept.text == "A text of one sentence."
    assert [span.of(kept.text) for span in kept.sentences] == ["A text of one sentence."]
    send(page, "A text of one sentence.", label=label)
    assert "already" in page.success[0].value
    assert "of one sentence" not in html(page) + repr(page.session_state)


def test_what_failed_is_not_put_in_the_queue(page: AppTest, store: Desk) -> None:
    send(page, "unreadable", label="Summarise and put it in the queue")
    assert page.error[0].value == "This document could not be handled."
    assert not page.success
    assert queue.items(store, QueueFilter(), by=ADMIN).total == 0
