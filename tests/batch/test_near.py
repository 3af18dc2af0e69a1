"""Texts that share nearly all of their runs of words are found to be alike."""

from __future__ import annotations

import os
import subprocess
import sys
from random import Random

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


@settings(max_examples=40)
@given(st.sets(st.integers(0, 299), max_size=60))
def test_the_estimate_is_near_the_truth(changed: set[int]) -> None:
    words = [f"w{at}" for at in range(300)]
    other = [f"c{at}" if at in changed else word for at, word in enumerate(words)]
    one, two = " ".join(words), " ".join(other)
    truth = len(runs(one) & runs(two)) / len(runs(one) | runs(two))
    assert similarity(signed(one), signed(two)) == pytest.approx(truth, abs=0.17)
    assert similarity(signed(one), signed(one)) == 1.0


@settings(max_examples=60)
@given(st.data())
def test_the_same_runs_of_words_are_wholly_alike_and_others_are_not(data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from("abcdefghij"), min_size=40, max_size=80))
    text = " ".join(words)
    assert similarity(signed(text), signed(text.upper())) == 1.0
    half = len(words) // 2
    other = " ".join([*words[:half], *(f"new{at}" for at in range(half))])
    assert similarity(signed(text), signed(other)) < 1.0


@settings(max_examples=60)
@given(st.lists(st.integers(0, 399), min_size=1, max_size=40, unique=True))
def test_more_edits_make_texts_less_alike(changed: list[int]) -> None:
    words = [f"w{at}" for at in range(400)]
    last = 1.0
    for size in (0, len(changed), 400):
        now = [f"c{at}" if at in changed[:size] or size == 400 else word
               for at, word in enumerate(words)]  # fmt: skip
        alike = similarity(signed(" ".join(words)), signed(" ".join(now)))
        assert alike <= last
        last = alike
    assert last < 0.1


@settings(max_examples=100, derandomize=True)  # one pair in 10,000 has none
@given(st.integers(0, 10**9), st.integers(0, 5))
def test_what_shares_nine_tenths_has_a_band_in_common(seed: int, edits: int) -> None:
    words = [f"{seed}x{at}" for at in range(200)]
    places = Random(seed).sample(range(200), edits)
    other = [f"c{at}" if at in places else word for at, word in enumerate(words)]
    first, second = signed(" ".join(words)), signed(" ".join(other))
    if similarity(first, second) >= 0.9:
        assert set(first.bands) & set(second.bands)


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
