"""Who is named as accused is not named without their denial, where the source gives one.

Own rule, after what court reporting is taught: a report of an accusation is fair only with the
answer to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from summarizer.policy.legal import ENDED, stages_in
from summarizer.types import SummarySentence
from summarizer.write.compose import Candidate

__all__ = ["acquittal", "denial"]

_DENIES = re.compile(
    r"\b(?:(?<!was )(?<!were )(?<!been )den(?:y|ies|ied|ying)\b"
    r"(?! (?:(?-i:[A-Z])\w+|him|her|them|bail|access|entry)\b)"
    r"|plead(?:s|ed|ing)? not guilty|not[- ]guilty pleas?"
    r"|(?:indicated|entered) (?:a )?(?:not guilty )?pleas? of not guilty"
    r"|(?:maintain|protest|insist)\w* (?:that (?:he|she|they) (?:is|are|was|were) innocent"
    r"|(?:his|her|their) innocence))\b",
    re.IGNORECASE,
)
"""Their own words against it; "was denied" and "denied him bail" are none."""


def denial(
    chosen: Sequence[SummarySentence], pool: Sequence[Candidate], *, accused: Sequence[str]
) -> Candidate | None:
    """The shortest sentence with the denial that is missing; None where none is, or none is there.

    Args:
        chosen: the summary so far.
        pool: all sentences that passed.
        accused: full names of people who stand accused and may be named.
    """
    said = [sentence.text for sentence in chosen]
    if any(map(_DENIES.search, said)):
        return None
    surnames = {name.split()[-1] for name in accused}
    named = [name for name in surnames if any(_names(text, name) for text in said)]
    denials = [
        each
        for each in pool
        if _DENIES.search(each.sentence.text)
        and any(_names(each.sentence.text, name) for name in named)
    ]
    return min(denials, key=lambda each: each.words, default=None)


def acquittal(chosen: Sequence[SummarySentence], pool: Sequence[Candidate]) -> Candidate | None:
    """The shortest sentence with an acquittal, where only the accusation is told; else None."""
    told = stages_in(" ".join(sentence.text for sentence in chosen))
    if not told or told & ENDED:
        return None
    cleared = [each for each in pool if "acquitted" in stages_in(each.sentence.text)]
    return min(cleared, key=lambda each: each.words, default=None)


def _names(text: str, surname: str) -> bool:
    return re.search(rf"\b{re.escape(surname)}\b", text) is not None
