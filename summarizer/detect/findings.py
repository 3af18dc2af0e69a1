"""Lexicon wording → findings: scope, negation and figurative use are settled here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from summarizer.detect.context import in_context
from summarizer.detect.evasion import unmask
from summarizer.detect.negation import is_negated
from summarizer.policy.match import innocent_matches, lexicon_matches
from summarizer.policy.schema import Policy
from summarizer.syntax import Tree, clause_of
from summarizer.types import Document, Finding, OffsetMap, Span

__all__ = ["Searched", "findings_in", "searched", "strongest"]


@dataclass(frozen=True, slots=True)
class Searched:
    """The text that detectors search: ``Document.plain`` with disguised words spelled out.

    ``sentences`` are offsets of ``text``; ``map`` leads from it to ``Document.plain``.
    """

    text: str = field(repr=False)
    map: OffsetMap = field(repr=False)
    sentences: tuple[Span, ...] = field(repr=False)


def searched(document: Document, sentences: Sequence[Span], *, policy: Policy) -> Searched:
    """The search text of a document; ``sentences`` are plain offsets."""
    text, offsets = unmask(document.plain, policy.disguised)
    return Searched(text, offsets, tuple(offsets.to_derived(span) for span in sentences))


def findings_in(
    document: Document,
    view: Searched,
    *,
    policy: Policy,
    sentences: Sequence[Span],
    trees: Sequence[Tree | None],
    codes: frozenset[str] = frozenset(),
) -> list[Finding]:
    """Every finding of the document's sentences, in text order, with original spans.

    Args:
        document: as read.
        view: what is searched of it.
        policy: lexicon and innocent wording.
        sentences: plain offsets, as many as there are ``trees``.
        trees: a parse per sentence.
        codes: those of the document that this one is a part of.
    """
    innocents = innocent_matches(policy, view.text)
    found: list[Finding] = []
    home = 0
    for entry, place in lexicon_matches(policy, view.text, view.sentences):
        while home < len(sentences) and view.sentences[home].end <= place.start:
            home += 1
        if home == len(sentences) or not view.sentences[home].overlaps(place):
            continue  # boilerplate
        span = view.map.to_origin(place)
        wide = span
        tree = trees[home]
        if entry.scope == "sentence":
            wide = sentences[home]
        elif entry.scope == "clause" and tree is not None:
            wide = clause_of(tree, span) or sentences[home]
        found.append(
            Finding(
                code=entry.code,
                level=entry.level,
                span=document.original_span(wide),
                rule=entry.id,
                negated=is_negated(view.text, place, view.sentences[home]),
                figurative=any(
                    (not innocent.codes or entry.code in innocent.codes) and other.overlaps(place)
                    for innocent, other in innocents
                ),
            )
        )
    return in_context(found, document, codes=codes)


def strongest(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """Without findings that lie inside another of the same code and at least the same level."""
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda f: (-f.level, -len(f.span), f.span, f.rule)):
        if not any(
            other.code == finding.code and other.counts == finding.counts
            and other.span.contains(finding.span)
            for other in kept
        ):  # fmt: skip
            kept.append(finding)
    return tuple(sorted(kept, key=lambda f: (f.span, f.code, f.rule)))
