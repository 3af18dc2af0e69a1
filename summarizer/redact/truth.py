"""What would be false once something in it has gone: it goes as a whole.

"Is rarely due to one cause" without its adverb says the opposite, "most people who smoke" without
its clause says it of everybody; "did not sit down in a church" without its church, "the deadliest
in the region" without its region say more than was said. Where a change takes a word that limits
another, or what a statement depends on, and leaves the rest, the rest goes too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from summarizer.policy.limiting import BOUNDS
from summarizer.redact.cover import Cover
from summarizer.redact.proposal import Proposal
from summarizer.stance import is_limiting, limited_by, restricted_by
from summarizer.syntax import Tree, clause_of, phrase_span
from summarizer.types import Operator, Span

__all__ = ["false_remnants"]

_REASON = "without what went, the rest would say something else"
_DETAILS = frozenset({"ID-09", "ID-12"})
"""The rules whose changes may take a subject; others put something in its place."""
_OF_A_NOUN = frozenset({"prep", "relcl", "acl"})
_DAY = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day")
_ROUNDS = 4
"""What goes may leave another remnant; after so many rounds its sentence goes."""


def false_remnants(
    length: int,
    proposals: Sequence[Proposal],
    *,
    sentences: Sequence[Span],
    trees: Sequence[Tree | None],
) -> Iterator[Proposal]:
    """The clauses and sentences that have to go with what other changes take.

    Args:
        length: of the plain text.
        proposals: changes so far, scopes carried out.
        sentences: plain offsets, as many as there are ``trees``.
        trees: a parse per sentence.
    """
    gone = Cover(length, (p.span for p in proposals if p.operator is not Operator.KEEP))
    removed = Cover(
        length,
        (
            p.span
            for p in proposals
            if p.rule in _DETAILS and p.operator is Operator.REMOVE and not p.replacement
        ),
    )
    removed_by_any = Cover(
        length,
        (p.span for p in proposals if p.operator is Operator.REMOVE and not p.replacement),
    )
    for sentence, tree in zip(sentences, trees, strict=True):
        if tree is None or not gone.touches(sentence) or gone.holds(sentence):
            continue
        if _loses_subject(tree, removed) or _loses_verdict(tree, removed):
            yield Proposal(sentence, "FA-03", Operator.REMOVE, "", _REASON, "span", 4)
            continue
        left = (
            *_without_verb(tree, gone),
            *_without_noun(tree, removed_by_any, gone),
            *_remnants(tree, sentence, gone),
        )
        for span in left:
            yield Proposal(span, "FA-03", Operator.REMOVE, "", _REASON, "span", 4)


def _loses_subject(tree: Tree, removed: Cover) -> bool:
    """Whether what goes leaves the sentence's verb without anybody who does it."""
    root = tree.root
    return not removed.touches(tree.tokens[root].span) and any(
        removed.holds(tree.tokens[child].span) and not _stands_for(tree, child, removed)
        for child in tree.children[root]
        if tree.tokens[child].dep in {"nsubj", "nsubjpass"}
    )


def _loses_verdict(tree: Tree, removed: Cover) -> bool:
    """Whether "guilty" goes and "found" stays: "the judge found Jo Roe" tells of no verdict."""
    return any(
        token.text.lower() == "guilty"
        and removed.touches(token.span)
        and any(
            tree.tokens[above].lemma.lower() == "find"
            and not removed.touches(tree.tokens[above].span)
            for above in range(index)
        )
        for index, token in enumerate(tree.tokens)
    )


def _without_verb(tree: Tree, gone: Cover) -> Iterator[Span]:
    """Clauses of which "that Roe" alone would be left: what Roe did goes."""
    for index, token in enumerate(tree.tokens):
        head = tree.tokens[tree.heads[index]]
        if token.dep == "mark" and gone.touches(head.span) and not gone.touches(token.span):
            last = max(tree.subtree(tree.heads[index]))
            if tree.tokens[last].pos == "PUNCT":
                last -= 1
            yield Span(token.span.start, tree.tokens[last].span.end)


def _without_noun(tree: Tree, removed: Cover, gone: Cover) -> Iterator[Span]:
    """Phrases of a noun that goes: "with a child" of "sexual activity with a child"."""
    for index, token in enumerate(tree.tokens):
        head = tree.heads[index]
        if (
            token.dep in _OF_A_NOUN
            and head < index
            and tree.tokens[head].pos == "NOUN"
            and removed.touches(tree.tokens[head].span)
            and not gone.touches(token.span)
        ):
            yield phrase_span(tree, index)


def _stands_for(tree: Tree, index: int, removed: Cover) -> bool:
    """True for "the driver" of "the driver Anna Roe", where only the name goes."""
    beside = (tree.tokens[child] for child in tree.children[index])
    return any(
        token.pos == "NOUN"
        and token.dep in {"compound", "nmod", "appos"}
        and not removed.touches(token.span)
        for token in beside
    )


def _remnants(tree: Tree, sentence: Span, taken: Cover) -> list[Span]:
    gone = [taken.touches(token.span) for token in tree.tokens]
    found: list[Span] = []
    for _ in range(_ROUNDS):
        at = _first_false(tree, gone)
        if at is None:
            return found
        found.append(clause_of(tree, tree.tokens[at].span) or sentence)
        for index in tree.within(found[-1]):
            gone[index] = True
    return [sentence]


def _first_false(tree: Tree, gone: Sequence[bool]) -> int | None:
    """The first word that stays while what limits it goes."""
    for index, token in enumerate(tree.tokens):
        if gone[index]:
            head = tree.heads[index]
            if not gone[head] and is_limiting(token) and limited_by(tree, index) is not None:
                return head
        elif any(gone[child] for child in tree.children[index]) and (
            any(gone[child] for child in restricted_by(tree, index))
            or _is_narrower(tree, index, gone)
        ):
            return index
    return None


def _is_narrower(tree: Tree, index: int, gone: Sequence[bool]) -> bool:
    """Whether what went made a denial or a superlative true.

    "Did not sit down in a church" is no "did not sit down", "the deadliest in Norland since 2009"
    no "deadliest since 2009".
    """
    token = tree.tokens[index]
    children = tree.children[index]
    lost = [
        c
        for c in children
        if gone[c] and tree.tokens[c].dep == "prep" and all(gone[i] for i in tree.subtree(c))
    ]
    if not lost:
        return False
    if token.pos in {"VERB", "AUX"}:
        denied = any(tree.tokens[c].dep == "neg" and not gone[c] for c in children)
        return denied and not all(_is_a_day(tree, c) for c in lost)
    bounds = [tree.tokens[c] for c in children if not gone[c] and c < index] + [token]
    return any(t.tag in {"JJS", "RBS"} or t.text.lower() in BOUNDS for t in bounds)


def _is_a_day(tree: Tree, prep: int) -> bool:
    """True for "on Monday", which tells of the paper's week more than of what was not done."""
    return any(_DAY.fullmatch(tree.tokens[c].text) for c in tree.children[prep])
