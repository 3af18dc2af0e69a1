"""What a writer may not write."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Guard"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Limits that hold while text is generated, whatever the model prefers.

    ``blocked``: words and phrases that never appear, in any case, between word borders.
    ``vocabulary``: the only words that may appear; None leaves them free. ``source``: sentences
    whose wording is preferred, where a writer can be led. Neither of these is shown by ``repr``:
    they hold words of a document.
    """

    blocked: tuple[str, ...] = field(default=(), repr=False)
    vocabulary: frozenset[str] | None = field(default=None, repr=False)
    source: tuple[str, ...] = field(default=(), repr=False)
