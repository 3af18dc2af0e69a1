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
from summarizer.verify.source import SourceIndex, SourceSentence, is_content, key_of

__all__ = ["Grounding", "ground", "ground_tree", "tree_of"]

_CLAUSAL = frozenset({"relcl", "acl", "advcl", "ccomp", "conj", "parataxis"})
_FAR = 3
_THRESHOLD = 0.8
_NEAR_SENTENCES = 2
_HARD = frozenset({"figure", "name", "role", "argument", "negation", "empty"})
"""Faults that no score makes good."""
_NEGATIVE = frozenset({"not", "n't", "never", "no", "nobody", "none", "neither", "without"})


@dataclass(frozen=True, slots=True)
class Grounding:
    """How far a claim is supported, on which source sentences (indexes), and what is wrong.

    ``score`` is the share of the claim's words and arcs that were found again, 0 to 1.
    ``faults`` are categories ("figure", "name", "role", "argument", "negation", "word"), never
    words.
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
    for unit in _units(tree):
        content = [i for i in unit if is_content(tree.tokens[i])]
        if not content:
            continue
        result = max(
            (_check(tree, content, index, source) for index in range(len(source.sentences))),
            key=lambda r: (r[0] >= _THRESHOLD and not _HARD.intersection(r[1]), r[0], -r[2]),
        )
        score += result[0] * len(content)
        weight += len(content)
        faults += result[1]
        used += [result[2], *result[3]]
    if not weight:
        return Grounding(0.0, (), ("empty",))
    return Grounding(score / weight, tuple(sorted(set(used))), tuple(sorted(set(faults))))


def _units(tree: Tree) -> list[list[int]]:
    """The claim's clauses: each verb with what hangs from it and is not a clause of its own."""
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
    return [sorted(set(members)) for members in units.values()]


def _check(
    tree: Tree, content: list[int], index: int, source: SourceIndex
) -> tuple[float, list[str], int, tuple[int, ...]]:
    """Support of one clause by one source sentence: score, faults, and the sentences used."""
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
            faults.append("word")
    if sentence.tree is not None:
        arcs = _arcs(tree, content, sentence.tree, sentence.places)
        asked += arcs.asked
        found += arcs.found
        faults += arcs.faults
    if _polarity(tree, content) != _polarity_like(tree, content, sentence):
        faults.append("negation")
    return (found / asked if asked else 0.0, faults, index, tuple(sorted(helpers)))


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


def _content_head(tree: Tree, at: int, content: set[int]) -> int | None:
    """The nearest content word above, through prepositions; through "is" to its subject."""
    inside = at
    for above in tree.ancestors(at):
        if above in content:
            return above
        for child in tree.children[above]:
            subject = tree.tokens[child].dep in {"nsubj", "nsubjpass"}
            if subject and child in content and child != inside:
                return child
        inside = above
    return None


@dataclass(frozen=True, slots=True)
class _Arcs:
    """Arcs asked for, arcs found, and what was wrong with the others."""

    asked: int = 0
    found: int = 0
    faults: tuple[str, ...] = ()

    def __add__(self, other: _Arcs) -> _Arcs:
        return _Arcs(self.asked + other.asked, self.found + other.found, self.faults + other.faults)

    @property
    def worth(self) -> tuple[int, int]:
        return -len(self.faults), self.found


def _arcs(
    claim: Tree, content: list[int], source: Tree, places: dict[str, tuple[int, ...]]
) -> _Arcs:
    """The best way to lay the claim's words onto the source's.

    Each claim word stands on one source word, so that the children who were removed and the
    children who are sought stay apart although the word is the same. Exact, by recursion over
    the claim's tree.
    """
    below: dict[int, list[int]] = {}
    tops: list[int] = []
    laid = {at for at in content if key_of(claim.tokens[at]) in places}
    for at in sorted(laid):
        head = _content_head(claim, at, laid)
        if head is None:
            tops.append(at)
        else:
            below.setdefault(head, []).append(at)

    def lay(at: int, on: int) -> _Arcs:
        total = _Arcs()
        for child in below.get(at, ()):
            total += max(
                (
                    _verdict(claim, child, at, source, place, on) + lay(child, place)
                    for place in places[key_of(claim.tokens[child])]
                ),
                key=lambda arcs: arcs.worth,
            )
        return total

    total = _Arcs()
    for top in tops:
        total += max(
            (lay(top, place) for place in places[key_of(claim.tokens[top])]),
            key=lambda arcs: arcs.worth,
        )
    return total


def _verdict(
    claim: Tree, child: int, head: int, source: Tree, source_child: int, source_head: int
) -> _Arcs:
    """Whether one arc of the claim stands between two given words of the source."""
    if source_child == source_head or _distance(source, source_child, source_head) > _FAR:
        if key_of(claim.tokens[child])[:1].isdigit():
            return _Arcs(1, 0, ("figure",))
        return _Arcs(1, 0, ("argument",) if _role(claim, child, head) else ())
    wanted = _role(claim, child, head)
    got = _role(source, source_child, source_head)
    if wanted and got and wanted != got:
        return _Arcs(1, 0, ("role",))
    return _Arcs(1, 1)


_ROLES = {
    "nsubj": "agent",
    "agent": "agent",
    "nsubjpass": "patient",
    "dobj": "patient",
    "obj": "patient",
}


def _role(tree: Tree, child: int, head: int) -> str:
    """agent, patient or unknown: how ``child`` takes part in what ``head`` says."""
    at = child
    while tree.heads[at] != head and tree.heads[at] != at:
        at = tree.heads[at]
    if tree.heads[at] != head:
        return ""
    dep, word = tree.tokens[at].dep, tree.tokens[at].text.lower()
    if tree.tokens[head].pos == "VERB":
        if (
            at != child
            and dep in {"nsubj", "nsubjpass", "dobj"}
            and tree.tokens[child].dep not in {"conj", "compound", "appos", "nummod"}
        ):
            return ""
        if dep == "prep":
            return "agent" if word == "by" else ""
        return _ROLES.get(dep, "")
    if dep == "prep" and word == "by":
        return "agent"
    return ""


def _distance(tree: Tree, low: int, high: int) -> int:
    """Steps between two words in the tree; a conjunct stands where its first conjunct stands."""
    if low == high:
        return 0
    paths = [{low: 0}, {high: 0}]
    for path, start in zip(paths, (low, high), strict=True):
        steps, at = 0, start
        for above in tree.ancestors(start):
            steps += _step(tree, at)
            path.setdefault(above, steps)
            at = above
    common = paths[0].keys() & paths[1].keys()
    return min((paths[0][c] + paths[1][c] for c in common), default=99)


_FREE_STEPS = frozenset({"prep", "agent", "aux", "pcomp", "xcomp"})
_OTHER_CLAUSE = frozenset({"ccomp", "advcl", "parataxis"})


def _step(tree: Tree, at: int) -> int:
    """The length of the edge above a word; what another clause says is out of reach."""
    dep = tree.tokens[at].dep
    if dep in _OTHER_CLAUSE:
        return _FAR + 1
    if dep == "conj":
        # "Police came, but they found nothing": a pronoun carries the first subject on.
        own = any(
            tree.tokens[c].dep in {"nsubj", "nsubjpass"} and tree.tokens[c].pos != "PRON"
            for c in tree.children[at]
        )
        return _FAR + 1 if own else 0
    return 0 if dep in _FREE_STEPS else 1


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
