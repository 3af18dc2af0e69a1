"""Fits how heads and rules are weighed, and chooses thresholds, on the tuning split alone.

    python -m training.detection.calibrate --data DATA

Platt scaling with six features a level (Platt 1999), then a search over thresholds: level 3 and
above for recall (a missed detail is read by somebody), level 1 for precision (a needless warning
teaches readers to ignore the next). Writes ``fusion`` into ``heads.json``.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from torch.nn.functional import binary_cross_entropy_with_logits as cross_entropy

from summarizer import read
from summarizer.detect import _read, findings_in, searched
from summarizer.detect.merge import _places, stands_at, unseen
from summarizer.detect.warnings import warnings_of
from summarizer.evaluate.labelled import LabelledText, read_labelled
from summarizer.models import load_heads, load_parser
from summarizer.models.fusion import LEVELS, Fusion
from summarizer.models.heads import HEADS, INCIDENTS
from summarizer.models.readings import Heads, Reading, SentenceReading
from summarizer.policy import load_policy
from summarizer.policy.schema import Policy
from summarizer.syntax import sentence_trees
from summarizer.types import Finding, Span
from training.detection.train import CODE_LIST, HERE, held_out_rows

_RECALL = 0.98
"""Share of sentences at level 3 or 4 beyond which finding more of them is worth nothing."""
_FALSE = 0.01
"""Share of innocent documents that may be warned for."""
_START = (0.4, 0.5, 0.3, 0.5, 0.3)
_GRID = (
    (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7),
    (0.3, 0.4, 0.5, 0.6, 0.7),
    (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5),
    (0.1, 0.2, 0.3, 0.4, 0.5, 0.6),
    (0.02, 0.03, 0.05),
)
"""Thresholds to try, in the order of ``Fusion.thresholds``; the last stays low, for recall."""


@dataclass(frozen=True, slots=True)
class Case:
    """One code in one sentence: what heads and rules say, and what is so.

    ``absolute``: the level at which the rules stand; ``blind``: the same where heads see nothing.
    """

    document: int
    sentence: int
    code: str
    read: SentenceReading
    rule: int
    excused: bool
    absolute: int
    blind: int
    gold: int


def main() -> None:
    """Fit, choose, write."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--heads", type=Path, default=HEADS)
    chosen = options.parse_args()
    torch.manual_seed(7)
    random.seed(7)
    heads = load_heads(folder=chosen.heads)
    policy = load_policy("default")
    texts = [t for p in sorted((HERE / "data" / "tune").glob("*.txt")) for t in read_labelled(p)]
    cases = list(_cases(texts, heads, policy))
    fusion = _fit(cases)
    fusion = _thresholds(_settled(cases, fusion), texts, fusion, policy)
    fusion = replace(fusion, incidents=_incident_thresholds(chosen.data, heads, policy))
    file = chosen.heads / "heads.json"
    facts = json.loads(file.read_text(encoding="utf-8"))
    facts["fusion"] = {
        "rows": [[round(w, 4) for w in row] for row in fusion.rows],
        "thresholds": list(fusion.thresholds),
        "exceptions": {code: list(values) for code, values in fusion.exceptions.items()},
        "incidents": dict(fusion.incidents),
    }
    file.write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")


def _cases(texts: Sequence[LabelledText], heads: Heads, policy: Policy) -> list[Case]:
    parse = load_parser()
    found: list[Case] = []
    for number, text in enumerate(texts):
        document = read.read_text(text.text, source="")
        sentences = [document.plain_span(s.span) for s in document.sentences]
        trees = sentence_trees(parse(document.plain), sentences)
        view = searched(document, sentences, policy=policy)
        rules = findings_in(document, view, policy=policy, sentences=sentences, trees=trees)
        (reading,) = _read([view], heads)
        spans = [sentence.span for sentence in document.sentences]
        places = _places(rules, spans)
        for span, told, place in zip(spans, reading.sentences, places, strict=True):
            home = next((i for i, s in enumerate(text.sentences) if s.overlaps(span)), None)
            if home is None:
                continue
            for code in CODE_LIST:
                here = place.get(code)
                rules_here = here.findings if here else ()
                absolute, blind = (
                    max(
                        (stands_at(f, trusted=policy.trusted, blind=blind) for f in rules_here),
                        default=0,
                    )
                    for blind in (False, True)
                )
                found.append(
                    Case(
                        number, home, code, told,
                        here.level if here else 0, bool(here and here.excused), absolute, blind,
                        text.labels[home].get(code, 0),
                    )
                )  # fmt: skip
    return found


def _fit(cases: Sequence[Case]) -> Fusion:
    rows = []
    for k in LEVELS:
        features = torch.tensor(
            [Fusion.features(c.read, c.code, level=c.rule, excused=c.excused)[k - 1] for c in cases]
        )
        gold = torch.tensor([float(c.gold >= k) for c in cases])
        weights = torch.tensor([0.7, 0.5, 0.2, 0.5, 0.5, 0.0, 0.0], requires_grad=True)
        start = weights.detach().clone()
        optimiser = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

        def closure(
            weights: torch.Tensor = weights, features: torch.Tensor = features,
            gold: torch.Tensor = gold, start: torch.Tensor = start,
            optimiser: torch.optim.LBFGS = optimiser,
        ) -> float:  # fmt: skip
            optimiser.zero_grad()
            loss = cross_entropy(features @ weights, gold, reduction="sum")
            loss = loss + 0.5 * ((weights - start) ** 2).sum()
            loss.backward()
            return float(loss)

        optimiser.step(closure)
        rows.append(tuple(weights.detach().tolist()))
        print(f"level {k}:", [round(w, 2) for w in rows[-1]])
    return Fusion(tuple(rows), _START, {}, {})


