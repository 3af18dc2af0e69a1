"""One page of a PDF → its lines, each with its place as a reader of the page sees it."""

from __future__ import annotations

import re
from statistics import median
from typing import TYPE_CHECKING, TypeAlias

from summarizer.read.pdf_lines import Line

if TYPE_CHECKING:
    from pypdfium2 import PdfPage, PdfTextPage

__all__ = ["page_lines"]

_HYPHEN = 2
"""What PDFium makes of a hyphen that divides a word at the end of a line."""
_BREAKS = frozenset({10, 13, _HYPHEN})
_DIVIDED = re.compile(r"\w[-\u00ad\u2010]$")

_Box: TypeAlias = tuple[float, float, float, float]
"""Left, bottom, right, top."""


def page_lines(page: PdfPage, textpage: PdfTextPage) -> tuple[list[Line], int]:
    """The lines on a page in the order of the file, and how many characters are no letters.

    What stands outside the page is left out: nobody sees it.

    Args:
        page: of an open document.
        textpage: its text.
    """
    from pypdfium2.raw import FPDFText_GetUnicode

    bounds: _Box = page.get_bbox()
    turn: int = page.get_rotation()
    lines: list[Line] = []
    letters: list[tuple[int, str]] = []  # of the line under way: index on the page, character
    unmapped = 0
    count: int = textpage.count_chars()
    for index in range(count + 1):
        code = FPDFText_GetUnicode(textpage, index) if index < count else 10
        if code in _BREAKS:
            line = _line(textpage, letters, bounds, turn, broken=code == _HYPHEN)
            if line:
                lines.append(line)
            letters.clear()
        elif _is_letter(code):
            letters.append((index, chr(code)))
        else:
            unmapped += 1
    return lines, unmapped


def _is_letter(code: int) -> bool:
    """Whether a font says what it stands for: no control, private or missing character."""
    if code < 32 or 0xE000 <= code <= 0xF8FF or code > 0xEFFFF:
        return code == 9
    return code not in (0xFFFD, 0xFFFE, 0xFFFF)


def _line(
    textpage: PdfTextPage,
    letters: list[tuple[int, str]],
    bounds: _Box,
    turn: int,
    *,
    broken: bool,
) -> Line | None:
    shown = [(index, letter) for index, letter in letters if not letter.isspace()]
    if not shown:
        return None
    ends = (_box(textpage, shown[at][0]) for at in (0, -1))
    if not all(_meets(box, bounds) for box in ends):
        letters = [each for each in letters if _meets(_box(textpage, each[0]), bounds)]
        shown = [(index, letter) for index, letter in letters if not letter.isspace()]
        if not shown:
            return None
    text = " ".join("".join(letter for _, letter in letters).split())
    if any("\ud800" <= letter <= "\udfff" for _, letter in letters):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    if _DIVIDED.search(text):  # at the end of a page, or in a number
        text, broken = text[:-1], True
    first, middle, last = (_box(textpage, shown[at][0]) for at in (0, len(shown) // 2, -1))
    first, middle, last = (_turned(box, turn) for box in (first, middle, last))
    # The first letter may be a large initial, the last a mark of a footnote, any of another font.
    return Line(
        text,
        left=min(first[0], last[0]),
        right=max(first[2], last[2]),
        bottom=median((first[1], middle[1], last[1])),
        height=max(1.0, median(box[3] - box[1] for box in (first, middle, last))),
        broken=broken,
    )


def _box(textpage: PdfTextPage, index: int) -> _Box:
    """The place of a letter, as high as its font whatever the letter."""
    from pypdfium2.raw import FS_RECTF, FPDFText_GetLooseCharBox

    found = FS_RECTF()
    FPDFText_GetLooseCharBox(textpage, index, found)
    return found.left, found.bottom, found.right, found.top


def _meets(box: _Box, bounds: _Box) -> bool:
    left, bottom, right, top = bounds
    return box[0] < right and box[2] > left and box[1] < top and box[3] > bottom


def _turned(box: _Box, turn: int) -> _Box:
    """The box on a page that is shown turned clockwise."""
    left, bottom, right, top = box
    if turn == 90:
        return bottom, -right, top, -left
    if turn == 180:
        return -right, -top, -left, -bottom
    if turn == 270:
        return -top, left, -bottom, right
    return box
