"""Claims about documents as the verifier sees them, without redaction in between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from summarizer.detect.casing import recased
from summarizer.evaluate.pairs import Pair
from summarizer.text import sentences
from summarizer.types import Token
from summarizer.verify.grounding import Grounding, ground
from summarizer.verify.source import SourceIndex

__all__ = ["Claims", "cased"]


@dataclass(slots=True)
class Claims:
    """Grounds claims sentence by sentence; a document is indexed once while its claims come.

    ``parse``: a text's tokens.
    """

    parse: Callable[[str], Sequence[Token]]
    _document: str | None = field(default=None, repr=False)
    _source: SourceIndex = field(default=SourceIndex(()), repr=False)

    def __call__(self, pair: Pair) -> list[Grounding]:
        """One answer for each sentence of a claim; empty where it has no words."""
        if pair.document != self._document:
            text = cased(pair.document)
            self._source = SourceIndex.of_text(text, sentences(text), parse=self.parse)
            self._document = pair.document
        claim = cased(pair.claim)
        return [ground(span.of(claim), self._source, parse=self.parse) for span in sentences(claim)]


def cased(text: str) -> str:
    """With capitals where names need them, as the program reads a text in one case."""
    return recased(text, sentences(text))
