"""Arcs between the words of a claim, looked for between the words of a source sentence."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from summarizer.stance import agrees, stance_of
from summarizer.syntax import Tree
from summarizer.verify.relations import kept_apart, link, other_preposition
from summarizer.verify.source import key_of

__all__ = ["Arcs", "arcs_of"]

FAR = 3
"""Steps in the tree beyond which two words have nothing to do with each other."""


@dataclass(frozen=True, slots=True)
class Arcs:
    """Arcs asked for, arcs found, and what was wrong with the others."""

    asked: int = 0
    found: int = 0
    faults: tuple[str, ...] = ()

    def __add__(self, other: Arcs) -> Arcs:
        return Arcs(self.asked + other.asked, self.found + other.found, self.faults + other.faults)

    @property
    def worth(self) -> tuple[int, int]:
        """What to prefer: fewer faults, then more arcs found."""
        return -len(self.faults), self.found


def arcs_of(
    claim: Tree, content: list[int], source: Tree, places: dict[str, tuple[int, ...]]
) -> Arcs:
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

    @cache
    def lay(at: int, on: int) -> Arcs:
        total = Arcs()
        for child in below.get(at, ()):
            total += max(
                (
                    _verdict(claim, child, at, source, place, on)
                    + _limited(claim, child, source, place)
                    + lay(child, place)
                    for place in places[key_of(claim.tokens[child])]
                ),
                key=lambda arcs: arcs.worth,
            )
        return total

    total = Arcs()
    for top in tops:
        total += max(
            (
                _limited(claim, top, source, place) + lay(top, place)
                for place in places[key_of(claim.tokens[top])]
            ),
            key=lambda arcs: arcs.worth,
        )
    return total


def _limited(claim: Tree, at: int, source: Tree, place: int) -> Arcs:
    """Whether a word is denied, doubted or restricted as the source's is."""
    wrong = agrees(stance_of(claim, at), stance_of(source, place))
    return Arcs(faults=(wrong,)) if wrong else Arcs()


def _verdict(
    claim: Tree, child: int, head: int, source: Tree, source_child: int, source_head: int
) -> Arcs:
    """Whether one arc of the claim stands between two given words of the source."""
    if _joined_nouns(claim, child, head) and _first(source, source_child) != _first(
        source, source_head
    ):
        # "The conviction of two men and the arrest of seven" is no conviction of nine.
        return Arcs(1, 0, ("argument",))
    figure = key_of(claim.tokens[child])[:1].isdigit()
    apart = kept_apart(source, source_child, source_head) or (
        figure and claim.heads[child] == head and _counts_another(source, source_child, source_head)
    )
    if apart or source_child == source_head or _distance(source, source_child, source_head) > FAR:
        if figure:
            return Arcs(1, 0, ("figure",))
        # "The rebel-held town" that a strike hit makes no "rebel strike".
        wrong = apart or _relation(claim, child, head) or _describes(claim, child, head)
        return Arcs(1, 0, ("argument",) if wrong else ())
    wanted = _relation(claim, child, head)
    got = _relation(source, source_child, source_head)
    if wanted and got and wanted != got:
        return Arcs(1, 0, ("role",))
    if bool(wanted) != bool(got) and (
        link(source, source_child, source_head) if wanted else link(claim, child, head)
    ) not in {"", "by"}:
        return Arcs(1, 0, ("role",))  # who lends is not who is lent to
    if wanted and not got and _is_beside_the_noun(source, source_child, source_head):
        return Arcs(1, 0, ("role",))
    if other_preposition(claim, child, head, source, source_child, source_head, exact=figure):
        return Arcs(1, 0, ("relation",))
    return Arcs(1, 1)


def _is_beside_the_noun(tree: Tree, word: int, verb: int) -> bool:
    """True for "bureau" in "an inquiry led by the bureau has ended": it is not what has ended."""
    path: list[str] = []
    while tree.heads[word] not in {verb, word}:
        path.append(tree.tokens[word].dep)
        word = tree.heads[word]
    noun = tree.heads[word] == verb and tree.tokens[word].dep in {"nsubj", "nsubjpass", "dobj"}
    return noun and not _OF_ANOTHER.isdisjoint(path)


_OF_ANOTHER = frozenset({"acl", "relcl", "agent"})


def _describes(tree: Tree, one: int, other: int) -> bool:
    """True where one word says which or what kind the other is, directly before it."""
    return tree.heads[one] == other and tree.tokens[one].dep in {"compound", "amod", "nmod"}


def _joined_nouns(tree: Tree, one: int, other: int) -> bool:
    """True where "and" or a comma makes two nouns one part of a sentence."""
    nouns = {tree.tokens[one].pos, tree.tokens[other].pos} <= {"NOUN", "PROPN"}
    return nouns and tree.tokens[one].dep == "conj" and tree.heads[one] == other


def _first(tree: Tree, at: int) -> int:
    """The first of the words that a word is joined to."""
    while tree.tokens[at].dep == "conj" and tree.heads[at] != at:
        at = tree.heads[at]
    return at


def _counts_another(tree: Tree, figure: int, noun: int) -> bool:
    """True when a figure counts another noun than the one given: "12 pounds, from 9 pounds"."""
    counted = tree.heads[figure]
    return (
        counted != noun and tree.tokens[figure].dep == "nummod"
        and tree.tokens[counted].pos in {"NOUN", "PROPN"} and noun not in tree.ancestors(figure)
    )  # fmt: skip


_ROLES = {
    "nsubj": "agent",
    "agent": "agent",
    "nsubjpass": "patient",
    "dobj": "patient",
    "obj": "patient",
}


def _relation(tree: Tree, one: int, other: int) -> str:
    """The part that the noun of two words plays in what the verb says, whichever is above.

    "The firm watched a site" and "a site that watched": in the second the site is the agent.
    """
    if other in tree.ancestors(one):
        low, high = one, other
    elif one in tree.ancestors(other):
        low, high = other, one
    else:
        return ""
    if tree.tokens[low].dep in {"relcl", "acl"} and tree.heads[low] == high:
        return _role_of_antecedent(tree, low)
    return _role(tree, low, high)


def _role_of_antecedent(tree: Tree, verb: int) -> str:
    """The role of a noun in the relative or participial clause that hangs from it."""
    if tree.tokens[verb].dep == "acl":
        return {"VBN": "patient", "VBG": "agent"}.get(tree.tokens[verb].tag, "")
    for child in tree.children[verb]:
        if tree.tokens[child].text.lower() in {"who", "which", "that", "whom"}:
            return _ROLES.get(tree.tokens[child].dep, "")
    return ""


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
        return FAR + 1
    if dep == "conj":
        # "Police came, but they found nothing": a pronoun carries the first subject on.
        own = any(
            tree.tokens[c].dep in {"nsubj", "nsubjpass"} and tree.tokens[c].pos != "PRON"
            for c in tree.children[at]
        )
        return FAR + 1 if own else 0
    return 0 if dep in _FREE_STEPS else 1


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
