"""Which reader a document is for: what its sender or its name says, held against its bytes."""

from __future__ import annotations

from pathlib import PurePath

from summarizer.errors import ReadError
from summarizer.read.charset import recognise

__all__ = ["DOCX", "PDF", "SUFFIXES", "media_type_of"]

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

SUFFIXES = {
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/markdown",
    ".markdown": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".eml": "message/rfc822",
    ".pdf": PDF,
    ".docx": DOCX,
}
"""File suffix → media type. Anything else is told by its first bytes, or taken for plain text."""

_CALLED = {PDF: "a PDF file", DOCX: "a Word document (DOCX)"}
_HEADER_WITHIN = 1024
"""Bytes before the header of a PDF that its readers have always put up with."""
_CONTAINERS = (b"%PDF-", b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")
_ZIP, _OLE = _CONTAINERS[1:3], _CONTAINERS[3]
_OLE_WORD = ("WordDocument".encode("utf-16-le"), "EncryptedPackage".encode("utf-16-le"))


def media_type_of(data: bytes, source: str, declared: str = "") -> str:
    """The media type under which a document is read.

    Args:
        data: its bytes.
        source: its name, the suffix of which counts when nothing is declared.
        declared: the media type that came with it, without parameters.

    Raises:
        ReadError: kind ``mislabelled``: its bytes are something else than that.
    """
    told = declared or SUFFIXES.get(PurePath(source).suffix.lower(), "")
    if not told:
        return _container(data) or _page(data) or "text/plain"
    if told == PDF:
        fits = b"%PDF-" in data[:_HEADER_WITHIN]
    elif told == DOCX:
        fits = data.startswith((*_ZIP, _OLE))  # encrypted ones are OLE files
    else:
        fits = not data.startswith(_CONTAINERS)
    if not fits:
        known = recognise(data)
        said = _CALLED.get(told, "a text")
        seen = f"it looks like {known[1]}" if known else "its bytes are something else"
        reason = f"it is said to be {said}, but {seen}; correct its name or media type"
        raise ReadError(source, "mislabelled", reason)
    return told if declared or told in _CALLED else _page(data) or told


def _container(data: bytes) -> str:
    if data.startswith(b"%PDF-"):
        return PDF
    word = data.startswith(_ZIP) and b"word/document" in data
    old_word = data.startswith(_OLE) and any(name in data for name in _OLE_WORD)
    return DOCX if word or old_word else ""


def _page(data: bytes) -> str:
    head = data[:1024].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html", b"<head", b"<body")):
        return "text/html"
    if head.startswith(b"<?xml") and b"<html" in head:
        return "application/xhtml+xml"
    return ""
