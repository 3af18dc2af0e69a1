"""What a text still tells of its protected people once names and plain giveaways are out.

Sex, age band, years, places, dates: each may stay for itself; together they lead to a person. This
module finds them and says how each can be told less; ``jigsaw`` chooses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from summarizer.policy.people import CHILD_NOUNS
from summarizer.policy.schema import Policy
from summarizer.redact.cover import Cover
from summarizer.redact.identity import mask_labels
from summarizer.redact.jigsaw import Option, Rung, choose
from summarizer.redact.nearness import is_of_procedure
from summarizer.redact.proposal import Proposal
from summarizer.redact.told import Told
from summarizer.syntax import Tree, clause_of
from summarizer.types import Analysis, Document, Fact, Operator, Person, Span

__all__ = ["Earlier", "Jigsaw", "jigsaw"]

_RULES = {"sex": "ID-07", "age-band": "ID-07", "year": "ID-08", "exact-date": "ID-08",
          "region": "ID-09", "town": "ID-09"}  # fmt: skip
_REASON = "together with other facts it could lead to a protected person"
_MALE = {"boy": "child", "schoolboy": "child", "man": "adult", "son": "child"}
_FEMALE = {"girl": "child", "schoolgirl": "child", "woman": "adult", "daughter": "child"}
_PRONOUNS = frozenset("he him his himself she her hers herself".split())
_ROOM = 24
"""Characters by which a phrase may be longer than the fact in it."""
_CONCERNED = frozenset({"victim", "accused", "offender", "witness", "other"})
_YEARS = re.compile(
    r"(?:,? ?\b(?:in|from|since|between|during|until|before|after|of|and|to)\b )*"
    r"(?:(?:late|early|mid|the) ?-?)*(?P<year>(?:19|20)\d\d)s?\b"
    r"(?:(?: ?(?:-|–|and|to|until) ?)(?:19|20)?\d\ds?\b)?"
)
_DAY = re.compile(
    r"\b(?:on )?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?(?:\d{1,2}(?:st|nd|rd|th)? )?"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"(?: \d{1,2}(?:st|nd|rd|th)?)?(?:,? (?P<year>(?:19|20)\d\d))?\b"
)


class Earlier(Protocol):
    """What earlier reports on the same case have told (the store keeps it)."""

    def has(self, kind: str, value: str) -> bool:
        """Whether this fact was told before."""

    def kinds(self) -> list[tuple[str, str]]:
        """Kind and digest of every fact told before."""


@dataclass(frozen=True, slots=True)
class _Choosable:
    """A fact of this text: how it is told less, and the changes that this takes, by rung."""

    kind: str
    value: str
    option: Option
    changes: tuple[tuple[Proposal, ...], ...]


@dataclass(frozen=True, slots=True)
class Jigsaw:
    """What is to change, what is still told afterwards, and of whom it is too much."""

    proposals: tuple[Proposal, ...] = ()
    facts: tuple[Fact, ...] = ()
    exposed: tuple[str, ...] = ()


def jigsaw(
    document: Document,
    analysis: Analysis,
    told: Told,
    *,
    policy: Policy,
    gone: Cover,
    sentences: Sequence[Span],
    trees: Sequence[Tree | None],
    earlier: Earlier | None = None,
) -> Jigsaw:
    """The choice for one document.

    Args:
        document: as read.
        analysis: its people.
        told: how near each sentence comes to them.
        policy: points, worth and budgets.
        gone: what other rules change.
        sentences: plain offsets.
        trees: a parse per sentence.
        earlier: facts told before of the same case.
    """
    persons = [p for p in analysis.persons if p.protected and p.close and p.role in _CONCERNED]
    if not persons:
        return Jigsaw()
    identity = policy.identity
    labels = mask_labels(analysis.persons)
    possessive = frozenset(t.span.start for t in analysis.tokens if t.dep == "poss")
    everybody = frozenset(person.id for person in persons)
    found: list[_Choosable] = []
    for person in persons:
        found += _of_person(document, person, policy, gone, labels[person.id], possessive)
    found += _of_case(document, told, policy, gone, sentences, trees, everybody)
    if not found:
        return Jigsaw()
    options = [
        Option(
            fact.option.persons,
            tuple(Rung(0, rung.worth) for rung in fact.option.rungs)
            if earlier is not None and earlier.has(fact.kind, fact.value)
            else fact.option.rungs,
        )
        for fact in found
    ]
    spent = sum(identity.points.get(kind, 0) for kind, _ in earlier.kinds()) if earlier else 0
    budget = identity.budget_named if told.offenders else identity.budget_otherwise
    taken = choose(options, budget=budget, spent=spent)
    sums = {
        person: spent + sum(
            option.rungs[index].points
            for option, index in zip(options, taken, strict=True)
            if person in option.persons
        )
        for person in everybody
    }  # fmt: skip
    kept = [
        fact for fact, index in zip(found, taken, strict=True) if fact.option.rungs[index].points
    ]
    return Jigsaw(
        proposals=tuple(
            change
            for fact, index in zip(found, taken, strict=True)
            for change in fact.changes[index]
        ),
        facts=tuple(dict.fromkeys(Fact(fact.kind, fact.value) for fact in kept)),
        exposed=tuple(sorted(p for p, points in sums.items() if points > budget)),
    )


def _of_person(
    document: Document,
    person: Person,
    policy: Policy,
    gone: Cover,
    label: tuple[str, str],
    possessive: frozenset[int],
) -> Iterator[_Choosable]:
    """Sex and age band, as the nouns and pronouns for the person tell them.

    The more places tell the sex, the more awkward it is to leave it out: that counts as worth.
    """
    points, worth = policy.identity.points, policy.identity.worth
    who = frozenset({person.id})
    changes: list[Proposal] = []
    sexes: set[str] = set()
    young = False
    for mention in person.mentions:
        span = document.plain_span(mention.span)
        if mention.named or gone.touches(span):
            continue
        words = span.of(document.plain)
        last = words.split()[-1].lower() if words.split() else ""
        young = young or last in CHILD_NOUNS
        put = _without_sex(words, last, label[1], owns=span.start in possessive)
        if put is not None:
            sexes.add("f" if last in _FEMALE or last.startswith(("she", "her")) else "m")
            changes.append(
                Proposal(span, _RULES["sex"], Operator.GENERALISE, put, _REASON, "span", 3)
            )
    if len(sexes) == 1:
        rungs = (Rung(points["sex"], worth["sex"] + len(changes) - 1), Rung(0, 0))
        yield _Choosable("sex", sexes.pop(), Option(who, rungs), ((), tuple(changes)))
    if young:
        only = (Rung(points["age-band"], worth["age-band"]),)
        yield _Choosable("age-band", "child", Option(who, only), ((),))


def _without_sex(words: str, last: str, label: str, *, owns: bool) -> str | None:
    """The same without the person's sex; None when it tells none."""
    for nouns in (_MALE, _FEMALE):
        if last in nouns:
            lead = words.split()[:-1]
            if nouns[last] == "adult" and lead and lead[-1].lower() == "a":
                lead[-1] = "an" if lead[-1].islower() else "An"
            return " ".join((*lead, nouns[last]))
    if last not in _PRONOUNS or " " in words:
        return None
    put = f"{label}'s" if owns else label
    return put[0].upper() + put[1:] if words[0].isupper() else put


