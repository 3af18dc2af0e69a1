"""Loads a policy from the TOML files beside this module, and refuses one that is not whole.

``load_policy`` validates every field. What needs the regular expressions compiled (do they
compile, can they match nothing, does a replacement name a group that exists) is
``check_patterns``: it takes seconds, so ``summarizer policy check`` and the tests call it.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from summarizer.errors import PolicyError
from summarizer.policy.disguise import parse_disguised
from summarizer.policy.fields import distinct
from summarizer.policy.parse import parse_codes, parse_help_lines, parse_profile
from summarizer.policy.parse_identity import parse_identity
from summarizer.policy.parse_lexicon import (
    parse_innocents,
    parse_lexicon,
    parse_topics,
    parse_words,
)
from summarizer.policy.parse_names import parse_known_names, parse_plain_words
from summarizer.policy.parse_rules import parse_rules
from summarizer.policy.prefilter import Prefilter
from summarizer.policy.schema import Code, Pattern, Policy, Profile, Rule

__all__ = ["check_patterns", "label_of", "load_from", "load_policy", "profile_names"]

RULE_COUNTS = (
    ("CT", 22),
    ("ID", 28),
    ("SV", 12),
    ("SU", 19),
    ("DV", 7),
    ("VI", 13),
    ("CR", 7),
    ("PF", 10),
    ("GD", 8),
    ("CW", 9),
    ("FA", 8),
    ("RV", 7),
)
"""The families of the rule table and how many rules each holds: 150."""

GROUPS = ("SX", "VL", "MV", "AB", "SH", "DM", "HD", "OT")
CODE_COUNT = 30
PROFILES = ("default", "court-archive", "platform")

PROBES = ("", 'The court (of 3) heard: "no", it\'s said.\n\nA well-known man, 42, left.')
"""Texts in which a pattern that can match nothing somewhere shows it."""

_GROUP_REFERENCE = re.compile(r"\\g<(\w+)>|\\([1-9]\d?)")


def profile_names() -> tuple[str, ...]:
    """The profiles that come with the program."""
    return PROFILES


@cache
def load_policy(profile: str | Path = "default", *, country: str | None = None) -> Policy:
    """Loads the rules, the lexicon and a profile.

    Args:
        profile: the name of a profile that comes with the program, or a path to a TOML file.
        country: whose help lines to give (ISO 3166-1 alpha-2); the profile's own when None.

    Returns:
        The policy; the ceilings of its codes are already those of the profile.

    Raises:
        PolicyError: naming file, table and field, when anything is missing or wrong.
    """
    return load_from(files("summarizer.policy"), profile, country=country)


def label_of(code: str) -> str:
    """The taxonomy's label of a warning code; the code itself where there is none."""
    try:
        return load_policy().code(code).label
    except KeyError:
        return code


def load_from(
    root: Traversable, profile: str | Path = "default", *, country: str | None = None
) -> Policy:
    """``load_policy`` for the files below another folder, not kept in memory.

    Raises:
        PolicyError: as ``load_policy``.
    """
    reader = _Reader(root)
    codes = parse_codes(*reader.read("taxonomy.toml"))
    if len(codes) != CODE_COUNT:
        raise PolicyError(f"taxonomy.toml: has {len(codes)} codes, not {CODE_COUNT}")
    rules = tuple(rule for family, count in RULE_COUNTS for rule in _family(reader, family, codes))
    _check_graphic_rules(codes, rules)
    words = parse_words(*reader.read("lexicon/words.toml"))
    lexicon = tuple(
        entry
        for group in GROUPS
        for entry in parse_lexicon(
            *reader.read(f"lexicon/{group.lower()}.toml"), group, codes, words
        )
    )
    distinct("lexicon", "id", [entry.id for entry in lexicon])
    innocents = parse_innocents(*reader.read("innocents.toml"), codes, words)
    tables = reader.read("identity.toml")
    disguised = parse_disguised(*reader.read("disguised.toml"))
    known_names = parse_known_names(*reader.read("bodies.toml"), reader.text("places.txt"))
    plain_words = parse_plain_words(*reader.read("plain_words.toml"))
    topics = parse_topics(*reader.read("topics.toml"), codes, words)
    help_lines = parse_help_lines(*reader.read("support.toml"), codes)
    chosen = parse_profile(*reader.read_profile(profile), rules, codes)
    identity = parse_identity(
        *tables, codes, rules, rules_off=chosen.rules_off, changes=chosen.identity
    )
    if country is not None:
        if not re.fullmatch("[A-Z]{2}", country):
            raise PolicyError("country: must be two capital letters (ISO 3166-1 alpha-2)")
        chosen = replace(chosen, country=country)
    return Policy(
        profile=chosen,
        sha256=reader.sha256(),
        codes=_with_ceilings(codes, chosen),
        rules=rules,
        lexicon=lexicon,
        innocents=innocents,
        disguised=disguised,
        identity=identity,
        known_names=known_names,
        plain_words=plain_words,
        topics=topics,
        help_lines=help_lines,
        prefilter=Prefilter(
            [*(case.find for rule in rules for case in rule.cases), *plain_words.giveaways]
        ),
        wording=Prefilter(
            [
                *(entry.find for entry in lexicon),
                *(innocent.find for innocent in innocents),
                *(topic.find for topic in topics),
            ]
        ),
    )


