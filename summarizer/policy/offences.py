"""Offences by their wording, and the neutral name by which each is told (SV-01, CR-09)."""

from __future__ import annotations

import re

__all__ = ["AGAINST", "OFFENCES", "OFFENCE_NAMES", "OF_CHILDREN"]

OFFENCES = frozenset(
    "abuse assault rap rape attack offence offense groom grooming traffic trafficking molest"
    " exploit exploitation molestation kill killing murder stab stabbing kidnap kidnapping"
    " abduct abduction harass harassment stalk stalking".split()
)
"""Verbs and nouns, in base form, for what was done to somebody."""

_WORDINGS = (
    (r"attempted murder|attempt(?:ing|ed)? to (?:murder|kill)", "attempted murder"),
    (r"conspir\w+ to murder", "conspiracy to murder"),
    (r"murder(?:ing|ed|s)?", "murder"),
    (r"manslaughter", "manslaughter"),
    (r"culpable homicide", "culpable homicide"),
    (r"attempted rape", "attempted rape"),
    (r"rap(?:e|es|ed|ing)", "rape"),
    (
        r"sexually assault(?:ing|ed)|sex(?:ual)? assaults?|indecent(?:ly)? assault(?:s|ing|ed)?",
        "sexual assault",
    ),
    (r"sexually (?:abus|exploit)(?:ing|ed)|sexual (?:abuse|exploitation)", "sexual abuse"),
    (r"sex(?:ual)? offen[cs]es?|sex crimes", "sexual offences"),
    (r"child abuse", "child abuse"),
    (r"abus(?:e|ing|ed)", "abuse"),
    (r"people smuggling|smuggling (?:of )?(?:people|migrants)", "people smuggling"),
    (r"traffick(?:ing|ed)", "trafficking"),
    (r"forced labou?r", "forced labour"),
    (r"modern slavery|servitude|slavery", "slavery"),
    (r"kidnap(?:p(?:ing|ed)|s)?", "kidnapping"),
    (r"abduct(?:ing|ion|ed)", "abduction"),
    (r"false imprisonment", "false imprisonment"),
    (r"coercive control|(?:coercive|controlling) (?:and|or) (?:controlling|coercive) behaviou?r",
     "coercive control"),
    (r"domestic (?:abuse|violence)", "domestic abuse"),
    (r"grievous bodily harm", "grievous bodily harm"),
    (r"assault(?:ing|s|ed)?", "assault"),
    (r"child (?:neglect|endangerment)", "child neglect"),
    (r"neglect(?:ing|ed)?", "neglect"),
    (r"child cruelty|cruelty", "cruelty"),
    (r"stalking", "stalking"),
    (r"harassment|harassing", "harassment"),
    (r"terroris(?:m|t) offen[cs]es?|terrorism", "terrorism offences"),
    (r"war crimes?", "war crimes"),
    (r"crimes against humanity", "crimes against humanity"),
    (r"genocide", "genocide"),
    (r"arson", "arson"),
    (r"robbery", "robbery"),
    (r"burglary", "burglary"),
    (r"theft", "theft"),
    (r"fraud", "fraud"),
    (r"bribery|corruption", "corruption"),
    (r"perjury", "perjury"),
    (r"money laundering", "money laundering"),
    (r"misconduct", "misconduct"),
    (r"perverting (?:the course of )?justice", "perverting the course of justice"),
    (r"fail(?:ing|ure) to report", "failing to report"),
)  # fmt: skip

OFFENCE_NAMES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"(?i)\b(?:{wording})\b"), name) for wording, name in _WORDINGS
)
"""The closer ones first: what one has taken is not looked at by the next."""

OF_CHILDREN = frozenset(
    "rape|sexual assault|sexual abuse|sexual offences|abuse|trafficking|abduction|kidnapping"
    "|assault|neglect|cruelty|murder".split("|")
)
"""Offences of which a report tells that they were against children."""

AGAINST = frozenset({"sexual offences"})
"""Those that are not "of" somebody."""
