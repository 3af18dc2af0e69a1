"""Whose word something is: who is said to say what, in a parsed sentence (FA-05)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from summarizer.syntax import Tree
from summarizer.verify.source import SourceSentence, key_of

__all__ = ["is_told", "other_teller", "tellers", "tells", "untold"]

_SAYING = frozenset(
    """accuse acknowledge add admit allege announce argue assert believe blame boast call claim
    comment complain concede conclude confirm contend declare denounce deny describe disclose
    estimate explain express hear indicate inform insist maintain mention note observe predict
    promise propose quote read recall recommend remark reply report respond reveal say speculate
    state stress suggest suspect tell testify think threaten urge vow warn write""".split()
)
_SPEECH = frozenset({"ccomp", "parataxis", "xcomp"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_CLOSING = frozenset({",", "”", '"', "'"})
_PRONOUNS = frozenset("he she they it we i who".split())
_NOUNS = frozenset({"PROPN", "NOUN", "PRON"})


def tells(tree: Tree) -> bool:
    """Whether a sentence gives anything as somebody's word."""
    return any(True for _ in _tellings(tree))


def is_told(tree: Tree, at: int) -> bool:
    """Whether a word stands in what somebody is said to say."""
    above = {at, *tree.ancestors(at)}
    for index, what, _ in _tellings(tree):
        if what is None:
            # "According to the police", and a saying in commas: it goes for the whole sentence.
            if index not in above:
                return True
        elif what in above:
            return True
    return False


def tellers(tree: Tree) -> frozenset[str]:
    """The words that name those who say something; "he" stands as itself."""
    return frozenset(
        key_of(tree.tokens[i])
        for _, _, who in _tellings(tree)
        if who is not None
        for i in (who, *tree.children[who])
        if tree.tokens[i].pos in _NOUNS
        and (i == who or tree.tokens[i].dep in {"compound", "appos"})
    )


def untold(tree: Tree, near: Sequence[SourceSentence]) -> bool:
    """True when what the claim says outright stands in the evidence only as somebody's word."""
    if tells(tree):
        return False
    key = key_of(tree.tokens[tree.root])
    places = [
        (sentence.tree, at)
        for sentence in near
        if sentence.tree is not None
        for at in sentence.places.get(key, ())
    ]
    return bool(places) and all(is_told(there, at) for there, at in places)


def other_teller(tree: Tree, near: Sequence[SourceSentence]) -> bool:
    """True when who says it in the claim says nothing in the evidence, and others do."""
    said = tellers(tree)
    told = [tellers(sentence.tree) for sentence in near if sentence.tree is not None]
    known = frozenset().union(*told) if told else frozenset[str]()
    return bool(said and known) and not said & known and not known & _PRONOUNS


def _tellings(tree: Tree) -> Iterator[tuple[int, int | None, int | None]]:
    """Each saying: its word, the head of what is said, and who says it, where they are plain."""
    for index, token in enumerate(tree.tokens):
        if token.pos in {"VERB", "AUX"} and token.lemma.lower() in _SAYING:
            who = next((c for c in tree.children[index] if tree.tokens[c].dep in _SUBJECTS), None)
            said = next((c for c in tree.children[index] if tree.tokens[c].dep in _SPEECH), None)
            if said is not None:
                yield index, said, who
            elif token.dep in {"parataxis", "ccomp"} or _in_commas(tree, index):
                yield index, None, who
        elif token.text.lower() == "according" or (
            token.lemma.lower() in {"statement", "report", "sources"}
            and token.dep == "pobj"
            and tree.tokens[tree.heads[index]].text.lower() == "in"
            and tree.heads[index] == 0
        ):
            below = ((tree.tokens[i].dep == "pobj" and i) or None for i in tree.subtree(index))
            yield index, None, next((i for i in below if i), None)


def _in_commas(tree: Tree, index: int) -> bool:
    """A saying with nothing below it but who says: "…, police said"."""
    return tree.heads[index] == index and any(
        tree.tokens[c].dep == "punct" and tree.tokens[c].text in ",”\"'"
        for c in tree.children[index]
    )
