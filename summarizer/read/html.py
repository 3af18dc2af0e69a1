"""HTML → the text that a reader of the page would see, one paragraph a block.

The article is found by trafilatura (Barbaresi 2021); what the page hides is taken out first, for
hidden words are a way to speak to a model behind the reader's back. Pages in which trafilatura
finds no article, or loses its paragraphs, give all their visible text but the navigation.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any

from summarizer.read.extract import Extracted
from summarizer.read.hidden import without_hidden
from summarizer.types import Span

__all__ = ["read_html"]

_UNSEEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "iframe",
        "object",
        "svg",
        "canvas",
        "select",
        "datalist",
        "audio",
        "video",
        "math",
        "textarea",
    ]
)
_FURNITURE = frozenset(["nav", "footer", "aside", "form", "button", "menu", "dialog"])
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
_INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)"
    r"|(?:font-size|opacity|max-height)\s*:\s*0(?:\.0+)?(?:px|em|rem|pt|%)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
_LOGGERS = ("trafilatura", "htmldate", "courlan", "justext", "readability", "charset_normalizer")


def read_html(text: str) -> Extracted:
    """Take the article out of a page.

    Args:
        text: the decoded page.

    Returns:
        Title (first line), a blank line, then the paragraphs divided by blank lines; empty text
        when nothing is visible. Metadata holds the date that the page states, if it does.
    """
    text = without_hidden(text)
    page = _Visible()
    page.feed(text)
    page.close()
    body, title, date = _article(text)
    visible = page.paragraphs
    if len(body) < 2 < len(visible) or not body:
        body = visible
    title = title or page.title
    if not title and page.headings:
        title = page.headings[0]
    if title and body and _same(body[0], title):
        body = body[1:]
    parts = [title, *body] if title else body
    return Extracted(
        "\n\n".join(parts),
        title=Span(0, len(title)) if title else None,
        metadata=(("date", date),) if date else (),
    )


def _article(text: str) -> tuple[list[str], str, str]:
    """Paragraphs, title and date as trafilatura finds them; empty when it finds nothing."""
    for name in _LOGGERS:  # these libraries log what they read
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    import warnings

    from trafilatura import extract, extract_metadata, load_html

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            tree = load_html(text)
            if tree is None:
                return [], "", ""
            _prune(tree)
            found = extract(tree, include_comments=False, include_tables=True)
            about = extract_metadata(tree)
    except Exception:
        # Whatever a page does to the extractor, its visible text can still be read.
        return [], "", ""
    body = [" ".join(line.split()) for line in (found or "").splitlines()]
    title = " ".join((about.title or "").split())
    return [line for line in body if line], title, about.date or ""


def _prune(tree: Any) -> None:
    gone = [
        element
        for element in tree.iter()
        if isinstance(element.tag, str)
        and (_hidden(element.attrib) or element.tag in _UNSEEN - {"head", "svg", "math"})
    ]
    for element in gone:
        if element.getparent() is not None:
            element.drop_tree()


def _hidden(attributes: Mapping[str, str | None]) -> bool:
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or attributes.get("type") == "hidden"
        or bool(_HIDDEN_STYLE.search(attributes.get("style") or ""))
    )


def _same(left: str, right: str) -> bool:
    return left.casefold().split() == right.casefold().split()


class _Visible(HTMLParser):
    """Collects visible paragraphs without recursion, so that depth does not matter."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[str] = []
        self.headings: list[str] = []
        self.title = ""
        self._line: list[str] = []
        self._skipped: list[str] = []  # open tags from the first unseen one on
        self._heading = False
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title" and not self.title
        if tag not in _INLINE:
            self._flush()
        if tag in _VOID:
            return
        if self._skipped or tag in _UNSEEN or tag in _FURNITURE or _hidden(dict(attrs)):
            if tag == "body":
                self._skipped.clear()  # a head that was never closed
            elif not self._skipped or tag == self._skipped[0]:
                self._skipped.append(tag)
        self._heading = tag == "h1"

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False
        if tag not in _INLINE:
            self._flush()
        self._heading = False
        if self._skipped and tag == self._skipped[0]:
            self._skipped.pop()

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title = " ".join((self.title + data).split())
        elif not self._skipped:
            self._line.append(data)

    def close(self) -> None:
        super().close()
        self._flush()

    def _flush(self) -> None:
        paragraph = " ".join("".join(self._line).split())
        self._line.clear()
        if paragraph:
            self.paragraphs.append(paragraph)
            if self._heading:
                self.headings.append(paragraph)
