"""One greedy candidate and several sampled ones in the same batch, without global randomness."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

__all__ = ["Sampling"]

_TEMPERATURE = 0.5
_TOP_P = 0.9


class Sampling:
    """A logits processor, the last one: candidate 0 stays as it is, the others are perturbed.

    Adding Gumbel noise to log-probabilities and taking the best is the same as drawing from them
    (the Gumbel-max trick; Maddison, Tarlow and Minka 2014). The noise comes from a generator of
    this call's own, so a result depends on nothing but the request, and greedy search serves
    all rows. A row for which nothing at all is allowed ends.

    Args:
        seed: of the noise.
        eos: token ids that end a text.
    """

    def __init__(self, *, seed: int, eos: Collection[int]) -> None:
        import torch

        self._eos = sorted(eos)
        self._generator = torch.Generator().manual_seed(seed % 2**63)

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        """``perturbed`` scores, all candidates being there."""
        return self.perturbed(scores, range(scores.shape[0]))  # type: ignore[return-value]

    def perturbed(self, scores: torch.Tensor, candidates: Sequence[int]) -> torch.Tensor:
        """``scores`` (rows, vocabulary) such that the best token of each row is its choice.

        Args:
            scores: of the candidates that are still being written.
            candidates: which they are; number 0 is the greedy one.
        """
        import torch

        chosen = scores.float()
        stuck = torch.isneginf(chosen).all(dim=-1)
        if bool(stuck.any()):
            chosen = chosen.clone()
            ends = torch.tensor(self._eos, device=chosen.device)
            chosen[stuck.nonzero()[:, :1], ends] = 0.0
        first = 1 if candidates[0] == 0 else 0
        if chosen.shape[0] == first:
            return chosen
        others = _nucleus(chosen[first:] / _TEMPERATURE)
        uniform = torch.rand(others.shape, generator=self._generator).clamp_min(1e-20)
        noise = -torch.log(-torch.log(uniform)).to(others.device)
        return torch.cat([chosen[:first], others + noise])


def _nucleus(scores: torch.Tensor) -> torch.Tensor:
    """Keep the likeliest tokens that together have ``_TOP_P`` of the probability (rows, words)."""
    import torch

    ordered, places = torch.softmax(scores, dim=-1).sort(dim=-1, descending=True)
    before = ordered.cumsum(dim=-1) - ordered
    drop = torch.zeros_like(before, dtype=torch.bool).scatter(-1, places, before > _TOP_P)
    return scores.masked_fill(drop, float("-inf"))
