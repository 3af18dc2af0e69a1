"""Does a sentence stand on the source? Words, arcs between words, figures, roles, negation.

After dependency-arc entailment (Goyal & Durrett, 2020, "Evaluating factuality in generation with
dependency-level entailment"), with a rule in place of the trained arc classifier: every arc
between two content words of a claim has to be found again in one source sentence, with the same
roles. A sentence of the source word for word needs no arcs (``copied.py``). What cannot be found is
unsupported; nothing is inferred. Strict on purpose: a true
sentence that is refused costs a nicer wording, a false one that passes costs the promise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from summarizer.policy.people import TITLES
from summarizer.syntax import Tree, sentence_trees
from summarizer.text import stem
from summarizer.types import Span, Token
from summarizer.verify.arcs import arcs_of
from summarizer.verify.carried import Carried, carried
from summarizer.verify.copied import is_copied
from summarizer.verify.source import SourceIndex, SourceSentence, is_content, key_of

__all__ = ["Grounding", "ground", "ground_tree", "tree_of"]

_CLAUSAL = frozenset({"relcl", "acl", "advcl", "ccomp", "conj", "parataxis"})
_TOGETHER = frozenset({"ccomp", "advcl"})
"""Clauses that one sentence has to say together with what they hang from: "because …"."""
_THRESHOLD = 0.8
_LOOK_AT = 8
"""Source sentences compared word by word, those that share most words."""
_HARD = frozenset("figure name predicate role argument relation negation limit empty".split())
"""Faults that no score makes good."""
_ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "attr", "pobj", "conj", "oprd", "acomp"})
_WITH = frozenset({"compound", "amod", "nummod", "appos", "poss", "nmod"})


@dataclass(frozen=True, slots=True)
class Grounding:
    """How far a claim is supported, on which source sentences (indexes), and what is wrong.

    ``score`` is the share of the claim's words and arcs that were found again, 0 to 1.
    ``faults`` are categories ("figure", "name", "predicate", "role", "argument", "relation",
    "negation", "limit", "word"), never words.
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
    return ground_tree(tree_of(claim, parse(claim)), source)


def tree_of(claim: str, tokens: Sequence[Token]) -> Tree | None:
    """The tree of a parsed sentence; None when it has no words."""
    (tree,) = sentence_trees(tuple(tokens), [Span(0, len(claim))])
    return tree


def ground_tree(tree: Tree | None, source: SourceIndex) -> Grounding:
    """The same for a sentence that is parsed already."""
    if tree is None or not source.sentences:
        return Grounding(0.0, (), ("empty",))
    if (copy := _copy_of(tree, source)) is not None:
        return Grounding(1.0, (copy,), ())
    faults: list[str] = []
    used: list[int] = []
    score = weight = 0.0
    for group in _groups(tree):
        size = sum(len(content) for content in group)
        best = _best(
            _check_group(tree, group, index, source) for index in _nearest(tree, group, source)
        )
        score += best.score * size
        weight += size
        faults += best.faults
        used += best.sentences
    if not weight:
        return Grounding(0.0, (), ("empty",))
    return Grounding(score / weight, tuple(sorted(set(used))), tuple(sorted(set(faults))))


def _copy_of(tree: Tree, source: SourceIndex) -> int | None:
    """The sentence of the source that a claim is, but for what may be missing."""
    claim = _text_of(tree)
    return next(
        (i for i in source.near(claim) if is_copied(claim, source.sentences[i].words)), None
    )


def _text_of(tree: Tree) -> str:
    """The words of a tree with spaces where there are any."""
    parts = [
        " " * (token.span.start > before.span.end) + token.text
        for before, token in pairwise(tree.tokens)
    ]
    return "".join([tree.tokens[0].text, *parts])


def _best(checked: Iterable[Grounding]) -> Grounding:
    """The first of those that support most; none is looked at behind one that supports all."""
    best: Grounding | None = None
    for each in checked:
        if best is None or (each.supported, each.score) > (best.supported, best.score):
            best = each
        if best.supported and best.score == 1:
            break
    assert best is not None
    return best


