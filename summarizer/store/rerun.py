"""An item that is to be summarised again: the job that a decision makes, and takes back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, case, delete, exists, insert, select, update

from summarizer.store.tables import items, job_documents, jobs
from summarizer.store.values import ItemState, JobState

__all__ = ["ask_for", "call_off", "give_up"]


def ask_for(
    connection: Connection, row: Row[Any], user_name: str, *, style: str, model: str, now: int
) -> int:
    """Makes a job of one document, for whoever runs jobs; gives its id. ``row``: the item."""
    job = {
        "kind": "rerun",
        "state": JobState.WAITING,
        "user_name": user_name,
        "style": style,
        "model": model,
        "created_at": now,
    }
    job_id: int = connection.execute(insert(jobs).values(job).returning(jobs.c.id)).scalar_one()
    document = {
        "job_id": job_id,
        "number": 1,
        "name": row.source,
        "state": JobState.WAITING,
        "document_id": row.document_id,
        "item_id": row.id,
        "reason": "",
    }
    connection.execute(insert(job_documents), [document])
    return job_id


def call_off(connection: Connection, item_id: int) -> None:
    """Removes the jobs that would summarise an item again and have not begun."""
    query = (
        select(jobs.c.id)
        .join(job_documents, job_documents.c.job_id == jobs.c.id)
        .where(
            jobs.c.kind == "rerun",
            job_documents.c.item_id == item_id,
            job_documents.c.state == JobState.WAITING,
        )
        .with_for_update(of=jobs)
    )
    ids = connection.execute(query).scalars().all()
    waiting = job_documents.c.item_id == item_id, job_documents.c.state == JobState.WAITING
    connection.execute(delete(job_documents).where(job_documents.c.job_id.in_(ids), *waiting))
    # A job may be about other documents too.
    empty = ~exists().where(job_documents.c.job_id == jobs.c.id)
    connection.execute(delete(jobs).where(jobs.c.id.in_(ids), empty))


def give_up(connection: Connection, job_id: int, number: int, *, now: int) -> None:
    """Lets an item whose re-run failed wait for a decision again. Of other jobs nothing changes."""
    this = (
        select(job_documents.c.item_id)
        .join(jobs)
        .where(jobs.c.id == job_id, jobs.c.kind == "rerun", job_documents.c.number == number)
    )
    # Round 3 is a lead's, before the re-run and after it.
    escalated = case((items.c.round == 3, ItemState.ESCALATED), else_=ItemState.WAITING)
    connection.execute(
        update(items)
        .where(items.c.id.in_(this), items.c.state == ItemState.RERUN)
        .values(state=escalated, version=items.c.version + 1, updated_at=now)
    )
