"""Packed matrices give the same results to the bit, and only stand where they can be used."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import nn

from summarizer.errors import WriterError
from summarizer.models.loading import load_transformers_writer
from summarizer.models.packed import pack
from summarizer.models.prompt import Prompt
from summarizer.models.request import Request


class Small(nn.Module):
    """Two layers, one below the other, as models nest theirs."""

    def __init__(self, dtype: torch.dtype) -> None:
        super().__init__()
        torch.manual_seed(1)
        self.dtype = dtype
        self.device = torch.device("cpu")
        self.inner = nn.Sequential(nn.Linear(96, 192), nn.SiLU()).to(dtype)
        self.head = nn.Linear(192, 50, bias=False).to(dtype)

    def forward(self, rows: torch.Tensor) -> Any:
        return self.head(self.inner(rows))


@pytest.mark.parametrize("rows", [2, 7, 33, 200])
def test_results_are_the_same_to_the_bit(rows: int) -> None:
    model = Small(torch.bfloat16).eval()
    given = torch.randn(rows, 96).bfloat16()
    with torch.inference_mode():
        before = model(given)
        packed = pack(model)
        assert torch.equal(model(given), before)
        assert torch.equal(model(given[:2]), before[:2])
    assert packed is bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
    assert isinstance(model.head, nn.Linear) is not packed


def test_models_may_look_at_a_packed_matrix() -> None:
    model = Small(torch.bfloat16).eval()
    before = model.head.weight.detach().clone()
    pack(model)
    assert torch.equal(model.head.weight, before)


@pytest.mark.parametrize("kind", ["causal_folder", "sequence_folder"])
def test_models_of_both_kinds_write_as_they_are_loaded(
    kind: str, request: pytest.FixtureRequest
) -> None:
    folder = request.getfixturevalue(kind)
    writer = load_transformers_writer(folder, name="tiny", sha256="0" * 64)
    (answer,) = writer.write(
        [Request(prompt=Prompt(system="", user="abc", name="test"), max_new_tokens=4)]
    )
    assert not isinstance(answer, WriterError), answer


def test_other_number_formats_stay_as_they_are() -> None:
    model = Small(torch.float32)
    assert not pack(model)
    assert isinstance(model.head, nn.Linear)
