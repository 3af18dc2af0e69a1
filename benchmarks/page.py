"""How fast the review desk's pages are with a full queue: ``python -m benchmarks.page``.

Fills a temporary store with items, some of them with an original of 60 sentences, and prints

- the time of the server: how long it takes to answer a request or a click on the queue and the
  desk, as Streamlit's own test runner sees it, without a browser; where a page is opened, about
  0.15 s of that is the runner's, whatever is in the queue;
- the time to interactive: in a real Chromium, from the request for a page until its main button
  is there, and how long the script that draws the page ran meanwhile;
- memory: by how much the server grows for each more browser that has an item open on the desk.

The last two need Chromium and Playwright, and are left out where they are not there.
"""

from __future__ import annotations

import argparse
import gc
import json
import logging
import os
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.queue import CODES, START, fill

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

    from summarizer.store.values import Original
    from summarizer.types import Report

APP = Path(__file__).with_name("page_app.py")
TIMES = "times"
EARLIER_MS = 100 * 24 * 3_600_000
"""Items with an original come this long before the others, and so go first."""

TAKE = "[class*='st-key-queue-take-'] button"
NEXT = ".st-key-desk-next button"
APPROVE = ".st-key-desk-item-do-approve button"
PUT_BACK = ".st-key-desk-item-do-put_back button"
"""The main buttons of the queue and of the desk, without an item and with one."""


