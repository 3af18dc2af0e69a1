"""What becomes of an item when somebody decides about it: arithmetic on values, no database.

    round 1   one person decides. Approved or rejected, the item is closed, unless a second person
              has to look: after an override, or because it was drawn.
    round 2   a second person decides. Of one mind, the item is closed; otherwise
    round 3   it is escalated, and a lead decides.

Somebody who asks for another pair of eyes, or disagrees, is not that other pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from summarizer.store.secret import Secret
from summarizer.store.values import CLAIMABLE, DecisionKind, ItemState

__all__ = ["OUTCOMES", "Step", "next_step", "of_one_mind", "sampled"]

OUTCOMES = {
    DecisionKind.APPROVE: ItemState.APPROVED,
    DecisionKind.APPROVE_EDITED: ItemState.APPROVED,
    DecisionKind.REJECT: ItemState.REJECTED,
}
"""The decisions that can close an item, and what it is then."""


@dataclass(frozen=True, slots=True)
class Step:
    """Where an item goes. ``final``: it is closed. ``second``: others than the decider go on."""

    state: ItemState
    round: int
    final: bool
    second: bool


def next_step(
    kind: DecisionKind,
    *,
    state: ItemState,
    round: int,
    earlier: Sequence[DecisionKind],
    override: bool,
    sampled: bool,
) -> Step:
    """Where an item goes after a decision.

    Args:
        kind: the decision.
        state: of the item before it.
        round: of the item before it, 1 to 3.
        earlier: what was decided in earlier rounds and stands, of the kinds in ``OUTCOMES``.
        override: something is approved although a check has not passed, or a rule that protects
            somebody was challenged.
        sampled: the item was drawn for a second review.

    Raises:
        ValueError: nobody can decide about an item in this state and round.
    """
    if state not in CLAIMABLE or (state is ItemState.ESCALATED) != (round == 3) or round < 1:
        raise ValueError("nobody can decide about an item in this state and round")
    if kind is DecisionKind.SKIP:
        return Step(state, round, final=False, second=False)
    if kind is DecisionKind.RERUN:
        return Step(ItemState.RERUN, round, final=False, second=False)
    escalated = Step(ItemState.ESCALATED, 3, final=False, second=True)
    if kind is DecisionKind.ESCALATE:
        return escalated
    outcome = OUTCOMES[kind]
    if round == 1 and (override or sampled):
        return Step(ItemState.WAITING, 2, final=False, second=True)
    if round == 2 and not of_one_mind(kind, earlier):
        return escalated
    return Step(outcome, round, final=True, second=False)


def of_one_mind(kind: DecisionKind, earlier: Sequence[DecisionKind]) -> bool:
    """Whether a second decision agrees. Without a first there is nobody to agree with.

    Whoever approves the program's own words after somebody approved other ones does not; an edit
    that passed the checks may improve on either.
    """
    undone_edit = kind is DecisionKind.APPROVE and DecisionKind.APPROVE_EDITED in earlier
    return {OUTCOMES[each] for each in earlier} == {OUTCOMES[kind]} and not undone_edit


def sampled(secret: Secret, document_id: str, percent: int) -> bool:
    """Whether a document is one of the ``percent`` of 100 that a second person sees as well.

    The store's key decides, so that nobody can foresee it and the same document is always drawn
    or never.
    """
    return int(secret.digest("second-review", document_id), 16) % 100 < percent
