"""Of what kind of name a word is part, by the word and what stands around it.

A small recogniser takes ports, dioceses and firms for people, and rules know only the grammar that
somebody thought of. Trained by ``training/names/train.py`` on what the third layer of the detection
encoder makes of a token and of its two neighbours: lower layers still know the word, higher ones
only what the text is about (Tenney et al. 2019, "BERT Rediscovers the Classical NLP Pipeline").
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["KINDS", "LAYER", "name_kinds", "person_odds", "with_neighbours"]

KINDS = ("person", "place", "body", "other")
"""Of names; words that are part of none are of the last."""
LAYER = 3
"""Of the encoder, counted from 1, on which it rests."""


def with_neighbours(inner: Tensor) -> Tensor:
    """Each token of one text with the one before and the one behind: (tokens, 3 * width).

    Args:
        inner: (tokens, width), in the order of the text.
    """
    import torch

    edge = torch.zeros_like(inner[:1])
    return torch.cat(
        [inner, torch.cat([edge, inner[:-1]]), torch.cat([inner[1:], edge])], dim=1
    ).float()


def name_kinds(inner: Tensor, layers: Mapping[str, Tensor]) -> Tensor:
    """Natural log of the probability of each kind, for each token of one text: (tokens, 4).

    Args:
        inner: (tokens, width), in the order of the text.
        layers: ``in.weight`` (3 * width, hidden), ``in.bias`` (hidden,), ``out.weight``
            (hidden, 4), ``out.bias`` (4,).
    """
    from torch.nn.functional import gelu

    hidden = gelu(with_neighbours(inner) @ layers["in.weight"] + layers["in.bias"])
    return (hidden @ layers["out.weight"] + layers["out.bias"]).log_softmax(-1)


def person_odds(kinds: Tensor) -> Tensor:
    """Natural log of the odds of a person's name: (tokens,).

    Args:
        kinds: (tokens, 4), as ``name_kinds`` gives them.
    """
    return kinds[:, 0] - kinds[:, 1:].logsumexp(-1)
