"""Trains the lexical head: ``python -m training.detection.lexical --data DATA``.

Logistic regression per code over three tf-idf views (``summarizer/models/lexical.py``), and over
the sentence alone for how far it goes: any harm, level 2, 3 and 4. Needs scikit-learn; takes two
minutes. Terms whose weights are all small are dropped.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import save_file
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from summarizer.models.heads import HEADS
from summarizer.models.lexical import VIEWS, views_of
from training.detection.train import CODE_LIST, labelled_texts

_WEIGHT = {"sentence": 1.0, "around": 0.5, "text": 0.5}
_STRENGTH = 20.0
"""Inverse of the regularisation, as scikit-learn has it."""
_LEAST_TEXTS = 2
_SMALL = 0.35
"""A term goes when no output gives it more."""
LEVELS = ("level 1", "level 2", "level 3", "level 4")


def main() -> None:
    """Read, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=HEADS)
    parser.add_argument("--leave", default="")
    options = parser.parse_args()
    bags: dict[str, list[Counter[str]]] = {view: [] for view in VIEWS}
    gold: list[Mapping[str, int]] = []
    for text in labelled_texts(options.data, leave=options.leave):
        sentences = [span.of(text.text) for span in text.sentences]
        for found, labels in zip(views_of(sentences), text.labels, strict=True):
            for view in VIEWS:
                bags[view].append(found[view])
            gold.append(labels)
    print(f"{len(gold)} sentences")
    terms = {view: _terms(bags[view]) for view in VIEWS}
    idf = {view: _idf(bags[view], terms[view]) for view in VIEWS}
    matrices = {view: _matrix(bags[view], terms[view], idf[view]) for view in VIEWS}
    joined = hstack([_WEIGHT[view] * matrices[view] for view in VIEWS]).tocsr()
    targets = {code: [label.get(code, 0) > 0 for label in gold] for code in CODE_LIST}
    for k, name in enumerate(LEVELS, start=1):
        targets[name] = [max(label.values(), default=0) >= k for label in gold]
    outputs = (*CODE_LIST, *LEVELS)
    weights = np.zeros((joined.shape[1], len(outputs)), dtype=np.float32)
    bias = np.zeros(len(outputs), dtype=np.float32)
    for place, name in enumerate(outputs):
        model = LogisticRegression(C=_STRENGTH, max_iter=300, solver="liblinear", random_state=0)
        model.fit(joined, targets[name])
        weights[:, place], bias[place] = model.coef_[0], model.intercept_[0]
    _write(options.out, terms, idf, weights, bias, outputs)


def _terms(bags: Sequence[Counter[str]]) -> list[str]:
    counts = Counter(term for bag in bags for term in bag)
    return sorted(term for term, count in counts.items() if count >= _LEAST_TEXTS)


def _idf(bags: Sequence[Counter[str]], terms: Sequence[str]) -> np.ndarray:
    counts = Counter(term for bag in bags for term in bag)
    return np.array([np.log((1 + len(bags)) / (1 + counts[t])) + 1 for t in terms], np.float32)


def _matrix(bags: Sequence[Counter[str]], terms: Sequence[str], idf: np.ndarray) -> csr_matrix:
    places = {term: place for place, term in enumerate(terms)}
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for row, bag in enumerate(bags):
        known = [(places[t], (1 + np.log(n)) * idf[places[t]]) for t, n in bag.items()
                 if t in places]  # fmt: skip
        length = np.sqrt(sum(v * v for _, v in known)) or 1.0
        rows += [row] * len(known)
        columns += [place for place, _ in known]
        values += [v / length for _, v in known]
    return csr_matrix((values, (rows, columns)), shape=(len(bags), len(terms)))


def _write(
    out: Path,
    terms: Mapping[str, list[str]],
    idf: Mapping[str, np.ndarray],
    weights: np.ndarray,
    bias: np.ndarray,
    outputs: Sequence[str],
) -> None:
    tensors: dict[str, Any] = {"bias": bias}
    listed = []
    start = 0
    for view in VIEWS:
        own = weights[start : start + len(terms[view])] * _WEIGHT[view]
        start += len(terms[view])
        # Dropping a term changes the length of a bag a little: only those that say nothing go.
        keep = np.abs(own).max(axis=1) >= _SMALL * _WEIGHT[view]
        scales = np.abs(own).max(axis=0) / 127 + 1e-9
        tensors[f"{view}.weights"] = np.round(own[keep] / scales).astype(np.int8)
        tensors[f"{view}.scales"] = scales.astype(np.float32)
        tensors[f"{view}.idf"] = idf[view][keep].astype(np.float16)
        listed.append("\n".join(term for term, kept in zip(terms[view], keep, strict=True) if kept))
        print(f"{view}: {keep.sum()} of {len(keep)} terms")
    out.mkdir(parents=True, exist_ok=True)
    save_file(tensors, out / "lexical.safetensors")
    (out / "lexical.txt").write_text("\n\n".join(listed), encoding="utf-8")
    (out / "lexical.json").write_text(
        json.dumps({"outputs": list(outputs)}, indent=1) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
