"""Joins the mentions of a person across a document: names, nouns and pronouns.

A sieve of rules, the surest first (after Raghunathan et al. 2010, A multi-pass sieve for
coreference resolution): a noun in apposition is the name beside it; "his niece" is one person
whoever calls her so again; "the boy" is the boy told of last; a pronoun is the person told of last
whom its gender and the grammar of its sentence allow, subjects before others (Hobbs 1978). What
fits nobody stays alone. Plural nouns and "they" are left out: they are several people.

Offsets are *plain* offsets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from summarizer.detect.mentions import NameCluster
from summarizer.detect.names import is_plural_noun
from summarizer.policy.people import CHILD_NOUNS, HUMAN_NOUNS, KIN_NOUNS, OCCUPATIONS
from summarizer.syntax import Tree
from summarizer.types import Span

__all__ = ["Party", "parties_in"]

_MALE = frozenset(
    "man boy father son brother husband boyfriend uncle nephew grandfather grandson stepfather"
    " stepson godfather widower schoolboy policeman fireman gunman salesman businessman spokesman"
    " chairman king prince monk dad mr sir lord actor waiter landlord godson half-brother".split()
)
_FEMALE = frozenset(
    "woman girl mother daughter sister wife girlfriend aunt niece grandmother granddaughter"
    " stepmother stepdaughter godmother widow schoolgirl policewoman businesswoman spokeswoman"
    " chairwoman queen princess nun mum mom mrs ms miss dame lady actress waitress landlady bride"
    " goddaughter half-sister baroness".split()
)
_PRONOUNS = {
    "he": "m", "him": "m", "his": "m", "himself": "m",
    "she": "f", "her": "f", "hers": "f", "herself": "f",
}  # fmt: skip
_REFLEXIVE = frozenset({"himself", "herself"})
_DEFINITE = frozenset({"the", "that", "this"})
_PERSON_NOUNS = HUMAN_NOUNS | CHILD_NOUNS | OCCUPATIONS | frozenset({"youth", "widow"})
_WIDE = frozenset(
    "man woman boy girl child teenager teen youth victim survivor complainant suspect defendant"
    " accused offender attacker killer gunman person".split()
)
"""Nouns that pick up somebody who was told of in other words."""
_HARMED = frozenset("victim survivor complainant".split())
_ACCUSED = frozenset("suspect defendant accused offender attacker killer gunman".split())
_OPPOSED = ((_HARMED, _ACCUSED), (_ACCUSED, _HARMED))
"""Nouns of which one person is not called both."""
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_REACH = 3
"""Sentences over which a pronoun looks back."""
_LEFT = frozenset({"det", "amod", "nummod", "compound", "poss", "nmod", "advmod", "quantmod",
                   "npadvmod", "punct"})  # fmt: skip


@dataclass(slots=True)
class Party:
    """One person while a document is read: names (as an index into the clusters) and mentions.

    ``owner`` is the party whose relative this one is called; ``kin`` the word for it.
    """

    cluster: int | None = None
    spans: list[Span] = field(default_factory=list)
    nouns: set[str] = field(default_factory=set)
    gender: str = ""
    child: bool = False
    led: int = -1
    """Sentence whose subject this party was as "a <noun>", before it had a name; -1: none."""
    tried: bool = False
    """Whether this party pleaded, or was convicted or cleared."""
    owner: Party | None = None
    kin: str = ""
    last: tuple[int, bool] = (-1, False)
    """Sentence of the last mention, and whether it was the subject there."""


def parties_in(
    clusters: Sequence[NameCluster], trees: Sequence[Tree | None], sentences: Sequence[Span]
) -> list[Party]:
    """Everybody who is told of, in order of first mention, with all places where they are."""
    named = [Party(cluster=index) for index in range(len(clusters))]
    for known, cluster in zip(named, clusters, strict=True):
        known.gender = _gender_of(cluster.titles)
    at = {span: named[i] for i, cluster in enumerate(clusters) for span in cluster.spans}
    found: list[Party] = []
    for number, tree in enumerate(trees):
        if tree is None:
            continue
        owners = _owners(tree, at, sentences[number])
        for index, kind in list(_mentions(tree, owners)):
            party: Party | None = None
            if kind == "name":
                party = owners[index]
                if not party.spans and party not in found and _opens(tree, index):
                    _take_lead(party, found, number)
            elif kind == "noun":
                party = _noun(tree, index, owners, found, number)
            else:
                party = _pronoun(tree, index, owners, found, number)
            if party is None:
                continue
            owners[index] = party
            if party not in found:
                found.append(party)
            span = _span(tree, index, kind)
            if kind != "name" and not any(span.overlaps(other) for other in party.spans):
                party.spans.append(span)
            subject = tree.tokens[index].dep in _SUBJECTS
            party.tried = party.tried or (subject and _is_tried(tree, index))
            same = party.last[0] == number
            party.last = (number, subject or (same and party.last[1]))
    return found


_IS_JUDGED = frozenset("convict acquit sentence jail remand charge".split())


def _is_tried(tree: Tree, index: int) -> bool:
    """True for the subject of "pleaded not guilty" and "was convicted"."""
    at = tree.heads[index]
    verb = tree.tokens[at].lemma.lower()
    if tree.tokens[index].dep == "nsubjpass":
        return verb in _IS_JUDGED
    return verb == "plead" and any(
        tree.tokens[i].text.lower() in {"guilty", "innocent"} for i in tree.children[at]
    )


def _owners(tree: Tree, at: dict[Span, Party], sentence: Span) -> dict[int, Party]:
    """Tokens at the top of each name in a sentence → who is named."""
    owners = {}
    for span, party in at.items():
        if sentence.overlaps(span):
            indexes = tree.within(span)
            if indexes:
                owners[tree.top(indexes)] = party
    return owners


def _mentions(tree: Tree, owners: dict[int, Party]) -> Iterator[tuple[int, str]]:
    """The mentions of a sentence in its order: the token at the top of each, and its kind."""
    for index, token in enumerate(tree.tokens):
        if index in owners:
            yield index, "name"
        elif token.text.lower() in _PRONOUNS and token.pos in {"PRON", "DET"}:
            yield index, "pronoun"
        elif token.pos in {"NOUN", "PROPN"} and _singular_person(tree, index):
            yield index, "noun"


def _singular_person(tree: Tree, index: int) -> bool:
    token = tree.tokens[index]
    low = token.text.lower()
    if low not in _PERSON_NOUNS and low not in KIN_NOUNS:
        return False
    if is_plural_noun(low) or token.tag in {"NNS", "NNPS"}:
        return False
    if token.dep == "poss" and tree.tokens[tree.heads[index]].text in {"Court", "Office"}:
        return False  # "Ashenford Coroner's Court"
    return token.dep not in {"compound", "nmod", "amod"}


def _noun(
    tree: Tree, index: int, owners: dict[int, Party], found: list[Party], number: int
) -> Party | None:
    token = tree.tokens[index]
    noun = token.text.lower()
    party = _beside(tree, index, owners)
    if party is None and noun in KIN_NOUNS:
        party = _relative(tree, index, noun, owners, found, number)
    if party is None:
        determiner = next(
            (tree.tokens[c].text.lower() for c in tree.children[index]
             if tree.tokens[c].dep == "det"), ""
        )  # fmt: skip
        if determiner in _DEFINITE or (not determiner and noun in {"police", "victim"}):
            barred = _subjects_before(tree, index, owners)
            party = _told_before(noun, found, number, barred=barred)
    if party is None:
        party = Party(led=number if _introduced(tree, index) else -1)
    party.nouns.add(noun)
    party.gender = party.gender or _gender_of({noun})
    party.child = party.child or noun in CHILD_NOUNS
    return party


def _beside(tree: Tree, index: int, owners: dict[int, Party]) -> Party | None:
    """Who is named in apposition, or said to be this: "Roe, a teacher", "Roe is a teacher"."""
    token = tree.tokens[index]
    head = tree.heads[index]
    if token.dep == "appos" and head in owners:
        return owners[head]
    for child in tree.children[index]:
        if tree.tokens[child].dep == "appos" and child in owners:
            return owners[child]
    if token.dep == "attr":
        for child in tree.children[head]:
            if tree.tokens[child].dep in _SUBJECTS and child in owners:
                return owners[child]
    return None


def _introduced(tree: Tree, index: int) -> bool:
    """True for "a <noun>" as the subject of its sentence: somebody whose name may follow."""
    if tree.tokens[index].dep not in _SUBJECTS or tree.heads[index] != tree.root:
        return False
    determiners = {
        tree.tokens[c].text.lower() for c in tree.children[index] if tree.tokens[c].dep == "det"
    }
    return bool(determiners & {"a", "an"})


def _opens(tree: Tree, index: int) -> bool:
    """True for a name that is its sentence's subject and stands first in it."""
    first = _span(tree, index, "noun").start == tree.tokens[0].span.start
    return first and tree.tokens[index].dep in _SUBJECTS


