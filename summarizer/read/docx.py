"""Word documents (DOCX): the paragraphs of the body as they stand after all revisions.

The archive is looked at before anything in it is unpacked, its parts are unpacked only up to a
limit, and their XML is read as a stream (Office Open XML, ISO/IEC 29500). Comments, footnotes,
headers and pictures are left.
"""

from __future__ import annotations

import io
import zlib
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile

from summarizer.errors import ReadError
from summarizer.read.docx_xml import Paragraph, main_part, paragraphs, style_names
from summarizer.read.extract import MAX_CHARACTERS, Extracted
from summarizer.types import Span

__all__ = ["read_docx"]

_MAX_MEMBERS = 10_000
_MAX_RATIO = 50
_HARMLESS = 10_000_000
"""Unpacked bytes that are no danger, whatever the ratio."""
_MAX_UNPACKED = 500_000_000
_MAX_PART = 100_000_000
_BLOCK = 65_536

_OLE = b"\xd0\xcf\x11\xe0"
_RELATIONSHIPS = "_rels/.rels"
_OTHERS = (
    ("xl/", "an Excel workbook (XLSX)"),
    ("ppt/", "a PowerPoint file (PPTX)"),
    ("META-INF/", "an OpenDocument file or an EPUB book"),
)
_TITLES = frozenset({"title", "heading 1", "heading1"})
_NEAR = 10
"""Paragraphs among which the title is looked for."""


def read_docx(data: bytes, document: str) -> Extracted:
    """The text of a Word document, its paragraphs divided by blank lines.

    Args:
        data: the file.
        document: what to call it in errors.

    Raises:
        ReadError: kind ``encrypted``, ``unsupported`` (such as an older format), ``mislabelled``,
            ``damaged``, ``bomb``, ``too_large`` or ``no_text``.
    """
    if data.startswith(_OLE):
        raise _old(data, document)
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            _check(archive, len(data), document)
            part = main_part(_unpacked(archive, _RELATIONSHIPS, document))
            found = paragraphs(_unpacked(archive, part, document), limit=MAX_CHARACTERS)
            styles = style_names(_unpacked(archive, "word/styles.xml", document))
    except NotImplementedError:
        reason = "it is packed in an unusual way; save it again"
        raise ReadError(document, "unsupported", reason) from None
    except (BadZipFile, zlib.error, ExpatError, EOFError, OSError, ValueError):
        raise ReadError(document, "damaged", "it is damaged; get it again") from None
    if found is None:
        reason = f"it holds more than {MAX_CHARACTERS:,} characters; split it"
        raise ReadError(document, "too_large", reason)
    if not found:
        raise ReadError(document, "no_text", "it has no body of text; check what is in it")
    text = "\n\n".join(each.text for each in found)
    return Extracted(text, title=_title(found, styles))


def _title(found: list[Paragraph], styles: dict[str, str]) -> Span | None:
    at = 0
    for each in found[:_NEAR]:
        if styles.get(each.style, each.style).lower() in _TITLES:
            return Span(at, at + len(each.text))
        at += len(each.text) + 2
    return None


def _check(archive: ZipFile, size: int, document: str) -> None:
    """Refuses what nobody's word processor has written, by the archive's list of members."""
    members = archive.infolist()
    unpacked = sum(each.file_size for each in members)
    if len(members) > _MAX_MEMBERS or unpacked > min(
        _MAX_UNPACKED, max(_HARMLESS, _MAX_RATIO * size)
    ):
        raise _bomb(document)
    if any(each.flag_bits & 1 for each in members):
        raise ReadError(document, "encrypted", "it is encrypted; save it without a password")
    names = {each.filename for each in members}
    if _RELATIONSHIPS in names and any(name.startswith("word/") for name in names):
        return
    seen = next(
        (seen for start, seen in _OTHERS if any(name.startswith(start) for name in names)),
        "a ZIP archive without one",
    )
    reason = f"it is said to be a Word document, but it looks like {seen}; correct its name"
    raise ReadError(document, "mislabelled", reason)


def _unpacked(archive: ZipFile, name: str, document: str) -> bytes:
    """A part's bytes; none when there is no such part.

    Read in blocks: the size in the list of members is a claim, and reading at once would unpack
    everything before it is compared.
    """
    try:
        member = archive.getinfo(name)
    except KeyError:
        return b""
    blocks: list[bytes] = []
    total = 0
    with archive.open(member) as stream:
        while block := stream.read(_BLOCK):
            total += len(block)
            if total > _MAX_PART:
                raise _bomb(document)
            blocks.append(block)
    return b"".join(blocks)


def _bomb(document: str) -> ReadError:
    return ReadError(document, "bomb", "it would unpack to far more than a document is")


def _old(data: bytes, document: str) -> ReadError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return ReadError(document, "encrypted", "it is encrypted; save it without a password")
    reason = "it is in an older format of Microsoft Office; save it as .docx"
    return ReadError(document, "unsupported", reason)
