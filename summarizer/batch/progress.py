"""How far a run is: numbers to show while it works."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from summarizer.batch.journal import Done, Journal

__all__ = ["Listener", "Meter", "Progress"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """A run at one moment.

    Attributes:
        seen: documents accounted for: with a report, or known to be duplicates.
        total: documents in the archive; None while they are being counted.
        duplicates: of those seen.
        statuses: reports by status.
        codes: reports by warning code.
        made: reports made in this session.
        elapsed_s: seconds of this session.
        left_s: seconds that are left, if all goes on as it did; None while that cannot be told.
    """

    seen: int
    total: int | None
    duplicates: int
    statuses: dict[str, int]
    codes: dict[str, int]
    made: int
    elapsed_s: float
    left_s: float | None

    @property
    def per_minute(self) -> float:
        """Reports a minute in this session."""
        return 60 * self.made / self.elapsed_s if self.elapsed_s > 0 else 0.0


Listener = Callable[[Progress], None]


@dataclass(slots=True)
class Meter:
    """Counts what happens in a session."""

    started: float = field(default_factory=time.monotonic)
    seen: int = 0
    counted: int = 0
    total: int | None = None
    duplicates: int = 0
    made: int = 0
    moved: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, journal: Journal) -> Meter:
        """A meter that knows what earlier sessions made."""
        meter = cls()
        for status, codes, times in journal.statuses():
            meter.statuses[status] += times
            for code in codes:
                meter.codes[code] += times
        return meter

    def old(self, *, same: bool) -> None:
        """A document that an earlier session has dealt with."""
        self.seen += 1
        self.duplicates += same

    def duplicate(self) -> None:
        """A duplicate was found."""
        self.seen += 1
        self.moved += 1
        self.duplicates += 1

    def freed(self) -> None:
        """What was counted as a duplicate is none, and comes again."""
        self.seen -= 1
        self.duplicates -= 1

    def report(self, done: Done) -> None:
        """A report was made."""
        self.seen += 1
        self.moved += 1
        self.made += 1
        self.statuses[done.status] += 1
        self.codes.update(done.codes)

    def undone(self, status: str, codes: Iterable[str]) -> None:
        """A report of an earlier session was thrown away: its document has changed."""
        self.statuses[status] -= 1
        self.codes.subtract(codes)

    def now(self) -> Progress:
        """The numbers at this moment."""
        elapsed = time.monotonic() - self.started
        left = None
        if self.total is not None and self.moved:
            left = max(0, self.total - self.seen) * elapsed / self.moved
        return Progress(
            seen=self.seen,
            total=self.total,
            duplicates=self.duplicates,
            statuses=dict(+self.statuses),
            codes=dict(+self.codes),
            made=self.made,
            elapsed_s=elapsed,
            left_s=left,
        )