class _Reader:
    """Reads TOML files below a folder and keeps a hash over their bytes."""

    def __init__(self, root: Traversable) -> None:
        self._root = root
        self._hash = hashlib.sha256()

    def read(self, name: str) -> tuple[str, dict[str, Any]]:
        """A file's name and its contents.

        Raises:
            PolicyError: when it cannot be read or is not TOML.
        """
        return self._parse(name, self._root.joinpath(name), name)

    def read_profile(self, profile: str | Path) -> tuple[str, dict[str, Any]]:
        """The same for a profile, by name or path.

        Raises:
            PolicyError: also when there is no profile of that name.
        """
        name = str(profile)
        if name in PROFILES:
            place = self._root.joinpath(f"profiles/{name}.toml")
            return self._parse(f"profiles/{name}.toml", place, "profile")
        if not isinstance(profile, Path) and not name.endswith(".toml"):
            raise PolicyError(
                f"there is no profile {name!r}; choose {', '.join(PROFILES)} or give a .toml file"
            )
        return self._parse(name, Path(name), "profile")

    def text(self, name: str) -> str:
        """The words of a file that is not TOML.

        Raises:
            PolicyError: when it cannot be read.
        """
        return self._bytes(name, self._root.joinpath(name), name).decode()

    def _bytes(self, name: str, place: Traversable, label: str) -> bytes:
        try:
            content = place.read_bytes()
        except OSError as error:
            raise PolicyError(f"{name}: cannot be read: {error.strerror}") from error
        # Name and length go in too, so that text moved from one file to the next shows.
        self._hash.update(f"{label}\0{len(content)}\0".encode())
        self._hash.update(content)
        return content

    def _parse(self, name: str, place: Traversable, label: str) -> tuple[str, dict[str, Any]]:
        content = self._bytes(name, place, label)
        try:
            return name, tomllib.loads(content.decode())
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise PolicyError(f"{name}: is not TOML: {error}") from error

    def sha256(self) -> str:
        """Hex digest of everything read so far."""
        return self._hash.hexdigest()


def _family(reader: _Reader, family: str, codes: tuple[Code, ...]) -> tuple[Rule, ...]:
    count = dict(RULE_COUNTS)[family]
    name, data = reader.read(f"rules/{family.lower()}.toml")
    rules = parse_rules(name, data, family, codes)
    if len(rules) != count:
        raise PolicyError(f"{name}: has {len(rules)} rules, not {count}")
    return rules


def _check_graphic_rules(codes: tuple[Code, ...], rules: tuple[Rule, ...]) -> None:
    ids = {rule.id for rule in rules}
    for code in codes:
        if code.graphic_rule not in ids:
            raise PolicyError(
                f"taxonomy.toml: {code.slug}: graphic_rule: no rule {code.graphic_rule!r}"
            )


def _with_ceilings(codes: tuple[Code, ...], profile: Profile) -> tuple[Code, ...]:
    ceilings = dict(profile.ceilings)
    return tuple(
        replace(code, ceiling=ceilings[code.slug]) if code.slug in ceilings else code
        for code in codes
    )


def patterns_of(policy: Policy) -> Iterator[tuple[str, Pattern, str]]:
    """Every pattern of a policy: what it belongs to, itself, its replacement."""
    for rule in policy.rules:
        for number, case in enumerate(rule.cases, 1):
            yield f"{rule.id}: case {number}", case.find, case.put
        for number, pattern in enumerate(rule.unless, 1):
            yield f"{rule.id}: unless {number}", pattern, ""
    for entry in policy.lexicon:
        yield f"{entry.id}: find", entry.find, ""
        if entry.needs is not None:
            yield f"{entry.id}: needs", entry.needs, ""
        for number, pattern in enumerate(entry.unless, 1):
            yield f"{entry.id}: unless {number}", pattern, ""
    for innocent in policy.innocents:
        yield f"{innocent.id}: find", innocent.find, ""
    for number, pattern in enumerate(policy.plain_words.giveaways, 1):
        yield f"plain_words: giveaway {number}", pattern, ""
    for circumstance in policy.identity.circumstances:
        yield f"identity: {circumstance.id}: find", circumstance.find, ""
        if circumstance.needs is not None:
            yield f"identity: {circumstance.id}: needs", circumstance.needs, ""
    event = policy.identity.public_event
    for number, pattern in enumerate((*event.find, *event.events, event.unless), 1):
        yield f"identity: public-event {number}", pattern, ""
    for topic in policy.topics:
        yield f"{topic.label}: find", topic.find, ""


def check_patterns(policy: Policy) -> int:
    """Compiles every pattern of a policy and looks at its replacement.

    Returns:
        How many patterns there are.

    Raises:
        PolicyError: when one is no regular expression, matches the empty string, or its
            replacement names a group that it does not have.
    """
    patterns = list(patterns_of(policy))
    for where, pattern, put in patterns:
        try:
            compiled = pattern.compiled()
        except re.error as error:
            raise PolicyError(f"{where}: is not a regular expression: {error}") from error
        if any(not match.group() for text in PROBES for match in compiled.finditer(text)):
            raise PolicyError(f"{where}: matches the empty string")
        for name, number in _GROUP_REFERENCE.findall(put):
            known = (
                name in compiled.groupindex
                if name and not name.isdigit()
                else (int(name or number) <= compiled.groups)
            )
            if not known:
                raise PolicyError(f"{where}: put: there is no group {name or number!r}")
    return len(patterns)
