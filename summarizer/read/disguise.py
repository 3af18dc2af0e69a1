"""Disguises of an order: what a sentence says in plain when its letters are hidden.

Normalising undoes what changes single characters (full width, marks, soft hyphens). Here is what
changes whole sentences: leet, look-alike alphabets, spaced letters, reversed and rotated text, and
codes such as base64. Nobody reads the result but the patterns, so a wrong guess does no harm.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

from summarizer.text import plain_letters

__all__ = ["run_together", "undone"]

_LEET = str.maketrans("430157@$!", "aeoistasi")
_LEET_WORD = re.compile(r"(?<!\S)(?=\S*[^\W\d_])(?=\S*[430157@$])[\w@$!]{2,}", re.ASCII)
_SPACED = re.compile(r"(?<!\w)\w(?:[ .*_|/-]{1,4}\w(?!\w)){7,}")
_RUN_TOGETHER = re.compile(
    r"ignore|disregard|instruction|systemprompt|summary|chatbot|languagemodel|youarenow|nowan?ai|"
    r"withoutrules|writethe|forgetyour|forgetall",
    re.IGNORECASE,
)
_KEY = (
    "ignore disregard forget instruction prompt summar write you+are your+reply your+answer redact "
    "rules"
).split()
_REVERSED = tuple(key.replace("+", " ")[::-1] for key in _KEY)
_ROTATED = tuple(codecs.encode(key.replace("+", " "), "rot13") for key in _KEY)
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4}))")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{24,}={0,2}")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}[ :,]?){12,}")


def run_together(piece: str) -> bool:
    """True for spaced letters that spell an order; where its words ended is lost."""
    return any(
        _RUN_TOGETHER.search(re.sub(r"[\W_]", "", run.group()).translate(_LEET))
        for run in _SPACED.finditer(piece)
    )


def undone(flat: str) -> Iterator[str]:
    """What a disguised sentence says in plain, in each way in which it may be disguised."""
    bare = plain_letters(flat)
    if bare != flat:
        yield bare
    if len(_LEET_WORD.findall(bare)) >= 3:
        for one in "il":
            yield bare.replace("1", one).translate(_LEET)
    folded = flat.casefold()
    if any(key in folded for key in _REVERSED):
        yield flat[::-1]
    if any(key in folded for key in _ROTATED):
        yield codecs.encode(flat, "rot13")
    for undo in (unquote, unescape, _unescaped):
        if (plain := undo(flat)) != flat:
            yield plain
    for blob in _BASE64.findall(flat):
        yield from _text_of(blob.translate(str.maketrans("-_", "+/")), base64_too=True)
    for blob in _HEX.findall(flat):
        yield from _text_of(re.sub("[ :,]", "", blob), base64_too=False)


def _unescaped(text: str) -> str:
    r"""Without escapes such as ``\x41`` and ``\u0041``."""
    return _ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), text)


def _text_of(blob: str, *, base64_too: bool) -> Iterator[str]:
    """The text that a code stands for, if it stands for text."""
    try:
        whole = blob.rstrip("=")
        padded = whole + "=" * (-len(whole) % 4)
        data = base64.b64decode(padded) if base64_too else bytes.fromhex(blob)
        text = data.decode()
    except (ValueError, binascii.Error):
        return
    if all(char.isprintable() or char.isspace() for char in text):
        yield text
