"""Reports from files into the review desk's queue, with their originals where those are at hand.

A second import of the same reports changes nothing in the queue.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Literal

from summarizer.errors import ReadError, UsageError
from summarizer.read import MAX_BYTES, read_bytes
from summarizer.report import from_json
from summarizer.store import jobs
from summarizer.store.desk import Desk
from summarizer.store.intake import add_report
from summarizer.store.originals import has_original
from summarizer.store.values import Golden, JobDocument, JobState, Original
from summarizer.types import Report, Status

__all__ = ["Imported", "Line", "import_reports"]

_STOPPED = "stopped: import the file again"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file of reports. ``place`` names file and line, such as ``a.jsonl:3``."""

    place: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a line.

    Attributes:
        place: as in the line.
        outcome: as ``intake.Intake`` has it, or ``failed``.
        reason: why it failed, without text of the report.
        has_original: whether the store has the document's original now.
        note: why an original that seemed to be at hand was not kept.
    """

    place: str
    outcome: Literal["added", "known", "replaced", "closed", "failed"]
    reason: str = ""
    has_original: bool = False
    note: str = ""


def import_reports(
    desk: Desk,
    lines: Sequence[Line],
    *,
    originals: Path | None = None,
    golden: Golden | None = None,
    max_bytes: int = MAX_BYTES,
) -> Generator[Imported, None, None]:
    """Takes in one report after another; gives what became of each.

    All of it is one job of the operator's. Whoever stops before the end closes the iterator.

    Args:
        desk: whose queue they come to.
        lines: each a report as JSON.
        originals: a folder with the documents, for those that are not where the report says.
        golden: the right answer to all of them, for items that show how sure decisions are.
        max_bytes: the largest original accepted.

    Raises:
        StoreError: the store cannot be reached or refuses.
    """
    if not lines:
        return
    waiting = [
        JobDocument(number=number, name=line.place, state=JobState.WAITING)
        for number, line in enumerate(lines, 1)
    ]
    job = jobs.start(desk, "import", waiting, by=None)
    done = 0
    try:
        for number, line in enumerate(lines, 1):
            yield _import(desk, line, job.id, number, originals, golden, max_bytes)
            done = number
    finally:
        if done < len(lines):
            jobs.stop(desk, job.id, reason=_STOPPED)


def _import(
    desk: Desk,
    line: Line,
    job_id: int,
    number: int,
    folder: Path | None,
    golden: Golden | None,
    max_bytes: int,
) -> Imported:
    try:
        report = _report(line.data)
        original, note = None, ""
        if not has_original(desk, report.document_id):
            original, note = _original(report, folder, max_bytes)
        taken = add_report(desk, report, original=original, golden=golden)
    except UsageError as error:
        reason = str(error)
        jobs.mark(desk, job_id, number, state=JobState.FAILED, reason=reason)
        return Imported(line.place, "failed", reason)
    jobs.mark(
        desk,
        job_id,
        number,
        state=JobState.DONE,
        document_id=report.document_id,
        item_id=taken.item_id,
    )
    there = has_original(desk, report.document_id)
    return Imported(line.place, taken.outcome, has_original=there, note=note)


def _report(data: bytes) -> Report:
    """The report of a line.

    Raises:
        UsageError: it is none, or one of a document that could not be handled.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("not a report: not UTF-8") from None
    report = from_json(text)
    if report.status is Status.FAILED:
        raise UsageError(f"failed when it was made: {_failure(report)}; run the document again")
    return report


def _failure(report: Report) -> str:
    """Stage and category of what failed. The words behind them stay where they are."""
    failed = (
        f"{check.name}: {check.detail.partition(':')[0]}"
        for check in report.checks
        if check.passed is False
    )
    named = [each for each in failed if re.fullmatch(r"[a-z_]+: [a-z_]+", each)]
    return "; ".join(named) or "unknown"


def _original(report: Report, folder: Path | None, max_bytes: int) -> tuple[Original | None, str]:
    """The document of a report as it came; else None, and why one that was found is not it."""
    places = [Path(report.source)]
    if folder is not None and PurePath(report.source).name:
        places.append(folder / PurePath(report.source).name)
    note = ""
    for path in places:
        try:
            # Nothing that waits for a writer, such as a pipe: the path is the report's word.
            if not path.is_file():
                continue
            with path.open("rb") as stream:
                data = stream.read(max_bytes + 1)
            document = read_bytes(data, source=str(path), max_bytes=max_bytes)
        except (OSError, ValueError):
            note = f"{path}: cannot be read"
            continue
        except ReadError as error:
            note = f"{path}: {error.kind}"
            continue
        if document.id != report.document_id:
            note = f"{path}: is not the document that the report is about"
            continue
        return Original.of(document, data, source=report.source), ""
    return None, note
