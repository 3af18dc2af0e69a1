"""From the sentences of the safe text that a summary sentence rests on to spans of the original."""

from __future__ import annotations

from collections.abc import Sequence

from summarizer.types import Evidence, SafeText

__all__ = ["evidence_of"]


def evidence_of(sources: Sequence[int], safe: SafeText) -> tuple[Evidence, ...]:
    """The spans of the given safe sentences, in both coordinates."""
    spans = [safe.sentences[index] for index in sources]
    return tuple(Evidence(safe.original_span(span), span) for span in spans)
