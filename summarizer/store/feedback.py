"""What moderators say the program got wrong: labels that training can use, and no words.

Each names the report it is about, and so the model and the detector that made it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, Select, delete, insert, select

from summarizer.errors import NotAllowedError, UsageError
from summarizer.store import audit, tables
from summarizer.store.desk import Desk, require
from summarizer.store.holding import is_identifier, unchanged_item
from summarizer.store.values import Ability, Claim, Feedback, FeedbackKind, User
from summarizer.types import Span

__all__ = ["all_feedback", "give", "of_item", "withdraw"]


def give(
    desk: Desk,
    claim: Claim,
    kind: FeedbackKind,
    *,
    code: str = "",
    rule: str = "",
    start: int = 0,
    end: int = 0,
    level_from: int | None = None,
    level_to: int | None = None,
) -> Feedback:
    """Keeps one thing that the program got wrong about the item that ``claim`` holds.

    The same thing from the same person a second time is the first one.

    Args:
        desk: whose item it is.
        claim: that of the person who says so.
        kind: what is wrong. ``REDACTION_NEEDLESS`` needs a rule and a place, the others a code,
            ``LEVEL_CHANGED`` a new level as well.
        code: the warning code it is about.
        rule: the rule of the redaction, or of the finding.
        start: where it begins in the original, in characters.
        end: where it ends.
        level_from: the program's level, 0 to 4.
        level_to: the right one.

    Raises:
        ConflictError: ``lost``, when the claim is not there any more; ``changed``, when the item
            has another report since.
        NotAllowedError: the role does not include deciding.
        UsageError: the new level is the old one.
        ValueError: something that the kind needs is missing, or cannot be what it is given as.
    """
    place = Span(start, end)
    _check(kind, code=code, rule=rule, place=place, levels=(level_from, level_to))
    with desk.writing() as connection:
        item = unchanged_item(connection, claim, Ability.DECIDE)
        values: dict[str, Any] = {
            "item_id": item.id,
            "report_id": item.report_id,
            "user_name": claim.user,
            "kind": kind.value,
            "code": code,
            "rule": rule,
            "start": place.start,
            "end": place.end,
            "level_from": level_from,
            "level_to": level_to,
        }
        own = tables.feedback.c
        # Compared with None, a column IS NULL.
        same = _query().where(*(own[key] == value for key, value in values.items()))
        before = connection.execute(same).first()
        if before is not None:
            return _feedback(before)
        values["given_at"] = desk.now(connection)
        row = insert(tables.feedback).values(values).returning(own.id)
        number = connection.execute(row).scalar_one()
        audit.append(
            connection,
            desk,
            actor=claim.user,
            action="feedback.given",
            subject=f"item:{item.id}",
            detail={
                "feedback": number,
                "report": item.report_id,
                "kind": kind.value,
                "code": code,
                "rule": rule,
                "level_from": level_from,
                "level_to": level_to,
            },
        )
        return _feedback(connection.execute(_query().where(own.id == number)).one())


def withdraw(desk: Desk, feedback_id: int, *, by: User) -> None:
    """Takes back what somebody said; nothing happens when it is gone already.

    Raises:
        NotAllowedError: it is another's, or the role does not include deciding.
    """
    require(by, Ability.DECIDE)
    own = tables.feedback.c
    with desk.writing() as connection:
        row = connection.execute(select(tables.feedback).where(own.id == feedback_id)).first()
        if row is None:
            return
        if row.user_name != by.name:
            raise NotAllowedError("only who gave feedback can take it back")
        if not connection.execute(delete(tables.feedback).where(own.id == row.id)).rowcount:
            return
        audit.append(
            connection,
            desk,
            actor=by.name,
            action="feedback.withdrawn",
            subject=f"item:{row.item_id}",
            detail={"feedback": row.id, "kind": row.kind, "code": row.code, "rule": row.rule},
        )


def of_item(desk: Desk, item_id: int, *, by: User) -> tuple[Feedback, ...]:
    """What all have said about an item, and about each report it has had, oldest first.

    Raises:
        NotAllowedError: ``by`` does not see the queue.
    """
    require(by, Ability.SEE_QUEUE)
    query = _query().where(tables.feedback.c.item_id == item_id)
    with desk.reading() as connection:
        return tuple(map(_feedback, connection.execute(query)))


def all_feedback(desk: Desk, *, by: User | None) -> Iterator[Feedback]:
    """All there is, oldest first, read in one view, a few at a time.

    Args:
        desk: whose it is.
        by: who asks; None = the operator at the command line.

    Raises:
        NotAllowedError: ``by`` may not export.
    """
    if by is not None:
        require(by, Ability.EXPORT)
    return _all(desk)


def _all(desk: Desk) -> Iterator[Feedback]:
    with desk.reading() as connection:
        for row in connection.execution_options(yield_per=1000).execute(_query()):
            yield _feedback(row)


def _check(
    kind: FeedbackKind, *, code: str, rule: str, place: Span, levels: tuple[int | None, int | None]
) -> None:
    if not is_identifier(code) or not is_identifier(rule):
        raise ValueError("not a code or a rule")
    if any(level is not None and not 0 <= level <= 4 for level in levels):
        raise ValueError("a level is 0 to 4")
    if kind is FeedbackKind.REDACTION_NEEDLESS:
        if not rule or not len(place):
            raise ValueError("a redaction has a rule and a place")
        return
    if not code:
        raise ValueError("feedback on a warning needs its code")
    if kind is FeedbackKind.LEVEL_CHANGED:
        if levels[1] is None:
            raise ValueError("a level that changes needs the new one")
        if levels[0] == levels[1]:
            raise UsageError("choose another level than the one it has")


def _query() -> Select[Any]:
    own, reports = tables.feedback, tables.reports
    return (
        select(own, reports.c.document_id, reports.c.model, reports.c.detector)
        .join(reports, reports.c.id == own.c.report_id)
        .order_by(own.c.id)
    )


def _feedback(row: Row[Any]) -> Feedback:
    values = dict(row._mapping)
    kind = FeedbackKind(values.pop("kind"))
    return Feedback(user=values.pop("user_name"), kind=kind, **values)
