"""The words that make somebody a relative or ward of somebody else (ID-05, ID-06)."""

from __future__ import annotations

import re

__all__ = ["KIN_NOUNS", "KIN_OF_SOMEBODY", "RELATION_CODES"]

KIN_NOUNS = frozenset(
    "son daughter nephew niece grandson granddaughter grandchild grandchildren stepson"
    " stepdaughter stepchild stepchildren brother sister stepbrother stepsister sibling siblings"
    " half-brother half-sister cousin cousins mother father mum mom dad parent parents stepfather"
    " stepmother grandfather grandmother grandparent grandparents uncle aunt guardian godson"
    " goddaughter godfather foster-child ward sons daughters nephews nieces grandsons"
    " granddaughters brothers sisters".split()
)

KIN_OF_SOMEBODY = re.compile(
    r"(?i)\b(?:his|her|their|[a-z]+'s) (?:own |first |second |young |late )?(?:"
    + "|".join(sorted(KIN_NOUNS, key=len, reverse=True))
    + r")\b"
)
"""A kin word with its possessor: "his own nephew", "the man's stepdaughter"."""

RELATION_CODES = frozenset(
    {"cw-child-sexual-abuse", "cw-sexual-violence", "cw-sexual-exploitation", "cw-image-abuse",
     "cw-child-abuse", "cw-harmful-practice"}
)  # fmt: skip
"""Codes of offences whose victim a relationship with a named offender gives away."""
