"""Jobs: several documents to be imported, summarised or summarised again, and how far that is.

A job's state follows from its documents': it waits until one has been begun, runs until none is
left, and has failed only when all of them did.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Row, func, insert, select, update

from summarizer.errors import ConflictError, UsageError
from summarizer.store import audit, tables
from summarizer.store.desk import Desk, require
from summarizer.store.engine import lock
from summarizer.store.rerun import give_up
from summarizer.store.values import Ability, Job, JobDocument, JobState, User

__all__ = ["Kind", "documents", "jobs", "mark", "retry", "start", "stop", "waiting"]

Kind = Literal["import", "summarise", "rerun"]

_OPEN = (JobState.WAITING, JobState.RUNNING)


def start(
    desk: Desk,
    kind: Kind,
    documents: Sequence[JobDocument],
    *,
    by: User | None,
    style: str = "",
    model: str = "",
) -> Job:
    """Makes a job whose documents all wait.

    Args:
        desk: where it is kept.
        kind: what is to be done.
        documents: name, document id and item id of each; they are numbered anew from 1, and
            their states and reasons do not count.
        by: who wants it; None = the operator at the command line.
        style: how long the summaries are to be; empty = as the settings say.
        model: the writer; empty = as the settings say.

    Raises:
        NotAllowedError: the role does not run jobs.
        ValueError: there is no such kind, or no document.
    """
    if kind not in get_args(Kind) or not documents:
        raise ValueError("a job has a known kind and at least one document")
    if by is not None:
        require(by, Ability.RUN_JOBS)
    name = audit.OPERATOR if by is None else by.name
    with desk.writing() as connection:
        if by is None:
            _know_operator(connection, desk)
        row = {
            "kind": kind,
            "state": JobState.WAITING,
            "user_name": name,
            "style": style,
            "model": model,
            "created_at": desk.now(connection),
        }
        (job_id,) = connection.execute(
            insert(tables.jobs).values(row).returning(tables.jobs.c.id)
        ).one()
        connection.execute(
            insert(tables.job_documents),
            [
                {
                    "job_id": job_id,
                    "number": number,
                    "name": each.name,
                    "state": JobState.WAITING,
                    "document_id": each.document_id,
                    "item_id": each.item_id,
                    "reason": "",
                }
                for number, each in enumerate(documents, 1)
            ],
        )
        detail = {"kind": kind, "documents": len(documents)}
        _log(connection, desk, name, "job.started", job_id, detail)
        return _one(connection, job_id)


def jobs(desk: Desk, *, by: User, limit: int = 20) -> tuple[Job, ...]:
    """The newest jobs of everybody, newest first.

    Raises:
        NotAllowedError: the role does not see the queue.
    """
    require(by, Ability.SEE_QUEUE)
    newest = select(tables.jobs.c.id).order_by(tables.jobs.c.id.desc()).limit(limit)
    with desk.reading() as connection:
        return _several(connection, connection.execute(newest).scalars().all())


def documents(
    desk: Desk, job_id: int, *, by: User, state: JobState | None = None
) -> tuple[JobDocument, ...]:
    """The documents of a job in their order; those of one state when it is given.

    Raises:
        NotAllowedError: the role does not see the queue.
        UsageError: there is no such job.
    """
    require(by, Ability.SEE_QUEUE)
    table = tables.job_documents
    query = select(table).where(table.c.job_id == job_id).order_by(table.c.number)
    if state is not None:
        query = query.where(table.c.state == state)
    with desk.reading() as connection:
        _one(connection, job_id)
        return tuple(
            JobDocument(
                number=row.number,
                name=row.name,
                state=JobState(row.state),
                document_id=row.document_id,
                item_id=row.item_id,
                reason=row.reason,
            )
            for row in connection.execute(query)
        )


def waiting(desk: Desk, *, by: User) -> tuple[Job, ...]:
    """The jobs of which a document still waits, oldest first.

    Imports are not among them: only the command line has the reports that they are about.

    Raises:
        NotAllowedError: the role does not run jobs.
    """
    require(by, Ability.RUN_JOBS)
    table = tables.job_documents
    query = (
        select(tables.jobs.c.id)
        .join(table, table.c.job_id == tables.jobs.c.id)
        .where(tables.jobs.c.state.in_(_OPEN), table.c.state == JobState.WAITING)
        .where(tables.jobs.c.kind != "import")
        .distinct()
    )
    with desk.reading() as connection:
        return _several(connection, connection.execute(query).scalars().all())[::-1]


def mark(
    desk: Desk,
    job_id: int,
    number: int,
    *,
    state: JobState,
    document_id: str = "",
    item_id: int | None = None,
    reason: str = "",
) -> None:
    """Says how far one document is. Saying the same twice changes nothing.

    Marking it as running takes it: of two who try, one does the work. An item whose re-run fails
    waits again with the report that it had.

    Args:
        desk: where it is kept.
        job_id: the job.
        number: the document's, from 1.
        state: where it stands now.
        document_id: known once it has been read; empty leaves it as it is.
        item_id: known once it is in the queue; None leaves it as it is.
        reason: a category and what to do, never text; takes the place of the one before.

    Raises:
        ConflictError: ``taken``: it was to be marked as running, and does not wait.
        UsageError: there is no such job or document.
    """
    table = tables.job_documents
    this = (table.c.job_id == job_id) & (table.c.number == number)
    with desk.writing() as connection:
        _hold(connection, job_id)
        before = connection.execute(select(table.c.state).where(this)).scalar()
        if before is None:
            raise UsageError(f"job {job_id} has no document {number}")
        if state is JobState.RUNNING and before != JobState.WAITING:
            raise ConflictError(f"document {number} is {before} already", kind="taken")
        values: dict[str, Any] = {"state": state, "reason": reason}
        if document_id:
            values["document_id"] = document_id
        if item_id is not None:
            values["item_id"] = item_id
        connection.execute(update(table).where(this).values(values))
        if state is JobState.FAILED:
            give_up(connection, job_id, number, now=desk.now(connection))
        _settle(connection, desk, job_id)


def retry(desk: Desk, job_id: int, *, by: User, running: bool = False) -> int:
    """Lets the failed documents of a job wait again; gives how many.

    Args:
        desk: where it is kept.
        job_id: the job.
        by: who wants it.
        running: also those that are marked as running, when whoever ran them is gone.

    Raises:
        NotAllowedError: the role does not run jobs.
        UsageError: there is no such job.
    """
    require(by, Ability.RUN_JOBS)
    table = tables.job_documents
    again = (JobState.FAILED, JobState.RUNNING) if running else (JobState.FAILED,)
    with desk.writing() as connection:
        _hold(connection, job_id)
        changed = connection.execute(
            update(table)
            .where(table.c.job_id == job_id, table.c.state.in_(again))
            .values(state=JobState.WAITING, reason="")
        ).rowcount
        if changed:
            _settle(connection, desk, job_id)
            _log(connection, desk, by.name, "job.retried", job_id, {"documents": changed})
    return changed


def stop(desk: Desk, job_id: int, *, reason: str) -> int:
    """Marks all documents that wait or run as failed; gives how many that were.

    Args:
        desk: where it is kept.
        job_id: the job.
        reason: a category and what to do, never text.

    Raises:
        UsageError: there is no such job.
    """
    table = tables.job_documents
    with desk.writing() as connection:
        _hold(connection, job_id)
        changed = connection.execute(
            update(table)
            .where(table.c.job_id == job_id, table.c.state.in_(_OPEN))
            .values(state=JobState.FAILED, reason=reason)
        ).rowcount
        if changed:
            _settle(connection, desk, job_id)
    return changed


def _know_operator(connection: Connection, desk: Desk) -> None:
    """Makes the row that a job of the operator's refers to. It is nobody who could sign in."""
    lock(connection, "summarizer.users")
    known = select(tables.users.c.name).where(tables.users.c.name == audit.OPERATOR)
    if connection.execute(known).first() is None:
        row = {"name": audit.OPERATOR, "active": False, "created_at": desk.now(connection)}
        connection.execute(insert(tables.users), [row])


