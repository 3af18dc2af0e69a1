"""TOML tables → the frozen values of ``schema``, each field validated."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, cast

from summarizer.errors import PolicyError
from summarizer.policy.fields import Table, table_list
from summarizer.policy.schema import (
    Action,
    Automatic,
    Case,
    Code,
    Example,
    HelpLine,
    Innocent,
    LexiconEntry,
    Profile,
    Rule,
    Scope,
    Topic,
)

__all__ = [
    "parse_codes",
    "parse_help_lines",
    "parse_innocents",
    "parse_lexicon",
    "parse_profile",
    "parse_rules",
    "parse_topics",
    "parse_words",
]

Data = Mapping[str, Any]

ACTIONS = ("remove", "replace", "mask", "keep", "add", "flag")
SCOPES = ("span", "clause", "sentence")
AUTOMATIC = ("pattern", "code", "no")
STAGES = ("source", "summary")
CHECKS = (
    "pattern",
    "model",
    "person",
    "pattern+model",
    "pattern+person",
    "model+person",
    "pattern+model+person",
)
MODULES = (
    "policy.support",
    "redact.identity",
    "report",
    "verify.grounding",
    "verify.headline",
    "verify.roles",
    "verify.stage",
    "verify.warning",
    "write.guard",
    "write.prompts",
)
NO_EXAMPLES = ("report", "verify.warning", "write.guard", "write.prompts")
"""Modules whose rules do not act on one text, so that no text can show them."""

_SLUG = re.compile(r"cw(?:-[a-z]+)+")
_RULE_ID = re.compile(r"[A-Z]{2}-\d\d")
_ENTRY_ID = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_COUNTRY = re.compile(r"[A-Z]{2}")


def parse_codes(where: str, data: Data) -> tuple[Code, ...]:
    """The warning codes of the taxonomy.

    Raises:
        PolicyError: on a wrong field, or a slug, short name or rank used twice.
    """
    codes = []
    for table in table_list(where, data, "code"):
        code = Code(
            slug=_matching(table, "slug", _SLUG),
            short=table.text("short"),
            group=table.text("group"),
            definition=table.text("definition"),
            label=table.text("label"),
            ceiling=table.integer("ceiling", 0, 4),
            severity_rank=table.integer("severity_rank", 1, 99),
            graphic_rule=_matching(table, "graphic_rule", _RULE_ID),
        )
        if not code.short.startswith(code.group):
            raise table.error("short", "does not begin with its group")
        table.done()
        codes.append(code)
    for field in ("slug", "short", "severity_rank", "label"):
        _distinct(where, field, [str(getattr(code, field)) for code in codes])
    return tuple(codes)


def parse_rules(where: str, data: Data, family: str, codes: tuple[Code, ...]) -> tuple[Rule, ...]:
    """The rules of one family, numbered 01, 02, … in order.

    Raises:
        PolicyError: on a wrong field, a gap in the numbering, an unknown code, or a live rule
            without cases, module or examples.
    """
    rules = []
    for number, table in enumerate(table_list(where, data, "rule"), 1):
        expected = f"{family}-{number:02}"
        rule_id = table.text("id")
        if rule_id != expected:
            raise table.error("id", f"must be {expected}")
        table.where = f"{where}: {rule_id}"
        rules.append(_rule(table, rule_id, codes))
        table.done()
    return tuple(rules)


def _rule(table: Table, rule_id: str, codes: tuple[Code, ...]) -> Rule:
    slugs = {code.slug for code in codes}
    groups = {code.group for code in codes}
    stages = table.texts("stages") or STAGES
    for stage in stages:
        if stage not in STAGES:
            raise table.error("stages", f"must be among {', '.join(STAGES)}")
    blocked = table.texts("blocked")
    if any(term != term.lower() for term in blocked):
        raise table.error("blocked", "must be lower case")
    rule = Rule(
        id=rule_id,
        title=table.text("title"),
        families=_known(table, "families", slugs | groups),
        trigger=table.text("trigger"),
        action=cast(Action, table.choice("action", ACTIONS)),
        instruction=table.text("instruction"),
        severity=table.integer("severity", 1, 4),
        check=table.choice("check", CHECKS),
        source=table.text("source"),
        provenance=cast(Any, table.choice("provenance", ("V", "S", "M", "O"))),
        automatic=cast(Automatic, table.choice("automatic", AUTOMATIC)),
        module=table.choice("module", ("", *MODULES), ""),
        cases=tuple(_case(table, n, item) for n, item in enumerate(table.items("cases"), 1)),
        when_codes=_known(table, "when_codes", slugs),
        unless=table.patterns("unless", {}),
        scope=cast(Scope, table.choice("scope", SCOPES, "span")),
        stages=cast(Any, tuple(stages)),
        blocked=blocked,
        hits=_examples(table, "hits"),
        misses=_examples(table, "misses"),
    )
    _check_rule(table, rule)
    return rule


def _check_rule(table: Table, rule: Rule) -> None:
    if rule.automatic == "pattern" and not rule.cases:
        raise table.error("cases", 'automatic = "pattern" needs at least one')
    if rule.automatic == "code" and not rule.module:
        raise table.error("module", 'automatic = "code" needs one')
    if rule.automatic == "no" and (rule.cases or rule.module):
        raise table.error("automatic", "a rule that is not automatic has neither cases nor module")
    if rule.automatic == "pattern" and rule.module:
        raise table.error("module", 'belongs to automatic = "code"')
    if rule.scope != "span" and any(case.put for case in rule.cases):
        raise table.error("cases", 'a replacement needs scope = "span"')
    if rule.live and rule.module not in NO_EXAMPLES:
        for key, examples in (("hits", rule.hits), ("misses", rule.misses)):
            if not examples:
                raise table.error(key, "a live rule needs at least one example")


def _case(table: Table, number: int, item: object) -> Case:
    inner = Table(f"{table.where}: case {number}", item)
    case = Case(find=inner.pattern("find", {}), put=inner.text("put", ""))
    inner.done()
    return case


def _examples(table: Table, key: str) -> tuple[Example, ...]:
    examples = []
    for number, item in enumerate(table.items(key), 1):
        if isinstance(item, str) and item.strip():
            examples.append(Example(item))
            continue
        inner = Table(f"{table.where}: {key} {number}", item)
        examples.append(Example(inner.text("text"), inner.text("summary")))
        inner.done()
    return tuple(examples)


def parse_words(where: str, data: Data) -> dict[str, str]:
    """Named alternations that lexicon patterns call as ``{{name}}``.

    Raises:
        PolicyError: when one is not a string or calls a list that comes later.
    """
    top = Table(where, data)
    table = top.table("words")
    top.done()
    words: dict[str, str] = {}
    for name in table.keys():
        words[name] = f"(?:{table.pattern(name, words).pattern})"
    return words


def parse_lexicon(
    where: str, data: Data, group: str, codes: tuple[Code, ...], words: Mapping[str, str]
) -> tuple[LexiconEntry, ...]:
    """The wording of one group of codes.

    Raises:
        PolicyError: on a wrong field, a code of another group, or an entry without examples.
    """
    slugs = {code.slug for code in codes if code.group == group}
    entries = []
    for table in table_list(where, data, "entry"):
        entry_id = _matching(table, "id", _ENTRY_ID)
        table.where = f"{where}: {entry_id}"
        entry = LexiconEntry(
            id=entry_id,
            code=table.choice("code", sorted(slugs)),
            level=table.integer("level", 1, 4),
            find=table.pattern("find", words),
            scope=cast(Scope, table.choice("scope", SCOPES, "span")),
            needs=table.pattern("needs", words) if "needs" in table.keys() else None,
            unless=table.patterns("unless", words),
            hits=table.texts("hits"),
            misses=table.texts("misses"),
        )
        for key, examples in (("hits", entry.hits), ("misses", entry.misses)):
            if not examples:
                raise table.error(key, "needs at least one example")
        table.done()
        entries.append(entry)
    for slug in sorted(slugs - {entry.code for entry in entries}):
        raise PolicyError(f"{where}: no wording for {slug}")
    return tuple(entries)


def parse_innocents(
    where: str, data: Data, codes: tuple[Code, ...], words: Mapping[str, str]
) -> tuple[Innocent, ...]:
    """Figurative and technical wording.

    Raises:
        PolicyError: on a wrong field or an unknown code.
    """
    innocents = []
    for table in table_list(where, data, "innocent"):
        innocent = Innocent(
            id=_matching(table, "id", _ENTRY_ID),
            find=table.pattern("find", words),
            codes=_known(table, "codes", {code.slug for code in codes}),
            hits=table.texts("hits"),
            misses=table.texts("misses"),
        )
        if not innocent.hits:
            raise table.error("hits", "needs at least one example")
        table.done()
        innocents.append(innocent)
    _distinct(where, "id", [innocent.id for innocent in innocents])
    return tuple(innocents)


def parse_topics(
    where: str, data: Data, codes: tuple[Code, ...], words: Mapping[str, str]
) -> tuple[Topic, ...]:
    """Neutral phrases for settings, at most three words each.

    Raises:
        PolicyError: on a wrong field, an unknown code or a label that is too long.
    """
    topics = []
    for table in table_list(where, data, "topic"):
        topic = Topic(
            label=table.text("label"),
            find=table.pattern("find", words),
            implied_by=_known(table, "implied_by", {code.slug for code in codes}),
            hits=table.texts("hits"),
            misses=table.texts("misses"),
        )
        if len(topic.label.split()) > 3:
            raise table.error("label", "has more than three words")
        if not topic.hits:
            raise table.error("hits", "needs at least one example")
        table.done()
        topics.append(topic)
    _distinct(where, "label", [topic.label for topic in topics])
    return tuple(topics)


def parse_help_lines(where: str, data: Data, codes: tuple[Code, ...]) -> tuple[HelpLine, ...]:
    """Help lines by country and code, the most specific first.

    Raises:
        PolicyError: on a wrong field, an unknown code, or a date that is not one.
    """
    lines = []
    for table in table_list(where, data, "line"):
        line = HelpLine(
            codes=_known(table, "codes", {code.slug for code in codes}),
            country=_matching(table, "country", _COUNTRY),
            name=table.text("name"),
            contact=table.text("contact"),
            checked=_matching(table, "checked", _DATE),
            source=table.text("source"),
        )
        if not line.codes:
            raise table.error("codes", "needs at least one")
        table.done()
        lines.append(line)
    _distinct(where, "name", [f"{line.country} {line.name}" for line in lines])
    return tuple(lines)


def parse_profile(
    where: str, data: Data, rules: tuple[Rule, ...], codes: tuple[Code, ...]
) -> Profile:
    """A profile, held against the rules and the taxonomy.

    Raises:
        PolicyError: on an unknown rule or code, a rule of severity 4 switched off, or a ceiling
            above the taxonomy's.
    """
    table = Table(where, data)
    by_id = {rule.id: rule for rule in rules}
    rules_off = table.texts("rules_off")
    for rule_id in rules_off:
        if rule_id not in by_id:
            raise table.error("rules_off", f"there is no rule {rule_id!r}")
        if by_id[rule_id].severity == 4:
            raise table.error("rules_off", f"{rule_id} has severity 4 and cannot be switched off")
    taxonomy = {code.slug: code.ceiling for code in codes}
    ceilings = table.table("ceilings")
    chosen = []
    for slug in ceilings.keys():
        if slug not in taxonomy:
            raise ceilings.error(slug, "is not a warning code")
        ceiling = ceilings.integer(slug, 0, 4)
        if ceiling > taxonomy[slug]:
            raise ceilings.error(slug, f"must not be above the taxonomy's {taxonomy[slug]}")
        chosen.append((slug, ceiling))
    profile = Profile(
        name=_matching(table, "name", _ENTRY_ID),
        title=table.text("title"),
        country=_matching(table, "country", _COUNTRY, "GB"),
        rules_off=rules_off,
        ceilings=tuple(chosen),
    )
    table.done()
    return profile


def _matching(table: Table, key: str, form: re.Pattern[str], default: str | None = None) -> str:
    value = table.text(key) if default is None else table.text(key, default)
    if not form.fullmatch(value):
        raise table.error(key, f"must have the form {form.pattern}")
    return value


def _known(table: Table, key: str, names: Collection[str]) -> tuple[str, ...]:
    values = table.texts(key)
    for value in values:
        if value not in names:
            raise table.error(key, f"{value!r} is not a warning code")
    return values


def _distinct(where: str, key: str, values: list[str]) -> None:
    for value in values:
        if values.count(value) > 1:
            raise PolicyError(f"{where}: {key}: {value!r} is used twice")
