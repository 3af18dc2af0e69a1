"""Words that a source sentence says with a pronoun: who or what it takes up, if that is plain."""

from __future__ import annotations

from dataclasses import dataclass

from summarizer.policy.people import HUMAN_NOUNS
from summarizer.syntax import Tree
from summarizer.types import Token
from summarizer.verify.source import SourceIndex, SourceSentence

__all__ = ["Carried", "carried"]

_BACK = 2
"""Sentences over which a pronoun looks back."""
_PERSONAL = frozenset("he she him her his hers himself herself".split())
_OTHER = frozenset("they them their theirs it its themselves itself".split())
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_UNDER = frozenset({"compound", "appos", "poss", "nmod", "amod", "flat"})


@dataclass(frozen=True, slots=True)
class Carried:
    """The sentence that says the word, and where the pronouns stand that take it up."""

    sentence: int
    places: tuple[int, ...]


def carried(key: str, source: SourceIndex, index: int) -> Carried | None:
    """Where a word stands in for which a sentence has a pronoun; None when it is not plain.

    The pronoun takes up the nearest sentence before that has the word, where the word is the
    subject or nobody else is, and no sentence between tells of another.
    """
    here = source.sentences[index]
    if here.tree is None:
        return None
    for other in range(index - 1, max(-1, index - 1 - _BACK), -1):
        there = source.sentences[other]
        if there.tree is None:
            continue
        if key in there.keys:
            person = any(_may_be_person(there.tree.tokens[at]) for at in there.places[key])
            places = _pronouns(here.tree, person=person)
            return Carried(other, places) if places and _stands_out(there, key) else None
        if _rivals(there.tree):
            return None
    return None


def _pronouns(tree: Tree, *, person: bool) -> tuple[int, ...]:
    """The pronouns that may take up something said before; for a person, those left free."""
    wanted = _PERSONAL | _OTHER if person else _OTHER
    found = []
    for index, token in enumerate(tree.tokens):
        if token.text.lower() not in wanted or token.pos not in {"PRON", "DET"}:
            continue
        if not _taken(tree, index):
            found.append(index)
    return tuple(found)


def _taken(tree: Tree, pronoun: int) -> bool:
    """True when somebody who is the subject of a clause above may be meant by a pronoun."""
    if tree.tokens[pronoun].text.lower() not in _PERSONAL:
        return False
    return any(
        child < pronoun
        and tree.tokens[child].dep in _SUBJECTS
        and pronoun not in tree.subtree(child)
        and _is_person(tree.tokens[child])
        and not _beside(tree, pronoun, above)
        for above in tree.ancestors(pronoun)
        for child in tree.children[above]
    )


def _beside(tree: Tree, pronoun: int, verb: int) -> bool:
    """The object of a verb is not its subject: "the judge told him"."""
    token = tree.tokens[pronoun]
    return token.tag == "PRP" and token.dep == "dobj" and tree.heads[pronoun] == verb


def _stands_out(there: SourceSentence, key: str) -> bool:
    assert there.tree is not None
    subjects = any(_is_subject(there.tree, at) for at in there.places[key])
    return subjects or not _rivals(there.tree)


def _is_subject(tree: Tree, index: int) -> bool:
    while tree.tokens[index].dep in _UNDER and tree.heads[index] != index:
        index = tree.heads[index]
    return tree.tokens[index].dep in _SUBJECTS


def _rivals(tree: Tree) -> bool:
    """Whether somebody or something is the subject of the sentence's main verb."""
    return any(
        tree.tokens[child].dep in _SUBJECTS and tree.tokens[child].pos in {"NOUN", "PROPN"}
        for child in tree.children[tree.root]
    )


def _may_be_person(token: Token) -> bool:
    """Any name may be somebody's: small parsers take a surname for a firm or a town."""
    return token.pos == "PROPN" or _is_person(token)


def _is_person(token: Token) -> bool:
    if token.pos == "PROPN":
        return not token.entity or token.entity.endswith("PERSON")
    return token.pos == "NOUN" and token.lemma.lower() in HUMAN_NOUNS
