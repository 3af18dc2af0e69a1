"""Claims about documents as the verifier sees them, without redaction in between."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from summarizer.detect.casing import recased
from summarizer.evaluate.pairs import Pair
from summarizer.policy.schema import Policy
from summarizer.text import sentences
from summarizer.types import Judgement, Token
from summarizer.verify import Judge, SourceIndex, Support

__all__ = ["Claims", "cased", "is_supported"]

_ON_THE_SOURCE = ("grounding:", "FA-01", "CR-01")
"""Faults that say that the document does not say it; others are about wording and safety."""


@dataclass(slots=True)
class Claims:
    """Judges claims sentence by sentence, each once; a document is indexed while its claims come.

    ``parse``: the tokens of texts. ``support``: what weighs the signals.
    """

    parse: Callable[[Sequence[str]], Iterable[Sequence[Token]]]
    support: Support
    policy: Policy
    _document: str | None = field(default=None, repr=False)
    _judge: Judge | None = field(default=None, repr=False)
    _known: dict[Pair, list[Judgement]] = field(default_factory=dict, repr=False)

    def __call__(self, pair: Pair) -> list[Judgement]:
        """One judgement for each sentence of a claim; none where it has no words."""
        if pair not in self._known:
            self._known[pair] = self._asked(pair)
        return self._known[pair]

    def hold(self, pair: Pair) -> bool:
        """Whether the document says every sentence of a claim, which has some."""
        said = self(pair)
        return bool(said) and all(map(is_supported, said))

    def _asked(self, pair: Pair) -> list[Judgement]:
        if self._judge is None or pair.document != self._document:
            self._judge = self._judge_of(cased(pair.document))
            self._document = pair.document
        claim = cased(pair.claim)
        said = [span.of(claim) for span in sentences(claim)]
        return self._judge.many(said, thorough=True, drafted=pair.drafted)

    def _judge_of(self, text: str) -> Judge:
        spans = sentences(text)
        return Judge(
            source=SourceIndex.of_text(text, spans, parse=self.parse),
            length=len(spans),
            policy=self.policy,
            codes=frozenset(),
            concerns=frozenset(),
            removed=frozenset(),
            title="",
            parse=self.parse,
            find=lambda texts: [() for _ in texts],
            support=self.support,
        )


def is_supported(judgement: Judgement) -> bool:
    """Whether the document says a sentence, as the program decides."""
    return not any(fault.startswith(_ON_THE_SOURCE) for fault in judgement.faults)


def cased(text: str) -> str:
    """With capitals where names need them, as the program reads a text in one case."""
    return recased(text, sentences(text))
