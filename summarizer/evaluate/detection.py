"""The suite ``detection``: are the warnings and levels right, and innocent texts left alone?

Gold warnings of a document follow from the labels of its sentences by the same rule that turns
findings into warnings (``detect.warnings``, after the taxonomy), so that what is compared is what
was seen in the sentences. A sentence's level is the highest of its codes.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from summarizer.detect.warnings import warnings_of
from summarizer.evaluate.metrics import (
    Bin,
    Counts,
    expected_calibration_error,
    reliability,
    total,
)
from summarizer.evaluate.samples import Sample
from summarizer.policy.schema import Policy
from summarizer.types import Analysis, Document, Finding, Span, merge_spans

__all__ = ["DetectionResult", "Detector", "evaluate_detection"]

Detector = Callable[[Sequence[Document]], Sequence[Analysis]]
Scores = Callable[[Sequence[Document]], Sequence[Sequence[Mapping[str, Sequence[float]]]]]

_DETAILED = 3
_BATCH = 32
_INCIDENT_CODES = {
    "attack": ("cw-killing", "cw-assault", "cw-mass-attack", "cw-war-atrocity"),
    "bombing": ("cw-mass-attack",),
    "kidnapping": ("cw-abduction",),
}
"""Kinds of incident → codes that speak of the same."""
_INCIDENT_LEVEL = 2


@dataclass(slots=True)
class _Tally:
    """What is counted on the way."""

    documents: dict[str, Counts] = field(default_factory=dict)
    sentences: Counts = field(default_factory=Counts)
    detailed: Counts = field(default_factory=Counts)
    confusion: Counter[tuple[int, int]] = field(default_factory=Counter)
    graphic: Counts = field(default_factory=Counts)
    probabilities: list[tuple[float, bool]] = field(default_factory=list)
    innocent: list[int] = field(default_factory=list)
    safe: list[int] = field(default_factory=list)
    unsafe: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    incidents: dict[str, Counts] = field(default_factory=dict)
    by_codes: dict[str, Counts] = field(default_factory=dict)
    no_incident: list[bool] = field(default_factory=list)
    mistakes: list[tuple[str, str, int, int]] = field(default_factory=list)
    texts: int = 0
    read: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class DetectionResult:
    """All figures of one run. Sections that the data say nothing of are empty.

    ``mistakes``: (document, code, level that is there, level that was found), never text.
    """

    documents: int
    sentences: int
    per_code: Mapping[str, Counts]
    macro_f1: float | None
    micro: Counts | None
    level_exact: float | None
    level_within_one: float | None
    level_exact_of_all: float | None
    sentence_codes: Counts | None
    detailed_sentences: Counts | None
    graphic_overlap: Counts | None
    confusion: Mapping[tuple[int, int], int]
    bins: Sequence[Bin]
    calibration_error: float | None
    false_warnings: Mapping[str, float]
    incidents: Mapping[str, Counts]
    incidents_by_codes: Mapping[str, Counts]
    sentences_per_second: float
    mistakes: Sequence[tuple[str, str, int, int]]


def evaluate_detection(
    samples: Iterable[Sample],
    *,
    read: Callable[[str], Document],
    detect: Detector,
    scores: Scores | None,
    policy: Policy,
) -> DetectionResult:
    """Run detection over samples and count.

    Args:
        samples: texts with what is known of them.
        read: text → document.
        detect: documents → analyses.
        scores: documents → for each sentence, code → probability of reaching level 1 to 4.
        policy: codes and their order.
    """
    tally = _Tally()
    batch: list[Sample] = []
    for sample in samples:
        batch.append(sample)
        if len(batch) == _BATCH:
            _count(batch, tally, read=read, detect=detect, scores=scores, policy=policy)
            batch = []
    if batch:
        _count(batch, tally, read=read, detect=detect, scores=scores, policy=policy)
    return _result(tally, policy)


def _count(
    batch: Sequence[Sample],
    tally: _Tally,
    *,
    read: Callable[[str], Document],
    detect: Detector,
    scores: Scores | None,
    policy: Policy,
) -> None:
    documents = [read(sample.text) for sample in batch]
    started = time.perf_counter()
    analyses = detect(documents)
    tally.seconds += time.perf_counter() - started
    tally.texts += len(batch)
    told = scores(documents) if scores else [()] * len(documents)
    for sample, document, analysis, probabilities in zip(
        batch, documents, analyses, told, strict=True
    ):
        tally.read += len(document.sentences)
        highest = max((w.level for w in analysis.warnings), default=0)
        if sample.labelled is not None:
            _labelled(sample, document, analysis, probabilities, tally, policy)
            if sample.labelled.innocent:
                tally.innocent.append(highest)
        elif sample.incidents is not None:
            _incidents(sample.incidents, analysis, tally)
        elif sample.safe is not None:
            (tally.safe if sample.safe else tally.unsafe).append(highest)
        else:
            tally.unknown.append(highest)


def _labelled(
    sample: Sample,
    document: Document,
    analysis: Analysis,
    probabilities: Sequence[Mapping[str, Sequence[float]]],
    tally: _Tally,
    policy: Policy,
) -> None:
    gold = sample.labelled
    assert gold is not None
    said = {warning.code: warning.level for warning in analysis.warnings}
    there = {
        warning.code: warning.level
        for warning in warnings_of(
            [
                Finding(code=code, level=level, span=span, rule="gold")
                for span, labels in zip(gold.sentences, gold.labels, strict=True)
                for code, level in labels.items()
            ],
            policy=policy,
            sentences=gold.sentences,
            first_person=gold.first_person,
        )
    }
    for code in {**said, **there}:
        both = code in said and code in there
        count = Counts(both, code not in there, code not in said)
        tally.documents[code] = tally.documents.get(code, Counts()) + count
        tally.confusion[there.get(code, 0), said.get(code, 0)] += 1
        if there.get(code, 0) != said.get(code, 0):
            tally.mistakes.append((sample.id, code, there.get(code, 0), said.get(code, 0)))
    findings = [finding for finding in analysis.findings if finding.counts]
    found_detail = merge_spans(f.span for f in findings if f.level >= _DETAILED)
    for span, labels in zip(gold.sentences, gold.labels, strict=True):
        mine = [finding for finding in findings if finding.span.overlaps(span)]
        codes = {finding.code for finding in mine}
        tally.sentences += Counts(
            len(codes & set(labels)), len(codes - set(labels)), len(set(labels) - codes)
        )
        detailed = max(labels.values(), default=0) >= _DETAILED
        seen = any(finding.level >= _DETAILED for finding in mine)
        tally.detailed += Counts(detailed and seen, seen and not detailed, detailed and not seen)
        if detailed and seen and gold.graphic is not None:
            tally.graphic += _overlap(
                [g for g in gold.graphic if g.overlaps(span)],
                [f for f in found_detail if f.overlaps(span)],
                span,
            )
    homes = [
        next((i for i, s in enumerate(gold.sentences) if s.overlaps(sentence.span)), None)
        for sentence in document.sentences
    ]
    for home, told in zip(homes, probabilities, strict=False):
        if home is None:
            continue
        labels = gold.labels[home]
        tally.probabilities += [(values[0], code in labels) for code, values in told.items()]


def _overlap(gold: Sequence[Span], found: Sequence[Span], sentence: Span) -> Counts:
    """Characters of a sentence that are marked as detail in both, and in one alone."""

    def marked(spans: Sequence[Span]) -> set[int]:
        return {at for span in spans for at in range(span.start, span.end)} & set(
            range(sentence.start, sentence.end)
        )

    there, seen = marked(gold), marked(found)
    return Counts(len(there & seen), len(seen - there), len(there - seen))


def _incidents(gold: frozenset[str], analysis: Analysis, tally: _Tally) -> None:
    levels = {warning.code: warning.level for warning in analysis.warnings}
    by_codes = {
        kind
        for kind, codes in _INCIDENT_CODES.items()
        if any(levels.get(code, 0) >= _INCIDENT_LEVEL for code in codes)
    }
    told = " ".join(gold)
    for kind in ("any", "attack", "bombing", "kidnapping", "arson", "robbery"):
        there = bool(gold) if kind == "any" else kind in told
        for said, counts in (
            (kind in analysis.incidents, tally.incidents),
            (bool(by_codes) if kind == "any" else kind in by_codes, tally.by_codes),
        ):
            count = Counts(there and said, said and not there, there and not said)
            counts[kind] = counts.get(kind, Counts()) + count
    if not gold:
        tally.no_incident.append("any" in analysis.incidents)


def _result(tally: _Tally, policy: Policy) -> DetectionResult:
    order = {code.slug: code.short for code in policy.codes}
    per_code = {code: tally.documents[code] for code in order if code in tally.documents}
    scored = [c for c in per_code.values() if c.hit + c.missed]
    found = {pair: n for pair, n in tally.confusion.items() if min(pair) > 0}
    all_gold = {pair: n for pair, n in tally.confusion.items() if pair[0] > 0}
    bins = reliability(tally.probabilities)
    rates: dict[str, float] = defaultdict(float)
    for name, levels in (
        ("innocent", tally.innocent), ("safe prompts", tally.safe),
        ("unsafe prompts", tally.unsafe), ("unlabelled", tally.unknown),
    ):  # fmt: skip
        if levels:
            rates[f"{name}, any warning"] = _share(level >= 1 for level in levels)
            rates[f"{name}, level 2 or more"] = _share(level >= 2 for level in levels)
    if tally.no_incident:
        rates["no incident, one reported"] = _share(tally.no_incident)
    return DetectionResult(
        documents=tally.texts,
        sentences=tally.read,
        per_code=per_code,
        macro_f1=sum(c.f1 for c in scored) / len(scored) if scored else None,
        micro=total(per_code.values()) if per_code else None,
        level_exact=_weighted(found, lambda gold, said: gold == said),
        level_within_one=_weighted(found, lambda gold, said: abs(gold - said) <= 1),
        level_exact_of_all=_weighted(all_gold, lambda gold, said: gold == said),
        sentence_codes=tally.sentences if per_code else None,
        detailed_sentences=tally.detailed if per_code else None,
        graphic_overlap=tally.graphic if per_code else None,
        confusion=dict(tally.confusion),
        bins=bins,
        calibration_error=expected_calibration_error(bins) if bins else None,
        false_warnings=dict(rates),
        incidents=tally.incidents,
        incidents_by_codes=tally.by_codes,
        sentences_per_second=tally.read / tally.seconds if tally.seconds else 0.0,
        mistakes=tally.mistakes,
    )


def _share(values: Iterable[bool]) -> float:
    listed = list(values)
    return sum(listed) / len(listed)


def _weighted(
    pairs: Mapping[tuple[int, int], int], right: Callable[[int, int], bool]
) -> float | None:
    count = sum(pairs.values())
    return sum(n for pair, n in pairs.items() if right(*pair)) / count if count else None
