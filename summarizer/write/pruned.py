"""The core of a sentence in few words: its parse, cut back until it fits.

After Dorr, Zajic & Schwartz (2003, "Hedge Trimmer: a parse-and-trim approach to headline
generation"): what a sentence can lose goes, the least weighty first, and no word is added. What
limits a statement stays ("at least", "not", "if …"), and so does who said it, unless an authority
reports what happened.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from summarizer.policy.people import HUMAN_NOUNS
from summarizer.stance import is_limiting, restricted_by
from summarizer.syntax import Tree

__all__ = ["pruned"]

_CLAUSES = frozenset("relcl acl appos advcl parataxis".split())
_BESIDE = frozenset("advmod npadvmod prep agent conj amod nmod".split())
_NEEDED = frozenset("to of than as like without".split())
"""Prepositions without which their verb or noun says something else, or nothing."""
_TELLS = frozenset("say tell announce confirm report find rule conclude".split())
_AUTHORITIES = frozenset(
    "police officer official authority sheriff patrol government ministry army court coroner"
    " inquest inquiry commission committee tribunal governor minister doctor medic hospital".split()
)
_WHOSE = (HUMAN_NOUNS | frozenset({"owner", "director"})) - {"victim", "accused"}
"""Who can be told of without what they are the directors of."""
_OTHERWISE = frozenset(
    "former ex acting attempted suspected alleged accused possible potential future failed planned"
    " proposed false fake would-be sexual sexually child initial preliminary earlier previous"
    " second-degree first-degree little few scant scarce insufficient less fewer more half most"
    .split()
)  # fmt: skip
"""Without them a noun is another thing."""


def pruned(
    tree: Tree,
    join: Callable[[list[int]], str],
    *,
    weight: Callable[[str], float],
    fits: Callable[[str], bool],
    light: Collection[int] = (),
) -> Iterator[str]:
    """The forms of a sentence that are short enough, of those worth most at each step.

    Args:
        tree: its parse.
        join: what words of it, by index, are as a text.
        weight: what a text is worth.
        fits: whether a text is short enough.
        light: words, by index, that no form needs.
    """
    if len(tree.tokens) > _LONGEST:
        return
    light = {*light, *_said_in_passing(tree)}
    seen: set[frozenset[int]] = set()
    for whole in _beginnings(tree):
        forms = {whole - light}
        while forms:
            texts = {kept: join(sorted(kept)) for kept in forms}
            yield from filter(fits, texts.values())
            best = sorted(texts, key=lambda kept: (-weight(texts[kept]), sorted(kept)))[:_BEAM]
            forms = {
                kept - part for kept in best for part in _parts(tree, kept) if part < kept
            } - seen
            seen |= forms


_LONGEST = 80
"""Words of a sentence that is worth the time."""
_BEAM = 4
"""Forms that are cut further at each step."""


def _beginnings(tree: Tree) -> Iterator[frozenset[int]]:
    """The words of the sentence; and what an authority reports, by itself."""
    root = tree.root
    yield frozenset(range(len(tree.tokens)))
    if tree.tokens[root].lemma.lower() not in _TELLS:
        return
    said = next((c for c in tree.children[root] if tree.tokens[c].dep == "ccomp"), None)
    subject = next((c for c in tree.children[root] if tree.tokens[c].dep == "nsubj"), None)
    if said is None or subject is None:
        return
    speakers = {tree.tokens[i].lemma.lower() for i in tree.subtree(subject)}
    own = any(tree.tokens[c].dep in {"nsubj", "nsubjpass"} for c in tree.children[said])
    if own and speakers & _AUTHORITIES:
        opening = {c for c in tree.children[said] if tree.tokens[c].dep == "mark"}
        yield frozenset(tree.subtree(said)) - opening


def _said_in_passing(tree: Tree) -> Iterator[int]:
    """What tells more of somebody or something in passing: "who left a child alone"."""
    for index, token in enumerate(tree.tokens):
        of_subject = tree.tokens[tree.heads[index]].dep in _SUBJECTS
        aside = (token.dep == "appos" and not token.entity.endswith("PERSON")) or (
            token.dep == "npadvmod" and _is_loose(tree, index)
        )
        if aside or (token.dep == "relcl" and of_subject):
            if index in restricted_by(tree, tree.heads[index]):
                continue
            part = tree.subtree(index)
            yield from {*part, *_commas(tree, range(len(tree.tokens)), part)}


def _is_loose(tree: Tree, index: int) -> bool:
    """True for ", the second by a well", which is no time."""
    before = tree.subtree(index)[0] - 1
    time = tree.tokens[index].entity[2:] in _WHEN
    return not time and before >= 0 and tree.tokens[before].text == ","


_WHEN = frozenset({"DATE", "TIME"})
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


def _parts(tree: Tree, kept: frozenset[int]) -> Iterator[frozenset[int]]:
    """What may go next: each with the words below it, its "and" and its commas."""
    order = sorted(kept)
    for index in order:
        if index == tree.root or tree.heads[index] not in kept or not _may_go(tree, index):
            continue
        if _tells_which_time(tree, index, kept):
            continue
        part = {i for i in tree.subtree(index) if i in kept}
        if any(is_limiting(tree.tokens[i]) and tree.heads[i] not in part for i in part):
            continue
        token = tree.tokens[index]
        below = (tree.tokens[i] for i in part - {index})
        if token.dep in _MODIFIERS and any(t.pos == "VERB" or t.dep == "cc" for t in below):
            continue  # a parse gone wrong: "physically or sexually abused"
        if token.dep == "conj":
            joints = [
                c
                for c in tree.children[tree.heads[index]]
                if tree.tokens[c].dep == "cc" and c in kept and c < min(part)
            ]
            part |= set(joints[-1:])
        yield frozenset(part | _commas(tree, order, part))


def _commas(tree: Tree, order: Sequence[int], part: Collection[int]) -> set[int]:
    """The commas that set a part off: both, or the one at the sentence's edge."""
    first, last = order.index(min(part)) - 1, order.index(max(part)) + 1
    before = order[first] if first >= 0 else None
    after = order[last] if last < len(order) else None
    parted = before is not None and tree.tokens[before].text in _PARTING
    ended = after is None or tree.tokens[after].text in _PARTING | {".", "!", '"'}
    found = set()
    clause = any(tree.tokens[i].dep in _CLAUSES and tree.heads[i] not in part for i in part)
    if before is not None and parted and (ended or clause):
        found.add(before)
    if after is not None and tree.tokens[after].text in _PARTING and (parted or before is None):
        found.add(after)
    return found


