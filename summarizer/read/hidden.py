"""Blocks of mark-up that no reader sees: comments, scripts and style sheets.

Found by hand, because one regular expression for them takes quadratic time on unclosed ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarizer.types import Span

__all__ = ["hidden_blocks", "without_hidden"]

_OPENING = re.compile(r"<!--|<(script|style)\b", re.IGNORECASE)
_CLOSING = {
    "": re.compile("-->"),
    "script": re.compile(r"</script[^<>]{0,50}>", re.IGNORECASE),
    "style": re.compile(r"</style[^<>]{0,50}>", re.IGNORECASE),
}


def hidden_blocks(text: str, *, unclosed: bool) -> Iterator[Span]:
    """The hidden blocks of a text, in order and disjoint.

    Args:
        text: HTML, or Markdown with HTML in it.
        unclosed: a block that is never closed hides the rest of the text (as in browsers);
            otherwise it hides nothing.
    """
    position = 0
    open_ended: set[str] = set()
    while match := _OPENING.search(text, position):
        kind = (match.group(1) or "").lower()
        closing = None if kind in open_ended else _CLOSING[kind].search(text, match.end())
        if closing:
            yield Span(match.start(), closing.end())
            position = closing.end()
        elif unclosed:
            yield Span(match.start(), len(text))
            return
        else:
            open_ended.add(kind)
            position = match.end()


def without_hidden(text: str) -> str:
    """A page without its hidden blocks, each replaced by a space."""
    parts: list[str] = []
    position = 0
    for block in hidden_blocks(text, unclosed=True):
        parts += [text[position : block.start], " "]
        position = block.end
    parts.append(text[position:])
    return "".join(parts)
