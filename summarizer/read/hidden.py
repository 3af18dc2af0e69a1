"""Mark-up that no reader sees: comments, scripts, style sheets, and elements styled away.

Found by hand, because one regular expression for them takes quadratic time on unclosed ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarizer.types import Span

__all__ = ["HIDDEN_STYLE", "hidden_blocks", "hidden_elements", "without_hidden"]

HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|(?:font-size|opacity|max-height|max-width)\s*:\s*0(?:\.0\d*)?(?:px|r?em|pt|%)?\s*(?:;|!|$)"
    r"|font-size\s*:\s*[01](?:\.\d+)?(?:px|pt)"
    r"|(?:^|[;\s])color\s*:\s*transparent"
    r"|(?:left|right|top|bottom|text-indent|margin-left)\s*:\s*-\d{3,}"
    r"|clip(?:-path)?\s*:\s*(?:rect\(\s*0|inset\(\s*(?:[5-9]\d|100)%)",
    re.IGNORECASE,
)
"""Not shown, too small, without colour, or moved off the page."""

_ELEMENT = re.compile(
    r"""<(?P<tag>[a-z][a-z0-9]{0,20})(?=\s)(?:[^<>"']{0,200}?\s(?:hidden(?=[\s>=/])"""
    r"""|aria-hidden\s{0,3}=\s{0,3}["']?true|style\s{0,3}=\s{0,3}(?:"(?P<one>[^"<>]{0,500})\""""
    r"""|'(?P<two>[^'<>]{0,500})')))[^<>]{0,500}>""",
    re.IGNORECASE,
)
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


def hidden_elements(text: str) -> Iterator[Span]:
    """Elements that are hidden by an attribute or a style, in order and disjoint.

    For HTML inside another format; of a page, its tree knows better.
    """
    position = 0
    open_ended: set[str] = set()
    while match := _ELEMENT.search(text, position):
        tag, style = match["tag"].lower(), match["one"] or match["two"]
        position = match.end()
        if tag in open_ended or (style is not None and not HIDDEN_STYLE.search(style)):
            continue
        depth = 1
        for other in re.compile(rf"<(/?){tag}\b", re.IGNORECASE).finditer(text, position):
            depth += -1 if other[1] else 1
            if not depth:
                end = text.find(">", other.end())
                position = end + 1 if end >= 0 else len(text)
                yield Span(match.start(), position)
                break
        else:
            open_ended.add(tag)


def without_hidden(text: str) -> str:
    """A page without its hidden blocks, each replaced by a space."""
    parts: list[str] = []
    position = 0
    for block in hidden_blocks(text, unclosed=True):
        parts += [text[position : block.start], " "]
        position = block.end
    parts.append(text[position:])
    return "".join(parts)
