"""Tokens that go on as the source does are made likelier, and no others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from summarizer.models.following import Following

SOURCE = ("The court jailed two men.", "Two men said the trial was fair.")


def raised(tokenizer: Any, written: str, *, prompt: str = "") -> set[str]:
    """The pieces whose scores go up behind what has been written."""
    import torch

    before = tokenizer(prompt, add_special_tokens=False)["input_ids"]
    ids = tokenizer(written, add_special_tokens=False)["input_ids"]
    following = Following(tokenizer, source=SOURCE, prompt_length=len(before))
    scores: Any = torch.zeros(1, len(tokenizer))
    told = following(torch.tensor([[*before, *ids]]), scores)  # type: ignore[arg-type]
    assert bool((scores == 0).all())
    assert bool((told >= 0).all())
    return {tokenizer.decode([place]) for place in told[0].nonzero().flatten().tolist()}


def test_what_follows_in_the_source_is_made_likelier(byte_tokenizer: Any) -> None:
    whole = byte_tokenizer(" The court jailed two", add_special_tokens=False)["input_ids"]
    for cut in range(2, len(whole)):
        written = byte_tokenizer.decode(whole[:cut])
        assert byte_tokenizer.decode([whole[cut]]) in raised(byte_tokenizer, written)


class Words:
    """A tokenizer of words, which are spelled otherwise behind a space, as in most models."""

    def __init__(self) -> None:
        self.known: dict[str, int] = {}

    def __call__(self, texts: Sequence[str], *, add_special_tokens: bool) -> dict[str, Any]:
        assert not add_special_tokens
        cut = [re.findall(r" ?\w+", text) for text in texts]
        ids = [[self.known.setdefault(w, len(self.known)) for w in words] for words in cut]
        return {"input_ids": ids}


def test_a_sentence_begins_like_one_of_the_source_at_the_start_too() -> None:
    import torch

    words = Words()
    following = Following(words, source=SOURCE, prompt_length=0)
    for begun in ("Two men", " Two men"):
        (ids,) = words([begun], add_special_tokens=False)["input_ids"]
        scores: Any = torch.zeros(1, len(words.known))
        told = following(torch.tensor([ids]), scores)  # type: ignore[arg-type]
        assert told[0].nonzero().flatten().tolist() == [words.known[" said"]]


def test_nothing_is_raised_where_the_source_says_something_else(byte_tokenizer: Any) -> None:
    assert not raised(byte_tokenizer, "zqzq")
    assert not raised(byte_tokenizer, "")


def test_the_prompt_is_not_what_was_written(byte_tokenizer: Any) -> None:
    assert not raised(byte_tokenizer, "", prompt=" The court jailed")
