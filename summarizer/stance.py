"""What limits the words of a sentence: denial, doubt, possibility, quantity, condition.

``stance_of`` gives the kinds that limit one word; two words say the same only when they agree.
``limited_by`` goes the other way: what a limiting word limits, so that neither goes alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from summarizer.policy.limiting import (
    CONDITIONS,
    DENIED,
    GENERIC_PRONOUNS,
    LIMITS,
    LIMITS_OF_DENIAL,
    LOOSE_QUANTITIES,
    MARKS,
    MODALS,
    NEGATIVE_PRONOUNS,
    NOT_SO,
    PREPOSITIONS,
    QUANTITIES,
    REAL,
    UNCERTAIN,
)
from summarizer.syntax import Tree
from summarizer.types import Token

__all__ = ["agrees", "is_limiting", "limited_by", "restricted_by", "stance_of"]

_RESTRICTED = "restricted"
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "attr", "pobj"})
_BESIDE = frozenset(
    "neg advmod amod det predet preconj quantmod aux nummod compound npadvmod".split()
)
_SMALL = frozenset({"PRON", "DET", "ADJ", "ADV", "NUM"})
_CLAUSAL = frozenset({"ccomp", "xcomp", "pcomp"})
_GENERAL_TENSES = frozenset({"VB", "VBP", "VBZ"})
_OWN = frozenset({"det", "poss", "nummod"})


def stance_of(tree: Tree, index: int) -> frozenset[str]:
    """The kinds that limit a verb, noun or adjective, its own and those of its "is"."""
    kinds = set(_own(tree, index))
    copula = _copula(tree, index)
    if copula is not None:
        kinds.update(_own(tree, copula))
    return frozenset(kinds)


def agrees(claim: frozenset[str], source: frozenset[str]) -> str:
    """Empty when a claim is limited as its source is; else "negation" or "limit"."""
    wrong = (claim - source) | (source - claim - LOOSE_QUANTITIES)
    if not wrong:
        return ""
    return "negation" if wrong & DENIED else "limit"


def is_limiting(token: Token) -> bool:
    """True for a word without which what is said would be another statement."""
    return bool(_kind(token)) or token.text.lower() in NEGATIVE_PRONOUNS


def limited_by(tree: Tree, index: int) -> int | None:
    """The word that a limiting word limits; None when the word limits nothing."""
    token = tree.tokens[index]
    head = tree.heads[index]
    if head == index:
        return None
    if token.text.lower() in NEGATIVE_PRONOUNS:
        return head if token.dep in _ARGUMENTS else None
    return head if token.dep in _BESIDE and _kind(token) else None


def restricted_by(tree: Tree, index: int) -> tuple[int, ...]:
    """The phrases and clauses without which a word would be said of more than is meant.

    "Most people who smoke", "nobody in the house", "half of the cases that they heard"; "will be
    freed if he pays", "will not open before Easter".
    """
    token = tree.tokens[index]
    if token.pos in {"VERB", "AUX"}:
        return tuple(_conditions(tree, index))
    low = token.text.lower()
    small = low in GENERIC_PRONOUNS
    counted = any(_quantity(tree.tokens[c]) for c in tree.children[index]) or _is_whole(tree, index)
    if not (small or counted or _says_in_general(tree, index)):
        return ()
    return tuple(
        child
        for child in tree.children[index]
        if child > index
        and (
            (tree.tokens[child].dep in {"relcl", "acl"} and _unparted(tree, child))
            or (small and tree.tokens[child].dep == "prep")
        )
    )


_PARTS = frozenset("half third quarter fifth majority most share number percent cent rest".split())


def _is_whole(tree: Tree, index: int) -> bool:
    """True for what a part is taken of: "more than half of the cases"."""
    head = tree.heads[index]
    if tree.tokens[index].dep != "pobj" or tree.tokens[head].text.lower() != "of":
        return False
    return tree.tokens[tree.heads[head]].lemma.lower() in _PARTS


def _conditions(tree: Tree, verb: int) -> Iterator[int]:
    denied = any(_kind(tree.tokens[c]) in DENIED for c in tree.children[verb])
    for child in tree.children[verb]:
        if tree.tokens[child].dep == "advcl":
            marks = set(_marks(tree, child))
        elif tree.tokens[child].dep == "prep":
            marks = {PREPOSITIONS.get(tree.tokens[child].text.lower(), "")}
        else:
            continue
        if marks & CONDITIONS or (denied and marks & LIMITS_OF_DENIAL):
            yield child


def _says_in_general(tree: Tree, index: int) -> bool:
    """A bare plural of which something is said in general: "people who smoke die earlier"."""
    token = tree.tokens[index]
    if token.tag != "NNS" or token.dep not in _SUBJECTS:
        return False
    if any(tree.tokens[c].dep in _OWN for c in tree.children[index]):
        return False
    verb = tree.heads[index]
    helpers = [tree.tokens[c] for c in tree.children[verb] if tree.tokens[c].dep == "aux"]
    return tree.tokens[verb].tag in _GENERAL_TENSES and all(h.tag == "MD" for h in helpers)


def _unparted(tree: Tree, clause: int) -> bool:
    """True when no comma or dash parts a clause from its noun."""
    before = tree.subtree(clause)[0] - 1
    return before >= 0 and tree.tokens[before].pos != "PUNCT"


def _kind(token: Token) -> str:
    low = token.text.lower().replace("’", "'")
    if token.tag == "MD":
        return MODALS.get(low, "")
    return LIMITS.get(low, "")


def _quantity(token: Token) -> str:
    if token.text.lower() == "most" and token.tag == "RBS":
        return ""  # "the most expensive"
    return QUANTITIES.get(token.text.lower(), "") if token.pos in _SMALL else ""


def _own(tree: Tree, index: int) -> Iterator[str]:
    token = tree.tokens[index]
    verbal = token.pos in {"VERB", "AUX"}
    for child in tree.children[index]:
        other = tree.tokens[child]
        if other.dep in _BESIDE:
            yield from (kind for kind in (_kind(other), _quantity(other)) if kind)
        if verbal and other.dep in _ARGUMENTS and other.pos in _SMALL:
            yield from _of_pronoun(tree, child)
    if restricted_by(tree, index):
        yield _RESTRICTED
    if token.dep == "pobj":
        yield from _of_quantity(tree, index)
    if verbal:
        yield from _of_clause(tree, index)


def _of_pronoun(tree: Tree, index: int) -> Iterator[str]:
    """What "nobody", "few" or "anybody who …" as its subject or object makes of a verb."""
    token = tree.tokens[index]
    if token.text.lower() in NEGATIVE_PRONOUNS:
        yield "denied"
    if _quantity(token):
        yield _quantity(token)
    yield from _own(tree, index)


def _of_quantity(tree: Tree, index: int) -> Iterator[str]:
    """What stands above a noun: "most of the dead", "none of the men", "without charge"."""
    before = tree.heads[index]
    above = tree.heads[before]
    if tree.tokens[before].text.lower() == "without":
        yield "denied"
    if tree.tokens[before].text.lower() == "of" and above != before:
        token = tree.tokens[above]
        if token.text.lower() in NEGATIVE_PRONOUNS:
            yield "denied"
        if _quantity(token):
            yield _quantity(token)


def _of_clause(tree: Tree, index: int) -> Iterator[str]:
    """What the clause of a verb is: said to be untrue, meant to be done, a condition."""
    token = tree.tokens[index]
    head = tree.heads[index]
    governor = tree.tokens[head].lemma.lower()
    yield from _marks(tree, index)
    if token.dep in _CLAUSAL:
        if governor in NOT_SO:
            yield "denied"
        elif governor in UNCERTAIN:
            yield "alleged"
    infinitive = any(tree.tokens[c].tag == "TO" for c in tree.children[index])
    if infinitive and not (token.dep in _CLAUSAL and governor in REAL | NOT_SO):
        yield "unreal"
    if token.dep == "conj" and token.tag in {"VB", "VBN", "VBG"} and not _has_helper(tree, index):
        yield from _shared(tree, index)


def _shared(tree: Tree, index: int) -> Iterator[str]:
    """What the first of several joined verbs hands on: "may be tried and sentenced"."""
    first = tree.heads[index]
    for child in tree.children[first]:
        token = tree.tokens[child]
        if token.dep in {"aux", "neg"} and child < first and _kind(token):
            yield _kind(token)
    yield from _of_clause(tree, first)


def _has_helper(tree: Tree, index: int) -> bool:
    return any(tree.tokens[c].dep in {"aux", "auxpass"} for c in tree.children[index])


def _marks(tree: Tree, index: int) -> Iterator[str]:
    if tree.tokens[index].dep != "advcl":
        return
    for child in tree.children[index]:
        if tree.tokens[child].dep in {"mark", "advmod"}:
            kind = MARKS.get(tree.tokens[child].text.lower())
            if kind:
                yield kind


def _copula(tree: Tree, index: int) -> int | None:
    """The "is" of which a word is the complement: "rarely due to one cause", "not in prison"."""
    at = index
    while tree.tokens[at].dep in {"pobj", "prep", "acomp", "attr", "oprd"}:
        at = tree.heads[at]
        if tree.tokens[at].pos in {"AUX", "VERB"}:
            return at if tree.tokens[at].lemma.lower() == "be" else None
    return None
