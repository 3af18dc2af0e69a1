"""The TOML tables of the editorial rules → ``Rule``, each field validated."""

from __future__ import annotations

from typing import Any, cast

from summarizer.policy.fields import SCOPES, Data, Table, table_list
from summarizer.policy.identity import CONCERNS
from summarizer.policy.schema import Action, Automatic, Case, Code, Example, Rule, Scope

__all__ = ["parse_rules"]

ACTIONS = ("remove", "replace", "mask", "keep", "add", "flag")
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
    "verify.checks",
    "verify.grounding",
    "verify.judge",
    "write",
    "write.prompts",
)
NO_EXAMPLES = ("report", "verify.checks", "write", "write.prompts")
"""Modules whose rules do not act on one text, so that no text can show them."""


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
        families=table.known("families", slugs | groups),
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
        when_codes=table.known("when_codes", slugs),
        when_concerns=table.known("when_concerns", set(CONCERNS)),
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
