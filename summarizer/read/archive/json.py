"""JSON: an array of objects, one object, or several one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from summarizer.errors import ReadError
from summarizer.read.archive.lines import decoded
from summarizer.read.archive.rows import Row, row_entries
from summarizer.read.archive.stream import too_large
from summarizer.read.archive.values import Entries, Part, Refused, Unfold

__all__ = ["open_json"]

_BLOCK = 65_536
_MAX_VALUES = 10_000
_OPENS = frozenset({"start_map", "start_array"})
_CLOSES = frozenset({"end_map", "end_array"})


def open_json(part: Part, _unfold: Unfold) -> Entries:
    """Each object as a document. What stands after a syntax error is not read."""
    yield from row_entries(_rows(part), part)


def _rows(part: Part) -> Iterator[Row | Refused]:
    import ijson

    source = _Metered(part)
    number = 0
    try:
        # With numbers of any size, ijson 3.6 goes on after one that Python refuses, and fails in
        # whatever code comes next.
        events = ijson.basic_parse(source, buf_size=_BLOCK, multiple_values=True, use_float=True)
        for number, item in enumerate(_items(events), 1):
            source.since = 0
            if item is None:
                reason = "the item is JSON but no object; give an array of objects"
                yield Refused(f"{part.key}:{number}", "not_an_object", reason)
            else:
                yield Row(number, item)
    except (ijson.JSONError, ValueError, ArithmeticError):
        if not number:
            raise ReadError(part.key, "not_json", "it is not JSON; check the file") from None
        reason = f"it stops being JSON after item {number}; the rest is not read"
        raise ReadError(part.key, "damaged", reason) from None
    finally:
        source.close()


def _items(events: Iterable[tuple[str, object]]) -> Iterator[dict[str, object] | None]:
    """Each object's own plain values, without what is nested in it; None for another value."""
    listed = False  # inside the array around the items
    depth = 0  # inside an item
    item: dict[str, object] | None = None
    name = ""
    for event, value in events:
        if depth:
            if event in _OPENS:
                depth += 1
            elif event in _CLOSES:
                depth -= 1
                if not depth:
                    yield item
            elif depth == 1 and item is not None:
                if event == "map_key":
                    name = str(value)
                elif len(item) < _MAX_VALUES:
                    item[name] = value
        elif event == "start_array" and not listed:
            listed = True
        elif event == "end_array":
            listed = False
        elif event in _OPENS:
            depth = 1
            item = {} if event == "start_map" else None
        else:
            yield None


class _Metered:
    """The text as UTF-8 for the parser, which keeps what it reads until an item is whole."""

    def __init__(self, part: Part) -> None:
        self._text = decoded(part.stream, key=part.key, newline="\n")
        self._key = part.key
        self._max_bytes = part.limits.max_bytes
        self.since = 0

    def read(self, size: int) -> bytes:
        if self.since > self._max_bytes + _BLOCK:
            raise too_large(f"{self._key}", self._max_bytes)
        data = self._text.read(size).removeprefix("\ufeff").encode()
        self.since += len(data)
        return data

    def close(self) -> None:
        self._text.detach()
