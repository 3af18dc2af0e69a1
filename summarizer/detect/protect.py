"""Who may not be recognised, and by which rule (families ID, CR, SU, VI of the policy)."""

from __future__ import annotations

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
