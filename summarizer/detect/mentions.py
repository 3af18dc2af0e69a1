"""Where people are spoken of: names, joined across a document, and nouns for persons.

Offsets are *plain* offsets; ``detect`` turns them into original ones at its border.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.policy.people import KIN_NOUNS
from summarizer.types import Span, Token

__all__ = ["NameCluster", "NounMention", "name_clusters", "noun_mentions"]

TITLES = frozenset(
    "mr mrs ms miss mx sir dame lord lady judge justice magistrate sheriff recorder coroner dr"
    " doctor prof professor rev reverend father sister fr bishop archbishop cardinal pope imam"
    " rabbi pc wpc dc ds di dci dcs det detective sgt sergeant insp inspector supt superintendent"
    " chief constable commissioner commander officer cpl corporal lt lieutenant capt captain maj"
    " major col colonel gen general adm admiral president minister premier senator sen rep"
    " congressman congresswoman governor mayor councillor cllr mp ambassador secretary director"
    " prosecutor barrister solicitor king queen prince princess spokesman spokeswoman".split()
)
OFFICIAL_TITLES = TITLES - set("mr mrs ms miss mx sir dame lord lady father sister dr".split())

_NOT_A_NAME = re.compile(
    r"""(?ix) ^(?:operation|project|task\s+force|storm|hurricane|typhoon|cyclone|lake|mount|river
        |port|fort|saint|st\.?|north|south|east|west|new|read\s+more|see\s+also|covid|brexit
        |christmas|easter|ramadan|islam|bible|qur'?an|koran|facebook|twitter|instagram|whatsapp
        |telegram|snapchat|tiktok|youtube|google)\b
    | \b(?:street|road|avenue|lane|court|school|college|university|hospital|church|police|council
        |ministry|department|agency|bureau|army|navy|force|forces|party|club|fc|united|city
        |rovers|wanderers|rangers|albion|athletic|hotspur|villa|town|village|county|district|province|park|prison|centre|center|airport|bank|company
        |inc|ltd|plc|group|association|union|federation|foundation|committee|times|news|post
        |herald|gazette|act|bill|treaty|code|war|island|islands|river|bay|bridge|station
        |charity|trust|fund|service|services|crown|parliament|congress|senate|league|cup)$
    | [@/\\<>{}|_=+*#] | \d """
)
_POSSESSIVE = re.compile(r"(?:'s|'|’s|’)$")
_PARTICLES = "bin|bint|al|el|de|van|von|der|la|da|dos"
_CUED_NAME = re.compile(
    r"\b(?i:named|called|identified as|known as|victim|defendant|accused|suspect|witness) "
    rf"(?P<name>[A-Z][\w'-]+(?: (?:{_PARTICLES})?[ -]?[A-Z][\w'-]+){{1,3}})"
)
_AGED_NAME = re.compile(
    r"(?<![\w'-])(?P<name>[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,3})(?:, (?:aged )?| aged | \()"
    r"\d{1,2}(?=[,.)](?!\d)| (?:and|was|were|who)\b)"
)
_TITLED_NAME = re.compile(
    rf"\b(?:{'|'.join(sorted((t.capitalize() for t in TITLES), key=len, reverse=True))})\.? "
    r"(?P<name>[A-Z][\w'-]+(?: [A-Z][\w'-]+){0,2})"
)

CHILD_NOUNS = frozenset(
    "child children kid kids boy boys girl girls infant infants baby babies toddler toddlers"
    " newborn schoolgirl schoolgirls schoolboy schoolboys teenager teenagers teen teens minor"
    " minors youngster youngsters juvenile juveniles pupil pupils schoolchild schoolchildren"
    " youth youths".split()
)
ADULT_NOUNS = frozenset(
    "woman women man men victim victims survivor survivors complainant complainants widow"
    " widower wife husband partner girlfriend boyfriend passenger passengers resident civilian"
    " civilians worker workers patient patients".split()
)


@dataclass(frozen=True, slots=True)
class NameCluster:
    """All places where one person is named. ``name`` is the fullest form seen."""

    name: str
    spans: tuple[Span, ...]
    titles: frozenset[str]

    @property
    def parts(self) -> tuple[str, ...]:
        """The words of the name, lower-case."""
        return tuple(self.name.lower().split())

    @property
    def surname(self) -> str:
        """The last word of the name, lower-case."""
        return self.parts[-1]


@dataclass(frozen=True, slots=True)
class NounMention:
    """A person spoken of by a noun: where, which noun, and whether it means a child."""

    span: Span
    noun: str
    child: bool
    kin: bool