_MODIFIERS = frozenset("advmod amod nmod npadvmod".split())
_PARTING = frozenset({",", "-", "--", "–", "—"})


def _may_go(tree: Tree, index: int) -> bool:
    token = tree.tokens[index]
    head = tree.heads[index]
    above = tree.tokens[head]
    if is_limiting(token) or index in restricted_by(tree, head) or above.pos not in _GOVERNING:
        return False  # "at" of "at least 312", "now" of "now 74"
    if token.tag == "WRB" or _is_denied(tree, index):
        return False
    if above.lemma.lower() == "be" and token.dep != "conj":
        # What stands beside "were" may be all that it says.
        beside = {tree.tokens[c].dep for c in tree.children[head]}
        return bool(beside & {"attr", "acomp"}) and token.dep in _CLAUSES | {"prep"}
    if token.dep in _CLAUSES or (token.pos == "NUM" and head < index and token.dep != "conj"):
        return True
    if token.dep not in _BESIDE:
        return False
    if token.dep == "conj":
        # A second predicate, or all of a list but the first: of a subject the verb would be wrong.
        listed = above.dep == "conj" or above.dep.startswith("nsubj") or token.pos == "NUM"
        verbs = token.pos in {"VERB", "AUX"}
        pair = tree.tokens[tree.heads[head]].text.lower() == "between"
        of = above.dep == "pobj"  # "the deaths of a man" of "the deaths of a man and a woman"
        return not (listed or pair or of) and verbs == (above.pos in {"VERB", "AUX"})
    if token.dep in {"prep", "agent"}:
        behind = (c for c in tree.children[head] if tree.tokens[c].dep == "prep" and c > head)
        bare = above.pos == "VERB" and not any(
            tree.tokens[c].dep in {"dobj", "nsubjpass", "xcomp", "ccomp"}
            for c in tree.children[head]
        )
        if (bare or above.lemma.lower() in _WAITING) and index == next(behind, None):
            return False  # "shot at police"
        whose = above.pos == "NOUN" and above.lemma.lower() in _WHOSE
        return token.text.lower() not in _NEEDED or (token.text.lower() == "of" and whose)
    if token.dep == "npadvmod" and token.entity[2:] not in _WHEN:
        return False
    return token.text.lower() not in _OTHERWISE


def _is_denied(tree: Tree, index: int) -> bool:
    """True below "no", "not" or "deny": what is denied of all may be true of less."""
    for above in tree.ancestors(index):
        words = {tree.tokens[c].text.lower() for c in tree.children[above]}
        if words & _DENYING or tree.tokens[above].lemma.lower() in _DENIALS:
            return True
    return False


_DENYING = frozenset({"no", "not", "n't", "n’t", "never", "neither", "without", "hardly"})
_DENIALS = frozenset({"deny", "refuse", "rule", "doubt", "without", "no", "reject"})


def _tells_which_time(tree: Tree, index: int, kept: frozenset[int]) -> bool:
    """True for "before he died" of "in the ten weeks before he died"."""
    before = tree.subtree(index)[0] - 1
    times = before in kept and tree.tokens[before].lemma.lower() in _TIMES
    return times and tree.tokens[index].dep == "advcl"


_TIMES = frozenset("minute hour day night week month year".split())
_WAITING = frozenset(
    "put place set bring take turn rise fall base rely depend lead result end connection".split()
)
"""Words that say nothing without to what, at what or with what."""
_GOVERNING = frozenset("NOUN PROPN PRON VERB AUX".split())
