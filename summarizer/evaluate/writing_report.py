"""The figures of a writing run as JSON and as tables of plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from summarizer.evaluate.figures import percent, rounded
from summarizer.evaluate.report import Table
from summarizer.evaluate.writing import Figures, WritingResult

__all__ = ["as_dict", "as_tables"]


def as_dict(result: WritingResult) -> dict[str, Any]:
    """The result as JSON values: names and numbers, never text."""
    return {"suite": "writing", "figures": [_one(each) for each in result.figures]}


def as_tables(result: WritingResult) -> Iterator[Table]:
    """The same for reading: how like a person's summary, then what it is made of."""
    for suite in dict.fromkeys(each.suite for each in result.figures):
        of = [each for each in result.figures if each.suite == suite]
        yield (
            f"{suite}: {of[0].documents} documents, likeness to a person's summary",
            ("", "ROUGE-1", "ROUGE-2", "ROUGE-L", "Names and figures covered", "Words", "Empty"),
            [
                (
                    each.method, *(f"{100 * score:.1f}" for score in each.rouge),
                    percent(each.coverage), f"{each.words:.0f}", str(each.empty),
                )
                for each in of
            ],
        )  # fmt: skip
        yield (
            f"{suite}: what the summaries are made of",
            ("", "Names and figures right", "New pairs of words", "Of the document's length",
             "Sentences generated", "All supported", "Ready", "s a document"),
            [
                (
                    each.method, percent(each.precision), percent(each.abstractiveness),
                    percent(each.compression), percent(each.generated), percent(each.supported),
                    percent(each.ready), f"{each.seconds:.2f}",
                )
                for each in of
            ],
        )  # fmt: skip


def _one(each: Figures) -> dict[str, Any]:
    rouge_1, rouge_2, rouge_l = each.rouge
    return {
        "method": each.method,
        "suite": each.suite,
        "documents": each.documents,
        "empty": each.empty,
        "rouge_1": rounded(rouge_1),
        "rouge_2": rounded(rouge_2),
        "rouge_l": rounded(rouge_l),
        "names_and_figures_right": rounded(each.precision),
        "names_and_figures_covered": rounded(each.coverage),
        "new_word_pairs": rounded(each.abstractiveness),
        "compression": rounded(each.compression),
        "words": round(each.words, 1),
        "generated": rounded(each.generated),
        "supported": rounded(each.supported),
        "ready": rounded(each.ready),
        "seconds_per_document": round(each.seconds, 3),
    }
