"""The manifest of a run: what was asked, what did it, and what came out, with hashes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any

from summarizer.batch.atomic import replacing
from summarizer.batch.machine import machine
from summarizer.batch.tally import Tally
from summarizer.errors import UsageError
from summarizer.types import Provenance
from summarizer.version import VERSION

__all__ = ["SCHEMA", "manifest", "write_manifest"]

SCHEMA = "1"


def manifest(
    tally: Tally,
    *,
    source: str,
    engine: str,
    workers: int,
    options: Mapping[str, object],
    provenance: Provenance,
    sessions: Sequence[tuple[float, float, int]],
    outputs: Iterable[Path],
) -> dict[str, Any]:
    """All that is worth knowing of a run later, as plain JSON values.

    Args:
        tally: the run in numbers.
        source: of the documents, as it was given.
        engine: what ran the workers.
        workers: how many there were.
        options: the other choices, as plain JSON values.
        provenance: what made the reports.
        sessions: each start and end, in seconds since 1970, and how many reports were made.
        outputs: files to be named with their hashes.

    Raises:
        UsageError: an output cannot be read.
    """
    identities = asdict(provenance)
    del identities["version"], identities["timings_ms"]
    return {
        "schema": SCHEMA,
        "version": VERSION,
        "engine": engine,
        "workers": workers,
        "source": source,
        "options": dict(options),
        "provenance": identities,
        "counts": _counts(tally),
        "timings": _timings(sessions),
        "machine": machine(),
        "outputs": [_output(path) for path in outputs],
    }


def write_manifest(values: Mapping[str, object], path: Path) -> None:
    """Writes a manifest, whole or not at all.

    Raises:
        UsageError: it cannot be written.
    """
    with replacing(path) as stream:
        stream.write(json.dumps(values, indent=2, allow_nan=False).encode() + b"\n")


def _counts(tally: Tally) -> dict[str, Any]:
    warnings: dict[str, dict[str, int]] = {}
    for (code, level), count in sorted(tally.warnings.items()):
        warnings.setdefault(code, {})[str(level)] = count
    return {
        "documents": tally.documents,
        "reports": tally.reports,
        "open": tally.open,
        "statuses": dict(tally.statuses),
        "duplicates": dict(tally.duplicates),
        "failures": dict(tally.failures),
        "warnings": warnings,
        "languages": dict(tally.languages),
        "redactions": dict(tally.redactions),
        "origins": dict(tally.origins),
    }


def _timings(sessions: Sequence[tuple[float, float, int]]) -> dict[str, Any]:
    wall = sum(max(0.0, ended - started) for started, ended, _ in sessions)
    made = sum(done for _, _, done in sessions)
    return {
        "started": _utc(min((started for started, _, _ in sessions), default=None)),
        "ended": _utc(max((ended for _, ended, _ in sessions), default=None)),
        "sessions": len(sessions),
        "wall_seconds": round(wall, 3),
        "documents_per_minute": round(60 * made / wall, 2) if wall else None,
    }


def _utc(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _output(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as stream:
            digest = file_digest(stream, "sha256").hexdigest()
            size = stream.tell()
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from None
    return {"name": path.name, "bytes": size, "sha256": digest}