def name_clusters(text: str, tokens: Sequence[Token]) -> tuple[NameCluster, ...]:
    """Names of persons in ``text``, the same person's together.

    A name of one word joins the one fuller name that has it as first or last word; when several
    do, the most recent before it. Two full names with one surname stay two people.
    """
    spans = _name_spans(text, tokens)
    full: dict[str, list[Span]] = {}
    titles: dict[str, set[str]] = {}
    singles: list[tuple[Span, str, set[str]]] = []
    for span in spans:
        name, found_titles = _strip_titles(text, span)
        words = name.split()
        if len(words) > 1:
            key = _key_for(name, full)
            full.setdefault(key, []).append(span)
            titles.setdefault(key, set()).update(found_titles)
        else:
            singles.append((span, name, found_titles))
    lone: dict[str, list[Span]] = {}
    for span, name, found_titles in singles:
        low = name.lower()
        owners = [key for key in full if low in {key.lower().split()[0], key.lower().split()[-1]}]
        if owners:
            key = max(owners, key=lambda name: _last_before(full[name], span))
            full[key].append(span)
            titles[key].update(found_titles)
        else:
            lone.setdefault(name, []).append(span)
            titles.setdefault(name, set()).update(found_titles)
    everyone = {**full, **lone}
    repeats = _repeats(text, everyone)
    clusters = [
        NameCluster(name, tuple(sorted({*found, *repeats[name]})), frozenset(titles[name]))
        for name, found in everyone.items()
    ]
    return tuple(sorted(clusters, key=lambda cluster: cluster.spans[0]))


def noun_mentions(tokens: Sequence[Token]) -> tuple[NounMention, ...]:
    """Every noun that stands for a child, a relative or an adult whose role may matter."""
    found = []
    for token in tokens:
        if token.pos not in {"NOUN", "PROPN"}:
            continue
        noun = token.text.lower()
        if noun in CHILD_NOUNS or noun in KIN_NOUNS or noun in ADULT_NOUNS:
            child = noun in CHILD_NOUNS
            found.append(NounMention(token.span, noun, child, noun in KIN_NOUNS))
    return tuple(found)


def _name_spans(text: str, tokens: Sequence[Token]) -> list[Span]:
    spans: list[Span] = []
    start: int | None = None
    end = 0
    for token in (*tokens, None):
        label = token.entity if token else ""
        if start is not None and label != "I-PERSON":
            spans.append(Span(start, end))
            start = None
        if token and label == "B-PERSON":
            start = token.span.start
        if token and label.endswith("-PERSON"):
            end = token.span.end
    spans += [Span(*match.span("name")) for match in _CUED_NAME.finditer(text)]
    spans += [Span(*match.span("name")) for match in _TITLED_NAME.finditer(text)]
    spans += [Span(*match.span("name")) for match in _AGED_NAME.finditer(text)]
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end)):
        span = _trim(text, span)
        words = span.of(text)
        if not words or _NOT_A_NAME.search(words) or not words[0].isalpha():
            continue
        if not any(c.isalpha() for c in words) or words.lower() in _COMMON:
            continue
        if kept and span.start < kept[-1].end:
            kept[-1] = Span(kept[-1].start, max(kept[-1].end, span.end))
            continue
        kept.append(span)
    return kept


_COMMON = (
    CHILD_NOUNS
    | KIN_NOUNS
    | ADULT_NOUNS
    | TITLES
    | {"god", "he", "she", "they", "who", "police", "court", "allah", "jesus", "online"}
)


def _trim(text: str, span: Span) -> Span:
    """Without possessive, quotes, line ends and anything after them."""
    words = span.of(text).split("\n")[0]
    lead = len(words) - len(words.lstrip(" \"'([-"))
    words = words.strip(" \"'([)].,;:-")
    words = _POSSESSIVE.sub("", words)
    return Span(span.start + lead, span.start + lead + len(words))


def _strip_titles(text: str, span: Span) -> tuple[str, set[str]]:
    words = span.of(text).split()
    found = set()
    while len(words) > 1 and words[0].lower().rstrip(".") in TITLES:
        found.add(words.pop(0).lower().rstrip("."))
    before = re.findall(r"[\w.'-]+", text[max(0, span.start - 40) : span.start].split("\n")[-1])
    for word in reversed(before[-4:]):
        low = word.lower().rstrip(".")
        if low not in TITLES:
            break
        found.add(low)
    return " ".join(words), found


def _key_for(name: str, full: dict[str, list[Span]]) -> str:
    """A longer or shorter form already seen of the same name ("Jo Ann Smith", "Jo Smith")."""
    words = name.lower().split()
    for key in full:
        other = key.lower().split()
        if words == other or (words[-1] == other[-1] and words[0] == other[0]):
            return key
    return name


def _repeats(text: str, everyone: dict[str, list[Span]]) -> dict[str, set[Span]]:
    """Further places where a name stands that the recogniser passed over, by person.

    The whole name in any case; its first or last word when written with a capital. A word that
    several people share goes to the one named last before it.
    """
    forms: dict[str, list[str]] = {}
    for name in everyone:
        words = name.split()
        for form in {name, *(words[:1] + words[-1:] if len(words) > 1 else ())}:
            if len(form) > 2 and form.lower() not in _COMMON:
                forms.setdefault(form, []).append(name)
    taken = sorted(span for spans in everyone.values() for span in spans)
    more: dict[str, set[Span]] = {name: set() for name in everyone}
    for form, owners in sorted(forms.items(), key=lambda item: -len(item[0])):
        for match in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text, re.IGNORECASE):
            span = Span(*match.span())
            if " " not in form and not match[0][0].isupper():
                continue  # "brown", "long": a lower-case word is no name by itself
            if any(span.overlaps(other) for other in taken):
                continue
            taken.append(span)
            owner = max(owners, key=lambda name: _last_before(everyone[name], span))
            more[owner].add(span)
    return more


def _last_before(spans: Sequence[Span], span: Span) -> int:
    return max((other.start for other in spans if other.start < span.start), default=-1)
