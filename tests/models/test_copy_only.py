"""Whatever the model prefers, only words of the vocabulary can be written."""

from __future__ import annotations

import re

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from summarizer.models.copy_only import CopyOnly

VOCABULARY = frozenset(
    {"the", "court", "heard", "that", "146", "years", "U.S.", "Nikolić", "jailed", "two-year", "in"}
)
ALLOWED = {word.lower() for word in VOCABULARY}


def written(tokenizer, *, seed: int, steps: int = 60, rows: int = 2) -> list[str]:
    """Texts by a model whose preferences are noise."""
    noise = torch.Generator().manual_seed(seed)
    processor = CopyOnly(tokenizer, vocabulary=VOCABULARY, prompt_length=1)
    ids = torch.zeros((rows, 1), dtype=torch.long)
    for _ in range(steps):
        scores = torch.randn((rows, len(tokenizer)), generator=noise) * 5
        chosen = processor(ids, scores).argmax(dim=-1, keepdim=True)
        ids = torch.cat([ids, chosen], dim=-1)
    eos = tokenizer.eos_token_id
    texts = []
    for row in ids[:, 1:].tolist():
        whole = eos in row
        text = tokenizer.decode(
            row[: row.index(eos)] if whole else row, clean_up_tokenization_spaces=False
        )
        # Where the steps ran out the last word may be a part of one.
        texts.append(text if whole else text[: text.rfind(" ") + 1])
    return texts


@pytest.mark.parametrize("kind", ["byte_tokenizer", "piece_tokenizer"])
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(0, 10_000))
def test_only_words_of_the_vocabulary_appear(
    kind: str, seed: int, request: pytest.FixtureRequest
) -> None:
    for text in written(request.getfixturevalue(kind), seed=seed):
        for word in text.split():
            bare = word.strip(",").lower()
            assert bare in ALLOWED or bare.removesuffix(".") in ALLOWED, repr(word)


def test_capitals_are_added_at_the_start_of_a_sentence_only(byte_tokenizer) -> None:
    for seed in range(20):
        for text in written(byte_tokenizer, seed=seed):
            for sentence in re.split(r"(?<!U\.S)\. ", text):
                for word in sentence.split()[1:]:
                    assert not re.match(r"(?:The|Court|Heard|Jailed|Years)\b", word), text


def test_a_text_ends_only_after_a_full_stop(byte_tokenizer) -> None:
    processor = CopyOnly(byte_tokenizer, vocabulary=VOCABULARY, prompt_length=0)
    eos = byte_tokenizer.eos_token_id
    scores = torch.zeros((1, len(byte_tokenizer)))
    inside = torch.tensor([byte_tokenizer("The court")["input_ids"]])
    ended = torch.tensor([byte_tokenizer("The court.")["input_ids"]])
    assert processor(inside, scores)[0, eos] == float("-inf")
    assert processor(ended, scores)[0, eos] == 0
