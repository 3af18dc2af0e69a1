"""Reports as a run has them: plain JSON values."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

EXAMPLE = json.loads((Path(__file__).parents[1] / "data/report.json").read_text("utf-8"))


@pytest.fixture(scope="session")
def make_row() -> Callable[..., dict[str, Any]]:
    """Makes a report: the example with other values for some keys."""

    def made(**values: Any) -> dict[str, Any]:
        row: dict[str, Any] = copy.deepcopy(EXAMPLE)
        return {**row, **values}

    return made
