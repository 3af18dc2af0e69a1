"""What a batch run is asked to do."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from summarizer.batch.near import LEAST_NEAR
from summarizer.errors import UsageError
from summarizer.read.archive import Columns, Entry, Where

__all__ = ["Options", "Start"]

Start = Literal["new", "resume", "fresh"]
"""Refuse to touch an earlier run, go on with it, or throw it away."""

_SIZE = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Which documents of which source, how they are worked on, and where the reports go.

    Attributes:
        source: a folder, glob, file, or "-".
        out: the file of reports, by its suffix ``.parquet``, ``.jsonl`` or ``.jsonl.gz``.
        start: what to do about an earlier run with the same ``out``.
        columns: which columns of a table are what.
        where: what an entry has to fulfil, all of it.
        limit: the first so many entries; None = all.
        sample: a share of the entries, above 0 to 1, the same ones every time.
        near: share of its runs of words from which on a text is a near-duplicate of an earlier
            one and is not summarised again, 0.8 at the least; above 1 only exact copies are.
        workers: processes that work on documents.
        unit: documents that are worked on together and put down together: what a killed run
            loses, for each worker.
        max_bytes: a larger document is refused.
        stalled_s: seconds that one document may take, before the worker is ended.

    Raises:
        UsageError: a number is out of range.
    """

    source: str
    out: Path
    start: Start = "new"
    columns: Columns = field(default_factory=Columns)
    where: tuple[Where, ...] = ()
    limit: int | None = None
    sample: float = 1.0
    near: float = 0.9
    workers: int = 1
    unit: int = _SIZE
    max_bytes: int = 5_000_000
    stalled_s: float = 60.0

    def __post_init__(self) -> None:
        for name, fine in (
            ("limit", self.limit is None or self.limit >= 1),
            ("sample", 0 < self.sample <= 1),
            ("near", self.near >= LEAST_NEAR),
            ("workers", 1 <= self.workers <= 256),
            ("unit", 1 <= self.unit <= 1024),
        ):
            if not fine:
                raise UsageError(f"--{name}: out of range")

    def takes(self, entry: Entry) -> bool:
        """Whether an entry is among those asked for."""
        return self.sampled(entry.source) and all(where(entry) for where in self.where)

    def sampled(self, source: str) -> bool:
        """Whether a key is in the sample: by its hash, so that it is so in every run."""
        if self.sample >= 1:
            return True
        return int.from_bytes(_digest(source)[:8]) < self.sample * 2**64

    @property
    def choosing(self) -> dict[str, object]:
        """What decides which reports come out, beside the models: part of a run's identity."""
        return {
            "source": self.source,
            "columns": asdict(self.columns),
            # What a value is compared with may be a person's name: a run tells it by its hash.
            "where": [
                f"{where.name} {where.op} #{_digest(where.value).hex()[:12]}"
                for where in self.where
            ],
            "sample": self.sample,
            "near": self.near,
            "unit": self.unit,
            "max_bytes": self.max_bytes,
        }


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
