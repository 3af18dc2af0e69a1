"""The sentence encoder: as it was published, or with a trained part of ours put on it.

A trained part is a folder that is shipped: low-rank changes to the encoder's matrices (LoRA, Hu et
al. 2021), added when it is loaded, and the layers on top. Detection and verification have one each.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer.errors import ModelError
from summarizer.models.device import dtype_for, prepare_libraries
from summarizer.models.home import model_home
from summarizer.models.install import locate
from summarizer.models.manifest import FileRecord, file_sha256, records_sha256
from summarizer.models.quiet import quiet

if TYPE_CHECKING:
    from torch import Tensor

__all__ = ["ENCODER", "identity_of", "load_encoder", "load_tensors", "load_trained"]

ENCODER = "minilm-l6"


def load_trained(
    folder: Path,
    facts: Mapping[str, Any],
    *,
    what: str,
    home: Path | None,
    device: str,
    weights: str = "weights.safetensors",
) -> tuple[Any, Any, dict[str, Tensor]]:
    """The encoder with a trained part on it, its tokenizer, and the layers on top by name.

    Args:
        folder: the trained part, as ``training/lora.py`` writes it.
        facts: what it says about itself.
        what: what it is called in errors.
        home: the model home; by default ``model_home()``.
        device: as torch names it.
        weights: its file in the folder.

    Raises:
        ModelError: the encoder is not installed, or the part was trained for another.
    """
    place = locate(ENCODER, home=home or model_home())
    if file_sha256(place / "model.safetensors") != facts["encoder_sha256"]:
        raise ModelError(f"{what}: trained for another encoder than the one in {place}")
    encoder, tokenizer = load_encoder(place)
    with quiet():
        tensors = load_tensors(folder / weights, what=what)
        encoder.encoder.layer = encoder.encoder.layer[: facts.get("layers")]
        _merge(encoder, tensors, scale=facts["lora_scale"])
        # Eight bits would be faster and change decisions; the processor's own format does not.
        encoder.to(device=device, dtype=dtype_for(device)).eval()
    layers = {
        name.removeprefix("head."): tensor.to(device)
        for name, tensor in tensors.items()
        if name.startswith("head.")
    }
    return encoder, tokenizer, layers


def load_tensors(file: Path, *, what: str) -> dict[str, Tensor]:
    """The tensors of a file that is shipped, by name, in fp32.

    Raises:
        ModelError: they cannot be loaded; says of ``what``.
    """
    with quiet():
        from safetensors.torch import load_file

        try:
            return {name: tensor.float() for name, tensor in load_file(file).items()}
        except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
            raise ModelError(f"{what}: cannot be loaded ({type(error).__name__})") from error


def load_encoder(place: Path) -> tuple[Any, Any]:
    """The sentence encoder as it was published, in fp32 and without its pooler, and its tokenizer.

    Raises:
        ModelError: it cannot be loaded.
    """
    with quiet():
        prepare_libraries()
        import torch
        from transformers import AutoModel, AutoTokenizer

        try:
            encoder: Any = AutoModel.from_pretrained(
                place, dtype=torch.float32, use_safetensors=True, local_files_only=True
            )
            tokenizer = AutoTokenizer.from_pretrained(place, local_files_only=True)
        except (OSError, ValueError, KeyError, ImportError, RuntimeError) as error:
            raise ModelError(f"encoder: cannot be loaded ({type(error).__name__})") from error
        encoder.pooler = None
    return encoder, tokenizer


def identity_of(folder: Path) -> str:
    """One hash over all that decides: weights, words, and how they are weighed."""
    return records_sha256(
        FileRecord(path.name, file_sha256(path), path.stat().st_size)
        for path in folder.iterdir()
        if path.suffix != ".md"
    )


def _merge(encoder: Any, tensors: Mapping[str, Tensor], *, scale: float) -> None:
    """Add the low-rank changes to the encoder's own matrices: W + scale * B A."""
    for name, module in encoder.named_modules():
        down, up = tensors.get(f"lora.{name}.A"), tensors.get(f"lora.{name}.B")
        if down is not None and up is not None:
            module.weight.data += scale * (up @ down)
