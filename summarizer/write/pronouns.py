"""Pronouns that would hang in the air once a sentence stands alone: named, or refused.

"He was jailed" becomes "Tomas Brel was jailed" when the sentences just before name one person
only. With nobody or several named, the sentence is left out: a wrong name is worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

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
_BACK = 2


def standing_alone(form: str, tree: Tree, before: Sequence[Tree | None]) -> str | None:
    """The form with its first loose pronoun named; None when it cannot be.

    Args:
        form: a form of the sentence.
        tree: the parse of the whole sentence.
        before: the parses of the sentences before it, nearest last.
    """
    for token in tree.tokens:
        low = token.text.lower()
        if token.dep in _ANTECEDENTS and _may_be_somebody(token):
            return form  # the sentence explains itself
        if low in _PERSONAL and token.pos in {"PRON", "DET"}:
            return _named(form, token.text, token.tag, before)
        if low in _OTHER and token.pos in {"PRON", "DET"} and token.dep in {"nsubj", "nsubjpass"}:
            return None
    return form


def _may_be_somebody(token: Token) -> bool:
    if token.pos == "PROPN":
        return token.entity.endswith("PERSON")
    return token.pos == "NOUN" and token.lemma.lower() not in _NOBODY and not token.entity


def _named(form: str, pronoun: str, tag: str, before: Sequence[Tree | None]) -> str | None:
    names: list[str] = []
    for tree in before[-_BACK:]:
        for name in _people(tree):
            if not any(name in other or other in name for other in names):
                names.append(name)
    if len(names) != 1:
        return None
    name = f"{names[0]}'s" if tag == "PRP$" else names[0]
    return re.sub(rf"\b{re.escape(pronoun)}\b", name, form, count=1)


def _people(tree: Tree | None) -> list[str]:
    names: list[str] = []
    if tree is None:
        return names
    for token in tree.tokens:
        if token.entity == "B-PERSON":
            names.append(token.text)
        elif token.entity == "I-PERSON" and names and token.text != "'s":
            names[-1] += f" {token.text}"
    return names
