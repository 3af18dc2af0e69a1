from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from summarizer.errors import ModelError
from summarizer.models import Prompt, Request, load_writer, pull, status, verify
from summarizer.models.convert import convert_gguf


@pytest.fixture
def gguf_file(tmp_path: Path, byte_tokenizer) -> Path:
    """A tiny model of the Llama kind, as llama.cpp would write it."""
    from gguf import GGUFWriter

    path = tmp_path / "tiny.gguf"
    size, inner, heads, vocabulary = 32, 64, 4, len(byte_tokenizer)
    writer = GGUFWriter(path, "llama")
    writer.add_context_length(128)
    writer.add_embedding_length(size)
    writer.add_block_count(1)
    writer.add_feed_forward_length(inner)
    writer.add_head_count(heads)
    writer.add_head_count_kv(heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(size // heads)
    writer.add_vocab_size(vocabulary)
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("default")
    backend = byte_tokenizer.backend_tokenizer
    writer.add_token_list(byte_tokenizer.convert_ids_to_tokens(list(range(vocabulary))))
    writer.add_token_types([3] * 3 + [1] * (vocabulary - 3))
    merges = json.loads(backend.to_str())["model"]["merges"]
    writer.add_token_merges([" ".join(pair) for pair in merges])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(2)
    writer.add_pad_token_id(0)
    writer.add_chat_template(byte_tokenizer.chat_template)
    random = np.random.default_rng(0)
    shapes = {
        "token_embd": (vocabulary, size),
        "blk.0.attn_q": (size, size),
        "blk.0.attn_k": (size, size),
        "blk.0.attn_v": (size, size),
        "blk.0.attn_output": (size, size),
        "blk.0.ffn_gate": (inner, size),
        "blk.0.ffn_up": (inner, size),
        "blk.0.ffn_down": (size, inner),
        "blk.0.attn_norm": (size,),
        "blk.0.ffn_norm": (size,),
        "output_norm": (size,),
    }
    for name, shape in shapes.items():
        weights = random.normal(size=shape).astype(np.float32) * 0.5
        writer.add_tensor(f"{name}.weight", weights if len(shape) > 1 else np.abs(weights) + 0.5)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def test_a_gguf_file_becomes_a_writer(gguf_file: Path, tmp_path: Path, capfd):
    home = tmp_path / "home"
    with pytest.raises(ModelError, match="missing"):
        load_writer(str(gguf_file), home=home)
    folder = pull(str(gguf_file), home=home)
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")
    assert {path.suffix for path in folder.iterdir()} == {".safetensors", ".json", ".jinja"}
    assert status(str(gguf_file), home=home) == "ready"
    assert verify(str(gguf_file), home=home).ok
    writer = load_writer(str(gguf_file), home=home)
    assert writer.context == 128
    request = Request(prompt=Prompt(system="", user="The court."), max_new_tokens=8)
    (texts,) = writer.write([request])
    assert texts


def test_the_weights_are_kept_in_bfloat16(gguf_file: Path, tmp_path: Path):
    import torch
    from gguf import GGUFReader
    from safetensors.torch import load_file

    convert_gguf(gguf_file, tmp_path / "out")
    weights = load_file(tmp_path / "out" / "model.safetensors")
    assert {tensor.dtype for tensor in weights.values()} == {torch.bfloat16}
    original = {tensor.name: tensor.data for tensor in GGUFReader(gguf_file).tensors}
    up = torch.tensor(np.array(original["blk.0.ffn_up.weight"]))
    assert torch.equal(weights["model.layers.0.mlp.up_proj.weight"], up.to(torch.bfloat16))


def test_a_file_that_is_no_gguf_is_a_model_error(tmp_path: Path):
    path = tmp_path / "bad.gguf"
    path.write_bytes(b"GGUF" + b"\x00" * 64)
    with pytest.raises(ModelError, match="cannot convert"):
        pull(str(path), home=tmp_path / "home")
    assert status(str(path), home=tmp_path / "home") == "missing"
    assert not list((tmp_path / "home" / ".work").iterdir())
