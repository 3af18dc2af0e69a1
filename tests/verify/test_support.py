"""All signals weighed into one probability, and what may never be outweighed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from summarizer.errors import ModelError
from summarizer.models.entailment import ENTAILMENT
from summarizer.verify.signals import SIGNALS, Signals
from summarizer.verify.support import ANYBODYS, DRAFTED, load_weighing

ZERO = Signals(**dict.fromkeys(SIGNALS, 0.0))


def weights(tmp_path: Path, **facts: object) -> Path:
    """One unit that looks at the first signal alone, with log odds of twice what it says."""
    count = len(SIGNALS)
    values = {
        "signals": SIGNALS,
        "mean": [0.0] * count,
        "scale": [1.0] * count,
        "hidden": [[1.0, *[0.0] * count]],
        "out": [2.0, 0.0],
        **facts,
    }
    path = tmp_path / "support.json"
    path.write_text(json.dumps(values), encoding="utf-8")
    return path


def test_the_network_is_worked_out_as_by_hand(tmp_path: Path) -> None:
    weighing = load_weighing(weights(tmp_path))
    assert weighing(ZERO) == 0.5
    sure = Signals(**{**dict.fromkeys(SIGNALS, 0.0), SIGNALS[0]: 0.5})
    assert weighing(sure) == pytest.approx(0.715904, abs=1e-6)  # 1 / (1 + exp(-2 tanh 0.5))


def test_signals_are_standardised_and_biases_added(tmp_path: Path) -> None:
    count = len(SIGNALS)
    path = weights(
        tmp_path, mean=[1.0] * count, scale=[2.0] * count, hidden=[[2.0, *[0.0] * count]],
        out=[0.0, 1.0],
    )  # fmt: skip
    assert load_weighing(path)(ZERO) == pytest.approx(0.731059, abs=1e-6)


def test_weights_for_other_signals_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="other signals"):
        load_weighing(weights(tmp_path, signals=["entailment"]))


def test_our_writers_own_words_have_weights_of_their_own() -> None:
    # It errs where it leaves the source: what is copied speaks for it more than for anybody else.
    free = dict.fromkeys(SIGNALS, 0.0) | {"arcs": 0.5, "length": 0.8}
    copied = free | {"arcs": 1.0, "copied": 1.0, "strict": 1.0}
    gains = {
        name: load_weighing(ENTAILMENT / name)(Signals(**copied))
        - load_weighing(ENTAILMENT / name)(Signals(**free))
        for name in (ANYBODYS, DRAFTED)
    }
    assert gains[DRAFTED] > gains[ANYBODYS]
