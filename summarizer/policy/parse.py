"""The TOML tables of codes, help lines and profiles → values, each field validated."""

from __future__ import annotations

import re

from summarizer.policy.fields import ENTRY_ID, Data, Table, distinct, table_list
from summarizer.policy.schema import LIKELY, Code, HelpLine, Profile, Rule

__all__ = ["parse_codes", "parse_help_lines", "parse_profile"]

SLUG = re.compile(r"cw(?:-[a-z]+)+")
RULE_ID = re.compile(r"[A-Z]{2}-\d\d")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
COUNTRY = re.compile(r"[A-Z]{2}")


def parse_codes(where: str, data: Data) -> tuple[Code, ...]:
    """The warning codes of the taxonomy.

    Raises:
        PolicyError: on a wrong field, or a slug, short name or rank used twice.
    """
    codes = []
    for table in table_list(where, data, "code"):
        code = Code(
            slug=table.matching("slug", SLUG),
            short=table.text("short"),
            group=table.text("group"),
            definition=table.text("definition"),
            label=table.text("label"),
            ceiling=table.integer("ceiling", 0, 4),
            severity_rank=table.integer("severity_rank", 1, 99),
            graphic_rule=table.matching("graphic_rule", RULE_ID),
        )
        if not code.short.startswith(code.group):
            raise table.error("short", "does not begin with its group")
        table.done()
        codes.append(code)
    for field in ("slug", "short", "severity_rank", "label"):
        distinct(where, field, [str(getattr(code, field)) for code in codes])
    return tuple(codes)


def parse_help_lines(where: str, data: Data, codes: tuple[Code, ...]) -> tuple[HelpLine, ...]:
    """Help lines by country and code, the most specific first.

    Raises:
        PolicyError: on a wrong field, an unknown code, or a date that is not one.
    """
    lines = []
    for table in table_list(where, data, "line"):
        line = HelpLine(
            codes=table.known("codes", {code.slug for code in codes}),
            country=table.matching("country", COUNTRY),
            name=table.text("name"),
            contact=table.text("contact"),
            checked=table.matching("checked", DATE),
            source=table.text("source"),
        )
        if not line.codes:
            raise table.error("codes", "needs at least one")
        table.done()
        lines.append(line)
    distinct(where, "name", [f"{line.country} {line.name}" for line in lines])
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
    for slug in ceilings.names:
        if slug not in taxonomy:
            raise ceilings.error(slug, "is not a warning code")
        ceiling = ceilings.integer(slug, 0, 4)
        if ceiling > taxonomy[slug]:
            raise ceilings.error(slug, f"must not be above the taxonomy's {taxonomy[slug]}")
        chosen.append((slug, ceiling))
    profile = Profile(
        name=table.matching("name", ENTRY_ID),
        title=table.text("title"),
        country=table.matching("country", COUNTRY, "GB"),
        rules_off=rules_off,
        ceilings=tuple(chosen),
        support=table.share("support", LIKELY),
        identity=table.mapping("identity"),
    )
    table.done()
    return profile
