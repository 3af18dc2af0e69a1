"""Attention for rows of different length in one batch, without padding.

While tokens are written one by one, a model's large matrix products are shared by all rows, and
attention is computed row by row over just the keys that the row has. So a batch costs no padding,
a row can leave it at any step, and a row's result does not depend on the rows beside it, to the
bit, wherever matrix products don't (bfloat16 by oneDNN; two rows or more: one alone takes another
kernel, which is why it is given a twin).

Works with every causal model whose attention goes through transformers' attention interface and
whose cache keeps all keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

__all__ = ["Rows", "attend_by_rows", "read_prompt", "step"]

_NAME = "summarizer_rows"
_STRETCH = 64
"""Tokens of a prompt that are compared at once with those before them."""


@dataclass(slots=True, repr=False)
class Rows:
    """The model's state for some rows of equal length: the candidates of one request.

    ``keys`` and ``values`` hold a tensor for each layer, (rows, key heads, capacity, head size), of
    which the first ``length`` places are filled.
    """

    keys: list[torch.Tensor] = field(default_factory=list)
    values: list[torch.Tensor] = field(default_factory=list)
    length: int = 0

    @property
    def count(self) -> int:
        """How many rows."""
        return self.keys[0].shape[0]

    @property
    def bytes(self) -> int:
        """Memory that the state takes."""
        return sum(each.nbytes for each in (*self.keys, *self.values))

    def keep(self, places: Sequence[int]) -> None:
        """Lets all rows but those at ``places`` go."""
        self.keys = [each[list(places)] for each in self.keys]
        self.values = [each[list(places)] for each in self.values]


class _Writing:
    """A cache in the sense of transformers that puts a step's keys where they belong."""

    def __init__(self, states: Sequence[Rows]) -> None:
        self.states = states

    def update(
        self, keys: torch.Tensor, values: torch.Tensor, layer: int, *_: object, **__: object
    ) -> tuple[torch.Tensor, torch.Tensor]:
        at = 0
        for state in self.states:
            for kept, new in ((state.keys[layer], keys), (state.values[layer], values)):
                kept.select(2, state.length).copy_(new.narrow(0, at, state.count).select(2, 0))
            at += state.count
        return keys, values

    def get_seq_length(self, *_: object) -> int:
        return 0


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of a prompt, and how far what it may look at reaches."""

    start: int
    end: int
    known: int
    mask: torch.Tensor


def _parts(before: int, length: int, device: torch.device) -> list[_Part]:
    """Cuts a prompt for attention: a stretch is compared with nothing that lies behind it.

    The kernel for processors works out a whole product, masked or not.
    """
    import torch

    size = _STRETCH if device.type == "cpu" else length
    found = []
    for start in range(0, length, size):
        end = min(start + size, length)
        seen = torch.ones(end - start, before + end, dtype=torch.bool, device=device)
        found.append(_Part(start, end, before + end, seen.tril(before + start)[None, None]))
    return found


def attend_by_rows(model: Any) -> bool:
    """Makes a model attend by rows where it can; whether it can."""
    from transformers import AttentionInterface, DynamicCache
    from transformers.cache_utils import DynamicLayer

    if (
        model.config.is_encoder_decoder
        or not model._supports_sdpa
        or not model._can_set_attn_implementation()
        or any(type(each) is not DynamicLayer for each in DynamicCache(config=model.config).layers)
    ):
        return False
    AttentionInterface.register(_NAME, _attention)
    model.set_attn_implementation(_NAME)
    return True


def read_prompt(
    model: Any, ids: Sequence[int], *, opening: Any = None, rows: int, room: int
) -> tuple[Rows, torch.Tensor, Any]:
    """Has the model read a prompt once for several rows.

    Args:
        model: one that attends by rows.
        ids: the prompt, or what follows ``opening``.
        opening: a transformers cache after the beginning of the prompt; stays as it is.
        rows: how many rows are to be written.
        room: tokens that each row may get.

    Returns:
        The state; the scores for the first token (vocabulary); the cache after the prompt.
    """
    import torch
    from transformers import DynamicCache

    cache, before = DynamicCache(), 0
    if opening is not None:
        before = opening.get_seq_length()
        for number, layer in enumerate(opening.layers):
            cache.update(layer.keys, layer.values, number)
    read = model(
        torch.tensor([ids], device=model.device),
        cache=cache,
        parts=_parts(before, len(ids), model.device),
        use_cache=True,
        logits_to_keep=1,
    )
    state = Rows(length=cache.get_seq_length())
    layers: list[Any] = cache.layers
    for layer in layers:
        state.keys.append(_roomy(layer.keys, rows, room))
        state.values.append(_roomy(layer.values, rows, room))
    return state, read.logits[0, -1], cache


def step(model: Any, states: Sequence[Rows], tokens: Sequence[int]) -> torch.Tensor:
    """The scores after one more token in each row, (rows, vocabulary); states grow by it."""
    import torch

    twin = len(tokens) == 1
    used = [*states, *states] if twin else states
    places = [state.length for state in used for _ in range(state.count)]
    ids = torch.tensor([*tokens, *tokens] if twin else tokens, device=model.device)
    scores = model(
        ids[:, None],
        position_ids=torch.tensor(places, device=model.device)[:, None],
        cache=_Writing(used),
        use_cache=True,
        rows=used,
    ).logits[: len(tokens), -1]
    for state in states:
        state.length += 1
    return scores  # type: ignore[no-any-return]


def _roomy(filled: torch.Tensor, rows: int, room: int) -> torch.Tensor:
    _, heads, length, size = filled.shape
    whole = filled.new_empty(rows, heads, length + room, size)
    whole[:, :, :length] = filled
    return whole


def _attention(
    module: Any,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    *,
    rows: Sequence[Rows] | None = None,
    parts: Sequence[_Part] = (),
    **how: Any,
) -> tuple[torch.Tensor, None]:
    """Scaled dot products: of a prompt part by part, of a step row by row."""
    import torch

    product = torch.nn.functional.scaled_dot_product_attention
    scale = how.get("scaling")
    if rows is None:
        read = [
            product(
                query[:, :, part.start : part.end],
                key[:, :, : part.known],
                value[:, :, : part.known],
                attn_mask=part.mask,
                scale=scale,
                enable_gqa=True,
            )
            for part in parts
        ]
        return torch.cat(read, 2).transpose(1, 2), None
    found = []
    at = 0
    for state in rows:
        keys = state.keys[module.layer_idx][:, :, : state.length + 1]
        values = state.values[module.layer_idx][:, :, : state.length + 1]
        own = query[at : at + state.count]
        # All query heads of a key head in one product: there is one token, so order is free.
        packed = own.reshape(state.count, keys.shape[1], -1, own.shape[-1])
        out = product(packed, keys, values, scale=scale)
        found.append(out.reshape(state.count, 1, -1, values.shape[-1]))
        at += state.count
    return torch.cat(found), None
