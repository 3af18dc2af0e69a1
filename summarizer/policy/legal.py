"""The legal stages of an accusation and the wording that shows them (CR-01)."""

from __future__ import annotations

import re

__all__ = ["DROPPED", "ENDED", "STAGES", "STAGE_WORDING", "stages_in"]

STAGES = ("", "suspected", "arrested", "charged", "on trial", "convicted", "acquitted")
"""In the order in which a case passes through them; the empty string: none is known."""

ENDED = frozenset({"convicted", "acquitted"})
"""Those with which a case ends."""

_WHOM = (
    # Words of names and of offices; no verb, no other clause but one that is set apart.
    r"(?:(?!(?:not|no|nothing|never|neither|that|which|who|whom|before|after|when|while|as|was|were"
    r"|is|had|has|have|felt|feel|\w+ing|in|at|by|on|to|dead|alive|awake|asleep|guilty"
    r"|(?:and|or) (?!his|her|their|(?-i:[A-Z])))\b)"
    r"[\w.'’-]+,? ){1,8}(?:\(\d\d\),? |(?<=, )\d\d, )?"
    r"(?:(?<=, )(?:(?!\b(?:fe(?:lt|el)|\w+ing|said|told)\b)[^,.;]){2,60}, ){0,2}"
)
"""Between "found" and "guilty"."""
STAGE_WORDING: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (stage, re.compile(rf"(?i)\b(?:{wording})\b"))
    for stage, wording in (
        (
            "acquitted",
            r"acquitted|acquittal|acquits|directed to acquit"
            rf"|cleared of|found (?:{_WHOM})?not (?:to be )?guilty"
            r"|not guilty verdict|exonerated"
            r"|guilty and (?-i:[A-Z])[\w'’-]+(?: (?-i:[A-Z])[\w'’-]+)? not guilty"
            r"|charges? (?:were|was) dropped|convictions? (?:was |were )?"
            r"(?:quashed|overturned)|(?:quashed|overturned) (?:his|her|their|the) convictions?"
            r"|charges? (?:against [\w ]{1,30} )?(?:was|were|have been|has been)"
            r" (?:dropped|withdrawn)"
            r"|(?:drops|dropped|withdr(?:ew|aws|awn)|discontinued)"
            r" (?:(?:the|all|its|their|his|her) )?(?:\w+ )?(?:charges?|case|prosecution)"
            r"(?: against)?"
            r"|(?:case|prosecution) (?:against [\w ]{1,30} )?(?:was|has been) (?:dropped|withdrawn"
            r"|discontinued|thrown out)",
        ),
        (
            "convicted",
            r"convicted|sentenced|jailed|imprisoned|found guilty|found (?:him|her|them) guilty"
            r"|guilty verdict|plead(?:ed|s)? guilty|pled guilty"
            r"|admitted (?:\w+ )?(?:charges?|counts?|offences?|conspiracy|murder|manslaughter"
            r"|rape|abus\w+|assault\w*|killing|stalking|harass\w+|grooming|trafficking|kidnapp\w+|wounding"
            r"|stabbing|possessing|burglary|robbery|theft|fraud|arson|causing|perjury|bribery"
            r"|(?:sharing|distributing|making) (?:\w+ ){0,2}images)|ordered to serve"
            r"|given an? [\w-]+[- ](?:year|month)"
            r"|life sentence|handed (?:an? )?[\w-]+[- ](?:year|month)"
            r"|(?:is|was) (?:already |now |still |currently )?serving (?:a |an |out |time|life|\d"
            r"|[a-z]+ (?:years|months))"
            r"|convict|must (?:serve|spend)|was fined"
            r"|(?<!prospect of )(?<!prospect of a )(?<!chance of )conviction|sentences? of"
            r"|(?:given|received|got|handed) (?:\w+ )?(?:conditional|suspended|prison|jail)"
            r" sentences?"
            r"|to [\w-]+ years in (?:prison|jail)|life imprisonment|will serve|sent to (?:prison"
            r"|jail)"
            r"|(?:got|received|given|gets|awarded|handed) (?:a total of |at least )?"
            r"(?:\d{1,2}|[a-z]+teen|[a-z]+ty|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
            r"|life)(?:[ -]\w+)? (?:years|months)(?! of (?!imprisonment|detention|custody|hard))"
            r"|condemned(?=[^.]{0,120}\bto (?:life|death|prison|jail|[\w-]+ (?:years|months)))"
            r"|got life(?! [a-z]*surance)|bound over|(?:absolute|conditional)"
            r" discharge"
            r"|sentenced?ing of|locked up for|convicting|in (?:prison|jail) for [\w-]+ years"
            r"|sex offenders['’]? register|sentence on|sentence handed to"
            rf"|found {_WHOM}guilty"
            r"|sen[dt]s? (?:[\w.'’-]+,? ){1,6}?to (?:prison|jail)|going down for|went down for"
            r"|(?:gave|given) (?:[\w.'’-]+,? ){1,10}?(?:life|[\w-]+ years)",
        ),
        (
            "on trial",
            r"on trial|stands? trial|standing trial|denies"
            r"|denied (?:the |all )?(?:charges?|counts?|murder|rape)|case against"
            r"|pleaded not guilty|pleads? not guilty|the trial of|jury (?:was|is) told",
        ),
        (
            "charged",
            r"charged (?:with|over|in)|(?:was|were) charged(?! for)"
            r"|charged (?:[\w.'’-]+,? ){1,14}?with"
            r"|(?:held|committed|sent|bound over) for trial"
            r"|(?<!not )(?<!n't )(?<!never )been charged|indicted"
            r"|accused of(?! (?:lying|making|inventing|exaggerating))"
            r"|faces? (?:(?!no\b)\w+ )?(?:charges?|counts?)|prosecuted"
            r"|(?<!not )(?<!n't )(?<!never )faced (?:an? (?:combined|total of) )?"
            r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten)"
            r" (?:(?:criminal|further|separate|other) )?(?:charges?|counts?)"
            r"|did not (?:oppose|contest) an? (?:[\w-]+ ){0,2}(?:protection|restraining"
            r"|harassment|molestation|prevention|behaviou?r) order"
            r"|appeared (?:in|before|at) (?:the |a )?[\w' ]{0,30}?(?:court|magistrates)|remanded",
        ),
        (
            "arrested",
            r"arrest|arrests|arrested|detained|detention|taken into custody|in custody"
            r"|apprehended|extradited|held (?:by|on suspicion|for questioning)|bailed",
        ),
        (
            "suspected",
            r"suspects?|suspected|wanted (?:by|for|over|in)|person of interest|alleged(?:ly)?"
            r"|allegations?|alleges?|under investigation|sought by police|on the run"
            r"|taken in for questioning|(?:released|freed) without charge"
            r"|questioned(?: \w+){0,4} (?:and|before being|but) (?:then |later )?(?:let (?:off|go)"
            r"|released|freed|allowed (?:home|to leave))",
        ),
    )
)


DROPPED = re.compile(
    r"(?i)(?<!not )(?<!never )\b(?:(?:dropped|drops|withdrew|withdraws|discontinued|abandoned)"
    r" (?:(?:the|all|its|their|his|her) )?(?:charges?|case|prosecution)\b"
    r"|(?:charges?|case|prosecution) (?:was|were|has been|have been)"
    r" (?:dropped|withdrawn|discontinued|thrown out)\b)"
)
"""A case that has come to nothing."""


def stages_in(text: str) -> frozenset[str]:
    """The stages whose wording occurs in a text."""
    return frozenset(stage for stage, wording in STAGE_WORDING if wording.search(text))
