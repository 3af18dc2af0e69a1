"""What a run leaves: the file of reports, the list of all documents, the manifest, the page.

All of it is made from the journal, and made again from it whenever a run that is done is resumed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from summarizer.batch.atomic import replacing
from summarizer.batch.journal import Journal, Row
from summarizer.batch.manifest import manifest, write_manifest
from summarizer.batch.options import Options
from summarizer.batch.output import write_reports
from summarizer.batch.page import run_page
from summarizer.batch.places import Places
from summarizer.batch.tally import Adder, Fact, Tally
from summarizer.types import Provenance

__all__ = ["Outputs", "finish"]


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where the outputs of a run are, and what it came to."""

    places: Places
    tally: Tally

    @property
    def failed(self) -> int:
        """Documents that could not be handled."""
        return self.tally.statuses.get("failed", 0)

    def lines(self) -> Iterator[str]:
        """The run in words."""
        tally, places = self.tally, self.places
        statuses = ", ".join(f"{times:,} {name}" for name, times in tally.statuses.items())
        duplicates = sum(tally.duplicates.values())
        yield f"{tally.documents:,} documents: {statuses or 'none'}; {duplicates:,} duplicates"
        for kind, times in tally.failures.items():
            yield f"  {times:,} failed: {kind}"
        yield f"reports {places.out}"
        yield f"beside it {places.documents.name}, {places.manifest.name}, {places.page.name}"


def finish(
    journal: Journal, places: Places, *, options: Options, provenance: Provenance, engine: str
) -> Outputs:
    """Writes all outputs.

    Raises:
        UsageError: one cannot be written.
    """
    adder = Adder()
    with replacing(places.documents) as documents:
        write_reports(_reports(journal, documents, adder), places.out)
    tally = adder.tally()
    facts = manifest(
        tally,
        source=options.source,
        engine=engine,
        workers=options.workers,
        options={**options.choosing, "limit": options.limit},
        provenance=provenance,
        sessions=journal.sessions(),
        outputs=[places.out, places.documents],
    )
    write_manifest(facts, places.manifest)
    with replacing(places.page) as stream:
        stream.write(run_page(tally, facts).encode())
    return Outputs(places, tally)


def _reports(journal: Journal, documents: BinaryIO, adder: Adder) -> Iterator[Mapping[str, Any]]:
    """The reports in the order of their documents; lists and counts all documents on the way."""
    for row in journal.rows():
        documents.write(json.dumps(_listed(row)).encode() + b"\n")
        adder.add(
            Fact(
                source=row.source,
                report=row.report,
                seconds=sum(row.stages_ms.values()) / 1000,
                stage_ms=row.stages_ms,
                characters=row.characters,
                same_as=row.same_as,
                kind=row.kind,
            )
        )
        if row.report is not None:
            yield row.report


def _listed(row: Row) -> dict[str, object]:
    """A document in the list of all: a duplicate names the document whose report is its own."""
    return {
        "source": row.source,
        "document_id": row.document_id,
        "status": "duplicate" if row.kind else row.report["status"] if row.report else "open",
        "same_as": row.same_as or None,
        "same_document_id": row.same_id or None,
        "kind": row.kind or None,
        "similarity": round(row.similarity, 3) if row.kind else None,
        "failure": _failure(row.report),
    }


def _failure(report: Mapping[str, Any] | None) -> str | None:
    if report is None or report["status"] != "failed":
        return None
    return next((check["detail"] for check in report["checks"] if check["passed"] is False), None)
