"""Runs the documents of a job, one after another: each is kept before the next begins.

Free of the page: who calls hands over what is to be told of the progress. A document that fails
gets its category as the reason, and the others go on. What was not begun when the program or the
tab ended stays waiting, and ``go_on`` takes it up again where its original is in the store; an
upload is stored with its report and not before, once the checks have found that it may be (RV-06),
so one that was not begun is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from summarizer.errors import DocumentError, ResourceError, StoreError, SummarizerError, UsageError
from summarizer.review.service import Service
from summarizer.review.uploads import Upload, id_of, original_of
from summarizer.store import intake, jobs, originals
from summarizer.store.desk import require
from summarizer.store.values import Ability, Job, JobDocument, JobState, Original, User
from summarizer.types import Report, Status

__all__ = [
    "GONE",
    "INTERNAL",
    "NO_ORIGINAL",
    "REFUSED",
    "UNAVAILABLE",
    "UNREADABLE_ORIGINAL",
    "Progress",
    "Ran",
    "go_on",
    "summarise",
]

GONE = "upload_gone: the upload is gone; upload it again"
INTERNAL = "internal: something broke inside the program; try it again"
NO_ORIGINAL = "no_original: no original is kept; import the document again"
REFUSED = "refused: the report could not be taken into the queue"
UNAVAILABLE = "unavailable: a model or server could not be reached; see summarizer doctor"
UNREADABLE_ORIGINAL = "unreadable_original: the kept original cannot be read; check its key"
"""Reasons that this module gives: a category and what to do. Others come from the stages."""

Progress = Callable[[int, int, str], None]
"""Told before each document and at the end: how many are behind it, of how many, its name."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a run: how many documents of a job are done, and how many failed."""

    job_id: int
    done: int
    failed: int


@dataclass(frozen=True, slots=True)
class _Result:
    """What became of one document."""

    state: JobState
    document_id: str = ""
    item_id: int | None = None
    reason: str = ""


def summarise(
    service: Service,
    uploads: Sequence[Upload],
    *,
    by: User,
    style: str = "",
    progress: Progress,
) -> Ran:
    """Summarises files, keeps each with its report in the queue, and records it all as a job.

    Args:
        service: whose pipeline and store are used.
        uploads: the files, in order.
        by: who asked.
        style: of the summaries; empty = that of the settings.
        progress: is told how far it has got.

    Raises:
        NotAllowedError: the role does not include it.
        ResourceError: a model, server or store is out of reach; what was not done has failed.
    """
    named = tuple(
        JobDocument(number=0, name=each.name, state=JobState.WAITING, document_id=id_of(each))
        for each in uploads
    )
    job = jobs.start(service.desk, "summarise", named, by=by, style=style)
    waiting = jobs.documents(service.desk, job.id, by=by)
    files = {each.number: upload for each, upload in zip(waiting, uploads, strict=True)}

    def run(document: JobDocument) -> _Result:
        return _upload(service, files[document.number], by=by, style=style)

    try:
        return _each(service, job, waiting, by=by, run=run, progress=progress)
    except ResourceError:
        _give_up(service, job, by=by)
        raise


def go_on(service: Service, job: Job, *, by: User, progress: Progress) -> Ran:
    """Runs what still waits of a job: documents to be summarised again, or left by a closed tab.

    Args and errors as ``summarise``; after a ``ResourceError`` what was not done waits on.
    """
    require(by, Ability.RUN_JOBS)
    waiting = jobs.documents(service.desk, job.id, by=by, state=JobState.WAITING)

    def run(document: JobDocument) -> _Result:
        return _kept(service, job, document, by=by)

    return _each(service, job, waiting, by=by, run=run, progress=progress)


def _each(
    service: Service,
    job: Job,
    documents: Sequence[JobDocument],
    *,
    by: User,
    run: Callable[[JobDocument], _Result],
    progress: Progress,
) -> Ran:
    done = failed = 0
    for position, document in enumerate(documents):
        # A page that is left ends its run here, between two documents.
        progress(position, len(documents), document.name)
        if not _taken(service, job, document):
            continue
        try:
            result = _guarded(run, document)
        except BaseException:
            jobs.mark(service.desk, job.id, document.number, state=JobState.WAITING)
            raise
        jobs.mark(
            service.desk,
            job.id,
            document.number,
            state=result.state,
            document_id=result.document_id or document.document_id,
            item_id=result.item_id or document.item_id,
            reason=result.reason,
        )
        done += result.state is JobState.DONE
        failed += result.state is JobState.FAILED
    progress(len(documents), len(documents), "")
    return Ran(job.id, done, failed)


def _taken(service: Service, job: Job, document: JobDocument) -> bool:
    """Whether a document is ours to run: nobody else has begun it, nor called it off."""
    try:
        jobs.mark(service.desk, job.id, document.number, state=JobState.RUNNING)
    except UsageError:
        return False
    return True


def _guarded(run: Callable[[JobDocument], _Result], document: JobDocument) -> _Result:
    try:
        return run(document)
    except ResourceError:
        raise
    except DocumentError as error:
        return _failed(f"{error.kind}: {error.reason}")
    except SummarizerError:
        return _failed(REFUSED)
    except Exception:
        # Its message could quote the document: nothing of it is kept.
        return _failed(INTERNAL)


def _upload(service: Service, upload: Upload, *, by: User, style: str) -> _Result:
    original = original_of(upload)
    report = _report(service, original, style=style, model="")
    return _taken_in(service, report, by=by, original=original)


def _kept(service: Service, job: Job, document: JobDocument, *, by: User) -> _Result:
    if not originals.has_original(service.desk, document.document_id):
        return _failed(GONE if job.kind == "summarise" else NO_ORIGINAL)
    try:
        original = originals.for_checks(service.desk, document.document_id, by=by)
    except StoreError:
        return _failed(UNREADABLE_ORIGINAL)
    if original is None:
        return _failed(NO_ORIGINAL)
    report = _report(service, original, style=job.style, model=job.model)
    return _taken_in(service, report, by=by)


def _report(service: Service, original: Original, *, style: str, model: str) -> Report:
    pipeline = service.pipeline(style=style, model=model)
    with service.lock:
        return pipeline.summarize_bytes(
            original.data, source=original.source, media_type=original.media_type
        )


def _taken_in(
    service: Service, report: Report, *, by: User, original: Original | None = None
) -> _Result:
    if report.status is Status.FAILED:
        return _failed(_reason(report))
    taken = intake.add_report(service.desk, report, original=original, by=by)
    return _Result(JobState.DONE, report.document_id, taken.item_id)


def _reason(report: Report) -> str:
    """The category and advice of a failed report, without the name of the stage before it."""
    failed = [check.detail for check in report.checks if check.passed is False]
    return failed[0].partition(": ")[2] if failed else INTERNAL


def _failed(reason: str) -> _Result:
    return _Result(JobState.FAILED, reason=reason)


def _give_up(service: Service, job: Job, *, by: User) -> None:
    """Marks uploads that were not summarised: nothing of them is kept to go on with."""
    for each in jobs.documents(service.desk, job.id, by=by, state=JobState.WAITING):
        jobs.mark(
            service.desk,
            job.id,
            each.number,
            state=JobState.FAILED,
            document_id=each.document_id,
            reason=UNAVAILABLE,
        )
