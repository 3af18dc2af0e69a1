"""The fake page, in the process of the tests for what it does, and served to a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
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
from summarizer.store.values import Original
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
    """Serves a page with the options of ``summarizer review``, from a folder of its own.

    Gives its address. The fake page's store is ``desk.db`` in the folder; ``log`` is what the
    server says; ``variables`` go to its environment.
    """

    @contextmanager
    def served(
        folder: Path, *, port: int = 0, script: str = FAKE, **variables: str
    ) -> Iterator[str]:
        port = port or free_port()
        command = page_command(port=port, script=Path(script))
        environment = {**os.environ, "HOME": str(folder), **variables}
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


def report_and_original(
    number: int,
    sentences: Sequence[str],
    *,
    taken: str,
    headline: str = "Two men sentenced",
    told: Sequence[tuple[str, int]] = (("Two men were sentenced on Monday.", 0),),
    warning: str = "Killing; court case",
    code: str = "cw-killing",
    level: int = 3,
    status: Status = Status.READY,
    source: str = "",
) -> tuple[Report, Original]:
    """A report and the original it is on.

    Args:
        number: makes the id.
        sentences: of the original.
        taken: words of the original that were taken out; the sentence they stand in is warned of.
        headline: of the summary.
        told: sentences of the summary, each with the number of the one that it rests on, from 0.
        warning: the line above it.
        code: what the document is warned of.
        level: how far the original goes.
        status: of the report; its grounding check has passed when it is ready.
        source: path; empty = made of the id.
    """
    text = " ".join(sentences)
    spans, at = [], 0
    for each in sentences:
        spans.append(Span(at, at + len(each)))
        at += len(each) + 1
    gone = Span(text.index(taken), text.index(taken) + len(taken))
    grave = next(span for span in spans if span.overlaps(gone))
    ready = status is Status.READY
    name = f"d-{number:016x}"
    source = source or f"archive/{name}.txt"
    report = Report(
        document_id=name,
        source=source,
        language="en",
        status=status,
        content_warning=warning,
        summary=Summary(headline, tuple(
            SummarySentence(text=words, origin="extracted",
                            evidence=(Evidence(spans[place], Span(0, 0)),))
            for words, place in told
        )),
        warnings=(Warning_(code, level, 0.9, (
            Finding(code=code, level=level, span=Span(grave.start, grave.start + 8), rule="kill-1"),
        )),),
        summary_levels=((code, 1),),
        redactions=(Redaction(gone, "ID-03", Operator.REPLACE, "a relative", "victim's relative"),),
        checks=(Check("identity", True, None, ""),
                Check("grounding", ready, 0.9, "" if ready else "FA-01")),
        provenance=Provenance(version="1", model="smollm2-135m", detector="heads-1"),
    )  # fmt: skip
    original = Original(
        document_id=report.document_id,
        media_type="text/plain",
        source=source,
        data=text.encode(),
        text=text,
        sentences=tuple(spans),
    )
    return report, original


@pytest.fixture(scope="session")
def make_document() -> Callable[..., tuple[Report, Original]]:
    """Makes a report and the original it is on."""
    return report_and_original


_AT_REST = """() => document.getAnimations().every(each => each.playState !== 'running')
    && !document.querySelector('[data-test-script-state=running], [data-stale=true]')"""
"""Nothing fades in or out: half faded, every text lacks contrast."""


@pytest.fixture(scope="session")
def violations() -> Callable[..., list[str]]:
    """What axe finds on a page that has come to rest, of whatever impact or of those given."""
    from axe_playwright_python.sync_playwright import Axe

    def found(page: Any, *, impacts: Container[str] | None = None) -> list[str]:
        page.wait_for_function(_AT_REST)
        return [
            f"{each['id']}: {node['target']}"
            for each in Axe().run(page).response["violations"]
            if impacts is None or each["impact"] in impacts
            for node in each["nodes"]
        ]

    return found


@pytest.fixture(scope="session")
def serious(violations: Callable[..., list[str]]) -> Callable[[Any], list[str]]:
    """What axe finds on a page that is serious or critical."""
    return partial(violations, impacts=("serious", "critical"))


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
        context.set_default_timeout(60_000)
        yield context
        context.close()
