"""What was measured: rows with their rates and ratios, as tables and as JSON."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal, cast

__all__ = ["Agreement", "Figures", "Part", "Row", "lines", "read", "save"]

Part = Literal["writer", "pipeline", "scale"]
PARTS: tuple[Part, ...] = ("writer", "pipeline", "scale")

_SCHEMA = 1
_MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing that was measured.

    Attributes:
        name: what it is, as it is printed.
        documents: how many were worked on in each round.
        seconds: of each round, without loading; empty when it could not be measured.
        loading_s: seconds around a round: starting, loading and ending; None when not told.
        peak_bytes: the most memory that all its processes had together.
        last_bytes: what they had at the end.
        tokens: that were written for a document, on average.
        against: the row that it is a ratio of; empty for the first one.
        note: what else is to be said, such as why it could not be measured.
    """

    name: str
    documents: int = 0
    seconds: tuple[float, ...] = ()
    loading_s: float | None = None
    peak_bytes: int | None = None
    last_bytes: int | None = None
    tokens: float | None = None
    against: str = ""
    note: str = ""

    @property
    def per_minute(self) -> float | None:
        """Documents a minute without loading, by the median round."""
        return self._rate(0.0)

    @property
    def per_minute_loaded(self) -> float | None:
        """The same with loading; None when that is not told."""
        return None if self.loading_s is None else self._rate(self.loading_s)

    def _rate(self, more: float) -> float | None:
        if not self.seconds:
            return None
        whole = statistics.median(self.seconds) + more
        return 60 * self.documents / whole if whole > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How many documents got the same text in two ways; ``first``: the same first token."""

    name: str
    documents: int
    whole: int
    first: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One part of the benchmark, measured: what, where, how, and what came of it."""

    part: Part
    machine: Mapping[str, object]
    versions: Mapping[str, str]
    settings: Mapping[str, object]
    rows: tuple[Row, ...]
    agreements: tuple[Agreement, ...] = field(default=())

    def ratio(self, row: Row) -> float | None:
        """How many times as fast as the row that it is measured against."""
        base = next(
            (each for each in self.rows if each.name == row.against),
            self.rows[0] if not row.against else None,
        )
        own, other = row.per_minute, base.per_minute if base else None
        return own / other if own is not None and other else None


def save(figures: Figures, path: Path) -> None:
    """Writes the figures as JSON."""
    values = {"schema": _SCHEMA} | asdict(figures)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(values, indent=2, allow_nan=False) + "\n", encoding="utf-8")


def read(path: Path) -> Figures:
    """The figures that ``save`` wrote.

    Raises:
        ValueError: when these are not such figures.
        OSError: when the file cannot be read.
    """
    values = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(values, dict) or values.pop("schema", None) != _SCHEMA:
        raise ValueError(f"{path}: not figures of this benchmark")
    if values.get("part") not in PARTS:
        raise ValueError(f"{path}: no part of this benchmark")
    try:
        rows = [Row(**{**row, "seconds": tuple(row["seconds"])}) for row in values.pop("rows")]
        agreements = [Agreement(**each) for each in values.pop("agreements")]
        return Figures(**cast("dict[str, Any]", values), rows=tuple(rows),
                       agreements=tuple(agreements))  # fmt: skip
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path}: not figures of this benchmark") from error


def lines(figures: Figures) -> Iterator[str]:
    """The figures in words and tables."""
    yield f"{figures.part}: " + ", ".join(f"{k} {v}" for k, v in figures.settings.items())
    yield ", ".join(str(v) for v in figures.machine.values() if v is not None)
    yield ", ".join(f"{name} {version}" for name, version in figures.versions.items())
    yield ""
    yield from _table(*_rows(figures))
    if figures.agreements:
        yield ""
        yield from _table(
            ("the same", "first token", "whole text"),
            [
                (each.name, _share(each.first, each.documents), _share(each.whole, each.documents))
                for each in figures.agreements
            ],
        )


def _rows(figures: Figures) -> tuple[Sequence[str], list[Sequence[str]]]:
    """The table of rows: its head and its cells, without columns in which nothing stands."""
    writer = figures.part == "writer"
    names = (
        "documents" if figures.part == "scale" else "",
        "docs/min",
        "ratio",
        "with loading",
        "loading s",
        "peak MiB",
        "end MiB",
        "tokens",
        "",
    )
    cells = [
        (
            row.name,
            _number(row.per_minute, ".1f"),
            _number(figures.ratio(row), ".2f", after="x"),
            _number(row.per_minute_loaded, ".1f"),
            _number(row.loading_s, ".1f"),
            _mebibytes(row.peak_bytes),
            "" if writer else _mebibytes(row.last_bytes),
            _number(row.tokens, ".1f"),
            f"{row.note}; ratio to {row.against}".removeprefix("; ") if row.against else row.note,
        )
        for row in figures.rows
    ]
    kept = [at for at in range(len(names)) if at < 3 or any(row[at] for row in cells)]
    return [names[at] for at in kept], [[row[at] for at in kept] for row in cells]


def _table(head: Sequence[str], cells: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns of equal width; numbers stand to the right, the first and a nameless last do not."""
    rows = [head, *cells]
    widths = [max(len(row[at]) for row in rows) for at in range(len(head))]
    for row in rows:
        yield "  ".join(
            cell.ljust(width) if at == 0 or not head[at] else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()


def _number(value: float | None, form: str, *, after: str = "") -> str:
    return "" if value is None else f"{value:{form}}{after}"


def _mebibytes(value: int | None) -> str:
    return "" if value is None else f"{value / _MEBIBYTE:,.0f}"


def _share(count: int | None, whole: int) -> str:
    return "" if count is None else f"{count} of {whole}"
