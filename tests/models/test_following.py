"""Tokens that go on as the source does are made likelier, and no others."""

from __future__ import annotations

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


def test_a_sentence_begins_like_one_of_the_source_at_the_start_too(byte_tokenizer: Any) -> None:
    whole = byte_tokenizer("Two men said", add_special_tokens=False)["input_ids"]
    written = byte_tokenizer.decode(whole[:2])
    assert byte_tokenizer.decode([whole[2]]) in raised(byte_tokenizer, written)


def test_nothing_is_raised_where_the_source_says_something_else(byte_tokenizer: Any) -> None:
    assert not raised(byte_tokenizer, "zqzq")
    assert not raised(byte_tokenizer, "")


def test_the_prompt_is_not_what_was_written(byte_tokenizer: Any) -> None:
    assert not raised(byte_tokenizer, "", prompt=" The court jailed")
