"""Every token is read once, with its neighbours, whatever the length."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from summarizer.models.windows import batches, windows

SENTENCES = st.lists(st.lists(st.integers(200, 900), max_size=40), max_size=12)


@given(SENTENCES, st.integers(8, 60))
def test_each_token_stands_once_under_its_own_sentence(
    sentences: list[list[int]], size: int
) -> None:
    flat = [(index, token) for index, tokens in enumerate(sentences) for token in tokens]
    read: dict[int, tuple[int, int]] = {}
    for window in windows(sentences, size=size):
        assert 0 < len(window.ids) <= size - 2
        for token, owner, place in zip(window.ids, window.sentences, window.places, strict=True):
            if owner >= 0:
                assert place not in read
                read[place] = (owner, token)
    assert [read[place] for place in sorted(read)] == flat


def test_the_sentence_before_a_window_gives_it_context() -> None:
    first, second = windows([[1] * 5, [2] * 5, [3] * 5], size=13)
    assert first.sentences == (0,) * 5 + (1,) * 5
    assert second.ids == (2,) * 5 + (3,) * 5
    assert second.sentences == (-1,) * 5 + (2,) * 5


@given(st.lists(st.integers(1, 200), max_size=40))
def test_batches_hold_every_window_once_and_keep_to_the_budget(lengths: list[int]) -> None:
    found = list(batches(lengths, budget=256))
    assert sorted(index for batch in found for index in batch) == list(range(len(lengths)))
    for batch in found:
        longest = max(lengths[i] for i in batch)
        assert len(batch) == 1 or longest * len(batch) <= 256
        assert all(lengths[i] >= 0.8 * longest for i in batch)
