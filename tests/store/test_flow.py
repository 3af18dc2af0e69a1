"""What becomes of an item: whatever people decide, it is closed, or somebody is yet to decide."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.store.flow import OUTCOMES, Step, next_step, sampled
from summarizer.store.secret import Secret
from summarizer.store.values import CLOSED, DecisionKind, ItemState

APPROVE, EDITED, REJECT, ESCALATE, SKIP, RERUN = DecisionKind
WAITING, ESCALATED = ItemState.WAITING, ItemState.ESCALATED
SECRET = Secret(b"x" * 32)


def step(kind: DecisionKind, round: int = 1, *earlier: DecisionKind, **named: bool) -> Step:
    state = ESCALATED if round == 3 else WAITING
    flags = {"override": False, "sampled": False, **named}
    return next_step(kind, state=state, round=round, earlier=earlier, **flags)


@pytest.mark.parametrize("round", [1, 3])
@pytest.mark.parametrize("kind", OUTCOMES)
def test_one_decision_closes_an_item(kind: DecisionKind, round: int) -> None:
    assert step(kind, round) == Step(OUTCOMES[kind], round, final=True, second=False)


@pytest.mark.parametrize("why", ["override", "sampled"])
@pytest.mark.parametrize("kind", OUTCOMES)
def test_a_second_person_looks_after_an_override_or_when_drawn(
    kind: DecisionKind, why: str
) -> None:
    assert step(kind, **{why: True}) == Step(WAITING, 2, final=False, second=True)
    assert step(kind, 2, kind, **{why: True}).final


@pytest.mark.parametrize("first", OUTCOMES)
@pytest.mark.parametrize("then", OUTCOMES)
def test_two_of_one_mind_close_an_item_and_others_ask_a_lead(
    first: DecisionKind, then: DecisionKind
) -> None:
    # The program's own words are not what somebody approved who had edited them.
    agree = (first is REJECT) == (then is REJECT) and (first, then) != (EDITED, APPROVE)
    escalated = Step(ESCALATED, 3, final=False, second=True)
    closed = Step(OUTCOMES[then], 2, final=True, second=False)
    assert step(then, 2, first) == (closed if agree else escalated)


def test_agreement_needs_somebody_to_agree_with() -> None:
    assert step(APPROVE, 2) == Step(ESCALATED, 3, final=False, second=True)


@pytest.mark.parametrize("round", [1, 2, 3])
def test_what_decides_nothing_closes_nothing(round: int) -> None:
    state = ESCALATED if round == 3 else WAITING
    assert step(SKIP, round) == Step(state, round, final=False, second=False)
    assert step(RERUN, round) == Step(ItemState.RERUN, round, final=False, second=False)
    assert step(ESCALATE, round) == Step(ESCALATED, 3, final=False, second=True)


@pytest.mark.parametrize(
    ("state", "round"),
    [(WAITING, 0), (WAITING, 3), (ESCALATED, 1), (ItemState.RERUN, 1), (ItemState.APPROVED, 1)],
)
def test_nobody_decides_about_what_is_not_open(state: ItemState, round: int) -> None:
    with pytest.raises(ValueError, match="nobody can decide"):
        next_step(APPROVE, state=state, round=round, earlier=(), override=False, sampled=False)


@dataclass
class Walk:
    """An item as people decide about it, with what the store remembers of it."""

    drawn: bool
    state: ItemState = WAITING
    round: int = 1
    excluded: set[str] = field(default_factory=set)
    made: list[tuple[str, int, DecisionKind, bool]] = field(default_factory=list)

    def decide(self, person: str, kind: DecisionKind, override: bool) -> None:
        may = person.startswith("lead") or self.state is not ESCALATED
        if self.state in CLOSED or person in self.excluded or not may:
            return
        override = override and kind in (APPROVE, EDITED)
        earlier = [k for _, round, k, _ in self.made if round < self.round and k in OUTCOMES]
        went = next_step(
            kind,
            state=self.state,
            round=self.round,
            earlier=earlier[-1:],
            override=override,
            sampled=self.drawn,
        )
        self.made.append((person, self.round, kind, override))
        self.state, self.round = went.state, went.round
        assert went.final == (went.state in CLOSED)
        if went.second:
            self.excluded.add(person)
        if went.state is ItemState.RERUN:
            # The new report comes in: everybody may look at it, nothing of the old one counts.
            self.state, self.round = WAITING, 1
            self.excluded.clear()
            self.made.clear()


PEOPLE = ("mod-1", "mod-2", "mod-3", "lead-1", "lead-2")
DECISIONS = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(DecisionKind), st.booleans()), max_size=12
)


@given(drawn=st.booleans(), decisions=DECISIONS)
def test_whatever_is_decided_no_item_is_lost(
    drawn: bool, decisions: list[tuple[str, DecisionKind, bool]]
) -> None:
    walk = Walk(drawn)
    for decision in decisions:
        walk.decide(*decision)
        if walk.state in CLOSED:
            break
        assert walk.state in (WAITING, ESCALATED)
        assert (walk.state is ESCALATED) == (walk.round == 3)
    if walk.state in CLOSED:
        *_, (_, _, kind, _) = walk.made
        assert walk.state is OUTCOMES[kind]


@given(drawn=st.booleans(), decisions=DECISIONS)
def test_no_override_and_no_drawn_item_is_closed_by_one_person(
    drawn: bool, decisions: list[tuple[str, DecisionKind, bool]]
) -> None:
    walk = Walk(drawn)
    for decision in decisions:
        walk.decide(*decision)
    if walk.state not in CLOSED:
        return
    closer, round, kind, override = walk.made[-1]
    looked = {person for person, _, kind, _ in walk.made if kind is not SKIP}
    if override or (drawn and round < 3):
        assert len(looked) >= 2
    if round == 2:
        first = [(p, k) for p, r, k, _ in walk.made if r == 1 and k in OUTCOMES][-1]
        assert first[0] != closer
        assert OUTCOMES[first[1]] is OUTCOMES[kind]
    if round == 3:
        # Who settles it is neither who escalated it nor one of those who disagreed.
        asked = {p for p, r, k, _ in walk.made[:-1] if r < 3 and (k in OUTCOMES or k is ESCALATE)}
        assert closer not in asked
        assert closer.startswith("lead")


def test_how_many_are_drawn_is_what_was_asked_for() -> None:
    names = [f"d-{number:016x}" for number in range(5000)]
    drawn = {each for each in names if sampled(SECRET, each, 10)}
    assert 400 < len(drawn) < 600
    assert drawn == {each for each in names if sampled(SECRET, each, 10)}
    assert drawn < {each for each in names if sampled(SECRET, each, 20)}
    assert not any(sampled(SECRET, each, 0) for each in names)
    assert all(sampled(SECRET, each, 100) for each in names)
    assert drawn != {each for each in names if sampled(Secret(b"y" * 32), each, 10)}
