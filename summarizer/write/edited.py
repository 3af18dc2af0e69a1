"""A summary that a person wrote, as a draft: their words, and what each sentence rests on.

White space is put in order, and characters that nobody sees are dropped. Nothing else changes:
what the wording rules would put right in a machine's sentence is the checks' to name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from summarizer.text import normalise
from summarizer.text import sentences as sentences_of
from summarizer.types import Draft, Judgement, SafeText, SummarySentence
from summarizer.write.evidence import evidence_of

__all__ = ["edited"]


def edited(
    headline: str,
    sentences: Sequence[str],
    *,
    safe: SafeText,
    judge: Callable[[str], Judgement],
) -> Draft:
    """The draft; without sentences when nothing but white space was given.

    Args:
        headline: as written; may be empty.
        sentences: as written. What holds several sentences becomes several, each judged alone.
        safe: the text that they are about.
        judge: says which sentences of the safe text one rests on.
    """
    return Draft(
        sentences=tuple(
            SummarySentence(
                text=text,
                origin="edited",
                evidence=evidence_of(judge(normalise(text)[0]).sources, safe),
            )
            for given in sentences
            for text in _cut(_tidy(given))
        ),
        headline=_tidy(headline),
        origin="edited",
    )


def _cut(text: str) -> Iterator[str]:
    return (span.of(text) for span in sentences_of(text)) if text else iter(())


def _tidy(text: str) -> str:
    """The text on one line, without what ``normalise`` finds to be no character for a reader."""
    line = " ".join(text.split())
    seen = "".join(run.origin.of(line) for run in normalise(line)[1].runs)
    return " ".join(seen.split())
