"""What a policy is made of: codes, rules, lexicon entries, help lines, a profile.

Plain frozen values; ``summarizer.policy.load`` makes them from the TOML files beside this module
and validates every field. ``docs/policy.md`` tells an editor what the fields mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from summarizer.policy.identity import Identity
from summarizer.policy.known_names import KnownNames
from summarizer.policy.pattern import Pattern
from summarizer.policy.prefilter import Prefilter

__all__ = [
    "LIKELY",
    "Action",
    "Automatic",
    "Case",
    "Code",
    "Disguised",
    "Example",
    "HelpLine",
    "Innocent",
    "LexiconEntry",
    "Pattern",
    "PlainWords",
    "Policy",
    "Profile",
    "Rule",
    "Scope",
    "Topic",
    "Trust",
]

LIKELY = 0.9
"""How likely a sentence must be so by default."""
Action = Literal["remove", "replace", "mask", "keep", "add", "flag"]
Scope = Literal["span", "clause", "sentence"]
Trust = Literal["weighed", "always"]
Automatic = Literal["pattern", "code", "no"]
"""``pattern``: the cases below are live. ``code``: a module does it. ``no``: not yet automatic."""


@dataclass(frozen=True, slots=True)
class Case:
    """One thing a rule looks for (``find``), and what takes its place (``put``; may be empty)."""

    find: Pattern
    put: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A text that a rule must hit or leave alone. With ``summary``, ``text`` is its source."""

    text: str
    summary: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One of the 150 editorial rules.

    ``families``: the warning codes (or group letters such as ``SX``) it concerns; empty = all.
    ``when_codes``, ``when_concerns``: its cases apply only in a document that is warned for one of
    these, or has one of these concerns (``identity.toml``); both empty = always.
    ``unless``: a match is left alone when one of these matches in the same sentence and overlaps
    it or, for a pattern that starts with ``(?#sentence)``, anywhere in the sentence.
    ``scope``: what goes when a case matches: the match, its clause, or its sentence.
    ``stages``: ``source`` = applied before the writer reads; ``summary`` = checked in the output.
    ``blocked``: literal terms that the decoder may never emit.
    """

    id: str
    title: str
    families: tuple[str, ...]
    trigger: str
    action: Action
    instruction: str
    severity: int
    check: str
    source: str
    provenance: Literal["V", "S", "M", "O"]
    automatic: Automatic
    module: str = ""
    cases: tuple[Case, ...] = ()
    when_codes: tuple[str, ...] = ()
    when_concerns: tuple[str, ...] = ()
    unless: tuple[Pattern, ...] = ()
    scope: Scope = "span"
    stages: tuple[Literal["source", "summary"], ...] = ("source", "summary")
    blocked: tuple[str, ...] = ()
    hits: tuple[Example, ...] = ()
    misses: tuple[Example, ...] = ()

    @property
    def live(self) -> bool:
        """True when the program applies the rule by itself."""
        return self.automatic != "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A warning code of the taxonomy.

    ``ceiling`` is the highest level a summary may have. ``graphic_rule`` is the rule under which
    findings above the ceiling are taken out of the source.
    """

    slug: str
    short: str
    group: str
    definition: str
    label: str
    ceiling: int
    severity_rank: int
    graphic_rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LexiconEntry:
    """Wording that shows a warning code at a level; tested by its own examples.

    ``needs`` must match somewhere in the same sentence. ``unless`` works as in ``Rule``.
    ``when_codes``: counts only in a text where entries without this field show one of these.
    ``trust``: ``always`` = the trained heads may lower its findings and never set them aside.
    """

    id: str
    code: str
    level: int
    find: Pattern
    scope: Scope = "span"
    needs: Pattern | None = None
    unless: tuple[Pattern, ...] = ()
    when_codes: tuple[str, ...] = ()
    trust: Trust = "weighed"
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Disguised:
    """Words that are looked for in disguise ("k1lled", "r a p e"), in plain lower-case spelling.

    ``joined`` maps a phrase without its spaces to the phrase; ``apart`` are word pairs that are
    never joined; ``by_letter``: all words and joined phrases by their first letter.
    """

    words: frozenset[str]
    joined: Mapping[str, str]
    apart: frozenset[str]
    by_letter: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainWords:
    """What may be said of a protected person (``plain_words.toml``), in base forms.

    ``small``: more of them, which say so only where they are no name ("pleasant", not "Pleasant").
    ``contact``: words of ties and places in which people come to know each other. ``giveaways``:
    turns of plain words that say who somebody is to somebody.
    """

    words: frozenset[str]
    small: frozenset[str]
    contact: frozenset[str]
    giveaways: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Innocent:
    """Figurative or technical wording: findings of ``codes`` (empty = any) on it are figurative."""

    id: str
    find: Pattern
    codes: tuple[str, ...] = ()
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A neutral phrase for the setting of a document, for the warning line.

    ``implied_by``: codes whose own label already says it; beside one of them the topic adds
    nothing to a warning line.
    """

    label: str
    find: Pattern
    implied_by: tuple[str, ...] = ()
    hits: tuple[str, ...] = ()
    misses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpLine:
    """Somebody a reader can turn to (CW-09).

    ``source`` is the page that showed the number on the ISO date ``checked``.
    """

    codes: tuple[str, ...]
    country: str
    name: str
    contact: str
    checked: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A named choice: which rules are off, which ceilings are stricter, whose help lines.

    ``support``: how likely a sentence must be so that is not found again word for word.
    ``identity``: what it changes of the numbers in ``identity.toml``.
    """

    name: str
    title: str
    country: str = "GB"
    support: float = LIKELY
    rules_off: tuple[str, ...] = ()
    ceilings: tuple[tuple[str, int], ...] = ()
    identity: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything the stages need to know about what may be said.

    ``sha256`` is over the bytes of all files it was loaded from, in a fixed order. ``prefilter``:
    of the patterns of rules, which are asked of lines; ``wording``: of those of the lexicon, of
    innocents and topics, which are asked of whole texts. They save time and decide nothing.
    """

    profile: Profile
    sha256: str
    codes: tuple[Code, ...] = field(repr=False)
    rules: tuple[Rule, ...] = field(repr=False)
    lexicon: tuple[LexiconEntry, ...] = field(repr=False)
    innocents: tuple[Innocent, ...] = field(repr=False)
    disguised: Disguised = field(repr=False)
    identity: Identity = field(repr=False)
    known_names: KnownNames = field(repr=False)
    plain_words: PlainWords = field(repr=False)
    topics: tuple[Topic, ...] = field(repr=False)
    help_lines: tuple[HelpLine, ...] = field(repr=False)
    prefilter: Prefilter = field(repr=False, compare=False)
    wording: Prefilter = field(repr=False, compare=False)

    @property
    def name(self) -> str:
        """The profile's name."""
        return self.profile.name

    @property
    def trusted(self) -> frozenset[str]:
        """Codes and ids of lexicon entries whose findings are never set aside."""
        entries = frozenset(entry.id for entry in self.lexicon if entry.trust == "always")
        return entries | self.identity.codes["identifying"]

    def code(self, slug: str) -> Code:
        """The code with this slug.

        Raises:
            KeyError: when the taxonomy has none.
        """
        for code in self.codes:
            if code.slug == slug:
                return code
        raise KeyError(slug)

    def rule(self, rule_id: str) -> Rule:
        """The rule with this id.

        Raises:
            KeyError: when there is none.
        """
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        raise KeyError(rule_id)

    def active(self, rule: Rule) -> bool:
        """True when the rule is live and the profile has not switched it off."""
        return rule.live and rule.id not in self.profile.rules_off
