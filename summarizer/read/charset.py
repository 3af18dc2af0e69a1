"""Bytes → characters: which encoding a document is in, and what could not be decoded.

Order: byte order mark, UTF-16/32 by the pattern of its zero bytes, what the document declares
(HTML), strict UTF-8, damaged UTF-8, Windows-1252 when only a few letters stand out,
charset-normalizer for the rest.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

from summarizer.errors import ReadError

__all__ = ["Decoded", "decode", "recognise", "refuse_binary"]

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

# First bytes → (error kind, what it is). "unsupported" holds text that another program can export.
_MAGIC = (
    (b"%PDF-", "unsupported", "a PDF file"),
    (b"{\\rtf", "unsupported", "an RTF file"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "unsupported", "an old Microsoft Office file"),
    (b"PK\x03\x04", "unsupported", "a ZIP archive"),
    (b"PK\x05\x06", "unsupported", "an empty ZIP archive"),
    (b"7z\xbc\xaf\x27\x1c", "unsupported", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "unsupported", "a RAR archive"),
    (b"\x1f\x8b", "binary", "gzip data"),
    (b"BZh", "binary", "bzip2 data"),
    (b"\xfd7zXZ\x00", "binary", "xz data"),
    (b"\x28\xb5\x2f\xfd", "binary", "Zstandard data"),
    (b"\x89PNG\r\n\x1a\n", "binary", "a PNG image"),
    (b"\xff\xd8\xff", "binary", "a JPEG image"),
    (b"GIF8", "binary", "a GIF image"),
    (b"II*\x00", "binary", "a TIFF image"),
    (b"MM\x00*", "binary", "a TIFF image"),
    (b"RIFF", "binary", "a RIFF image, sound or film"),
    (b"OggS", "binary", "an Ogg sound or film"),
    (b"ID3", "binary", "an MP3 sound"),
    (b"\x1aE\xdf\xa3", "binary", "a Matroska film"),
    (b"\x7fELF", "binary", "an ELF program"),
    (b"MZ\x90\x00", "binary", "a Windows program"),
    (b"SQLite format 3\x00", "binary", "a SQLite database"),
    (b"PAR1", "binary", "a Parquet table"),
)
_OFFICE = (  # names inside a ZIP archive that tell what it is
    (b"word/", "a Word document (DOCX)"),
    (b"xl/", "an Excel workbook (XLSX)"),
    (b"ppt/", "a PowerPoint file (PPTX)"),
    (b"application/vnd.oasis.opendocument", "an OpenDocument file"),
    (b"application/epub+zip", "an EPUB book"),
)
_MAX_CONTROL = 0.02
"""Share of control bytes above which data is not text."""
_SAMPLE = 65_536
"""Bytes that the statistical detection looks at."""

_CONTROL = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_:.-]{2,40})""", re.I)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_.-]{2,40})""", re.I)
# What a Western text in Windows-1252 has beside ASCII: accented letters and typographic marks.
_WESTERN = re.compile(
    "[À-ÖØ-öø-ÿŒœŠšŽžŸ\u2018-\u201e\u2013\u2014\u2020-\u2026€£§©®°·¡¿ªº«»\xb4½¼¾\xa0™]"
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Characters, the encoding they came in, and how many were replaced by U+FFFD."""

    text: str = field(repr=False)
    encoding: str
    replaced: int = 0


def recognise(data: bytes) -> tuple[str, str] | None:
    """What the first bytes tell of data that is no text: the kind of error, and its name."""
    for magic, kind, name in _MAGIC:
        if data.startswith(magic):
            name = next((office for mark, office in _OFFICE if mark in data[:_SAMPLE]), name)
            return kind, name
    if data[4:8] == b"ftyp":
        return "binary", "an MP4 film or HEIF image"
    return None


def refuse_binary(data: bytes, *, document: str) -> None:
    """Refuse data that is no text, by its first bytes and its control characters.

    Raises:
        ReadError: kind ``unsupported`` (RTF, Office, archives) or ``binary`` (everything else).
    """
    known = recognise(data)
    if known:
        kind, name = known
        hint = "export it as text or HTML" if kind == "unsupported" else "give a text"
        raise ReadError(document, kind, f"this is {name}; {hint}")
    if _marked(data) or _wide(data):
        return
    control = len(data) - len(data.translate(None, _CONTROL))
    if control > _MAX_CONTROL * len(data):
        raise ReadError(document, "binary", "this is binary data; give a text")


def decode(data: bytes, *, document: str, declared: str = "", html: bool = False) -> Decoded:
    """Decode a document.

    Args:
        data: all its bytes.
        document: its path or id, for errors.
        declared: a charset from outside (a media type parameter).
        html: look for a charset in ``<meta>`` too.

    Raises:
        ReadError: kind ``undecodable`` when no encoding fits.
    """
    mark, encoding = _marked(data) or (b"", _wide(data))
    if encoding:
        return _decoded(data[len(mark) :], encoding)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    for name in (declared, _declared(data) if html else ""):
        found = _strictly(data, name)
        if found:
            return found
    damaged = _decoded(data, "utf-8")
    whole = sum(not char.isascii() for char in damaged.text) - damaged.replaced
    if whole > damaged.replaced:
        return damaged
    return _legacy(data) or _few_replaced(damaged, document)


def _marked(data: bytes) -> tuple[bytes, str] | None:
    return next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), None)


def _wide(data: bytes) -> str:
    """UTF-16 or UTF-32 without a mark: text in it has its zero bytes in the same places."""
    sample = data[:_SAMPLE]
    if len(sample) < 8 or b"\x00" not in sample:
        return ""
    zeros = [sample[at::4].count(0) / len(sample[at::4]) for at in range(4)]
    for name, full, void in (
        ("utf-32-le", (0,), (1, 2, 3)),
        ("utf-32-be", (3,), (0, 1, 2)),
        ("utf-16-le", (0, 2), (1, 3)),
        ("utf-16-be", (1, 3), (0, 2)),
    ):
        if all(zeros[at] > 0.6 for at in void) and all(zeros[at] < 0.05 for at in full):
            return name
    return ""


def _decoded(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    return Decoded(text, encoding, text.count("\ufffd"))


def _declared(data: bytes) -> str:
    match = _XML.search(data[:200]) or _META.search(data[:4096])
    return match.group(1).decode("ascii") if match else ""


def _strictly(data: bytes, name: str) -> Decoded | None:
    try:
        codec = codecs.lookup(name).name if name else ""
        if not codec or codec.startswith("utf"):
            return None
        # Browsers read Latin-1 as its superset; so do we (WHATWG Encoding Standard).
        codec = "cp1252" if codec in ("iso8859-1", "ascii") else codec
        return Decoded(data.decode(codec), codec)
    except (LookupError, UnicodeError, ValueError):
        return None


def _legacy(data: bytes) -> Decoded | None:
    high = len(data) - len(data.translate(None, bytes(range(128, 256))))
    western = _strictly(data, "cp1252")
    if western and high < 0.15 * len(data):
        unusual = _WESTERN.sub("", western.text)
        if sum(not char.isascii() for char in unusual) <= 0.1 * high:
            return western
    import logging

    from charset_normalizer import from_bytes

    logging.getLogger("charset_normalizer").setLevel(logging.CRITICAL + 1)
    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        return None
    return _strictly(data, best.encoding) or _decoded(data, best.encoding)


def _few_replaced(damaged: Decoded, document: str) -> Decoded:
    if damaged.replaced > 0.05 * len(damaged.text):
        raise ReadError(
            document, "undecodable", "its encoding cannot be recognised; save it as UTF-8"
        )
    return damaged
