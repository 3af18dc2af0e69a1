"""Plainer ways of telling whether a document supports a claim, to stand beside the verifier.

Each gives a score from 0 to 1 and knows nothing of who did what to whom.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from summarizer.errors import UsageError
from summarizer.evaluate.pairs import Pair
from summarizer.text import sentences

if TYPE_CHECKING:
    from summarizer.models.embedding import Embedder

__all__ = ["by_entities", "by_likeness", "by_rouge", "passages_of"]

_KEPT = 4
"""Documents whose vectors are remembered: claims of one document come together."""
_NAME = re.compile(r"\b[A-Z][\w'’-]+|\b\d[\d.,]*\b")


def by_rouge() -> Callable[[Pair], float]:
    """The share of a claim's words that stand in the document in the same order (ROUGE-L).

    Lin 2004. Precision, not F1: a claim is short and a document long.

    Raises:
        UsageError: rouge-score is not installed.
    """
    try:
        from rouge_score import rouge_scorer
    except ImportError:
        raise UsageError(
            "grounding needs rouge-score; run: pip install 'summarizer[evaluate]'"
        ) from None
    scorer = rouge_scorer.RougeScorer(["rougeL"], use_stemmer=True)

    def score(pair: Pair) -> float:
        return float(scorer.score(pair.document, pair.claim)["rougeL"].precision)

    return score


def by_likeness(embed: Embedder) -> Callable[[Pair], float]:
    """The cosine of a claim's meaning and that of the nearest passage of the document."""

    @lru_cache(maxsize=_KEPT)
    def vectors(document: str):  # type: ignore[no-untyped-def]  # numpy's are not hashable
        return embed(passages_of(document))

    def score(pair: Pair) -> float:
        (claim,) = embed([pair.claim])
        return max(0.0, float((vectors(pair.document) @ claim).max()))

    return score


def by_entities(pair: Pair) -> float:
    """The share of a claim's names and figures that stand in the document; 1 where it has none."""
    low = pair.document.lower()
    told = {match[0].rstrip(".,").lower() for match in _NAME.finditer(pair.claim)}
    first = pair.claim.split(maxsplit=1)[:1]
    told -= {word.lower() for word in first}  # its capital makes no name
    return sum(word in low for word in told) / len(told) if told else 1.0


def passages_of(document: str) -> list[str]:
    """A document's sentences, each alone and together with the next."""
    found = [span.of(document) for span in sentences(document)]
    return [*found, *(f"{one} {other}" for one, other in pairwise(found))]
