"""GGUF to a folder that transformers loads at once.

De-quantising takes tens of seconds, so it is done when weights are installed, never when they
are used. Weights are kept in bfloat16: quantised formats carry less than that.
"""

from __future__ import annotations

from pathlib import Path

from summarizer.errors import ModelError
from summarizer.models.quiet import quiet

__all__ = ["convert_gguf"]


def convert_gguf(source: Path, folder: Path) -> None:
    """Write the model and tokenizer of a GGUF file to ``folder`` (made here) as safetensors.

    Args:
        source: a file of any quantisation that transformers reads.
        folder: must not exist.

    Raises:
        ModelError: when the file is not a model that transformers can convert.
        OSError: when the folder cannot be written.
    """
    with quiet():
        import torch
        from transformers import AutoModelForCausalLM, AutoTokenizer

        try:
            tokenizer = AutoTokenizer.from_pretrained(source.parent, gguf_file=source.name)
            loaded = AutoModelForCausalLM.from_pretrained(
                source.parent, gguf_file=source.name, dtype=torch.bfloat16
            )
            # A model that came from GGUF refuses to be saved; its weights in a fresh one do not.
            config = loaded.config
            if hasattr(config, "quantization_config"):
                del config.quantization_config
            with torch.device("meta"):
                model = AutoModelForCausalLM.from_config(  # type: ignore[no-untyped-call]
                    config, dtype=torch.bfloat16
                )
            model.load_state_dict(loaded.state_dict(), assign=True)
            model.tie_weights()
            model.generation_config = loaded.generation_config
        except (ValueError, KeyError, ImportError, RuntimeError, NotImplementedError) as error:
            raise ModelError(
                f"{source.name}: transformers cannot convert this GGUF file "
                f"({type(error).__name__}); use a folder of safetensors instead"
            ) from error
        folder.mkdir()
        model.save_pretrained(folder)
        tokenizer.save_pretrained(folder)
    for path in folder.iterdir():
        # transformers writes weights for the owner alone; the home may be shared.
        path.chmod(0o644)
