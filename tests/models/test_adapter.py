"""The writer's adapter: what it adds is what peft adds, and only to the model it is for."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from peft import PeftModel
from transformers import AutoModelForCausalLM

from summarizer.errors import ModelError
from summarizer.models import load_writer
from summarizer.models.adapter import ADAPTER, FACTS, WEIGHTS, adapter_sha256, add_adapter
from summarizer.models.catalogue import CATALOGUE
from summarizer.models.loading import load_transformers_writer

MOST_BYTES = 12 * 10**6


# peft asks transformers for something by its old name.
@pytest.mark.filterwarnings("ignore:.is_gradient_checkpointing.:FutureWarning")
def test_what_is_added_is_what_peft_adds(causal_folder: Path, small_adapter: Path) -> None:
    import torch

    ours = AutoModelForCausalLM.from_pretrained(causal_folder)
    before = {name: each.clone() for name, each in ours.state_dict().items()}
    add_adapter(ours, small_adapter)
    theirs = PeftModel.from_pretrained(
        AutoModelForCausalLM.from_pretrained(causal_folder), small_adapter
    )
    wanted = theirs.merge_and_unload().state_dict()
    changed = set()
    for name, each in ours.state_dict().items():
        torch.testing.assert_close(each, wanted[name])
        if not torch.equal(each, before[name]):
            changed.add(name.split(".")[-2])
    assert changed == {"q_proj", "down_proj"}


def test_a_writer_says_which_adapter_it_has(causal_folder: Path, small_adapter: Path) -> None:
    bare = load_transformers_writer(causal_folder, name="m", sha256="a1")
    writer = load_transformers_writer(causal_folder, name="m", sha256="a1", adapter=small_adapter)
    assert (bare.adapter_sha256, writer.adapter_sha256) == ("", adapter_sha256(small_adapter))
    assert len(writer.adapter_sha256) == 64


@pytest.mark.parametrize("spoil", ["no facts", "no weights", "other model", "more than LoRA"])
def test_what_does_not_fit_is_refused_by_name(
    causal_folder: Path, small_adapter: Path, tmp_path: Path, spoil: str
) -> None:
    from safetensors.torch import load_file, save_file

    folder = tmp_path / "spoilt"
    shutil.copytree(small_adapter, folder)
    tensors = load_file(folder / WEIGHTS)
    name = next(name for name in tensors if name.endswith(".lora_A.weight"))
    if spoil == "no facts":
        (folder / FACTS).write_text("{}")
    elif spoil == "no weights":
        (folder / WEIGHTS).unlink()
    elif spoil == "other model":
        tensors[name] = tensors[name][:, :3].contiguous()
        save_file(tensors, folder / WEIGHTS)
    else:
        tensors["base_model.model.magnitude"] = tensors[name].clone()
        save_file(tensors, folder / WEIGHTS)
    with pytest.raises(ModelError, match="adapter spoilt"):
        load_transformers_writer(causal_folder, name="m", sha256="a1", adapter=folder)


def test_the_adapter_that_ships_is_small_and_says_what_it_is() -> None:
    assert (ADAPTER / WEIGHTS).stat().st_size < MOST_BYTES
    facts = json.loads((ADAPTER / FACTS).read_text(encoding="utf-8"))
    assert facts["base_model_name_or_path"] == CATALOGUE["smollm2-135m"].upstream
    card = (ADAPTER / "README.md").read_text(encoding="utf-8")
    assert all(word in card for word in ("**Base.**", "**Trained on.**", "**Licence.**"))


@pytest.mark.weights
def test_the_default_writer_has_it_and_a_folder_as_it_is_has_none(tmp_path: Path) -> None:
    from summarizer.models import locate, model_home

    home = model_home()
    assert load_writer("smollm2-135m", home=home).adapter_sha256 == adapter_sha256(ADAPTER)
    folder = locate("smollm2-135m", home=home)
    assert load_writer(str(folder), home=home).adapter_sha256 == ""
