"""Claims: one holder at a time, in the order of urgency, to whom an item may go, and until when."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import insert, update

from summarizer.errors import ConflictError, NotAllowedError, UsageError
from summarizer.store import audit, claims, people, queue, tables
from summarizer.store.decide import decide
from summarizer.store.desk import Desk
from summarizer.store.intake import add_report
from summarizer.store.values import (
    Claim,
    DecisionKind,
    Item,
    ItemState,
    Preferences,
    QueueFilter,
    Role,
    User,
)
from summarizer.types import Report, Status

Reports = Callable[..., Report]
ANYTHING = Preferences()


@pytest.fixture
def ann(desk: Desk) -> User:
    return people.set_role(desk, "ann", Role.MODERATOR, by=None)


@pytest.fixture
def ben(desk: Desk) -> User:
    return people.set_role(desk, "ben", Role.MODERATOR, by=None)


@pytest.fixture
def lea(desk: Desk) -> User:
    return people.set_role(desk, "lea", Role.LEAD, by=None)


def taken(
    desk: Desk, user: User, preferences: Preferences = ANYTHING, **named: object
) -> tuple[Item, Claim]:
    given = claims.claim_next(desk, user, preferences=preferences, **named)  # type: ignore[arg-type]
    assert given is not None
    return given


def actions(desk: Desk, number: int) -> list[str]:
    subject = f"item:{number}"
    return [line.action for line in audit.entries(desk) if line.subject == subject]


def refused(kind: str, call: Callable[[], object]) -> None:
    with pytest.raises(ConflictError) as conflict:
        call()
    assert conflict.value.kind == kind


def test_the_most_urgent_goes_first_and_to_one_person(
    desk: Desk, ann: User, ben: User, make_report: Reports
) -> None:
    mild = add_report(desk, make_report(level=1)).item_id
    severe = add_report(desk, make_report(level=4)).item_id
    item, claim = taken(desk, ann)
    assert (item.id, item.holder, item.held_until) == (severe, "ann", claim.expires_at)
    assert item == queue.item(desk, severe, by=ann)
    assert (claim.item_id, claim.user, claim.version) == (severe, "ann", item.version)
    assert claim.expires_at - claim.claimed_at == desk.rules.lease_s * 1000
    assert claim.token not in repr(claim)
    assert taken(desk, ben)[0].id == mild
    assert claims.claim_next(desk, ann, preferences=ANYTHING) is None
    assert actions(desk, severe) == ["item.added", "claim.made"]


def test_a_second_window_gets_an_item_of_its_own(
    desk: Desk, ann: User, make_report: Reports
) -> None:
    for _ in range(2):
        add_report(desk, make_report())
    (first, one), (second, two) = taken(desk, ann), taken(desk, ann)
    assert first.id != second.id
    assert one.token != two.token
    assert {item.id for item in claims.held(desk, ann)} == {first.id, second.id}
    assert claims.check(desk, one).id == first.id
    assert claims.check(desk, two).id == second.id


def test_nobody_is_given_what_they_chose_not_to_see(
    desk: Desk, ann: User, make_report: Reports
) -> None:
    add_report(desk, make_report(level=4))
    add_report(desk, make_report(level=1, code="cw-weapons"))
    german = add_report(desk, make_report(level=1, language="de")).item_id
    for preferences in (
        Preferences(opted_out=("cw-killing", "cw-weapons")),
        Preferences(languages=("fr", "und")),
        Preferences(max_level=3, opted_out=("cw-weapons",), languages=("en",)),
    ):
        assert claims.claim_next(desk, ann, preferences=preferences) is None
    choosy = Preferences(max_level=3, opted_out=("cw-weapons", "cw-none"))
    assert claims.claim_next(desk, ann, preferences=choosy, max_level=0) is None
    assert taken(desk, ann, choosy, max_level=4)[0].id == german
    assert claims.claim_next(desk, ann, preferences=choosy) is None


def test_the_next_one_can_be_asked_for_within_a_filter(
    desk: Desk, ann: User, make_report: Reports
) -> None:
    add_report(desk, make_report(level=4))
    doubtful = add_report(desk, make_report(level=1, status=Status.NEEDS_REVIEW)).item_id
    only_closed = QueueFilter(states=(ItemState.APPROVED,))
    assert claims.claim_next(desk, ann, preferences=ANYTHING, within=only_closed) is None
    nothing = QueueFilter(text="no such words")
    assert claims.claim_next(desk, ann, preferences=ANYTHING, within=nothing) is None
    # Page and holder are about looking, not about what is wanted.
    within = QueueFilter(statuses=("needs_review",), offset=50, holder="ben")
    assert taken(desk, ann, within=within)[0].id == doubtful


def test_what_was_escalated_goes_to_leads(
    desk: Desk, ann: User, lea: User, make_report: Reports
) -> None:
    number = add_report(desk, make_report()).item_id
    with desk.writing() as connection:
        connection.execute(update(tables.items).values(state="escalated", round=3))
    assert claims.claim_next(desk, ann, preferences=ANYTHING) is None
    with pytest.raises(NotAllowedError, match="a lead"):
        claims.claim(desk, number, ann)
    assert taken(desk, lea)[0].id == number


def test_a_claim_that_ran_out_falls_to_who_asks_next(
    desk: Desk, ann: User, ben: User, clock, make_report: Reports
) -> None:
    number = add_report(desk, make_report()).item_id
    _, former = taken(desk, ann)
    clock.move(seconds=desk.rules.lease_s - 1)
    assert claims.claim_next(desk, ben, preferences=ANYTHING) is None
    assert claims.heartbeat(desk, former).expires_at == clock.now + desk.rules.lease_s * 1000
    clock.move(seconds=desk.rules.lease_s - 1)
    assert claims.claim_next(desk, ben, preferences=ANYTHING) is None
    clock.move(seconds=1)
    assert claims.held(desk, ann) == ()
    _, claim = taken(desk, ben)
    for call in (claims.heartbeat, claims.check):
        refused("lost", lambda call=call: call(desk, former))
    assert claims.check(desk, claim).holder == "ben"
    assert actions(desk, number) == ["item.added", "claim.made", "claim.taken_over"]
    line = list(audit.entries(desk))[-1]
    assert (line.actor, line.detail) == ("ben", '{"from":"ann"}')


def test_who_was_interrupted_goes_on_as_long_as_nobody_took_the_item(
    desk: Desk, ann: User, clock, make_report: Reports
) -> None:
    number = add_report(desk, make_report()).item_id
    _, claim = taken(desk, ann)
    clock.move(days=2)
    assert claims.check(desk, claim).holder == ""
    claim = claims.heartbeat(desk, claim)
    assert claims.check(desk, claim).holder == "ann"
    assert claims.held(desk, ann)[0].id == number


def test_a_heartbeat_leaves_no_line_in_the_log(desk: Desk, ann: User, make_report: Reports) -> None:
    add_report(desk, make_report())
    _, claim = taken(desk, ann)
    before = audit.verify(desk)
    claims.heartbeat(desk, claim)
    assert audit.verify(desk) == before


def test_a_reload_finds_the_claim_again_and_the_old_window_loses_it(
    desk: Desk, ann: User, ben: User, make_report: Reports
) -> None:
    number = add_report(desk, make_report()).item_id
    _, old = taken(desk, ann)
    new = claims.resume(desk, number, ann)
    assert (new.item_id, new.user) == (number, "ann")
    refused("lost", lambda: claims.check(desk, old))
    refused("lost", lambda: claims.heartbeat(desk, old))
    claims.release(desk, old)
    assert claims.check(desk, new).holder == "ann"
    refused("lost", lambda: claims.resume(desk, number, ben))
    claims.release(desk, new)
    refused("lost", lambda: claims.resume(desk, number, ann))
    with pytest.raises(UsageError, match="no such item"):
        claims.resume(desk, number + 1, ann)


def test_a_chosen_item_is_claimed_unless_somebody_holds_it(
    desk: Desk, ann: User, ben: User, clock, make_report: Reports
) -> None:
    number = add_report(desk, make_report()).item_id
    first = claims.claim(desk, number, ann)
    refused("taken", lambda: claims.claim(desk, number, ben))
    # Choosing twice is no conflict with oneself.
    again = claims.claim(desk, number, ann)
    refused("lost", lambda: claims.check(desk, first))
    clock.move(seconds=desk.rules.lease_s)
    assert claims.claim(desk, number, ben).user == "ben"
    refused("lost", lambda: claims.check(desk, again))
    with pytest.raises(UsageError, match="no such item"):
        claims.claim(desk, number + 1, ann)


@pytest.mark.parametrize("state", ["approved", "rejected", "expired", "rerun"])
def test_what_nobody_can_decide_about_cannot_be_claimed(
    desk: Desk, ann: User, make_report: Reports, state: str
) -> None:
    number = add_report(desk, make_report()).item_id
    with desk.writing() as connection:
        connection.execute(update(tables.items).values(state=state))
    refused("closed", lambda: claims.claim(desk, number, ann))
    assert claims.claim_next(desk, ann, preferences=ANYTHING) is None


def test_what_somebody_handed_on_comes_back_only_when_they_choose_it(
    desk: Desk, ann: User, ben: User, make_report: Reports
) -> None:
    number = add_report(desk, make_report()).item_id
    _, claim = taken(desk, ann)
    claims.hand_on(desk, claim)
    claims.hand_on(desk, claim)
    assert claims.claim_next(desk, ann, preferences=ANYTHING) is None
    claims.release(desk, taken(desk, ben)[1])
    claims.release(desk, claims.claim(desk, number, ann))
    assert taken(desk, ann)[0].id == number
    assert actions(desk, number)[2:] == [
        "claim.handed_on", "claim.made", "claim.released", "claim.made", "claim.released",
        "claim.made",
    ]  # fmt: skip


def test_who_has_decided_cannot_be_the_second_person(
    desk: Desk, ann: User, lea: User, make_report: Reports
) -> None:
    number = add_report(desk, make_report()).item_id
    with desk.writing() as connection:
        row = {"item_id": number, "user_name": "lea", "kind": "second"}
        connection.execute(insert(tables.exclusions), [row])
    assert claims.claim_next(desk, lea, preferences=ANYTHING) is None
    for call in (claims.claim, claims.take_over):
        with pytest.raises(NotAllowedError, match="another person"):
            call(desk, number, lea)
    assert taken(desk, ann)[0].id == number


def test_a_lead_can_take_an_item_from_somebody(
    desk: Desk, ann: User, ben: User, lea: User, make_report: Reports
) -> None:
    number = add_report(desk, make_report()).item_id
    _, former = taken(desk, ann)
    with pytest.raises(NotAllowedError):
        claims.take_over(desk, number, ben)
    claim = claims.take_over(desk, number, lea)
    refused("lost", lambda: claims.check(desk, former))
    assert claims.check(desk, claim).holder == "lea"
    assert actions(desk, number)[-1] == "claim.taken_over"
    claims.release(desk, claim)
    assert claims.take_over(desk, number, lea).user == "lea"
    assert actions(desk, number)[-1] == "claim.made"


def test_who_holds_an_item_is_told_when_it_has_changed(
    desk: Desk, ann: User, make_report: Reports
) -> None:
    add_report(desk, make_report(document_id="d-1"))
    _, claim = taken(desk, ann)
    add_report(desk, make_report(document_id="d-1", text="One man was fined on Tuesday."))
    refused("changed", lambda: claims.check(desk, claim))
    # A sign of life does not make the new report one that was looked at.
    refused("changed", lambda: claims.check(desk, claims.heartbeat(desk, claim)))
    fresh = claims.resume(desk, claim.item_id, ann)
    assert claims.check(desk, fresh).version == fresh.version == claim.version + 1


def test_a_claim_ends_with_a_decision(desk: Desk, ann: User, make_report: Reports) -> None:
    number = add_report(desk, make_report()).item_id
    _, claim = taken(desk, ann)
    decide(desk, claim, DecisionKind.SKIP)
    for call in (claims.check, claims.heartbeat):
        refused("lost", lambda call=call: call(desk, claim))
    claims.release(desk, claim)
    claims.hand_on(desk, claim)
    assert queue.item(desk, number, by=ann).holder == ""


def test_an_item_whose_report_is_gone_is_closed_to_its_holder(
    desk: Desk, ann: User, make_report: Reports
) -> None:
    add_report(desk, make_report())
    _, claim = taken(desk, ann)
    with desk.writing() as connection:
        connection.execute(update(tables.items).values(state="expired"))
    refused("closed", lambda: claims.check(desk, claim))


def test_claiming_needs_the_role_of_somebody_who_decides(desk: Desk, make_report: Reports) -> None:
    number = add_report(desk, make_report()).item_id
    for nobody in (User("eve"), User("eve", Role.AUDITOR), User("eve", Role.LEAD, active=False)):
        with pytest.raises(NotAllowedError):
            claims.claim_next(desk, nobody, preferences=ANYTHING)
        for call in (claims.claim, claims.take_over):
            with pytest.raises(NotAllowedError):
                call(desk, number, nobody)
