"""What a reader of one media type gives back."""

from __future__ import annotations

from dataclasses import dataclass, field

from summarizer.types import OffsetMap, Redaction, Span

__all__ = ["MAX_CHARACTERS", "Extracted"]

MAX_CHARACTERS = 5_000_000
"""What a packed format may hold at most, however few its bytes are."""


@dataclass(frozen=True, slots=True)
class Extracted:
    """The original text of a document, and what its format says about it.

    ``bare`` is the text without mark-up and ``bare_map`` leads back to ``text``; both are None
    for formats without mark-up. ``boilerplate`` and ``title`` have offsets into ``text``.
    """

    text: str = field(repr=False)
    bare: str | None = field(default=None, repr=False)
    bare_map: OffsetMap | None = field(default=None, repr=False)
    title: Span | None = None
    boilerplate: tuple[Redaction, ...] = ()
    metadata: tuple[tuple[str, str], ...] = ()
