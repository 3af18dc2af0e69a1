"""Sentences that are true and tell a reader nothing: who spoke, where to call, persons alone."""

from __future__ import annotations

import re

from summarizer.policy.notes import says_nothing

__all__ = ["NOBODY", "STANDS_FOR", "tells_nothing"]

_ORDINAL = r"second|third|fourth|fifth|sixth|seventh|eighth|ninth|\d+th"
NOBODY = re.compile(rf"(?i)\b(?:an?|the|one) (?:(?:{_ORDINAL}) )?person\b")
"""What stands for a name that is not told."""
STANDS_FOR = re.compile(
    rf"(?i)\b(?:an?|the) (?:(?:{_ORDINAL}|other) )?"
    r"(?:person|victim|witness|suspect|relative|offender)\b"
)
"""The same, by any label of a role: who is who hangs on the sentence that it stands in."""
_IS_ONE = re.compile(r"\b(?:is|are|was|were) an? (?:\w+ )?person[.,]")
_MOST = 1
"""Persons of whom nothing else is told, in a sentence that a reader can follow."""
_HELPLINE = re.compile(
    r"(?i)\b(?:call|called|ring|phone|contact|contacted|helpline)\b.{0,60}?\b\d[\d ]{4,}\d\b"
)

_LINE = r"(?:help ?|hot ?|advice |crisis |support )lines?|listening service|advice centre|duty team"
_OFFERED = re.compile(
    rf"(?i)\b(?:{_LINE})\b,? (?:is|are|can be|offers)\b.{{0,60}}?\b(?:free|called|phone"
    r"|hours? a day|day and night|open|confidential\w*|contacted|anonymous\w*|available|reached"
    r"|chat)\b"
    r"|\b(?:988|lifeline|\w+ line|helpline|hotline)\b[^.]{0,40}\b(?:takes|answers)"
    r" (?:calls|texts)\b"
    rf"|^(?:Call|Ring|Phone|Contact)\b.{{0,60}}?\b(?:{_LINE})\b"
    rf"|\bcan be reported (?:anonymously )?to\b.{{0,40}}?\b(?:{_LINE})\b"
    r"|(?:\bon|:) a telephone number\b"
    r"|^Comments on this (?:article|story)\b"
    r"|^(?:[\w'’-]+ ){1,5}cannot be (?:named|identified) (?:for legal reasons|by law)\.?$"
)
"""What a page says to those who need help, and about itself."""

_SPOKE = re.compile(
    r"\b(?:told|addressed|asked) (?:the |an? )?[\w -]{0,40}"
    r"\b(?:court|trial|jury|inquest|hearing|inquiry|reporters|judge|KC|SC)\.?$"
    r"|\bgave (?:an? )?(?:\w+ )?(?:account|evidence|statement)\.?$"
    r"|\b(?:said|says) (?:he|she|they) (?:had|have) (?:arrived|come|gone|left|stayed|lived)\.?$"
)
"""What is left of a speech of which nothing may be told."""


_BROKEN = re.compile(
    r"^The following (?:\w+ ){0,2}(?:was|were|have been|has been|are)\b[^:]*$"
    r"|(?<!\.)\.\.(?!\.)(?=\s*\w)|\b(?:faces|between|for|of) to \d"
    r"|^(?:Person|Victim|Suspect|Relative|Offender) (?:and|was|were|is|has|had|who)\b"
    r"|\b(?:guilty|convicted|accused|acquitted) with an?\b"
    rf"|\bbetween (?:an? |the )(?:(?:{_ORDINAL}) )?person and\b"
    r"|\b(?:the|an?) (?:\w+ )?person (?:police|fire|railway|bus) station\b"
    rf"|\b(?:an?|the) (?:(?:{_ORDINAL}|other) )?(?:person|victim|suspect|relative|offender), which"
    rf"|\b(?:spread|sailed|flew) to an? (?:(?:{_ORDINAL}) )?(?:person|child|victim)\b"
    rf"|\b(?:{_ORDINAL}) person's (?:\w+ )?(?:line|helpline|hotline|office|website|report)\b"
)
"""What is left of a list, a number, a name that was none: nobody understands it."""


def tells_nothing(sentence: str) -> bool:
    """Whether a sentence has no place in a summary, though nothing speaks against it.

    It rests on "X made a statement"; gives the number of a helpline, which our own notes do; or is
    about so many persons who may not be told of that nobody could say what happened; or it is a
    remnant that nobody understands.
    """
    return (
        says_nothing(sentence)
        or any(each.search(sentence) for each in (_HELPLINE, _OFFERED, _IS_ONE, _SPOKE, _BROKEN))
        or len(NOBODY.findall(sentence)) > _MOST
    )
