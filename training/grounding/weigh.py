"""Weighs the signals: ``python -m training.grounding.weigh --data DATA --made PAIRS``.

On claims that the entailment head has not learnt from (``Example.tuned``), so that its word counts
for what it is worth on new text. A network of one small hidden layer, true and untrue claims of a
kind of text counting alike: what it gives is a probability at even odds. What the writer wrote has
weights of its own and counts as often as it is so: there it is a probability as it stands. The
calibration is checked on documents left out in turn.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from summarizer.evaluate.claims import Claims
from summarizer.evaluate.metrics import auroc
from summarizer.evaluate.pairs import Pair
from summarizer.models import load_parser
from summarizer.models.entailment import ENTAILMENT, load_entailment
from summarizer.policy import load_policy
from summarizer.verify.signals import SIGNALS
from summarizer.verify.source import SourceIndex
from summarizer.verify.support import ANYBODYS, DRAFTED, Claim, Found, signals_by
from training.grounding.examples import Example, examples

_UNITS = 12
_STEPS = 300
_RATE = 0.02
_DECAY = 1.0
_DECAY_OF_DRAFTS = 0.3
"""Less, for what is told of drafts is to be a probability as it stands."""
_FOLDS = 5
_ROUNDS = 3
_MOST_WEIGHT = 3.0
_THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class _Told:
    """A claim with the signals of its sentences, one row each."""

    example: Example
    rows: Tensor
    fold: int = field(default=0)


def main() -> None:
    """Work out the signals, weigh them, write the weights."""
    options = _options()
    torch.manual_seed(options.seed)
    random.seed(options.seed)
    found = [each for each in examples(options.data, options.made) if each.tuned]
    for name in options.weights:
        _weighed([each for each in found if each.drafted == (name == DRAFTED)], options.out / name)


def _weighed(found: Sequence[Example], path: Path) -> None:
    """Fit, say how well on documents left out in turn, write."""
    told = _told(found, path.parent)
    print(Counter((each.example.suite, each.example.true) for each in told), flush=True)
    left_out: list[tuple[float, _Told]] = []
    for fold in range(_FOLDS):
        network = _fit([each for each in told if each.fold != fold])
        left_out += [(_score(network, each), each) for each in told if each.fold == fold]
    for suite in sorted({each.example.suite for _, each in left_out}):
        scores = [(p, each.example.true) for p, each in left_out if each.example.suite == suite]
        print(f"{suite}: AUROC {auroc(scores):.3f} of {len(scores)} claims left out in turn")
        print("   " + ", ".join(_at(scores, threshold) for threshold in _THRESHOLDS))
    for line in _reliability(left_out):
        print(line)
    path.write_text(json.dumps(_fit(told).facts()) + "\n", encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with the public data sets")
    parser.add_argument("--made", type=Path, required=True, help="train.jsonl of grounding.data")
    parser.add_argument("--out", type=Path, default=ENTAILMENT, help="folder with the trained head")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument(
        "--weights", nargs="+", choices=(ANYBODYS, DRAFTED), default=(ANYBODYS, DRAFTED)
    )
    return parser.parse_args()


def _told(chosen: Sequence[Example], folder: Path) -> list[_Told]:
    head = load_entailment(folder=folder)

    def unweighed(claims: Sequence[Claim], source: SourceIndex) -> list[Found]:
        return [Found(0.0, each.named, unknown=False) for each in signals_by(head, claims, source)]

    claims = Claims(parse=load_parser().many, support=unweighed, policy=load_policy("default"))
    documents = sorted({each.document for each in chosen})
    random.shuffle(documents)
    folds = {document: index % _FOLDS for index, document in enumerate(documents)}
    found = []
    for each in sorted(chosen, key=lambda each: each.document):
        pair = Pair(id="", suite=each.suite, document=each.document, claim=each.claim,
                    true=each.true, drafted=each.drafted)  # fmt: skip
        rows = [
            [dict(judgement.signals).get(name, 0.0) for name in SIGNALS]
            for judgement in claims(pair)
        ]
        if rows:
            found.append(_Told(each, torch.tensor(rows), folds[each.document]))
    return found


@dataclass(frozen=True, slots=True)
class _Network:
    mean: Tensor
    scale: Tensor
    hidden: Tensor
    out: Tensor

    def __call__(self, rows: Tensor) -> Tensor:
        """Log odds: (rows,)."""
        ready = (rows - self.mean) / self.scale
        units = torch.tanh(ready @ self.hidden[:, :-1].T + self.hidden[:, -1])
        return units @ self.out[:-1] + self.out[-1]

    def facts(self) -> dict[str, object]:
        """As the program reads it."""

        def plain(tensor: Tensor) -> object:
            return [round(value, 4) for value in tensor.tolist()]

        return {
            "signals": list(SIGNALS),
            "mean": plain(self.mean),
            "scale": plain(self.scale),
            "hidden": [plain(row) for row in self.hidden],
            "out": plain(self.out),
        }


def _fit(told: Sequence[_Told]) -> _Network:
    """A network; of an untrue claim of several sentences the least likely one is the untrue one."""
    counts = Counter((each.example.suite, each.example.true) for each in told)
    suites = Counter(each.example.suite for each in told)
    network: _Network | None = None
    for _ in range(_ROUNDS):
        rows: list[Tensor] = []
        true: list[float] = []
        weights: list[float] = []
        for each in told:
            key = (each.example.suite, each.example.true)
            weight = min(_MOST_WEIGHT, suites[key[0]] / (2 * counts[key]))
            if each.example.drafted:
                weight = 1.0
            chosen = each.rows
            if not each.example.true and len(chosen) > 1:
                if network is None:
                    continue
                chosen = chosen[network(chosen).argmin()][None]
            rows.append(chosen)
            true += [float(each.example.true)] * len(chosen)
            weights += [weight] * len(chosen)
        decay = _DECAY_OF_DRAFTS if all(each.example.drafted for each in told) else _DECAY
        network = _trained(torch.cat(rows), torch.tensor(true), torch.tensor(weights), decay=decay)
    assert network is not None
    return network


def _trained(rows: Tensor, true: Tensor, weights: Tensor, *, decay: float) -> _Network:
    torch.manual_seed(7)
    network = _Network(
        rows.mean(0), rows.std(0).clamp(min=0.05),
        (torch.randn(_UNITS, rows.shape[1] + 1) * 0.1).requires_grad_(),
        (torch.randn(_UNITS + 1) * 0.1).requires_grad_(),
    )  # fmt: skip
    optimiser = torch.optim.AdamW([network.hidden, network.out], lr=_RATE, weight_decay=decay)
    for step in range(_STEPS):
        for group in optimiser.param_groups:
            group["lr"] = _RATE * (1 - step / _STEPS)
        loss = (cross_entropy(network(rows), true, reduction="none") * weights).mean()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    return _Network(network.mean, network.scale, network.hidden.detach(), network.out.detach())


def _score(network: _Network, told: _Told) -> float:
    return float(network(told.rows).min().sigmoid())


def _at(scores: Sequence[tuple[float, bool]], threshold: float) -> str:
    """Shares of the true that are refused and of the untrue that are caught at a threshold."""
    below = {
        so: sum(value < threshold for value, true in scores if true == so)
        / sum(true == so for _, true in scores)
        for so in (True, False)
    }
    return f"from {threshold}: {below[True]:.0%} refused, {below[False]:.0%} caught"


def _reliability(scored: Sequence[tuple[float, _Told]]) -> list[str]:
    """How many of the claims given so much support are true.

    True and untrue counting alike, but of drafts, where each counts once.
    """
    suites = Counter((each.example.suite, each.example.true) for _, each in scored)
    bins: dict[int, list[tuple[float, float, bool]]] = {}
    for value, each in scored:
        key = (each.example.suite, each.example.true)
        weight = 1.0 if each.example.drafted else 1 / suites[key]
        bins.setdefault(min(9, int(value * 10)), []).append((weight, value, each.example.true))
    lines = []
    for _, members in sorted(bins.items()):
        whole = sum(weight for weight, _, _ in members)
        said = sum(weight * value for weight, value, _ in members) / whole
        true = sum(weight for weight, _, is_true in members if is_true) / whole
        lines.append(f"said {said:.2f}, true {true:.2f} ({len(members)} claims)")
    return lines


if __name__ == "__main__":
    main()
