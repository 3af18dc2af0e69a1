"""Lines of pages → paragraphs: what runs on, what begins anew, what every page repeats.

A PDF holds letters and places. A paragraph ends where the gap to the next line, the size of the
letters, an indent or a short last line says so; it runs on over columns and pages when its last
line is full and no sentence ends there.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from summarizer.text import normalise
from summarizer.types import Span

__all__ = ["Line", "laid_out"]

_ENDED = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_BULLET = re.compile(r"(?:[•▪◦‣●■–—*-]|\(?\d{1,3}[.)]|\(?[a-z]\))\s")
_HEAD = re.compile(r"(?:[^\W\d_]+-)*[^\W\d_]+$")
_TAIL = re.compile(r"[^\W\d_]+")
_NUMBERS = re.compile(r"\d+|\b[ivxl]+\b")
_FEWEST_PAGES = 3
_SHARE = 0.4
"""Of the pages; left and right ones often have headers of their own."""
_OUTERMOST = 2
"""The most lines of a header or a footer."""
_APART = 1.6
"""Heights of a line between the header and the text."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, in points from its lower left corner.

    ``broken``: a word was divided at its end, and the hyphen is not in ``text``.
    """

    text: str = field(repr=False)
    left: float
    right: float
    bottom: float
    height: float
    broken: bool = False


def laid_out(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[Span, ...]]:
    """The text of the pages, and where in it the running headers and footers stand.

    Args:
        pages: the lines of each, in reading order.

    Returns:
        Paragraphs divided by blank lines, and spans in order. What pages repeat stands at the
        end, once, so that paragraphs can run on from page to page.
    """
    running = _running(pages)
    groups: list[list[Line]] = []
    repeated: dict[tuple[str, int], str] = {}
    for page in pages:
        outer = _outer(page)
        body: list[Line] = []
        for line in page:
            key = _pattern(line)
            if key in running and line in outer:
                repeated.setdefault(key, line.text)
            else:
                body.append(line)
        groups += _columns(body)
    text = "\n\n".join(_paragraphs(groups))
    spans: list[Span] = []
    for words in repeated.values():
        text += "\n\n" if text else ""
        spans.append(Span(len(text), len(text) + len(words)))
        text += words
    return text, tuple(spans)


def _running(pages: Sequence[Sequence[Line]]) -> frozenset[tuple[str, int]]:
    found = Counter(key for page in pages for key in {_pattern(line) for line in _outer(page)})
    least = max(_FEWEST_PAGES, _SHARE * len(pages))
    return frozenset(key for key, times in found.items() if times >= least)


def _outer(page: Sequence[Line]) -> list[Line]:
    """The lines at both ends of a page that stand apart from the rest."""
    upward = sorted(page, key=lambda line: line.bottom)
    return [*_apart(upward), *_apart(upward[::-1])]


def _apart(lines: Sequence[Line]) -> Sequence[Line]:
    for at, (outer, inner) in enumerate(pairwise(lines[: _OUTERMOST + 1]), 1):
        if abs(inner.bottom - outer.bottom) > _APART * max(outer.height, inner.height):
            return lines[:at]
    return ()


def _pattern(line: Line) -> tuple[str, int]:
    """What repeats of a line: its words with all numbers alike, and its size."""
    return _NUMBERS.sub("#", line.text.casefold()), round(line.height)


def _columns(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Runs of lines that stand under one another."""
    column: list[Line] = []
    for line in lines:
        if column:
            above = column[-1]
            under = line.bottom < above.bottom
            beside = abs(line.left - above.left) > max(8 * line.height, 60)
            if not under or beside:
                yield column
                column = []
        column.append(line)
    if column:
        yield column


def _paragraphs(columns: Sequence[Sequence[Line]]) -> Iterator[str]:
    paragraph = ""
    before: tuple[Line, float] | None = None  # the last line and the edge of its column
    broken = False
    for column in columns:
        edge = max(line.right for line in column)
        starts = _starts(column, edge)
        for index, line in enumerate(column):
            fresh = index in starts if index or not before else not _runs_on(*before, line)
            if fresh and paragraph:
                yield paragraph + "-" * broken
                paragraph, broken = "", False
            paragraph = _joined(paragraph, line.text, broken=broken)
            before, broken = (line, edge), line.broken
    if paragraph:
        yield paragraph + "-" * broken


def _starts(column: Sequence[Line], edge: float) -> frozenset[int]:
    """The lines of a column with which a paragraph starts, the first aside."""
    steps = [above.bottom - below.bottom for above, below in pairwise(column)]
    height = median(line.height for line in column)
    usual = median(steps) if len(steps) > 2 else 1.3 * height
    found: set[int] = set()
    for index, (above, below) in enumerate(pairwise(column), 1):
        width = edge - min(above.left, below.left)
        short = edge - above.right
        ended = bool(_ENDED.search(above.text))
        indented = below.left - above.left > 0.8 * below.height
        heading = below.height > 1.15 * height
        if (
            steps[index - 1] > 1.35 * max(usual, 1.1 * below.height)
            or not _alike(above, below)
            or _BULLET.match(below.text)
            or (ended and (indented or short > 0.12 * width))
            or (short > 0.35 * width and not (heading or above.broken or below.text[:1].islower()))
        ):
            found.add(index)
    return frozenset(found)


def _runs_on(last: Line, edge: float, first: Line) -> bool:
    """Whether a paragraph goes on in the next column or on the next page."""
    full = edge - last.right < 0.2 * (edge - last.left)
    if not _alike(last, first) or _BULLET.match(first.text):
        return False
    return last.broken or (not _ENDED.search(last.text) and (full or first.text[:1].islower()))


def _alike(one: Line, other: Line) -> bool:
    return max(one.height, other.height) <= 1.15 * min(one.height, other.height)


def _joined(before: str, after: str, *, broken: bool) -> str:
    if not before:
        return after
    if not broken:
        return f"{before} {after}"
    head, tail = _HEAD.search(before), _TAIL.match(after)
    if not (head and tail):
        return f"{before}-{after}"
    if not (head.group().islower() and tail.group().islower()):
        return f"{before}-\n{after}"  # left to where text is normalised
    # What is known there of compounds ("well-known") counts here too.
    word, _ = normalise(f"{head.group()}-\n{tail.group()}")
    hyphen = "-" if word.count("-") > head.group().count("-") else ""
    return f"{before}{hyphen}{after}"
