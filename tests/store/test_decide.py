"""Decisions: what each does to an item, that each counts once, and how each is taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import func, select, update

from summarizer.errors import ConflictError, NotAllowedError, StoreError, UsageError
from summarizer.store import audit, claims, edits, feedback, jobs, people, queue, tables
from summarizer.store.decide import decide, mine, of_item, reverse, undo
from summarizer.store.desk import Desk
from summarizer.store.flow import sampled
from summarizer.store.intake import add_report
from summarizer.store.values import (
    Claim,
    DecisionKind,
    FeedbackKind,
    Golden,
    Item,
    ItemState,
    JobState,
    Preferences,
    Role,
    User,
)
from summarizer.types import Report, Status

APPROVE, EDITED, REJECT, ESCALATE, SKIP, RERUN = DecisionKind
WAITING, ESCALATED, RERUNNING = ItemState.WAITING, ItemState.ESCALATED, ItemState.RERUN
WHY = "the headline names the wrong town"


@dataclass
class Room:
    """A desk with people and reports, and short words for what they do."""

    desk: Desk
    clock: Callable[[], int]
    make_report: Callable[..., Report]

    def __post_init__(self) -> None:
        roles = {"ann": Role.MODERATOR, "ben": Role.MODERATOR, "cat": Role.MODERATOR,
                 "lea": Role.LEAD, "leo": Role.LEAD, "kay": Role.AUDITOR}  # fmt: skip
        self.users = {
            name: people.set_role(self.desk, name, role, by=None) for name, role in roles.items()
        }

    def report(self, *, drawn: bool = False, **named: object) -> Report:
        """A report that is drawn for a second review, or is not."""
        percent = self.desk.rules.second_review_percent
        while True:
            made = self.make_report(**named)
            if sampled(self.desk.secret, made.document_id, percent) is drawn:
                return made

    def other_report(self, number: int) -> Report:
        """Another report on the document of an item."""
        document_id = self.item(number).document_id
        return self.make_report(document_id=document_id, text="One man was fined on Tuesday.")

    def add(self, *, drawn: bool = False, **named: object) -> int:
        return add_report(self.desk, self.report(drawn=drawn, **named)).item_id

    def claim(self, name: str, number: int) -> Claim:
        return claims.claim(self.desk, number, self.users[name])

    def decide(self, name: str, number: int, kind: DecisionKind, **named: object):
        return decide(self.desk, self.claim(name, number), kind, **named)

    def item(self, number: int) -> Item:
        return queue.item(self.desk, number, by=self.users["kay"])

    def where(self, number: int) -> tuple[ItemState, int]:
        item = self.item(number)
        return item.state, item.round

    def next(self, name: str) -> int | None:
        given = claims.claim_next(self.desk, self.users[name], preferences=Preferences())
        if given is None:
            return None
        claims.release(self.desk, given[1])
        return given[0].id

    def last_line(self) -> tuple[str, str, dict[str, object]]:
        line = list(audit.entries(self.desk))[-1]
        return line.actor, line.action, json.loads(line.detail)


@pytest.fixture
def room(desk: Desk, clock, make_report: Callable[..., Report]) -> Room:
    return Room(desk, clock, make_report)


def refused(kind: str, call: Callable[[], object]) -> None:
    with pytest.raises(ConflictError) as conflict:
        call()
    assert conflict.value.kind == kind


def test_an_approval_closes_an_item_and_says_so_in_the_log(room: Room) -> None:
    number = room.add()
    claim = room.claim("ann", number)
    room.clock.move(seconds=30)
    made = decide(room.desk, claim, APPROVE)
    item = room.item(number)
    assert (item.state, item.round, item.version, item.holder) == (ItemState.APPROVED, 1, 2, "")
    assert item.updated_at == made.decided_at == room.clock.now
    assert (made.user, made.kind, made.round, made.report_id) == ("ann", APPROVE, 1, item.report_id)
    assert made.stands
    assert not made.override
    assert room.last_line() == ("ann", "item.decided", {
        "decision": made.id, "kind": "approve", "round": 1, "state": "approved", "override": False,
    })  # fmt: skip
    assert audit.verify(room.desk)[2] is None
    assert all(room.next(name) is None for name in ("ann", "ben", "lea"))
    refused("closed", lambda: room.claim("ben", number))


def test_a_click_that_arrives_twice_counts_once(room: Room) -> None:
    number = room.add()
    claim = room.claim("ann", number)
    made = decide(room.desk, claim, REJECT, reason=WHY)
    lines = audit.verify(room.desk)
    assert decide(room.desk, claim, REJECT, reason=WHY) == made
    refused("closed", lambda: decide(room.desk, claim, APPROVE))
    assert audit.verify(room.desk) == lines
    assert of_item(room.desk, number, by=room.users["kay"]) == (made,)
    assert room.where(number) == (ItemState.REJECTED, 1)


def test_who_lost_the_claim_decides_nothing(room: Room) -> None:
    number = room.add()
    lost = room.claim("ann", number)
    claims.take_over(room.desk, number, room.users["lea"])
    refused("lost", lambda: decide(room.desk, lost, APPROVE))
    forged = replace(lost, token=claims.resume(room.desk, number, room.users["lea"]).token)
    refused("lost", lambda: decide(room.desk, forged, APPROVE))
    assert room.where(number) == (WAITING, 1)
    assert of_item(room.desk, number, by=room.users["kay"]) == ()


def test_a_claim_that_ran_out_is_good_until_somebody_takes_it(room: Room) -> None:
    first, other = room.add(), room.add()
    mine_, theirs = room.claim("ann", first), room.claim("ann", other)
    room.clock.move(days=1)
    room.claim("ben", other)
    assert decide(room.desk, mine_, APPROVE).stands
    refused("lost", lambda: decide(room.desk, theirs, APPROVE))


def test_nobody_decides_about_a_report_that_they_did_not_see(room: Room) -> None:
    number = room.add()
    claim = room.claim("ann", number)
    report = room.other_report(number)
    add_report(room.desk, report)
    refused("changed", lambda: decide(room.desk, claim, APPROVE))
    refused("changed", lambda: decide(room.desk, claims.heartbeat(room.desk, claim), APPROVE))
    fresh = claims.resume(room.desk, number, room.users["ann"])
    assert decide(room.desk, fresh, APPROVE).report_id == room.item(number).report_id


@pytest.mark.parametrize("kind", [REJECT, ESCALATE, RERUN])
def test_what_others_have_to_act_on_needs_a_reason(room: Room, kind: DecisionKind) -> None:
    number = room.add()
    claim = room.claim("ann", number)
    for nothing in ("", "  \n", "\0"):
        with pytest.raises(UsageError, match="reason"):
            decide(room.desk, claim, kind, reason=nothing)
    made = decide(room.desk, claim, kind, reason=f" {WHY}\0 ")
    assert made.reason == WHY
    assert WHY not in str(list(audit.entries(room.desk)))


def test_what_has_no_summary_cannot_be_approved(room: Room) -> None:
    number = room.add(status=Status.WITHHELD)
    with pytest.raises(UsageError, match="no summary"):
        room.decide("ann", number, APPROVE, override=True, reason=WHY)
    purged = room.add()
    with room.desk.writing() as connection:
        connection.execute(update(tables.reports).values(json=None))
    with pytest.raises(UsageError, match="no summary"):
        room.decide("ann", purged, APPROVE)
    assert room.decide("ann", number, REJECT, reason=WHY).stands


def test_a_damaged_report_is_named_and_not_quoted(room: Room) -> None:
    number = room.add()
    with room.desk.writing() as connection:
        connection.execute(update(tables.reports).values(json='{"canary": 1}'))
    with pytest.raises(StoreError, match="report 1 is damaged") as error:
        room.decide("ann", number, APPROVE)
    assert "canary" not in str(error.value)


def test_a_check_that_has_not_passed_takes_an_override_and_a_second_person(room: Room) -> None:
    number = room.add(status=Status.NEEDS_REVIEW)
    for not_enough in ({}, {"override": True}, {"reason": WHY}):
        with pytest.raises(UsageError, match="has not passed"):
            room.decide("ann", number, APPROVE, **not_enough)
    made = room.decide("ann", number, APPROVE, override=True, reason=WHY)
    assert made.override
    assert room.where(number) == (WAITING, 2)
    with pytest.raises(NotAllowedError, match="another person"):
        room.claim("ann", number)
    assert room.next("ann") is None
    assert room.next("ben") == number
    second = room.decide("ben", number, APPROVE, override=True, reason=WHY)
    assert (second.round, room.where(number)) == (2, (ItemState.APPROVED, 2))


def test_to_reject_what_has_not_passed_is_no_override(room: Room) -> None:
    number = room.add(status=Status.NEEDS_REVIEW)
    assert not room.decide("ann", number, REJECT, reason=WHY, override=True).override
    assert room.where(number) == (ItemState.REJECTED, 1)


def test_who_challenges_the_protection_of_a_person_needs_a_second_one(room: Room) -> None:
    number, other = room.add(), room.add()
    for rule, each in (("ID-03", number), ("GD-06", other)):
        claim = room.claim("ann", each)
        kind = FeedbackKind.REDACTION_NEEDLESS
        feedback.give(room.desk, claim, kind, rule=rule, start=31, end=40)
    assert room.decide("ann", number, APPROVE).override
    assert room.where(number) == (WAITING, 2)
    # The challenge was Ann's, and for Ben there is nothing to override.
    assert not room.decide("ben", number, APPROVE).override
    assert not room.decide("ann", other, APPROVE).override
    assert room.where(other) == (ItemState.APPROVED, 1)


def test_an_edit_is_approved_when_its_checks_have_passed(room: Room) -> None:
    report = room.report(status=Status.NEEDS_REVIEW)
    number, other = add_report(room.desk, report).item_id, room.add()
    claim = room.claim("ann", number)
    good = edits.keep(room.desk, claim, report, passed=True)
    bad = edits.keep(room.desk, claim, report, passed=False)
    for edit_id, message in ((None, "no such edit"), (99, "no such edit"), (bad.id, "has not")):
        with pytest.raises(UsageError, match=message):
            decide(room.desk, claim, EDITED, edit_id=edit_id, override=True, reason=WHY)
    with pytest.raises(UsageError, match="no such edit"):
        room.decide("ben", other, EDITED, edit_id=good.id)
    made = decide(room.desk, claim, EDITED, edit_id=good.id)
    assert (made.edit_id, made.override) == (good.id, False)
    assert room.where(number) == (ItemState.APPROVED, 1)


def test_drawn_items_are_seen_by_two_who_agree(room: Room) -> None:
    number = room.add(drawn=True)
    room.decide("ann", number, APPROVE)
    assert room.where(number) == (WAITING, 2)
    assert room.next("ann") is None
    room.decide("ben", number, APPROVE)
    assert room.where(number) == (ItemState.APPROVED, 2)


def test_golden_items_are_never_drawn(room: Room) -> None:
    report = room.report(drawn=True)
    number = add_report(room.desk, report, golden=Golden("approve")).item_id
    room.decide("ann", number, APPROVE)
    assert room.where(number) == (ItemState.APPROVED, 1)


def test_a_disagreement_is_settled_by_a_lead_who_had_no_part_in_it(room: Room) -> None:
    number = room.add(drawn=True)
    room.decide("ann", number, APPROVE)
    room.decide("lea", number, REJECT, reason=WHY)
    assert room.where(number) == (ESCALATED, 3)
    assert [room.next(name) for name in ("ann", "ben", "lea")] == [None, None, None]
    assert room.next("leo") == number
    room.decide("leo", number, APPROVE)
    assert room.where(number) == (ItemState.APPROVED, 3)


def test_what_somebody_escalates_another_lead_decides(room: Room) -> None:
    number = room.add()
    room.decide("lea", number, ESCALATE, reason=WHY)
    assert room.where(number) == (ESCALATED, 3)
    assert room.next("lea") is None
    with pytest.raises(NotAllowedError):
        room.claim("ann", number)
    room.decide("leo", number, REJECT, reason=WHY)
    assert room.where(number) == (ItemState.REJECTED, 3)


def test_who_is_no_lead_any_more_decides_nothing_that_was_escalated(room: Room) -> None:
    number = room.add()
    room.decide("ann", number, ESCALATE, reason=WHY)
    claim = room.claim("lea", number)
    people.set_role(room.desk, "lea", Role.MODERATOR, by=None)
    with pytest.raises(NotAllowedError):
        decide(room.desk, claim, APPROVE)
    people.set_active(room.desk, "lea", False, by=None)
    with pytest.raises(NotAllowedError):
        decide(room.desk, claim, SKIP)
    assert room.where(number) == (ESCALATED, 3)


def test_what_somebody_skips_goes_to_others(room: Room) -> None:
    number = room.add()
    room.decide("ann", number, SKIP)
    assert room.where(number) == (WAITING, 1)
    assert (room.next("ann"), room.next("ben")) == (None, number)
    room.decide("ann", number, APPROVE)
    assert room.where(number) == (ItemState.APPROVED, 1)


def test_to_run_again_makes_a_job_and_the_new_report_starts_anew(room: Room) -> None:
    number = room.add()
    made = room.decide("ann", number, RERUN, reason=WHY, style="brief", model="other")
    assert room.where(number) == (RERUNNING, 1)
    assert room.next("ben") is None
    (job,) = jobs.waiting(room.desk, by=room.users["lea"])
    assert (job.kind, job.state, job.user) == ("rerun", JobState.WAITING, "ann")
    assert (job.style, job.model, job.total) == ("brief", "other", 1)
    (document,) = jobs.documents(room.desk, job.id, by=room.users["lea"])
    assert (document.number, document.item_id, document.document_id) == (
        1, number, room.item(number).document_id,
    )  # fmt: skip
    assert room.last_line()[2]["job"] == job.id
    report = room.other_report(number)
    assert add_report(room.desk, report).outcome == "replaced"
    assert room.next("ann") == number
    refused("changed", lambda: undo(room.desk, made.id, by=room.users["ann"]))


@pytest.mark.parametrize(
    ("kind", "after"),
    [
        (APPROVE, ItemState.APPROVED), (REJECT, ItemState.REJECTED), (SKIP, WAITING),
        (ESCALATE, ESCALATED), (RERUN, RERUNNING),
    ],
)  # fmt: skip
def test_undone_it_is_as_if_it_had_not_been_decided(
    room: Room, kind: DecisionKind, after: ItemState
) -> None:
    number = room.add()
    made = room.decide("ann", number, kind, reason=WHY)
    assert room.where(number)[0] is after
    room.clock.move(seconds=room.desk.rules.undo_s)
    claim = undo(room.desk, made.id, by=room.users["ann"])
    assert room.where(number) == (WAITING, 1)
    assert claims.check(room.desk, claim).holder == "ann"
    assert room.last_line() == ("ann", "decision.undone", {"decision": made.id})
    assert jobs.waiting(room.desk, by=room.users["lea"]) == ()
    (past,) = of_item(room.desk, number, by=room.users["kay"])
    assert not past.stands
    assert (past.undone_by, past.undone_at, past.undo_reason) == ("ann", room.clock.now, "")
    claims.release(room.desk, claim)
    assert room.next("ann") == number
    assert room.decide("ann", number, APPROVE).stands


def test_to_undo_twice_is_to_undo_once(room: Room) -> None:
    number = room.add()
    used = room.claim("ann", number)
    made = decide(room.desk, used, APPROVE)
    claim = undo(room.desk, made.id, by=room.users["ann"])
    lines = audit.verify(room.desk)
    assert undo(room.desk, made.id, by=room.users["ann"]) == claim
    assert audit.verify(room.desk) == lines
    # A window that still has the old token has lost.
    refused("lost", lambda: decide(room.desk, used, APPROVE))
    decide(room.desk, claim, REJECT, reason=WHY)
    refused("closed", lambda: undo(room.desk, made.id, by=room.users["ann"]))


def test_a_first_decision_is_undone_before_the_second_person_comes(room: Room) -> None:
    number = room.add(drawn=True)
    made = room.decide("ann", number, APPROVE)
    claim = room.claim("ben", number)
    refused("taken", lambda: undo(room.desk, made.id, by=room.users["ann"]))
    claims.release(room.desk, claim)
    again = undo(room.desk, made.id, by=room.users["ann"])
    assert room.where(number) == (WAITING, 1)
    decide(room.desk, again, APPROVE)
    assert room.where(number) == (WAITING, 2)


def test_a_later_round_is_undone_to_where_it_was(room: Room) -> None:
    number = room.add(drawn=True)
    first = room.decide("ann", number, APPROVE)
    second = room.decide("ben", number, REJECT, reason=WHY)
    refused("taken", lambda: undo(room.desk, first.id, by=room.users["ann"]))
    claim = undo(room.desk, second.id, by=room.users["ben"])
    assert room.where(number) == (WAITING, 2)
    with pytest.raises(NotAllowedError):
        room.claim("ann", number)
    decide(room.desk, claim, REJECT, reason=WHY)
    third = room.decide("lea", number, APPROVE)
    undo(room.desk, third.id, by=room.users["lea"])
    assert room.where(number) == (ESCALATED, 3)


def test_what_is_too_late_or_not_ones_own_is_not_undone(room: Room) -> None:
    number = room.add()
    made = room.decide("ann", number, APPROVE)
    for other in ("ben", "lea"):
        with pytest.raises(NotAllowedError, match="somebody else"):
            undo(room.desk, made.id, by=room.users[other])
    with pytest.raises(NotAllowedError):
        undo(room.desk, made.id, by=User("ann"))
    with pytest.raises(UsageError, match="no such decision"):
        undo(room.desk, made.id + 1, by=room.users["ann"])
    room.clock.move(seconds=room.desk.rules.undo_s + 1)
    refused("late", lambda: undo(room.desk, made.id, by=room.users["ann"]))
    assert room.where(number) == (ItemState.APPROVED, 1)


def test_a_report_that_changed_or_went_makes_undoing_impossible(room: Room) -> None:
    number = room.add()
    made = room.decide("ann", number, SKIP)
    with room.desk.writing() as connection:
        connection.execute(update(tables.items).values(state="expired"))
    refused("closed", lambda: undo(room.desk, made.id, by=room.users["ann"]))
    with room.desk.writing() as connection:
        connection.execute(update(tables.items).values(state="waiting"))
    report = room.other_report(number)
    add_report(room.desk, report)
    refused("changed", lambda: undo(room.desk, made.id, by=room.users["ann"]))


def test_a_reversal_starts_the_review_anew_and_is_there_for_all_to_see(room: Room) -> None:
    number = room.add(drawn=True)
    first = room.decide("ann", number, APPROVE)
    room.decide("ben", number, APPROVE)
    room.clock.move(days=30)
    with pytest.raises(UsageError, match="reason"):
        reverse(room.desk, first.id, by=room.users["lea"], reason=" ")
    with pytest.raises(NotAllowedError):
        reverse(room.desk, first.id, by=room.users["cat"], reason=WHY)
    past = reverse(room.desk, first.id, by=room.users["lea"], reason=WHY)
    assert (past.id, past.undone_by, past.undo_reason) == (first.id, "lea", WHY)
    assert room.where(number) == (WAITING, 1)
    assert not any(each.stands for each in of_item(room.desk, number, by=room.users["kay"]))
    assert room.last_line() == (
        "lea", "decision.reversed", {"decision": first.id, "decided_by": "ann"},
    )  # fmt: skip
    assert room.next("ann") == number
    refused("closed", lambda: reverse(room.desk, first.id, by=room.users["lea"], reason=WHY))
    refused("closed", lambda: undo(room.desk, first.id, by=room.users["ann"]))
    room.decide("ben", number, REJECT, reason=WHY)
    room.decide("ann", number, REJECT, reason=WHY)
    assert room.where(number) == (ItemState.REJECTED, 2)


def test_ones_own_decision_can_be_reversed_at_any_time(room: Room) -> None:
    number = room.add()
    made = room.decide("ann", number, RERUN, reason=WHY)
    room.clock.move(days=3)
    with pytest.raises(NotAllowedError):
        reverse(room.desk, made.id, by=room.users["kay"], reason=WHY)
    reverse(room.desk, made.id, by=room.users["ann"], reason="done by hand")
    assert room.where(number) == (WAITING, 1)
    assert jobs.waiting(room.desk, by=room.users["lea"]) == ()


def test_what_has_no_report_any_more_is_not_reviewed_anew(room: Room) -> None:
    number = room.add()
    made = room.decide("ann", number, APPROVE)
    with room.desk.writing() as connection:
        connection.execute(update(tables.reports).values(json=None))
    refused("closed", lambda: reverse(room.desk, made.id, by=room.users["lea"], reason=WHY))
    assert room.where(number) == (ItemState.APPROVED, 1)


def test_who_holds_an_item_learns_that_a_decision_before_was_reversed(room: Room) -> None:
    number = room.add(drawn=True)
    made = room.decide("ann", number, APPROVE)
    claim = room.claim("ben", number)
    reverse(room.desk, made.id, by=room.users["ann"], reason=WHY)
    refused("changed", lambda: decide(room.desk, claim, APPROVE))


def test_everybody_sees_what_they_decided_the_newest_first(room: Room) -> None:
    numbers = [room.add() for _ in range(3)]
    made = []
    for number in numbers:
        room.clock.move(seconds=1)
        made.append(room.decide("ann", number, APPROVE))
    room.decide("ben", room.add(), APPROVE)
    assert mine(room.desk, room.users["ann"]) == tuple(reversed(made))
    assert mine(room.desk, room.users["ann"], limit=2) == (made[2], made[1])
    assert mine(room.desk, room.users["kay"]) == ()
    with pytest.raises(NotAllowedError):
        of_item(room.desk, numbers[0], by=User("eve"))


def test_half_a_decision_is_none(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    number, free = room.add(), room.add()
    claim = room.claim("ann", number)
    before = room.item(number), audit.verify(room.desk)

    def broken(*_: object, **__: object) -> None:
        raise StoreError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(audit, "append", broken)
        for call in (
            lambda: decide(room.desk, claim, RERUN, reason=WHY),
            lambda: claims.claim_next(room.desk, room.users["ben"], preferences=Preferences()),
            lambda: claims.hand_on(room.desk, claim),
        ):
            with pytest.raises(StoreError, match="disk"):
                call()
    assert (room.item(number), audit.verify(room.desk)) == before
    assert room.item(free).holder == ""
    with room.desk.reading() as connection:
        for table in (tables.decisions, tables.jobs, tables.job_documents, tables.exclusions):
            assert connection.execute(select(func.count()).select_from(table)).scalar_one() == 0
    assert decide(room.desk, claim, APPROVE).stands
