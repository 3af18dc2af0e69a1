"""Trains the entailment head: ``python -m training.grounding.train --data DATA --made PAIRS``.

What it writes is shipped in ``summarizer/models/entailment_head``; ``training/README.md`` says in
which runs. A checkpoint is written after every epoch; ``--start`` goes on from one.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from summarizer.models.device import has_bfloat16
from summarizer.models.encoder import ENCODER
from summarizer.models.entailment import ENTAILMENT, Row, judge, rows_of
from summarizer.models.home import model_home
from summarizer.models.install import locate
from summarizer.verify.source import EVIDENCE
from training.grounding.examples import Example, examples
from training.lora import Stepper, encoder_with_lora, save_trained, start_from

_RANK = 32
_HIDDEN = 64
_TOKENS = 4096
"""In a step, padding included."""
_MOST_WEIGHT = 3.0
_LOOKED_AT = 800
"""Examples that are not trained on, to see what the steps do."""


def main() -> None:
    """Read the data, train, write the weights."""
    options = _options()
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    place = locate(ENCODER, home=model_home())
    encoder, tokenizer = encoder_with_lora(place, rank=_RANK)
    layers = _new_layers(encoder.config.hidden_size)
    found = [
        each
        for each in examples(options.data, options.made)
        if each.tuned or random.random() < _share(each, options)
    ]
    random.shuffle(found)
    print(Counter((each.suite, each.true) for each in found), flush=True)
    rows = rows_of(tokenizer, [(each.claim, each.evidence) for each in found])
    told = [(row, each) for row, each in zip(rows, found, strict=True)]
    kept = [pair for pair in told if not pair[1].tuned]
    held = [pair for pair in told if pair[1].tuned][:_LOOKED_AT]
    weights = _weights([each for _, each in kept])
    if options.start is not None:
        start_from(options.start, encoder, layers)
    plan = [
        (epoch, batch)
        for epoch in range(options.epochs)
        for batch in _batches([row for row, _ in kept])
    ]
    take = Stepper.of(encoder, layers, rate=options.rate, steps=len(plan))
    started, losses = time.time(), []
    for step, (epoch, batch) in enumerate(plan):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=has_bfloat16()):
            logits = judge(encoder, layers, [kept[i][0] for i in batch])
        true = torch.tensor([float(kept[i][1].true) for i in batch])
        weight = torch.tensor([weights[kept[i][1].suite, kept[i][1].true] for i in batch])
        loss = (cross_entropy(logits.float(), true, reduction="none") * weight).mean()
        take(step, loss)
        losses.append(loss.item())
        last = step + 1 == len(plan) or plan[step + 1][0] != epoch
        if last or step % 100 == 99:
            mean = sum(losses) / len(losses)
            print(f"{epoch}.{step}: loss {mean:.4f}, {time.time() - started:.0f} s", flush=True)
            losses.clear()
        if last:
            facts = {"name": "entailment-2", "sentences": EVIDENCE, "seed": options.seed}
            save_trained(
                encoder, layers, options.out, place=place, facts=facts, facts_name="head.json"
            )
            print(_held(encoder, layers, held), flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the public data sets")
    parser.add_argument("--made", type=Path, required=True, help="train.jsonl of grounding.data")
    parser.add_argument("--out", type=Path, default=ENTAILMENT)
    parser.add_argument("--start", type=Path, help="go on from the weights in this folder")
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rate", type=float, default=6e-4)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--public", type=float, default=1.0, help="share of the public sets' examples to take"
    )
    parser.add_argument(
        "--errors", type=float, default=1.0, help="share of the errors made by rule to take"
    )
    return parser.parse_args()


def _share(example: Example, options: argparse.Namespace) -> float:
    """How likely an example is taken."""
    public = 1.0 if example.suite == "written" else options.public
    return public * (options.errors if example.by_rule else 1.0)


def _new_layers(width: int) -> dict[str, Tensor]:
    layers = {
        "hidden.weight": torch.randn(3 * width, _HIDDEN) * 0.03,
        "hidden.bias": torch.zeros(_HIDDEN),
        "out.weight": torch.randn(_HIDDEN) * 0.1,
        "out.bias": torch.zeros(1),
    }
    for tensor in layers.values():
        tensor.requires_grad_()
    return layers


def _weights(kept: Sequence[Example]) -> Mapping[tuple[str, bool], float]:
    """So that true and untrue claims of a suite count alike, or nearly, where one kind is rare."""
    counts = Counter((each.suite, each.true) for each in kept)
    suites = Counter(each.suite for each in kept)
    return {key: min(_MOST_WEIGHT, suites[key[0]] / (2 * count)) for key, count in counts.items()}


def _batches(rows: Sequence[Row]) -> list[list[int]]:
    """Indexes of rows of about one length, in batches that come in any order."""
    order = sorted(range(len(rows)), key=lambda i: (len(rows[i][0]) // 8, random.random()))
    batches: list[list[int]] = [[]]
    for index in order:
        if batches[-1] and len(rows[index][0]) * (len(batches[-1]) + 1) > _TOKENS:
            batches.append([])
        batches[-1].append(index)
    random.shuffle(batches)
    return batches


@torch.no_grad()
def _held(encoder: Any, layers: Mapping[str, Tensor], held: Sequence[tuple[Row, Example]]) -> str:
    """Shares told rightly at even odds, by suite, of what was held back."""
    right: dict[tuple[str, bool], list[bool]] = {}
    for start in range(0, len(held), 16):
        part = held[start : start + 16]
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=has_bfloat16()):
            odds = judge(encoder, layers, [row for row, _ in part])
        for value, (_, each) in zip(odds.tolist(), part, strict=True):
            right.setdefault((each.suite, each.true), []).append((value > 0) == each.true)
    shares = {f"{s} {'true' if t else 'untrue'}": round(sum(v) / len(v), 3)
              for (s, t), v in sorted(right.items())}  # fmt: skip
    return json.dumps(shares)


if __name__ == "__main__":
    main()
