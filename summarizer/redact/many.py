"""Ten people or more who were harmed, as the sentences of a text tell of them (rule GD-04).

What is said of all of so many points to none of them. Whom somebody taught or lived among are
others: what was done to them, or ended it, has to stand there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice

from summarizer.policy.offences import OFFENCES
from summarizer.policy.people import CHILD_NOUNS
from summarizer.syntax import Tree

__all__ = ["many_told_of"]

_MANY = 10
_MANY_IN_WORDS = re.compile(
    r"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?"
    r"|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|hundred|thousand)"
)
_MANY_OF = frozenset({"dozens", "scores", "hundreds", "thousands"})
_LINKS = _MANY_OF | {"of"}
_VICTIMS = frozenset({"victim", "survivor", "complainant"})
_HARMED = (
    _VICTIMS
    | (CHILD_NOUNS - {"minor"})
    | frozenset(
        "adult man woman person people student resident patient worker labourer laborer fisher"
        " fisherman inmate migrant villager seafarer claimant captive hostage".split()
    )
)
_SEXED = frozenset({"man", "woman", "boy", "girl"})
_DONE = OFFENCES | frozenset(
    "rescue enslave exploit mistreat ill-treat neglect humiliate lure trap imprison".split()
)
"""What was done to people, or ended it."""
_BORNE = frozenset({"free", "hold", "force", "beat", "lock"})
"""The same only where it is done to them: a chapel holds 300 people."""


def many_told_of(trees: Sequence[Tree | None]) -> frozenset[str]:
    """Nouns for ten or more people who were harmed, by what the sentences say (rule GD-04)."""
    return frozenset(
        token.lemma.lower() if token.tag == "NNS" else "people"
        for tree in trees
        if tree
        for i, token in enumerate(tree.tokens)
        if _is_of_many(tree, i)
    )


def _is_of_many(tree: Tree, index: int) -> bool:
    """True for "boys" in "abused 74 former boys" and for "the 18 men", whom a text has told of.

    Not for the "30 pupils" whom somebody taught: what was done to them has to stand there.
    """
    token = tree.tokens[index]
    if token.dep == "nsubjpass" and _is_ten(token.text):
        return tree.tokens[tree.heads[index]].lemma.lower() in _DONE  # "at least 31 were abused"
    if token.tag != "NNS" or token.lemma.lower() not in _HARMED:
        return False
    beside = [tree.tokens[child] for child in tree.children[index]]
    dozens = [tree.tokens[i].text.lower() for i in islice(tree.ancestors(index), 2)]
    if not any(each.dep == "nummod" and _is_ten(each.text) for each in beside) and not (
        dozens[:1] == ["of"] and _MANY_OF.intersection(dozens)
    ):
        return False
    low = token.lemma.lower()
    set_apart = any(each.dep in {"prep", "relcl"} for each in beside)
    if low in _VICTIMS and not set_apart:
        return True  # not "14 victims in other cases"
    if _is_done_to(tree, index):
        return True
    known = "the" in {each.text.lower() for each in beside} and low in _SEXED
    return known and token.dep == "nsubjpass" and not set_apart


def _is_done_to(tree: Tree, index: int) -> bool:
    """True for whom a verb or noun of harm takes: "abused 74 boys", "the abuse of dozens of boys".

    Not for the 400 pupils of a school at which one was abused.
    """
    while index != tree.root and tree.tokens[tree.heads[index]].text.lower() in _LINKS:
        index = tree.heads[index]
    while tree.tokens[index].dep == "conj" and tree.tokens[tree.heads[index]].tag == "NNS":
        index = tree.heads[index]
    token, head = tree.tokens[index], tree.tokens[tree.heads[index]]
    if token.text.lower() == "of" or token.dep in {"dobj", "nsubjpass"}:
        return head.lemma.lower() in _DONE | (_BORNE if token.dep == "nsubjpass" else set())
    return False


def _is_ten(number: str) -> bool:
    digits = number.replace(",", "")
    if digits.isdecimal():
        return len(digits) > 2 or int(digits) >= _MANY
    return _MANY_IN_WORDS.fullmatch(number.lower()) is not None
