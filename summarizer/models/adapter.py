"""The adapter that ships for the default writer: low-rank changes, in peft's format.

It teaches the model to write our kind of summary (``writer_adapter/README.md``). It is added to the
model's own matrices where that is loaded or converted, so nothing is slower for it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from summarizer.errors import ModelError
from summarizer.models.manifest import FileRecord, file_sha256, records_sha256

__all__ = ["ADAPTER", "FACTS", "WEIGHTS", "adapter_sha256", "add_adapter"]

ADAPTER = Path(__file__).with_name("writer_adapter")
"""The folder that ships."""
FACTS = "adapter_config.json"
WEIGHTS = "adapter_model.safetensors"

_PREFIX = "base_model.model."
_DOWN, _UP = ".lora_A.weight", ".lora_B.weight"


def adapter_sha256(folder: Path) -> str:
    """What identifies an adapter: one hash (hex) over its weights and its configuration."""
    return records_sha256(
        FileRecord(name, file_sha256(folder / name), (folder / name).stat().st_size)
        for name in (FACTS, WEIGHTS)
    )


def add_adapter(model: Any, folder: Path) -> None:
    """Add an adapter's changes to a model's matrices: W + alpha / rank * B A (Hu et al. 2021).

    In fp32, whatever the model's format. peft does the same, and takes seconds to be imported.

    Args:
        model: as transformers loads it.
        folder: plain LoRA as peft saves it.

    Raises:
        ModelError: it cannot be read, or does not fit the model.
    """
    import torch
    from safetensors.torch import load_file

    try:
        facts = json.loads((folder / FACTS).read_text(encoding="utf-8"))
        tensors = load_file(folder / WEIGHTS)
        scale = facts["lora_alpha"] / facts["r"]
        with torch.no_grad():
            for name in [name for name in tensors if name.endswith(_DOWN)]:
                module = name.removesuffix(_DOWN)
                up, down = tensors.pop(module + _UP).float(), tensors.pop(name).float()
                weight = model.get_submodule(module.removeprefix(_PREFIX)).weight
                weight.copy_(weight.float() + scale * (up @ down))
    except (OSError, ValueError, KeyError, AttributeError, RuntimeError) as error:
        raise ModelError(
            f"adapter {folder.name}: cannot be put on this model ({type(error).__name__})"
        ) from error
    if tensors:
        raise ModelError(f"adapter {folder.name}: holds more than plain LoRA")
