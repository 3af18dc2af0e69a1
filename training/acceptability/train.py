"""Trains the reader of sentences: ``python -m training.acceptability.train``.

``data/judged.jsonl`` holds sentences that the program cut from texts written for it, each
judged by a run of a language model as an editor: ``so`` (0 to 2), whether it says what the original
says, and ``plain`` (0 to 2), whether a reader understands it alone. What is written goes into
``summarizer/models/entailment_head``. With ``--trial`` it learns from four fifths of the authors,
five times, and says what it makes of the others' sentences. A few minutes on two cores.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from summarizer.models.acceptability import FACTS, WEIGHTS
from summarizer.models.device import has_bfloat16
from summarizer.models.encoder import ENCODER
from summarizer.models.entailment import ENTAILMENT, Row, judge, rows_of
from summarizer.models.home import model_home
from summarizer.models.install import locate
from training.lora import Stepper, encoder_with_lora, save_trained

JUDGED = Path(__file__).with_name("data") / "judged.jsonl"
_RANK, _HIDDEN, _EPOCHS, _RATE = 16, 64, 3, 5e-4
_BATCH = 24
_PARTS = 5
_LEAST = (0.5, 0.6, 0.7, 0.8)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A judged sentence, its author, and what it is: (broken, leaning), 0 or 1 each."""

    author: str
    text: str
    told: tuple[float, float]


def main() -> None:
    """Read, train, write; or try."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ENTAILMENT)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--trial", action="store_true")
    options = parser.parse_args()
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    found = list(map(_sentence, JUDGED.read_text(encoding="utf-8").splitlines()))
    place = locate(ENCODER, home=model_home())
    if options.trial:
        _try(found, place)
        return
    encoder, layers, _ = _fit(found, place)
    facts = {"name": "acceptability-1", "seed": options.seed}
    save_trained(
        encoder, layers, options.out, place=place, facts=facts, facts_name=FACTS, weights=WEIGHTS
    )


def _sentence(line: str) -> _Sentence:
    row = json.loads(line)
    broken = row["plain"] == 0 or row["so"] == 0
    leaning = row["plain"] < 2 or row["so"] < 2
    return _Sentence(row["author"], row["text"], (float(broken), float(leaning)))


def _fit(found: Sequence[_Sentence], place: Path) -> tuple[Any, dict[str, Tensor], Any]:
    """Encoder with its changes, the layers on top, and the tokenizer."""
    encoder, tokenizer = encoder_with_lora(place, rank=_RANK)
    width = encoder.config.hidden_size
    layers = {
        "hidden.weight": torch.randn(3 * width, _HIDDEN) * 0.03,
        "hidden.bias": torch.zeros(_HIDDEN),
        "out.weight": torch.randn(_HIDDEN, 2) * 0.1,
        "out.bias": torch.zeros(2),
    }
    for tensor in layers.values():
        tensor.requires_grad_()
    rows = _rows(tokenizer, found)
    gold = torch.tensor([each.told for each in found])
    plan = [batch for _ in range(_EPOCHS) for batch in _batches(rows)]
    take = Stepper.of(encoder, layers, rate=_RATE, steps=len(plan))
    for step, batch in enumerate(plan):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=has_bfloat16()):
            logits = judge(encoder, layers, [rows[i] for i in batch])
        take(step, cross_entropy(logits.float(), gold[batch]))
    return encoder.eval(), layers, tokenizer


def _rows(tokenizer: Any, found: Sequence[_Sentence]) -> list[Row]:
    return rows_of(tokenizer, [(each.text, "") for each in found])


def _batches(rows: Sequence[Row]) -> list[list[int]]:
    """Indexes of rows of about one length, in batches that come in any order."""
    order = sorted(range(len(rows)), key=lambda i: (len(rows[i][0]) // 8, random.random()))
    batches = [order[start : start + _BATCH] for start in range(0, len(order), _BATCH)]
    random.shuffle(batches)
    return batches


@torch.no_grad()
def _told(encoder: Any, layers: dict[str, Tensor], rows: Sequence[Row]) -> Tensor:
    return torch.cat([judge(encoder, layers, [row]) for row in rows]).sigmoid()


def _try(found: Sequence[_Sentence], place: Path) -> None:
    authors = sorted({each.author for each in found})
    random.shuffle(authors)
    told: list[tuple[Tensor, _Sentence]] = []
    for part in range(_PARTS):
        held = set(authors[part::_PARTS])
        encoder, layers, tokenizer = _fit([e for e in found if e.author not in held], place)
        asked = [each for each in found if each.author in held]
        told += zip(_told(encoder, layers, _rows(tokenizer, asked)), asked, strict=True)
        print(f"part {part + 1}: {len(asked)} sentences", flush=True)
    for at, name in enumerate(("broken", "leaning")):
        odds = torch.tensor([float(each[at]) for each, _ in told])
        gold = torch.tensor([sentence.told[at] for _, sentence in told])
        print(f"{name}: {gold.mean():.1%} of {len(told)}, AUROC {_auroc(odds, gold):.3f}")
        for least in _LEAST:
            over = odds >= least
            right = float(gold[over].mean()) if over.any() else 0.0
            of_all = float(gold[over].sum() / gold.sum())
            print(f"  from {least}: {right:.1%} right, {of_all:.1%} of them found")


def _auroc(odds: Tensor, gold: Tensor) -> float:
    """The share of pairs of one of each kind in which the right one has the higher odds."""
    ranks = torch.empty_like(odds)
    ranks[odds.argsort()] = torch.arange(1, len(odds) + 1, dtype=odds.dtype)
    of = float(gold.sum())
    return (float(ranks[gold == 1].sum()) - of * (of + 1) / 2) / (of * (len(odds) - of))


if __name__ == "__main__":
    main()
