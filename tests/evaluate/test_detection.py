"""The detection suite counts what was found against what is there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from summarizer import read
from summarizer.evaluate.detection import evaluate_detection
from summarizer.evaluate.labelled import LabelledText
from summarizer.evaluate.metrics import Counts
from summarizer.evaluate.plots import draw
from summarizer.evaluate.report import as_dict, as_tables
from summarizer.evaluate.samples import Sample
from summarizer.policy.schema import Policy
from summarizer.types import Analysis, Document, Finding, Span, Warning_

FIRST = "He struck her with a lamp and fled."
SECOND = "The hearing was short and calm."
TEXT = f"{FIRST} {SECOND}"
SPANS = (Span(0, len(FIRST)), Span(len(FIRST) + 1, len(TEXT)))


def labelled(level: int) -> Sample:
    labels = ({"cw-assault": level} if level else {}, {})
    graphic = (Span(3, 25),) if level > 2 else ()
    text = LabelledText("t-1", "news", TEXT, SPANS, labels, graphic)
    return Sample(id="t-1", suite="t", text=TEXT, labelled=text)


def said(code: str, level: int, span: Span = SPANS[0]) -> Analysis:
    finding = Finding(code=code, level=level, span=span, rule="r")
    return Analysis(findings=(finding,), warnings=(Warning_(code, level, 1.0, (finding,)),))


def run(samples: Sequence[Sample], analyses: Sequence[Analysis], policy: Policy):  # type: ignore[no-untyped-def]
    answers = iter(analyses)

    def detect(documents: Sequence[Document]) -> list[Analysis]:
        return [next(answers) for _ in documents]

    return evaluate_detection(
        samples, read=lambda text: read.read_text(text, source=""), detect=detect,
        scores=None, policy=policy,
    )  # fmt: skip


def test_hits_misses_and_extras(policy: Policy) -> None:
    samples = [labelled(3), labelled(2), labelled(0)]
    analyses = [said("cw-assault", 3, Span(3, 20)), Analysis(), said("cw-hate", 1)]
    result = run(samples, analyses, policy)
    assert result.per_code["cw-assault"] == Counts(hit=1, extra=0, missed=1)
    assert result.per_code["cw-hate"] == Counts(hit=0, extra=1, missed=0)
    assert result.micro == Counts(hit=1, extra=1, missed=1)
    # A code that is nowhere there has no F1 of its own.
    assert result.macro_f1 == pytest.approx(2 / 3)
    assert (result.level_exact, result.level_exact_of_all) == (1.0, 0.5)
    assert result.detailed_sentences == Counts(hit=1, extra=0, missed=0)
    assert result.graphic_overlap == Counts(hit=17, extra=0, missed=5)
    assert result.false_warnings["innocent, any warning"] == 1.0
    assert result.false_warnings["innocent, level 2 or more"] == 0.0
    assert result.mistakes == [("t-1", "cw-assault", 2, 0), ("t-1", "cw-hate", 0, 1)]


def test_incidents_and_prompts(policy: Policy) -> None:
    samples = [
        Sample(id="m", suite="m", text=TEXT, incidents=frozenset({"kidnapping"})),
        Sample(id="n", suite="m", text=TEXT, incidents=frozenset()),
        Sample(id="x", suite="x", text=TEXT, safe=True),
    ]
    analyses = [Analysis(incidents=("any", "kidnapping")), Analysis(incidents=("any",)),
                said("cw-assault", 2)]  # fmt: skip
    result = run(samples, analyses, policy)
    assert result.incidents["any"] == Counts(hit=1, extra=1, missed=0)
    assert result.incidents["kidnapping"] == Counts(hit=1, extra=0, missed=0)
    assert result.false_warnings["no incident, one reported"] == 1.0
    assert result.false_warnings["safe prompts, level 2 or more"] == 1.0


def test_a_result_is_told_without_text(policy: Policy, tmp_path: Path) -> None:
    result = run([labelled(3)], [said("cw-assault", 2)], policy)
    facts = as_dict(result)
    assert facts["levels"]["confusion"] == [{"there": 3, "found": 2, "count": 1}]
    assert facts["per_code"]["cw-assault"]["f1"] == 1.0
    tables = {title: rows for title, _, rows in as_tables(result)}
    assert set(tables) == {"Warnings of documents", "Sentences", "Figures"}
    assert "lamp" not in f"{facts}{tables}"
    drawn = draw(result, tmp_path / "plots")
    assert [path.name for path in drawn] == ["detection-levels.svg", "detection-reliability.svg"]
    again = [path.read_bytes() for path in drawn]
    assert [path.read_bytes() for path in draw(result, tmp_path / "plots")] == again
