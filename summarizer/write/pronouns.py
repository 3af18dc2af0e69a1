"""Pronouns that would hang in the air once a sentence stands alone: named, or refused.

"He was jailed" becomes "Tomas Brel was jailed" when the sentence just before speaks of one person
only, or goes on about one of whom the sentence before it does; "Both were jailed" takes the two
whom that sentence is about. With nobody or several in it, or somebody who is only quoted, the
sentence is left out: a wrong name is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.policy.people import HUMAN_NOUNS
from summarizer.syntax import Tree
from summarizer.types import Token

__all__ = ["standing_alone"]

_PERSONAL = frozenset({"he", "she", "him", "his", "her", "hers", "himself", "herself"})
_OTHER = frozenset({"they", "them", "their", "it", "its", "this", "these", "those", "that", "both"})
_ANTECEDENTS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "appos", "conj"})
_NOBODY = frozenset(
    "court police inquest government council company team bureau agency jury university school"
    " hospital charity army force newspaper report statement hearing trial inquiry investigation"
    " note letter message file document review call post record evidence image video book list bill"
    " law rule decision verdict sentence charge count case attack death body money phone computer"
    " allegation complaint claim account detail fact question answer order search raid meeting"
    " operation house home prison area city town country year month week day night time".split()
)
_SPEAKING = frozenset("say tell add state announce warn explain claim allege report ask".split())
_BACK = 1
_FURTHER = 3
"""Sentences looked back over while each goes on about the one before: "He …", "He …"."""
_AGED = re.compile(r"The (?P<age>\d{1,3})-year-old\b")
_BOTH = re.compile(r"Both(?: of them)?(?= (?:were|are|have|had|deny|denied|will|did)\b)")
"""No "both men": those may be others, of whom the text told before."""


def standing_alone(
    form: str, tree: Tree, before: Sequence[Tree | None], *, names: Sequence[str]
) -> str | None:
    """The form with its first loose pronoun named; None when it cannot be.

    Args:
        form: a form of the sentence.
        tree: the parse of the whole sentence.
        before: the parses of the sentences before it, nearest last.
        names: full names of people who may be named.
    """
    if match := _BOTH.match(form):
        pair = _pair_in(before[-1] if before else None, names)
        return f"{pair[0]} and {pair[1]}{form[match.end() :]}" if pair else None
    if match := _AGED.match(form):
        name = _one_named(before, names)
        same = name is not None and any(_is_aged(tree, name, match["age"]) for tree in before)
        return f"{name}{form[match.end() :]}" if same else None
    noun_before = False
    surnames = {name.split()[-1] for name in names}
    for index, token in enumerate(tree.tokens):
        low = token.text.lower()
        if token.dep in _ANTECEDENTS and (_may_be_somebody(token) or token.text in surnames):
            return form  # the sentence explains itself
        if low in _PERSONAL and token.pos in {"PRON", "DET"}:
            name = _one_named(before, names)
            return _put(form, token, name) if name else None
        subject = token.dep in {"nsubj", "nsubjpass"}
        points = low in _OTHER and token.pos in {"PRON", "DET"} and subject and not noun_before
        if points and not _explains(tree, index) and not _stands_for_nothing(tree, index):
            return None
        noun_before = noun_before or token.pos in {"NOUN", "PROPN"}
    return form


def _explains(tree: Tree, index: int) -> bool:
    """True for "those detained" and for the "that" of a clause about a noun."""
    if tree.tokens[tree.heads[index]].dep == "relcl":
        return True
    return tree.tokens[index].text.lower() == "those" and any(
        tree.tokens[child].dep in {"acl", "relcl", "prep"} for child in tree.children[index]
    )


_EMERGES = frozenset("emerge appear seem transpire turn happen".split())


def _stands_for_nothing(tree: Tree, index: int) -> bool:
    """True for the "it" of "it emerged that"."""
    verb = tree.heads[index]
    return (
        tree.tokens[index].text.lower() == "it"
        and tree.tokens[verb].lemma.lower() in _EMERGES
        and any(tree.tokens[child].dep == "ccomp" for child in tree.children[verb])
    )


def _may_be_somebody(token: Token) -> bool:
    if token.pos == "PROPN":
        return token.entity.endswith("PERSON")
    return token.pos == "NOUN" and token.lemma.lower() not in _NOBODY and not token.entity


def _put(form: str, pronoun: Token, name: str) -> str:
    """The form with a name for the pronoun where that first stands."""
    put = f"{name}'s" if pronoun.tag == "PRP$" else name
    return re.sub(rf"\b{re.escape(pronoun.text)}\b", put, form, count=1)


def _one_named(before: Sequence[Tree | None], names: Sequence[str]) -> str | None:
    """The one person who can be meant; None when anybody else can be."""
    for back in range(_BACK, _FURTHER + 1):
        if len(before) < back:
            return None
        tree = before[-back]
        if tree is None:
            return None
        words = {token.text for token in tree.tokens}
        met = [name for name in names if name.split()[-1] in words]
        if len(met) == 1 and not _somebody_else(tree, met[0]):
            return met[0]
        if met or not _goes_on(tree) or _somebody_else(tree, ""):
            return None
    return None


def _is_aged(tree: Tree | None, name: str, age: str) -> bool:
    """Whether a sentence gives somebody's age behind their name: "Brel, 41,", "Brel (41)"."""
    if tree is None:
        return False
    said = [token.text for token in tree.tokens]
    surname = name.split()[-1]
    return any(word == surname and age in said[at + 1 : at + 4] for at, word in enumerate(said))


