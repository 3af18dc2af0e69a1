"""Where a report on a public event turns to somebody who must not be recognised.

A report on a riot may tell in one sentence of a rape. The woman is protected, and so is whoever
stands beside her in the text; that nine people died in a fire is no private story for it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat

from summarizer.policy.identity import Identity
from summarizer.text import lies_in, paragraphs_of, sentence_at
from summarizer.types import Document, Finding, Span

__all__ = ["AT_HOME", "Asides", "asides_in"]

AT_HOME = frozenset({"sexual", "identifying"})
"""Concerns that make a whole text somebody's story, or an aside of a public event's."""
_MOST = 0.25
"""Share of a text's sentences above which such matter is what the text is about."""
_A_FEW = 2
"""So many sentences are an aside whatever their share: a text may be short."""
_NEXT, _BESIDE, _IN_ONE_PARAGRAPH = 1, 4, 12
"""Sentences around such a sentence in which the same people may be told of, by any noun: where
wording tells of somebody and not of what was done, anywhere, and within the paragraph."""


@dataclass(frozen=True, slots=True)
class Asides:
    """Plain spans of sentences: ``told`` hold the matter itself, ``beside`` lie around them.

    The former are among the latter; both are in text order.
    """

    told: tuple[Span, ...] = ()
    beside: tuple[Span, ...] = ()

    def are_about(self, spans: Collection[Span]) -> bool:
        """Whether somebody told of at ``spans`` may be in the matter.

        They are told of in it, or nowhere but around it: the actor whose birthday the headline
        tells of is in the news, whoever stands beside him.
        """
        if any(map(lies_in, spans, repeat(self.told))):
            return True
        return bool(spans) and all(map(lies_in, spans, repeat(self.beside)))


def asides_in(
    document: Document,
    findings: Sequence[Finding],
    sentences: Sequence[Span],
    *,
    identity: Identity,
    codes: Collection[str],
    concerns: Collection[str],
    private: float,
) -> Asides | None:
    """The sentences in which a public event's text tells somebody's private story.

    None where the whole text is to be read as one: it opens with no public event, the reader of
    private lives is sure of it, more than two and more than a quarter of its sentences tell
    of such matter, or none shows why it is about it.

    Args:
        document: as read.
        findings: what counts and what is doubted, original spans.
        sentences: plain offsets.
        identity: which codes and which wording make such a concern.
        codes: what it is warned for.
        concerns: what it is about.
        private: probability that the text tells of private lives.
    """
    if not sentences or not identity.public_event.opens(document.plain, codes):
        return None
    if private >= identity.doubt.get("private-at-large", 1.0):
        return None
    reaches: dict[int, int] = {}
    for start, reach in _told(document, findings, identity):
        at = max(0, sentence_at(sentences, start))
        reaches[at] = max(reach, reaches.get(at, 0))
    if len(reaches) > max(_A_FEW, _MOST * len(sentences)):
        return None
    if not reaches and not AT_HOME.isdisjoint(concerns):
        return None  # somebody must not be recognised, and nothing shows where they are told of
    paragraphs = paragraphs_of(document.plain, sentences)
    beside = {
        i
        for at, reach in reaches.items()
        for i in range(at - _IN_ONE_PARAGRAPH, at + _IN_ONE_PARAGRAPH + 1)
        if 0 <= i < len(sentences)
        and (abs(i - at) <= reach or (reach > _NEXT and paragraphs[i] == paragraphs[at]))
    }
    return Asides(*(tuple(sentences[i] for i in sorted(each)) for each in (reaches, beside)))


def _told(
    document: Document, findings: Sequence[Finding], identity: Identity
) -> Iterator[tuple[int, int]]:
    """Where the matter itself begins, of codes and of wording without one, and its reach."""
    codes = frozenset().union(*(identity.codes[c] for c in AT_HOME & identity.codes.keys()))
    for finding in findings:
        if finding.counts and finding.code in codes:
            yield document.plain_span(finding.span).start, _BESIDE
    for circumstance in identity.circumstances:
        if circumstance.id in identity.public_event.weak or not circumstance.concerns & AT_HOME:
            continue
        if circumstance.shows_in(document.plain):
            reach = _NEXT if circumstance.id in identity.public_event.narrow else _BESIDE
            for match in circumstance.find.finditer(document.plain):
                yield match.start(), reach
