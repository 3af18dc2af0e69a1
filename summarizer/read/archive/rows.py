"""Rows of a table, whatever its format, as entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from summarizer.errors import ReadError, UsageError
from summarizer.read.archive.lines import check_decoded
from summarizer.read.archive.stream import too_large
from summarizer.read.archive.values import Columns, Entries, Entry, Part, Refused
from summarizer.view import printable

__all__ = [
    "MAX_VALUE",
    "MAX_VALUES",
    "Row",
    "has_text_column",
    "no_text_column",
    "row_entries",
    "wanted",
]

_TEXT = ("text", "body", "content", "article", "document", "story")
_TITLE = ("title", "headline")
_PATIENCE = 100
"""Rows without a text column at the start after which the table has none."""
_MAX_ID = 200
MAX_VALUE = 1_000
"""Characters that are kept of a value in such a column."""
MAX_VALUES = 100
"""How many columns beside the document are kept."""
_NAME = re.compile(r"[A-Za-z_][\w-]{0,39}")
_MAX_NAMES = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number, counted from 1, and its values by column."""

    number: int
    values: Mapping[str, object] = field(repr=False)


def row_entries(rows: Iterable[Row | Refused], part: Part, *, key: str | None = None) -> Entries:
    """Each row as an entry, or refused.

    Args:
        rows: what the format's reader gives.
        part: the table.
        key: what rows are called before their number; by itself the part's key.

    Raises:
        ReadError: kind ``no_text_column`` when none of the first rows has one.
        UsageError: the same, when the table is all that was asked for.
    """
    waiting: list[Refused] | None = []  # None = a text column has been seen
    names: dict[str, None] = {}
    try:
        for row in rows:
            done = row if isinstance(row, Refused) else _entry(row, part, key or part.key)
            if waiting is not None and isinstance(row, Row):
                names.update(dict.fromkeys(list(row.values)[:_MAX_NAMES]))
                if has_text_column(row.values, part.columns):
                    yield from waiting
                    waiting = None
            if waiting is None or isinstance(done, Entry):
                yield done
                continue
            waiting.append(done)
            if len(waiting) >= _PATIENCE:
                if names:
                    raise no_text_column(part, names)
                yield from waiting
                waiting.clear()
    except ReadError as error:
        if error.kind != "no_text_column":
            yield from waiting or ()
        raise
    if waiting is not None:
        if names:
            raise no_text_column(part, names)
        yield from waiting


def no_text_column(part: Part, names: Iterable[str]) -> ReadError | UsageError:
    """The error for a table without a text column.

    When the table is all that was asked for, it names those columns that look like names: what
    stands first in a table without a header is content.
    """
    named = part.columns.text
    wanted = "it has no column of that name" if named else "it has no text column"
    if not part.alone:
        return ReadError(part.key, "no_text_column", f"{wanted}; name the one with the text")
    every = list(dict.fromkeys(names))
    shown = [name for name in every if _NAME.fullmatch(name)][:_MAX_NAMES]
    others = f" and {len(every) - len(shown)} more" if len(every) > len(shown) else ""
    listed = f"{', '.join(shown) or 'none with a plain name'}{others}"
    return UsageError(f"{part.key}: {wanted}; name the one with the text out of: {listed}")


def has_text_column(names: Iterable[str], columns: Columns) -> bool:
    """Whether a table with these columns holds documents."""
    every = list(names)
    return _column(every, columns.text, _TEXT) is not None or columns.html in every


def wanted(names: Iterable[str], columns: Columns) -> list[str]:
    """The columns that are read of a table: those with a meaning first, then some others."""
    every = list(dict.fromkeys(names))
    text, title = _column(every, columns.text, _TEXT), _column(every, columns.title, _TITLE)
    first = [name for name in every if name in (text, title, columns.id, columns.html)]
    return first + [name for name in every if name not in first][:MAX_VALUES]


def _column(names: list[str], named: str | None, usual: tuple[str, ...]) -> str | None:
    if named is not None:
        return named if named in names else None
    folded = {name.strip().casefold(): name for name in reversed(names)}
    return next((folded[name] for name in usual if name in folded), None)


def _entry(row: Row, part: Part, table: str) -> Entry | Refused:
    names, columns = list(row.values), part.columns
    key = f"{table}:{row.number}"
    if columns.id is not None:
        key = _with_id(key, row.values.get(columns.id))
    text = _column(names, columns.text, _TEXT)
    title = _column(names, columns.title, _TITLE)
    html = columns.html if _words(row.values.get(columns.html or "")) else None
    words = _words(row.values.get(html or text or ""))
    try:
        if not words:
            reason = "its text column is empty or holds no text; nothing to read"
            raise ReadError(key, "no_text", reason)
        check_decoded(words, key=key)
        data = words.encode(errors="replace")
        if len(data) > part.limits.max_bytes:
            raise too_large(key, part.limits.max_bytes)
    except ReadError as error:
        return Refused(key, error.kind, error.reason)
    return Entry(
        source=key,
        data=data if html else words,
        media_type="text/html; charset=utf-8" if html else "text/plain",
        title=_words(row.values.get(title or "")) or None,
        metadata=tuple(_metadata(row.values, {text, title, columns.html})),
    )


def _words(value: object) -> str:
    return value if isinstance(value, str) and not value.isspace() else ""


def _metadata(values: Mapping[str, object], taken: set[str | None]) -> Iterator[tuple[str, str]]:
    plain = (
        (name, shown)
        for name, value in values.items()
        if name not in taken and (shown := _plain(value)) is not None
    )
    for _, pair in zip(range(MAX_VALUES), plain, strict=False):
        yield pair


def _plain(value: object) -> str | None:
    """A single value as text; None for what is missing or has parts of its own."""
    if value is None or isinstance(value, (list, dict, bytes)):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)[:MAX_VALUE]


def _with_id(key: str, value: object) -> str:
    shown = _plain(value)
    return f"{key}#{printable(shown).strip()[:_MAX_ID]}" if shown else key
