"""What a wording means in the company of others: one table, read from the top.

"Rape" in a case of child sexual abuse means that too; a body that was found belongs to a suicide
where one is reported; shells belong to a war where there is one. Everything that makes one
finding change the code of another stands here.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from summarizer.types import Document, Finding

__all__ = ["CONTEXTS", "Context", "in_context"]

_ADULT = re.compile(
    r"(?i)\b(?:wom[ae]n|wife|girlfriend|adults?|colleagues?|partner|female student)\b"
)


@dataclass(frozen=True, slots=True)
class Context:
    """In a document that shows ``given``, a finding of ``code`` means ``means`` instead.

    ``rules``: only findings of these lexicon entries (empty = all). ``unless``: not in a sentence
    where this matches.
    """

    given: str
    code: str
    means: str
    rules: frozenset[str] = frozenset()
    unless: re.Pattern[str] | None = None


CONTEXTS = (
    Context("cw-child-sexual-abuse", "cw-sexual-violence", "cw-child-sexual-abuse", unless=_ADULT),
    Context("cw-child-sexual-abuse", "cw-child-abuse", "cw-child-sexual-abuse", unless=_ADULT),
    Context("cw-suicide", "cw-killing", "cw-suicide", frozenset({"vl1-body-found"})),
    Context("cw-suicide", "cw-death-grief", "cw-suicide"),
    Context("cw-suicide", "cw-substance-use", "cw-suicide", frozenset({"sh5-terms"})),
    Context(
        "cw-war-atrocity", "cw-mass-attack", "cw-war-atrocity", frozenset({"mv2-bomb-exploded"})
    ),
)


def in_context(
    found: Sequence[Finding], document: Document, *, codes: frozenset[str] = frozenset()
) -> list[Finding]:
    """The findings with their codes as the rest of the document gives them.

    ``codes``: what the document is known to show when ``found`` are those of a part of it.
    """
    present = codes | {finding.code for finding in found if finding.counts}
    contexts = [context for context in CONTEXTS if context.given in present]
    return [_resolved(finding, contexts, document) for finding in found] if contexts else [*found]


def _resolved(finding: Finding, contexts: Sequence[Context], document: Document) -> Finding:
    for context in contexts:
        if context.code != finding.code or (context.rules and finding.rule not in context.rules):
            continue
        if context.unless and context.unless.search(_around(finding, document)):
            continue
        return replace(finding, code=context.means)
    return finding


def _around(finding: Finding, document: Document) -> str:
    home = next((s.span for s in document.sentences if s.span.overlaps(finding.span)), finding.span)
    return document.read(home)
