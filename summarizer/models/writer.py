"""What every writer can do, whatever runs it."""

from __future__ import annotations

from typing import Protocol

from summarizer.models.guard import Guard
from summarizer.models.prompt import Prompt

__all__ = ["Prompt", "Writer"]


class Writer(Protocol):
    """Turns a prompt into texts. The same request gives the same texts, in any order of calls."""

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

    def write(
        self,
        prompt: Prompt,
        *,
        max_new_tokens: int,
        candidates: int,
        guard: Guard,
        seed: int,
    ) -> tuple[str, ...]:
        """Texts for ``prompt``, the likeliest first, without doubles.

        Args:
            prompt: system and user part; control tokens in them are plain text.
            max_new_tokens: where an answer is cut off.
            candidates: how many texts to try for, at least 1. Fewer may come back.
            guard: what may not be written.
            seed: for the candidates after the first.

        Raises:
            WriterError: when the prompt is too long or no answer came.
        """
        ...
