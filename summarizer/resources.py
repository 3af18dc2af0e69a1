"""Files that come with the program, in a checkout and in a wheel alike."""

from __future__ import annotations

import sys
from pathlib import Path

__all__ = ["page_command", "page_script", "report_schema", "sample"]

_PACKAGE = Path(__file__).parent

_PAGE_OPTIONS = {
    # Nobody but this machine, nobody told about it, no menu that deploys or records.
    "server.address": "127.0.0.1",
    "server.headless": "true",
    "server.maxUploadSize": "5",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
}
"""As in ``.streamlit/config.toml``, which only counts in the folder that it stands in."""


def page_command(*, port: int, script: Path | None = None) -> list[str]:
    """The command that starts the web page on a port of this machine."""
    options = [
        word
        for name, value in {**_PAGE_OPTIONS, "server.port": str(port)}.items()
        for word in (f"--{name}", value)
    ]
    return [sys.executable, "-m", "streamlit", "run", str(script or page_script()), *options]


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
