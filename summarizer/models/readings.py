"""What the trained heads say of a text: plain frozen values, no text in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from summarizer.types import Span

if TYPE_CHECKING:
    from summarizer.models.fusion import Fusion

__all__ = ["SILENT", "Heads", "NamedWord", "Reading", "SentenceReading"]

SILENT = (-6.0, -6.0, -6.0, -6.0)
"""The log odds of a code that a reading leaves out."""


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """One sentence as the heads see it.

    ``logits``: for each warning code that is not out of the question, how sure they are that the
    sentence reaches level 1, 2, 3 and 4 of it, as the encoder has it (natural log of the odds).
    ``words``: the same for the code as such, as its words have it. ``severity``: as the words have
    it, for any code reaching level 1 to 4. ``graphic``: stretches of words that carry detail, with
    their probability; offsets are those of the text that was read.
    """

    logits: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    words: Mapping[str, float] = field(default_factory=dict)
    severity: tuple[float, ...] = SILENT
    graphic: tuple[tuple[Span, float], ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class NamedWord:
    """A word, or a part of one, that belongs to a name.

    ``person``: natural log of the odds that it is a person's; ``kind``: what it is most likely of
    otherwise, "place", "body" (a court, firm, club, church, …) or "other".
    """

    span: Span
    person: float
    kind: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole text as the heads see it: its sentences, and the incidents that it reports.

    ``incidents``: probability by kind ("any", "attack", "bombing", "kidnapping", …) that the text
    reports a particular, recent, violent incident, in the sense of MUC-4. ``private``: probability
    that it tells of the private lives of people (``privacy.py``). ``names``: the words that
    belong to names (``naming.py``), in order; offsets are those of the text that was read.
    """

    sentences: tuple[SentenceReading, ...] = ()
    incidents: Mapping[str, float] = field(default_factory=dict)
    private: float = 0.0
    names: tuple[NamedWord, ...] = ()


class Heads(Protocol):
    """Reads texts. One that is loaded may be shared by threads."""

    @property
    def name(self) -> str:
        """Which encoder and heads."""
        ...

    @property
    def sha256(self) -> str:
        """The hash of all that was trained (hex)."""
        ...

    @property
    def fusion(self) -> Fusion:
        """How their odds are weighed with what rules find."""
        ...

    def __call__(self, texts: Sequence[tuple[str, Sequence[Span]]], /) -> tuple[Reading, ...]:
        """A reading of each text; a text comes with the offsets of its sentences."""
        ...
