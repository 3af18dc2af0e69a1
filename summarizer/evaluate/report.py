"""The figures of a suite as JSON and as tables of plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from summarizer.evaluate.detection import DetectionResult
from summarizer.evaluate.figures import percent, rounded
from summarizer.evaluate.metrics import Counts

__all__ = ["Table", "as_dict", "as_tables"]

Table = tuple[str, Sequence[str], Sequence[Sequence[str]]]
"""Title, columns, rows."""


def as_dict(result: DetectionResult) -> dict[str, Any]:
    """The result as JSON values: ids, codes and numbers, never text."""
    return {
        "suite": "detection",
        "documents": result.documents,
        "sentences": result.sentences,
        "sentences_per_second": round(result.sentences_per_second, 1),
        "per_code": {code: _counts(count) for code, count in result.per_code.items()},
        "macro_f1": rounded(result.macro_f1),
        "micro": _counts(result.micro) if result.micro else None,
        "levels": {
            "exact": rounded(result.level_exact),
            "within_one": rounded(result.level_within_one),
            "exact_of_all": rounded(result.level_exact_of_all),
            "confusion": [
                {"there": there, "found": found, "count": count}
                for (there, found), count in sorted(result.confusion.items())
            ],
        },
        "sentence_codes": _counts(result.sentence_codes) if result.sentence_codes else None,
        "sentences_level_3_4": _counts(result.detailed_sentences)
        if result.detailed_sentences
        else None,
        "graphic_overlap": _counts(result.graphic_overlap) if result.graphic_overlap else None,
        "calibration": {
            "error": rounded(result.calibration_error),
            "bins": [
                {"count": b.count, "mean": round(b.mean, 4), "share": round(b.share, 4)}
                for b in result.bins
            ],
        },
        "false_warnings": {name: round(rate, 4) for name, rate in result.false_warnings.items()},
        "incidents": {kind: _counts(count) for kind, count in result.incidents.items()},
        "incidents_by_codes": {
            kind: _counts(count) for kind, count in result.incidents_by_codes.items()
        },
        "mistakes": [
            {"document": name, "code": code, "there": there, "found": found}
            for name, code, there, found in result.mistakes
        ],
    }


def as_tables(result: DetectionResult) -> Iterator[Table]:
    """The same for reading; sections without figures are left out."""
    columns = ("", "Precision", "Recall", "F1", "There", "Found")
    if result.per_code:
        rows = [_row(code, count) for code, count in result.per_code.items()]
        if result.micro:
            rows.append(_row("all, micro", result.micro))
        rows.append(("all, macro", "", "", percent(result.macro_f1), "", ""))
        yield "Warnings of documents", columns, rows
    if result.sentence_codes and result.detailed_sentences and result.graphic_overlap:
        yield (
            "Sentences",
            columns,
            [
                _row("codes", result.sentence_codes),
                _row("level 3 or 4", result.detailed_sentences),
                _row("characters of detail", result.graphic_overlap),
            ],
        )
    for title, counts in (
        ("Incidents of documents", result.incidents),
        ("Incidents by warning codes alone", result.incidents_by_codes),
    ):
        if counts:
            yield title, columns, [_row(kind, count) for kind, count in counts.items()]
    figures = [
        ("Level exactly right, of codes found", percent(result.level_exact)),
        ("Level within one, of codes found", percent(result.level_within_one)),
        ("Level exactly right, of codes there", percent(result.level_exact_of_all)),
        ("Calibration error", percent(result.calibration_error)),
        *((f"Warned: {name}", percent(rate)) for name, rate in result.false_warnings.items()),
        ("Documents", str(result.documents)),
        ("Sentences", str(result.sentences)),
        ("Sentences a second", f"{result.sentences_per_second:.0f}"),
    ]
    yield "Figures", ("", ""), [row for row in figures if row[1]]


def _counts(count: Counts) -> Mapping[str, float]:
    return {
        "precision": round(count.precision, 4),
        "recall": round(count.recall, 4),
        "f1": round(count.f1, 4),
        "hit": count.hit,
        "extra": count.extra,
        "missed": count.missed,
    }


def _row(name: str, count: Counts) -> tuple[str, ...]:
    return (
        name, percent(count.precision), percent(count.recall), percent(count.f1),
        str(count.hit + count.missed), str(count.hit + count.extra),
    )  # fmt: skip