def _groups(tree: Tree) -> list[list[list[int]]]:
    """The content words of the claim's clauses, those together that one sentence has to support.

    A clause is a verb with what hangs from it and is not a clause of its own. What somebody said
    stays with who said it (FA-05), a reason or condition with what it is given for.
    """
    groups: dict[int, list[list[int]]] = {}
    for at, members in _units(tree).items():
        home = at
        while tree.tokens[home].dep in _TOGETHER and tree.heads[home] != home:
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
                    members += _named_whole(tree, child)
        if tree.tokens[at].dep in {"relcl", "acl"}:
            members += _named_whole(tree, head)
    return {at: sorted(set(members)) for at, members in units.items()}


def _named_whole(tree: Tree, index: int) -> list[int]:
    """A noun with what tells it from others of its name: "a second man, Tom Brel"."""
    found = [index]
    for child in tree.children[index]:
        if tree.tokens[child].dep in _WITH:
            found += [child, *(c for c in tree.children[child] if tree.tokens[c].dep == "compound")]
    return found


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
    places = dict(sentence.places)
    faults: list[str] = []
    helpers: set[int] = set()
    found = asked = 0.0
    for at in content:
        token = tree.tokens[at]
        key = key_of(token)
        asked += 1
        if at == 0 and key not in places and (plain := stem(token.text.lower())) in places:
            places[key] = places[plain]  # a capital at the start makes no name
        near = None if key in places else _near(key, tree, at, index, source)
        if key in places:
            found += 1
        elif near is not None:
            found += 1
            helpers.add(near.sentence)
            if near.places:
                places[key] = near.places
        elif fault := _missing(tree, at, content, sentence):
            faults.append(fault)
        if token.pos == "NUM" and not _same_bound(tree, at, sentence):
            faults.append("figure")
    if sentence.tree is not None:
        arcs = arcs_of(tree, content, sentence.tree, places)
        asked += arcs.asked
        found += arcs.found
        faults += arcs.faults
    return (found / asked if asked else 0.0, faults, tuple(sorted(helpers)))


def _missing(tree: Tree, at: int, content: list[int], sentence: SourceSentence) -> str:
    """What it means that a word of the claim is not in the source's sentence."""
    token = tree.tokens[at]
    if token.pos == "PROPN":
        return "name"
    if token.pos == "NUM" or key_of(token)[:1].isdigit():
        return "figure"
    if token.pos == "VERB":
        return "predicate"
    return "argument" if token.dep in _ARGUMENTS else "word"


def _near(key: str, tree: Tree, at: int, index: int, source: SourceIndex) -> Carried | None:
    """A source sentence that gives a name or noun for which this one has another form.

    "Salangam was sentenced" supports a claim about the full name when the full name stands in
    the text with that surname; a pronoun is carried over from the sentences before.
    """
    token = tree.tokens[at]
    if token.pos not in {"PROPN", "NOUN"}:
        return None
    sentence = source.sentences[index]
    compounds = [i for i in (tree.heads[at], *tree.children[at]) if tree.tokens[i].pos == "PROPN"]
    partners = {key_of(tree.tokens[i]) for i in compounds} if token.pos == "PROPN" else set()
    named = next(
        (i for i, other in enumerate(source.sentences) if {key} < {key, *partners} & other.keys),
        None,
    )
    if partners & sentence.keys:
        other = named is None or any(_is_namesake(key, each, sentence) for each in partners)
        return None if other or named is None else Carried(named, ())
    if named is not None and any(carried(partner, source, index) for partner in partners):
        return Carried(named, ())
    found = carried(key, source, index)
    if found is not None and token.dep in {"compound", "amod"}:
        return Carried(found.sentence, ())
    return found


def _is_namesake(key: str, partner: str, sentence: SourceSentence) -> bool:
    """True when a surname stands with another first name than the one looked for."""
    tree = sentence.tree
    if tree is None or partner not in sentence.places:
        return False
    firsts = [
        {
            key_of(tree.tokens[child])
            for child in tree.children[place]
            if tree.tokens[child].dep == "compound" and tree.tokens[child].pos == "PROPN"
        }
        - TITLES
        for place in sentence.places[partner]
    ]
    return all(names and key not in names for names in firsts)


_BOUNDS = {
    "about": "about", "around": "about", "roughly": "about", "nearly": "under", "almost": "under",
    "under": "under", "least": "over", "over": "over", "more": "over", "fewer": "under",
    "less": "under", "most": "under", "up": "under", "above": "over", "beyond": "over",
    "below": "under", "exceeding": "over",
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
