"""A transformers folder to an OpenVINO model with 8-bit weights.

The model keeps its keys and values as state, as other programs that run OpenVINO language models
expect it. Weights of matrix products become 8-bit integers with one scale for each output channel,
symmetric; all else stays as it is. The same folder gives the same weights file.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer.errors import ModelError
from summarizer.models.adapter import add_adapter
from summarizer.models.quiet import quiet

if TYPE_CHECKING:
    import torch

__all__ = ["CONVERTER", "MODEL_FILE", "WEIGHTS_FILE", "convert_openvino"]

CONVERTER = 1
"""Raised when the conversion changes, so that models made before are made again."""

MODEL_FILE = "openvino_model.xml"
WEIGHTS_FILE = "openvino_model.bin"

_ATTENTION = "summarizer_traced"
_INPUTS = ("input_ids", "attention_mask", "position_ids", "beam_idx")
_MATRIX = 1 << 10
"""Numbers that a constant needs to be worth quantising."""

_KEPT = {".json", ".jinja", ".model", ".txt"}
"""What belongs to the tokenizer or describes the model."""


def convert_openvino(source: Path, folder: Path, *, adapter: Path | None = None) -> None:
    """Write the model of ``source`` to ``folder`` (made here) for OpenVINO, with its tokenizer.

    Args:
        source: a causal model as transformers saves it, as safetensors.
        folder: must not exist.
        adapter: changes to put on the model first, as peft saves them.

    Raises:
        ModelError: when it is no model that can be converted, or the adapter does not fit it.
        OSError: when the folder cannot be written.
    """
    with quiet():
        import openvino

        try:
            model = _stateful(source, adapter)
            _quantise(model)
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, AttributeError) as error:
            raise ModelError(
                f"{source.name}: OpenVINO cannot convert this model ({type(error).__name__}); it "
                "takes causal models whose attention and cache are plain"
            ) from error
        folder.mkdir()
        openvino.save_model(model, folder / MODEL_FILE, compress_to_fp16=False)
    for path in source.iterdir():
        if path.suffix in _KEPT and path.name != "manifest.json":
            shutil.copyfile(path, folder / path.name)


def _stateful(source: Path, adapter: Path | None) -> Any:
    """The graph: ids, mask, positions, and the row that each row goes on from → scores."""
    import openvino
    import torch
    from openvino._offline_transformations import apply_make_stateful_transformation
    from transformers import AttentionInterface, AutoModelForCausalLM

    safe: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    model: Any = AutoModelForCausalLM.from_pretrained(
        source, dtype=torch.float32, use_safetensors=True, **safe
    )
    if adapter is not None:
        add_adapter(model, adapter)
    if not (model._supports_sdpa and model._can_set_attn_implementation()):
        raise ValueError("its attention cannot be replaced")
    AttentionInterface.register(_ATTENTION, _attention)
    model.set_attn_implementation(_ATTENTION)
    config = model.config.get_text_config()
    heads = config.num_key_value_heads
    size = getattr(config, "head_dim", None) or config.hidden_size // config.num_attention_heads
    states = [f"{what}.{at}" for at in range(config.num_hidden_layers) for what in ("key", "value")]
    rows, past, new = 2, 3, 4
    example = (
        torch.ones(rows, new, dtype=torch.long),
        torch.ones(rows, past + new, dtype=torch.long),
        torch.arange(past, past + new).repeat(rows, 1),
        torch.arange(rows, dtype=torch.int32),
        *(torch.zeros(rows, heads, past, size) for _ in states),
    )
    with torch.inference_mode():
        graph = openvino.convert_model(_traceable(model), example_input=example)
    before, after = [f"past.{each}" for each in states], [f"now.{each}" for each in states]
    for port, name in zip(graph.inputs, [*_INPUTS, *before], strict=True):
        port.get_tensor().set_names({name})
    for port, name in zip(graph.outputs, ["logits", *after], strict=True):
        port.get_tensor().set_names({name})
    shapes = {name: [-1, -1] for name in _INPUTS} | {"beam_idx": [-1]}
    graph.reshape(shapes | {name: [-1, heads, -1, size] for name in before})
    apply_make_stateful_transformation(graph, dict(zip(before, after, strict=True)))
    _begin_empty(graph)
    return graph


def _begin_empty(graph: Any) -> None:
    """Says that states begin with as many rows as there are prompts, and without a token."""
    import numpy as np
    from openvino import opset13 as ops

    ids = graph.input("input_ids").get_node()
    rows = ops.gather(ops.shape_of(ids), ops.constant([0]), ops.constant(0))
    for node in graph.get_ops():
        if node.get_type_name() == "ReadValue":
            _, heads, _, size = node.get_output_partial_shape(0)
            rest = ops.constant([heads.get_length(), 0, size.get_length()])
            shape = ops.concat([rows, rest], 0)
            empty = ops.broadcast(ops.constant(0.0, dtype=np.float32), shape)
            node.set_arguments([empty.output(0)])
    graph.validate_nodes_and_infer_types()


def _quantise(graph: Any) -> None:
    """Makes every matrix 8-bit integers times a scale for each row: its output channel, or word."""
    import numpy as np
    from openvino import Type
    from openvino import opset13 as ops

    for node in graph.get_ordered_ops():
        if node.get_type_name() != "Constant" or not _is_matrix(node):
            continue
        weights = node.data
        scale = np.abs(weights).max(axis=1, keepdims=True).astype(np.float32) / np.float32(127)
        scale[scale == 0] = 1
        numbers = ops.constant(np.rint(weights / scale).astype(np.int8))
        product = ops.multiply(ops.convert(numbers, Type.f32), ops.constant(scale))
        for target in list(node.output(0).get_target_inputs()):
            target.replace_source_output(product.output(0))
    graph.validate_nodes_and_infer_types()


def _is_matrix(node: Any) -> bool:
    """True for the weights of a linear layer, of an embedding, or of both at once."""
    from openvino import Type

    out = node.output(0)
    shape = list(out.get_shape())
    if len(shape) != 2 or shape[0] * shape[1] < _MATRIX or out.get_element_type() != Type.f32:
        return False
    uses = [(target.get_node(), target.get_index()) for target in out.get_target_inputs()]
    return all(
        (use.get_type_name(), at) == ("Gather", 0)
        or ((use.get_type_name(), at) == ("MatMul", 1) and use.get_attributes()["transpose_b"])
        for use, at in uses
    )


def _traceable(model: Any) -> Any:
    """``model`` as a module of plain tensors."""
    import torch

    class Traceable(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(
            self,
            input_ids: torch.Tensor,
            attention_mask: torch.Tensor,
            position_ids: torch.Tensor,
            beam_idx: torch.Tensor,
            *past: torch.Tensor,
        ) -> tuple[torch.Tensor, ...]:
            cache = _Growing([each.index_select(0, beam_idx) for each in past])
            total, new = attention_mask.shape[1], input_ids.shape[1]
            places = torch.arange(total)
            seen = places[None, :] <= places[total - new :, None]
            mask = seen[None, None] & (attention_mask[:, None, None, :] > 0)
            scores = self.model(
                input_ids,
                position_ids=position_ids,
                cache=cache,
                use_cache=True,
                mask=torch.zeros(1).masked_fill(~mask, torch.finfo(torch.float32).min),
            ).logits
            return (scores, *cache.states)

    return Traceable().eval()


class _Growing:
    """A cache in the sense of transformers: what is known already, then what is new."""

    def __init__(self, states: list[torch.Tensor]) -> None:
        self.states = states

    def update(
        self, keys: torch.Tensor, values: torch.Tensor, layer: int, *_: object, **__: object
    ) -> tuple[torch.Tensor, torch.Tensor]:
        import torch

        for at, new in ((2 * layer, keys), (2 * layer + 1, values)):
            self.states[at] = torch.cat([self.states[at], new], dim=2)
        return self.states[2 * layer], self.states[2 * layer + 1]

    def get_seq_length(self, *_: object) -> int:
        return 0


def _attention(
    module: Any,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: object,
    *,
    mask: torch.Tensor,
    scaling: float | None = None,
    **_: object,
) -> tuple[torch.Tensor, None]:
    import torch
    from transformers.integrations.sdpa_attention import repeat_kv

    groups = getattr(module, "num_key_value_groups", 1)
    out = torch.nn.functional.scaled_dot_product_attention(
        query, repeat_kv(key, groups), repeat_kv(value, groups), attn_mask=mask, scale=scaling
    )
    return out.transpose(1, 2).contiguous(), None
