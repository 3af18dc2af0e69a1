"""Sentences whose "he" would mean somebody else once the sentence before has gone.

"The judge said Dale had shown no remorse. He will be on the register": without what was said, "he"
is the judge. Where the sentence that a pronoun goes back to is cut or gone, the sentence with the
pronoun goes too, unless the last sentence that stays tells of the same person. So it does where
only the words went that the pronoun goes back to: "Payments led to Norrmark[, where Dale was
arrested]. A court found him guilty."
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from summarizer.policy.notes import says_nothing
from summarizer.redact.cover import Cover
from summarizer.redact.proposal import Proposal
from summarizer.syntax import Tree
from summarizer.types import Analysis, Document, Operator, Span

__all__ = ["lost_pronouns"]

_PRONOUNS = frozenset({"he", "she", "they", "his", "her", "their"})
_PERSONAL = frozenset({"he", "she", "him", "his", "her", "hers"})
_FIRST = 4
"""Words within which a pronoun opens its sentence: "On Monday he was …"."""
_REASON = "after what went, a pronoun would mean somebody else"


def lost_pronouns(
    document: Document,
    analysis: Analysis,
    proposals: Sequence[Proposal],
    *,
    sentences: Sequence[Span],
    trees: Sequence[Tree | None],
) -> Iterator[Proposal]:
    """The sentences that have to go with the ones before them; spans are plain offsets."""
    people = [
        (person.id, document.plain_span(mention.span))
        for person in analysis.persons
        for mention in person.mentions
    ]
    gone = {p.span for p in proposals if p.operator is Operator.REMOVE}
    removed = Cover(len(document.plain), gone)
    cuts = [p.span for p in proposals if p.whole and says_nothing(p.replacement)]
    last: Span | None = None
    cut = broken = False
    for sentence, tree in zip(sentences, trees, strict=True):
        if removed.holds(sentence) and any(span.contains(sentence) for span in gone):
            broken = True
            continue
        if any(map(sentence.overlaps, cuts)):
            last, cut, broken = sentence, True, False
            continue
        pronoun = _opening(tree)
        if pronoun is not None and (cut or broken):
            meant = {who for who, span in people if span.overlaps(pronoun)}
            before = {who for who, span in people if last is not None and last.overlaps(span)}
            if cut or not meant & before:
                yield Proposal(sentence, "FA-04", Operator.REMOVE, "", _REASON, "span", 4)
                continue
        if tree is not None and _is_lost(tree, people, removed, last):
            yield Proposal(sentence, "FA-04", Operator.REMOVE, "", _REASON, "span", 4)
            broken = True
            continue
        last, cut, broken = sentence, False, False


def _is_lost(
    tree: Tree, people: Sequence[tuple[str, Span]], removed: Cover, last: Span | None
) -> bool:
    """Whether a pronoun goes back to words that went, and no sentence near tells who is meant."""
    for token in tree.tokens:
        if token.text.lower() not in _PERSONAL or removed.touches(token.span):
            continue
        who = next((person for person, span in people if span.overlaps(token.span)), None)
        told = [span for person, span in people if person == who and span.end <= token.span.start]
        if who is None or not told or not removed.holds(max(told)):
            continue
        near = Span(last.start if last else tree.span.start, token.span.start)
        if not any(near.contains(span) and not removed.touches(span) for span in told):
            return True
    return False


def _opening(tree: Tree | None) -> Span | None:
    """The pronoun that a sentence begins with, if it does."""
    for token in tree.tokens[:_FIRST] if tree else ():
        if token.text.lower() in _PRONOUNS and token.pos in {"PRON", "DET"}:
            return token.span
        if token.pos in {"PROPN", "NOUN"} and token.dep in {"nsubj", "nsubjpass"}:
            return None
    return None
