"""The page of a batch run in a real browser: axe finds nothing, in light and dark, at any size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from summarizer.batch.advice import ADVICE
from summarizer.batch.manifest import manifest
from summarizer.batch.page import run_page
from summarizer.batch.tally import Fact, add_up
from summarizer.policy import load_policy
from summarizer.report import to_dict
from summarizer.types import Provenance

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NORMAL = "html { font-size: 100% }"
LARGE = "html { font-size: 200% }"


@pytest.fixture
def address(tmp_path: Path, make_document: Callable[..., Any]) -> str:
    """The page of a run in which there is some of everything."""
    codes = [code.slug for code in load_policy().codes]
    facts = []
    for number in range(240):
        code = codes[number * number % len(codes)]
        report, _ = make_document(
            number, ["A man was held on Monday."], taken="Monday", code=code, level=1 + number % 4
        )
        facts.append(
            Fact(
                source=f"archive/{'a-long-folder-' * (number % 9)}/{number}.zip!court.html",
                report=to_dict(report),
                seconds=number / 40,
                stage_ms={"detect": number, "redact": 3, "write": 20 * number, "verify": number},
                characters=37 * number,
            )
        )
    for number, kind in enumerate(ADVICE):
        check = {"name": "read", "passed": False, "detail": f"read: {kind}: why"}
        report = {"status": "failed", "checks": [check]}
        facts.append(Fact(source=f"failed/{number}", report=report))
    for kind in ("exact", "near"):
        facts.append(Fact(source=kind, report=None, same_as="archive/0", kind=kind))
    tally = add_up(facts)
    hashes = {f"{name}_sha256": "b1" * 32 for name in ("model", "adapter", "detector", "policy")}
    output = tmp_path / "reports.parquet"
    output.write_bytes(b"PAR1")
    values = manifest(
        tally,
        source="archive/",
        engine="local",
        workers=2,
        options={"near": 0.9, "where": ["language=en", "date>=2026-01-01"], "limit": None},
        provenance=Provenance(version="1", model="smollm2-135m", policy="default", **hashes),
        sessions=[(1_795_800_000.0, 1_795_803_600.0, 260)],
        outputs=[output],
    )
    path = tmp_path / "run.html"
    path.write_text(run_page(tally, values), "utf-8")
    return path.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("width", "style"), [(1280, NORMAL), (640, NORMAL), (640, LARGE), (320, NORMAL)]
)
def test_everybody_can_read_it(
    browser: Any,
    violations: Callable[[Any], list[str]],
    address: str,
    scheme: str,
    width: int,
    style: str,
) -> None:
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    page.add_style_tag(content=style)
    assert violations(page) == []
    # What does not fit scrolls within its own table.
    assert page.evaluate("document.documentElement.scrollWidth") == width
    colours = page.evaluate(
        "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    brightness = [sum(map(int, each[4:-1].split(", "))) for each in colours]
    assert (brightness[0] > brightness[1]) == (scheme == "light")
    # A style or script that its own policy forbids would be told of here.
    assert said == []
    page.close()


def test_it_asks_for_nothing_but_itself(browser: Any, address: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address)
    page.wait_for_load_state("networkidle")
    assert asked == [address]
    page.close()


def test_bars_are_as_long_as_what_they_stand_for(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address)
    table = page.get_by_role("table", name="Time by stage, all workers together")
    lengths = table.locator(".track > span").evaluate_all(
        "bars => bars.map(bar => bar.getBoundingClientRect().width)"
    )
    detect, redact, write, verify = (length / max(lengths) for length in lengths)
    assert write == 1
    assert detect == pytest.approx(0.05, abs=0.01)
    assert verify == detect
    assert 0 < redact < detect
    page.close()


def test_a_wide_table_can_be_scrolled_with_the_keyboard(browser: Any, address: str) -> None:
    page = browser.new_page()
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(address)
    region = page.get_by_role("region", name="Reports by warning and by how far the document goes")
    region.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("element => element.scrollLeft > 0", arg=region.element_handle())
    page.close()
