"""Markdown: the raw text is the original; mark-up is taken out of what detectors read.

Not a full CommonMark parser but the constructs that change which words a reader sees: links and
images, emphasis, headings, quotes, tables, rules, HTML tags and comments, entities, escapes.
Code is set aside: fenced blocks and front matter stay in the text as boilerplate. Every pattern
is bounded, so that no input makes it slow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from summarizer.read.extract import Extracted
from summarizer.read.hidden import hidden_blocks, hidden_elements
from summarizer.text import rewrite
from summarizer.types import Operator, Redaction, Span

__all__ = ["CODE_RULE", "read_markdown"]

CODE_RULE = "RD-10"
_CODE_REASON = "code or front matter"

_FENCE = re.compile(r"[ ]{0,3}(`{3,}|~{3,})")
_FRONT = re.compile(
    r"\A---[ \t]*\r?\n(?:[^\r\n]{0,500}\r?\n){0,60}?(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)"
)
_RULE = re.compile(r"[ ]{0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|={2,})[ \t]*\Z")
_TABLE_RULE = re.compile(r"[ ]{0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*){0,60}\|?[ \t]*\Z")
_DEFINITION = re.compile(r"[ ]{0,3}\[[^\[\]\n]{1,200}\]:[ \t]+\S.*\Z")
_QUOTE = re.compile(r"(?:[ ]{0,3}>[ ]?){1,20}")
_HEADING = re.compile(r"[ ]{0,3}#{1,6}(?:[ \t]+|\Z)")
_HEADING_END = re.compile(r"[ \t]+#+[ \t]*\Z")
_TARGET = r"\([ \t]*(?:<[^<>\n]{0,2000}>|[^()\s]{0,2000}(?:\([^()\s]{0,500}\)[^()\s]{0,500})?)" \
          r"""(?:[ \t]+(?:"[^"\n]{0,300}"|'[^'\n]{0,300}'))?[ \t]*\)"""  # fmt: skip
_INLINE = re.compile(
    rf"(?P<image>!\[[^\[\]\n]{{0,500}}\](?:{_TARGET}|\[[^\[\]\n]{{0,200}}\]))"
    rf"|(?P<target>\](?:{_TARGET}|\[[^\[\]\n]{{0,200}}\]))"
    r"|(?P<escape>\\(?=[!-/:-@\[-`{-~]))"
    r"|(?P<auto><(?=https?://|mailto:)[^<>\s]{1,2000}>)"
    r"|(?P<tag></?[A-Za-z][A-Za-z0-9-]{0,20}(?:\s[^<>\n]{0,500})?/?>)"
    r"|(?P<entity>&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});)"
    r"|(?P<mark>\*{1,3}|(?<!\w)_{1,3}(?=[^\s_])|(?<=[^\s_])_{1,3}(?!\w)|~~|`+)"
)


def read_markdown(text: str) -> Extracted:
    """Take the mark-up out of a Markdown text.

    Args:
        text: the raw text.

    Returns:
        The raw text as it came, with the bare text and its map; the first heading as title.
    """
    title: Span | None = None
    code: list[Redaction] = []
    edits: list[tuple[int, int, str]] = []
    covered = 0  # end of what hidden blocks have taken already
    for span, kind in _lines(text):
        if span.start < covered:
            continue
        if kind in ("code", "fence"):
            code.append(Redaction(span, CODE_RULE, Operator.REMOVE, reason=_CODE_REASON))
            continue
        if kind == "hidden":
            edits.append((span.start, span.end, ""))
            covered = span.end
            continue
        edits += _line_edits(text, span)
        title = title or _heading(text, span)
    bare, bare_map = rewrite(text, edits)
    return Extracted(text, bare, bare_map, title, _joined(code))


def _lines(text: str) -> Iterator[tuple[Span, str]]:
    """The lines of a text with what they are: ``text``, ``code``, ``fence`` or ``hidden``."""
    hidden = _hidden(text)
    block = next(hidden, None)
    front = _FRONT.match(text)
    fence = ""
    position = 0
    for line in text.splitlines(keepends=True):
        start, position = position, position + len(line)
        span = Span(start, position)
        bare = line.rstrip("\r\n")
        opened = _FENCE.match(line)
        if front and start < front.end():
            yield span, "code"
        elif fence:
            yield span, "code"
            if opened and opened.group(1).startswith(fence) and not bare[opened.end() :].strip():
                fence = ""
        elif opened:
            fence = opened.group(1)
            yield span, "fence"
        else:
            while block and block.end <= start:
                block = next(hidden, None)
            at = start
            while block and block.start < position:
                if block.start > at:
                    yield Span(at, block.start), "text"
                yield Span(max(at, block.start), block.end), "hidden"
                at = block.end
                block = next(hidden, None)
            if at < position:
                yield Span(at, position), "text"


def _hidden(text: str) -> Iterator[Span]:
    """What no reader of the page sees, in order and disjoint."""
    end = 0
    for span in sorted([*hidden_blocks(text, unclosed=False), *hidden_elements(text)]):
        if span.start >= end:
            yield span
            end = span.end


def _line_edits(text: str, span: Span) -> Iterator[tuple[int, int, str]]:
    line = span.of(text).rstrip("\r\n")
    if _RULE.match(line) or _DEFINITION.match(line) or ("-" in line and _TABLE_RULE.match(line)):
        if line.strip():
            yield span.start, span.start + len(line), ""
        return
    at = 0
    quote = _QUOTE.match(line)
    if quote:
        at = quote.end()
        yield span.start, span.start + at, ""
    heading = _HEADING.match(line[at:])
    if heading:
        yield span.start + at, span.start + at + heading.end(), ""
        at += heading.end()
    closing = _HEADING_END.search(line[-40:]) if heading else None
    end = len(line) - (len(closing.group()) if closing else 0)
    table = line.lstrip().startswith("|") or line.count("|") >= 2
    for start, stop, put in _inline(line, at, max(at, end), table=table):
        yield span.start + start, span.start + stop, put
    if closing:
        yield span.start + max(at, end), span.start + len(line), ""


def _inline(line: str, at: int, end: int, *, table: bool) -> Iterator[tuple[int, int, str]]:
    opened: list[int] = []  # brackets that may turn out to open a link
    found: list[tuple[int, int, str]] = []
    position = at
    pattern = _INLINE
    while position < end:
        match = pattern.search(line, position, end)
        stop = match.start() if match else end
        for index in range(position, stop):
            if line[index] == "[":
                opened.append(index)
            elif line[index] == "]" and opened:
                opened.pop()
            elif line[index] == "|" and table:
                found.append((index, index + 1, " "))
        if not match:
            break
        position = match.end()
        kind = match.lastgroup
        if kind == "target":
            if opened:
                found.append((opened.pop(), -1, ""))
                found.append((match.start(), match.end(), ""))
        elif kind == "auto":
            found.append((match.start(), match.start() + 1, ""))
            found.append((match.end() - 1, match.end(), ""))
        elif kind == "entity":
            put = unescape(match.group())
            if put != match.group():
                found.append((match.start(), match.end(), put))
        elif kind == "escape":
            found.append((match.start(), match.end(), ""))
            position += 1  # the escaped character is no mark-up
        elif kind == "mark" and match.group().strip("*") == "" and _loose(line, match):
            continue  # "2 * 3" or a bullet
        else:
            found.append((match.start(), match.end(), ""))
    for start, stop, put in sorted(found):
        yield start, start + 1 if stop < 0 else stop, put


def _loose(line: str, match: re.Match[str]) -> bool:
    before = line[match.start() - 1 : match.start()]
    after = line[match.end() : match.end() + 1]
    return (not before or before.isspace()) and (not after or after.isspace())


def _heading(text: str, span: Span) -> Span | None:
    """The words of a heading, without the mark-up at both ends."""
    line = span.of(text)
    match = _HEADING.match(line)
    words = line[match.end() :].strip(" \t\r\n#*_`") if match else ""
    if not words:
        return None
    start = span.start + line.index(words)
    return Span(start, start + len(words))


def _joined(code: list[Redaction]) -> tuple[Redaction, ...]:
    joined: list[Redaction] = []
    for item in code:
        if joined and joined[-1].span.end == item.span.start:
            last = joined.pop()
            span = Span(last.span.start, item.span.end)
            item = Redaction(span, last.rule, last.operator, reason=last.reason)
        joined.append(item)
    return tuple(joined)
