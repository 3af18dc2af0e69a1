"""The language of headlines: what a parser of sentences misses, and what turns their sense."""

from __future__ import annotations

import re

__all__ = [
    "AMOUNT",
    "BAGS",
    "CHARGES",
    "DEALS_WITH",
    "DONE",
    "ENDS",
    "NOT_NOUNS",
    "OUTCOME",
    "TERM_FOR",
    "TURNS",
    "VERDICT",
]

TURNS = re.compile(
    r"(?i)\b(?:not|no|never|nobody|none|neither|without|clear(?:s|ed)?|acquit\w*|den(?:y|ies|ied)"
    r"|denial|false\w*|wrong\w*|hoax|appeals?|overturn\w*|quash\w*|dropp?(?:s|ed)?|dismiss\w*"
    r"|collaps\w*|spared|avoids?|escapes?|suspended|despite|unless|if|may|might|could|would|cannot"
    r"|can|fail\w*|refus\w*|reject\w*|withdr\w+|but|instead|lose[sd]?|lost|cut|halved|reduced"
    r"|retrial|unfit|insanity|diminished)\b|n['’]t\b|\?"
)
"""Where one of these stands, a phrase may be what the rest hangs on ("cleared of rape, not …")."""
ENDS = re.compile(
    r"(?i)^(?:,? (?:aged )?\d\d,?)? (?:is |was |has been )?"
    r"(?:jailed|sentenced|imprisoned|convicted|guilty|found guilty|pleads guilty|pleaded guilty"
    r"|must serve|(?:gets|given|handed|bags) (?:life|(?:\w+[ -]){1,3}(?:years?|months?)))\b"
)
"""What is said of who was convicted, right behind the noun for them."""
DEALS_WITH = re.compile(r"(?i)\b(?:gives|jails|sentences|convicts|hands|sends) $")
"""Before the noun for whom a court deals with."""
VERDICT = re.compile(r"(?i)\b(?:convict\w*|guilty|jail\w*|admit\w*|sentence\w*|life|years)\b")
"""Words of a verdict or its end."""
CHARGES = re.compile(r"(?i)\b(?:clear|acquit|convict|accus|suspect|guilty)")
"""Verbs that say of what: "Jury clears coach of rape"."""
TERM_FOR = re.compile(
    r"(?i)\b(?:years|months|life|life (?:term|sentence)|jail|prison|sentence|term) for $"
)
"""Before the noun for who serves it: "20 years for warden"."""
NOT_NOUNS = re.compile(
    r"(?i)acquits|clears|convicts|jails|frees|denies|admits|rules|finds|says|kills|charges|arrests"
    r"|sentences|gets|gives|faces|dies|holds|names|tells|hears|abuses|rapes|murders|told|found|said"
    r"|shows?|say|tell|hear|find|rule|stays|books?|upholds|held"
)
"""Verbs that a parser of sentences takes for nouns in a headline."""
DONE = re.compile(
    r"(?i)(?:jailed|sentenced|convicted|charged|arrested|held|detained|killed|murdered|shot|stabbed"
    r"|dead|died|dies|freed|rescued|abused|raped|assaulted|attacked|abducted|kidnapped|trafficked"
    r"|found|seized|remanded|tried|injured|hurt|wounded|buried|guilty|taken|missing|released)"
)
"""Verbs that say enough without where, when and by whom."""
AMOUNT = re.compile(r"(?i)\b(?:per ?cent|pct|percent|up|down)\b|%")
"""What may be told of the subject without a verb: "calls up 40 percent"."""
OUTCOME = re.compile(
    r"(?i)(?:jailed|sentenced|convicted|guilty|cleared|acquitted|charged|arrested|freed|killed|dies"
    r"|dead|died|wins?|loses?|gets|given|found|accused|admits|denies|held|released|pleads)"
)
"""What a headline tells of somebody in one word, often without "was"."""
BAGS = {"bags": "gets"}
"""Headline words with a plainer one."""
