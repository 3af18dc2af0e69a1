"""Who may not be recognised, and by which rule (families ID, CR, SU, VI of the policy)."""

from __future__ import annotations

import re
from collections.abc import Collection

from summarizer.detect.roles import Standing
from summarizer.policy.identity import Identity, Protection

__all__ = ["closer_rule", "protection"]

_CLOSER = tuple(
    (frozenset(rules.split()), rule, re.compile(pattern))
    for rules, rule, pattern in (
        (
            "ID-01 ID-03 ID-27",
            "ID-23",
            r"(?i)\b(?:not (?:his|her|their) real name|name (?:has been|was) changed|pseudonym)\b",
        ),
        (
            "ID-01 ID-03 ID-19 ID-27 VI-08",
            "ID-21",
            r"(?i)\b(?:refugees?|asylum|displaced|child soldiers?|combatants?|HIV)\b",
        ),
        ("ID-01 ID-03", "ID-16", r"(?i)\b(?:missing|abducted|disappeared|kidnapped)\b"),
        ("ID-01", "ID-17", r"\b(?:19\d\d|200\d)\b"),
    )
)
"""A closer rule for somebody protected, by what the sentences that name them say."""


def closer_rule(rule: str, *, child: bool, told: str) -> str:
    """The most specific rule under which somebody is protected.

    Args:
        rule: as ``protection`` gave it.
        child: whether the person is under 18 (ID-21 speaks of children alone).
        told: the sentences that name the person.
    """
    for rules, closer, pattern in _CLOSER:
        if rule in rules and (child or closer != "ID-21") and pattern.search(told):
            return closer
    return rule


def protection(
    standing: Standing, identity: Identity, concerns: Collection[str], *, dead: bool = False
) -> Protection | None:
    """The row of the policy's table under which a person is protected; None: they may be named.

    Args:
        standing: role, legal stage, age group.
        identity: the table.
        concerns: what the document is about.
        dead: whether it says that they have died.
    """
    return next(
        (
            row
            for row in identity.protections
            if row.fits(
                role=standing.role,
                child=standing.child,
                stage=standing.stage,
                concerns=concerns,
                dead=dead,
            )
        ),
        None,
    )
