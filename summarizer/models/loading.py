"""Load a model folder as a writer: data only, quietly, in the processor's best format."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from summarizer.errors import ModelError
from summarizer.models.adapter import adapter_sha256, add_adapter
from summarizer.models.device import dtype_for, prepare_libraries
from summarizer.models.quiet import quiet
from summarizer.models.transformers_writer import TransformersWriter

__all__ = ["load_transformers_writer"]


def load_transformers_writer(
    folder: Path,
    *,
    name: str,
    sha256: str,
    adapter: Path | None = None,
    device: str = "cpu",
    threads: int | None = None,
) -> TransformersWriter:
    """Load a model from a folder as transformers saves it; safetensors only, never any code.

    Args:
        folder: weights, configuration and tokenizer.
        name: how the model was asked for.
        sha256: what identifies the weights.
        adapter: changes to put on them, as peft saves them.
        device: as torch names it.
        threads: processor threads, for the whole process; None leaves torch's choice.

    Raises:
        ModelError: when transformers cannot load it, it does not write text, or the adapter does
            not fit it.
    """
    with quiet():
        prepare_libraries()
        import torch
        from transformers import (
            AutoConfig,
            AutoModelForCausalLM,
            AutoModelForSeq2SeqLM,
            AutoTokenizer,
        )

        from summarizer.models.packed import pack

        if threads is not None:
            torch.set_num_threads(threads)
        safe: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
        try:
            config = AutoConfig.from_pretrained(folder, **safe)
            kind = AutoModelForSeq2SeqLM if config.is_encoder_decoder else AutoModelForCausalLM
            tokenizer = AutoTokenizer.from_pretrained(folder, **safe)
            model: Any = kind.from_pretrained(
                folder, dtype=dtype_for(device), use_safetensors=True, **safe
            )
            if adapter is not None:
                add_adapter(model, adapter)
            model.to(device).eval()
            if not config.is_encoder_decoder:
                pack(model)
        except (OSError, ValueError, KeyError, ImportError, RuntimeError, TypeError) as error:
            raise ModelError(
                f"model {name}: transformers cannot load it ({type(error).__name__}); it needs a "
                "text model as safetensors with its tokenizer, without code of its own"
            ) from error
        _plain_settings(model)
    return TransformersWriter(
        name=name,
        sha256=sha256,
        adapter_sha256="" if adapter is None else adapter_sha256(adapter),
        model=model,
        tokenizer=tokenizer,
    )


def _plain_settings(model: Any) -> None:
    """Keep of the model's generation settings only what its format needs, no taste."""
    from transformers import GenerationConfig

    own = model.generation_config
    model.generation_config = GenerationConfig(  # type: ignore[no-untyped-call]
        bos_token_id=own.bos_token_id,
        eos_token_id=own.eos_token_id,
        pad_token_id=own.pad_token_id,
        decoder_start_token_id=own.decoder_start_token_id,
        forced_bos_token_id=own.forced_bos_token_id,
    )
