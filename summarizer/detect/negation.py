"""Findings that do not speak of something that happened: negated, hypothetical, in a drill.

After NegEx (Chapman et al. 2001): a trigger before or after the term, within the clause, ended
by a conjunction that turns the sense. Kept findings are marked, never dropped.
"""

from __future__ import annotations

import re

from summarizer.types import Span

__all__ = ["is_negated"]

_BEFORE = re.compile(
    r"(?i)\b(?:no|not|never|n't|nobody|no[- ]one|none|neither|without|nor|free of|absence of"
    r"|ruled? out|rejects?|rejected|false (?:report|alarm|claim)s? of"
    r"|no (?:sign|evidence|report|indication|suggestion|record|risk)s? of"
    r"|prevent(?:s|ed|ing)?|avoid(?:s|ed|ing)?|avert(?:s|ed)?|instead of)\b"
)
_AFTER = re.compile(
    r"(?i)^[^.;]{0,30}\b(?:did not (?:happen|occur|take place)|never (?:happened|occurred)"
    r"|was (?:ruled out|averted|prevented|unfounded)|were (?:ruled out|averted|prevented|unfounded)"
    r"|is fictional|is fictitious)\b"
)
_TURN = re.compile(
    r"(?i)[;:]|\b(?:but|however|although|though|except|until|after|before|when|who|which|that)\b"
)
_AFFIRMS = re.compile(
    r"(?i)\bnot (?:only|just|merely|guilty)\b|\bno (?:longer|stranger)\b|\bno doubt\b"
)
_REHEARSAL = re.compile(
    r"(?i)\b(?:drill|exercise|simulat(?:ed|ion)|mock|rehears(?:al|ed)|training scenario"
    r"|role[- ]play"
    r"|if (?:he|she|they|it|someone|anyone) (?:had|were)|video ?game|board ?game"
    r"|in the (?:film|movie|novel|play|series|game|episode))\b"
)


def is_negated(text: str, finding: Span, sentence: Span) -> bool:
    """True when the words of ``finding`` are denied, averted or only rehearsed in ``sentence``."""
    lead = text[sentence.start : finding.start]
    near = lead[max((turn.end() for turn in _TURN.finditer(lead)), default=0) :]
    scope = " ".join(near.split()[-7:])
    if _BEFORE.search(scope) or re.search(r"(?i)n't\b", scope):
        # "not only", "not just", "no longer" affirm; "not guilty of" names a charge.
        return not _AFFIRMS.search(scope)
    if _AFTER.search(text[finding.end : sentence.end]):
        return True
    return bool(_REHEARSAL.search(sentence.of(text)))
