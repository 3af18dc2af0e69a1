"""How likely it is that a source says what a claim says: all signals weighed into one probability.

A small network over ``Signals``, trained on claims that the entailment head had not seen, its
calibration checked on documents left out in turn (``training/grounding/weigh.py``). There are two:
what the writer wrote errs in other ways than what people write, above all where it leaves the
words of the source, so it is weighed by weights of its own. What decides is a probability, so that
a profile's threshold means something: ``docs/grounding.md`` says what.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, field
from functools import cache
from pathlib import Path

from summarizer.errors import ModelError
from summarizer.models.entailment import Entailment
from summarizer.syntax import Tree
from summarizer.verify.grounding import Grounding
from summarizer.verify.signals import SIGNALS, Signals, signals_of
from summarizer.verify.source import SourceIndex

__all__ = [
    "ANYBODYS",
    "DRAFTED",
    "Claim",
    "Found",
    "Support",
    "Weighing",
    "load_weighing",
    "signals_by",
    "support_by",
]

ANYBODYS, DRAFTED = "support.json", "drafts.json"
"""The weights for a sentence from anywhere, and for one that the writer wrote."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence with its parse, what the arcs make of it, and the sentences nearest to it.

    ``drafted``: whether the small writer with our adapter wrote it. What other models write is
    weighed as if anybody had written it.
    """

    text: str = field(repr=False)
    tree: Tree | None = field(repr=False)
    grounding: Grounding
    near: tuple[int, ...]
    drafted: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """How likely a claim is so, and all signals that speak for or against it.

    ``unknown``: it has a name or figure that the source has nowhere, which no likelihood outweighs.
    """

    probability: float
    signals: tuple[tuple[str, float], ...]
    unknown: bool


Support = Callable[[Sequence[Claim], SourceIndex], list[Found]]
"""Claims about one source → how far each is supported."""


def support_by(entails: Callable[[], Entailment]) -> Support:
    """Support by the shipped weights, with the entailment head, which is loaded on first use."""

    def support(claims: Sequence[Claim], source: SourceIndex) -> list[Found]:
        if not claims:
            return []
        head = entails()
        anybodys, drafted = (load_weighing(head.folder / name) for name in (ANYBODYS, DRAFTED))
        return [
            Found(
                round((drafted if claim.drafted else anybodys)(each), 4),
                each.named,
                each.is_unknown,
            )
            for claim, each in zip(claims, signals_by(head, claims, source), strict=True)
        ]

    return support


def signals_by(head: Entailment, claims: Sequence[Claim], source: SourceIndex) -> list[Signals]:
    """The signals of claims about one source."""
    odds = head([(claim.text, source.told(claim.near)) for claim in claims])
    return [
        signals_of(claim.text, claim.tree, claim.grounding, source, claim.near, entailment=each)
        for claim, each in zip(claims, odds, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Weighing:
    """A network of one hidden layer: standardised signals → tanh units → log odds.

    ``mean`` and ``scale`` are the signals'; ``hidden`` has one row a unit: its weights and, last,
    its bias; ``out`` the weights of the units and, last, the bias.
    """

    mean: tuple[float, ...]
    scale: tuple[float, ...]
    hidden: tuple[tuple[float, ...], ...]
    out: tuple[float, ...]

    def __call__(self, signals: Signals) -> float:
        """The probability that the source says it, 0 to 1."""
        row = [
            (value - mean) / scale
            for value, mean, scale in zip(astuple(signals), self.mean, self.scale, strict=True)
        ]
        units = [math.tanh(_dot(weights, row)) for weights in self.hidden]
        return 1 / (1 + math.exp(-_dot(self.out, units)))


def load_weighing(path: Path) -> Weighing:
    """The weights that ``training/grounding/weigh.py`` wrote.

    Raises:
        ModelError: they are not for these signals.
    """
    return _weighing(path.read_text(encoding="utf-8"))


@cache
def _weighing(text: str) -> Weighing:
    facts = json.loads(text)
    if tuple(facts["signals"]) != SIGNALS:
        raise ModelError("support: weighed for other signals than the program has")
    return Weighing(
        tuple(facts["mean"]),
        tuple(facts["scale"]),
        tuple(tuple(row) for row in facts["hidden"]),
        tuple(facts["out"]),
    )


def _dot(weights: Sequence[float], values: Sequence[float]) -> float:
    """The sum of products, and the bias behind the weights."""
    return math.fsum(w * v for w, v in zip(weights, values, strict=False)) + weights[-1]
