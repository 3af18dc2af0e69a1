"""How the heads' odds and the rules' findings become one calibrated probability."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from summarizer.models.readings import SILENT, SentenceReading

__all__ = ["LEVELS", "Fusion", "fusion_from"]

LEVELS = (1, 2, 3, 4)
_DETAILED = 3


@dataclass(frozen=True, slots=True)
class Fusion:
    """How the heads' odds and the rules are joined, one row per level.

    A row holds the weights of: the encoder's log odds for the code at the level, the words' log
    odds for the code, the words' log odds for the level, a rule that reaches the level, a rule
    that finds the code at any level, a rule whose wording is negated or figurative here, and a
    constant.
    ``thresholds``: the least probability of the code being there; the shares of it that level 2, 3
    and 4 need at least; and the least probability where level 3 is reached, which is lower, for
    detail must not be missed. ``exceptions``: the same for single codes. ``incidents``: the least
    probability for each kind of incident.
    Fitted by ``training/detection/calibrate.py``, after Platt (1999).
    """

    rows: tuple[tuple[float, ...], ...]
    thresholds: tuple[float, ...]
    exceptions: Mapping[str, tuple[float, ...]]
    incidents: Mapping[str, float]

    def probabilities(
        self, read: SentenceReading, code: str, *, level: int, excused: bool
    ) -> tuple[float, ...]:
        """The probability of reaching each level; falls from level to level.

        Args:
            read: what the heads say of the sentence.
            code: the code in question.
            level: the highest level that a rule found of it here, 0 for none.
            excused: whether a rule found wording that is negated or figurative.
        """
        found: list[float] = []
        for features, row in zip(
            self.features(read, code, level=level, excused=excused), self.rows, strict=True
        ):
            odds = sum(weight * value for weight, value in zip(row, features, strict=True))
            probability = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
            found.append(min(probability, found[-1]) if found else probability)
        return tuple(found)

    @staticmethod
    def features(
        read: SentenceReading, code: str, *, level: int, excused: bool
    ) -> tuple[tuple[float, ...], ...]:
        """What is weighed for each level, in the order of a row."""
        logits = read.logits.get(code, SILENT)
        words = read.words.get(code, SILENT[0])
        return tuple(
            (
                logits[k - 1], words, read.severity[k - 1],
                float(level >= k), float(level > 0), float(excused), 1.0,
            )
            for k in LEVELS
        )  # fmt: skip

    def level(self, code: str, probabilities: Sequence[float], *, likeliest: bool = True) -> int:
        """The level that the probabilities of reaching level 1 to 4 amount to; 0 is none.

        ``likeliest``: whether no other code is likelier in the sentence. Only then does the lower
        threshold for detail hold: that detail is there is surer than whose it is.
        """
        least, *shares, detailed = self.exceptions.get(code, self.thresholds)
        there = probabilities[0]
        level = max(
            (
                k
                for k, p, share in zip(LEVELS[1:], probabilities[1:], shares, strict=True)
                if p >= share * there
            ),
            default=1,
        )
        if likeliest and level >= _DETAILED:
            least = min(least, detailed)
        return level if there >= least else 0


def fusion_from(facts: Mapping[str, Any]) -> Fusion:
    """The fusion that ``heads.json`` describes."""
    return Fusion(
        rows=tuple(tuple(row) for row in facts["rows"]),
        thresholds=tuple(facts["thresholds"]),
        incidents=dict(facts["incidents"]),
        exceptions={code: tuple(values) for code, values in facts["exceptions"].items()},
    )
