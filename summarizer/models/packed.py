"""Matrices laid out once as the processor's kernels read them, instead of at every product.

oneDNN multiplies bfloat16 in blocks. A matrix that lies as torch keeps it is laid out anew each
time, which for the few rows of a step of writing costs as much as the product. The results are the
same to the bit. Import this where a model is loaded: it loads torch.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor, nn

__all__ = ["pack"]

_ROWS = 32
"""Rows for which the layout is chosen; it serves any number."""


class _Packed(nn.Module):
    """A linear layer whose matrix lies in blocks."""

    def __init__(self, layer: nn.Linear) -> None:
        super().__init__()
        self.bias = layer.bias
        # The operations that torch's own compiler uses; they have no public name.
        self.matrix = torch.ops.mkldnn._reorder_linear_weight(layer.weight.detach(), _ROWS)

    @property
    def weight(self) -> Tensor:
        """The matrix laid out plainly, for models that look at it beside using it."""
        return self.matrix.to_dense()  # type: ignore[no-any-return]

    def forward(self, rows: Tensor) -> Tensor:
        multiply = torch.ops.mkldnn._linear_pointwise
        return multiply(rows, self.matrix, self.bias, "none", [], "")  # type: ignore[no-any-return]


def pack(model: Any) -> bool:
    """Replaces a model's matrices by packed ones, where that can be done; whether it could.

    Args:
        model: on its device, and no encoder-decoder: T5's code looks at its matrices at every
            step. Its layers can be used afterwards, and no longer trained or saved.
    """
    known = hasattr(torch.ops.mkldnn, "_reorder_linear_weight")
    native = known and torch.ops.mkldnn._is_mkldnn_bf16_supported()
    if model.device.type != "cpu" or model.dtype is not torch.bfloat16 or not native:
        return False
    for parent in list(model.modules()):
        for name, layer in list(parent.named_children()):
            if type(layer) is nn.Linear and layer.weight.dtype is torch.bfloat16:
                setattr(parent, name, _Packed(layer))
    for left in model.parameters():
        left.data = left.data.clone()  # else one of them holds the whole file in memory
    return True
