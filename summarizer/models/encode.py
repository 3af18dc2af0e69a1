"""A prompt as token ids, in which nothing that a document says can act as a control token."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import TYPE_CHECKING

from summarizer.errors import WriterError
from summarizer.models.prompt import Prompt

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

__all__ = ["Beginnings", "disarm", "encode", "opening_of", "special_strings"]

_CONTROL = re.compile(
    r"<\|[^<>|\s]{1,40}\|>|</?s>|<</?SYS>>|\[/?INST\]|\[/?SYSTEM_PROMPT\]"
    r"|</?(?:start_of_turn|end_of_turn|bos|eos|pad|unk|mask)>|<extra_id_\d+>"
    r"|<\uff5c[^<>\uff5c\s]{1,40}\uff5c>",
    re.IGNORECASE,
)
"""Marks that the chat formats of common models are made of, whether or not this one uses them."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def special_strings(tokenizer: PreTrainedTokenizerBase) -> tuple[str, ...]:
    """The texts that the tokenizer reads as control tokens, longest first."""
    added = {token.content for token in tokenizer.added_tokens_decoder.values() if token.special}
    return tuple(
        sorted((added | set(tokenizer.all_special_tokens)) - {""}, key=lambda s: (-len(s), s))
    )


def disarm(text: str, special: tuple[str, ...]) -> str:
    """``text`` with a space inside every control mark, so that it is read as plain characters.

    A mark of one character goes altogether. Halves of surrogate pairs, which no tokenizer takes,
    become replacement characters.
    """
    text = _SURROGATE.sub("\ufffd", text)
    exact = "|".join(re.escape(mark) for mark in special)
    pattern = re.compile(f"{exact}|{_CONTROL.pattern}" if exact else _CONTROL.pattern, re.I)
    while pattern.search(text):
        # Again until none is left: taking one apart may leave another around it.
        text = pattern.sub(lambda match: _apart(match.group()), text)
    return text


def _apart(mark: str) -> str:
    return f"{mark[0]} {mark[1:]}" if len(mark) > 1 else ""


def encode(tokenizer: PreTrainedTokenizerBase, prompt: Prompt) -> list[int]:
    """The token ids of a prompt, in the model's chat format where it has one.

    Raises:
        WriterError: when the template cannot be used, or a control token got through all the same.
    """
    special = special_strings(tokenizer)
    ids = _render(tokenizer, disarm(prompt.system, special), disarm(prompt.user, special))
    # Normalisers can fold other characters into a mark; so count what came out.
    harmless = _render(tokenizer, "x" if prompt.system else "", "x")
    if _controls(tokenizer, ids) != _controls(tokenizer, harmless):
        raise WriterError(
            f"prompt {prompt.name or 'without a name'}: the text holds control tokens of the "
            "model that cannot be made harmless; use another model"
        )
    return ids


def opening_of(tokenizer: PreTrainedTokenizerBase, prompt: Prompt) -> tuple[int, ...]:
    """The tokens that prompts of one template begin with, up to the document's own words."""
    if not prompt.opening:
        return ()
    # What stays when another text follows: tokens may reach over the border.
    one, other = (
        encode(tokenizer, replace(prompt, user=f"{prompt.opening}{text}")) for text in ("A", "9")
    )
    return tuple(
        a for a, _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    )


class Beginnings:
    """How much of a prompt its template wrote; the last template's tokens are remembered.

    Args:
        tokenizer: the model's.
    """

    def __init__(self, tokenizer: PreTrainedTokenizerBase) -> None:
        self._tokenizer = tokenizer
        self._known: dict[str, tuple[int, ...]] = {}

    def shared(self, prompt: Prompt, ids: Sequence[int]) -> int:
        """How many of a prompt's first tokens are the template's; fewer than all of them."""
        if prompt.sha256 not in self._known:
            self._known.clear()
            self._known[prompt.sha256] = opening_of(self._tokenizer, prompt)
        opening = self._known[prompt.sha256]
        same = tuple(ids[: len(opening)]) == opening and len(opening) < len(ids)
        return len(opening) if same else 0


def _controls(tokenizer: PreTrainedTokenizerBase, ids: list[int]) -> int:
    special = set(tokenizer.all_special_ids) | {
        key for key, token in tokenizer.added_tokens_decoder.items() if token.special
    }
    special.discard(tokenizer.unk_token_id)
    return sum(token in special for token in ids)


def _render(tokenizer: PreTrainedTokenizerBase, system: str, user: str) -> list[int]:
    from jinja2 import TemplateError

    if not tokenizer.chat_template:
        text = "\n\n".join(part for part in (system, user) if part)
        return list(tokenizer(text)["input_ids"])
    merged = {"role": "user", "content": "\n\n".join(part for part in (system, user) if part)}
    parted = [{"role": "system", "content": system}, {"role": "user", "content": user}]
    # Some formats know no system part and refuse it.
    for messages in (parted, [merged]) if system else ([merged],):
        try:
            rendered = tokenizer.apply_chat_template(
                messages, tokenize=False, add_generation_prompt=True
            )
        except TemplateError:
            continue
        return list(tokenizer(str(rendered), add_special_tokens=False)["input_ids"])
    raise WriterError("the chat template of this model accepts no plain message; use another model")
