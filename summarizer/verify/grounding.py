"""Does a sentence stand on the source? Words, arcs between words, figures, roles, negation.

After dependency-arc entailment (Goyal & Durrett, 2020, "Evaluating factuality in generation with
dependency-level entailment"), with a rule in place of the trained arc classifier: every arc
between two content words of a claim has to be found again in one source sentence, with the same
roles. What cannot be found is unsupported; nothing is inferred. Strict on purpose: a true
sentence that is refused costs a nicer wording, a false one that passes costs the promise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from summarizer.syntax import Tree, sentence_trees
from summarizer.types import Span, Token
from summarizer.verify.arcs import arcs_of
from summarizer.verify.source import SourceIndex, SourceSentence, is_content, key_of

__all__ = ["Grounding", "ground", "ground_tree", "tree_of"]

_CLAUSAL = frozenset({"relcl", "acl", "advcl", "ccomp", "conj", "parataxis"})
_THRESHOLD = 0.8
_NEAR_SENTENCES = 2
_LOOK_AT = 8
"""Source sentences compared word by word, those that share most words."""
_HARD = frozenset({"figure", "name", "predicate", "role", "argument", "negation", "empty"})
"""Faults that no score makes good."""
_NEGATIVE = frozenset({"not", "n't", "never", "no", "nobody", "none", "neither", "without"})


@dataclass(frozen=True, slots=True)
class Grounding:
    """How far a claim is supported, on which source sentences (indexes), and what is wrong.

    ``score`` is the share of the claim's words and arcs that were found again, 0 to 1.
    ``faults`` are categories ("figure", "name", "predicate", "role", "argument",
    "negation", "word"), never words.
    """

    score: float
    sentences: tuple[int, ...]
    faults: tuple[str, ...]

    @property
    def supported(self) -> bool:
        """True when nothing essential is missing."""
        return self.score >= _THRESHOLD and not _HARD.intersection(self.faults)


def ground(
    claim: str, source: SourceIndex, *, parse: Callable[[str], Sequence[Token]]
) -> Grounding:
    """Checks one sentence against the source, clause by clause."""
    return ground_tree(tree_of(claim, parse=parse), source)


def tree_of(claim: str, *, parse: Callable[[str], Sequence[Token]]) -> Tree | None:
    """The parse of a sentence; None when it has no words."""
    (tree,) = sentence_trees(tuple(parse(claim)), [Span(0, len(claim))])
    return tree


def ground_tree(tree: Tree | None, source: SourceIndex) -> Grounding:
    """The same for a sentence that is parsed already."""
    if tree is None or not source.sentences:
        return Grounding(0.0, (), ("empty",))
    faults: list[str] = []
    used: list[int] = []
    score = weight = 0.0
    for group in _groups(tree):
        size = sum(len(content) for content in group)
        best = max(
            (_check_group(tree, group, index, source) for index in _nearest(tree, group, source)),
            key=lambda c: (c.score >= _THRESHOLD and not _HARD.intersection(c.faults), c.score),
        )
        score += best.score * size
        weight += size
        faults += best.faults
        used += best.sentences
    if not weight:
        return Grounding(0.0, (), ("empty",))
    return Grounding(score / weight, tuple(sorted(set(used))), tuple(sorted(set(faults))))


def _groups(tree: Tree) -> list[list[list[int]]]:
    """The content words of the claim's clauses, those together that one sentence has to support.

    A clause is a verb with what hangs from it and is not a clause of its own. What somebody said
    stays with who said it (FA-05).
    """
    groups: dict[int, list[list[int]]] = {}
    for at, members in _units(tree).items():
        home = at
        while tree.tokens[home].dep == "ccomp" and tree.heads[home] != home:
            home = tree.heads[home]
        content = [i for i in members if is_content(tree.tokens[i])]
        if content:
            groups.setdefault(home, []).append(content)
    return list(groups.values())


def _units(tree: Tree) -> dict[int, list[int]]:
    owner: dict[int, int] = {}
    for index in range(len(tree.tokens)):
        for at in (index, *tree.ancestors(index)):
            token = tree.tokens[at]
            verbal = token.pos in {"VERB", "AUX"}
            if tree.heads[at] == at or (token.dep in _CLAUSAL and verbal):
                owner[index] = at
                break
    units: dict[int, list[int]] = {}
    for index, at in owner.items():
        units.setdefault(at, []).append(index)
    for at, members in units.items():
        # A predicate in coordination shares the subject of the first one.
        head = tree.heads[at]
        if tree.tokens[at].dep == "conj" and not any(
            tree.tokens[c].dep in {"nsubj", "nsubjpass"} for c in tree.children[at]
        ):
            for child in tree.children[head]:
                if tree.tokens[child].dep in {"nsubj", "nsubjpass"}:
                    members.append(child)
        if tree.tokens[at].dep in {"relcl", "acl"}:
            members.append(head)
    return {at: sorted(set(members)) for at, members in units.items()}


def _nearest(tree: Tree, group: list[list[int]], source: SourceIndex) -> list[int]:
    """The source sentences that share most words with a group of clauses."""
    keys = {key_of(tree.tokens[at]) for content in group for at in content}
    shared = [(len(keys & sentence.keys), -i) for i, sentence in enumerate(source.sentences)]
    return [-place for _, place in sorted(shared, reverse=True)[:_LOOK_AT]]


def _check_group(tree: Tree, group: list[list[int]], index: int, source: SourceIndex) -> Grounding:
    """Support of clauses that belong together by one source sentence."""
    results = [(content, _check(tree, content, index, source)) for content in group]
    size = sum(len(content) for content in group)
    return Grounding(
        sum(result[0] * len(content) for content, result in results) / size,
        (index, *(helper for _, result in results for helper in result[2])),
        tuple(fault for _, result in results for fault in result[1]),
    )


def _check(
    tree: Tree, content: list[int], index: int, source: SourceIndex
) -> tuple[float, list[str], tuple[int, ...]]:
    """Support of one clause by one source sentence: score, faults, other sentences used."""
    sentence = source.sentences[index]
    faults: list[str] = []
    helpers: set[int] = set()
    found = asked = 0.0
    for at in content:
        token = tree.tokens[at]
        key = key_of(token)
        asked += 1
        if key in sentence.keys:
            found += 1
        elif token.pos == "PROPN":
            near = _named_near(key, tree, at, index, source)
            if near is None:
                faults.append("name")
            else:
                helpers.add(near)
                found += 1
        elif token.pos == "NUM" or key[:1].isdigit():
            faults.append("figure")
        else:
            faults.append("predicate" if token.pos == "VERB" else "word")
        if token.pos == "NUM" and not _same_bound(tree, at, sentence):
            faults.append("figure")
    if sentence.tree is not None:
        arcs = arcs_of(tree, content, sentence.tree, sentence.places)
        asked += arcs.asked
        found += arcs.found
        faults += arcs.faults
    if _polarity(tree, content) != _polarity_like(tree, content, sentence):
        faults.append("negation")
    return (found / asked if asked else 0.0, faults, tuple(sorted(helpers)))


def _named_near(key: str, tree: Tree, at: int, index: int, source: SourceIndex) -> int | None:
    """A source sentence just before that gives the name for which this one has another form.

    "Salangam was sentenced" supports a claim about the full name when the full name stands in
    the text with that surname; a pronoun as subject is carried over from the sentences before.
    """
    sentence = source.sentences[index]
    compounds = [i for i in (tree.heads[at], *tree.children[at]) if tree.tokens[i].pos == "PROPN"]
    partner_here = any(key_of(tree.tokens[i]) in sentence.keys for i in compounds)
    if partner_here:
        partners = {key_of(tree.tokens[i]) for i in compounds}
        for other, candidate in enumerate(source.sentences):
            if key in candidate.keys and partners & candidate.keys:
                return other
        return None
    if sentence.tree is None or not any(
        t.pos == "PRON" and t.dep in {"nsubj", "nsubjpass", "poss", "dobj", "pobj"}
        for t in sentence.tree.tokens
    ):
        return None
    for other in range(index - 1, max(-1, index - 1 - _NEAR_SENTENCES), -1):
        if key in source.sentences[other].keys:
            return other
    return None


_BOUNDS = {
    "about": "about", "around": "about", "roughly": "about", "nearly": "under", "almost": "under",
    "under": "under", "least": "over", "over": "over", "more": "over", "fewer": "under",
    "less": "under", "most": "under", "up": "under",
}  # fmt: skip


def _same_bound(tree: Tree, at: int, sentence: SourceSentence) -> bool:
    """True when "about", "at least" and the like stand with the same figures as in the source."""
    if sentence.tree is None:
        return True
    wanted = _bound(tree, at)
    places = sentence.places.get(key_of(tree.tokens[at]), ())
    return not places or any(_bound(sentence.tree, place) == wanted for place in places)


def _bound(tree: Tree, at: int) -> str:
    before = [token.text.lower() for token in tree.tokens[max(0, at - 3) : at]]
    return next((_BOUNDS[word] for word in reversed(before) if word in _BOUNDS), "")


def _polarity(tree: Tree, content: list[int]) -> bool:
    """True when the main word of these is denied."""
    verbs = [i for i in content if tree.tokens[i].pos == "VERB"] or content[:1]
    return any(
        tree.tokens[c].dep == "neg" or tree.tokens[c].text.lower() in _NEGATIVE
        for verb in verbs
        for c in tree.children[verb]
    )


def _polarity_like(tree: Tree, content: list[int], sentence: SourceSentence) -> bool:
    """The same question about the source's words for the claim's verbs."""
    source = sentence.tree
    verbs = [i for i in content if tree.tokens[i].pos == "VERB"] or content[:1]
    if source is None:
        return False
    for verb in verbs:
        for at in sentence.places.get(key_of(tree.tokens[verb]), ()):
            for c in source.children[at]:
                if source.tokens[c].dep == "neg" or source.tokens[c].text.lower() in _NEGATIVE:
                    return True
    return False
