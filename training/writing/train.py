"""Trains the writer's adapter: ``python -m training.writing.train --made FOLDER``.

Low-rank changes (LoRA, Hu et al. 2021) to the upper layers of the base model. The lower ones stay
as they are, so what they make of an example is worked out once and kept: on two processor cores
that halves an epoch. The loss counts the tokens of the answer alone. A checkpoint, in peft's
format, is written after every quarter of an epoch; ``--start`` goes on from one.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from summarizer.models.adapter import ADAPTER
from summarizer.models.device import has_bfloat16
from summarizer.models.encode import encode
from summarizer.models.home import model_home
from summarizer.models.install import locate
from summarizer.models.prompt import Prompt
from training.lora import SCALE, Stepper
from training.writing.data import BASE, Example, read_examples

_RANK = 32
_LOWER = 16
"""Layers that are not changed, of 30."""
_MODULES = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
_TOKENS = 2048
"""In a step, padding included."""
_PARTS = 4
"""Checkpoints in an epoch."""
_LOOKED_AT = 36
"""Examples that are not learnt from, to see at each checkpoint what the steps do."""


@dataclass(frozen=True, slots=True)
class _Row:
    """An example below the layers that are changed.

    ``hidden``: (tokens, width), in half precision; ``answer``: the token ids that its last places
    are to predict.
    """

    example: Example
    hidden: Tensor
    answer: Tensor


def main() -> None:
    """Read the examples, train, write the adapter."""
    options = _options()
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    place = locate(BASE, home=model_home())
    model, tokenizer = _base(place)
    started = time.time()
    train = _rows(model, tokenizer, read_examples(options.made / "train.jsonl"))
    others = read_examples(options.made / "held.jsonl")
    held = _rows(model, tokenizer, random.sample(others, min(_LOOKED_AT, len(others))))
    print(f"{len(train)} examples read, {time.time() - started:.0f} s", flush=True)
    upper = _upper(model)
    if options.start is not None:
        _start_from(options.start, upper)
    else:
        print(_told(upper, held), flush=True)
    plan = [batch for _ in range(options.epochs) for batch in _batches(train)]
    take = Stepper.of(upper, {}, rate=options.rate, steps=len(plan))
    every = math.ceil(len(plan) / (options.epochs * _PARTS))
    started, losses = time.time(), []
    for step, batch in enumerate(plan):
        rows = [train[i] for i in batch]
        scores, answers = _scores(upper, rows)
        loss = cross_entropy(scores, answers)
        take(step, loss)
        losses.append(loss.item())
        if step % 20 == 19:
            mean = sum(losses) / len(losses)
            print(f"{step + 1}/{len(plan)}: {mean:.4f}, {time.time() - started:.0f} s", flush=True)
            losses.clear()
        if (step + 1) % every == 0 or step + 1 == len(plan):
            _save(upper, options.out)
            print(_told(upper, held), flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--made", type=Path, required=True, help="folder that writing.data wrote")
    parser.add_argument("--out", type=Path, default=ADAPTER)
    parser.add_argument("--start", type=Path, help="go on from the adapter in this folder")
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rate", type=float, default=6e-4)
    parser.add_argument("--seed", type=int, default=7)
    return parser.parse_args()


def _base(place: Path) -> tuple[Any, Any]:
    from transformers import AutoModelForCausalLM, AutoTokenizer

    # torch's fused attention is slower on a processor, backwards.
    model: Any = AutoModelForCausalLM.from_pretrained(
        place, dtype=torch.float32, local_files_only=True, attn_implementation="eager"
    )
    model.requires_grad_(False)
    model.config.use_cache = False
    return model, AutoTokenizer.from_pretrained(place, local_files_only=True)


@torch.inference_mode()
def _rows(model: Any, tokenizer: Any, examples: Sequence[Example]) -> list[_Row]:
    """The examples as the lower layers leave them."""
    layers, norm = model.model.layers, model.model.norm
    model.model.layers, model.model.norm = layers[:_LOWER], torch.nn.Identity()
    rows = []
    for number, example in enumerate(examples):
        prompt = encode(tokenizer, Prompt(system=example.system, user=example.user))
        answer = tokenizer(example.text, add_special_tokens=False)["input_ids"]
        answer = [*answer, tokenizer.eos_token_id]
        ids = torch.tensor([[*prompt, *answer[:-1]]])
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=has_bfloat16()):
            hidden = model.model(input_ids=ids, use_cache=False).last_hidden_state[0]
        rows.append(_Row(example, hidden.half(), torch.tensor(answer)))
        if number % 100 == 99:
            print(f"{number + 1} of {len(examples)} read", flush=True)
    model.model.layers, model.model.norm = layers, norm
    return rows


def _upper(model: Any) -> Any:
    """The model from the first changed layer on, with changes that are none yet."""
    from peft import LoraConfig, get_peft_model

    model.model.layers = model.model.layers[_LOWER:]
    lora = LoraConfig(
        r=_RANK, lora_alpha=int(_RANK * SCALE), lora_dropout=0.0, target_modules=list(_MODULES)
    )
    return get_peft_model(model, lora).train()


def _scores(upper: Any, rows: Sequence[_Row]) -> tuple[Tensor, Tensor]:
    """Scores at the places of the answers (places, vocabulary), and what they are to predict."""
    length = max(len(row.hidden) for row in rows)
    hidden = torch.stack(
        [torch.nn.functional.pad(row.hidden, (0, 0, 0, length - len(row.hidden))) for row in rows]
    ).float()
    # What is padded stands behind all else, and no place looks forward.
    base = upper.get_base_model()
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=has_bfloat16()):
        last = base.model(inputs_embeds=hidden, use_cache=False).last_hidden_state
        told = torch.cat(
            [last[i, len(r.hidden) - len(r.answer) : len(r.hidden)] for i, r in enumerate(rows)]
        )
        scores = base.lm_head(told)
    return scores.float(), torch.cat([row.answer for row in rows])


def _batches(rows: Sequence[_Row]) -> Iterator[list[int]]:
    """Indexes of rows of about one length, in batches that come in any order."""
    order = sorted(range(len(rows)), key=lambda i: (len(rows[i].hidden) // 32, random.random()))
    batches: list[list[int]] = [[]]
    for index in order:
        if batches[-1] and len(rows[index].hidden) * (len(batches[-1]) + 1) > _TOKENS:
            batches.append([])
        batches[-1].append(index)
    random.shuffle(batches)
    yield from batches


@torch.no_grad()
def _told(upper: Any, held: Sequence[_Row]) -> str:
    """Mean loss of a token by suite and style, of what is not learnt from."""
    found: dict[str, list[float]] = {}
    for row in held:
        scores, answers = _scores(upper, [row])
        name = f"{row.example.suite} {row.example.style}"
        found.setdefault(name, []).append(cross_entropy(scores, answers).item())
    return json.dumps({name: round(sum(each) / len(each), 3) for name, each in found.items()})


def _start_from(folder: Path, upper: Any) -> None:
    from safetensors.torch import load_file

    tensors = load_file(folder / "adapter_model.safetensors")
    with torch.no_grad():
        for name, parameter in upper.named_parameters():
            if "lora_" in name:
                parameter.copy_(tensors[_name(name)])


def _save(upper: Any, out: Path) -> None:
    """Write the adapter in half precision as peft reads it, its layers numbered as in the base."""
    from safetensors.torch import save_file

    tensors = {
        _name(name): parameter.detach().half().contiguous()
        for name, parameter in upper.named_parameters()
        if "lora_" in name
    }
    out.mkdir(parents=True, exist_ok=True)
    save_file(tensors, out / "adapter_model.safetensors", metadata={"format": "pt"})
    facts = {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": "HuggingFaceTB/SmolLM2-135M-Instruct",
        "r": _RANK,
        "lora_alpha": int(_RANK * SCALE),
        "target_modules": list(_MODULES),
        "layers_to_transform": sorted({int(name.split(".")[4]) for name in tensors}),
        "bias": "none",
        "inference_mode": True,
    }
    (out / "adapter_config.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def _name(name: str) -> str:
    """A parameter's name in the file: by the layer's number in the base."""
    parts = name.replace(".default", "").split(".")
    at = parts.index("layers") + 1
    parts[at] = str(int(parts[at]) + _LOWER)
    return ".".join(parts)


if __name__ == "__main__":
    main()
