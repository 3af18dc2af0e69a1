"""Texts that share nearly all of their runs of words are found to be alike."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.batch.near import LEAST_WORDS, Signature, signature, similarity
from tests.batch.made import long


def signed(text: str) -> Signature:
    found = signature(text)
    assert found is not None
    return found


def runs(text: str) -> set[tuple[str, ...]]:
    words = text.rstrip(".").split()
    return {tuple(words[at : at + 3]) for at in range(len(words) - 2)}


@settings(max_examples=40, deadline=None)
@given(st.sets(st.integers(0, 299), max_size=60))
def test_the_estimate_is_near_the_truth(changed: set[int]) -> None:
    words = [f"w{at}" for at in range(300)]
    other = [f"c{at}" if at in changed else word for at, word in enumerate(words)]
    one, two = " ".join(words), " ".join(other)
    truth = len(runs(one) & runs(two)) / len(runs(one) | runs(two))
    assert similarity(signed(one), signed(two)) == pytest.approx(truth, abs=0.17)
    assert similarity(signed(one), signed(one)) == 1.0


def test_near_copies_have_a_band_in_common() -> None:
    words = [f"w{at}" for at in range(300)]
    for changed in range(0, 300, 7):
        other = [*words[:changed], "changed", *words[changed + 1 :]]
        first, second = signed(" ".join(words)), signed(" ".join(other))
        assert set(first.bands) & set(second.bands)


def test_other_texts_have_hardly_any() -> None:
    assert not set(signed(long("a", 300)).bands) & set(signed(long("b", 300)).bands)


def test_case_and_marks_do_not_count() -> None:
    text = long("Word")
    assert signed(text) == signed(text.upper().replace(" ", ", "))


def test_a_short_text_has_no_signature() -> None:
    assert signature(long("w", LEAST_WORDS - 1)) is None
    assert signature(long("w", LEAST_WORDS)) is not None
    assert signature("") is None


def test_it_is_the_same_in_every_process() -> None:
    code = (
        "from summarizer.batch.near import signature;"
        "print(signature(' '.join(f'w{at}' for at in range(99))).values.hex())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(found) == 1
    assert "w1" not in repr(signed(long("w")))
