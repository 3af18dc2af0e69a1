"""People who may be named: in full where they first come up, by surname afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from summarizer.policy.people import TITLES
from summarizer.text import FUNCTION_WORDS
from summarizer.types import Judgement, SafeText, SummarySentence
from summarizer.write.evidence import evidence_of

__all__ = ["in_full", "introduced"]

_NO_NAMES = TITLES | FUNCTION_WORDS
_CAPITALISED = re.compile(r"\b[A-ZÀ-Þ][\w'’-]*\.? \Z")


def introduced(
    chosen: Sequence[SummarySentence],
    *,
    names: Sequence[str],
    safe: SafeText,
    judge: Callable[[str], Judgement],
) -> tuple[SummarySentence, ...]:
    """The sentences with names put in order; one whose new form is refused stays as it was."""
    result: list[SummarySentence] = []
    met: set[str] = set()
    full = [name for name in names if len(name.split()) > 1 and name in safe.text]
    for sentence in chosen:
        text = sentence.text
        for name in full:
            surname = name.split()[-1]
            if sum(other.split()[-1] == surname for other in full) > 1:
                continue
            if name in met:
                text = re.sub(rf"\b{re.escape(name)}\b", surname, text)
            elif re.search(rf"\b{re.escape(surname)}\b", text):
                if name not in text:
                    text = in_full(text, surname, name)
                if name in text:
                    met.add(name)
        judgement = judge(text) if text != sentence.text else None
        if judgement and judgement.passed:
            evidence = evidence_of(judgement.sources, safe)
            sentence = replace(sentence, text=judgement.text, evidence=evidence)
        result.append(sentence)
    return tuple(result)


def in_full(text: str, surname: str, name: str) -> str:
    """The text with the first bare surname as the full name; "Nerys Bevan" is another Bevan."""
    bare = rf"(?<![\w-]){re.escape(surname)}(?![\w-]| [A-ZÀ-Þ]| famil)"
    for match in re.finditer(bare, text):
        before = _CAPITALISED.search(text, 0, match.start())
        if before is None or before[0].strip(" .").lower() in _NO_NAMES:
            return text[: match.start()] + name + text[match.end() :]
    return text
