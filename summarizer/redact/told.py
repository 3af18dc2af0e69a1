"""Who is told of where, and what has been dealt with: what ``detail`` needs to know."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from summarizer.policy.match import Lines
from summarizer.policy.people import TITLES, datelines_in
from summarizer.policy.schema import Policy
from summarizer.redact.cover import Cover
from summarizer.redact.many import many_told_of
from summarizer.redact.nearness import Nearness, is_strict, nearness_of
from summarizer.redact.proposal import Proposal
from summarizer.syntax import Tree
from summarizer.types import Analysis, Document, Operator, Person, Span

__all__ = ["Told", "told_of"]

_MOSTLY = 0.4
"""Share of letters, or of sentence starts, from which capitals say nothing."""
_RANKS = TITLES | frozenset(
    "hon puan atty supt const insp principal chief senior resident regional deputy assistant acting"
    " lead district presiding".split()
)
_TITLES_BEFORE = re.compile(
    rf"(?:\b(?:{'|'.join(sorted(_RANKS, key=len, reverse=True))})\b\.?[ -]?)+$", re.IGNORECASE
)
_ENDS_OF_TITLES = frozenset(rank.split("-")[-1] for rank in _RANKS)
_LAST_WORD = re.compile(r"\w+(?=\.?[ -]?$)")
_LONGEST_WORD = 24


@dataclass(frozen=True, slots=True)
class Told:
    """What the rest of redaction knows of a document, in plain offsets.

    ``nearness``: how near each sentence comes to a protected person. ``offenders``: names of
    offenders who may be named; ``called``: where they are told of by a noun, and their names.
    ``speakers``: officials and authorities, who may be quoted.
    ``allowed``: names that may be given. ``named_or_body``: where such names stand; ``known``: the
    same, and what another rule deals with. ``giveaways``: turns of plain words that say who
    somebody is to somebody. ``initials``: of protected people. ``datelines``: the place that an
    agency's text begins with. ``named``: some of the protected are named. ``strict``: the document
    is somebody's story. ``many``: ten or more were harmed. ``aside``: the report of a public event
    tells of abuse or the like.
    """

    nearness: tuple[Nearness, ...]
    offenders: tuple[Span, ...]
    called: Mapping[Span, str]
    speakers: tuple[Span, ...]
    allowed: tuple[Span, ...]
    initials: frozenset[str]
    known: Cover
    named_or_body: Cover
    giveaways: tuple[Span, ...]
    datelines: tuple[Span, ...]
    named: bool
    strict: bool
    many: bool
    aside: bool


def told_of(
    document: Document,
    analysis: Analysis,
    *,
    policy: Policy,
    settled: Sequence[Proposal],
    sentences: Sequence[Span],
    trees: Sequence[Tree | None],
    lines: Lines,
) -> Told:
    """What is known of a document before its wording is looked at."""
    officials: list[Span] = []
    offenders: list[Span] = []
    named: list[Span] = []
    initials: set[str] = set()
    for person in analysis.persons:
        names = [document.plain_span(m.span) for m in person.mentions if m.named]
        if person.protected:
            initials |= {_initials(name.of(document.plain)) for name in names}
            continue
        named += [_with_titles_and_age(document.plain, name) for name in names]
        if person.role in {"offender", "accused"}:
            offenders += names
        elif person.role == "official":
            officials += names
    cased = _has_capitals(document, trees)
    strict = is_strict(document, analysis, cased=cased)
    # The dead of a public event are not those whom its asides tell of.
    many = frozenset() if analysis.at_large else many_told_of(trees)
    giveaways = tuple(
        span for pattern in policy.plain_words.giveaways for span in lines.find(pattern)
    )
    settled_spans = [p.span for p in settled if p.operator is not Operator.REPLACE]
    datelines = tuple(Span(*match.span()) for match in datelines_in(document.plain, small=True))
    return Told(
        nearness=nearness_of(
            document,
            analysis,
            policy=policy,
            sentences=sentences,
            trees=trees,
            strict=strict,
            cased=cased,
            many=many,
            giveaways=giveaways,
        ),
        offenders=tuple(sorted(offenders)),
        called=_called(document, analysis.persons),
        speakers=(*officials, *analysis.bodies),
        allowed=(*named, *analysis.bodies),
        initials=frozenset(initials),
        known=Cover(len(document.plain), [*settled_spans, *named, *analysis.bodies, *datelines]),
        named_or_body=Cover(len(document.plain), [*named, *analysis.bodies]),
        giveaways=giveaways,
        datelines=datelines,
        named=bool(initials) or strict or not cased,
        strict=strict,
        many=bool(many),
        aside=bool(analysis.asides),
    )


def _called(document: Document, persons: Sequence[Person]) -> dict[Span, str]:
    """Where a noun tells of the one offender of a text before the name does, and the name.

    "A swimming coach was jailed on Monday. Jo Roe, 51, …". Of several who stand accused, and of
    "the man", it is not sure who is meant.
    """
    named = [
        person
        for person in persons
        if person.role in {"offender", "accused"} and any(m.named for m in person.mentions)
    ]
    if len(named) != 1 or named[0].protected or named[0].legal_stage == "acquitted":
        return {}
    (person,) = named
    names = [document.plain_span(m.span) for m in person.mentions if m.named]
    name = max((span.of(document.plain) for span in names), key=len)
    title = document.plain_span(document.title) if document.title else None
    body = [
        span
        for sentence in document.sentences
        if (span := document.plain_span(sentence.span)) and not (title and title.contains(span))
    ]
    lead = body[:_LEAD]
    if not any(sentence.overlaps(span) for sentence in body[: _LEAD + 1] for span in names):
        return {}
    nouns = (document.plain_span(m.span) for m in person.mentions if not m.named)
    return {
        noun: name
        for noun in nouns
        if _INDEFINITE.match(noun.of(document.plain))
        and noun.start < min(names).start
        and any(sentence.contains(noun) for sentence in lead)
    }


_LEAD = 2
"""Sentences in which a report says of whom it tells."""
_INDEFINITE = re.compile(r"(?:[Aa]n?|AN?) \w")


def _has_capitals(document: Document, trees: Sequence[Tree | None]) -> bool:
    """False where names are written like other words: small letters throughout, or capitals."""
    starts = [document.plain[tree.span.start] for tree in trees if tree]
    letters = sum(map(str.isalpha, document.plain))
    shouted = sum(map(str.isupper, document.plain)) > _MOSTLY * letters
    small = sum(map(str.islower, starts)) > _MOSTLY * len(starts)
    return not shouted and not small


def _initials(name: str) -> str:
    return "".join(word[0].upper() for word in re.findall(r"\w+", name))


_FIRST_NAME = re.compile(r"(?<=[,;] )[A-ZÀ-Þ][a-zß-ÿ'’-]+ $")
_AGE_AFTER = re.compile(r"(?:,? (?:aged )?|,? ?\()(?:1[89]|[2-9]\d)\b\)?")


def _with_titles_and_age(text: str, name: Span) -> Span:
    """A name that may be given, with the titles before it and an adult's age behind it."""
    first = _FIRST_NAME.search(text[max(0, name.start - 60) : name.start])
    if first:  # "two men, Jo Roe and …": the recogniser may have cut it short
        name = Span(name.start - len(first[0]), name.end)
    lead = text[max(0, name.start - 60) : name.start]
    # Nearly always some other word stands there: it is looked at first.
    word = _LAST_WORD.search(lead[-_LONGEST_WORD:])
    before = _TITLES_BEFORE.search(lead) if word and word[0].lower() in _ENDS_OF_TITLES else None
    after = _AGE_AFTER.match(text, name.end)
    return Span(name.start - (len(before[0]) if before else 0), after.end() if after else name.end)
