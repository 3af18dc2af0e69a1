"""What a document by itself sends to a moderator, whatever its summary says (action "flag")."""

from __future__ import annotations

from summarizer.policy.match import Lines, rule_matches
from summarizer.policy.schema import Policy
from summarizer.types import Analysis, Check, Document

_MOSTLY = 0.6
_FEW_LETTERS = 40

__all__ = ["source_checks"]

_STOPS = 4


def _one_case(text: str) -> bool:
    """True for a text in capitals, or in small letters throughout."""
    letters = [char for char in text if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    return len(letters) > _FEW_LETTERS and (capitals > _MOSTLY * len(letters) or not capitals)


def source_checks(
    document: Document, analysis: Analysis, *, policy: Policy
) -> tuple[Check, Check, Check]:
    """Three checks: ``source`` fails on a flag of severity 4 (RV-06), ``flags`` on any other.

    Instructions to the model that the reader set aside count as a flag (FA-07). ``names`` fails
    for a sensitive text in one case: names cannot be told from other words there, so that nobody
    in it could be protected.
    """
    sentences = [document.plain_span(sentence.span) for sentence in document.sentences]
    lines = Lines.of(document.plain, policy.prefilter)
    hit = {
        rule.id: rule.severity
        for rule in policy.rules
        if rule.action == "flag" and rule.cases and "source" in rule.stages and policy.active(rule)
        and rule_matches(rule, lines, about=analysis.about, sentences=sentences)
    }  # fmt: skip
    if any(redaction.rule == "FA-07" for redaction in document.boilerplate):
        hit["FA-07"] = policy.rule("FA-07").severity
    told = not ((analysis.codes or analysis.concerns) and _one_case(document.plain))
    stops = sorted(rule for rule, severity in hit.items() if severity >= _STOPS)
    others = sorted(rule for rule, severity in hit.items() if severity < _STOPS)
    return (
        Check("source", not stops, None, ", ".join(stops)),
        Check("flags", not others, None, ", ".join(others)),
        Check("names", told, None, "" if told else "all letters in one case"),
    )
