"""What a writer is asked."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Prompt"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A rendered prompt.

    ``name`` and ``sha256`` identify the template it was rendered from. ``opening`` is the beginning
    of ``user`` that is the same for every document.
    """

    system: str = field(repr=False)
    user: str = field(repr=False)
    name: str = ""
    sha256: str = ""
    opening: str = ""
