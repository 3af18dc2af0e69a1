"""Names that say nothing about a private person: authorities, laws, and large places.

``bodies.toml`` lists the words by which an authority is known; ``places.txt`` is made by
``training/places/build.py`` from GeoNames (CC BY 4.0): countries, large regions, capitals, and
cities of at least 100,000 inhabitants.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from summarizer.policy.people import TITLES
from summarizer.types import Span

__all__ = ["KnownNames", "bare"]

_WORD = re.compile(r"(?:[A-Z]\.)+|[^\W\d_](?:[\w'’.-]*[\w])?|&|\d{4}\b")
_JOINING = frozenset("of and the for on in to de des du del da against with & in".split())
_LEADING = frozenset(
    "the a an at in on under outside before after inside from by for and but when while as to of"
    " with since until into near".split()
)
_BETWEEN = frozenset({" ", "' ", "’ "})
"""Between neighbouring words of a name: "Archbishops' Council"."""
_OF = frozenset({"of", "for"})
_HEADLINE = 3
"""More words than this in capitals are a headline."""
_HEARD_IN = re.compile(
    r"(?<!tennis )(?<!squash )(?<!food )\b(?:(?:court(?: of [a-z]+(?: [a-z]+)?)?|tribunal|inquest)"
    r" (?:in|at|sitting in|sitting at) (?:the )?[A-ZÀ-Þ][\w'’-]+(?: County| District)?)\b"
    r"(?! (?:[A-Z][\w'’-]+ )?(?:Street|Road|Lane|Avenue|School|College|Club|Hotel|House|Hall"
    r"|Farm)\b)"
)
"""A hearing and its town: "the district court in Linn County", "an inquest in Exeter"."""
_GENITIVE = re.compile(r"\b(?P<name>[A-Z][\w-]+)['’]s(?= [A-Z])")
"""A body before the name of who speaks for it: "UNHCR's Jo Roe"."""
_SHORT = 3
"""Letters that may be somebody's initials beside other words."""
_UNDERTAKINGS = frozenset({"operation", "project", "taskforce"})
_KINDS = frozenset(
    "high supreme crown county youth family district federal appeal appeals magistrates"
    " magistrates' sheriff circuit superior provincial central national state military sessions"
    " juvenile criminal penal civil constitutional regional royal general international coroner"
    " coroners".split()
)
"""Words that make "… Court" an authority where a surname would stand ("Emma Court")."""
_LAW = re.compile(
    r"\b[Tt]he (?P<law>[A-Z][\w-]+"
    r"(?:,? (?:of|and|for|from|against|to|in|the|on|da|etc\.|\(?[A-Z][\w-]*\)?))*"
    r" (?:Act|Bill|Code|Law|Ordinance|Directive|Convention|Protocol)(?: (?:19|20)\d\d)?)\b"
)
"""A law with commas and "and" in its title: "the Crime and Policing Act 2014"."""
_SURNAMES = frozenset(
    "court chamber bailey union law force centre lords sheriff board bill code".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownNames:
    """Words and whole names, all in lower case; ``places``: name → whether it is a country's."""

    words: frozenset[str]
    laws: frozenset[str]
    names: frozenset[str]
    letters: frozenset[str]
    fields: frozenset[str]
    charities: str
    places: Mapping[str, bool] = field(repr=False)

    def is_large_place(self, name: str) -> bool:
        """True for a country, a large region or a large city."""
        return bare(name) in self.places

    def is_country(self, name: str) -> bool:
        """True for a country or a continent."""
        return self.places.get(bare(name), False)

    def bodies_in(self, text: str) -> tuple[Span, ...]:
        """Where a text names an authority, a court, a law or a charity, in order."""
        found = [
            span
            for run in _runs(text)
            if not self._shouted(text, run)
            for part in self._parts(text, run)
            for span in part
        ]
        for match in _LAW.finditer(text):
            law = Span(*match.span("law"))
            if not match["law"].isupper():
                found = [*(span for span in found if not law.contains(span)), law]
        for match in _GENITIVE.finditer(text):
            known = match["name"] in self.letters or match["name"].lower() in self.names
            if known and not any(map(Span(*match.span()).overlaps, found)):
                found.append(Span(*match.span()))
        for match in _HEARD_IN.finditer(text):
            heard = Span(*match.span())
            if not any(map(heard.overlaps, found)):
                found.append(heard)
        for match in _odd(self.names).finditer(text):
            odd = Span(*match.span())
            found = [*(span for span in found if not odd.overlaps(span)), odd]
        for match in _charity(self.charities).finditer(text):
            span = Span(*match.span("a" if match["a"] else "b"))
            if not any(map(span.overlaps, found)):
                found.append(span)
        return tuple(sorted(_with_seat(text, span) for span in found))

    def laws_among(self, bodies: Sequence[Span], text: str) -> tuple[Span, ...]:
        """Those of ``bodies_in`` that are laws or treaties."""
        return tuple(
            span for span in bodies if {bare(word) for word in span.of(text).split()} & self.laws
        )

    def _shouted(self, text: str, run: Sequence[Span]) -> bool:
        """True for a headline in capitals: there they say nothing, unless all of it is a name."""
        words = [word.of(text) for word in run]
        if len(words) <= _HEADLINE or not all(word.isupper() for word in words):
            return False
        known = self.words | self.fields | _KINDS | _JOINING
        return not all(bare(word) in known or self.is_large_place(word) for word in words)

    def _parts(self, text: str, run: list[Span]) -> Iterator[list[Span]]:
        """The pieces of a run of capitals that are bodies; "and" joins only what it must."""
        first = next((w for w in run if w.of(text).lower() not in _LEADING), run[0])
        whole = Span(first.start, run[-1].end)
        if bare(whole.of(text)) in self.names:
            yield [whole]
            return
        pieces: list[list[Span]] = [[]]
        for word in run:
            if word.of(text).lower() in {"and", "&"}:
                pieces.append([])
            else:
                pieces[-1].append(word)
        joined: list[list[Span]] = []
        for piece in pieces:
            before = joined[-1] if joined else []
            if before and piece and self._belongs(text, before, piece):
                joined[-1] = [*before, *piece]
            elif piece:
                joined.append(piece)
        for piece in joined:
            words = list(piece)
            while words and words[0].of(text).lower() in _LEADING:
                words.pop(0)
            while words and words[-1].of(text).lower() in _JOINING:
                words.pop()
            if words and self._is_body(text, words):
                yield [Span(words[0].start, words[-1].end)]

    def _belongs(self, text: str, left: list[Span], right: list[Span]) -> bool:
        said = [word.of(text).lower() for word in left]
        if self._is_body(text, left):
            return bool(_OF & set(said)) and not self._is_body(text, right)
        if not self._is_body(text, right):
            return False
        own = [word for word in said if word not in _LEADING]
        return self.is_large_place(" ".join(own)) or bool(own and own[-1] in self.fields)

    def _is_body(self, text: str, words: list[Span]) -> bool:
        whole = bare(" ".join(word.of(text) for word in words))
        said = [bare(word.of(text)) for word in words]
        if _holds_name(self.names, whole.split()):
            return True
        if len(words) == 1 and words[0].of(text).replace(".", "") in self.letters:
            return True
        if any(len(w.of(text)) > _SHORT and w.of(text) in self.letters for w in words):
            return True
        if said[0] in _UNDERTAKINGS and len(said) > 1:
            return True
        at = [index for index, word in enumerate(said) if word in self.words]
        law = [word for word in said if not word.isdigit()][-1:]
        if law and law[0] in self.laws and len(said) > 1:
            at.append(len(said) - 1)
        titled = at == [0] and words[0].of(text).lower() in TITLES and len(said) > 1
        if titled and not TITLES.issuperset(said) and not _SURNAMES.intersection(said):
            return False  # "Coroner Jo Roe" is somebody
        if len(said) == 2 and at and said[1] in _SURNAMES:
            return said[0] in _KINDS or "-" in said[0] or self.is_large_place(said[0])
        return bool(at) and (len(said) > 1 or said[0] not in _SURNAMES)


def _with_seat(text: str, body: Span) -> Span:
    """A court with its place: "County Court at Bendigo", "Court Martial Centre, Bulford"."""
    match = _SEAT.match(text, body.end) if "court" in body.of(text).lower() else None
    if match is None or match["place"].lower() in TITLES:
        return body
    further = match["further"]
    whole = further is None or further.lower().rstrip(".") not in TITLES
    return Span(body.start, match.end() if whole else match.end("place"))


_SEAT = re.compile(
    r"(?:,| at| in| of| sitting at) (?:the )?(?P<place>[A-ZÀ-Þ][\w'’-]+)(?:"
    r" (?P<further>[A-ZÀ-Þ][\w'’-]+))?"
)


@cache
def _by_first_word(names: frozenset[str]) -> Mapping[str, Sequence[Sequence[str]]]:
    found: dict[str, list[list[str]]] = {}
    for name in names:
        words = name.split()
        found.setdefault(words[0], []).append(words)
    return found


def _holds_name(names: frozenset[str], words: list[str]) -> bool:
    known = _by_first_word(names)
    return any(
        words[start : start + len(name)] == name
        for start, word in enumerate(words)
        for name in known.get(word, ())
    )


@cache
def _odd(names: frozenset[str]) -> re.Pattern[str]:
    """The names that are no run of capitals: with a comma, a number or another small word."""
    odd = [
        name
        for name in sorted(names, key=len, reverse=True)
        if "," in name or name[0].isdigit() or {"from", "not", "without"} & set(name.split())
    ]
    spelt = (re.escape(name[0].upper()) + f"(?i:{re.escape(name[1:])})" for name in odd)
    return re.compile(rf"\b(?:{'|'.join(spelt)})\b" if odd else r"(?!)")


@cache
def _charity(kinds: str) -> re.Pattern[str]:
    name = r"[A-Z][\w'’-]+(?: (?:of|for|de|[A-Z][\w'’-]+)){0,4}(?<! of)(?<! for)(?<! de)"
    return re.compile(
        rf"(?P<a>{name}), (?:an? |the |which (?:helps|supports|advises|works with) )"
        rf"(?:[\w'’-]+ ){{0,4}}?(?:{kinds}|which|victims|survivors|women|children)\b"
        rf"|\b(?:{kinds}),? (?P<b>{name})"
    )


def bare(name: str) -> str:
    """A name in lower case, without article and possessive."""
    low = name.lower().replace("’", "'").removeprefix("the ").strip()
    return low.removesuffix("'s").removesuffix("'")


def _runs(text: str) -> Iterator[list[Span]]:
    """Neighbouring capitalised words with the small words that join them, a space between."""
    run: list[Span] = []
    for match in _WORD.finditer(text):
        word = Span(*match.span())
        capital = match[0][0].isupper() or (run and match[0].isdigit())
        joins = match[0].lower() in _JOINING
        near = bool(run) and text[run[-1].end : word.start] in _BETWEEN
        if not near:
            if run:
                yield run
            run = []
        if capital or (joins and run):
            run.append(word)
        elif run:
            yield run
            run = []
    if run:
        yield run
