"""Clauses and phrases of a parsed text: pure functions over ``Token`` values.

Dependency labels are those of spaCy's English pipelines (ClearNLP style). Everything here
reads a parse that somebody else made; nothing here loads a model.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from summarizer.types import Span, Token

__all__ = ["Tree", "clause_of", "is_done_by_a_gerund", "phrase_span", "sentence_trees"]

_CLAUSES = frozenset({"relcl", "acl", "advcl", "appos", "parataxis"})
"""Constituents that a sentence can lose and stay a sentence."""

_ADJUNCT_PREPOSITIONS = frozenset(
    "after against alongside amid around at before beside between by despite during following"
    " from in including inside near outside since through throughout under until upon while"
    " with within without".split()
)
_OBJECT_PREPOSITIONS = frozenset({"of"})
_COMPASS = frozenset("north south east west northeast northwest southeast southwest".split())
_QUANTITY_NOUNS = frozenset(
    "number part majority series total hundred thousand million dozen group network lot rest"
    " one some many most all half several none each count case act victim".split()
)


@dataclass(frozen=True, slots=True)
class Tree:
    """One sentence of a parse: its tokens (heads re-indexed to this list) and their children."""

    tokens: tuple[Token, ...]
    heads: tuple[int, ...]
    children: tuple[tuple[int, ...], ...]

    @property
    def span(self) -> Span:
        """From the first to the last token."""
        return Span(self.tokens[0].span.start, self.tokens[-1].span.end)

    @property
    def root(self) -> int:
        """The index of the sentence's root."""
        return next((i for i, head in enumerate(self.heads) if head == i), 0)

    def subtree(self, index: int) -> tuple[int, ...]:
        """The indexes of a token and everything below it, in text order."""
        found = [index]
        queue = [index]
        while queue:
            for child in self.children[queue.pop()]:
                found.append(child)
                queue.append(child)
        return tuple(sorted(found))

    def ancestors(self, index: int) -> Iterator[int]:
        """The heads above a token, nearest first."""
        while self.heads[index] != index:
            index = self.heads[index]
            yield index

    def within(self, span: Span) -> tuple[int, ...]:
        """The indexes of the tokens that overlap a span."""
        first = bisect_right(self.tokens, span.start, key=_end)
        touched = takewhile(
            lambda i: self.tokens[i].span.start < span.end, range(first, len(self.tokens))
        )
        return tuple(i for i in touched if self.tokens[i].span.overlaps(span))

    def top(self, indexes: Sequence[int]) -> int:
        """The lowest token that governs all the given ones."""
        chains = [(i, *self.ancestors(i)) for i in indexes]
        common = set(chains[0]).intersection(*chains[1:])
        return next(i for i in chains[0] if i in common)


def _end(token: Token) -> int:
    return token.span.end


def sentence_trees(tokens: Sequence[Token], spans: Sequence[Span]) -> tuple[Tree | None, ...]:
    """One tree per sentence span (None where a span holds no token).

    The parser may see other sentence borders than the document has; a head outside the span
    makes its token a root, and further roots hang from the first. That one is labelled ``ROOT``,
    so that who climbs along other labels stops there.
    """
    trees: list[Tree | None] = []
    position = 0
    for span in spans:
        while position < len(tokens) and tokens[position].span.end <= span.start:
            position += 1
        end = position
        while end < len(tokens) and tokens[end].span.start < span.end:
            end += 1
        trees.append(_tree(tokens[position:end], position) if end > position else None)
        position = end
    return tuple(trees)


def _tree(tokens: Sequence[Token], offset: int) -> Tree:
    size = len(tokens)
    heads = [token.head - offset for token in tokens]
    heads = [head if 0 <= head < size else index for index, head in enumerate(heads)]
    roots = [index for index, head in enumerate(heads) if head == index]
    main = next((i for i in roots if tokens[i].pos in {"VERB", "AUX"}), roots[0] if roots else 0)
    for root in roots:
        heads[root] = main
    heads[main] = main
    children: list[list[int]] = [[] for _ in range(size)]
    for index, head in enumerate(heads):
        if head != index:
            children[head].append(index)
    labelled = list(tokens)
    if tokens[main].dep != "ROOT":
        labelled[main] = replace(tokens[main], dep="ROOT")
    return Tree(tuple(labelled), tuple(heads), tuple(map(tuple, children)))


