"""The words of the page: one catalogue a language, one TOML file a page (``strings/en/desk.toml``).

A text may have places for values in braces: ``queue.shown = "{number} items"``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

__all__ = ["LANGUAGES", "Catalogue", "catalogue", "texts"]

LANGUAGES: Mapping[str, str] = {"en": "English", "de": "Deutsch"}
"""The languages of the page, each in its own name. English is complete and stands in for gaps."""

_FOLDER = Path(__file__).with_name("strings")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Gives the texts of the page in one language: ``say("desk.reveal", number=3)``."""

    language: str
    texts: Mapping[str, str] = field(repr=False)

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key, ``<page>.<name>``, with its places filled.

        Values are put in as they are. Where a text goes through Markdown, give numbers and words
        of the program's own only.

        Raises:
            KeyError: there is no such text, or a value for one of its places is missing.
        """
        return self.texts[key].format_map(values)


def catalogue(language: str) -> Catalogue:
    """The catalogue of a language; what it lacks, or the whole of an unknown one, is English."""
    known = language if language in LANGUAGES else "en"
    return _catalogue(known)


@cache
def texts(language: str) -> Mapping[str, str]:
    """The texts of one language alone, by key, without English in their gaps."""
    found: dict[str, str] = {}
    for file in sorted((_FOLDER / language).glob("*.toml")):
        for name, text in tomllib.loads(file.read_text("utf-8")).items():
            found[f"{file.stem}.{name}"] = text
    return found


@cache
def _catalogue(language: str) -> Catalogue:
    return Catalogue(language, {**texts("en"), **texts(language)})
