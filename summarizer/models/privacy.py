"""Whether a text tells of the private lives of people: family, health, dealings with authority.

Harm can be told without a word for it ("she no longer uses the name that she had in Turin"), so
that neither rules nor the heads for warnings see it. That harm is meant cannot be learnt from so
few texts either; that a text is of the kind in which it would stand, can. Trained by
``training/detection/private.py`` on the vectors that the detection heads use.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["private_odds"]

_SHARP = 2.0
"""How near the smooth maximum over the sentences is to the maximum."""


def private_odds(vectors: Tensor, layers: Mapping[str, Tensor]) -> Tensor:
    """Natural log of the odds: the most private sentences, and the text as a whole.

    Args:
        vectors: of its sentences, (sentences, 2 * width), at least one.
        layers: ``sentence.weight`` and ``text.weight`` (2 * width,), ``bias`` (1,).
    """
    import torch

    each = vectors @ layers["sentence.weight"]
    few = torch.tensor(float(len(each)), device=vectors.device).log()
    most = (torch.logsumexp(each * _SHARP, 0) - few) / _SHARP
    return most + vectors.mean(0) @ layers["text.weight"] + layers["bias"][0]
