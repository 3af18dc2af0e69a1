"""The values that flow through the program.

    bytes ─read→ Document ─detect→ Analysis ─redact→ SafeText ─write→ Draft ─verify→ Report

All are frozen and compared by content. Every offset is a half-open *character* offset into
the original text (``Document.text``), unless a name says otherwise: ``plain_span`` and
``safe_span`` are the only two places where another coordinate system has a name.

``repr`` never shows document text: a value may turn up in a log or a traceback.
Standard library only.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from typing import Literal

__all__ = [
    "Analysis",
    "Check",
    "Document",
    "Draft",
    "Evidence",
    "Fact",
    "Finding",
    "Judgement",
    "Mention",
    "OffsetMap",
    "Operator",
    "Origin",
    "Person",
    "Provenance",
    "Redaction",
    "Report",
    "Role",
    "Run",
    "SafeText",
    "Sentence",
    "Span",
    "Status",
    "Style",
    "Summary",
    "SummarySentence",
    "Support",
    "Token",
    "Warning_",
    "merge_spans",
]

Role = Literal["victim", "offender", "accused", "witness", "official", "relative", "other"]
Origin = Literal["generated", "extracted", "edited"]
"""Who wrote a sentence: the model, the source (cut and shortened), or a person."""


class Operator(StrEnum):
    """What a redaction does to its span. ``KEEP`` leaves the words and marks them as somebody's."""

    REMOVE = "remove"
    REPLACE = "replace"
    GENERALISE = "generalise"
    MASK = "mask"
    KEEP = "keep"


class Status(StrEnum):
    """Where a report may go; decided by its checks alone."""

    READY = "ready"
    NEEDS_REVIEW = "needs_review"
    WITHHELD = "withheld"
    FAILED = "failed"


class Style(StrEnum):
    """The length of a summary: at most 12 words, 1 to 4 sentences, 4 to 7 sentences."""

    HEADLINE = "headline"
    BRIEF = "brief"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of characters, ``start <= end``.

    Raises:
        ValueError: when the range is negative or reversed.
    """

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """True when both hold at least one common character."""
        # Asked more than anything else: comparisons cost a third of what max and min do.
        return (
            self.start < other.end
            and other.start < self.end
            and self.start < self.end
            and other.start < other.end
        )

    def contains(self, other: Span) -> bool:
        """True when ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end

    def of(self, text: str) -> str:
        """The characters of ``text`` in this range."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a derived text and the stretch of its origin that it stands for.

    Of equal length: character by character. Of unequal length: as one piece.
    """

    derived: Span
    origin: Span

    @property
    def exact(self) -> bool:
        """True when the characters correspond one to one."""
        return len(self.derived) == len(self.origin)


