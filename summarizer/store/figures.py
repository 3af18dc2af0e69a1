"""Figures of the team's work: how much was decided, how surely, and where the program was wrong.

No figure is about one person, and none is a time taken for an item.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, func, select

from summarizer.store.desk import Desk, require
from summarizer.store.flow import OUTCOMES, of_one_mind
from summarizer.store.tables import decisions, feedback, item_codes, items, reports
from summarizer.store.values import Ability, DecisionKind, FeedbackKind, ItemState, User

__all__ = ["TeamFigures", "WarningFigures", "team"]

_DAY_MS = 86_400_000
_HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class WarningFigures:
    """How often the program was wrong about one warning, for one writer and detector.

    Attributes:
        code: the warning code.
        model: the writer of the reports.
        detector: what found the warnings.
        false: reports from which somebody removed the warning.
        missed: reports to which somebody added it.
        level_changed: reports in which somebody changed its level.
        reports: decided reports that have the warning, right or wrong.
    """

    code: str
    model: str
    detector: str
    false: int = 0
    missed: int = 0
    level_changed: int = 0
    reports: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFigures:
    """What the team did since some time, and what is left to do. Undone decisions do not count.

    Attributes:
        decided: decisions by kind.
        per_day: decisions other than ``skip`` by day (UTC, ISO), without gaps, oldest first.
        waiting: items that wait now.
        escalated: items that wait for a lead now.
        oldest_waiting_hours: for how long the oldest of both has waited; 0 when there is none.
        agreement: items on which a second person agreed, of those that a second person decided.
        golden: right answers to golden items, of all answers.
        overrides: decisions that approved in spite of a check or a challenge.
        undone: decisions undone or reversed.
        warnings: by code, writer and detector, of the reports that were decided.
    """

    decided: Mapping[DecisionKind, int]
    per_day: tuple[tuple[str, int], ...]
    waiting: int
    escalated: int
    oldest_waiting_hours: float
    agreement: tuple[int, int]
    golden: tuple[int, int]
    overrides: int
    undone: int
    warnings: tuple[WarningFigures, ...]


def team(desk: Desk, *, since: int, by: User) -> TeamFigures:
    """The team's figures.

    Args:
        desk: whose work it is.
        since: milliseconds since 1970 from which decisions count.
        by: who looks.

    Raises:
        NotAllowedError: the role does not see the team.
        StoreError: as ``Desk.reading``.
    """
    require(by, Ability.SEE_TEAM)
    stands = and_(decisions.c.undone_at.is_(None), decisions.c.decided_at >= since)
    kinds = select(decisions.c.kind, func.count()).where(stands).group_by(decisions.c.kind)
    overrides = select(func.count()).select_from(decisions).where(stands, decisions.c.override)
    undone = select(func.count()).select_from(decisions).where(decisions.c.undone_at >= since)
    with desk.reading() as connection:
        decided = {DecisionKind(kind): count for kind, count in connection.execute(kinds).tuples()}
        waiting, escalated, oldest = _backlog(connection)
        now = desk.now(connection)
        return TeamFigures(
            decided=decided,
            per_day=_per_day(connection, since),
            waiting=waiting,
            escalated=escalated,
            oldest_waiting_hours=0.0 if oldest is None else max(0, now - oldest) / _HOUR_MS,
            agreement=_agreement(connection, since),
            golden=_golden(connection, since),
            overrides=connection.execute(overrides).scalar_one(),
            undone=connection.execute(undone).scalar_one(),
            warnings=_warnings(connection, since),
        )


def _backlog(connection: Connection) -> tuple[int, int, int | None]:
    """How many items wait, how many of a lead, and since when the oldest of both does."""
    states = (ItemState.WAITING, ItemState.ESCALATED)
    query = (
        select(items.c.state, func.count(), func.min(items.c.created_at))
        .where(items.c.state.in_(states))
        .group_by(items.c.state)
    )
    found = {state: (count, first) for state, count, first in connection.execute(query).tuples()}
    waiting, escalated = (found.get(state, (0, None))[0] for state in states)
    return waiting, escalated, min((first for _, first in found.values()), default=None)


def _per_day(connection: Connection, since: int) -> tuple[tuple[str, int], ...]:
    day = (decisions.c.decided_at // _DAY_MS).label("day")
    query = _decided(since, day, func.count()).group_by(day)
    counts: dict[int, int] = dict(connection.execute(query).tuples().all())
    if not counts:
        return ()
    return tuple((_iso(day), counts.get(day, 0)) for day in range(min(counts), max(counts) + 1))


def _iso(day: int) -> str:
    first: date = datetime.fromtimestamp(0, UTC).date()
    return (first + timedelta(days=day)).isoformat()


def _decided(since: int, *columns: Any) -> Select[Any]:
    """Of decisions that stand; to pass an item on decides nothing."""
    return select(*columns).where(
        decisions.c.undone_at.is_(None),
        decisions.c.decided_at >= since,
        decisions.c.kind != DecisionKind.SKIP,
    )


def _agreement(connection: Connection, since: int) -> tuple[int, int]:
    """Of reports that two people decided about: on how many they agreed, and how many there are."""
    first, second = decisions.alias("first"), decisions.alias("second")
    query = (
        select(first.c.item_id, first.c.report_id, first.c.kind, second.c.kind)
        .join(
            second,
            and_(second.c.item_id == first.c.item_id, second.c.report_id == first.c.report_id),
        )
        .where(
            first.c.round == 1,
            second.c.round == 2,
            first.c.undone_at.is_(None),
            second.c.undone_at.is_(None),
            second.c.decided_at >= since,
            first.c.kind.in_(OUTCOMES),
            second.c.kind.in_(OUTCOMES),
        )
        .order_by(second.c.id, first.c.id)
    )
    # A report that went through both rounds more than once counts once, as it was last.
    last = {
        (item_id, report_id): of_one_mind(DecisionKind(other), [DecisionKind(one)])
        for item_id, report_id, one, other in connection.execute(query).tuples()
    }
    return sum(last.values()), len(last)


def _golden(connection: Connection, since: int) -> tuple[int, int]:
    query = (
        _decided(since, decisions.c.kind, items.c.golden)
        .join(items, items.c.id == decisions.c.item_id)
        .where(items.c.golden.is_not(None), decisions.c.kind.in_(OUTCOMES))
    )
    answers = connection.execute(query).tuples().all()
    right = (
        OUTCOMES[DecisionKind(kind)] == OUTCOMES[DecisionKind(json.loads(known)["outcome"])]
        for kind, known in answers
    )
    return sum(right), len(answers)


def _warnings(connection: Connection, since: int) -> tuple[WarningFigures, ...]:
    """Both what was wrong and how much there was, of the same reports: those decided about."""
    about = _decided(since, decisions.c.report_id).distinct()
    claims = (
        select(feedback.c.kind, feedback.c.code, reports.c.model, reports.c.detector)
        .add_columns(func.count(feedback.c.report_id.distinct()))
        .join(reports, reports.c.id == feedback.c.report_id)
        .where(feedback.c.report_id.in_(about))
        .where(feedback.c.kind != FeedbackKind.REDACTION_NEEDLESS)
        .group_by(feedback.c.kind, feedback.c.code, reports.c.model, reports.c.detector)
    )
    current = (
        select(item_codes.c.code, reports.c.model, reports.c.detector)
        .select_from(items)
        .join(item_codes, item_codes.c.item_id == items.c.id)
        .join(reports, reports.c.id == items.c.report_id)
        .where(reports.c.id.in_(about))
    )
    earlier = (
        select(reports.c.json, reports.c.model, reports.c.detector)
        .join(items, items.c.document_id == reports.c.document_id)
        .where(reports.c.id.in_(about), reports.c.id != items.c.report_id)
        .where(reports.c.json.is_not(None))
    )
    wrong: Counter[tuple[str, tuple[str, str, str]]] = Counter()
    for kind, code, model, detector, count in connection.execute(claims).tuples():
        wrong[kind, (code, model, detector)] = count
    having = Counter((row.code, row.model, row.detector) for row in connection.execute(current))
    having.update(_codes_of(connection.execute(earlier)))
    return tuple(
        WarningFigures(
            *key,
            false=wrong[FeedbackKind.WARNING_REMOVED, key],
            missed=wrong[FeedbackKind.WARNING_ADDED, key],
            level_changed=wrong[FeedbackKind.LEVEL_CHANGED, key],
            reports=having[key],
        )
        for key in sorted({*having, *(key for _, key in wrong)})
    )


def _codes_of(rows: Iterable[Row[Any]]) -> Iterator[tuple[str, str, str]]:
    """The codes of reports that their items do not have any more, as after a re-run."""
    for row in rows:
        for code in {warning["code"] for warning in json.loads(row.json)["warnings"]}:
            yield code, row.model, row.detector
