"""The XML inside Word documents, read as a stream: no tree, no entities, no recursion."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from posixpath import normpath
from xml.parsers import expat

__all__ = ["Paragraph", "main_part", "paragraphs", "style_names"]

_WORD = re.compile(
    r"http://(?:schemas\.openxmlformats\.org/wordprocessingml/2006/main"
    r"|purl\.oclc\.org/ooxml/wordprocessingml/main) "
)
_SKIPPED = frozenset({"w:del", "w:moveFrom", "Fallback", "w:instrText", "w:delText"})
"""What a revision took out, what stands there a second time, and codes of fields."""
_PUT = {
    "w:tab": "\t",
    "w:br": "\n",
    "w:cr": "\n",
    "w:noBreakHyphen": "-",
}
_OFF = frozenset({"0", "false", "off"})


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the body: its words and the id of its style."""

    text: str = field(repr=False)
    style: str = ""


def main_part(relationships: bytes) -> str:
    """The name of the part with the body, as the archive's relationships give it.

    Raises:
        ValueError: they give none.
        ExpatError: they are no XML.
    """
    targets: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "Relationship" and attributes.get("Type", "").endswith("/officeDocument"):
            targets.append(attributes.get("Target", ""))

    _parse(relationships, start)
    if not targets:
        raise ValueError("no main part")
    return normpath(targets[0].lstrip("/"))


def style_names(styles: bytes) -> dict[str, str]:
    """Style id → name. Ids are in the language of the program, names of built-in styles English.

    Raises:
        ExpatError: the part is there and is no XML.
    """
    names: dict[str, str] = {}
    current: list[str] = [""]

    def start(name: str, attributes: dict[str, str]) -> None:
        if name == "w:style":
            current[0] = attributes.get("w:styleId", "")
        elif name == "w:name" and current[0]:
            names.setdefault(current[0], attributes.get("w:val", ""))

    if styles:
        _parse(styles, start)
    return names


def paragraphs(body: bytes, *, limit: int) -> list[Paragraph] | None:
    """The paragraphs that have words, in the order of the body; None beyond the limit.

    Cells of tables are read row by row. Insertions are text, deletions are not; nor is what is
    formatted as hidden.

    Args:
        body: the main part.
        limit: the most characters.

    Raises:
        ExpatError: it is no XML.
        ValueError: it has a document type, which Word never writes.
    """
    reading = _Reading(limit)
    _parse(body, reading.start, reading.end, reading.words)
    return None if reading.left < 0 else reading.found


class _Reading:
    """What has been read of a body so far. Text boxes put paragraphs inside paragraphs."""

    def __init__(self, limit: int) -> None:
        self.found: list[Paragraph] = []
        self.left = limit
        self._open: list[tuple[list[str], list[str]]] = []  # pieces and style of each
        self._skipped = 0  # elements under way inside one that is left out
        self._in_text = False
        self._hidden = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._skipped or name in _SKIPPED:
            self._skipped += 1
        elif name == "w:p":
            self._open.append(([], []))
        elif name == "w:r":
            self._hidden = False
        elif name == "w:vanish":
            self._hidden = attributes.get("w:val", "1").lower() not in _OFF
        elif name == "w:pStyle" and self._open:
            self._open[-1][1].append(attributes.get("w:val", ""))
        elif name == "w:t":
            self._in_text = not self._hidden
        elif name in _PUT and self._open and not self._hidden:
            self._open[-1][0].append(_PUT[name])

    def end(self, name: str) -> None:
        if self._skipped:
            self._skipped -= 1
        elif name == "w:t":
            self._in_text = False
        elif name == "w:r":
            self._hidden = False
        elif name == "w:p" and self._open:
            pieces, style = self._open.pop()
            lines = "".join(pieces).split("\n")
            text = "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
            if text:
                self.found.append(Paragraph(text, style[0] if style else ""))

    def words(self, words: str) -> None:
        if self._in_text and not self._skipped and self._open and self.left >= 0:
            self.left -= len(words)
            self._open[-1][0].append(words)


def _parse(
    data: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None] | None = None,
    words: Callable[[str], None] | None = None,
) -> None:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda name, attributes: start(
        _short(name), {_short(key): value for key, value in attributes.items()}
    )
    if end:
        parser.EndElementHandler = lambda name: end(_short(name))
    if words:
        parser.CharacterDataHandler = words
    parser.Parse(data, True)


def _refuse_doctype(*_declared: object) -> None:
    raise ValueError("a document type")  # the only way to entities of its own or from outside


@lru_cache(maxsize=512)
def _short(name: str) -> str:
    """The name with Word's own namespace, strict or transitional, as ``w:``; others without."""
    return _WORD.sub("w:", name) if _WORD.match(name) else name.rpartition(" ")[2]
