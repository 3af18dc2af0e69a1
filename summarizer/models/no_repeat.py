"""A text that begins to say something again ends there: small models go round in circles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

__all__ = ["NoRepeat"]

_TOKENS = 14
"""So many in a row that were written before are a repetition; a long name has fewer."""


class NoRepeat:
    """A logits processor that forbids everything once a run of tokens was written twice.

    What was said again is left unfinished, and unfinished sentences are dropped.

    Args:
        prompt_length: tokens at the start of each row that were not generated.
    """

    def __init__(self, *, prompt_length: int) -> None:
        self._prompt_length = prompt_length

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        """``scores`` (rows, vocabulary), minus infinity throughout for rows that are to end.

        ``input_ids``: (rows, tokens so far, with the prompt).
        """
        again = [_repeats(ids) for ids in input_ids[:, self._prompt_length :].tolist()]
        if not any(again):
            return scores
        kept = scores.clone()
        kept[again] = float("-inf")
        return kept  # type: ignore[return-value]


def _repeats(ids: Sequence[int]) -> bool:
    """Whether the last tokens stand somewhere before."""
    last, start = list(ids[-_TOKENS:]), len(ids) - _TOKENS
    return any(ids[i] == last[0] and ids[i : i + _TOKENS] == last for i in range(start))
