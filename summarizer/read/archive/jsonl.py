"""JSON Lines: an object in each line."""

from __future__ import annotations

import json
from collections.abc import Iterator

from summarizer.errors import ReadError
from summarizer.read.archive.lines import check_decoded, text_lines
from summarizer.read.archive.rows import Row, row_entries
from summarizer.read.archive.stream import too_large
from summarizer.read.archive.values import Entries, Part, Refused, Unfold

__all__ = ["open_jsonl"]


def open_jsonl(part: Part, _unfold: Unfold) -> Entries:
    """Each line as a document. A row's number is that of its line."""
    yield from row_entries(_rows(part), part)


def _rows(part: Part) -> Iterator[Row | Refused]:
    max_chars = part.limits.max_bytes
    lines = text_lines(part.stream, key=part.key, max_chars=max_chars, newline="\n")
    for number, line in enumerate(lines, 1):
        key = f"{part.key}:{number}"
        try:
            if line is None:
                raise too_large(key, max_chars)
            if line.isspace():
                continue
            yield Row(number, _values(line, key))
        except ReadError as error:
            yield Refused(key, error.kind, error.reason)


def _values(line: str, key: str) -> dict[str, object]:
    check_decoded(line, key=key)
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        raise ReadError(key, "not_json", "the line is not JSON; write one object a line") from None
    if not isinstance(value, dict):
        reason = "the line is JSON but no object; write one object a line"
        raise ReadError(key, "not_an_object", reason)
    return value
