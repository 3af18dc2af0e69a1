"""Document → Analysis: what is distressing in a text, how much, and who is in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from summarizer.detect.findings import findings_in
from summarizer.detect.mentions import name_clusters, noun_mentions
from summarizer.detect.protect import HARM, IDENTIFYING, closer_rule, protection
from summarizer.detect.roles import standing_of
from summarizer.detect.warnings import sentence_levels, warnings_of
from summarizer.policy.match import topic_matches
from summarizer.policy.schema import Policy
from summarizer.syntax import Tree, sentence_trees
from summarizer.text import normalise
from summarizer.text import sentences as sentences_of
from summarizer.types import Analysis, Document, Finding, Mention, Person, Sentence, Span, Token

__all__ = ["HARM", "detect", "find_in_text"]

_MAX_TOPICS = 2
_CHILD_ACCUSED = re.compile(
    r"(?i)\b(?:1[0-7]|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)[- ]year[- ]old"
    r"(?: (?:boys?|girls?|youths?|teenagers?|pupils?|students?))?[^.]{0,80}"
    r"\b(?:charged|convicted|arrested|accused|pleaded|denie[sd]|appeared|sentenced|detained)\b"
    r"|\b(?:teenager|schoolboy|schoolgirl|boy|girl)s? (?:\w+ ){0,3}"
    r"(?:charged|convicted|accused|pleaded|denie[sd]|sentenced|appeared in court)\b"
    r"|\byouth (?:court|detention)\b"
)
_ADULT_AGE = re.compile(r",? \(?(?:aged )?(?:1[89]|[2-9]\d)\b")
_I = re.compile(r"\b(?:I|[Ii]'(?:m|ve|d)|i|my|me)\b")
_QUOTED = re.compile(r'"[^"]*"?')


def detect(
    document: Document, *, policy: Policy, parse: Callable[[str], Sequence[Token]]
) -> Analysis:
    """Findings, warnings, topics and persons of a document.

    Args:
        document: as read.
        policy: lexicon, codes and who is protected.
        parse: text → tokens with offsets into that text.
    """
    tokens = tuple(parse(document.plain))
    sentences = [document.plain_span(sentence.span) for sentence in document.sentences]
    trees = sentence_trees(tokens, sentences)
    findings = findings_in(document, policy=policy, sentences=sentences, trees=trees)
    originals = [sentence.span for sentence in document.sentences]
    warnings = warnings_of(
        findings,
        policy=policy,
        sentences=originals,
        first_person=_first_person(document.plain, sentences),
    )
    codes = frozenset(warning.code for warning in warnings)
    running = "\n".join(sentence.of(document.plain) for sentence in sentences)
    topics = topic_matches(policy, running) if warnings else []
    return Analysis(
        findings=findings,
        persons=_persons(document, tokens, sentences=sentences, trees=trees, codes=codes),
        warnings=warnings,
        levels=sentence_levels(findings, originals),
        topics=tuple(topic.label for topic, _ in topics[:_MAX_TOPICS]),
        tokens=tokens,
    )


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


def _first_person(text: str, sentences: Sequence[Span]) -> bool:
    """True when the writer tells it as their own: "I" outside quotation marks, again and again."""
    told = sum(bool(_I.search(_QUOTED.sub("", sentence.of(text)))) for sentence in sentences)
    return told >= max(2, len(sentences) / 4)


def find_in_text(
    text: str, *, policy: Policy, codes: frozenset[str] = frozenset()
) -> tuple[Finding, ...]:
    """Findings in a text that is not a document: a sentence, a headline, a warning line.

    ``codes`` are those of the document that it is about: they settle what wording means.
    Not parsed: a finding covers the matched words, or the whole text where its clause would go.
    """
    plain, offsets = normalise(text)
    spans = [offsets.to_origin(span) for span in sentences_of(plain)]
    piece = Document(
        id="", text=text, plain=plain, plain_map=offsets,
        sentences=tuple(Sentence(span) for span in spans),
    )  # fmt: skip
    found = [piece.plain_span(span) for span in spans]
    return findings_in(
        piece, policy=policy, sentences=found, trees=[None] * len(found), codes=codes
    )


def _persons(
    document: Document,
    tokens: tuple[Token, ...],
    *,
    sentences: list[Span],
    trees: Sequence[Tree | None],
    codes: frozenset[str],
) -> tuple[Person, ...]:
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
