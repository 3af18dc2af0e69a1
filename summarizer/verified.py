"""What can be said of a summary from anywhere, sentence by sentence, in Python and as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from summarizer import verify, write
from summarizer.policy.schema import Policy
from summarizer.report import to_dict
from summarizer.types import (
    Check,
    Document,
    Draft,
    Evidence,
    Provenance,
    Report,
    SafeText,
    Span,
    Status,
    SummarySentence,
)

__all__ = ["Verified", "VerifiedSentence", "held_against"]

_ENDS = '.!?"”'


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedSentence:
    """A sentence of the summary, held against the document.

    ``span`` is its place in the summary. ``score`` is how likely the document says it, 0 to 1, by
    all ``signals`` (``verify/signals.py``). ``faults`` are rule ids and categories, never words.
    ``evidence`` are the places that it rests on, the fewest that do.
    """

    span: Span
    text: str = field(repr=False)
    score: float
    signals: tuple[tuple[str, float], ...] = ()
    faults: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def supported(self) -> bool:
        """True when nothing is wrong with it."""
        return not self.faults

    @property
    def may_be_shown(self) -> bool:
        """False where it tells what a rule takes out: who somebody is, or graphic detail."""
        return not any(fault.startswith(("identity:", "ceiling:", "ID-")) for fault in self.faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """The result for one summary of one document.

    Attributes:
        document_id: of the document, empty when it could not be read.
        source: what the document is called.
        summary: what the summary is called.
        language: of the document.
        sentences: in the order of the summary; the headline is one, if it has one.
        checks: what was asked of the document and of the whole summary.
        provenance: what verified it.
    """

    document_id: str
    source: str
    summary: str
    language: str
    provenance: Provenance
    sentences: tuple[VerifiedSentence, ...] = ()
    checks: tuple[Check, ...] = ()

    @property
    def passed(self) -> bool:
        """True when every check ran and passed, and every sentence is supported."""
        asked = bool(self.sentences) and all(check.passed for check in self.checks)
        return asked and all(sentence.supported for sentence in self.sentences)

    @property
    def failure(self) -> str:
        """Why nothing could be said, in plain words; empty otherwise."""
        failed = (c for c in self.checks if c.name in {"read", "stage"} and not c.passed)
        return next((check.detail for check in failed), "")

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values, without a word of the document or of the summary.

        What a report has too is written as it is there.
        """
        shared = to_dict(
            Report(
                document_id=self.document_id,
                source=self.source,
                language=self.language,
                status=Status.NEEDS_REVIEW,  # not passed on: a report's is about our own summary
                provenance=self.provenance,
                checks=self.checks,
            )
        )
        return {
            **{key: shared[key] for key in ("schema", "document_id", "source", "language")},
            "summary": self.summary,
            "passed": self.passed,
            "sentences": [
                {
                    "start": each.span.start,
                    "end": each.span.end,
                    "supported": each.supported,
                    "score": round(each.score, 3),
                    "signals": dict(each.signals),
                    "faults": list(each.faults),
                    "evidence": [
                        {"start": place.span.start, "end": place.span.end}
                        for place in each.evidence
                    ],
                }
                for each in self.sentences
            ],
            **{key: shared[key] for key in ("checks", "provenance")},
        }


def held_against(
    said: Document, *, safe: SafeText, judge: verify.Judge, policy: Policy
) -> tuple[tuple[VerifiedSentence, ...], tuple[Check, ...]]:
    """A summary's sentences, each judged, and the checks of all of it.

    A first line without a full stop is the headline, whose grammar may be one.

    Args:
        said: the summary, as a document is read.
        safe: the safe text of what it is about.
        judge: of the same.
        policy: for the rules of wording.
    """
    texts = [said.read(each.span) for each in said.sentences]
    judged = judge.many(texts, thorough=True)
    headed = len(texts) > 1 and texts[0][-1:] not in _ENDS
    if headed and judge.headline_passes(judged[0]):
        judged[0] = replace(judged[0], faults=())
    sentences = tuple(
        VerifiedSentence(
            span=each.span,
            text=text,
            score=judgement.support or 0.0,
            signals=judgement.signals,
            faults=judgement.faults,
            evidence=write.evidence_of(judgement.sources, safe),
        )
        for each, text, judgement in zip(said.sentences, texts, judged, strict=True)
    )
    draft = Draft(
        sentences=tuple(
            SummarySentence(text=each.text, origin="edited", evidence=each.evidence)
            for each in sentences[headed:]
        ),
        headline=texts[0] if headed else "",
        origin="edited",
    )
    return sentences, verify.summary_checks(draft, judge=judge, policy=policy)