def _take_lead(party: Party, found: list[Party], number: int) -> None:
    """News names people late: "A clerk was cleared on Monday. Jo Roe, 26, said …" is one person.

    Only where a single unnamed person was the subject of the sentences before.
    """
    leads = [p for p in found if p.cluster is None and 0 < number - p.led <= 2 and p.led >= 0]
    if len(leads) != 1 or (leads[0].gender and party.gender not in {leads[0].gender, ""}):
        return
    lead = leads[0]
    found.remove(lead)
    party.spans, party.nouns = [*lead.spans], lead.nouns
    party.gender, party.child = party.gender or lead.gender, lead.child
    party.led = lead.led


def _relative(
    tree: Tree, index: int, noun: str, owners: dict[int, Party], found: list[Party], number: int
) -> Party:
    """Somebody's relative: the same one when the same person's was told of before."""
    owner = None
    for child in tree.children[index]:
        token = tree.tokens[child]
        if token.dep == "poss":
            owner = owners.get(child)
            if owner is None and token.text.lower() in _PRONOUNS:
                owner = _pronoun(tree, child, owners, found, number)
        elif token.dep == "prep" and token.text.lower() == "of":
            owner = next((owners[c] for c in tree.children[child] if c in owners), None)
    for party in reversed(found):
        if party.kin == noun and (owner is None or party.owner is owner):
            return party
    return Party(owner=owner, kin=noun)


