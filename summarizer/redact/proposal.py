"""A change that one rule asks for, before all changes are brought together.

Spans here are *plain* offsets: rules and the parse speak of the normalised text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from summarizer.policy.schema import Scope
from summarizer.syntax import Tree, clause_of
from summarizer.types import Operator, Span

__all__ = ["Proposal", "widen"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a rule wants done to a span. ``severity`` settles which replacement wins.

    ``whole``: the replacement stands for all that is in the span, and says no more than it may.
    """

    span: Span
    rule: str
    operator: Operator
    replacement: str = ""
    reason: str = ""
    scope: Scope = "span"
    severity: int = 3
    whole: bool = False


def widen(proposal: Proposal, *, sentence: Span, tree: Tree | None) -> Proposal:
    """The proposal with its scope carried out: the span, its clause, or its sentence.

    A clause that stands in the main clause takes the whole sentence with it, so that what is
    left is grammatical. So does an object that its verb cannot do without.
    """
    if proposal.scope == "span":
        return proposal
    span = sentence
    if proposal.scope == "clause" and tree is not None:
        span = clause_of(tree, proposal.span) or sentence
    if not span.contains(proposal.span):
        span = Span(min(span.start, proposal.span.start), max(span.end, proposal.span.end))
    return replace(proposal, span=span, operator=Operator.REMOVE, replacement="")
