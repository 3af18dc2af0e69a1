"""HTML → the text that a reader of the page would see, one paragraph a block.

The article is found by trafilatura (Barbaresi 2021); what the page hides is taken out first, for
hidden words are a way to speak to a model behind the reader's back. Pages in which trafilatura
finds no article, or loses its paragraphs, give all their visible text but the navigation.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from summarizer.read.extract import Extracted
from summarizer.read.hidden import HIDDEN_STYLE, without_hidden
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
_IMPLIED = frozenset(["p", "li", "dt", "dd", "td", "th", "tr", "option"])
"""Elements that the next of their kind closes."""
_TAG = re.compile(
    r"""<(/?)([A-Za-z][A-Za-z0-9:-]{0,30})((?:[^<>"']|"[^"]*"|'[^']*')*+)>|<[!?][^<>]{0,1000}>"""
)
_ATTRIBUTE = re.compile(
    r"""([A-Za-z-]{1,30})(?:\s{0,9}=\s{0,9}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?"""
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
    body, title, date = _article(text)
    visible, heading = _visible(text)
    if len(body) < 2 < len(visible) or not body:
        body = visible
    title = title or heading
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
        or bool(HIDDEN_STYLE.search(attributes.get("style") or ""))
    )


def _same(left: str, right: str) -> bool:
    return left.casefold().split() == right.casefold().split()


def _visible(text: str) -> tuple[list[str], str]:
    """All visible paragraphs but the navigation, and the page's main heading or title.

    Works tag by tag, so that depth and broken nesting do not matter.
    """
    paragraphs: list[str] = []
    heading = title = ""
    line: list[str] = []
    skipped: list[str] = []  # the unseen element under way, as often as it is open
    inside = ""  # "title" or "h1"
    position = 0
    for match in _TAG.finditer(text):
        words = text[position : match.start()]
        position = match.end()
        if inside == "title":
            title = title or " ".join(unescape(words).split())
        elif not skipped:
            line.append(words)
        if match.group(2) is None:
            continue  # a declaration or comment
        closes, tag = bool(match.group(1)), match.group(2).lower()
        if tag not in _INLINE:
            paragraph = _flush(line, paragraphs)
            if inside == "h1":
                heading = heading or paragraph
            inside = "" if closes or tag not in ("title", "h1") else tag
        if tag == "body":
            skipped.clear()  # a head that was never closed
        elif skipped and tag == skipped[0]:
            closed = closes or tag in _IMPLIED
            skipped[:] = skipped[1:] if closed else [*skipped, tag]
        if not skipped and not closes and tag not in _VOID and _unseen(tag, match.group(3)):
            skipped.append(tag)
    if not skipped:
        line.append(text[position:])
    _flush(line, paragraphs)
    return paragraphs, heading or title


def _unseen(tag: str, attributes: str) -> bool:
    if tag in _UNSEEN or tag in _FURNITURE:
        return True
    found = {
        match.group(1).lower(): match.group(2) or match.group(3) or match.group(4) or ""
        for match in _ATTRIBUTE.finditer(attributes)
    }
    return _hidden(found)


def _flush(line: list[str], paragraphs: list[str]) -> str:
    paragraph = " ".join(unescape("".join(line)).split())
    line.clear()
    if paragraph:
        paragraphs.append(paragraph)
    return paragraph