def _told_before(
    noun: str, found: list[Party], number: int, *, barred: Sequence[Party]
) -> Party | None:
    """Who "the <noun>" takes up: whoever was called so, else the last whom it can mean.

    Not a subject before it in its sentence (after principle C of Chomsky 1981, Lectures on
    Government and Binding): "Roe was the complainant's sergeant" and "Roe said the man hit her"
    tell of two people.
    """
    for party in sorted(found, key=lambda p: p.last, reverse=True):
        if noun in party.nouns:
            return party
    if noun not in _WIDE:
        return None
    gender = _gender_of({noun})
    young = noun in CHILD_NOUNS
    for party in sorted(found, key=lambda p: p.last, reverse=True):
        if number - party.last[0] > _REACH or (gender and party.gender not in {gender, ""}):
            continue
        if noun in _HARMED and party.tried:
            continue
        if young != party.child and (young or noun in {"man", "woman"}):
            continue
        if any(party is one for one in barred):
            if noun in _HARMED:
                return None  # counsel tells of the complainant: whoever was named before is neither
            continue
        if party.nouns & {"officer", "judge", "constable", "detective"}:
            continue
        if any(noun in one and party.nouns & other for one, other in _OPPOSED):
            continue
        return party
    return None


def _pronoun(
    tree: Tree, index: int, owners: dict[int, Party], found: list[Party], number: int
) -> Party | None:
    token = tree.tokens[index]
    low = token.text.lower()
    gender = _PRONOUNS[low]
    subject = _subject_of(tree, index, owners)
    fits = [p for p in found if p.gender in {gender, ""} and number - p.last[0] <= _REACH]
    chosen: Party | None
    if low in _REFLEXIVE and subject in fits:
        chosen = subject
    else:
        barred = subject if low in {"him"} or (low == "her" and token.dep != "poss") else None
        if token.dep in _SUBJECTS and _meets_other(tree, index, gender):
            near = [p for p in found if p.gender and number - p.last[0] <= _REACH]
            if all(p.gender == gender for p in near):
                # "Roe said he hit her": there is nobody else whom "her" could mean.
                tellers = _subjects_before(tree, index, owners)
                barred = next((p for p in tellers if not p.gender), None)
        ranked = sorted(
            (p for p in fits if p is not barred),
            key=lambda p: (p.last[0], p.last[1], bool(p.gender)),
            reverse=True,
        )
        # A possessive most often goes back to the subject of its own clause.
        if token.dep == "poss" and subject in ranked:
            chosen = subject
        else:
            chosen = ranked[0] if ranked else None
    if chosen is not None and not chosen.gender:
        chosen.gender = gender
    return chosen


def _subject_of(tree: Tree, index: int, owners: dict[int, Party]) -> Party | None:
    """The subject of the clause that a token stands in, when it is somebody known."""
    for above in tree.ancestors(index):
        if tree.tokens[above].pos in {"VERB", "AUX"}:
            for child in tree.children[above]:
                if tree.tokens[child].dep in _SUBJECTS and child != index:
                    return owners.get(child)
            if tree.tokens[above].dep not in {"conj", "xcomp"}:
                return None
    return None


def _subjects_before(tree: Tree, index: int, owners: dict[int, Party]) -> list[Party]:
    """The subjects that stand before a token in its sentence, where they are somebody known."""
    return [
        party
        for place, party in owners.items()
        if place < index and tree.tokens[place].dep in _SUBJECTS
    ]


def _meets_other(tree: Tree, index: int, gender: str) -> bool:
    """Whether the clause whose subject a pronoun is has one of the other gender as its object."""
    return any(
        tree.tokens[child].dep in {"dobj", "obj", "dative"}
        and _PRONOUNS.get(tree.tokens[child].text.lower(), gender) != gender
        for child in tree.children[tree.heads[index]]
    )


def _gender_of(words: set[str] | frozenset[str]) -> str:
    male, female = bool(words & _MALE), bool(words & _FEMALE)
    return "" if male == female else ("m" if male else "f")


def _span(tree: Tree, index: int, kind: str) -> Span:
    """A pronoun's own words; a noun with what stands before it: "a 14-year-old girl"."""
    token = tree.tokens[index]
    if kind != "noun":
        return token.span
    first = index
    queue = [index]
    while queue:
        for child in tree.children[queue.pop()]:
            if child < index and tree.tokens[child].dep in _LEFT:
                first = min(first, child)
                queue.append(child)
    return Span(tree.tokens[first].span.start, token.span.end)
