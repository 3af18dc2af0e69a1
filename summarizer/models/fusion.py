"""How the heads' odds and the rules' findings become one calibrated probability."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["LEVELS", "Fusion", "fusion_from"]

LEVELS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Fusion:
    """How the heads' odds and the rules are joined, one row per level.

    A row holds the weights of: the heads' log odds, a rule that reaches the level, a rule that
    finds the code at any level, a rule whose wording is negated or figurative here, and a constant.
    ``thresholds``: the least probability for each level; ``exceptions``: the same for single codes;
    ``incidents``: the least probability for each kind of incident.
    Fitted by ``training/detection/calibrate.py``, after Platt (1999).
    """

    rows: tuple[tuple[float, float, float, float, float], ...]
    thresholds: tuple[float, ...]
    exceptions: Mapping[str, tuple[float, ...]]
    incidents: Mapping[str, float]

    def probabilities(
        self, logits: Sequence[float], *, level: int, excused: bool
    ) -> tuple[float, ...]:
        """The probability of reaching each level; falls from level to level."""
        found: list[float] = []
        for reached, logit, (head, reach, any_, excuse, constant) in zip(
            LEVELS, logits, self.rows, strict=True
        ):
            odds = head * logit + reach * (level >= reached) + any_ * (level > 0)
            odds += excuse * excused + constant
            probability = 1 / (1 + math.exp(-max(-30.0, min(30.0, odds))))
            found.append(min(probability, found[-1]) if found else probability)
        return tuple(found)

    def level(self, code: str, probabilities: Sequence[float]) -> int:
        """The highest level whose probability reaches its threshold; 0 when none does."""
        thresholds = self.exceptions.get(code, self.thresholds)
        return max(
            (k for k, p, t in zip(LEVELS, probabilities, thresholds, strict=True) if p >= t),
            default=0,
        )


def fusion_from(facts: Mapping[str, Any]) -> Fusion:
    """The fusion that ``heads.json`` describes."""
    return Fusion(
        rows=tuple(tuple(row) for row in facts["rows"]),
        thresholds=tuple(facts["thresholds"]),
        incidents=dict(facts["incidents"]),
        exceptions={code: tuple(values) for code, values in facts["exceptions"].items()},
    )
