"""A headline of at most twelve words that the text supports (CR-07), or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from summarizer.types import Judgement, SafeText, SummarySentence
from summarizer.write.compose import LIMITS, Candidate
from summarizer.write.salience import Salience

__all__ = ["headline"]

_WORD = re.compile(r"\w[\w'’.-]*")
_END = re.compile(r"[.\s]+$")


def headline(
    safe: SafeText,
    chosen: Sequence[SummarySentence],
    pool: Sequence[Candidate],
    *,
    judge: Callable[[str], Judgement],
    salience: Salience,
) -> str:
    """The safe title when it passes, else the weightiest short sentence, else a cut one."""
    from summarizer.types import Style

    most = LIMITS[Style.HEADLINE].words
    if safe.title and _count(safe.title) <= most and judge(_as_sentence(safe.title)).passed:
        return _END.sub("", safe.title)
    short = [c for c in pool if c.words <= most]
    if short:
        best = max(short, key=lambda c: (salience.value(c.concepts), c.sentence.text))
        return _END.sub("", best.sentence.text)
    for sentence in chosen:
        for form in _cuts(sentence.text):
            if _count(form) <= most and judge(_as_sentence(form)).passed:
                return _END.sub("", form)
    return ""


def _count(text: str) -> int:
    return len(_WORD.findall(text))


def _as_sentence(text: str) -> str:
    return _END.sub("", text) + "."


def _cuts(text: str) -> list[str]:
    """The sentence up to each comma or clause mark, the longest first."""
    places = [match.start() for match in re.finditer(r",| -- | which | who | as well as | after | for | in ", text)]
    return [text[:place] for place in sorted(places, reverse=True) if _count(text[:place]) >= 4]
