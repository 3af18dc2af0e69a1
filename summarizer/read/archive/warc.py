"""WARC: pages that a crawler kept. A page's key is its record's number, never its address."""

from __future__ import annotations

import io
import logging
import re
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from summarizer.errors import ReadError
from summarizer.read.archive.stream import too_large
from summarizer.read.archive.values import Entries, Entry, Part, Refused, Unfold

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord
    from warcio.statusandheaders import StatusAndHeaders

__all__ = ["open_warc"]

_MEDIA_TYPES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "application/pdf"})
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.ASCII | re.IGNORECASE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_MAX_HEADERS = 1_000_000
_MAX_LINE = 65_536


def open_warc(part: Part, _unfold: Unfold) -> Entries:
    """Each response that is a page of text, with status 200; other records are passed over."""
    # It would log addresses.
    logging.getLogger("warcio").setLevel(logging.CRITICAL + 1)
    for number, record in enumerate(_records(part), 1):
        key = f"{part.key}:{number}"
        try:
            entry = _entry(record, key, part)
        except ReadError as error:
            if error.document != key:
                raise
            yield Refused(key, error.kind, error.reason)
        else:
            if entry is not None:
                yield entry


def _records(part: Part) -> Iterator[ArcWarcRecord]:
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.recordloader import ArcWarcRecordLoader

    lines = _Lines(part)
    loader = ArcWarcRecordLoader(verify_http=False, arc2warc=False)
    while line := lines.first():
        try:
            record = loader.parse_record_stream(lines, line, "warc", no_record_parse=True)
        except (ArchiveLoadFailed, EOFError, ValueError, TypeError, AttributeError):
            raise _damaged(part.key) from None
        if record.length is None or record.rec_type is None:
            raise _damaged(part.key)
        yield record
        while record.raw_stream.read(_MAX_LINE):
            pass
        if record.raw_stream.limit:
            raise _damaged(part.key)


def _entry(record: ArcWarcRecord, key: str, part: Part) -> Entry | None:
    if record.rec_type != "response" or "application/http" not in (record.content_type or ""):
        return None
    head = record.raw_stream.read(_MAX_LINE)
    end = _HEAD_END.search(head)
    if not end:
        raise ReadError(key, "damaged", "its headers have no end; it is not read")
    headers = _headers(head[: end.end()], key)
    media_type = _media_type(headers.get_header("content-type") or "")
    if headers.get_statuscode() != "200" or not media_type:
        return None
    max_bytes = part.limits.max_bytes
    body = head[end.end() :]
    body += record.raw_stream.read(max(0, max_bytes + 1 - len(body)))
    if len(body) > max_bytes:
        raise too_large(key, max_bytes)
    if record.raw_stream.limit:
        raise _damaged(part.key)
    return Entry(source=key, data=_plain(body, headers, key, max_bytes), media_type=media_type)


def _headers(head: bytes, key: str) -> StatusAndHeaders:
    from warcio.statusandheaders import StatusAndHeadersParser

    try:
        return StatusAndHeadersParser([], verify=False).parse(io.BytesIO(head))
    except (EOFError, ValueError, TypeError, IndexError):
        raise ReadError(key, "damaged", "its headers cannot be read") from None


def _media_type(header: str) -> str:
    """The media type with its charset, if it is one that can be read."""
    name = header.partition(";")[0].strip().lower()
    charset = _CHARSET.search(header)
    if name not in _MEDIA_TYPES:
        return ""
    return f"{name}; charset={charset.group(1)}" if charset else name


def _plain(body: bytes, headers: StatusAndHeaders, key: str, max_bytes: int) -> bytes:
    """The body without what was done to it on the way."""
    from warcio.bufferedreaders import ChunkedDataReader

    if (headers.get_header("transfer-encoding") or "").strip().lower() == "chunked":
        body = ChunkedDataReader(io.BytesIO(body)).read()
    encoding = (headers.get_header("content-encoding") or "").strip().lower()
    if encoding in ("", "identity", "none"):
        return body
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise ReadError(key, "unsupported", "it is packed in an unusual way; not gzip or deflate")
    # Some servers say gzip of what is plain, and some send deflate without its header.
    if body[:2] != b"\x1f\x8b" and encoding != "deflate":
        return body
    for bits in (47, -15):
        engine = zlib.decompressobj(bits)
        try:
            plain = engine.decompress(body, max_bytes + 1)
        except zlib.error:
            continue
        if len(plain) > max_bytes:
            raise too_large(key, max_bytes)
        if engine.eof:
            return plain
        break
    raise ReadError(key, "damaged", "its packed body cannot be unpacked")


class _Lines:
    """What the loader reads from: no line and no headers without an end."""

    def __init__(self, part: Part) -> None:
        self._stream = part.stream
        self._key = part.key
        self._taken = 0

    def first(self) -> bytes:
        """The next record's first line; nothing at the end."""
        self._taken = 0
        while (line := self.readline()).isspace():
            self._taken = 0
        return line

    def readline(self, size: int | None = None) -> bytes:
        line = self._stream.readline(_MAX_LINE if size is None else min(size, _MAX_LINE))
        self._taken += len(line)
        if len(line) == _MAX_LINE or self._taken > _MAX_HEADERS:
            raise _damaged(self._key)
        return line

    def read(self, size: int) -> bytes:
        return self._stream.read(size)

    def tell(self) -> int:
        return self._taken


def _damaged(key: str) -> ReadError:
    return ReadError(key, "damaged", "it is no WARC file, or stops being one; get it again")
