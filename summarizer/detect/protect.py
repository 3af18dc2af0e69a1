"""Who may not be recognised, and by which rule (families ID, CR, SU, VI of the policy)."""

from __future__ import annotations

import re

from summarizer.detect.roles import Standing

__all__ = ["HARM", "IDENTIFYING", "protection"]

SEXUAL = frozenset(
    {"cw-child-sexual-abuse", "cw-sexual-violence", "cw-sexual-exploitation", "cw-image-abuse"}
)
IDENTIFYING = SEXUAL | {
    "cw-harmful-practice",
    "cw-forced-labour",
    "cw-child-abuse",
    "cw-domestic-abuse",
}
"""Codes whose victims, and everyone near them, are protected from the moment of allegation."""

HARM = IDENTIFYING | {
    "cw-killing", "cw-assault", "cw-torture", "cw-abduction", "cw-threat-stalking",
    "cw-war-atrocity", "cw-mass-attack", "cw-suicide", "cw-self-injury", "cw-eating-disorder",
    "cw-mental-health-crisis", "cw-substance-use", "cw-injury-remains", "cw-hate",
    "cw-pregnancy-loss",
}  # fmt: skip
"""Codes that make a text about harm to somebody; without one nobody is masked."""

_SELF_HARM = frozenset({"cw-suicide", "cw-self-injury", "cw-eating-disorder"})


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


def protection(standing: Standing, codes: frozenset[str]) -> tuple[bool, str]:
    """Whether a named person is protected in a document warned for ``codes``, and the rule id.

    Errs towards protection: in a document about sexual or family harm, a named person who is
    neither an official nor an adult whose case is before a court stays unnamed (ID-27).
    """
    if not codes & HARM:
        return False, ""
    identifying = bool(codes & IDENTIFYING)
    if standing.child:
        if standing.role in {"offender", "accused"}:
            return True, "ID-19"
        return True, "ID-03" if codes & SEXUAL else "ID-27"
    if standing.role == "victim":
        if identifying:
            return True, "ID-01"
        return True, "SU-15" if codes & _SELF_HARM else "VI-08"
    if standing.role == "relative":
        return True, "ID-14" if identifying else "SU-15" if codes & _SELF_HARM else "ID-20"
    if standing.role == "accused" and standing.stage in {"suspected", "arrested"}:
        return True, "CR-02"
    if standing.role in {"witness", "other"} and (identifying or codes & _SELF_HARM):
        return True, "ID-27"
    return False, ""
