"""Would an editor print this sentence as it stands? The sentence encoder, adapted to tell.

A sentence that was cut from a report, with names masked, may be true and safe and yet be none:
"The inquiry found that staff were dismissed, that a person." Acceptability (Warstadt et al.
2019, CoLA) is judged of the sentence alone, as a reader of a summary has it. What we trained lies
beside the entailment head, with which it is one verifier. How: ``training/acceptability/``.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer.models.encoder import load_trained
from summarizer.models.entailment import ENTAILMENT, judge, rows_of

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["FACTS", "WEIGHTS", "Acceptability", "Acceptance", "load_acceptability"]

FACTS, WEIGHTS = "acceptability.json", "acceptability.safetensors"
"""The trained part, in the folder of the entailment head."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """How a sentence reads, as probabilities.

    ``broken``: nobody would print it. ``leaning``: it is understood only beside what stood around
    it ("the two", "the verdict"), or with an effort.
    """

    broken: float
    leaning: float


@dataclass(frozen=True, slots=True)
class Acceptability:
    """The loaded head. May be shared by threads."""

    _encoder: Any = field(repr=False, compare=False)
    _layers: Mapping[str, Tensor] = field(repr=False, compare=False)
    _tokenizer: Any = field(repr=False, compare=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def __call__(self, sentences: Sequence[str], /) -> list[Acceptance]:
        """How each reads; one at a time, so that none hangs on what is read beside it."""
        import torch

        with self._turn:  # the tokenizer may not be used by two threads at once
            rows = rows_of(self._tokenizer, [(sentence, "") for sentence in sentences])
        with torch.inference_mode():
            odds = [judge(self._encoder, self._layers, [row])[0].sigmoid() for row in rows]
        return [Acceptance(*map(float, each)) for each in odds]


def load_acceptability(
    *, home: Path | None = None, folder: Path = ENTAILMENT, device: str = "cpu"
) -> Acceptability:
    """Load the encoder and put the trained head on it. Never fetches weights.

    Args:
        home: the model home; by default ``model_home()``.
        folder: where the trained part is, as ``training/acceptability/train.py`` writes it.
        device: as torch names it.

    Raises:
        ModelError: when the encoder is not installed, or the head was trained for another.
    """
    from summarizer.models.packed import pack

    facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
    encoder, tokenizer, layers = load_trained(
        folder, facts, what="acceptability", home=home, device=device, weights=WEIGHTS
    )
    pack(encoder)
    return Acceptability(encoder, layers, tokenizer)