@dataclass(frozen=True, slots=True)
class Figure:
    """Milliseconds over some runs, and the median of a part of them.

    ``part``: of the server's time, that of the processor; of the browser's, that of the script.
    """

    median: float
    p95: float
    runs: int
    part: float

    @classmethod
    def of(cls, runs: Sequence[tuple[float, float]]) -> Figure:
        """The figure of single runs, each with its part; ``p95`` is one of them."""
        whole, parts = zip(*runs, strict=True)
        high = sorted(whole)[min(len(whole) - 1, int(0.95 * len(whole)))]
        return cls(statistics.median(whole), high, len(whole), statistics.median(parts))


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory of the server in MiB: with one browser, and by how much each more adds."""

    one_session: float
    each_more: float
    sessions: int


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--sentences", type=int, default=60, help="of an original")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--sessions", type=int, default=10, help="for the memory of each")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    options = parser.parse_args()
    from summarizer.doctor import CHROMIUM

    chromium = next(filter(None, map(shutil.which, CHROMIUM)), None)
    interactive: dict[str, Figure] = {}
    memory = None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["PAGE_STORE"] = str(folder / "desk.db")
        os.environ["PAGE_TIMES"] = str(folder / TIMES)
        filled(options.items, originals=options.sessions + 10, sentences=options.sentences)
        server = server_times(options.rounds)
        if chromium is not None:
            with serving(folder) as (url, _), browser(folder, chromium) as context:
                interactive = browser_times(context, url, folder, options.rounds)
            with serving(folder) as (url, process), browser(folder, chromium) as context:
                memory = memory_of(context, url, process, options.sessions)
    if options.json:
        print(
            json.dumps(
                {
                    "items": options.items,
                    "sentences": options.sentences,
                    "server_ms": {name: asdict(each) for name, each in server.items()},
                    "interactive_ms": {name: asdict(each) for name, each in interactive.items()},
                    "memory_mib": memory and asdict(memory),
                }
            )
        )
        return
    print(f"{options.items} items, originals of {options.sentences} sentences")
    show("time of the server", server, part="processor")
    if chromium is None:
        print("there is no Chromium: time to interactive and memory are not measured")
        return
    show("time to interactive in Chromium", interactive, part="script")
    if memory is not None:
        print("memory of the server")
        print(f"  with one session   {memory.one_session:7.1f} MiB")
        print(f"  each more          {memory.each_more:7.1f} MiB  (of {memory.sessions})")


def show(title: str, figures: dict[str, Figure], *, part: str) -> None:
    """Prints a small table."""
    print(f"{title}; of {next(iter(figures.values())).runs}")
    for name, each in figures.items():
        print(
            f"  {name:<24} median {each.median:6.0f} ms   95 % {each.p95:6.0f} ms"
            f"   {part} {each.part:6.0f} ms"
        )


def filled(count: int, *, originals: int, sentences: int) -> None:
    """Makes the store: items as ``benchmarks.queue`` has them, and before them some to open."""
    from summarizer.store.desk import Desk
    from summarizer.store.intake import add_report

    early = START - EARLIER_MS
    with Desk.open(os.environ["PAGE_STORE"], environ={}, clock=lambda: early) as desk:
        fill(desk, max(0, count - originals))
        for number in range(originals):
            original = original_of(f"long-{number}", sentences)
            add_report(desk, report_on(original), original=original)


def original_of(document_id: str, count: int) -> Original:
    """A document of so many sentences."""
    from summarizer.store.values import Original
    from summarizer.types import Span

    sentences = [f"In part {n} the witness told the court what was done." for n in range(count)]
    spans, at = [], 0
    for sentence in sentences:
        spans.append(Span(at, at + len(sentence)))
        at += len(sentence) + 1
    text = " ".join(sentences)
    return Original(
        document_id=document_id,
        media_type="text/plain",
        source=f"archive/{document_id}.txt",
        data=text.encode(),
        text=text,
        sentences=tuple(spans),
    )


def report_on(original: Original) -> Report:
    """A report that warns of every third sentence and took something out of every second."""
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

    spans = original.sentences
    warnings = tuple(
        Warning_(
            code,
            4,
            0.9,
            tuple(Finding(code=code, level=4, span=span, rule="r-1") for span in spans[at::9]),
        )
        for at, code in enumerate(CODES[:3])
    )
    redactions = tuple(
        Redaction(Span(span.start, span.start + 9), "ID-03", Operator.REMOVE, "", "a witness")
        for span in spans[::2]
    )
    sentences = tuple(
        SummarySentence(
            text="A witness told the court.",
            origin="extracted",
            evidence=(Evidence(span, Span(0, 0)),),
        )
        for span in spans[:5]
    )
    return Report(
        document_id=original.document_id,
        source=original.source,
        language="en",
        status=Status.READY,
        content_warning="Killing; court case",
        summary=Summary("A witness told the court", sentences),
        warnings=warnings,
        redactions=redactions,
        checks=(Check("grounding", True, 0.9, ""),),
        provenance=Provenance(version="1", model="m", detector="d"),
    )


def server_times(rounds: int) -> dict[str, Figure]:
    """How long it takes to answer a request or a click, each time for a session of its own."""
    from streamlit import config
    from streamlit.testing.v1 import AppTest
    from streamlit.util import calc_hash

    config.set_option("server.address", "127.0.0.1")
    # That the script runs without a server is known.
    logger = "streamlit.runtime.scriptrunner_utils.script_run_context"
    logging.getLogger(logger).setLevel(logging.ERROR)
    found: dict[str, list[tuple[float, float]]] = {}

    def timed(name: str, act: Callable[[], AppTest]) -> AppTest:
        gc.collect()
        start, busy = time.perf_counter(), time.process_time()
        app = act()
        taken, busy = time.perf_counter() - start, time.process_time() - busy
        found.setdefault(name, []).append((1000 * taken, 1000 * busy))
        wrong = [*(each.value for each in app.exception), *(each.value for each in app.error)]
        if wrong:
            raise SystemExit(f"the page went wrong: {wrong}")
        return app

    def opened(page: str) -> Callable[[], AppTest]:
        app = AppTest.from_file(str(APP), default_timeout=120)
        # Streamlit's own switch_page knows pages that are files, and no others.
        app._page_hash = calc_hash(page)
        return app.run

    opened("queue")()  # loads the policy and opens the store, once in the life of a server
    for _ in range(rounds):
        queue = timed("queue", opened("queue"))
        queue.text_input(key="queue.filter.text").set_value("case 77")
        timed("queue, searched", queue.run)
        desk = timed("desk, nothing taken", opened("desk"))
        desk.button(key="desk.next").click()
        timed("desk, an item is taken", desk.run)
        timed("desk, drawn again", desk.run)
        desk.button(key="desk.item.reveal_next").click()
        timed("desk, a sentence opened", desk.run)
        desk.button(key="desk.item.do.put_back").click()
        timed("desk, put back", desk.run)
    return {name: Figure.of(each) for name, each in found.items()}


def last_time(folder: Path) -> float:
    """How long the last run of the page took, in milliseconds."""
    return float((folder / TIMES).read_text().splitlines()[-1])


def browser_times(context: Any, url: str, folder: Path, rounds: int) -> dict[str, Figure]:
    """From the request for a page, or a click, until its main button is there and can be used."""
    page = context.new_page()

    def load(path: str, button: str) -> Callable[[], None]:
        def loaded() -> None:
            page.goto(f"{url}/{path}")
            page.locator(button).first.wait_for(state="visible")

        return loaded

    def take() -> None:
        page.locator(NEXT).click()
        page.locator(APPROVE).wait_for(state="visible")

    def put_back() -> None:
        _settled(page)
        page.locator(PUT_BACK).click()
        page.locator(NEXT).wait_for(state="visible")

    found: dict[str, list[tuple[float, float]]] = {}
    for count in range(rounds + 1):
        for name, act in (
            ("queue", load("queue", TAKE)),
            ("desk", load("", NEXT)),
            ("desk, an item is taken", take),
        ):
            start = time.perf_counter()
            act()
            taken = 1000 * (time.perf_counter() - start)
            _settled(page)
            if count:  # the first time fills the browser's cache
                found.setdefault(name, []).append((taken, last_time(folder)))
        put_back()
    return {name: Figure.of(each) for name, each in found.items()}


def _settled(page: Any) -> None:
    """Waits until the server has written down how long it took, and the page is at rest."""
    page.locator("[data-testid='stApp'][data-test-script-state='notRunning']").wait_for()
    time.sleep(0.1)


def memory_of(
    context: Any, url: str, server: subprocess.Popen[bytes], sessions: int
) -> Memory | None:
    """What one more browser with an item on the desk costs; None where that cannot be told."""

    def open_desk() -> None:
        page = context.new_page()
        page.goto(url)
        page.locator(NEXT).click()
        page.locator(APPROVE).wait_for(state="visible")
        _settled(page)

    open_desk()
    time.sleep(2)
    before = resident(server.pid)
    for _ in range(sessions):
        open_desk()
    time.sleep(2)
    after = resident(server.pid)
    if before is None or after is None:
        return None
    return Memory(before, (after - before) / sessions, sessions)


def resident(pid: int) -> float | None:
    """MiB of a process that are in memory; None where the system does not say."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return None
    line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    return int(line.split()[1]) / 1024


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """The page with the options of ``summarizer review``; its address and its process."""
    from summarizer.resources import page_command

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    paths = [str(Path(__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))}
    command = page_command(port=port, script=APP)
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)
    try:
        _wait_for(url, server)
        yield url, server
    finally:
        server.terminate()
        server.wait(30)


def _wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1):
                return
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            if server.poll() is not None:
                break
            time.sleep(0.25)
    raise SystemExit("the page did not start")


@contextmanager
def browser(folder: Path, chromium: str) -> Iterator[Any]:
    """A Chromium with a profile of its own that asks nothing of anybody by itself."""
    from playwright.sync_api import sync_playwright

    flags = (
        "no-sandbox", "disable-background-networking", "disable-component-update",
        "disable-sync", "no-first-run",
    )  # fmt: skip
    with sync_playwright() as playwright, tempfile.TemporaryDirectory(dir=folder) as profile:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=chromium,
            args=[f"--{flag}" for flag in flags],
            viewport={"width": 1280, "height": 900},
        )
        context.set_default_timeout(30_000)
        try:
            yield context
        finally:
            context.close()


if __name__ == "__main__":
    main()
