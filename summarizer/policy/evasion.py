"""The words that are read in disguise (``evasion.toml``): loaded once, validated."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from summarizer.errors import PolicyError

__all__ = ["Evasion", "load_evasion"]

_FILE = Path(__file__).with_name("evasion.toml")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


@dataclass(frozen=True, slots=True)
class Evasion:
    """``words`` and ``phrases`` in plain lower-case spelling; ``apart``: pairs never joined.

    ``joined`` maps a phrase without its spaces to the phrase.
    """

    words: frozenset[str]
    joined: dict[str, str]
    apart: frozenset[str]


@cache
def load_evasion() -> Evasion:
    """The table of ``evasion.toml``.

    Raises:
        PolicyError: a key is missing or unknown, or a word is not in plain lower case.
    """
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    if set(table) != {"words", "phrases", "apart"}:
        raise PolicyError("evasion.toml: needs words, phrases and apart, and nothing else")
    words = frozenset(table["words"].split())
    phrases = [line for line in table["phrases"].splitlines() if line]
    for word in (*words, *" ".join(phrases).split()):
        if not _WORD.fullmatch(word):
            raise PolicyError(f"evasion.toml: not a plain lower-case word: {word!r}")
    return Evasion(
        words=words | {word.replace("-", "") for word in words},
        joined={phrase.replace(" ", ""): phrase for phrase in phrases},
        apart=frozenset(table["apart"]),
    )
