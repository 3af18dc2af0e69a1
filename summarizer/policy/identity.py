"""Who may not be recognised, and how much may be told of them (``identity.toml``)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from summarizer.policy.pattern import Pattern

__all__ = [
    "CONCERNS",
    "KINDS",
    "Circumstance",
    "Concern",
    "FactKind",
    "Identity",
    "Protection",
    "PublicEvent",
]

Concern = Literal["sexual", "identifying", "self-harm", "harm"]
"""What a document is about, as far as it decides who is protected."""
CONCERNS: tuple[str, ...] = get_args(Concern)

FactKind = Literal[
    "relationship", "address", "institution", "exact-date", "exact-age", "town", "occupation",
    "trait", "sex", "age-band", "region", "year",
]  # fmt: skip
"""What can be told of a person that helps to recognise them."""
KINDS: tuple[str, ...] = get_args(FactKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstance:
    """Wording that shows a concern where no code does; ``needs`` must stand there as well."""

    id: str
    concerns: frozenset[str]
    find: Pattern
    needs: Pattern | None = None
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()

    def shows_in(self, text: str) -> bool:
        """Whether a text holds the wording."""
        needed = self.needs is None or self.needs.search(text) is not None
        return needed and self.find.search(text) is not None


_OPENING = 600
"""Characters of a text in which it says what happened: headline and lead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicEvent:
    """Wording by which a text opens with an event that was done to many, or in the open.

    ``find``: what was done to many; ``events``: words for an event, which prove it where one of
    ``codes`` is warned for. ``unless``: wording of homes and abuse, beside which it proves nothing.
    ``weak``: circumstances that prove no private life in such a text: a bishop speaks at the
    funeral of many. ``narrow``: those that tell of somebody, and not of what was done to them: a
    court for the young.
    """

    find: tuple[Pattern, ...] = field(repr=False)
    events: tuple[Pattern, ...] = field(repr=False)
    unless: Pattern = field(repr=False)
    codes: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    narrow: frozenset[str] = frozenset()
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()

    def opens(self, text: str, codes: Collection[str] = ()) -> bool:
        """Whether the opening of a text tells of such an event and of nothing at home.

        ``codes``: what the text is warned for.
        """
        opening = text[:_OPENING]
        told = self.harms_many(text) or (
            not self.codes.isdisjoint(codes)
            and any(pattern.search(opening) for pattern in self.events)
        )
        return told and self.unless.search(opening) is None

    def harms_many(self, text: str) -> bool:
        """Whether the opening of a text says that several people died or were hurt."""
        opening = text[:_OPENING]
        return any(pattern.search(opening) for pattern in self.find)


@dataclass(frozen=True, slots=True, kw_only=True)
class Protection:
    """A row of the table that says who is protected, by which rule, in which documents.

    Empty ``roles`` or ``stages``: any. ``dead``: only those who are said to have died. ``close``:
    only plain words stay of what is told of them.
    """

    rule: str
    concern: str
    roles: frozenset[str] = frozenset()
    age: Literal["child", "adult", "any"] = "any"
    stages: frozenset[str] = frozenset()
    dead: bool = False
    close: bool = False

    def fits(
        self, *, role: str, child: bool, stage: str, concerns: Collection[str], dead: bool
    ) -> bool:
        """Whether it speaks of such a person in such a document."""
        return (
            self.concern in concerns
            and (dead or not self.dead)
            and (not self.roles or role in self.roles)
            and (self.age == "any" or (self.age == "child") == child)
            and (not self.stages or stage in self.stages)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The tables of ``identity.toml``, with what the profile changes of them.

    ``codes``: concern → warning codes. ``points`` and ``worth`` by kind of fact. ``budget``: most
    points of one person, with an offender named and otherwise. ``doubt``: probability from which
    the heads make a concern; "private" stands for that of a text about private lives,
    "private-beside-harm" for the same where harm is told openly, "private-at-large" where the text
    opens with a public event, "private-names" for that from which private people are not named.
    """

    codes: Mapping[str, frozenset[str]]
    circumstances: tuple[Circumstance, ...] = field(repr=False)
    public_event: PublicEvent = field(repr=False)
    protections: tuple[Protection, ...] = field(repr=False)
    points: Mapping[str, int]
    worth: Mapping[str, int]
    budget_named: int
    budget_otherwise: int
    doubt: Mapping[str, float] = field(default_factory=dict)

    def concerns_of(
        self,
        codes: Collection[str],
        text: str,
        likely: Mapping[str, float] | None = None,
        private: float = 0.0,
    ) -> frozenset[str]:
        """What a document is about: by its warnings, by its wording, else by the heads' doubt.

        Harm that is told quietly shows in none of these: a text about private lives is read as if
        it held some. Where harm is told openly more is asked for: news of a killing is no story of
        private lives because a family is in it. Most is asked for where a text opens with what was
        done to many, in the open; warnings and words of abuse count there as anywhere.

        Args:
            codes: what it is warned for.
            text: its words.
            likely: code → the highest probability in any sentence that it is there at all.
            private: probability that it tells of the private lives of people.
        """
        found = {concern for concern, own in self.codes.items() if own & set(codes)}
        at_large = self.public_event.opens(text, codes)
        for circumstance in self.circumstances:
            if at_large and circumstance.id in self.public_event.weak:
                continue
            if not circumstance.concerns <= found and circumstance.shows_in(text):
                found |= circumstance.concerns
        if not found:
            for concern in self.doubt.keys() & self.codes.keys():
                least = self.doubt[concern]
                if any((likely or {}).get(code, 0.0) >= least for code in self.codes[concern]):
                    found |= {concern, "harm"}
        if self.public_event.harms_many(text):
            found |= {"harm"}  # an accident is no crime, and its dead are not named either
        openly = not self.codes.get("harm", frozenset()).isdisjoint(codes)
        asked = "private-beside-harm" if openly else "private"
        least = self.doubt.get("private-at-large" if at_large else asked, 1.0)
        if "identifying" not in found and private >= least:
            found |= {"identifying", "harm"}
        if private >= self.doubt.get("private-names", 1.0):
            found |= {"harm"}
        return frozenset(found)
