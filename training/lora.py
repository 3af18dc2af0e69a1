"""Low-rank changes to the sentence encoder (LoRA, Hu et al. 2021): put on, trained, written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from summarizer.models.catalogue import CATALOGUE
from summarizer.models.encoder import ENCODER
from summarizer.models.manifest import file_sha256

__all__ = ["SCALE", "Stepper", "encoder_with_lora", "save_trained", "start_from"]

SCALE = 2.0
"""What the product of the two small matrices is multiplied with: alpha / rank."""


def encoder_with_lora(
    place: Path, *, rank: int, layers: int | None = None, scale: float = SCALE
) -> tuple[Any, Any]:
    """The encoder in ``place`` with changes of a rank to all its matrices, and its tokenizer."""
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModel, AutoTokenizer

    # Dropout inside the encoder costs a third of the time and does nothing for so few weights;
    # so does torch's fused attention, on a processor and backwards.
    encoder: Any = AutoModel.from_pretrained(
        place, dtype=torch.float32, local_files_only=True, attn_implementation="eager",
        hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0,
    )  # fmt: skip
    encoder.encoder.layer = encoder.encoder.layer[:layers]
    encoder.pooler = None
    lora = LoraConfig(
        r=rank, lora_alpha=int(rank * scale), lora_dropout=0.0,
        target_modules=["query", "key", "value", "dense"],
    )  # fmt: skip
    return get_peft_model(encoder, lora).train(), AutoTokenizer.from_pretrained(place)


@dataclass(frozen=True, slots=True)
class Stepper:
    """Takes the steps of a training: AdamW with a short warm-up and a linear decay."""

    optimiser: torch.optim.Optimizer
    rates: tuple[float, ...]
    steps: int

    @classmethod
    def of(cls, encoder: Any, layers: Mapping[str, Tensor], *, rate: float, steps: int) -> Stepper:
        """For the changes to an encoder, and at twice the rate for the layers on top."""
        optimiser = torch.optim.AdamW(
            [
                {"params": [p for p in encoder.parameters() if p.requires_grad], "lr": rate},
                {"params": list(layers.values()), "lr": 2 * rate},
            ],
            weight_decay=0.01,
        )
        return cls(optimiser, tuple(group["lr"] for group in optimiser.param_groups), steps)

    def __call__(self, step: int, loss: Tensor) -> None:
        """Take one step down from a loss; ``step`` counts from 0."""
        warm = max(1, self.steps // 20)
        factor = min(1.0, (step + 1) / warm) * max(0.02, 1 - step / self.steps)
        groups = self.optimiser.param_groups
        for group, rate in zip(groups, self.rates, strict=True):
            group["lr"] = rate * factor
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_([p for group in groups for p in group["params"]], 1.0)
        self.optimiser.step()


def start_from(folder: Path, encoder: Any, layers: Mapping[str, Tensor]) -> None:
    """Take over the trained part that ``save_trained`` wrote."""
    from safetensors.torch import load_file

    tensors = load_file(folder / "weights.safetensors")
    with torch.no_grad():
        for name, tensor in layers.items():
            tensor.copy_(tensors[f"head.{name}"])
        for name, parameter in encoder.named_parameters():
            if "lora_" in name:
                parameter.copy_(tensors[_lora_name(name)])


def save_trained(
    encoder: Any,
    layers: Mapping[str, Tensor],
    out: Path,
    *,
    place: Path,
    facts: Mapping[str, Any],
    facts_name: str,
    weights: str = "weights.safetensors",
) -> None:
    """Write the trained part, in half precision, and what it is."""
    from safetensors.torch import save_file

    tensors = {f"head.{name}": tensor.detach() for name, tensor in layers.items()}
    for name, parameter in encoder.named_parameters():
        if "lora_" in name:
            tensors[_lora_name(name)] = parameter.detach()
    out.mkdir(parents=True, exist_ok=True)
    save_file(
        {name: tensor.half().contiguous() for name, tensor in tensors.items()},
        out / weights,
    )
    told = {
        **facts,
        "encoder": CATALOGUE[ENCODER].upstream,
        "encoder_sha256": file_sha256(place / "model.safetensors"),
        "lora_scale": SCALE,
    }
    (out / facts_name).write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def _lora_name(name: str) -> str:
    module, _, rest = name.removeprefix("base_model.model.").partition(".lora_")
    return f"lora.{module}.{rest[0]}"