def _of_case(
    document: Document,
    told: Told,
    policy: Policy,
    gone: Cover,
    sentences: Sequence[Span],
    trees: Sequence[Tree | None],
    everybody: frozenset[str],
) -> Iterator[_Choosable]:
    """When and where: one fact for all years, one for each place."""
    text = document.plain
    years: list[Proposal] = []
    places: dict[str, list[Proposal]] = {}
    days: dict[str, list[Proposal]] = {}
    first = ""
    for sentence, tree, near in zip(sentences, trees, told.nearness, strict=True):
        if near != "close" or tree is None or gone.holds(sentence):
            continue
        for match in _DAY.finditer(text, sentence.start, sentence.end):
            span = Span(*match.span())
            if _is_open(tree, span, told, gone):
                put = f"in {match['year']}" if match["year"] else ""
                days.setdefault(match[0].lower(), []).append(_less(span, "exact-date", put))
        taken = [change.span for changes in days.values() for change in changes]
        for match in _YEARS.finditer(text, sentence.start, sentence.end):
            span = Span(*match.span())
            if _is_open(tree, span, told, gone) and not any(map(span.overlaps, taken)):
                first = first or match["year"]
                years.append(_less(_phrase(tree, span), "year", ""))
        for name, span in _places_in(tree, told, gone):
            places.setdefault(name, []).append(_less(_phrase(tree, span), "region", ""))
    yield from _facts("year", {first: years} if years else {}, policy, everybody)
    yield from _facts("exact-date", days, policy, everybody)
    for name, changes in places.items():
        if policy.known_names.is_country(name):
            continue
        kind = "region" if policy.known_names.is_large_place(name) else "town"
        yield from _facts(kind, {name: changes}, policy, everybody)


def _is_open(tree: Tree, span: Span, told: Told, gone: Cover) -> bool:
    """False where another rule decides, and for the place and day of an arrest or a hearing."""
    indexes = tree.within(span)
    if not indexes or gone.touches(span) or told.named_or_body.touches(span):
        return False
    return not is_of_procedure(tree, tree.top(indexes))


def _facts(
    kind: str, found: Mapping[str, Sequence[Proposal]], policy: Policy, who: frozenset[str]
) -> Iterator[_Choosable]:
    points, worth = policy.identity.points, policy.identity.worth
    for value, changes in found.items():
        rungs = (Rung(points[kind], worth[kind]), Rung(0, 0))
        yield _Choosable(kind, value, Option(who, rungs), ((), tuple(changes)))


def _less(span: Span, kind: str, put: str) -> Proposal:
    operator = Operator.GENERALISE if put else Operator.REMOVE
    return Proposal(span, _RULES[kind], operator, put, _REASON, "span", 3)


def _phrase(tree: Tree, span: Span) -> Span:
    """The phrase that a place or year stands in, when the sentence can do without it."""
    found = clause_of(tree, span)
    return found if found is not None and len(found) <= len(span) + _ROOM else span


def _places_in(tree: Tree, told: Told, gone: Cover) -> Iterator[tuple[str, Span]]:
    """Names of places, in lower case, that no other rule deals with."""
    index = 0
    while index < len(tree.tokens):
        if tree.tokens[index].entity[2:] not in {"GPE", "LOC"}:
            index += 1
            continue
        last = index
        while last + 1 < len(tree.tokens) and tree.tokens[last + 1].entity == "I-GPE":
            last += 1
        span = Span(tree.tokens[index].span.start, tree.tokens[last].span.end)
        if _is_open(tree, span, told, gone):
            yield " ".join(token.text for token in tree.tokens[index : last + 1]).lower(), span
        index = last + 1
