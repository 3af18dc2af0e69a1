"""Meanings of short texts as vectors: the sentence encoder as it was published.

all-MiniLM-L6-v2 with the mean of its tokens' states (Reimers & Gurevych 2019, "Sentence-BERT"),
as its model card says. Detection uses the same encoder, but changed by training.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.models.device import dtype_for
from summarizer.models.encoder import ENCODER, load_encoder
from summarizer.models.home import model_home
from summarizer.models.install import locate
from summarizer.models.windows import batches

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Embedder", "load_embedder"]

Embedder = Callable[[Sequence[str]], "NDArray[np.float32]"]
"""Texts → (texts, 384), each row of length 1."""

_MOST_TOKENS = 192
_BUDGET = 4096
"""Tokens in a batch, padding included."""


def load_embedder(*, home: Path | None = None, device: str = "cpu") -> Embedder:
    """Load the encoder. Never fetches weights.

    Raises:
        ModelError: the encoder is not installed or cannot be loaded.
    """
    encoder, tokenizer = load_encoder(locate(ENCODER, home=home or model_home()))
    encoder.to(device=device, dtype=dtype_for(device)).eval()
    import torch

    def embed(texts: Sequence[str]) -> NDArray[np.float32]:
        ids = [
            tokenizer(text, truncation=True, max_length=_MOST_TOKENS)["input_ids"] for text in texts
        ]
        found = torch.zeros(len(texts), encoder.config.hidden_size)
        for batch in batches([len(each) for each in ids], budget=_BUDGET):
            longest = max(len(ids[i]) for i in batch)
            tokens = torch.zeros(len(batch), longest, dtype=torch.long)
            mask = torch.zeros(len(batch), longest)
            for row, index in enumerate(batch):
                tokens[row, : len(ids[index])] = torch.tensor(ids[index])
                mask[row, : len(ids[index])] = 1
            with torch.inference_mode():
                states = encoder(tokens.to(device), attention_mask=mask.to(device))
            kept = mask[:, :, None].to(device)
            means = (states.last_hidden_state.float() * kept).sum(1) / kept.sum(1)
            found[batch] = torch.nn.functional.normalize(means, dim=1).cpu()
        return found.numpy()

    return embed
