"""Whether two words of a source belong together: joined phrases, and the preposition between.

"She was cleared of theft and convicted of fraud" joins two predicates that share who, and nothing
else: each outcome keeps its own charge.
"""

from __future__ import annotations

from summarizer.policy.limiting import PREPOSITIONS, PREPOSITIONS_ALONE
from summarizer.syntax import Tree

__all__ = ["kept_apart", "link", "other_preposition"]

_COMPLEMENTS = frozenset(
    "dobj prep agent dative oprd acomp attr ccomp xcomp pobj advcl relcl acl".split()
)
_LINKS = frozenset({"prep", "agent", "dative", "mark"})


def kept_apart(tree: Tree, one: int, other: int) -> bool:
    """True when two words stand in different ones of joined phrases and are not shared by them.

    What stands before the first phrase is shared ("the men were tried and jailed"), and so is
    what follows the last where the first has nothing of its own ("arrest and trial of a man").
    """
    return _apart(tree, one, other) or _apart(tree, other, one)


def _apart(tree: Tree, low: int, high: int) -> bool:
    found = _joined(tree, low, high)
    if found is None:
        return False
    last, first, inside, outside = found
    if inside is None:
        return outside is not None and outside > first
    if outside is not None:
        return inside > last and outside > first
    return inside < last or any(
        first < child < last and tree.tokens[child].dep in _COMPLEMENTS
        for child in tree.children[first]
    )


def _joined(tree: Tree, low: int, high: int) -> tuple[int, int, int | None, int | None] | None:
    """The joined phrases between two words: the later one, which holds ``low``, and the first.

    Then the branch of the later one that ``low`` stands in, and that of the first one for
    ``high``; None where the word is the phrase's own head.
    """
    above_high = {high, *tree.ancestors(high)}
    branch: int | None = None
    at = low
    while tree.heads[at] != at and at not in above_high:
        if tree.tokens[at].dep == "conj" and tree.tokens[at].pos != "ADP":
            first = at
            while tree.tokens[first].dep == "conj" and first not in above_high:
                first = tree.heads[first]
            if first not in above_high:
                return None
            return at, first, branch, _branch(tree, first, high)
        branch, at = at, tree.heads[at]
    return None


def _branch(tree: Tree, top: int, index: int) -> int | None:
    """The child of ``top`` below which ``index`` stands; None for ``top`` itself."""
    below: int | None = None
    at = index
    while at != top and tree.heads[at] != at:
        below, at = at, tree.heads[at]
    return below


def other_preposition(
    claim: Tree,
    one: int,
    other: int,
    source: Tree,
    source_one: int,
    source_other: int,
    *,
    exact: bool,
) -> bool:
    """True when two words are linked by a preposition that turns what the source's says.

    ``exact``: for figures, where "six" and "to six" are two things.
    """  # fmt: skip
    wanted = link(claim, one, other)
    got = link(source, source_one, source_other)
    if wanted == got:
        return False
    return exact or bool(wanted and got) or bool({wanted, got} & PREPOSITIONS_ALONE)


def link(tree: Tree, one: int, other: int) -> str:
    """The kind of the preposition over the lower of two words; empty for one that may change."""
    for low, high in ((one, other), (other, one)):
        if high not in tree.ancestors(low):
            continue
        at = low
        while at != high:
            if tree.tokens[at].dep in _LINKS and at != low:
                return PREPOSITIONS.get(tree.tokens[at].text.lower(), "")
            at = tree.heads[at]
    return ""
