"""What each token of a vocabulary adds to a text, folded for comparison.

Folding makes spellings that a reader takes for the same word the same string: case, accents,
invisible characters, kinds of space and dash. It works character by character, so the fold of a
text is the joined fold of its pieces.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

__all__ = ["REPLACEMENT", "Pieces", "boundary", "fold", "pieces_of"]

REPLACEMENT = "\ufffd"
"""What a decoder shows for bytes that are not yet a whole character."""

_ANCHOR = "a"
_APOSTROPHES = "\u2018\u2019\u02bc\u2032`\u00b4"
_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Pieces:
    """The folded text of every token, ready to be searched by prefix.

    ``starts`` is sorted: (the whole text, token id). ``inner`` is sorted: (the rest of the text
    from a word border inside the token, token id). ``broken`` are tokens that end or begin
    within a character. ``odd``: tokens that open a text with other words than they hold later,
    with those words; some decoders drop the spaces of the first token.
    """

    starts: tuple[tuple[str, int], ...]
    inner: tuple[tuple[str, int], ...]
    broken: tuple[int, ...]
    odd: tuple[tuple[str, int], ...] = ()

    def completing(self, rest: str) -> frozenset[int]:
        """Tokens whose text begins with ``rest`` and has a word border right after it."""
        return frozenset(_after(self.starts, rest))

    def holding(self, term: str) -> frozenset[int]:
        """Tokens that hold ``term`` between word borders, not at their very start."""
        return frozenset(_after(self.inner, term))


def fold(text: str) -> str:
    """``text`` as it is compared: lower case, no accents or invisible characters, plain spaces."""
    return "".join(map(_fold_character, text))


def boundary(left: str, right: str) -> bool:
    """True when no word runs from ``left`` (its last character) into ``right`` (its first)."""
    return not (left[-1:].isalnum() and right[:1].isalnum())


def pieces_of(tokenizer: PreTrainedTokenizerBase) -> Pieces:
    """Decode every token once, in the middle of a text, where no decoder trims its space."""
    # Something must stand before the token: many decoders drop the first space of a text.
    anchor = tokenizer(_ANCHOR, add_special_tokens=False)["input_ids"]
    before = _decode(tokenizer, anchor)
    starts, inner, broken, odd = [], [], [], []
    for token in range(len(tokenizer)):
        text = _decode(tokenizer, [*anchor, token])
        text = text[len(before) :] if text.startswith(before) else text
        if REPLACEMENT in text:
            broken.append(token)
        folded = " ".join(_split(fold(text)))
        opening = fold(_decode(tokenizer, [token]))
        if opening.strip() != folded.strip():
            odd.append((opening, token))
        if folded:
            starts.append((folded, token))
            inner += [(rest, token) for rest in _inner(folded)]
    return Pieces(tuple(sorted(starts)), tuple(sorted(inner)), tuple(broken), tuple(odd))


def _decode(tokenizer: PreTrainedTokenizerBase, ids: list[int]) -> str:
    return str(tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False))


def _split(folded: str) -> list[str]:
    """Parts between runs of spaces, so that joining them leaves single spaces."""
    parts = folded.split(" ")
    return [part for place, part in enumerate(parts) if part or place in (0, len(parts) - 1)]


def _inner(folded: str) -> Iterator[str]:
    for place in range(1, len(folded)):
        if boundary(folded[:place], folded[place:]):
            yield folded[place:]


def _after(table: tuple[tuple[str, int], ...], rest: str) -> Iterator[int]:
    for text, token in table[bisect_left(table, (rest, -1)) : bisect_left(table, (rest + _LAST,))]:
        if boundary(rest, text[len(rest) :]):
            yield token


@lru_cache(maxsize=1 << 16)
def _fold_character(character: str) -> str:
    if character in _APOSTROPHES:
        return "'"
    folded = []
    for part in unicodedata.normalize("NFKD", character).casefold():
        category = unicodedata.category(part)
        if category in ("Cf", "Mn", "Me"):
            continue
        if part.isspace() or category in ("Pd", "Pc", "Cc", "Zs", "Zl", "Zp"):
            folded.append(" ")
        else:
            folded.append(part)
    return "".join(folded)
