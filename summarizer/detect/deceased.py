"""Whether somebody is said to have died, from the grammar of the sentences that tell of them."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.syntax import Tree
from summarizer.types import Span

__all__ = ["is_dead"]

_DIES = frozenset({"die", "perish", "drown", "succumb"})
_KILLED = frozenset(
    "kill murder assassinate execute slay behead strangle lynch massacre bury cremate".split()
)
_DEATH = frozenset(
    "body death murder killing funeral remains assassination suicide burial corpse grave"
    " manslaughter execution drowning".split()
)
_DENIED = frozenset({"attempt", "attempted", "try", "threaten", "plot", "conspire", "want"})


def is_dead(
    spans: Sequence[Span], *, sentences: Sequence[Span], trees: Sequence[Tree | None]
) -> bool:
    """True when one of the sentences says that who is told of at ``spans`` has died."""
    return any(
        tree is not None and sentence.overlaps(span) and _said(tree, span)
        for sentence, tree in zip(sentences, trees, strict=True)
        for span in spans
    )


def _said(tree: Tree, span: Span) -> bool:
    indexes = tree.within(span)
    if not indexes:
        return False
    top = tree.top(indexes)
    token = tree.tokens[top]
    head = tree.heads[top]
    verb = tree.tokens[head].lemma.lower()
    before = tree.tokens[indexes[0] - 1].text.lower() if indexes[0] else ""
    if before == "late" or any(tree.tokens[i].text.lower() == "late" for i in indexes[:-1]):
        return True
    if _denied(tree, head):
        return False
    if token.dep == "nsubj":
        dead = any(
            tree.tokens[c].lemma.lower() == "dead" and tree.tokens[c].dep in {"acomp", "oprd"}
            for c in tree.children[head]
        )
        among = verb == "be" and any(
            tree.tokens[c].lemma.lower() == "dead"
            for prep in tree.children[head]
            if tree.tokens[prep].text.lower() == "among"
            for c in tree.children[prep]
        )
        own_life = verb == "take" and any(
            tree.tokens[c].lemma.lower() == "life" for c in tree.children[head]
        )
        return verb in _DIES or dead or among or own_life
    if token.dep == "nsubjpass":
        dead = any(
            tree.tokens[c].lemma.lower() in {"dead", "death"}
            for c in tree.subtree(head)
            if abs(c - head) < 4
        )
        return verb in _KILLED or dead
    if token.dep in {"dobj", "obj"}:
        return verb in _KILLED
    if token.dep == "poss":
        return verb in _DEATH
    if token.dep == "pobj" and tree.tokens[head].text.lower() == "of":
        return tree.tokens[tree.heads[head]].lemma.lower() in _DEATH
    return False


def _denied(tree: Tree, index: int) -> bool:
    """True for what did not happen: "did not die", "tried to kill", "attempted murder"."""
    # "They tried to revive him but he was pronounced dead": what is joined to a verb is not of it.
    above = [] if tree.tokens[index].dep == "conj" else list(tree.ancestors(index))[:2]
    near = [*tree.children[index], *above]
    return any(tree.tokens[i].dep == "neg" or tree.tokens[i].lemma.lower() in _DENIED for i in near)