def _goes_on(tree: Tree) -> bool:
    """True for a sentence about "he" or "she": it goes on about whom the one before told of."""
    return any(
        token.text.lower() in {"he", "she"} and token.dep in {"nsubj", "nsubjpass"}
        for token in tree.tokens[:3]
    )


def _pair_in(tree: Tree | None, names: Sequence[str]) -> tuple[str, str] | None:
    """The two people whom a sentence is about, where it names them and nobody else."""
    if tree is None:
        return None
    words = {token.text for token in tree.tokens}
    met = [name for name in names if name.split()[-1] in words]
    surnames = {name.split()[-1] for name in met}
    if len(met) != 2 or len(surnames) != 2:
        return None
    first, second = sorted(met, key=lambda name: _place(tree, name))
    one, other = _at(tree, first), _at(tree, second)
    joined = any(token.text.lower() == "and" for token in tree.tokens[one:other])
    subjects = {
        index
        for child in tree.children[tree.root]
        if tree.tokens[child].dep in {"nsubj", "nsubjpass"}
        for index in tree.subtree(child)
    }
    about = joined and {one, other} <= subjects
    own = {word for name in met for word in name.split()}
    others = any(
        token.pos == "PROPN" and token.entity.endswith("PERSON") and token.text not in own
        for token in tree.tokens
    )
    return (first, second) if about and not others else None


def _place(tree: Tree, name: str) -> int:
    return tree.tokens[_at(tree, name)].span.start


def _at(tree: Tree, name: str) -> int:
    """The index of a surname."""
    surname = name.split()[-1]
    return next(i for i, token in enumerate(tree.tokens) if token.text == surname)


def _somebody_else(tree: Tree, name: str) -> bool:
    """True when the sentence has a person besides ``name``, or ``name`` speaks of somebody."""
    own = {i for i, token in enumerate(tree.tokens) if token.text in name.split()}
    for index, token in enumerate(tree.tokens):
        if index in own:
            head = tree.tokens[tree.heads[index]]
            if token.dep == "nsubj" and head.lemma.lower() in _SPEAKING:
                return True
            continue
        human = token.pos == "NOUN" and token.lemma.lower() in HUMAN_NOUNS
        other = token.pos == "PROPN" and token.entity.endswith("PERSON")
        beside = token.dep in {"appos", "compound"} and own & {
            tree.heads[index],
            *tree.children[index],
        }
        modifier = token.dep in {"compound", "amod", "nmod"} and not other
        if (human or other) and not beside and not modifier:
            return True
    return False
