"""PDF files: the text layer of all pages, as PDFium finds it.

PDFium knows characters and where they stand; what is a paragraph is worked out in ``pdf_lines``.
"""

from __future__ import annotations

import time
from threading import Lock
from typing import TYPE_CHECKING

from summarizer.errors import ReadError
from summarizer.read.boilerplate import BOILERPLATE
from summarizer.read.extract import MAX_CHARACTERS, Extracted
from summarizer.read.pdf_lines import Line, laid_out
from summarizer.read.pdf_page import page_lines
from summarizer.read.pdf_streams import is_bomb
from summarizer.types import Operator, Redaction, Span

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfiumError

__all__ = ["MAX_PAGES", "read_pdf"]

MAX_PAGES = 2000
_MAX_SECONDS = 60.0
_MAX_UNMAPPED = 0.2
"""Share of characters without a letter above which the text layer is of no use."""
_TITLE_WITHIN = 1000
"""Characters at the start of the text in which its title may stand."""
_RUNNING = "RD-11"

_LOCK = Lock()  # PDFium is not made for threads


def read_pdf(data: bytes, document: str) -> Extracted:
    """The text of a PDF, its paragraphs divided by blank lines.

    Args:
        data: the file.
        document: what to call it in errors.

    Raises:
        ReadError: kind ``encrypted``, ``scanned`` (no text on any page), ``damaged``,
            ``undecodable`` (fonts that do not say which letters they hold), ``bomb`` or
            ``too_large``.
    """
    from pypdfium2 import PdfDocument, PdfiumError

    end = data.rfind(b"%%EOF")
    if end < 0 or b" obj" in data[end:]:
        raise _damaged(document)  # PDFium would repair it, and read what is left
    if is_bomb(data):
        raise ReadError(document, "bomb", "it would unpack to far more than a document is")
    try:
        with _LOCK, PdfDocument(data) as file:
            pages, unmapped = _pages(file, document)
            title = " ".join(file.get_metadata_value("Title").split())
    except PdfiumError as error:
        raise _refusal(error, document) from None
    read = sum(len(line.text) for page in pages for line in page)
    if unmapped > _MAX_UNMAPPED * (read + unmapped):
        reason = "its fonts do not say which letters they hold; recognise the text (OCR)"
        raise ReadError(document, "undecodable", reason)
    if not read:
        reason = "its pages hold pictures and no text; recognise the text (OCR)"
        raise ReadError(document, "scanned", reason)
    text, running = laid_out(pages)
    start = text.find(title, 0, _TITLE_WITHIN) if title else -1
    metadata = (
        ("pages", str(len(pages))),
        ("pages_without_text", str(sum(not page for page in pages))),
    )
    return Extracted(
        text,
        title=Span(start, start + len(title)) if start >= 0 else None,
        boilerplate=tuple(
            Redaction(span, _RUNNING, Operator.REMOVE, reason=BOILERPLATE[_RUNNING])
            for span in running
        ),
        metadata=metadata,
    )


def _pages(file: PdfDocument, document: str) -> tuple[list[list[Line]], int]:
    """The lines of each page, and how many characters are no letters."""
    if len(file) > MAX_PAGES:
        raise ReadError(document, "too_large", f"it has more than {MAX_PAGES:,} pages; split it")
    until = time.monotonic() + _MAX_SECONDS
    pages: list[list[Line]] = []
    left = MAX_CHARACTERS
    unmapped = 0
    for page in file:
        textpage = page.get_textpage()
        left -= textpage.count_chars()
        if left < 0:
            reason = f"it holds more than {MAX_CHARACTERS:,} characters; split it"
            raise ReadError(document, "too_large", reason)
        if time.monotonic() > until:
            raise ReadError(document, "too_large", "reading it takes too long; split it")
        lines, bad = page_lines(page, textpage)
        pages.append(lines)
        unmapped += bad
        textpage.close()
        page.close()
    return pages, unmapped


def _refusal(error: PdfiumError, document: str) -> ReadError:
    from pypdfium2.raw import FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY

    if error.err_code in (FPDF_ERR_PASSWORD, FPDF_ERR_SECURITY):
        return ReadError(document, "encrypted", "it is encrypted; save it without a password")
    return _damaged(document)


def _damaged(document: str) -> ReadError:
    return ReadError(document, "damaged", "it is damaged or cut off; get it again")
