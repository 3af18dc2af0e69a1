"""Where the files that come with the program lie, in a checkout and in a wheel alike."""

from __future__ import annotations

from pathlib import Path

__all__ = ["page_script", "report_schema", "sample"]

_PACKAGE = Path(__file__).parent


def page_script() -> Path:
    """The script that Streamlit runs: ``app.py`` of a checkout, or its copy in a wheel."""
    inside = _PACKAGE / "_app.py"
    return inside if inside.exists() else _PACKAGE.parent / "app.py"


def report_schema() -> Path:
    """The JSON Schema of a report."""
    return _PACKAGE / "report.schema.json"


def sample(name: str = "harbour-light.txt") -> Path:
    """A document to try the program on."""
    return _PACKAGE / "samples" / name

