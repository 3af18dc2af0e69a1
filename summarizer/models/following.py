"""Decoding that leans on the source: tokens that go on as the source does are made likelier.

A small model that goes its own way says what is not so; of its sentences those that keep to runs of
the source are the truest. Where the last two tokens stand in the source, each token that follows
them there gets a bonus, as in copy mechanisms (Gu et al. 2016), but with nothing to be learnt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

__all__ = ["Following"]

_BONUS = 3.0
"""Added to the log-probability, before a sampled text's is divided by its temperature."""


class Following:
    """A logits processor that adds to the scores of what follows in the source.

    Args:
        tokenizer: the model's.
        source: sentences whose wording is preferred.
        prompt_length: tokens at the start of each row that were not generated.
    """

    def __init__(self, tokenizer: Any, *, source: Sequence[str], prompt_length: int) -> None:
        self._prompt_length = prompt_length
        # Of a sentence's first word there are two spellings: at the start of a text and behind it.
        rows = tokenizer([*source, *(f" {text}" for text in source)], add_special_tokens=False)
        self._next = _followers(rows["input_ids"])

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        """``scores`` (rows, vocabulary), with the bonus.

        ``input_ids``: (rows, tokens so far, with the prompt).
        """
        raised = scores.clone()
        for row, ids in enumerate(input_ids[:, self._prompt_length :].tolist()):
            following = self._next.get(tuple(ids[-2:]))
            if following:
                raised[row, following] += _BONUS
        return raised  # type: ignore[return-value]


def _followers(rows: Sequence[Sequence[int]]) -> Mapping[tuple[int, ...], list[int]]:
    """Each pair of neighbouring tokens → the tokens that come after it anywhere."""
    found: dict[tuple[int, ...], set[int]] = defaultdict(set)
    for ids in rows:
        for pair, after in zip(pairwise(ids), ids[2:], strict=False):
            found[pair].add(after)
    return {pair: sorted(after) for pair, after in found.items()}
