"""The page in a real browser: what a visitor sees, by keyboard too, and what leaves the machine."""

from __future__ import annotations

import base64
import os
import re
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, serve: Any) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    with serve(folder) as url:
        yield url
    assert b"secret words" not in (folder / "log").read_bytes()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    page = browser.new_page()
    page.requests = []
    page.on("request", lambda request: page.requests.append(request.url))
    page.goto(f"{address}/summarise")
    page.get_by_role("heading", name="Summarise a document").wait_for()
    yield page
    page.close()


def send(page: Any, text: str) -> None:
    page.get_by_label("Paste a text").fill(text)
    page.get_by_role("button", name="Summarise", exact=True).click()


def test_the_warning_stands_first_and_the_original_is_gone(page: Any) -> None:
    send(page, "secret words of the original")
    warning = page.get_by_role("region", name="Content warning")
    warning.wait_for()
    assert "Child sexual abuse; police operation" in warning.inner_text()
    summary = page.get_by_role("heading", name="Two men sentenced after")
    assert warning.bounding_box()["y"] < summary.bounding_box()["y"]
    page.wait_for_function("document.querySelector('textarea').value === ''")
    assert "secret words" not in page.content()


def test_a_file_can_be_given_instead(page: Any, tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text("A text in a file.")
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_text("report.txt").first.wait_for()
    page.get_by_role("button", name="Summarise", exact=True).click()
    page.get_by_role("region", name="Content warning").wait_for()


def test_the_keyboard_is_enough(page: Any) -> None:
    page.get_by_label("Paste a text").focus()
    page.keyboard.type("A text.")
    for _ in range(8):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == "Summarise":
            break
    page.keyboard.press("Enter")
    page.get_by_role("region", name="Content warning").wait_for()


def test_the_report_can_be_taken_along(page: Any) -> None:
    send(page, "A text.")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Report as JSON").click()
    assert re.fullmatch(r"d-[0-9a-f]{16}\.json", waiting.value.suggested_filename)
    assert '"schema": "1"' in Path(waiting.value.path()).read_text("utf-8")


def test_a_document_can_neither_run_code_nor_fetch_anything(page: Any, address: str) -> None:
    send(page, "forge")
    page.get_by_role("region", name="Content warning").wait_for()
    page.get_by_text("![x](http://127.0.0.1:9/track)").first.wait_for()
    assert page.title() == "Summarizer"
    assert page.locator("ol a, ol img").count() == 0
    outside = [url for url in page.requests if not url.startswith((address, "data:", "blob:"))]
    assert not outside


def test_an_error_is_explained(page: Any) -> None:
    send(page, "please break with secret words")
    page.get_by_text("Something broke inside the program").wait_for()
    assert "secret words" not in page.content()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_a_report(page: Any, serious: Any, theme: str) -> None:
    """The pages themselves are looked at where a desk is in use: ``test_screens.py``."""
    page.emulate_media(color_scheme=theme)
    page.reload()
    send(page, "A text.")
    page.get_by_role("button", name="Report as JSON").wait_for()
    assert serious(page) == []
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{theme}.png", full_page=True)


def test_the_other_pages_fetch_nothing_from_elsewhere(page: Any, address: str) -> None:
    for name in ("policy", "settings", "help"):
        page.goto(f"{address}/{name}")
        page.get_by_role("heading", level=1).wait_for()
        page.get_by_role("table").first.wait_for()
    outside = [url for url in page.requests if not url.startswith((address, "data:", "blob:"))]
    assert not outside


def test_another_host_name_gets_no_page(address: str) -> None:
    """As after DNS rebinding: the browser asks this machine under a stranger's name."""
    port = int(address.rpartition(":")[2])
    key = base64.b64encode(os.urandom(16)).decode()
    answers = {}
    for host in (f"127.0.0.1:{port}", f"stranger.example:{port}"):
        lines = [
            "GET /_stcore/stream HTTP/1.1",
            f"Host: {host}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Protocol: streamlit",
        ]
        with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
            connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
            answers[host] = connection.recv(64).split()[1]
    assert list(answers.values()) == [b"101", b"403"]


def test_the_language_of_the_page_is_told_to_the_browser(page: Any, address: str) -> None:
    page.goto(f"{address}/settings")
    choose(page, "Language of the page", "Deutsch")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Einstellungen").wait_for()
    page.wait_for_function("document.documentElement.lang === 'de'")
    choose(page, "Sprache der Seite", "English")
    page.get_by_role("button", name="Speichern").click()
    page.get_by_role("heading", name="Settings").wait_for()
    page.wait_for_function("document.documentElement.lang === 'en'")


def choose(page: Any, label: str, choice: str) -> None:
    option = page.get_by_role("option", name=choice)
    for _ in range(10):  # while a page is still being drawn, its list may close again
        page.get_by_label(label).click()
        page.wait_for_timeout(500)
        if option.count():
            break
    option.click()


def test_light_or_dark_is_a_choice_that_stays(page: Any, address: str) -> None:
    def background() -> str:
        return str(page.evaluate("getComputedStyle(document.querySelector('.stApp')).background"))

    def wait_until(condition: str) -> None:
        # While the page loads itself anew there is no element to ask.
        page.wait_for_function(
            "(light) => { const app = document.querySelector('.stApp');"
            f" return app && getComputedStyle(app).background {condition} light; }}",
            arg=light,
        )

    def choose(theme: str) -> None:
        page.goto(f"{address}/settings")
        page.get_by_label("Light or dark").click()
        page.get_by_role("option", name=theme, exact=True).click()
        page.get_by_role("button", name="Save").click()

    light = background()
    choose("dark")
    # The page loads itself anew, and all pages are dark, whatever the system says.
    wait_until("!=")
    page.goto(f"{address}/help")
    page.get_by_role("heading", name="Help", exact=True, level=1).wait_for()
    assert background() != light
    choose("as my system or browser says")
    wait_until("==")
