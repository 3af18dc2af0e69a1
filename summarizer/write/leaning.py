"""What a sentence speaks of as known already: "the driver" wants "a driver" before it."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.syntax import Tree
from summarizer.text import stem

__all__ = ["leans_on"]

_DEFINITE = frozenset("the this that these those its their his her".split())
_TELLING = frozenset({"prep", "relcl", "acl", "amod", "compound", "nummod", "appos", "nmod"})
"""What beside a noun tells which one is meant."""
_SOME = frozenset("some most many several all others both few none neither half".split())
"""What stands for a noun of the sentence before: "Some were treated"."""
_EVERYBODY_KNOWS = frozenset(
    "police government court army state country public world president minister judge jury crown"
    " prosecution defence council parliament coroner authorities mayor hospital company family"
    " victim suspect trial inquest hearing".split()
)
"""Of which news speaks without an introduction, or which a warning and headline introduce."""


def leans_on(tree: Tree, earlier: Sequence[Tree | None]) -> int | None:
    """The earlier sentence that introduces what a sentence is about; None where none has to.

    Args:
        tree: the sentence.
        earlier: those before it.

    Returns:
        The index of the first of ``earlier`` that has the noun of its subject, where that stands
        bare behind "the", "this" or "its"; of "Some" and "Fourteen" the last.
    """
    if earlier and _counts_what_was_told(tree):
        return len(earlier) - 1
    noun = _bare_subject(tree)
    if noun is None:
        return None
    return next(
        (
            index
            for index, other in enumerate(earlier)
            if other is not None
            and any(t.pos == "NOUN" and stem(t.text.lower()) == noun for t in other.tokens)
        ),
        None,
    )


def _counts_what_was_told(tree: Tree) -> bool:
    """True for "Fourteen had lost weight" and "Some were treated", not for "Some of the men"."""
    for child in tree.children[tree.root]:
        token = tree.tokens[child]
        if token.dep in {"nsubj", "nsubjpass"}:
            counted = token.pos == "NUM" or token.text.lower() in _SOME
            return counted and not any(
                tree.tokens[below].dep in {"prep", "relcl", "acl"} for below in tree.children[child]
            )
    return False


def _bare_subject(tree: Tree) -> str | None:
    for child in tree.children[tree.root]:
        token = tree.tokens[child]
        if token.dep not in {"nsubj", "nsubjpass"}:
            continue
        beside = [tree.tokens[i] for i in tree.children[child]]
        definite = any(t.text.lower() in _DEFINITE for t in beside)
        known = token.lemma.lower() in _EVERYBODY_KNOWS
        if token.pos != "NOUN" or not definite or known:
            return None
        return None if any(t.dep in _TELLING for t in beside) else stem(token.text.lower())
    return None
