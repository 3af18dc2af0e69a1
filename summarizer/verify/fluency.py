"""Slips of a small model that make true words read badly. Not style: only what nobody prints."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from summarizer.syntax import Tree, is_done_by_a_gerund
from summarizer.verify.source import is_content, key_of

__all__ = ["slips"]

_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
_OF_BEING = frozenset(
    "attr acomp prep advmod advcl ccomp xcomp oprd npadvmod expl agent csubj csubjpass relcl"
    " auxpass conj".split()
)
"""What can stand beside "is"; without any of them the sentence breaks off: "The last raid was."."""
_NO_SINGULAR = frozenset({"NNS", "NNPS", "JJ", "RB", "VBD"})
_LOOSE = frozenset("this that these those it they he she".split())
"""First words that point back at a sentence which is not there."""
_WAITING = frozenset("of for from with by at to into than and or but the a an".split())
"""Words that end no sentence, but behind a verb: "is being cared for"."""
_LEAST_CONTENT = 3
_NEAR = 2
_SHORT = 20
_NAME_AGAIN = 6
"""Words within which nobody says a name twice."""


def slips(tree: Tree | None) -> tuple[str, ...]:
    """What is wrong: "fragment", "thin", "loose", "article", "agreement", "echo"."""
    if tree is None:
        return ("fragment",)
    found = []
    if (
        not _is_whole(tree)
        or _breaks_off(tree)
        or _goes_on_from_nothing(tree)
        or _joins_a_number(tree)
    ):
        found.append("fragment")
    if sum(is_content(token) for token in tree.tokens) < _LEAST_CONTENT:
        found.append("thin")
    first = tree.tokens[0]
    if first.text.lower() in _LOOSE and first.dep in _SUBJECTS:
        found.append("loose")
    if any(
        token.text.lower() in {"a", "an"} and tree.tokens[head].tag in _NO_SINGULAR
        for token, head in zip(tree.tokens, tree.heads, strict=True)
        if token.dep == "det" and not _counted(tree, head)
    ) or _is_being(tree):
        found.append("article")
    if any(_is_list(tree, i) and _is_of_one(tree, tree.heads[i]) for i in range(len(tree.tokens))):
        found.append("agreement")
    if _echoes(tree):
        found.append("echo")
    return tuple(found)


def _is_whole(tree: Tree) -> bool:
    root = tree.root
    if is_done_by_a_gerund(tree):
        return True
    finite = tree.tokens[root].tag in _FINITE or any(
        tree.tokens[child].dep in {"aux", "auxpass"} and tree.tokens[child].tag in _FINITE
        for child in tree.children[root]
    )
    beside = {tree.tokens[child].dep for child in tree.children[root]}
    if tree.tokens[root].lemma.lower() == "be" and not beside & _OF_BEING:
        return False
    return finite and bool(beside & _SUBJECTS)


def _goes_on_from_nothing(tree: Tree) -> bool:
    """True for "and that" where no "that" or saying stands before it."""
    for index, (before, token) in enumerate(pairwise(tree.tokens)):
        if before.text.lower() == "and" and token.text.lower() == "that" and token.dep == "mark":
            earlier = tree.tokens[:index]
            return not any(t.text.lower() == "that" or t.dep == "ccomp" for t in earlier)
    return False


def _joins_a_number(tree: Tree) -> bool:
    """True for "led by Roe and 44, had": a number that counts nothing, behind a name."""
    runs = zip(tree.tokens, tree.tokens[1:], tree.tokens[2:], tree.tokens[3:], strict=False)
    return any(
        name.pos == "PROPN"
        and joint.text.lower() == "and"
        and number.text.isdigit()
        and after.pos in {"PUNCT", "AUX"}
        for name, joint, number, after in runs
    )


def _breaks_off(tree: Tree) -> bool:
    """True where the last word waits for another, as in "lived to see the result for"."""
    words = [token for token in tree.tokens if token.pos != "PUNCT"]
    if len(words) < _NEAR or words[-1].text.lower() not in _WAITING:
        return False
    return words[-2].pos in {"NOUN", "PROPN", "ADJ", "DET", "NUM"}


def _is_being(tree: Tree) -> bool:
    """True for "was being trial": what is being something is a thing with its article."""
    return any(
        token.text.lower() == "being" and after.tag == "NN"
        for token, after in pairwise(tree.tokens)
    )


def _is_list(tree: Tree, index: int) -> bool:
    """Three subjects or more: "Averland, Castelline and Norrmark". Two may be one firm's name."""
    if tree.tokens[index].dep not in {"nsubj", "nsubjpass"}:
        return False
    count, joined = 1, False
    while True:
        below = tree.children[index]
        joined = joined or any(tree.tokens[child].text.lower() == "and" for child in below)
        others = [child for child in below if tree.tokens[child].dep == "conj"]
        if not others:
            return count > 2 and joined
        count += len(others)
        index = others[-1]


def _is_of_one(tree: Tree, verb: int) -> bool:
    """Whether a verb or its helper says that its subject is one: "has", "was", "says"."""
    helpers = [c for c in tree.children[verb] if tree.tokens[c].dep in {"aux", "auxpass"}]
    finite = tree.tokens[helpers[0] if helpers else verb]
    return finite.tag == "VBZ" or finite.text.lower() == "was"


def _counted(tree: Tree, head: int) -> bool:
    """As in "an additional 100 children": a figure makes the plural right."""
    return any(tree.tokens[child].dep == "nummod" for child in tree.children[head])


def _echoes(tree: Tree) -> bool:
    """The same stem twice in a row or nearly, with nothing between: "abuse abusers".

    Or two of them in one short sentence: "A child has been charged with murder in a child murder
    charge.", or one name right behind itself: "at Harwick Hospital in Harwick Hospital".
    """
    if _says_a_name_again(tree):
        return True
    said = Counter(key_of(token) for token in tree.tokens if token.pos in {"NOUN", "VERB"})
    if len(tree.tokens) <= _SHORT and sum(count > 1 for count in said.values()) > 1:
        return True
    for index, token in enumerate(tree.tokens):
        if token.pos not in {"NOUN", "VERB", "ADJ", "PROPN"}:
            continue
        for other in tree.tokens[index + 1 : index + 1 + _NEAR]:
            if other.pos == "PUNCT":
                break
            if other.pos in {"NOUN", "VERB", "ADJ", "PROPN"} and key_of(other) == key_of(token):
                return True
    return False


def _says_a_name_again(tree: Tree) -> bool:
    """True where two words of a name come again a few words on."""
    names = [
        (index, (one.text, other.text))
        for index, (one, other) in enumerate(pairwise(tree.tokens))
        if one.pos == "PROPN" and other.pos == "PROPN"
    ]
    return any(
        name == again and 0 < later - index <= _NAME_AGAIN
        for index, name in names
        for later, again in names
    )