def _settled(cases: Sequence[Case], fusion: Fusion) -> list[Case]:
    """The same with the rules standing as high as they do when these weights are used."""
    by_text: dict[int, dict[int, SentenceReading]] = defaultdict(dict)
    for case in cases:
        by_text[case.document][case.sentence] = case.read
    blind = {
        (document, sentence): seen
        for document, reads in by_text.items()
        for sentence, seen in zip(
            reads, unseen(Reading(tuple(reads.values())), fusion), strict=True
        )
    }
    return [
        replace(case, absolute=case.blind) if blind[case.document, case.sentence] else case
        for case in cases
    ]


def _thresholds(
    cases: Sequence[Case], texts: Sequence[LabelledText], fusion: Fusion, policy: Policy
) -> Fusion:
    told = [
        (case, fusion.probabilities(case.read, case.code, level=case.rule, excused=case.excused))
        for case in cases
    ]
    best_code: dict[tuple[int, int], float] = defaultdict(float)
    for case, p in told:
        place = case.document, case.sentence
        best_code[place] = max(best_code[place], p[0])
    scored = [(case, p, p[0] == best_code[case.document, case.sentence]) for case, p in told]
    gold = [
        _warnings(text, [(i, c, v) for i, labels in enumerate(text.labels)
                         for c, v in labels.items()], policy)
        for text in texts
    ]  # fmt: skip
    best = list(_START)
    for _ in range(3):
        for place, grid in enumerate(_GRID):
            tried = []
            for value in grid:
                trial = replace(fusion, thresholds=(*best[:place], value, *best[place + 1 :]))
                tried.append((_quality(scored, texts, gold, trial, policy), value))
            best[place] = max(tried)[1]
    chosen = replace(fusion, thresholds=tuple(best))
    _quality(scored, texts, gold, chosen, policy, show=True)
    print("thresholds", best)
    return chosen


def _quality(
    scored: Sequence[tuple[Case, Sequence[float], bool]],
    texts: Sequence[LabelledText],
    gold: Sequence[Mapping[str, int]],
    fusion: Fusion,
    policy: Policy,
    *,
    show: bool = False,
) -> float:
    """Macro and micro F1 and exact levels, less what misses the bounds of recall and alarms."""
    said: dict[int, list[tuple[int, str, int]]] = defaultdict(list)
    detailed: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for case, p, likeliest in scored:
        level = max(fusion.level(case.code, p, likeliest=likeliest), case.absolute)
        if level:
            said[case.document].append((case.sentence, case.code, level))
        place = detailed[case.document, case.sentence]
        place[0] = max(place[0], case.gold)
        place[1] = max(place[1], level)
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    exact = both = false = innocent = 0
    for number, text in enumerate(texts):
        found = _warnings(text, said[number], policy)
        innocent += text.innocent
        false += text.innocent and bool(found)
        for code in {**found, **gold[number]}:
            there, seen = code in gold[number], code in found
            counts[code][0] += there and seen
            counts[code][1] += seen and not there
            counts[code][2] += there and not seen
            if there and seen:
                both += 1
                exact += found[code] == gold[number][code]
    f1 = [2 * h / (2 * h + e + m) for h, e, m in counts.values() if h + m]
    hit, extra, missed = (sum(c[i] for c in counts.values()) for i in range(3))
    micro = 2 * hit / (2 * hit + extra + missed)
    deep = [seen >= 3 for there, seen in detailed.values() if there >= 3]
    recall = sum(deep) / len(deep)
    shallow = [seen >= 3 for there, seen in detailed.values() if there < 3]
    precision = sum(deep) / max(1, sum(deep) + sum(shallow))
    macro = sum(f1) / len(f1)
    if show:
        print(
            f"tuning split: macro {macro:.3f}, micro {micro:.3f}, level exact "
            f"{exact / max(1, both):.3f}, level 3-4 sentences: recall {recall:.3f}, precision "
            f"{precision:.3f}, innocent warned {false / innocent:.3f}"
        )
    return (
        macro + micro + exact / max(1, both) + 2 * min(recall, _RECALL) + 0.35 * precision
        - 0.5 * max(0.0, false / innocent - _FALSE)
    )  # fmt: skip


def _warnings(
    text: LabelledText, found: Sequence[tuple[int, str, int]], policy: Policy
) -> dict[str, int]:
    findings = [
        Finding(code=code, level=level, span=text.sentences[index], rule="")
        for index, code, level in found
    ]
    return {
        w.code: w.level
        for w in warnings_of(
            findings, policy=policy, sentences=text.sentences, first_person=text.first_person
        )
    }


def _incident_thresholds(data: Path, heads: Heads, policy: Policy) -> dict[str, float]:
    """For each kind the threshold with the best F1 on texts that were held out of training."""
    rows: list[tuple[Mapping[str, float], str]] = []
    for row in held_out_rows(data):
        document = read.read_text(row["text"], source="")
        sentences: list[Span] = [document.plain_span(s.span) for s in document.sentences]
        (reading,) = _read([searched(document, sentences, policy=policy)], heads)
        rows.append((reading.incidents, " ".join(row["incidents"])))
    found: dict[str, float] = {}
    for kind in INCIDENTS:
        gold = [bool(told) if kind == "any" else kind in told for _, told in rows]
        tried: list[Any] = []
        for step in range(10, 91):
            said = [p[kind] >= step / 100 for p, _ in rows]
            hits = sum(a and b for a, b in zip(gold, said, strict=True))
            tried.append((2 * hits / max(1, sum(gold) + sum(said)), -abs(step - 50), step / 100))
        best = max(tried)
        found[kind] = best[2]
        print(f"incident {kind}: F1 {best[0]:.3f} at {best[2]}")
    return found


if __name__ == "__main__":
    main()
