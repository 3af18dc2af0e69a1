"""From what the reader sends to units of work: duplicates are set aside, the rest is numbered.

Which documents form a unit depends on the archive alone, not on when a run was broken off, so that
the same units are worked on in every run.
"""

from __future__ import annotations

from collections.abc import Iterator

from summarizer.batch.journal import Done, Journal, Known
from summarizer.batch.options import Options
from summarizer.batch.progress import Meter
from summarizer.batch.reading import STDIN, Bad, Fresh, Old, rest_of
from summarizer.batch.working import Unit, done_of
from summarizer.types import Check, Document, Provenance, Report, Status

__all__ = ["Intake", "failed"]


class Intake:
    """Puts messages down in the journal and gathers documents into units."""

    def __init__(
        self, journal: Journal, options: Options, meter: Meter, *, provenance: Provenance
    ) -> None:
        self._journal = journal
        self._options = options
        self._meter = meter
        self._provenance = provenance
        self._uniques = journal.uniques()
        self._again = False
        self._unit = -1
        self._rows: list[int] = []
        self._documents: list[Document] = []

    def take(self, message: Fresh | Bad | Old) -> Iterator[Unit]:
        """Takes in one message; gives the unit that is complete with it, if one is."""
        if self._again:
            if not self._freed(message.source):
                return
            self._meter.freed()
        if isinstance(message, Old):
            self._meter.old(same=message.state == "same")
        elif isinstance(message, Bad):
            self._fail(message)
        else:
            yield from self._add(message)

    def rest(self) -> Iterator[Unit]:
        """The unit that was begun, if one was."""
        if self._documents:
            yield Unit(self._unit, tuple(self._rows), tuple(self._documents))
            self._rows, self._documents = [], []

    def over(self) -> bool:
        """The archive was gone through to its end; gives whether to go through it once more.

        A document that has changed frees those that were its duplicates. The reader, which is
        ahead, may have passed them by then.
        """
        self._journal.forget(rest_of(self._options.source))
        self._again = not self._again and self._journal.freed() > 0
        return self._again and self._options.source != STDIN

    def _add(self, fresh: Fresh) -> Iterator[Unit]:
        document, journal = fresh.document, self._journal
        known = journal.known(fresh.source)
        if known is not None and known.digest == fresh.digest and known.unit is not None:
            number, unit = known.number, known.unit
        else:
            same = journal.same_as(
                document.id, fresh.signature, near=self._options.near, source=fresh.source
            )
            self._replace(known)
            unit = self._uniques // self._options.unit
            number = journal.add(
                fresh.source,
                digest=fresh.digest,
                document_id=document.id,
                characters=len(document.text),
                same=same,
                signature=fresh.signature,
                unit=None if same else unit,
            )
            if same is not None:
                self._meter.duplicate()
                return
            self._uniques += 1
        if unit != self._unit:
            yield from self.rest()
            self._unit = unit
        self._rows.append(number)
        self._documents.append(document)
        if len(self._documents) == self._options.unit:
            yield from self.rest()

    def _fail(self, bad: Bad) -> None:
        self._replace(self._journal.known(bad.source))
        number = self._journal.add(bad.source, digest=bad.digest)
        done = failed(
            bad.source,
            Check("read", False, None, f"read: {bad.kind}: {bad.reason}"),
            provenance=self._provenance,
        )
        self._journal.finish(number, done)
        self._meter.report(done)

    def _replace(self, known: Known | None) -> None:
        """What was known of a source holds no longer."""
        if known is None:
            return
        self._uniques -= known.unit is not None
        if known.status is not None:
            self._meter.undone(known.status, known.codes)

    def _freed(self, source: str) -> bool:
        known = self._journal.known(source)
        return known is not None and known.freed


def failed(
    source: str, check: Check, *, provenance: Provenance, document: Document | None = None
) -> Done:
    """The report of a document that could not be handled."""
    report = Report(
        document_id=document.id if document else "",
        source=source,
        language=document.language if document else "und",
        status=Status.FAILED,
        provenance=provenance,
        checks=(check,),
    )
    return done_of(report)
