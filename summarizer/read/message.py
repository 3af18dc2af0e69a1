"""E-mail messages: the subject, then the body as its reader sees it.

Quoted replies, header blocks and signatures are set aside with other boilerplate (RD-08);
attachments are not read.
"""

from __future__ import annotations

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from summarizer.errors import ReadError
from summarizer.read.extract import Extracted
from summarizer.read.html import read_html
from summarizer.types import Span

__all__ = ["read_message"]

_ENCRYPTED = frozenset({
    "multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime",
})  # fmt: skip
_MOST_PARTS = 1000


def read_message(data: bytes, document: str) -> Extracted:
    """The text of a message, plain where it has such a body, else that of its HTML.

    Args:
        data: as it was sent (RFC 5322 and MIME), broken or not.
        document: what to call it in errors.

    Raises:
        ReadError: kind ``encrypted``, ``no_text`` (no body of text) or ``damaged``.
    """
    try:
        message = BytesParser(policy=policy.default).parsebytes(data)
        parts = _parts(message)
        body = _body(parts)
        subject = " ".join(str(message.get("subject", "")).split())
    except (LookupError, ValueError, TypeError, AttributeError, IndexError, RecursionError):
        # The standard library's parser gives up on some messages in ways of its own.
        raise ReadError(document, "damaged", "its headers or parts are damaged") from None
    if any(part.get_content_type() in _ENCRYPTED for part in parts):
        raise ReadError(document, "encrypted", "it is encrypted; decrypt it first")
    if not body.strip():
        raise ReadError(document, "no_text", "it has no body of text")
    attached = str(sum(part.is_attachment() for part in parts))
    text = f"{subject}\n\n{body}" if subject else body
    title = Span(0, len(subject)) if subject else None
    return Extracted(text, title=title, metadata=(("attachments", attached),))


def _parts(message: EmailMessage) -> list[EmailMessage]:
    found: list[EmailMessage] = []
    for part in message.walk():
        if isinstance(part, EmailMessage):
            found.append(part)
        if len(found) > _MOST_PARTS:
            break
    return found


def _body(parts: list[EmailMessage]) -> str:
    """All plain parts that are no attachments; without any, the HTML ones."""
    shown = [part for part in parts if not part.is_multipart() and not part.is_attachment()]
    for kind in ("text/plain", "text/html"):
        texts = [_text(part) for part in shown if part.get_content_type() == kind]
        if kind == "text/html":
            texts = [_seen(text) for text in texts]
        if any(text.strip() for text in texts):
            return "\n\n".join(text.strip("\n") for text in texts if text.strip())
    return ""


def _text(part: EmailMessage) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = part.get_content_charset() or "utf-8"
    try:
        text = content.decode(charset, "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    return text.replace("\r\n", "\n")


def _seen(text: str) -> str:
    extracted = read_html(text)
    return extracted.text if extracted.bare is None else extracted.bare
