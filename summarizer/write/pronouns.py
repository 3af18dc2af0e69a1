"""Pronouns that would hang in the air once a sentence stands alone: named, or refused.

"He was jailed" becomes "Tomas Brel was jailed" when the sentence just before speaks of one person
only. With nobody or several in it, or somebody
who is only quoted, the sentence is left out: a wrong name is worse than none.
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
    " operation house home prison area city town country year month week day night time".split()
)
_SPEAKING = frozenset("say tell add state announce warn explain claim allege report ask".split())
_BACK = 1


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
    noun_before = False
    for token in tree.tokens:
        low = token.text.lower()
        if token.dep in _ANTECEDENTS and _may_be_somebody(token):
            return form  # the sentence explains itself
        if low in _PERSONAL and token.pos in {"PRON", "DET"}:
            return _named(form, token.text, token.tag, before[-_BACK:], names)
        subject = token.dep in {"nsubj", "nsubjpass"}
        if low in _OTHER and token.pos in {"PRON", "DET"} and subject and not noun_before:
            return None
        noun_before = noun_before or token.pos in {"NOUN", "PROPN"}
    return form


def _may_be_somebody(token: Token) -> bool:
    if token.pos == "PROPN":
        return token.entity.endswith("PERSON")
    return token.pos == "NOUN" and token.lemma.lower() not in _NOBODY and not token.entity


def _named(
    form: str, pronoun: str, tag: str, before: Sequence[Tree | None], names: Sequence[str]
) -> str | None:
    """The form with the one person named who can be meant; None when anybody else can be."""
    trees = [tree for tree in before if tree]
    words = {token.text for tree in trees for token in tree.tokens}
    met = [name for name in names if name.split()[-1] in words]
    if len(met) != 1 or any(_somebody_else(tree, met[0]) for tree in trees):
        return None
    name = f"{met[0]}'s" if tag == "PRP$" else met[0]
    return re.sub(rf"\b{re.escape(pronoun)}\b", name, form, count=1)


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
