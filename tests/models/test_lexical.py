"""The lexical head: views, weights and what unknown words do."""

from __future__ import annotations

import numpy as np
import pytest

from summarizer.models.lexical import LexicalHead, View, grams, stems, views_of


def view(**weights: tuple[int, int]) -> View:
    terms = {term.replace("_", " "): place for place, term in enumerate(weights)}
    return View(
        terms,
        np.ones(len(terms), dtype=np.float32),
        np.array(list(weights.values()), dtype=np.int8).reshape(len(terms), 2),
        np.array([0.1, 0.5], dtype=np.float32),
    )


NOTHING = view(unheard=(0, 0))


def test_words_become_stems_and_pairs() -> None:
    assert stems("The gunmen killed 3 men.") == ["the", "gunmen", "kill", "3", "men"]
    assert grams(["he", "was", "kill"]) == ["he", "was", "kill", "he was", "was kill"]


def test_a_sentence_is_seen_with_what_stands_around_it() -> None:
    *_, last = views_of(["One fell.", "Two ran.", "Three hid.", "Four slept."])
    assert set(last["sentence"]) == {"four", "slept", "four slept"}
    assert set(last["around"]) == {"two", "ran", "three", "hid"}
    assert len(last["text"]) == 8


def test_known_terms_add_their_weights_by_their_share() -> None:
    head = LexicalHead(
        ("a", "b"),
        {"sentence": view(kill=(10, -2), was_kill=(30, 4)), "around": NOTHING, "text": NOTHING},
        np.array([-1.0, -2.0], dtype=np.float32),
    )
    found = head(["He was killed.", "It rained."])
    share = 1 / np.sqrt(2)
    assert found[0] == pytest.approx([-1 + 0.1 * 40 * share, -2 + 0.5 * 2 * share], abs=1e-5)
    assert found[1] == pytest.approx([-1, -2])


def test_a_text_without_sentences_gives_nothing() -> None:
    head = LexicalHead(
        ("a", "b"), {"sentence": NOTHING, "around": NOTHING, "text": NOTHING},
        np.zeros(2, dtype=np.float32),
    )  # fmt: skip
    assert head([]).shape == (0, 2)
