"""Which characters some spans hold: one look-up where many spans would have to be compared."""

from __future__ import annotations

from collections.abc import Iterable

from summarizer.types import Span

__all__ = ["Cover"]


class Cover:
    """The characters of a text that any of the spans holds."""

    __slots__ = ("_marks",)

    def __init__(self, length: int, spans: Iterable[Span]) -> None:
        marks = bytearray(length)
        for span in spans:
            marks[span.start : span.end] = b"\1" * (min(span.end, length) - span.start)
        self._marks = bytes(marks)

    def touches(self, span: Span) -> bool:
        """Whether a span holds one of them."""
        return self._marks.find(1, span.start, span.end) >= 0

    def holds(self, span: Span) -> bool:
        """Whether a span holds none but them."""
        return self._marks.find(0, span.start, span.end) < 0
