"""Reads words that are spelled to be overlooked: "k1lled", "r a p e", "su*cide", "m.u.r.d.e.r".

``unmask`` gives the text that the detectors search: the same text, with each word of
``policy/disguised.toml`` that stands there in disguise written out, and the way back. Nothing else
changes, so a text without disguises costs one search and comes back as it was. What is invisible
or merely looks alike (zero-width characters, full-width and mathematical letters, Cyrillic in
Latin words) was undone before, in ``text.normalise``.

A disguise is undone only when the whole token becomes a known word; "B2B", "H1N1" and "5th" stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from summarizer.policy.schema import Disguised
from summarizer.text import rewrite
from summarizer.types import OffsetMap, Span

__all__ = ["unmask"]

_LEET = {
    "0": "o", "1": "il", "2": "z", "3": "e", "4": "a", "5": "s", "6": "gb", "7": "t", "8": "b",
    "9": "g", "@": "a", "$": "s", "!": "il", "|": "il", "+": "t", "€": "e", "£": "e", "¢": "c",
    "¥": "y", "(": "c", "<": "c", "¡": "i", "§": "s", "ß": "b", "µ": "u", "ø": "o", "æ": "a",
    "ı": "i", "ĸ": "k", "я": "r", "и": "n", "ǝ": "e", "ɐ": "a", "ᴉ": "i", "ʞ": "k", "ɹ": "r",
    "ʇ": "t", "ɥ": "h", "ɯ": "m", "ʍ": "w", "ʎ": "y", "ɔ": "c", "ə": "e", "ƙ": "k", "ɗ": "d",
    "ħ": "h", "ł": "l", "đ": "d", "ŧ": "t", "ɾ": "r", "ꓗ": "k", "ꓲ": "i", "ꓓ": "d", "є": "e",
    "ї": "i", "ш": "w", "ц": "u", "ч": "y", "л": "n", "д": "a", "б": "b", "ѓ": "r", "ќ": "k",
    "α": "a", "ε": "e", "ι": "i", "κ": "k", "λ": "l", "ρ": "p", "σ": "o", "τ": "t", "υ": "u",
    "ν": "v", "х": "x", "ⅼ": "l",
}  # fmt: skip
"""Characters that stand for letters, and for which: digits, symbols, letters of other alphabets."""

_ALSO = {"v": "vu", "i": "il", "l": "li", "x": "xsk", "z": "zs", "q": "qgk", "c": "ck", "k": "kc"}
"""Letters that stand for other letters, where something else in the token is disguised too."""

_WILD = "*#%?_~^•·×☆★■●-"
"""In a word: stands for a letter that was blotted out."""
_JOINTS = re.compile(r"[\s.\-_/\\|*~'’\"+,:;^•·×☆★=]+")
_TURNED = frozenset("ǝɐᴉʞɹʇɥɯʍʎɔɾ")
"""Letters written upside down: their words read from the end."""
_UPRIGHT = str.maketrans("pdbqnumw", "dpqbunwm")
_REGIONAL = {chr(0x1F1E6 + i): chr(97 + i) for i in range(26)}

_LETTERS = r"[^\W\d_]"
_TOKEN = re.compile(r"(?:[^\s]){2,}")
_PLAIN_TOKEN = re.compile(r"[\"'(\[]*[A-Za-z]+(?:['’-][A-Za-z]+)*[\"')\].,;:!?]*")
_RUN = re.compile(r"(.)\1\1|(.)\2.*(?!\2)(.)\3")
"""A letter three times, or two letters twice: "killlled", "raapee"."""
_SPELLED = re.compile(
    r"(?<![^\W_])(?:[^\W_]|[@$!|+*€])(?:[ \t._\-*/\\|~,•·×]{1,3}(?:[^\W_]|[@$!|+*€])){2,}"
    r"(?![^\W_])"
)
"""Single characters with something between them: r a p e, s.u.i.c.i.d.e."""
_PAIR = re.compile(rf"(?<![^\W_])(?<!['’])({_LETTERS}{{1,12}})([ \t]{{1,2}}|[ \t]*\n[ \t]*)"
                   rf"(?={_LETTERS}{{2,12}}(?![^\W_]))")  # fmt: skip
_EDGES = "\"'()[]{}<>.,;:!?“”‘’…-–—"
_SHORTEST = 3
_SHORTEST_WILD = 4


def unmask(text: str, disguised: Disguised) -> tuple[str, OffsetMap]:
    """The text with disguised words spelled out, and the map from it to ``text``."""
    edits = _edits(text, disguised)
    if not edits:
        return text, OffsetMap.identity(len(text))
    return rewrite(text, [(span.start, span.end, word) for span, word in edits])


def _edits(text: str, known: Disguised) -> list[tuple[Span, str]]:
    found: list[tuple[Span, str]] = []
    taken = 0
    candidates = sorted(
        [*_spelled(text, known), *_tokens(text, known), *_split(text, known)],
        key=lambda edit: (edit[0].start, -edit[0].end),
    )
    for span, word in candidates:
        if span.start >= taken:
            found.append((span, word))
            taken = span.end
    return found


# --- one token ----------------------------------------------------------------------------------


def _tokens(text: str, known: Disguised) -> Iterator[tuple[Span, str]]:
    for match in _TOKEN.finditer(text):
        token = match.group()
        plain = _PLAIN_TOKEN.fullmatch(token) is not None
        if plain and not _RUN.search(token) and "-" not in token and len(token) < 7:
            continue
        yield from _token(token, match.start(), known, plain=plain)


def _token(token: str, start: int, known: Disguised, *, plain: bool) -> Iterator[tuple[Span, str]]:
    tag = token.startswith(("#", "@"))
    bare = token.lstrip("#@" + _EDGES) if tag else token.lstrip(_EDGES)
    cores = {
        core: len(token) - len(bare)
        for core in (bare.rstrip(_EDGES), bare.rstrip(_EDGES.replace("!", "")))
    }
    if tag:  # "@" may stand for an "a"
        cores.setdefault(token.rstrip(_EDGES), 0)
    for core, left in cores.items():
        end = left + len(core)
        if len(core) < _SHORTEST or core.lower() in known.words:
            continue
        word = _read(core, known, plain=plain)
        if word and word != core.lower():
            yield Span(start + left, start + end), word
            return


def _read(core: str, known: Disguised, *, plain: bool) -> str:
    low = core.lower()
    solid = _JOINTS.sub("", low)
    if solid in known.joined and (solid != low or plain):
        return known.joined[solid]
    if plain and "-" not in core and not _RUN.search(core):
        return ""
    if not any(map(str.isalpha, core)) and not _half_letters(core):
        return ""
    if solid != low and solid in known.words:
        return solid
    folded = _folded(low)
    if word := _matching(folded, known):
        return word
    if _TURNED & set(low):  # upside down, and then most often from the end
        return _matching(_folded(low[::-1].translate(_UPRIGHT)), known)
    solid = _JOINTS.sub("", folded)
    if solid != folded and len(solid) >= _SHORTEST and not solid.isdigit():
        return _matching(solid, known)
    return ""


def _half_letters(core: str) -> bool:
    """True for a token of look-alikes that holds symbols as well as digits: "5#00+"."""
    return any(char in "@$!|+€" for char in core) and any(map(str.isdigit, core))


def _folded(low: str) -> str:
    """Without accents, regional letters read as letters."""
    if low.isascii():
        return low
    spread = unicodedata.normalize("NFD", "".join(_REGIONAL.get(char, char) for char in low))
    return "".join(char for char in spread if not unicodedata.combining(char))


def _matching(token: str, known: Disguised) -> str:
    """The known word that a disguised token stands for; empty when there is none or many kinds."""
    letters = sum(char.isalpha() for char in token)
    wild = sum(char in _WILD for char in token)
    if wild and (letters < 2 or len(token) < _SHORTEST_WILD or letters / len(token) < 0.5):
        return ""
    first = token[0]
    if first in _WILD:
        return ""
    pattern = re.compile("".join(_part(piece) for piece in _pieces(token)))
    starts = set(_LEET.get(first, "")) | set(_ALSO.get(first, first if first.isalpha() else ""))
    hits = [
        word
        for letter in sorted(starts)
        for word in known.by_letter.get(letter, ())
        if pattern.fullmatch(word)
    ]
    if not hits:
        return ""
    best = min(hits, key=lambda word: (abs(len(word) - len(token)), word))
    return known.joined.get(best, best)


def _pieces(token: str) -> list[str]:
    """Runs of one character each: "kiii" is k, iii."""
    return [match.group() for match in re.finditer(r"(.)\1*", token, re.DOTALL)]


def _part(run: str) -> str:
    char, count = run[0], len(run)
    if char in _WILD:
        return f"[a-z]{{{count},{count + (2 if count > 1 else 0)}}}" if count > 1 else "[a-z]"
    letters = _LEET.get(char, "") + _ALSO.get(char, char if char.isalpha() else "")
    if not letters:
        return re.escape(run)
    group = f"[{re.escape(letters)}]"
    return group if count == 1 else f"{group}{{1,{count}}}"


# --- several tokens -----------------------------------------------------------------------------


def _spelled(text: str, known: Disguised) -> Iterator[tuple[Span, str]]:
    for match in _SPELLED.finditer(text):
        chars = [(m.start(), m.group()) for m in re.finditer(r"[^\s._\-/\\~,•·×]", match.group())]
        at = 0
        while at + _SHORTEST <= len(chars):
            for end in range(len(chars), at + _SHORTEST - 1, -1):
                token = "".join(char for _, char in chars[at:end]).lower()
                word = token if token in known.words else ""
                word = word or known.joined.get(token, "")
                if not word and not token.isdigit():
                    word = _matching(_folded(token), known)
                if word:
                    start, stop = chars[at][0], chars[end - 1][0] + 1
                    yield Span(match.start() + start, match.start() + stop), word
                    at = end - 1
                    break
            at += 1


def _split(text: str, known: Disguised) -> Iterator[tuple[Span, str]]:
    """Words cut in two by a space or a line end: "sui cide"."""
    for match in _PAIR.finditer(text):
        left = match[1].lower()
        if left in known.words:
            continue
        rest = re.compile(rf"{_LETTERS}+").match(text, match.end())
        right = rest.group().lower() if rest else ""
        word = left + right
        if word in known.words and len(word) >= 4 and f"{left} {right}" not in known.apart:
            yield Span(match.start(), match.end() + len(right)), word
