"""What every writer can do, whatever runs it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from summarizer.errors import WriterError
from summarizer.models.request import Request

__all__ = ["Answer", "Writer"]

Answer = tuple[str, ...] | WriterError
"""Texts, the likeliest first, without doubles; or why this one request has none."""


class Writer(Protocol):
    """Turns prompts into texts.

    The same request gets the same answer, in any order and whatever is asked beside it.
    """

    @property
    def name(self) -> str:
        """The model, as it was asked for."""
        ...

    @property
    def sha256(self) -> str:
        """What identifies the weights; empty when a server keeps them."""
        ...

    @property
    def adapter_sha256(self) -> str:
        """What identifies an adapter on top of them; empty without one."""
        ...

    @property
    def context(self) -> int:
        """Tokens that prompt and answer may have together."""
        ...

    def count(self, text: str) -> int:
        """Tokens in ``text``, or a few more; never fewer."""
        ...

    def write(self, requests: Sequence[Request]) -> list[Answer]:
        """An answer to each request, in their order.

        What is wrong with one request alone, such as a prompt that is too long, is its answer.

        Raises:
            WriterError: the writer is out of reach: nothing can be answered now.
        """
        ...
