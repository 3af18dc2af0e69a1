"""Files that come with the program, in a checkout and in a wheel alike."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

__all__ = ["page_command", "page_script", "report_schema", "sample", "theme_options"]

_PACKAGE = Path(__file__).parent

_LOCAL_HOSTS = ("127.0.0.1", "localhost", "::1")

_PAGE_OPTIONS: Mapping[str, str | tuple[str, ...]] = {
    # Nobody but this machine, nobody told about it, no menu that deploys or records.
    "server.address": "127.0.0.1",
    "server.allowedHosts": _LOCAL_HOSTS,
    "server.enableCORS": "true",
    "server.enableXsrfProtection": "true",
    "server.xsrfCookieSameSite": "strict",
    "server.headless": "true",
    "server.maxUploadSize": "5",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": "false",
    "client.disableDataExport": "true",
}
"""As in ``.streamlit/config.toml``, which only counts in the folder that it stands in."""

_ROLES = (
    "primaryColor",
    "backgroundColor",
    "secondaryBackgroundColor",
    "textColor",
    "linkColor",
    "borderColor",
)
_HUES = ("red", "orange", "yellow", "green", "blue", "violet", "gray")
"""Streamlit's names: what it calls red is a muted plum here, so that a message is no alarm."""

_THEMES: Mapping[str, tuple[str, str]] = {
    # The colours of _ROLES; then of each hue colour, background and text.
    "light": (
        "#3c5a74 #f7f4ee #ece8df #2a3037 #2b5476 #7d7767",
        "#7b5c70 #ebe2e6 #5f4257 #8a6f45 #efe5d3 #5f4a2a #857b45 #eeead2 #565024 "
        "#567a62 #e0e9de #35523f #4d7291 #dfe7ee #2f4f6b #6f6891 #e5e2ee #4c466b "
        "#757a80 #e6e4df #50565c",
    ),
    "dark": (
        "#547998 #1d2228 #252b32 #e3dfd7 #a9c6de #848d97",
        "#a98b9c #3d323a #d9c2cf #b09a70 #3d362a #dcc9a8 #aca476 #3a3829 #d8d2a4 "
        "#88a893 #2c3a31 #bcd3c2 #82a3be #2a3743 #b9d0e3 #a09abf #343244 #cbc6e2 "
        "#9a9ea3 #33393f #c4c6c8",
    ),
}


def theme_options() -> dict[str, str]:
    """The colours of the page, by the names of Streamlit's options (``theme.light.textColor``)."""
    options: dict[str, str] = {}
    for theme, (roles, hues) in _THEMES.items():
        names = [
            f"{hue}{part}" for hue in _HUES for part in ("Color", "BackgroundColor", "TextColor")
        ]
        for name, colour in zip((*_ROLES, *names), f"{roles} {hues}".split(), strict=True):
            options[f"theme.{theme}.{name}"] = colour
    return options


def page_command(*, port: int, script: Path | None = None, hosts: Sequence[str] = ()) -> list[str]:
    """The command that starts the web page on a port of this machine.

    Args:
        port: where it listens.
        script: what is started; None = the page of this program.
        hosts: names under which a proxy on this machine passes the page on, for a desk with
            sign-in. Without sign-in the page refuses whatever comes through a proxy.
    """
    all_options = {**_PAGE_OPTIONS, **theme_options(), "server.port": str(port)}
    all_options["server.allowedHosts"] = (*_LOCAL_HOSTS, *hosts)
    options = [
        word
        for name, value in all_options.items()
        for each in ((value,) if isinstance(value, str) else value)
        for word in (f"--{name}", each)
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
