"""The page in a real browser: what a visitor sees, by keyboard too, and what leaves the machine."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from summarizer.doctor import CHROMIUM
from summarizer.resources import page_command

CHROME = next(filter(None, map(shutil.which, CHROMIUM)), None)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROME is None, reason="no Chromium: apt-get install chromium"),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.25)
        assert server.poll() is None, "the page ended while starting"
    pytest.fail("the page did not start in a minute")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The fake page, served with the options of ``summarizer review``, in a folder of its own."""
    port = free_port()
    command = page_command(port=port, script=Path(__file__).with_name("fake_app.py"))
    folder = tmp_path_factory.mktemp("served")
    environment = {**os.environ, "HOME": str(folder)}
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log) as server,
    ):
        url = f"http://127.0.0.1:{port}"
        try:
            wait_for(url, server)
            yield url
        finally:
            server.terminate()
            server.wait(10)
    assert b"secret words" not in (folder / "log").read_bytes()


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    quiet = ["no-sandbox", "disable-background-networking", "disable-component-update"]
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(tmp_path_factory.mktemp("profile")),
            executable_path=CHROME,
            args=[f"--{flag}" for flag in (*quiet, "disable-sync", "no-first-run")],
            viewport={"width": 1280, "height": 900},
        )
        context.set_default_timeout(20_000)
        yield context
        context.close()


@pytest.fixture
def page(browser: Any, address: str) -> Iterator[Any]:
    page = browser.new_page()
    page.requests = []
    page.on("request", lambda request: page.requests.append(request.url))
    page.goto(address)
    page.get_by_role("heading", name="Summarise a document").wait_for()
    yield page
    page.close()


def send(page: Any, text: str) -> None:
    page.get_by_label("Paste a text").fill(text)
    page.get_by_role("button", name="Summarise").click()


def serious(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    return [
        f"{found['id']}: {node['target']}"
        for found in Axe().run(page).response["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    ]


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
    page.get_by_role("button", name="Summarise").click()
    page.get_by_role("region", name="Content warning").wait_for()


def test_the_keyboard_is_enough(page: Any) -> None:
    page.get_by_label("Paste a text").focus()
    page.keyboard.type("A text.")
    for _ in range(6):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == "Summarise":
            break
    page.keyboard.press("Enter")
    page.get_by_role("region", name="Content warning").wait_for()


def test_the_report_can_be_taken_along(page: Any) -> None:
    send(page, "A text.")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Report as JSON").click()
    assert waiting.value.suggested_filename == "d-0123456789abcdef.json"
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
def test_axe_finds_nothing_serious(page: Any, theme: str) -> None:
    page.emulate_media(color_scheme=theme)
    page.reload()
    page.get_by_role("button", name="Summarise").wait_for()
    assert serious(page) == []
    send(page, "A text.")
    page.get_by_role("button", name="Report as JSON").wait_for()
    assert serious(page) == []
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=Path(folder) / f"{theme}.png", full_page=True)
