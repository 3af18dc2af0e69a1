"""Lexicon wording → findings: scope, negation and figurative use are settled here."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.detect.context import in_context
from summarizer.detect.negation import is_negated
from summarizer.policy.match import innocent_matches, lexicon_matches
from summarizer.policy.schema import Policy
from summarizer.syntax import Tree, clause_of
from summarizer.types import Document, Finding, Span

__all__ = ["findings_in"]


def findings_in(
    document: Document,
    *,
    policy: Policy,
    sentences: Sequence[Span],
    trees: Sequence[Tree | None],
    codes: frozenset[str] = frozenset(),
) -> tuple[Finding, ...]:
    """Every finding of the document's sentences, in text order, with original spans.

    Where one entry of a code lies inside another of the same code, the higher level stays.
    """
    text = document.plain
    innocents = innocent_matches(policy, text)
    found: list[Finding] = []
    home = 0
    for entry, span in lexicon_matches(policy, text, sentences):
        while home < len(sentences) and sentences[home].end <= span.start:
            home += 1
        if home == len(sentences) or not sentences[home].overlaps(span):
            continue  # boilerplate
        sentence, tree = sentences[home], trees[home]
        wide = span
        if entry.scope == "sentence":
            wide = sentence
        elif entry.scope == "clause" and tree is not None:
            wide = clause_of(tree, span) or sentence
        found.append(
            Finding(
                code=entry.code,
                level=entry.level,
                span=document.original_span(wide),
                rule=entry.id,
                negated=is_negated(text, span, sentence),
                figurative=any(
                    (not innocent.codes or entry.code in innocent.codes) and place.overlaps(span)
                    for innocent, place in innocents
                ),
            )
        )
    return _strongest(in_context(found, document, codes=codes))


def _strongest(found: Sequence[Finding]) -> tuple[Finding, ...]:
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda f: (-f.level, -len(f.span), f.span, f.rule)):
        if not any(
            other.code == finding.code and other.counts == finding.counts
            and other.span.contains(finding.span)
            for other in kept
        ):  # fmt: skip
            kept.append(finding)
    return tuple(sorted(kept, key=lambda f: (f.span, f.code, f.rule)))
