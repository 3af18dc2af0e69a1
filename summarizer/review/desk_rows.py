"""What the report says about each sentence of an original, without a word of the original."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from summarizer.types import Operator, Report, Span

__all__ = ["Piece", "Row", "pieces", "rows_of", "sorted_rows"]


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence of an original.

    Attributes:
        number: from 1, in the order of the original.
        span: where it stands.
        codes: warning codes that show in it with their levels, the gravest first.
        taken: how many places each rule took out of it.
        told: numbers of the summary's sentences that rest on it.
    """

    number: int
    span: Span
    codes: tuple[tuple[str, int], ...] = ()
    taken: Mapping[str, int] | None = None
    told: tuple[int, ...] = ()

    @property
    def code(self) -> str:
        """The gravest code; empty when there is none."""
        return self.codes[0][0] if self.codes else ""

    @property
    def level(self) -> int:
        """The gravest level; 0 when nothing was found."""
        return self.codes[0][1] if self.codes else 0


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an original on which the same things were found.

    ``codes`` are warning codes, ``rules`` those that took the place out of the safe text.
    """

    span: Span
    codes: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()


def rows_of(outline: Sequence[Span], report: Report) -> tuple[Row, ...]:
    """One row a sentence, in the order of the original.

    Args:
        outline: where the sentences stand, in order and apart from each other.
        report: on the same original.
    """
    codes: list[dict[str, int]] = [{} for _ in outline]
    taken: list[Counter[str]] = [Counter() for _ in outline]
    told: list[dict[int, None]] = [{} for _ in outline]
    for warning in report.warnings:
        for finding in warning.findings:
            for at in _touched(outline, finding.span):
                codes[at][warning.code] = max(finding.level, codes[at].get(warning.code, 0))
    for redaction in report.redactions:
        if redaction.operator is not Operator.KEEP:
            for at in _touched(outline, redaction.span):
                taken[at][redaction.rule] += 1
    for number, sentence in enumerate(report.summary.sentences if report.summary else (), 1):
        for evidence in sentence.evidence:
            for at in _touched(outline, evidence.span):
                told[at][number] = None
    return tuple(
        Row(
            number=at + 1,
            span=span,
            codes=tuple(sorted(codes[at].items(), key=lambda each: (-each[1], each[0]))),
            taken=dict(sorted(taken[at].items())),
            told=tuple(told[at]),
        )
        for at, span in enumerate(outline)
    )


def sorted_rows(rows: Sequence[Row]) -> tuple[Row, ...]:
    """First the sentences that the summary rests on, then the others, each in order."""
    return tuple(sorted(rows, key=lambda row: (not row.told, row.number)))


def pieces(span: Span, report: Report) -> tuple[Piece, ...]:
    """A sentence cut wherever something that was found begins or ends; together all of it."""
    found: list[tuple[Span, str, bool]] = [
        (finding.span, warning.code, False)
        for warning in report.warnings
        for finding in warning.findings
        if finding.span.overlaps(span)
    ]
    found += [
        (redaction.span, redaction.rule, True)
        for redaction in report.redactions
        if redaction.operator is not Operator.KEEP and redaction.span.overlaps(span)
    ]
    inside = {
        at for place, _, _ in found for at in (place.start, place.end) if span.start < at < span.end
    }
    cuts = sorted({span.start, span.end} | inside)
    cut: list[Piece] = []
    for start, end in pairwise(cuts):
        part = Span(start, end)
        here = [each for each in found if each[0].overlaps(part)]
        codes = dict.fromkeys(name for _, name, removed in here if not removed)
        rules = dict.fromkeys(name for _, name, removed in here if removed)
        piece = Piece(part, tuple(codes), tuple(rules))
        if cut and cut[-1].codes == piece.codes and cut[-1].rules == piece.rules:
            part = Span(cut.pop().span.start, end)
            piece = Piece(part, piece.codes, piece.rules)
        cut.append(piece)
    return tuple(cut)


def _touched(outline: Sequence[Span], span: Span) -> range:
    """Indexes of the sentences that share a character with a span."""
    if not len(span):
        return range(0)
    first = bisect_right(outline, span.start, key=lambda sentence: sentence.end)
    return range(first, bisect_left(outline, span.end, key=lambda sentence: sentence.start))
