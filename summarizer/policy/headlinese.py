"""The language of headlines: what a parser of sentences misses, and what turns their sense."""

from __future__ import annotations

import re

__all__ = [
    "AMOUNT",
    "ATTRIBUTED",
    "BAGS",
    "CHARGES",
    "DEALS_WITH",
    "DENIED",
    "DONE",
    "ENDS",
    "GIVES",
    "LABELS",
    "NEVER",
    "NOT_NOUNS",
    "OUTCOME",
    "SOURCES",
    "TERM",
    "TERM_FOR",
    "TURNS",
    "UNSURE",
    "VERDICT",
]

TURNS = re.compile(
    r"(?i)\b(?:not|no|never|nobody|none|neither|without|clear(?:s|ed)?|acquit\w*|den(?:y|ies|ied)"
    r"|denial|false\w*|wrong\w*|hoax|appeals?|overturn\w*|quash\w*|dropp?(?:s|ed)?|dismiss\w*"
    r"|collaps\w*|spared|avoids?|escapes?|suspended|despite|unless|if|may|might|could|would|cannot"
    r"|can|fail\w*|refus\w*|reject\w*|withdr\w+|but|instead|lose[sd]?|lost|cut|halved|reduced"
    r"|retrial|unfit|insan\w+|diminished|free[sd]?|void\w*|annul\w*|pardon\w*|struck|exonerat\w*"
    r"|mistak\w*|mix-up|innocent|revers\w+|vacat\w+|commut\w+|stays?|stayed|discharg\w+|probation"
    r"|self-defen[cs]e|accident\w*|psychotic|set aside)\b|n['’]t\b|\?"
)
"""Where one of these stands, a phrase may be what the rest hangs on ("cleared of rape, not …")."""
DENIED = re.compile(r"(?i)\b(?:not|never|but|nor|cannot)\b|n['’]t\b")
"""Behind these even a place may be what is denied: "was not killed in X"."""
NEVER = re.compile(
    r"(?i)\b(?:no|none|nobody|neither|nor|every|any|each|either|few|fewer|half|hardly|most|one in"
    r"|one of|whether|innocent|wrong\w*|mistak\w+|novel|film|movie|play|drama|book|diary|dream"
    r"|series|story|opinion|view|eyes|theory|rumou?rs?|gossip|hypothetical|fear|exam|mock"
    r"|posed|role)\b"
)
"""Headlines that are left alone or go: of all or of none, told in a story, somebody's opinion."""
ATTRIBUTED = re.compile(
    r"(?i)\b(?:say|says|said|tells?|told|claims?|claimed|alleg\w+|believ\w+|finds?|found|hears?|heard"
    r"|rules?|ruled|warns?|warned|according|study|survey|report|inquiry|court|jury|lawsuit|police"
    r"|prosecut\w+|watchdog|review|admits?)\b"
)
"""Who says so, which is not left out."""
SOURCES = re.compile(
    r"(?i)\b(?:police|court|inquest|judge|jury|coroner|report|inquiry|statement|update|updated|breaking"
    r"|exclusive|column|attorney|prosecutors?|feds|da|da's office|watchdog|trial|sheriff)\b"
)
"""Labels before a colon without which what follows is as sure."""
_NUMBER = (
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty"
    r"|\w+ty-\w+)"
)
_SERVED = r"(?=$|[,;:]| (?:for|in (?:prison|jail|custody)|after|over|behind|under|as)\b)"
"""Behind a term that is served; "two years to live", "life-saving" are none."""
LABELS = frozenset("person people offender another child children adult adults".split())
"""What stands for somebody in a headline."""
ENDS = re.compile(
    r"(?i)^(?:,? (?:aged )?\d\d,?)? (?:is |was |has been )?"
    r"(?:jailed|sentenced|imprisoned|convicted|guilty|found guilty|pleads guilty|pleaded guilty"
    r"|must serve|(?:gets|given|handed|bags)"
    rf" (?:life|(?:at least |up to )?{_NUMBER}[ -](?:years?|months?)){_SERVED})"
)
"""What is said of who was convicted, right behind the noun for them."""
DEALS_WITH = re.compile(r"(?i)\b(?:jails|sentences|convicts) $")
"""Before the noun for whom a court deals with."""
GIVES = re.compile(r"(?i)\b(?:gives|hands) $")
TERM = re.compile(rf"(?i) (?:life|{_NUMBER}[ -](?:years|months)){_SERVED}")
"""The same, where a term follows."""
UNSURE = re.compile(
    r"(?i)\b(?:whether|if|decides?|petition|wants?|calls?|thought|believes?|hopes?|likely|could|would"
    r"|may|might|should|plea|urges?|demands?|innocent|conviction|to face|awaits?|ask(?:s|ed)?"
    r"|new trial|campaign|against|seeks?|sought"
    r"|void\w*|annul\w*|quash\w*|overturn\w*|set aside|pardon\w*|revers\w*)\b"
)
"""Nobody is called an offender where one of these stands."""
VERDICT = re.compile(r"(?i)\b(?:convict\w*|guilty|jail\w*|admit\w*|sentence\w*|life|years)\b")
"""Words of a verdict or its end."""
CHARGES = re.compile(r"(?i)\b(?:clear|acquit|convict|accus|suspect|guilty)")
"""Verbs that say of what: "Jury clears coach of rape"."""
TERM_FOR = re.compile(
    rf"(?i)(?:(?:^|[:;] ){_NUMBER}[ -](?:years|months)|(?:^|[:;] )(?:life|jail|prison)"
    r"|\blife (?:term|sentence)|\b(?:jail|prison) term|\bsuspended sentence) for $"
)
"""Before the noun for who serves it: "20 years for warden"."""
NOT_NOUNS = re.compile(
    r"(?i)acquits|clears|convicts|jails|frees|denies|admits|rules|finds|says|kills|charges|arrests"
    r"|sentences|gets|gives|faces|dies|holds|names|tells|hears|abuses|rapes|murders|told|found|said"
    r"|shows?|say|tell|hear|find|rule|stays|books?|upholds|held"
    r"|beats?|hits?|shot|shoots|stabs|stabbed|raped|abused|killed|hurt|allege|claims?"
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
