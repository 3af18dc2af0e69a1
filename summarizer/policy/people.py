"""Words for people: relatives and wards (ID-05, ID-06), and anybody a pronoun could mean."""

from __future__ import annotations

import re

__all__ = ["HUMAN_NOUNS", "KIN_NOUNS", "KIN_OF_SOMEBODY", "RELATION_CODES"]

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

HUMAN_NOUNS = KIN_NOUNS | frozenset(
    "man woman boy girl child baby infant toddler teenager teen pupil student victim survivor"
    " complainant suspect defendant accused offender attacker gunman rapist killer murderer abuser"
    " burglar robber thief driver passenger rider cyclist pedestrian officer constable detective"
    " sergeant inspector superintendent policeman policewoman soldier guard prisoner inmate judge"
    " magistrate coroner prosecutor lawyer barrister solicitor juror witness neighbour neighbor"
    " friend colleague boss manager teacher coach priest vicar doctor nurse surgeon patient wife"
    " husband partner girlfriend boyfriend fiance widow widower lover landlord lodger tenant"
    " person somebody someone leader minister president mayor governor spokesman spokeswoman"
    " official expert employee employer worker player striker goalkeeper referee actor actress"
    " singer director author customer resident carer caretaker farmer fisherman firefighter"
    " paramedic journalist reporter photographer activist migrant refugee hostage militant rebel"
    " terrorist bomber sniper trafficker dealer smuggler founder executive chairman chief".split()
)
"""Nouns for somebody whom "he" or "she" might mean (singular)."""
