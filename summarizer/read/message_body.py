"""The parts of a message that its reader sees, one after the other."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

from summarizer.errors import ReadError
from summarizer.read.charset import decode
from summarizer.read.html import read_html
from summarizer.read.quoted import is_forward, set_aside
from summarizer.types import Span

__all__ = ["Body", "is_attachment", "is_encrypted", "read_body", "subject"]

_ENCRYPTED = frozenset({
    "multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime",
})  # fmt: skip
_PGP = b"-----BEGIN PGP MESSAGE-----"
_MAX_DEPTH = 100
_CONTROL = dict.fromkeys(set(range(32)) - {9, 10})
_MAX_CONTROL = 0.1
"""Share of control characters above which a part is no text, whatever it is called."""
_SLOW = frozenset({"idna", "punycode"})
"""Codecs for names of hosts, which take quadratic time and hold nobody's letter."""


@dataclass(frozen=True, slots=True)
class Body:
    """The text of a message, and what in it its writer did not write."""

    text: str = field(repr=False)
    aside: tuple[Span, ...] = ()


def read_body(message: Message, document: str, *, depth: int = 0) -> Body:
    """The text that is shown of a message, and of messages that are forwarded in it.

    Args:
        message: as the standard library parses it.
        document: what to call it in errors.
        depth: in how many others it lies.

    Raises:
        ReadError: kind ``damaged`` (parts in parts without end) or ``undecodable``.
    """
    return _joined(list(_bodies(message, document, depth, forward=is_forward(subject(message)))))


def subject(message: Message) -> str:
    """The subject, decoded, on one line."""
    for name, value in message.raw_items():
        if name.lower() == "subject":
            return " ".join(_words(str(value)).split())
    return ""


def is_attachment(part: Message) -> bool:
    """Whether a part is a file that came along: no part of parts, no forwarded message."""
    if part.is_multipart():
        return False
    return part.get_content_disposition() == "attachment" or part.get_filename() is not None


def is_encrypted(part: Message) -> bool:
    """Whether a part is one that S/MIME or PGP has encrypted."""
    kind = part.get_content_type()
    signed = str(part.get_param("smime-type", "")).lower() == "signed-data"
    content = part.get_payload(decode=True) if kind == "text/plain" else b""
    inline = isinstance(content, bytes) and content.lstrip().startswith(_PGP)
    return inline or (kind in _ENCRYPTED and not signed)


def _bodies(part: Message, document: str, depth: int, *, forward: bool) -> Iterator[Body]:
    if depth > _MAX_DEPTH:
        raise ReadError(document, "damaged", "its parts lie in one another without end")
    kind = part.get_content_type()
    if kind in _ENCRYPTED or is_encrypted(part):
        return
    payload = part.get_payload() if part.is_multipart() else None
    if isinstance(payload, list):
        parts = [each for each in payload if isinstance(each, Message)]
        if kind == "multipart/alternative":
            parts = sorted(parts, key=lambda each: each.get_content_type() != "text/plain")
        for each in parts:
            if kind == "message/rfc822":
                yield Body(subject(each))
                forward = is_forward(subject(each))
            found = _joined(list(_bodies(each, document, depth + 1, forward=forward)))
            yield found
            if found.text and kind in ("multipart/alternative", "multipart/related"):
                return
    elif not is_attachment(part):
        text = _text(part, document).strip("\n")
        if text.strip():
            yield Body(*set_aside(text, forward=forward))


def _text(part: Message, document: str) -> str:
    kind = part.get_content_type()
    content = part.get_payload(decode=True)
    # Of a multipart without its borders, whatever is in it stands as text.
    plain = kind == "text/plain" or part.get_content_maintype() == "multipart"
    if not isinstance(content, bytes) or not (plain or kind == "text/html"):
        return ""
    text = _decoded(content, part.get_content_charset() or "", document)
    clean = re.sub(r"\r\n?", "\n", text).translate(_CONTROL)
    if len(text) - len(clean) - text.count("\r\n") > _MAX_CONTROL * len(text):
        return ""
    return clean if plain else read_html(clean).text


def _decoded(content: bytes, charset: str, document: str) -> str:
    try:
        codec = codecs.lookup(charset).name if charset else ""
        if codec and codec not in _SLOW:
            # As in pages: Latin-1 is read as its superset.
            return content.decode("cp1252" if codec == "iso8859-1" else codec)
    except (LookupError, ValueError):
        pass
    return decode(content, document=document).text


def _words(header: str) -> str:
    """A header with its encoded words decoded; bytes that nobody declared are tried as UTF-8."""
    raw = header.encode("utf-8", "surrogateescape")
    try:
        plain = raw.decode()
    except UnicodeDecodeError:
        plain = raw.decode("cp1252", "replace")
    try:
        chunks: Sequence[tuple[str | bytes, str | None]] = decode_header(plain)
    except (HeaderParseError, ValueError):
        return plain
    return "".join(
        chunk if isinstance(chunk, str) else _encoded_word(chunk, charset)
        for chunk, charset in chunks
    )


def _encoded_word(chunk: bytes, charset: str | None) -> str:
    try:
        return chunk.decode(charset or "raw-unicode-escape", "replace")
    except (LookupError, ValueError):
        return chunk.decode("utf-8", "replace")


def _joined(bodies: Sequence[Body]) -> Body:
    pieces: list[str] = []
    aside: list[Span] = []
    at = 0
    for body in bodies:
        if body.text:
            pieces.append(body.text)
            aside += [Span(span.start + at, span.end + at) for span in body.aside]
            at += len(body.text) + 2
    return Body("\n\n".join(pieces), tuple(aside))
