"""A language model that OpenVINO runs, many sequences at once and without padding.

What a sequence gets does not depend, to the bit, on the sequences beside it. Three things make it
so: attention runs sequence by sequence (paged attention), activations are quantised token by
token, and matrix products have two rows or more: one alone takes another kernel, which is why it
is given a companion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarizer.models.device import KERNELS, has_bfloat16, has_tiles
from summarizer.models.openvino_blocks import SCRATCH, Blocks
from summarizer.models.openvino_convert import MODEL_FILE

if TYPE_CHECKING:
    import torch

__all__ = ["PagedModel", "Part", "load_paged"]

_LAST = "last_tokens"
_GROUP = 64
"""Numbers of an activation that share a scale when it is quantised."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The next tokens of a sequence: ``past`` tokens are in its ``blocks`` already."""

    tokens: Sequence[int] = field(repr=False)
    past: int
    blocks: Sequence[int]


class PagedModel:
    """A compiled model and the memory for its keys and values. For one thread at a time.

    Args:
        compiled: by OpenVINO, with the inputs that paged attention has.
    """

    def __init__(self, compiled: Any) -> None:
        self._request = compiled.create_infer_request()
        names = [port.get_any_name() for port in compiled.inputs]
        self.blocks = Blocks(
            self._request,
            [
                port
                for port, name in zip(compiled.inputs, names, strict=True)
                if name.startswith(("key_cache.", "value_cache."))
            ],
        )

    def run(self, parts: Sequence[Part]) -> torch.Tensor:
        """The scores after the last token of each part (parts, vocabulary).

        They lie in the model's own memory: the next run overwrites them.
        """
        import numpy as np
        import torch

        asked = list(parts)
        if len(asked) == 1:
            asked.append(Part(tokens=(0,), past=0, blocks=(SCRATCH,)))
        begins = np.cumsum([0, *(len(part.tokens) for part in asked)], dtype=np.int32)
        ends = [part.past + len(part.tokens) for part in asked]
        used = [
            part.blocks[: self.blocks.count(end)] for part, end in zip(asked, ends, strict=True)
        ]
        self._request.infer(
            {
                "input_ids": np.concatenate(
                    [np.asarray(part.tokens, dtype=np.int64) for part in asked]
                ),
                "position_ids": np.concatenate(
                    [
                        np.arange(part.past, end, dtype=np.int64)
                        for part, end in zip(asked, ends, strict=True)
                    ]
                ),
                "past_lens": np.array([part.past for part in asked], dtype=np.int32),
                "subsequence_begins": begins,
                "block_indices": np.array([b for own in used for b in own], dtype=np.int32),
                "block_indices_begins": np.cumsum([0, *map(len, used)], dtype=np.int32),
                "max_context_len": np.array(max(ends), dtype=np.int32),
                _LAST: begins[1:].astype(np.int64) - 1,
            }
        )
        scores = self._request.get_output_tensor(0).data
        return torch.from_numpy(scores[: len(parts)].reshape(len(parts), -1))


def load_paged(folder: Path, *, threads: int | None = None) -> PagedModel:
    """Compile the model of a folder for this processor.

    Args:
        folder: holds a stateful language model as OpenVINO saves it.
        threads: that it runs on; None leaves OpenVINO's choice.

    Raises:
        RuntimeError: when OpenVINO cannot read or run it.
    """
    import openvino
    from openvino._offline_transformations import paged_attention_transformation

    core = openvino.Core()
    model = core.read_model(folder / MODEL_FILE)
    paged_attention_transformation(model)
    _score_last_only(model)
    number = "bf16" if has_bfloat16() and not has_tiles() and _in_groups(model) else "f32"
    how: dict[str, Any] = {
        "PERFORMANCE_HINT": "LATENCY",
        "NUM_STREAMS": "1",
        # Two processes that are pinned choose the same processors.
        "ENABLE_CPU_PINNING": False,
        "INFERENCE_PRECISION_HINT": number,
        "KV_CACHE_PRECISION": number,
        "DYNAMIC_QUANTIZATION_GROUP_SIZE": str(_GROUP),
        "CPU_RUNTIME_CACHE_CAPACITY": str(KERNELS),
    }
    if threads is not None:
        how["INFERENCE_NUM_THREADS"] = str(threads)
    return PagedModel(core.compile_model(model, "CPU", how))


def _in_groups(model: Any) -> bool:
    """Whether activations can be quantised everywhere.

    Where they can't, and on processors that multiply tiles, products of bfloat16 are summed in an
    order that depends on the batch.
    """
    from openvino import Type

    return all(
        node.get_output_shape(0)[-1] % _GROUP == 0
        for node in model.get_ops()
        if node.get_type_name() == "Constant" and node.get_output_element_type(0) == Type.i8
    )


def _score_last_only(model: Any) -> None:
    """Let the vocabulary's scores be worked out for chosen tokens alone."""
    import numpy as np
    from openvino import opset13 as ops

    node = model.outputs[0].get_node().input_value(0).get_node()
    while node.get_type_name() != "MatMul":
        node = node.input_value(0).get_node()
    chosen = ops.parameter([-1], dtype=np.int64)
    chosen.output(0).get_tensor().set_names({_LAST})
    last = ops.gather(node.input_value(0), chosen, ops.constant(0))
    node.input(0).replace_source_output(last.output(0))
    model.add_parameters([chosen])
    model.validate_nodes_and_infer_types()
