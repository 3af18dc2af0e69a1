"""Decisions: made once, undone for a while as if they had not been, later reversed for all to see.

A decision, what becomes of the item, and the line in the audit log are one transaction. It is made
with the token of a claim, and a token makes one decision: a click that arrives twice counts once.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select

from summarizer.errors import ConflictError, NotAllowedError, UsageError
from summarizer.store import audit, people
from summarizer.store.approval import APPROVALS, is_override
from summarizer.store.decided import (
    decision_of,
    earlier_of,
    lock_decision,
    made_with,
    mark_undone,
    move,
    still_last,
)
from summarizer.store.desk import Desk, require
from summarizer.store.flow import Step, next_step, sampled
from summarizer.store.grants import claim_from, claim_of, exclude, grant, lost, own_claim, unchanged
from summarizer.store.rerun import ask_for, call_off
from summarizer.store.rows import lock_item
from summarizer.store.tables import claims, decisions, exclusions, reports
from summarizer.store.values import (
    Ability,
    Claim,
    Decision,
    DecisionKind,
    ItemState,
    User,
)

__all__ = ["decide", "mine", "of_item", "reverse", "undo"]

_WITH_REASON = frozenset({DecisionKind.REJECT, DecisionKind.ESCALATE, DecisionKind.RERUN})


def decide(
    desk: Desk,
    claim: Claim,
    kind: DecisionKind,
    *,
    reason: str = "",
    edit_id: int | None = None,
    override: bool = False,
    style: str = "",
    model: str = "",
) -> Decision:
    """Decides about a claimed item; the claim is used up. The same again gives the same decision.

    A claim that has run out and that nobody took is as good as any.

    Args:
        desk: whose item it is.
        claim: that of the person who decides.
        kind: what they decide.
        reason: why; needed to reject, escalate, run again and override.
        edit_id: the edit that is approved, for ``APPROVE_EDITED`` alone.
        override: approves although a check has not passed; a second person will look.
        style: for ``RERUN``, how long the summary is to be; empty = as the settings say.
        model: for ``RERUN``, the writer; empty = as the settings say.

    Raises:
        ConflictError: ``lost``, the claim is gone; ``changed``, the item is another than when it
            was claimed; ``closed``, this claim has already decided otherwise, or the item is
            closed.
        NotAllowedError: the role does not include deciding, or deciding what was escalated.
        UsageError: a reason is missing, or this cannot be approved as it is.
    """
    reason = reason.replace("\0", "").strip()
    if kind in _WITH_REASON and not reason:
        raise UsageError("give a reason: the next person needs it")
    with desk.writing() as connection:
        row = lock_item(connection, claim.item_id)
        if own_claim(connection, claim) is None:
            return _again(made_with(connection, claim), kind)
        unchanged(row.state, row.version, claim)
        _require(people.load(connection, claim.user) or User(claim.user), row)
        overrides = kind in APPROVALS and is_override(
            connection,
            desk,
            row,
            claim.user,
            kind,
            edit_id=edit_id,
            asked=override,
            reason=reason,
        )
        step = next_step(
            kind,
            state=ItemState(row.state),
            round=row.round,
            earlier=earlier_of(connection, row),
            override=overrides,
            sampled=row.golden is None
            and sampled(desk.secret, row.document_id, desk.rules.second_review_percent),
        )
        now = desk.now(connection)
        values = {
            "item_id": row.id,
            "report_id": row.report_id,
            "user_name": claim.user,
            "round": row.round,
            "kind": kind,
            "reason": reason,
            "override": overrides,
            "edit_id": edit_id if kind is DecisionKind.APPROVE_EDITED else None,
            "token": claim.token,
            "decided_at": now,
        }
        made = connection.execute(insert(decisions).values(values).returning(decisions)).one()
        move(connection, row, step.state, step.round, now=now)
        connection.execute(delete(claims).where(claims.c.item_id == row.id))
        if step.second or kind is DecisionKind.SKIP:
            exclude(connection, row.id, claim.user, kind="second" if step.second else "skip")
        detail = _detail(made, step)
        if kind is DecisionKind.RERUN:
            detail["job"] = ask_for(connection, row, claim.user, style=style, model=model, now=now)
        _log(connection, desk, claim.user, "item.decided", row, detail)
        return decision_of(made)


def undo(desk: Desk, decision_id: int, *, by: User) -> Claim:
    """Takes one's own decision back, as if it had not been made; gives the claim on the item back.

    Raises:
        ConflictError: ``late``, the time for that is over: reverse it; ``taken``, somebody has
            claimed or decided the item since; ``changed``, it has another report since or has
            been summarised again; ``closed``, the decision is undone already or the report purged.
        NotAllowedError: it is somebody else's, or the role does not include deciding.
        UsageError: there is no such decision.
    """
    require(by, Ability.DECIDE)
    with desk.writing() as connection:
        made, row = lock_decision(connection, decision_id)
        if made.user_name != by.name:
            raise NotAllowedError("this is somebody else's decision: a lead can reverse it")
        now, holder = desk.now(connection), claim_of(connection, row.id)
        if made.undone_at is not None:
            # A second click finds what the first one did.
            if made.undone_by == by.name and holder is not None and holder.user_name == by.name:
                return claim_from(holder, version=row.version)
            raise ConflictError("this decision does not stand any more", kind="closed")
        if now - made.decided_at > desk.rules.undo_s * 1000:
            raise ConflictError("it is too late to undo this: reverse it instead", kind="late")
        if holder and holder.user_name != by.name and holder.expires_at > now:
            raise ConflictError("somebody else has taken this item since", kind="taken")
        still_last(connection, made, row)
        state = ItemState.ESCALATED if made.round == 3 else ItemState.WAITING
        mark_undone(connection, [made.id], by, now=now, reason="")
        move(connection, row, state, made.round, now=now)
        own = exclusions.c.item_id == row.id, exclusions.c.user_name == by.name
        connection.execute(delete(exclusions).where(*own))
        call_off(connection, row.id)
        _log(connection, desk, by.name, "decision.undone", row, {"decision": made.id})
        row = lock_item(connection, row.id)
        return grant(connection, desk, row, by, former=holder, now=now)


def reverse(desk: Desk, decision_id: int, *, by: User, reason: str) -> Decision:
    """Takes a decision back at any later time: the item is reviewed anew, from its first round.

    All that was decided about the item and still stands falls with it.

    Raises:
        ConflictError: ``closed``, the decision does not stand any more, or there is no report
            left to decide about.
        NotAllowedError: it is somebody else's and the role does not include reversing those.
        UsageError: there is no such decision, or no reason.
    """
    require(by, Ability.DECIDE)
    reason = reason.replace("\0", "").strip()
    if not reason:
        raise UsageError("give a reason: whoever decided will read it")
    with desk.writing() as connection:
        made, row = lock_decision(connection, decision_id)
        if made.user_name != by.name:
            require(by, Ability.REVERSE_OTHERS)
        if made.undone_at is not None:
            raise ConflictError("this decision does not stand any more", kind="closed")
        query = select(reports.c.json.is_not(None)).where(reports.c.id == row.report_id)
        if row.state == ItemState.EXPIRED or not connection.execute(query).scalar_one():
            raise ConflictError("the report has been purged: nothing can be decided", kind="closed")
        now = desk.now(connection)
        standing = decisions.c.item_id == row.id, decisions.c.undone_at.is_(None)
        ids = connection.execute(select(decisions.c.id).where(*standing)).scalars().all()
        mark_undone(connection, ids, by, now=now, reason=reason)
        move(connection, row, ItemState.WAITING, 1, now=now)
        second = exclusions.c.item_id == row.id, exclusions.c.kind == "second"
        connection.execute(delete(exclusions).where(*second))
        call_off(connection, row.id)
        detail: dict[str, str | int] = {"decision": made.id, "decided_by": made.user_name}
        _log(connection, desk, by.name, "decision.reversed", row, detail)
        return decision_of(lock_decision(connection, decision_id)[0])


def of_item(desk: Desk, item_id: int, *, by: User) -> tuple[Decision, ...]:
    """All that was decided about an item, in its order, with what does not stand any more.

    Raises:
        NotAllowedError: the role does not include seeing the queue.
    """
    require(by, Ability.SEE_QUEUE)
    query = select(decisions).where(decisions.c.item_id == item_id).order_by(decisions.c.id)
    with desk.reading() as connection:
        return tuple(map(decision_of, connection.execute(query)))


def mine(desk: Desk, user: User, *, limit: int = 50) -> tuple[Decision, ...]:
    """What this person decided last, the newest first, with what does not stand any more."""
    query = (
        select(decisions)
        .where(decisions.c.user_name == user.name)
        .order_by(decisions.c.decided_at.desc(), decisions.c.id.desc())
        .limit(limit)
    )
    with desk.reading() as connection:
        return tuple(map(decision_of, connection.execute(query)))


def _require(user: User, row: Row[Any]) -> None:
    require(user, Ability.DECIDE)
    if row.state == ItemState.ESCALATED:
        require(user, Ability.DECIDE_ESCALATED)


def _again(first: Row[Any] | None, kind: DecisionKind) -> Decision:
    """What a claim that is gone was used for, when that is what it is used for once more."""
    if first is None:
        raise lost()
    if first.undone_at is not None:
        raise ConflictError("this decision was taken back since: claim the item again", kind="lost")
    if first.kind != kind:
        raise ConflictError("you have decided about this item already", kind="closed")
    return decision_of(first)


def _detail(made: Row[Any], step: Step) -> dict[str, str | int]:
    return {
        "decision": made.id,
        "kind": made.kind,
        "round": made.round,
        "state": step.state,
        "override": bool(made.override),
    }


def _log(
    connection: Connection,
    desk: Desk,
    actor: str,
    action: str,
    row: Row[Any],
    detail: dict[str, str | int],
) -> None:
    subject = f"item:{row.id}"
    audit.append(connection, desk, actor=actor, action=action, subject=subject, detail=detail)
