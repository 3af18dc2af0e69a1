"""Everybody who is named in a document: role, legal stage, age group, and whether protected."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from summarizer.detect.mentions import name_clusters, noun_mentions
from summarizer.detect.protect import HARM, IDENTIFYING, closer_rule, protection
from summarizer.detect.roles import standing_of
from summarizer.syntax import Tree
from summarizer.types import Document, Mention, Person, Span, Token

__all__ = ["people_in"]

_CHILD_ACCUSED = re.compile(
    r"(?i)\b(?:1[0-7]|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)[- ]year[- ]old"
    r"(?: (?:boys?|girls?|youths?|teenagers?|pupils?|students?))?[^.]{0,80}"
    r"\b(?:charged|convicted|arrested|accused|pleaded|denie[sd]|appeared|sentenced|detained)\b"
    r"|\b(?:teenager|schoolboy|schoolgirl|boy|girl)s? (?:\w+ ){0,3}"
    r"(?:charged|convicted|accused|pleaded|denie[sd]|sentenced|appeared in court)\b"
    r"|\byouth (?:court|detention)\b"
)
_ADULT_AGE = re.compile(r",? \(?(?:aged )?(?:1[89]|[2-9]\d)\b")


def people_in(
    document: Document,
    tokens: tuple[Token, ...],
    *,
    sentences: list[Span],
    trees: Sequence[Tree | None],
    codes: frozenset[str],
) -> tuple[Person, ...]:
    """The people of a document that is warned for ``codes``; their spans are original offsets.

    Args:
        document: as read.
        tokens: its parse, plain offsets.
        sentences: plain offsets.
        trees: a parse per sentence.
        codes: what the document is warned for: it decides who is protected.
    """
    people: list[Person] = []
    clusters = name_clusters(
        document.plain, tokens, strict=bool(codes & IDENTIFYING), within=sentences
    )
    for cluster in clusters:
        standing = standing_of(
            cluster,
            text=document.plain,
            sentences=sentences,
            trees=trees,
            others=[span for other in clusters if other is not cluster for span in other.spans],
        )
        protected, rule = protection(standing, codes)
        told = " ".join(
            sentence.of(document.plain)
            for sentence in sentences
            if any(sentence.overlaps(span) for span in cluster.spans)
        )
        rule = closer_rule(rule, child=standing.child, told=told)
        people.append(
            Person(
                id=f"P{len(people) + 1}",
                mentions=tuple(
                    Mention(document.original_span(span), named=True) for span in cluster.spans
                ),
                role=standing.role,
                child=standing.child,
                protected=protected,
                rule=rule,
                legal_stage=standing.stage,
            )
        )
    shared = {document.original_span(span) for c in clusters for span in c.shared}
    people = _shared_names(people, document, shared)
    people = _accused_children(people, document, codes)
    people = _same_surname(people, document, codes)
    if codes & HARM:
        children = [m for m in noun_mentions(tokens) if m.child]
        if children:
            people.append(
                Person(
                    id=f"P{len(people) + 1}",
                    mentions=tuple(Mention(document.original_span(m.span)) for m in children),
                    role="victim",
                    child=True,
                    protected=True,
                    rule="ID-03",
                )
            )
    return tuple(people)


def _shared_names(
    people: list[Person], document: Document, shared: Collection[Span]
) -> list[Person]:
    """A surname that might mean somebody protected is nobody's: it is masked where it stands alone.

    Who is meant stays open, so the label says no more than "a person".
    """

    def surname(mention: Mention) -> str:
        return document.read(mention.span).split()[-1].lower()

    guarded = {surname(m) for p in people if p.protected for m in p.mentions if m.named}
    open_ones = tuple(
        mention
        for person in people
        for mention in person.mentions
        if mention.span in shared and surname(mention) in guarded
    )
    if not open_ones:
        return people
    kept = [
        replace(person, mentions=tuple(m for m in person.mentions if m not in open_ones))
        for person in people
    ]
    unknown = Person(id=f"P{len(people) + 1}", mentions=open_ones, protected=True, rule="ID-15")
    return [*(person for person in kept if person.mentions), unknown]


def _accused_children(
    people: list[Person], document: Document, codes: frozenset[str]
) -> list[Person]:
    """ID-19: where a child is accused without a name, a defendant of unknown age may be that child.

    Who is known to be an adult, by an age beside the name, stays as they are.
    """
    if not codes & HARM or not _CHILD_ACCUSED.search(document.plain):
        return people

    def grown(person: Person) -> bool:
        return any(
            _ADULT_AGE.match(document.plain[document.plain_span(m.span).end :][:8])
            for m in person.mentions
            if m.named
        )

    return [
        replace(person, child=True, protected=True, rule="ID-19")
        if person.role in {"offender", "accused", "other", "witness"} and not grown(person)
        else person
        for person in people
    ]


def _same_surname(people: list[Person], document: Document, codes: frozenset[str]) -> list[Person]:
    """ID-15: an offender who shares a surname with somebody protected is not named either."""
    if not codes & IDENTIFYING:
        return people

    def surnames(person: Person) -> set[str]:
        return {document.read(m.span).split()[-1].lower() for m in person.mentions if m.named}

    victims = [p for p in people if p.protected and (p.child or p.role == "victim")]
    guarded = {name for person in victims for name in surnames(person)}
    return [
        replace(person, protected=True, rule="ID-15")
        if not person.protected and person.role in {"offender", "accused"}
        and surnames(person) & guarded
        else person
        for person in people
    ]  # fmt: skip
