"""One thing that a writer is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from summarizer.models.guard import Guard
from summarizer.models.prompt import Prompt

__all__ = ["Request"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A prompt and how it is to be answered.

    Attributes:
        prompt: system and user part; control tokens in them are plain text.
        max_new_tokens: where an answer is cut off, at least 1.
        candidates: how many texts to try for, at least 1. Fewer may come back.
        guard: what may not be written.
        seed: for the candidates after the first.

    Raises:
        ValueError: when a number is below 1.
    """

    prompt: Prompt
    max_new_tokens: int
    candidates: int = 1
    guard: Guard = field(default_factory=Guard)
    seed: int = 0

    def __post_init__(self) -> None:
        if self.max_new_tokens < 1 or self.candidates < 1:
            raise ValueError("max_new_tokens and candidates are at least 1")