def _hold(connection: Connection, job_id: int) -> None:
    """Waits for others who change the job, so that its state follows from all its documents.

    Raises:
        UsageError: there is no such job.
    """
    query = select(tables.jobs.c.id).where(tables.jobs.c.id == job_id).with_for_update()
    if connection.execute(query).first() is None:
        raise UsageError(f"there is no job {job_id}")


def _settle(connection: Connection, desk: Desk, job_id: int) -> None:
    """Writes down the state that follows from the documents'."""
    table = tables.job_documents
    of_job = select(table.c.number).where(table.c.job_id == job_id).limit(1)
    # Jobs are worked through from the start: either finds one at once.
    left = of_job.where(table.c.state.in_(_OPEN)).order_by(table.c.number.desc())
    begun = of_job.where(table.c.state != JobState.WAITING).order_by(table.c.number)
    this = tables.jobs.c.id == job_id
    before = connection.execute(select(tables.jobs).where(this)).one()
    if connection.execute(left).first() is not None:
        runs = connection.execute(begun).first() is not None
        state = JobState.RUNNING if runs else JobState.WAITING
        if before.state != state:
            changed = update(tables.jobs).where(this)
            connection.execute(changed.values(state=state, finished_at=None))
        return
    job = _one(connection, job_id)
    state = JobState.FAILED if job.failed == job.total else JobState.DONE
    finished_at = desk.now(connection) if before.finished_at is None else before.finished_at
    ended = update(tables.jobs).where(this)
    connection.execute(ended.values(state=state, finished_at=finished_at))
    if before.finished_at is None:
        detail = {"done": job.done, "failed": job.failed}
        _log(connection, desk, before.user_name, "job.finished", job_id, detail)


def _log(
    connection: Connection,
    desk: Desk,
    actor: str,
    action: str,
    job_id: int,
    detail: Mapping[str, str | int],
) -> None:
    subject = f"job:{job_id}"
    audit.append(connection, desk, actor=actor, action=action, subject=subject, detail=detail)


def _one(connection: Connection, job_id: int) -> Job:
    found = _several(connection, [job_id])
    if not found:
        raise UsageError(f"there is no job {job_id}")
    return found[0]


def _several(connection: Connection, ids: Collection[int]) -> tuple[Job, ...]:
    """Jobs with their counts, newest first."""
    table = tables.job_documents
    counted = (
        select(table.c.job_id, table.c.state, func.count())
        .where(table.c.job_id.in_(ids))
        .group_by(table.c.job_id, table.c.state)
    )
    counts: dict[int, dict[str, int]] = {each: {} for each in ids}
    for job_id, state, count in connection.execute(counted).tuples():
        counts[job_id][state] = count
    query = select(tables.jobs).where(tables.jobs.c.id.in_(ids)).order_by(tables.jobs.c.id.desc())
    return tuple(_job(row, counts[row.id]) for row in connection.execute(query))


def _job(row: Row[Any], counts: Mapping[str, int]) -> Job:
    return Job(
        id=row.id,
        kind=row.kind,
        state=JobState(row.state),
        user=row.user_name,
        created_at=row.created_at,
        finished_at=row.finished_at,
        total=sum(counts.values()),
        done=counts.get(JobState.DONE, 0),
        failed=counts.get(JobState.FAILED, 0),
        style=row.style,
        model=row.model,
    )