@dataclass(frozen=True, slots=True)
class OffsetMap:
    """Maps offsets of a derived text to the text that it was made from, and back.

    ``runs`` are ordered in both coordinates and tile the derived text. Origin characters
    between two runs were dropped.
    """

    runs: tuple[Run, ...]

    def __post_init__(self) -> None:
        position = 0
        for run in self.runs:
            if run.derived.start != position:
                raise ValueError("runs must tile the derived text")
            position = run.derived.end
        for left, right in pairwise(self.runs):
            if left.origin.end > right.origin.start:
                raise ValueError("runs must be ordered in their origin")

    @classmethod
    def identity(cls, length: int) -> OffsetMap:
        """The map of a text onto itself."""
        if not length:
            return cls(())
        whole = Span(0, length)
        return cls((Run(whole, whole),))

    @property
    def is_identity(self) -> bool:
        """True for the map of a text onto itself, in one run: most documents have no other."""
        if len(self.runs) != 1:
            return False
        derived, origin = self.runs[0].derived, self.runs[0].origin
        return derived.start == origin.start and derived.end == origin.end

    @property
    def derived_length(self) -> int:
        """Characters in the derived text."""
        return self.runs[-1].derived.end if self.runs else 0

    def to_origin(self, span: Span) -> Span:
        """The smallest origin span that covers everything ``span`` was made from."""
        if not self.runs:
            return Span(0, 0)
        if self.is_identity and span.end <= self.derived_length:
            return span
        touched = list(self._touched(span))
        if not touched:
            run = self.runs[self._index(span.start)]
            offset = span.start - run.derived.start
            at = run.origin.start + offset if run.exact else run.origin.start
            return Span(min(at, run.origin.end), min(at, run.origin.end))
        first, last = touched[0], touched[-1]
        start = first.origin.start
        if first.exact:
            start += max(0, span.start - first.derived.start)
        end = last.origin.end
        if last.exact:
            end = last.origin.start + min(len(last.derived), span.end - last.derived.start)
        return Span(start, max(start, end))

    def to_derived(self, span: Span) -> Span:
        """The smallest derived span that covers everything made from ``span``; empty if dropped."""
        if self.is_identity and span.end <= self.derived_length:
            return span
        start: int | None = None
        end = 0
        low = bisect_right(self.runs, span.start, key=lambda run: run.origin.end)
        for index in range(low, len(self.runs)):
            run = self.runs[index]
            if run.origin.start >= span.end:
                break
            if not run.origin.overlaps(span) or not len(run.derived):
                continue
            left, right = run.derived.start, run.derived.end
            if run.exact:
                left += max(0, span.start - run.origin.start)
                right = run.derived.start + min(len(run.origin), span.end - run.origin.start)
            start = left if start is None else start
            end = right
        if start is None:
            at = self.runs[low].derived.start if low < len(self.runs) else self.derived_length
            return Span(at, at)
        return Span(start, end)

    def origins(self, span: Span) -> Iterator[Span]:
        """The origin spans that ``span`` was made from, run by run, in order."""
        for run in self._touched(span):
            if not run.exact:
                yield run.origin
                continue
            left = max(span.start, run.derived.start) - run.derived.start
            right = min(span.end, run.derived.end) - run.derived.start
            yield Span(run.origin.start + left, run.origin.start + right)

    def _index(self, at: int) -> int:
        index = bisect_right(self.runs, at, key=lambda run: run.derived.start) - 1
        return max(0, index)

    def _touched(self, span: Span) -> Iterator[Run]:
        if not self.runs or not len(span):
            return
        for index in range(self._index(span.start), len(self.runs)):
            run = self.runs[index]
            if run.derived.start >= span.end:
                return
            if run.derived.overlaps(span):
                yield run


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a document."""

    span: Span


@dataclass(frozen=True, slots=True)
class Redaction:
    """One change between the original and what may be read on: where, by which rule, and why.

    Never holds the removed words (RV-01).
    """

    span: Span
    rule: str
    operator: Operator
    replacement: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text as it came.

    ``text`` is the original: the decoded characters, or, for formats with mark-up, the text
    that a reader of the rendered page would see. ``plain`` is the same text normalised for
    the detectors (no zero-width characters, homoglyphs folded), and ``plain_map`` leads from
    it back to ``text``. ``boilerplate`` lists what the reader set aside, and why.
    """

    id: str
    text: str = field(repr=False)
    plain: str = field(repr=False)
    plain_map: OffsetMap = field(repr=False)
    sentences: tuple[Sentence, ...] = field(default=(), repr=False)
    title: Span | None = None
    language: str = "und"
    media_type: str = "text/plain"
    source: str = ""
    boilerplate: tuple[Redaction, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()

    def plain_span(self, span: Span) -> Span:
        """Where an original span stands in ``plain``."""
        return self.plain_map.to_derived(span)

    def original_span(self, plain_span: Span) -> Span:
        """Where a span of ``plain`` stands in the original."""
        return self.plain_map.to_origin(plain_span)

    def read(self, span: Span) -> str:
        """The normalised words at an original span."""
        return self.plain_span(span).of(self.plain)


@dataclass(frozen=True, slots=True)
class Token:
    """A parsed word. Offsets are those of the text that was parsed; ``head`` indexes its list."""

    span: Span
    text: str = field(repr=False)
    lemma: str = field(repr=False)
    pos: str
    tag: str
    dep: str
    head: int
    entity: str = ""
    sentence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A place where a warning code shows, how strongly, and who says so.

    ``level`` is 1 to 4 (taxonomy); ``score`` is the calibrated probability that the place reaches
    it. ``rule`` is the lexicon entry that found it, or "heads". A finding that is negated,
    figurative or ``doubted`` (a rule's, with which the heads disagree) is kept for the audit but
    never counts towards a warning.
    """

    code: str
    level: int
    span: Span
    rule: str
    score: float = 1.0
    negated: bool = False
    figurative: bool = False
    doubted: bool = False

    @property
    def counts(self) -> bool:
        """True when the finding speaks of something that is meant to have happened."""
        return not (self.negated or self.figurative or self.doubted)


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a person is spoken of. ``named`` when it uses a proper name."""

    span: Span
    named: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in the document, and whether readers may know who.

    ``mentions``: every place where they are told of, names, nouns and pronouns alike.
    ``relative_of``: the id of the person whose relative they are called, if any. ``close``: of
    what is told about them only the words of a plain report may stay.
    """

    id: str
    mentions: tuple[Mention, ...]
    role: Role = "other"
    child: bool = False
    protected: bool = False
    rule: str = ""
    legal_stage: str = ""
    deceased: bool = False
    relative_of: str = ""
    close: bool = False
    label: str = ""


@dataclass(frozen=True, slots=True)
class Warning_:
    """One warning of the document as a whole, with the findings it rests on."""

    code: str
    level: int
    score: float
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """What a document holds: findings, people, warnings, and the parse they came from.

    ``tokens`` carry *plain* offsets. ``levels`` has one entry (0 to 4) per sentence.
    ``topics`` are neutral words for the setting ("police operation"), for the warning line.
    ``incidents`` are kinds of recent violent incident that the document as a whole reports
    ("any", "kidnapping"). ``concerns``: what decides who is protected (``policy.identity``).
    ``bodies``: *plain* offsets of the authorities, courts, laws and charities that are named.
    ``at_large``: it reports a public event, and is nobody's private story but in its ``asides``:
    *plain* offsets of the sentences that tell of abuse or the like, and of those around them.
    """

    findings: tuple[Finding, ...] = ()
    persons: tuple[Person, ...] = ()
    warnings: tuple[Warning_, ...] = ()
    levels: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    concerns: frozenset[str] = frozenset()
    tokens: tuple[Token, ...] = field(default=(), repr=False)
    bodies: tuple[Span, ...] = ()
    at_large: bool = False
    asides: tuple[Span, ...] = ()

    @property
    def codes(self) -> frozenset[str]:
        """The codes the document as a whole is warned for."""
        return frozenset(warning.code for warning in self.warnings)

    @property
    def about(self) -> frozenset[str]:
        """Its codes and concerns: what decides which rules apply."""
        return self.codes | self.concerns


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that a text tells of a protected person and that helps to recognise them.

    ``kind``: one of ``policy.identity.KINDS``. ``value``: the words for it, in lower case.
    """

    kind: str
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SafeText:
    """The text that a model may see, what was done to get there, and the way back.

    ``facts``: what it still tells of protected people. ``exposed``: ids of those of whom it tells
    more than the profile's budget allows, because it could not be taken out.
    """

    text: str = field(repr=False)
    map: OffsetMap = field(repr=False)
    redactions: tuple[Redaction, ...] = ()
    facts: tuple[Fact, ...] = ()
    exposed: tuple[str, ...] = ()
    sentences: tuple[Span, ...] = field(default=(), repr=False)
    title: str = field(default="", repr=False)

    def original_span(self, safe_span: Span) -> Span:
        """Where a span of the safe text stands in the original."""
        return self.map.to_origin(safe_span)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Source spans that a sentence rests on: original offsets, and the same in the safe text."""

    span: Span
    safe_span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class SummarySentence:
    """One sentence of a draft or summary.

    ``support``: how likely the document says it, 0 to 1, by all ``signals``, which have names
    (``verify/signals.py``); None where nobody asked.
    """

    text: str = field(repr=False)
    origin: Origin
    evidence: tuple[Evidence, ...] = ()
    support: float | None = None
    signals: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A summary that nobody has checked yet."""

    sentences: tuple[SummarySentence, ...]
    headline: str = field(default="", repr=False)
    origin: Origin = "extracted"

    @property
    def text(self) -> str:
        """The sentences as one paragraph."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What the verifier says of one sentence, before it may be part of a draft.

    ``text`` is the sentence with wording rules applied; ``sources`` are indexes of the safe
    text's sentences that it rests on; ``score`` is the share of its words and relations that they
    have; ``faults`` are rule ids and categories, never words. ``support`` is how likely the
    document says it, by all ``signals``: names and numbers; None where nobody needed to ask.
    ``plain`` is how likely a reader understands it alone, 0 to 1; 1 where nobody asked.
    """

    text: str = field(repr=False)
    sources: tuple[int, ...] = ()
    score: float = 0.0
    faults: tuple[str, ...] = ()
    support: float | None = None
    signals: tuple[tuple[str, float], ...] = ()
    plain: float = 1.0

    @property
    def passed(self) -> bool:
        """True when nothing is wrong with it."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Check:
    """A question put to a draft. ``passed`` is None when it could not be asked.

    ``detail`` names rules, counts and offsets, never source text.
    """

    name: str
    passed: bool | None
    score: float | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """The part of a report that people read."""

    headline: str = field(repr=False)
    sentences: tuple[SummarySentence, ...] = ()

    @property
    def text(self) -> str:
        """The sentences as one paragraph."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True, slots=True)
class Support:
    """A help line. ``checked`` is the ISO date on which its source was last looked at."""

    code: str
    country: str
    name: str
    contact: str
    checked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What made a report, so that it can be audited and made again."""

    version: str
    model: str = ""
    model_sha256: str = ""
    adapter_sha256: str = ""
    detector: str = ""
    detector_sha256: str = ""
    verifier: str = ""
    verifier_sha256: str = ""
    prompt: str = ""
    prompt_sha256: str = ""
    policy: str = ""
    policy_sha256: str = ""
    seed: int = 0
    timings_ms: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All that may leave the program about one document."""

    document_id: str
    source: str
    language: str
    status: Status
    provenance: Provenance
    content_warning: str = ""
    summary: Summary | None = None
    warnings: tuple[Warning_, ...] = ()
    summary_levels: tuple[tuple[str, int], ...] = ()
    redactions: tuple[Redaction, ...] = ()
    persons: tuple[Person, ...] = ()
    checks: tuple[Check, ...] = ()
    support: tuple[Support, ...] = ()


def merge_spans(spans: Iterable[Span]) -> tuple[Span, ...]:
    """The same characters as non-overlapping, sorted, non-touching spans; empty ones dropped."""
    merged: list[Span] = []
    for span in sorted(span for span in spans if len(span)):
        if merged and span.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, span.end))
        else:
            merged.append(span)
    return tuple(merged)
