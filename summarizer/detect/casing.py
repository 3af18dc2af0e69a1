"""Gives a text that is all in CAPITALS or all in small letters the capitals of its names.

The parser knows names by their capitals. Where a sentence has none, or nothing else, this guesses
them: a word that is usually written with a capital, a word that no list of English words has, and
what follows a title. Letters change their case and nothing else, so offsets stay.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from summarizer.policy.people import TITLES
from summarizer.text import stem
from summarizer.types import Span

__all__ = ["FILE", "is_ordinary", "recased"]

FILE = Path(__file__).with_name("casing.txt")
"""Words of English, one a line: those usually written with a capital have one."""

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_LEAST_WORDS = 4
_SHOUTED = 0.8
"""Share of capitals from which a sentence is shouted."""
_MONTHS_AND_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february april june july"
    " august september october november december".split()
)


def recased(text: str, sentences: Sequence[Span]) -> str:
    """The text with names in capitals where a sentence, or the whole text, is in one case.

    Args:
        text: any text.
        sentences: its sentences; what lies outside stays as it is.

    Returns:
        A text of the same length that differs in the case of letters alone.
    """
    told = [span.of(text) for span in sentences]
    whole = " ".join(told)
    small, loud = _all_small(whole), _shouted(whole)
    parts: list[str] = []
    position = 0
    for span, words in zip(sentences, told, strict=True):
        parts.append(text[position : span.start])
        one_case = small or loud or _shouted(words) or _all_small(words)
        parts.append(_named(words) if one_case else words)
        position = span.end
    parts.append(text[position:])
    made = "".join(parts)
    return made if len(made) == len(text) else text


def is_ordinary(name: str) -> bool:
    """True where all words of a name are English words that are usually written small."""
    words = [word.lower() for part in _WORD.findall(name) for word in re.split("['’-]", part)]
    return bool(words) and _lists()[0].issuperset(words)


def _wordy(words: str) -> bool:
    return len(_WORD.findall(words)) >= _LEAST_WORDS


def _shouted(words: str) -> bool:
    letters = [char for char in words if char.isalpha()]
    return _wordy(words) and sum(map(str.isupper, letters)) >= _SHOUTED * len(letters)


def _all_small(text: str) -> bool:
    return _wordy(text) and not any(map(str.isupper, text))


def _named(words: str) -> str:
    """A sentence with the capitals that its words usually have."""
    low = "".join(char.lower() if len(char.lower()) == 1 else char for char in words)
    found: list[str] = []
    position = 0
    titled = False
    for number, match in enumerate(_WORD.finditer(low)):
        word = match.group()
        found.append(low[position : match.start()])
        capital = number == 0 or titled or _is_name(word)
        found.append(_capital(word) if capital else word)
        titled = word in TITLES
        position = match.end()
    found.append(low[position:])
    return "".join(found)


def _is_name(word: str) -> bool:
    bare = word.removesuffix("'s").removesuffix("’s")
    small, names = _lists()
    if bare in _MONTHS_AND_DAYS or bare in names or bare == "i":
        return True
    if bare in small or (not bare.isalpha() and bare.replace("-", "").replace("'", "") in small):
        return False
    parts = re.split(r"['’-]", bare)
    if len(parts) > 1:
        return all(part in names or part not in small for part in parts if part)
    return len(bare) > 2 and stem(bare) not in _stems()


@cache
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    words = FILE.read_text(encoding="utf-8").split()
    return (
        frozenset(word for word in words if word.islower()),
        frozenset(word.lower() for word in words if word.istitle()),
    )


@cache
def _stems() -> frozenset[str]:
    return frozenset(stem(word) for word in _lists()[0])


def _capital(word: str) -> str:
    """Each part of a hyphenated name, and what follows an O', with a capital."""
    return re.sub(
        r"(?:^|(?<=-)|(?<=^o['’])|(?<=^d['’]))[^\W\d_]", lambda m: _upper(m.group()), word
    )


def _upper(char: str) -> str:
    return char.upper() if len(char.upper()) == 1 else char
