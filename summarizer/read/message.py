"""E-mail messages: the subject, then the body as its reader sees it.

Quoted replies, header blocks and signatures are set aside (RD-08), messages that are forwarded
are read; attachments are not.
"""

from __future__ import annotations

from email.errors import MessageError
from email.parser import BytesParser
from email.policy import Compat32

from summarizer.errors import ReadError
from summarizer.read.boilerplate import BOILERPLATE
from summarizer.read.extract import Extracted
from summarizer.read.message_body import Body, is_attachment, is_encrypted, read_body, subject
from summarizer.types import Operator, Redaction, Span

__all__ = ["read_message"]

_RULE = "RD-08"
_MAX_HEADER = 4000
"""Characters of a header that are looked at: some of its grammar takes quadratic time."""
_MAX_PARTS = 1000
_MAX_BORDERS = 10_000
"""Lines that may divide parts, above which the parts are not even counted."""
_MAX_SUBJECT = 500
"""Characters of a subject; what is longer is no title."""


def read_message(data: bytes, document: str) -> Extracted:
    """The text of a message, plain where it has such a body, else that of its HTML.

    Args:
        data: as it was sent (RFC 5322 and MIME), broken or not.
        document: what to call it in errors.

    Raises:
        ReadError: kind ``encrypted``, ``no_text`` (no body of text), ``too_large`` (too many
            parts), ``damaged`` or ``undecodable``.
    """
    if data.count(b"\n--") > _MAX_BORDERS:
        raise _too_many(document)
    try:
        # Newer policies parse headers fully, which costs minutes on some.
        message = BytesParser(policy=_Capped()).parsebytes(data)
        parts = [part for part, _ in zip(message.walk(), range(_MAX_PARTS + 1), strict=False)]
        if len(parts) > _MAX_PARTS:
            raise _too_many(document)
        body = read_body(message, document)
        heading = subject(message)
        attached = sum(map(is_attachment, parts))
        encrypted = any(map(is_encrypted, parts))
    except (LookupError, ValueError, TypeError, AttributeError, MessageError, RecursionError):
        # The standard library's parser gives up on some messages in ways of its own.
        raise ReadError(document, "damaged", "its headers or parts are damaged") from None
    if not body.text.strip() and encrypted:
        raise ReadError(document, "encrypted", "it is encrypted; decrypt it first")
    if not body.text.strip():
        raise ReadError(document, "no_text", "it has no body of text")
    return _extracted(heading, body, attached)


class _Capped(Compat32):
    """Headers as they came, up to a limit."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:_MAX_HEADER]


def _extracted(heading: str, body: Body, attached: int) -> Extracted:
    shift = len(heading) + 2 if heading else 0
    return Extracted(
        f"{heading}\n\n{body.text}" if heading else body.text,
        title=Span(0, len(heading)) if 0 < len(heading) <= _MAX_SUBJECT else None,
        boilerplate=tuple(
            Redaction(
                Span(span.start + shift, span.end + shift),
                _RULE,
                Operator.REMOVE,
                reason=BOILERPLATE[_RULE],
            )
            for span in body.aside
        ),
        metadata=(("attachments", str(attached)),),
    )


def _too_many(document: str) -> ReadError:
    return ReadError(document, "too_large", f"it has more than {_MAX_PARTS:,} parts; split it")
