"""The tables of ``identity.toml`` → values, each field validated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from summarizer.policy.fields import ENTRY_ID, Data, Table, distinct
from summarizer.policy.identity import (
    CONCERNS,
    KINDS,
    Circumstance,
    Identity,
    Protection,
    PublicEvent,
)
from summarizer.policy.legal import STAGES
from summarizer.policy.schema import Code, Rule
from summarizer.types import Role

__all__ = ["parse_identity"]

_MOST = 99


def parse_identity(
    where: str,
    data: Data,
    codes: tuple[Code, ...],
    rules: tuple[Rule, ...],
    *,
    rules_off: tuple[str, ...] = (),
    changes: Mapping[str, Any] | None = None,
) -> Identity:
    """Who is protected, and how much may be told.

    Args:
        where: the file, for messages.
        data: its tables.
        codes: the taxonomy.
        rules: the rules that rows may name.
        rules_off: rules that the profile switches off: their rows are left out.
        changes: the profile's own ``doubt``, ``points``, ``worth`` and ``budget``.

    Raises:
        PolicyError: on a wrong field, an unknown code, concern, role, stage or rule.
    """
    top = Table(where, data)
    known = {code.slug for code in codes}
    concerns = top.table("concerns")
    by_concern = {name: frozenset(concerns.known(name, known)) for name in CONCERNS}
    concerns.done()
    circumstances = tuple(
        _circumstance(Table(f"{where}: circumstance {number}", item))
        for number, item in enumerate(top.items("circumstance"), 1)
    )
    distinct(where, "circumstance", [circumstance.id for circumstance in circumstances])
    public_event = _public_event(
        top.table("public-event"), {circumstance.id for circumstance in circumstances}, known
    )
    ids = {rule.id for rule in rules}
    protections = tuple(
        _protection(Table(f"{where}: protect {number}", item), ids)
        for number, item in enumerate(top.items("protect"), 1)
    )
    own = Table("profile: identity", changes or {})
    doubt = _doubts(top, own)
    budget, points, worth = (_numbers(top, own, name) for name in ("budget", "points", "worth"))
    own.done()
    top.done()
    return Identity(
        codes=by_concern,
        doubt=doubt,
        circumstances=circumstances,
        public_event=public_event,
        protections=tuple(row for row in protections if row.rule not in rules_off),
        points=points,
        worth=worth,
        budget_named=budget["named-offender"],
        budget_otherwise=budget["otherwise"],
    )


def _circumstance(table: Table) -> Circumstance:
    circumstance = Circumstance(
        id=table.matching("id", ENTRY_ID),
        concerns=frozenset(_choices(table, "concerns", CONCERNS)),
        find=table.pattern("find", {}),
        needs=table.pattern("needs", {}) if "needs" in table.names else None,
        hits=table.texts("hits"),
        misses=table.texts("misses"),
    )
    table.done()
    return circumstance


def _public_event(table: Table, circumstances: set[str], codes: set[str]) -> PublicEvent:
    words = {name: table.text(name) for name in ("many", "harmed", "people", "aux")}
    named = {key: _choices(table, key, tuple(sorted(circumstances))) for key in ("weak", "narrow")}
    event = PublicEvent(
        find=table.patterns("find", words),
        events=table.patterns("events", words),
        codes=frozenset(table.known("codes", codes)),
        unless=table.pattern("unless", words),
        weak=frozenset(named["weak"]),
        narrow=frozenset(named["narrow"]),
        hits=table.texts("hits"),
        misses=table.texts("misses"),
    )
    table.done()
    return event


def _protection(table: Table, rules: set[str]) -> Protection:
    rule = table.text("rule")
    if rule not in rules:
        raise table.error("rule", f"there is no rule {rule!r}")
    protection = Protection(
        rule=rule,
        concern=table.choice("concern", CONCERNS),
        roles=frozenset(_choices(table, "roles", get_args(Role))),
        age=table.choice("age", ("child", "adult", "any"), "any"),  # type: ignore[arg-type]
        stages=frozenset(_choices(table, "stages", STAGES)),
        dead=table.boolean("dead", default=False),
        close=table.boolean("close", default=False),
    )
    table.done()
    return protection


def _choices(table: Table, key: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    values = table.texts(key)
    for value in values:
        if value not in choices:
            raise table.error(key, f"{value!r} is none of {', '.join(choices)}")
    return values


def _doubts(top: Table, own: Table) -> Mapping[str, float]:
    """How sure the trained heads must be, and what the profile puts in its place."""
    base = top.table("doubt")
    keys = (
        "identifying",
        "harm",
        "private",
        "private-beside-harm",
        "private-at-large",
        "private-names",
    )
    values = {key: base.share(key) for key in keys}
    base.done()
    changed = own.table("doubt")
    for key in changed.names:
        if key not in values:
            raise changed.error(key, f"is none of {', '.join(values)}")
        values[key] = changed.share(key)
    return values


def _numbers(top: Table, own: Table, name: str) -> Mapping[str, int]:
    """A table of numbers, and what the profile puts in their place."""
    keys = ("named-offender", "otherwise") if name == "budget" else KINDS
    base = top.table(name)
    values = {key: base.integer(key, 0, _MOST) for key in keys}
    base.done()
    changed = own.table(name)
    for key in changed.names:
        if key not in keys:
            raise changed.error(key, f"is none of {', '.join(keys)}")
        values[key] = changed.integer(key, 0, _MOST)
    return values
