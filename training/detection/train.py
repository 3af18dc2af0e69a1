"""Trains the detection heads: ``python -m training.detection.train --data DATA``.

One run with one seed gives the weights that are shipped (``summarizer/models/detection_heads``).
Two kinds of texts take turns: those labelled sentence by sentence (written here, and real news
whose labels alone are kept here), and MUC-4's news of 1988-91, labelled with the incidents that
each reports. A checkpoint is written after every epoch; ``--start`` goes on from one.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import time
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from summarizer.evaluate.labelled import CODES, LabelledText, read_labelled, read_labels
from summarizer.models.device import has_bfloat16
from summarizer.models.encoder import ENCODER
from summarizer.models.heads import HEADS, INCIDENTS, Encoded, encode, judge, tokenise
from summarizer.models.home import model_home
from summarizer.models.install import locate
from summarizer.text import sentences as sentences_of
from summarizer.types import Span
from training.lora import Stepper, encoder_with_lora, save_trained, start_from

HERE = Path(__file__).parent
CODE_LIST = tuple(CODES.values())
_RANK = 16
_SHORTEST_NAME = 3
_POSITIVE = 2.0
"""Weight of a code that is there against one that is not: there are thirty of them."""


@dataclass(frozen=True, slots=True)
class Example:
    """A tokenised text with its targets, each None where nobody gave them.

    ``relevant``: for each sentence whether it tells of the incident; None where that is open.
    """

    ids: list[list[int]]
    levels: list[Mapping[str, int]] | None
    graphic: list[float] | None
    incidents: list[float] | None
    relevant: list[float | None] | None = None

    @property
    def size(self) -> int:
        """Tokens."""
        return sum(map(len, self.ids))


def main() -> None:
    """Read the data, train, write the weights."""
    options = _options()
    random.seed(options.seed)
    torch.manual_seed(options.seed)
    if options.threads:
        torch.set_num_threads(options.threads)
    place = locate(ENCODER, home=model_home())
    encoder, tokenizer = encoder_with_lora(place, rank=_RANK, layers=options.layers)
    layers = _new_layers(encoder.config.hidden_size)
    by_sentence = [
        _example(text, tokenizer) for text in labelled_texts(options.data, leave=options.leave)
    ]
    by_document = [] if options.no_incidents else _incident_examples(options.data, tokenizer)
    print(f"{len(by_sentence)} labelled texts, {len(by_document)} texts with incidents", flush=True)
    if options.start is not None:
        start_from(options.start, encoder, layers)
    else:
        _probe(encoder, layers, by_sentence, epochs=options.probe_epochs)
    batches = _plan(by_sentence, by_document, epochs=options.epochs, muc=options.incident_epochs)
    take = Stepper.of(encoder, layers, rate=options.rate, steps=len(batches))
    started, losses = time.time(), []
    for step, (epoch, batch) in enumerate(batches):
        loss = _loss(encoder, layers, batch)
        take(step, loss)
        losses.append(loss.item())
        if step + 1 == len(batches) or batches[step + 1][0] != epoch:
            mean = sum(losses) / len(losses)
            print(f"epoch {epoch}: loss {mean:.4f}, {time.time() - started:.0f} s", flush=True)
            losses.clear()
            facts = {
                "name": "detection-2",
                "layers": options.layers,
                "codes": list(CODE_LIST),
                "seed": options.seed,
            }
            save_trained(
                encoder, layers, options.out, place=place, facts=facts, facts_name="heads.json"
            )


def _probe(
    encoder: Any, layers: Mapping[str, Tensor], examples: list[Example], *, epochs: int
) -> None:
    """Fit the layers on the encoder as it is, before it is adapted (Kumar et al. 2022)."""
    started = time.time()
    with torch.no_grad(), torch.autocast("cpu", dtype=torch.bfloat16, enabled=has_bfloat16()):
        ready = [
            (encode(encoder, [example.ids for example in batch]), batch)
            for batch in _batched(examples, 2000)
        ]
    optimiser = torch.optim.AdamW(list(layers.values()), lr=3e-3, weight_decay=0.01)
    for epoch in range(epochs):
        random.shuffle(ready)
        whole = 0.0
        for encoded, batch in ready:
            loss = _loss_of(encoded, layers, batch)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            whole += loss.item()
        for group in optimiser.param_groups:
            group["lr"] = 3e-3 * (1 - (epoch + 1) / epochs)
        if epoch % 5 == 4:
            mean = whole / len(ready)
            print(f"probe {epoch}: loss {mean:.4f}, {time.time() - started:.0f} s", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the public data sets")
    parser.add_argument("--out", type=Path, default=HEADS)
    parser.add_argument("--start", type=Path, help="go on from the weights in this folder")
    parser.add_argument("--layers", type=int, default=6)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--incident-epochs", type=int, default=2)
    parser.add_argument("--probe-epochs", type=int, default=20)
    parser.add_argument("--rate", type=float, default=4e-4)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--no-incidents", action="store_true")
    parser.add_argument("--leave", default="", help="authors to leave out, for a trial: a1,a2")
    return parser.parse_args()


def _new_layers(width: int) -> dict[str, Tensor]:
    count, wide, kinds = len(CODE_LIST), 2 * width, len(INCIDENTS)
    shapes = {
        "code.weight": (wide, count), "code.bias": (count,),
        "step.weight": (wide, count * 3), "step.bias": (count * 3,), "shared.weight": (wide, 3),
        "graphic.weight": (width,), "graphic.bias": (1,),
        "key.weight": (wide + 1, 64), "key.bias": (64,), "query.weight": (64, 4),
        "incident.weight": (wide * 4, kinds), "incident.bias": (kinds,),
        "relevant.weight": (wide,), "relevant.bias": (1,), "telling.weight": (2,),
    }  # fmt: skip
    layers = {
        name: torch.zeros(shape) if name.endswith("bias") else torch.randn(shape) * 0.02
        for name, shape in shapes.items()
    }
    layers["code.bias"] -= 4.0
    layers["graphic.bias"] -= 3.0
    layers["step.weight"] *= 0.1
    layers["telling.weight"] += 0.5
    for tensor in layers.values():
        tensor.requires_grad_()
    return layers


def labelled_texts(data: Path, *, leave: str = "") -> list[LabelledText]:
    """All texts of the training split: written ones, and real ones whose labels are here."""
    left = set(filter(None, leave.split(",")))
    texts = [
        text
        for path in sorted((HERE / "data" / "train").glob("*.txt"))
        if path.stem not in left
        for text in read_labelled(path)
    ]
    for path in sorted((HERE / "data" / "train").glob("*.labels")):
        texts += real_texts(path, data)
    return texts


def real_texts(path: Path, data: Path) -> list[LabelledText]:
    """The texts of a public data set whose labels one file gives, by id."""
    labels = read_labels(path)
    found = []
    for name, key, field in (("fib", "id", "document"), ("muc4_incidents_train", "docid", "text")):
        seen: set[str] = set()
        for row in _rows(data / f"{name}.jsonl.gz"):
            if row[key] not in labels or row[key] in seen:
                continue
            seen.add(row[key])
            spans = sentences_of(row[field])[:30]
            found.append(
                LabelledText(
                    row[key], "news", row[field], spans,
                    tuple(labels[row[key]].get(i, {}) for i in range(len(spans))),
                )
            )  # fmt: skip
    return found


def held_out_rows(data: Path) -> list[dict[str, Any]]:
    """MUC-4 training documents that are kept for choosing thresholds: one in eight, by their id."""
    rows = _rows(data / "muc4_incidents_train.jsonl.gz")
    return [row for row in rows if zlib.crc32(row["docid"].encode()) % 8 == 0]


def _rows(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _example(text: LabelledText, tokenizer: Any) -> Example:
    cut = tokenise(tokenizer, text.text, text.sentences)
    graphic = None
    if text.graphic is not None:
        spans = [span for _, offsets in cut for span in offsets]
        graphic = [float(any(g.overlaps(span) for g in text.graphic)) for span in spans]
    return Example([ids for ids, _ in cut], list(text.labels), graphic, None)


def _incident_examples(data: Path, tokenizer: Any) -> list[Example]:
    examples = []
    held_out = {row["docid"] for row in held_out_rows(data)}
    names = _names_of_incidents(data)
    for row in _rows(data / "muc4_incidents_train.jsonl.gz"):
        if row["docid"] in held_out:
            continue
        spans: Sequence[Span] = sentences_of(row["text"])
        told = [_tells(span.of(row["text"]), names.get(row["docid"], {})) for span in spans]
        relevant = [(1.0 if tells else None) if row["incidents"] else 0.0 for tells in told]
        kinds = " ".join(row["incidents"])
        targets = [float(bool(kinds)), *(float(kind in kinds) for kind in INCIDENTS[1:])]
        ids = [ids for ids, _ in tokenise(tokenizer, row["text"], spans)]
        examples.append(Example(ids, None, None, targets, relevant))
    return examples


def _names_of_incidents(data: Path) -> dict[str, dict[str, set[str]]]:
    """Document → kind of part in the incident → its names, from the templates of MUC-4."""
    found: dict[str, dict[str, set[str]]] = {}
    for row in _rows(data / "mucsum_train.jsonl.gz"):
        for part, names in row["template"].items():
            for name in names:
                for form in name if isinstance(name, list) else [name]:
                    if len(form) > _SHORTEST_NAME:
                        found.setdefault(row["docid"], {}).setdefault(part, set()).add(form.lower())
    return found


def _tells(sentence: str, names: Mapping[str, set[str]]) -> bool:
    """True when a sentence names who or what was harmed, or with what."""
    low = sentence.lower()
    return any(
        name in low for part in ("victim", "target", "weapon") for name in names.get(part, ())
    )


def _plan(
    by_sentence: list[Example], by_document: list[Example], *, epochs: int, muc: int
) -> list[tuple[int, list[Example]]]:
    """The batches of the whole run with their epochs; incidents are spread over the last ones."""
    plan: list[tuple[int, list[Example]]] = []
    for epoch in range(epochs):
        found = _batched(by_sentence, 700)
        if epoch >= epochs - muc:
            found += _batched(by_document, 3000)
        random.shuffle(found)
        plan += [(epoch, batch) for batch in found]
    return plan


def _batched(examples: list[Example], budget: int) -> list[list[Example]]:
    order = random.sample(examples, len(examples))
    batches: list[list[Example]] = []
    size = budget
    for example in order:
        if size + example.size > budget:
            batches.append([])
            size = 0
        batches[-1].append(example)
        size += example.size
    return batches


def _loss(encoder: Any, layers: Mapping[str, Tensor], batch: list[Example]) -> Tensor:
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=has_bfloat16()):
        encoded = encode(encoder, [example.ids for example in batch])
    return _loss_of(encoded, layers, batch)


def _loss_of(encoded: Encoded, layers: Mapping[str, Tensor], batch: list[Example]) -> Tensor:
    found = judge(encoded, layers, codes=len(CODE_LIST))
    losses: list[Tensor] = []
    for example, judged in zip(batch, found, strict=True):
        if example.incidents is not None:
            losses.append(cross_entropy(judged.incidents, torch.tensor(example.incidents)) * 2)
        if example.relevant is not None:
            known = [i for i, value in enumerate(example.relevant) if value is not None]
            if known:
                gold = torch.tensor([float(example.relevant[i] or 0) for i in known])
                losses.append(cross_entropy(judged.relevance[known], gold))
        if example.levels is not None:
            losses.append(_level_loss(judged.levels, example.levels))
        if example.graphic is not None:
            losses.append(
                cross_entropy(
                    judged.graphic, torch.tensor(example.graphic), pos_weight=torch.tensor(2.0)
                ) * len(example.ids)
            )  # fmt: skip
    scale = sum(len(e.ids) if e.levels is not None else 1 for e in batch)
    return torch.stack(losses).sum() / scale


def _level_loss(logits: Tensor, labels: Sequence[Mapping[str, int]]) -> Tensor:
    """Is the code there; and where it is, does it reach each level (Frank and Hall 2001)."""
    gold = torch.tensor([[label.get(code, 0) for code in CODE_LIST] for label in labels])
    there = cross_entropy(
        logits[..., 0], (gold > 0).float(), pos_weight=torch.tensor(_POSITIVE), reduction="sum"
    )
    targets = torch.stack([(gold > k).float() for k in (1, 2, 3)], dim=-1)
    steps = cross_entropy(logits[..., 1:], targets, reduction="none")
    return there + (steps * (gold > 0)[..., None]).sum()


if __name__ == "__main__":
    main()
