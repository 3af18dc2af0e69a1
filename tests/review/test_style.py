"""Colours: enough contrast in both themes, and the same ones wherever the page is started."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from summarizer import resources
from summarizer.review.style import MARKS, css
from summarizer.store.values import Preferences

ROOT = Path(__file__).parents[2]
THEMES = ("light", "dark")
HUES = ("red", "orange", "yellow", "green", "blue", "violet", "gray")


def brightness(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((brightness(one), brightness(other)))
    return (high + 0.05) / (low + 0.05)


def saturation(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return (max(parts) - min(parts)) / 255


def colours(theme: str) -> dict[str, str]:
    prefix = f"theme.{theme}."
    return {
        name.removeprefix(prefix): colour
        for name, colour in resources.theme_options().items()
        if name.startswith(prefix)
    }


def test_the_file_and_the_command_start_the_same_page() -> None:
    file = tomllib.loads((ROOT / ".streamlit/config.toml").read_text("utf-8"))

    def flat(table: dict[str, object], prefix: str = "") -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name, value in table.items():
            if isinstance(value, dict):
                found |= flat(value, f"{prefix}{name}.")
            else:
                values = value if isinstance(value, list) else [value]
                found[f"{prefix}{name}"] = [
                    str(each).lower() if isinstance(each, bool) else str(each) for each in values
                ]
        return found

    words = resources.page_command(port=8501)[5:]
    given: dict[str, list[str]] = {}
    for name, value in zip(words[::2], words[1::2], strict=True):
        given.setdefault(name.removeprefix("--"), []).append(value)
    assert given.pop("server.port") == ["8501"]
    assert given == flat(file)


def test_the_page_is_closed_to_others() -> None:
    options = resources.page_command(port=8501)
    for name, value in {
        "server.address": "127.0.0.1",
        "server.enableXsrfProtection": "true",
        "server.xsrfCookieSameSite": "strict",
        "server.enableCORS": "true",
        "client.disableDataExport": "true",
        "client.toolbarMode": "minimal",
    }.items():
        assert options[options.index(f"--{name}") + 1] == value
    hosts = [options[at + 1] for at, word in enumerate(options) if word == "--server.allowedHosts"]
    assert hosts == ["127.0.0.1", "localhost", "::1"]
    assert "desk.example" in resources.page_command(port=8501, hosts=["desk.example"])


@pytest.mark.parametrize("theme", THEMES)
def test_text_links_and_buttons_can_be_read(theme: str) -> None:
    colour = colours(theme)
    for back in ("backgroundColor", "secondaryBackgroundColor"):
        assert contrast(colour["textColor"], colour[back]) >= 7
        assert contrast(colour["linkColor"], colour[back]) >= 4.5
        assert contrast(colour["borderColor"], colour[back]) >= 3
        assert contrast(colour["primaryColor"], colour[back]) >= 3
    assert contrast("#ffffff", colour["primaryColor"]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("hue", HUES)
def test_messages_can_be_read_and_alarm_nobody(theme: str, hue: str) -> None:
    colour = colours(theme)
    text = colour[f"{hue}TextColor"]
    for back in (f"{hue}BackgroundColor", "backgroundColor", "secondaryBackgroundColor"):
        assert contrast(text, colour[back]) >= 4.5
    assert contrast(colour[f"{hue}Color"], colour["backgroundColor"]) >= 3
    for part in ("Color", "BackgroundColor", "TextColor"):
        assert saturation(colour[f"{hue}{part}"]) <= 0.3


def test_no_colour_of_a_theme_is_vivid() -> None:
    assert [c for c in resources.theme_options().values() if saturation(c) > 0.32] == []


@pytest.mark.parametrize("name", MARKS)
def test_marked_words_can_be_read_in_both_themes(name: str) -> None:
    light, dark, _ = MARKS[name]
    assert contrast(colours("light")["textColor"], light) >= 7
    assert contrast(colours("dark")["textColor"], dark) >= 7


def test_groups_that_share_a_line_differ_in_tint() -> None:
    assert len({(light, line) for light, _, line in MARKS.values()}) == len(MARKS)


def test_colours_of_the_style_itself_stand_out_from_the_page() -> None:
    pairs = re.findall(
        r"(?:outline|border|text-decoration)[^;]*light-dark\((#\w+), (#\w+)\)", css(Preferences())
    )
    assert len(pairs) >= 4
    for light, dark in pairs:
        assert contrast(light, colours("light")["backgroundColor"]) >= 3
        assert contrast(dark, colours("dark")["backgroundColor"]) >= 3


def test_what_somebody_chose_is_in_the_style() -> None:
    plain = css(Preferences())
    assert "font-size: 100% !important" in plain
    assert "grayscale" not in plain
    assert "prefers-reduced-motion" in plain
    chosen = css(Preferences(text_percent=175, greyscale=True))
    assert "font-size: 175% !important" in chosen
    assert "grayscale(1)" in chosen


def test_what_cannot_be_pressed_now_can_still_be_read() -> None:
    (pair,) = re.findall(
        r"button:disabled[^{]*{ color: light-dark\((#\w+), (#\w+)\)", css(Preferences())
    )
    for theme, colour in zip(THEMES, pair, strict=True):
        for back in ("backgroundColor", "secondaryBackgroundColor"):
            assert contrast(colour, colours(theme)[back]) >= 4.5


def test_room_is_measured_in_letters_and_what_is_chosen_can_be_hit() -> None:
    style = css(Preferences(text_percent=200))
    # A query of the container, for one of the window knows nothing of the size of the letters.
    assert "container: page / inline-size" in style
    assert re.search(r"@container page \(max-width: \d+rem\)", style)
    assert re.search(r"\[data-tag\] button { min-width: 24px; min-height: 24px; }", style)
