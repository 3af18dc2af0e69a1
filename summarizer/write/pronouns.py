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
_OTHERS = frozenset(
    "man woman boy girl child victim suspect relative person offender witness teenager student"
    " mother father wife husband".split()
)
"""Somebody else whom a pronoun might mean, masked people among them."""
_BACK = 2


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
    tokens = [token for tree in before if tree for token in tree.tokens]
    if any(t.text.lower() in _OTHERS and t.dep in _ANTECEDENTS for t in tokens):
        return None
    met = [name for name in names if name.split()[-1] in {token.text for token in tokens}]
    if len(met) != 1:
        return None
    name = f"{met[0]}'s" if tag == "PRP$" else met[0]
    return re.sub(rf"\b{re.escape(pronoun)}\b", name, form, count=1)