def is_done_by_a_gerund(tree: Tree) -> bool:
    """True for "Shelling of the town killed 14", which is parsed as if it had no subject."""
    root = tree.root
    if tree.tokens[0].tag != "VBG" or tree.heads[0] != root or tree.tokens[root].tag != "VBN":
        return False
    beside = [tree.tokens[child] for child in tree.children[root]]
    return any(token.dep == "dobj" for token in beside) and all(
        token.text != "," for token in beside
    )


def phrase_span(tree: Tree, index: int) -> Span:
    """From the first to the last token of a subtree, in the parsed text's offsets."""
    indexes = tree.subtree(index)
    return Span(tree.tokens[indexes[0]].span.start, tree.tokens[indexes[-1]].span.end)


def clause_of(tree: Tree, span: Span) -> Span | None:
    """The smallest constituent around ``span`` that its sentence can do without.

    Subordinate, relative, participial and parenthetical clauses, appositions, adjunct
    prepositional phrases and coordinated predicates. None when ``span`` stands in the main
    clause: then only the whole sentence can go.
    """
    touched = tree.within(span)
    if not touched:
        return None
    index = tree.top(touched)
    for candidate in (index, *tree.ancestors(index)):
        if tree.heads[candidate] == candidate:
            return None
        if not _removable(tree, candidate):
            continue
        indexes = _constituent(tree, candidate)
        found = Span(tree.tokens[indexes[0]].span.start, tree.tokens[indexes[-1]].span.end)
        if found.contains(Span(*_bounds(tree, touched))):
            return found
    return None


def _bounds(tree: Tree, indexes: Sequence[int]) -> tuple[int, int]:
    return tree.tokens[indexes[0]].span.start, tree.tokens[indexes[-1]].span.end


def _constituent(tree: Tree, index: int) -> list[int]:
    """A removable subtree with what belongs to it: the conjunction that introduced it."""
    indexes = list(tree.subtree(index))
    # A gap means that the parse is crossing or wrong: take everything between.
    indexes = list(range(indexes[0], indexes[-1] + 1))
    while len(indexes) > 1 and tree.tokens[indexes[-1]].text in {".", "!", "?"}:
        indexes.pop()  # the sentence's own full stop
    following = indexes[-1] + 1
    if following < len(tree.tokens) and _is_orphan(tree, following, index):
        indexes = list(range(indexes[0], tree.subtree(following)[-1] + 1))
    if tree.tokens[index].dep == "conj":
        before = indexes[0] - 1
        if before >= 0 and tree.tokens[before].dep in {"cc", "punct"}:
            indexes.insert(0, before)
    return indexes


def _is_orphan(tree: Tree, index: int, gone: int) -> bool:
    """A finite verb whose subject the parser put into the constituent before it.

    "… after [an address] [pointed] to the town": "pointed" goes with what stands before it.
    """
    token = tree.tokens[index]
    return (
        token.tag in {"VBD", "VBZ", "VBP"}
        and token.dep in {"advcl", "ccomp", "acl", "dep"}
        and index not in tree.ancestors(gone)
        and not any(tree.tokens[c].dep in {"nsubj", "nsubjpass"} for c in tree.children[index])
    )


def _removable(tree: Tree, index: int) -> bool:
    token = tree.tokens[index]
    head = tree.tokens[tree.heads[index]]
    if token.dep == "acl" or token.dep == "relcl":
        return True
    if token.dep in _CLAUSES:
        return tree.heads[index] != index
    if token.dep == "conj":
        # "was arrested and took them home": a second predicate with its own words may go.
        return token.pos in {"VERB", "AUX"} and head.pos in {"VERB", "AUX"}
    if token.dep in {"prep", "agent"}:
        word = token.text.lower()
        if head.pos in {"NOUN", "PROPN"}:
            return word not in _OBJECT_PREPOSITIONS or head.lemma not in _QUANTITY_NOUNS
        return word in _ADJUNCT_PREPOSITIONS
    if token.dep == "advmod" and token.text.lower() in _COMPASS:
        return True  # "on the road, four miles west of X"
    return token.dep == "npadvmod" and head.pos == "VERB"
