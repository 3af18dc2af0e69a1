"""Findings → warnings of the document as a whole, by the levels of the taxonomy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from summarizer.detect.merge import HEAD
from summarizer.policy.schema import Policy
from summarizer.types import Finding, Span, Warning_

__all__ = ["sentence_levels", "warnings_of"]

_DETAILED = 3
_SUSPECTED, _CONTRADICTED = 0.05, 0.2
"""Below these 29 of 43 codes that the heads alone saw were wrong in texts from which nothing was
learnt, and 9 of 11 that a rule alone saw."""
_CENTRAL_SHARE = 0.25
_REPEATED = 3
_HIGHEST_RISE = 3
_NO_RAISE_BELOW = 4
"""Sentences a document needs before a share of them says anything about its centre."""


def warnings_of(
    findings: Sequence[Finding],
    *,
    policy: Policy,
    sentences: Sequence[Span],
    first_person: bool = False,
) -> tuple[Warning_, ...]:
    """One warning per code that counts, most severe first.

    The level is the highest found. It rises by one when the code is central (in a quarter of the
    sentences or more) or shows in three passages or more, and by one when the text is told in the
    first person (taxonomy, section 2). Central and repeated are two measures of one thing, so
    they count once; and a rise never makes a text graphic: level 4 comes from content alone.

    Detail that the heads alone suspect, or a rule alone against them, goes from the text; what it
    would be detail of is named only where that is surer, or seen elsewhere too.
    """
    by_code: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.counts:
            by_code[finding.code].append(finding)
    warnings = []
    for code, members in by_code.items():
        if all(map(_is_merely_suspected, members)):
            continue
        level = max(finding.level for finding in members)
        touched = sum(any(s.overlaps(f.span) for f in members) for s in sentences)
        central = len(sentences) >= _NO_RAISE_BELOW and touched >= _CENTRAL_SHARE * len(sentences)
        rises = (central or touched >= _REPEATED) + first_person
        level = max(level, min(_HIGHEST_RISE, level + rises))
        score = max(finding.score for finding in members)
        warnings.append(Warning_(code, level, score, tuple(members)))
    ranks = {code.slug: code.severity_rank for code in policy.codes}
    return tuple(sorted(warnings, key=lambda w: (ranks[w.code], -w.level)))


def _is_merely_suspected(finding: Finding) -> bool:
    """True for detail that may well be none."""
    if finding.level < _DETAILED or finding.rule.endswith(f"+{HEAD}"):
        return False
    return finding.score < (_SUSPECTED if finding.rule == HEAD else _CONTRADICTED)


def sentence_levels(findings: Sequence[Finding], sentences: Sequence[Span]) -> tuple[int, ...]:
    """The highest level that counts in each sentence, 0 where there is none."""
    return tuple(
        max((f.level for f in findings if f.counts and f.span.overlaps(s)), default=0)
        for s in sentences
    )
