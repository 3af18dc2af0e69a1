"""The fake page, in the process of the tests for what it does, and served to a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit import config
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from summarizer.doctor import CHROMIUM
from summarizer.resources import page_command
from summarizer.store.desk import Desk

FAKE = str(Path(__file__).with_name("fake_app.py"))
CHROME = next(filter(None, map(shutil.which, CHROMIUM)), None)


@pytest.fixture(autouse=True)
def _nothing_kept_between_tests() -> Iterator[None]:
    before = config.get_option("server.address")
    config.set_option("server.address", "127.0.0.1")
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()
    config.set_option("server.address", before)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Desk]:
    """The store of the fake page."""
    place = tmp_path / "desk.db"
    monkeypatch.setenv("FAKE_APP_STORE", str(place))
    monkeypatch.chdir(tmp_path)
    with Desk.open(place, environ={}) as desk:
        yield desk


@pytest.fixture
def open_page(store: Desk) -> Callable[..., AppTest]:
    """Opens a page of the fake app, by its path; an empty path is where somebody starts."""

    def opened(path: str = "", *, script: str = FAKE, seconds: float = 30) -> AppTest:
        app = AppTest.from_file(script, default_timeout=seconds)
        if path:
            # Streamlit's own switch_page knows pages that are files, and no others.
            app._page_hash = calc_hash(path)
        return app.run()

    return opened


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    """Gives a port of this machine that nobody listens on."""

    def port() -> int:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            number: int = probe.getsockname()[1]
            return number

    return port


Serve = Callable[..., AbstractContextManager[str]]


@pytest.fixture(scope="session")
def serve(free_port: Callable[[], int]) -> Serve:
    """Serves the fake page with the options of ``summarizer review``, from a folder of its own.

    Gives its address; the store is ``desk.db`` in the folder, what the server says ``log``.
    """

    @contextmanager
    def served(folder: Path, *, port: int = 0) -> Iterator[str]:
        port = port or free_port()
        command = page_command(port=port, script=Path(FAKE))
        environment = {**os.environ, "HOME": str(folder)}
        with (
            (folder / "log").open("wb") as log,
            subprocess.Popen(
                command, cwd=folder, env=environment, stdout=log, stderr=log
            ) as server,
        ):
            url = f"http://127.0.0.1:{port}"
            try:
                _wait_for(url, server)
                yield url
            finally:
                server.terminate()
                server.wait(10)

    return served


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
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
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A real Chromium that asks nothing of anybody by itself."""
    if CHROME is None:
        pytest.skip("no Chromium: apt-get install chromium")
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
