"""Bytes → ``Document``: one file a media type, one table of readers.

    bytes ─charset→ characters ─reader→ text, title ─document→ boilerplate, sentences, language
    bytes ────────────── byte reader ─→ text, title ─┘

Every failure is a ``ReadError`` whose ``kind`` is one of ``KINDS`` and whose message holds no text.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from summarizer.errors import ReadError
from summarizer.read.boilerplate import BOILERPLATE
from summarizer.read.charset import decode, refuse_binary
from summarizer.read.document import assemble
from summarizer.read.docx import read_docx
from summarizer.read.extract import Extracted
from summarizer.read.html import read_html
from summarizer.read.markdown import read_markdown
from summarizer.read.media import DOCX, PDF, SUFFIXES, media_type_of
from summarizer.read.message import read_message
from summarizer.read.pdf import read_pdf
from summarizer.read.plain import read_plain
from summarizer.types import Document, Span

__all__ = [
    "BOILERPLATE",
    "BYTE_READERS",
    "KINDS",
    "MAX_BYTES",
    "READERS",
    "SUFFIXES",
    "read_bytes",
    "read_path",
    "read_text",
]

MAX_BYTES = 5_000_000
"""Larger documents are refused unless the caller says otherwise."""

READERS: dict[str, Callable[[str], Extracted]] = {
    "text/plain": read_plain,
    "text/markdown": read_markdown,
    "text/html": read_html,
    "application/xhtml+xml": read_html,
}
"""Media type → reader of its characters."""

BYTE_READERS: dict[str, Callable[[bytes, str], Extracted]] = {
    "message/rfc822": read_message,
    PDF: read_pdf,
    DOCX: read_docx,
}
"""Media type → reader of its bytes, which are in no one encoding; the second value is its name."""

KINDS = (
    "missing",
    "folder",
    "unreadable",
    "too_large",
    "empty",
    "unsupported",
    "binary",
    "undecodable",
    "mislabelled",
    "encrypted",
    "damaged",
    "bomb",
    "scanned",
    "no_text",
)
"""The categories of ``ReadError``."""


def read_path(path: Path | str, *, max_bytes: int = MAX_BYTES) -> Document:
    """Read a file.

    Args:
        path: a file with plain text, Markdown or HTML in any common encoding, a message, a PDF
            file or a Word document.
        max_bytes: the largest size accepted; never more than one byte beyond it is read.

    Raises:
        ReadError: the file is missing, a folder, unreadable, or as for ``read_bytes``.
    """
    name = str(path)
    try:
        file = Path(path)
        if file.is_dir():
            raise ReadError(name, "folder", "this is a folder; name the files in it")
        if file.is_file() and file.stat().st_size > max_bytes:
            raise _too_large(name, max_bytes)
        with file.open("rb") as stream:
            data = stream.read(max_bytes + 1)
    except FileNotFoundError:
        raise ReadError(name, "missing", "there is no such file") from None
    except PermissionError:
        raise ReadError(name, "unreadable", "permission denied; check its access rights") from None
    except (OSError, ValueError) as error:
        reason = f"it cannot be read ({type(error).__name__}); check the path and the disk"
        raise ReadError(name, "unreadable", reason) from None
    return read_bytes(data, source=name, max_bytes=max_bytes)


def read_bytes(
    data: bytes,
    *,
    source: str,
    media_type: str | None = None,
    max_bytes: int = MAX_BYTES,
) -> Document:
    """Read a document that is in memory.

    Args:
        data: its bytes.
        source: its path or key, for the record and for errors.
        media_type: such as ``text/html; charset=utf-8``; guessed when not given.
        max_bytes: the largest size accepted.

    Raises:
        ReadError: one of ``KINDS``, in memory or not.
    """
    if len(data) > max_bytes:
        raise _too_large(source, max_bytes)
    if not data.strip():
        raise _empty(source)
    name, _, parameters = (media_type or "").lower().partition(";")
    name = name.strip()
    if name and name not in READERS | BYTE_READERS:
        known = ", ".join(READERS | BYTE_READERS)
        raise ReadError(source, "unsupported", f"no reader for this media type; known: {known}")
    name = media_type_of(data, source, name)
    if name in BYTE_READERS:
        return _document(BYTE_READERS[name](data, source), source, name, ())
    refuse_binary(data, document=source)
    declared = parameters.partition("charset=")[2].split(";")[0].strip(" \"'")
    decoded = decode(data, document=source, declared=declared, html="html" in name)
    metadata = (("encoding", decoded.encoding), ("replaced", str(decoded.replaced)))
    return _document(READERS[name](decoded.text), source, name, metadata)


def read_text(text: str, *, source: str = "", title: str | None = None) -> Document:
    """Read plain text that is a string already.

    Args:
        text: the document. Lone surrogates become U+FFFD, in place.
        source: its path or key, if it has one.
        title: its headline, if it comes apart from the text; put before it as the first line.

    Raises:
        ReadError: kind ``empty``.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if len(whole) != len(text):  # surrogates in pairs: keep the caller's offsets
        whole = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    if not whole.strip():
        raise _empty(source or "text")
    extracted = read_plain(whole)
    heading = " ".join((title or "").split())
    if heading and not whole.lstrip().startswith(heading):
        extracted = Extracted(f"{heading}\n\n{whole}", title=Span(0, len(heading)))
    metadata = (("replaced", str(whole.count("\ufffd"))),)
    return _document(extracted, source, "text/plain", metadata)


def _document(
    extracted: Extracted, source: str, media_type: str, metadata: tuple[tuple[str, str], ...]
) -> Document:
    if not any(map(str.isalnum, extracted.text)):
        raise _empty(source or "text")
    return assemble(extracted, source=source, media_type=media_type, metadata=metadata)


def _too_large(document: str, max_bytes: int) -> ReadError:
    reason = f"it is larger than {max_bytes:,} bytes; split it or raise the limit"
    return ReadError(document, "too_large", reason)


def _empty(document: str) -> ReadError:
    return ReadError(document, "empty", "it holds no words; check the file")
