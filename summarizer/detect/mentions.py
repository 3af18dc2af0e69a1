"""Where people are spoken of: names, joined across a document, and nouns for persons.

Offsets are *plain* offsets; ``detect`` turns them into original ones at its border.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.detect.names import COMMON, begins_a_body, name_spans
from summarizer.policy.people import ADULT_NOUNS, CHILD_NOUNS, KIN_NOUNS, TITLES
from summarizer.text import lies_in
from summarizer.types import Span, Token

__all__ = ["NameCluster", "NounMention", "name_clusters", "noun_mentions"]


@dataclass(frozen=True, slots=True)
class NameCluster:
    """All places where one person is named. ``name`` is the fullest form seen.

    ``shared`` are those where a surname might mean another person as well.
    """

    name: str
    spans: tuple[Span, ...]
    titles: frozenset[str]
    shared: frozenset[Span] = frozenset()

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


def name_clusters(
    text: str,
    tokens: Sequence[Token],
    *,
    strict: bool = False,
    bodies: Sequence[Span] = (),
    within: Sequence[Span] | None = None,
) -> tuple[NameCluster, ...]:
    """Names of persons in ``text``, the same person's together.

    A name of one word joins the one fuller name that has it among its words ("Reyes" may be the
    surname of "Joaquín Reyes Montalbán"); when several do, the one named first, and what is said
    there counts for nobody's role. Two full names with one surname stay two people. ``strict`` and
    ``bodies`` as in ``name_spans``; ``within``: the sentences to look at, in order (all of the text
    when None).
    """
    spans = name_spans(text, tokens, strict=strict, bodies=bodies)
    if within is not None:
        spans = [span for span in spans if lies_in(span, within)]
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
    shared: set[Span] = set()
    for span, name, found_titles in singles:
        low = name.lower()
        owners = [
            key
            for key in full
            if low in key.lower().split() and not _is_spouse(text, full[key][0], found_titles)
        ]
        if owners:
            key = min(owners, key=lambda name: full[name][0])
            full[key].append(span)
            if len(owners) > 1:
                shared.add(span)
            else:
                titles[key].update(found_titles)
        else:
            lone.setdefault(name, []).append(span)
            titles.setdefault(name, set()).update(found_titles)
    everyone = {**full, **lone}
    seats = [
        Span(body.start + match.end(), body.end)
        for body in bodies
        if (match := re.search("(?i)court", body.of(text)))
    ]
    repeats = _repeats(text, everyone, shared, seats)
    clusters = [
        NameCluster(
            name,
            tuple(sorted({*found, *repeats[name]})),
            frozenset(titles[name]),
            frozenset(shared.intersection({*found, *repeats[name]})),
        )
        for name, found in everyone.items()
    ]
    return tuple(sorted(clusters, key=lambda cluster: cluster.spans[0]))


_NEXT_CAPITAL = re.compile(r"(?:['’]s)? (?P<word>[A-Z][\w'’-]+)")


def _in_longer_name(text: str, span: Span, owners: Sequence[str]) -> bool:
    """True for a surname that begins the name of something else: "Crane Street", "Shaw's Yard"."""
    match = _NEXT_CAPITAL.match(text, span.end)
    return match is not None and not any(match["word"] in owner.split() for owner in owners)


def noun_mentions(tokens: Sequence[Token]) -> tuple[NounMention, ...]:
    """Every noun that stands for a child, a relative or an adult whose role may matter.

    Not "Children" in "the Children's Relief Fund".
    """
    found = []
    for index, token in enumerate(tokens):
        if token.pos not in {"NOUN", "PROPN"}:
            continue
        noun = token.text.lower()
        somebody = noun in CHILD_NOUNS or noun in KIN_NOUNS or noun in ADULT_NOUNS
        if somebody and not begins_a_body(tokens, index):
            child = noun in CHILD_NOUNS
            found.append(NounMention(token.span, noun, child, noun in KIN_NOUNS))
    return tuple(found)


def _strip_titles(text: str, span: Span) -> tuple[str, set[str]]:
    words = span.of(text).split()
    found = set()
    while len(words) > 1 and words[0].lower().rstrip(".") in TITLES:
        found.add(words.pop(0).lower().rstrip("."))
    before = re.findall(r"[\w.'-]+", text[max(0, span.start - 40) : span.start].split("\n")[-1])
    for word in reversed(before[-4:]):
        low = word.lower().rstrip(".")
        if low not in TITLES:
            if low in _OWNERS and not found & _COUNSEL:
                found.clear()  # "her own sergeant, Jo Roe"
            break
        found.add(low)
    return " ".join(words), found


_OWNERS = frozenset("her his their my our own".split())
_COUNSEL = frozenset("barrister barr solicitor attorney advocate".split())
"""Whose title says what they are to a case, not to somebody's life."""


_HERS = frozenset({"mrs", "ms", "lady"})
_HIS_WIFE = re.compile(r"\bhis (?:\w+ )?(?:ex-)?wife\b")
_GOES_ON = re.compile(r"[.!?][\"”’)]*\s+(?P<who>He|His|She|Her)\b")
_BEHIND = 400
"""Characters behind a full name in which a sentence may begin with a pronoun for it."""


def _is_spouse(text: str, full: Span, titles: set[str]) -> bool:
    """True for "Mrs Roe" where the text goes on about "Lewis Roe" with "He" and tells of a wife."""
    if not titles & _HERS or not _HIS_WIFE.search(text):
        return False
    match = _GOES_ON.search(text, full.end, full.end + _BEHIND)
    return match is not None and match["who"] in {"He", "His"}


def _key_for(name: str, full: dict[str, list[Span]]) -> str:
    """A longer or shorter form already seen of the same name ("Jo Ann Smith", "Jo Smith")."""
    words = name.lower().split()
    for key in full:
        other = key.lower().split()
        if words == other or (words[-1] == other[-1] and words[0] == other[0]):
            return key
    return name


def _repeats(
    text: str, everyone: dict[str, list[Span]], shared: set[Span], seats: Sequence[Span]
) -> dict[str, set[Span]]:
    """Further places where a name stands that the recogniser passed over, by person.

    The whole name in any case; each of its words when written with a capital. A word that
    several people share goes to the one named first, and into ``shared``.
    """
    forms: dict[str, list[str]] = {}
    for name in everyone:
        words = name.split()
        for form in {name, *(words if len(words) > 1 else ())}:
            if len(form) > 2 and form.lower() not in COMMON:
                forms.setdefault(form, []).append(name)
    taken = sorted(span for spans in everyone.values() for span in spans)
    more: dict[str, set[Span]] = {name: set() for name in everyone}
    for form, owners in sorted(forms.items(), key=lambda item: -len(item[0])):
        for match in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text, re.IGNORECASE):
            span = Span(*match.span())
            if " " not in form and not match[0][0].isupper():
                continue  # "brown", "long": a lower-case word is no name by itself
            if any(span.overlaps(other) for other in taken) or any(
                seat.contains(span) for seat in seats
            ):
                continue
            if " " not in form and _in_longer_name(text, span, owners):
                continue
            taken.append(span)
            if len(owners) > 1:
                shared.add(span)
            more[min(owners, key=lambda name: everyone[name][0])].add(span)
    return more
