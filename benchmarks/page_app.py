"""The page as ``benchmarks.page`` serves it: the real one, which writes down how long it takes.

``PAGE_STORE`` names the store, ``PAGE_TIMES`` a file that gets a line for each drawing of a page:
its milliseconds.
"""

from __future__ import annotations

import os
import time
from pathlib import Path

START = time.perf_counter()

from summarizer.policy import load_policy  # noqa: E402
from summarizer.review.main import run  # noqa: E402
from summarizer.review.service import Service, Summarizes  # noqa: E402
from summarizer.store.desk import Desk  # noqa: E402
from summarizer.view import words_for  # noqa: E402


def load() -> Service:
    """The service without a pipeline: to show a page needs none."""
    return Service(
        desk=Desk.open(os.environ["PAGE_STORE"], environ={}),
        words=words_for("default"),
        policy=load_policy("default"),
        pipelines=no_pipeline,
    )


def no_pipeline(style: str, model: str) -> Summarizes:
    """Nothing that is measured here asks for a model."""
    raise AssertionError("the page loaded a model")


try:
    run(load)
finally:
    with Path(os.environ["PAGE_TIMES"]).open("a") as times:
        times.write(f"{1000 * (time.perf_counter() - START):.3f}\n")
