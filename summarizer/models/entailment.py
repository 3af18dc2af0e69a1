"""Does one text follow from another? The sentence encoder, adapted to read both together.

Natural language inference with a cross-encoder: ``[CLS] claim [SEP] evidence [SEP]`` through
all-MiniLM-L6-v2, whose matrices got low-rank changes (LoRA, Hu et al. 2021), and one layer over
what it makes of the claim's words. What we trained is shipped beside this file
(``entailment_head/``). How it was trained: ``training/grounding/``.

``rows_of`` and ``judge`` are shared with the training script, so that both compute the same.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer.models.encoder import ENCODER, identity_of, load_trained

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["ENTAILMENT", "Entailment", "judge", "load_entailment", "rows_of", "shipped_entailment"]

ENTAILMENT = Path(__file__).with_name("entailment_head")
"""Folder with ``weights.safetensors`` and ``head.json``, and what else the verifier is made of."""


@dataclass(frozen=True, slots=True)
class Entailment:
    """The loaded head: pairs of claim and evidence → log odds that the claim follows.

    ``folder`` is the trained part. May be shared by threads.
    """

    name: str
    sha256: str
    folder: Path
    _encoder: Any = field(repr=False, compare=False)
    _layers: Mapping[str, Tensor] = field(repr=False, compare=False)
    _tokenizer: Any = field(repr=False, compare=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, repr=False, compare=False)

    def __call__(self, pairs: Sequence[tuple[str, str]], /) -> list[float]:
        """Log odds for each pair.

        One at a time: in a batch the last bits depend on what else is read, and it is no faster.
        """
        import torch

        with self._turn:  # the tokenizer may not be used by two threads at once
            rows = rows_of(self._tokenizer, pairs)
        with torch.inference_mode():
            return [float(judge(self._encoder, self._layers, [row])) for row in rows]


Row = tuple[list[int], int]
"""The token ids of a pair, and how many of them, with the mark in front, are the claim's."""

_CLAIM = 64
_MOST = 224
"""Tokens of a claim, and of a pair; what is more is cut off at the end."""
_START, _END = 101, 102


def rows_of(tokenizer: Any, pairs: Sequence[tuple[str, str]]) -> list[Row]:
    """Token ids of claims with their evidence."""
    if not pairs:
        return []
    claims, evidence = (
        tokenizer(list(texts), add_special_tokens=False)["input_ids"]
        for texts in zip(*pairs, strict=True)
    )
    rows = []
    for claim, told in zip(claims, evidence, strict=True):
        said = [_START, *claim[:_CLAIM]]
        rows.append(([*said, _END, *told[: _MOST - len(said) - 2], _END], len(said)))
    return rows


def judge(encoder: Any, layers: Mapping[str, Tensor], rows: Sequence[Row]) -> Tensor:
    """Log odds for rows that are read together: (rows,), or a column for each unit of ``out``."""
    import torch

    longest = max(len(ids) for ids, _ in rows)
    device = encoder.device
    ids = torch.tensor([ids + [0] * (longest - len(ids)) for ids, _ in rows], device=device)
    size = torch.tensor([len(ids) for ids, _ in rows], device=device)[:, None]
    said = torch.tensor([count for _, count in rows], device=device)[:, None]
    place = torch.arange(longest, device=device)[None]
    hidden = encoder(
        input_ids=ids,
        attention_mask=(place < size).long(),
        token_type_ids=((place > said) & (place < size)).long(),
    ).last_hidden_state.float()
    claim = (place < said)[..., None]
    mean = (hidden * claim).sum(1) / said
    top = hidden.masked_fill(~claim, -10.0).amax(1)
    read = torch.cat([hidden[:, 0], mean, top], dim=1)
    told = torch.tanh(read @ layers["hidden.weight"] + layers["hidden.bias"])
    return told @ layers["out.weight"] + layers["out.bias"]


@dataclass(frozen=True, slots=True)
class Shipped:
    """What the trained part is called, and its hash, without loading it."""

    name: str
    sha256: str


@cache
def shipped_entailment(folder: Path = ENTAILMENT) -> Shipped:
    """The identity of the trained part in a folder."""
    facts = json.loads((folder / "head.json").read_text(encoding="utf-8"))
    return Shipped(f"{ENCODER}+{facts['name']}", identity_of(folder))


def load_entailment(
    *, home: Path | None = None, folder: Path = ENTAILMENT, device: str = "cpu"
) -> Entailment:
    """Load the encoder and put the trained head on it. Never fetches weights.

    Args:
        home: the model home; by default ``model_home()``.
        folder: the trained part, as ``training/grounding/train.py`` writes it.
        device: as torch names it.

    Raises:
        ModelError: when the encoder is not installed, or the head was trained for another.
    """
    from summarizer.models.packed import pack

    facts = json.loads((folder / "head.json").read_text(encoding="utf-8"))
    encoder, tokenizer, layers = load_trained(
        folder, facts, what="entailment", home=home, device=device
    )
    pack(encoder)
    shipped = shipped_entailment(folder)
    return Entailment(shipped.name, shipped.sha256, folder, encoder, layers, tokenizer)
