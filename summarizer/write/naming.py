"""People who may be named: in full where they first come up, by surname afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from summarizer.types import Judgement, SafeText, SummarySentence
from summarizer.write.evidence import evidence_of

__all__ = ["introduced"]


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
                    text = re.sub(rf"\b{re.escape(surname)}\b", name, text, count=1)
                met.add(name)
        judgement = judge(text) if text != sentence.text else None
        if judgement and judgement.passed:
            evidence = evidence_of(judgement.sources, safe)
            sentence = replace(sentence, text=judgement.text, evidence=evidence)
        result.append(sentence)
    return tuple(result)
