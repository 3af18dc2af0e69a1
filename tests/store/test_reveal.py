"""Reveals: one sentence for who holds the item, written down, shut again, and counted for each."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from summarizer.errors import ConflictError, NotAllowedError
from summarizer.store import audit, claims, intake, originals, people, reveal
from summarizer.store.desk import Desk
from summarizer.store.values import Claim, Exposure, Original, Preferences, Reveal, Role, User
from summarizer.types import Report, Span

if TYPE_CHECKING:
    from tests.store.conftest import Clock

MakeReport = Callable[..., Report]

FIRST, SECOND = "Zwei Männer 🙂 were sentenced.", "A canary sang in court."
TEXT = f"{FIRST} {SECOND}"
SPANS = (Span(0, len(FIRST)), Span(len(FIRST) + 1, len(TEXT)))
LEAD = User("lea", Role.LEAD)
NOTHING = Exposure(reveals=0, seconds=0, levels=(0, 0, 0, 0, 0), items=0)


@pytest.fixture
def moira(desk: Desk) -> User:
    return people.ensure_user(desk, "moira", role=Role.MODERATOR)


@pytest.fixture
def claim(desk: Desk, make_report: MakeReport, moira: User) -> Claim:
    """Moira's, on an item whose original is there."""
    return claimed(desk, make_report(), moira)


def claimed(desk: Desk, report: Report, user: User) -> Claim:
    original = Original(
        document_id=report.document_id,
        media_type="text/plain",
        source=report.source,
        data=TEXT.encode(),
        text=TEXT,
        sentences=SPANS,
    )
    taken = intake.add_report(desk, report, original=original)
    return claims.claim(desk, taken.item_id, user)


def opened(desk: Desk, claim: Claim, sentence: int = 1, level: int = 2) -> Reveal:
    return reveal.reveal(
        desk,
        claim,
        sentence=sentence,
        span=SPANS[sentence % 2],
        code="cw-killing",
        level=level,
        words=False,
    )


def test_a_sentence_is_opened_for_who_holds_the_item_and_written_down(
    desk: Desk, clock: Clock, claim: Claim
) -> None:
    made = opened(desk, claim)
    assert made == Reveal(
        id=made.id,
        item_id=1,
        user="moira",
        sentence=1,
        start=SPANS[1].start,
        end=SPANS[1].end,
        code="cw-killing",
        level=2,
        words=False,
        revealed_at=clock.now,
        veiled_at=None,
    )
    assert reveal.text_of(desk, made) == SECOND
    assert reveal.text_of(desk, opened(desk, claim, 0)) == FIRST
    *_, line, _ = audit.entries(desk)
    assert (line.actor, line.action, line.subject) == ("moira", "original.revealed", "item:1")
    assert json.loads(line.detail) == {
        "sentence": 1,
        "level": 2,
        "code": "cw-killing",
        "words": False,
    }


def test_a_click_that_arrives_twice_is_one_reveal(
    desk: Desk, clock: Clock, claim: Claim, moira: User
) -> None:
    first = opened(desk, claim)
    clock.move(seconds=119)
    assert opened(desk, claim) == first
    with_words = reveal.reveal(
        desk, claim, sentence=1, span=SPANS[1], code="cw-killing", level=2, words=True
    )
    assert with_words.id != first.id
    clock.move(seconds=1)
    assert opened(desk, claim).id not in (first.id, with_words.id)
    reveal.veil(desk, "moira")
    again = opened(desk, claim)
    assert reveal.text_of(desk, again) == SECOND
    actions = [line.action for line in audit.entries(desk)]
    assert actions.count("original.revealed") == 4
    assert reveal.exposure(desk, "moira", since=0, by=moira).reveals == 4


def test_without_a_live_claim_nothing_opens(
    desk: Desk, clock: Clock, claim: Claim, moira: User
) -> None:
    clock.move(seconds=desk.rules.lease_s)
    assert_lost(desk, claim)
    newer = claims.resume(desk, 1, moira)
    assert_lost(desk, claim)
    assert opened(desk, newer).user == "moira"
    assert_lost(desk, replace(newer, user="ben"))
    claims.release(desk, newer)
    assert_lost(desk, newer)


def assert_lost(desk: Desk, claim: Claim) -> None:
    people.ensure_user(desk, "ben", role=Role.MODERATOR)
    lines = len(list(audit.entries(desk)))
    with pytest.raises(ConflictError) as refused:
        opened(desk, claim)
    assert refused.value.kind == "lost"
    assert len(list(audit.entries(desk))) == lines


def test_who_may_not_open_originals_any_more_sees_nothing(
    desk: Desk, claim: Claim, moira: User
) -> None:
    made = opened(desk, claim)
    people.set_role(desk, "moira", Role.AUDITOR, by=None)
    with pytest.raises(NotAllowedError):
        opened(desk, claim, 0)
    with pytest.raises(NotAllowedError):
        reveal.text_of(desk, made)
    people.set_role(desk, "moira", Role.MODERATOR, by=None)
    assert reveal.text_of(desk, made) == SECOND
    people.set_active(desk, "moira", False, by=None)
    with pytest.raises(NotAllowedError):
        reveal.text_of(desk, made)


@pytest.mark.parametrize(
    "values",
    [{"sentence": -1}, {"level": 5}, {"level": -1}, {"code": "a canary sang"}, {"code": "x\n"}],
)
def test_what_cannot_be_a_sentence_is_not_opened(
    desk: Desk, claim: Claim, values: dict[str, int | str]
) -> None:
    wanted = {"sentence": 1, "span": SPANS[1], "code": "", "level": 0, "words": False, **values}
    with pytest.raises(ValueError, match="not a sentence"):
        reveal.reveal(desk, claim, **wanted)  # type: ignore[arg-type]


def test_what_is_shown_is_what_was_written_down(desk: Desk, claim: Claim) -> None:
    made = opened(desk, claim)
    assert reveal.text_of(desk, replace(made, start=0, end=len(TEXT))) == SECOND
    for other in (replace(made, id=made.id + 1), replace(made, item_id=2)):
        assert reveal.text_of(desk, other) is None
    people.ensure_user(desk, "ben", role=Role.MODERATOR)
    assert reveal.text_of(desk, replace(made, user="ben")) is None


def test_a_purged_original_gives_no_words(desk: Desk, claim: Claim) -> None:
    made = opened(desk, claim)
    with desk.writing() as connection:
        assert originals.drop(connection, desk, document_id_of(desk))
    assert reveal.text_of(desk, made) is None


def document_id_of(desk: Desk) -> str:
    made = intake.report(desk, 1, by=LEAD)
    assert made is not None
    return made.document_id


def test_veiling_shuts_what_is_open_and_nothing_else(
    desk: Desk, clock: Clock, make_report: MakeReport, claim: Claim, moira: User
) -> None:
    first, second = opened(desk, claim, 0), opened(desk, claim, 1)
    third = opened(desk, claimed(desk, make_report(), moira))
    ben = people.ensure_user(desk, "ben", role=Role.MODERATOR)
    other = opened(desk, claimed(desk, make_report(), ben))
    lines = len(list(audit.entries(desk)))
    clock.move(seconds=10)
    assert reveal.veil(desk, "moira", item_id=1) == 2
    assert reveal.text_of(desk, first) is reveal.text_of(desk, second) is None
    assert reveal.text_of(desk, third) == reveal.text_of(desk, other) == SECOND
    assert reveal.veil(desk, "moira", item_id=1) == 0
    assert reveal.veil(desk, "moira") == 1
    assert reveal.veil(desk, "moira") == 0
    assert reveal.veil(desk, "nobody") == 0
    assert reveal.text_of(desk, other) == SECOND
    assert len(list(audit.entries(desk))) == lines


def test_one_sentence_can_be_veiled_alone(desk: Desk, claim: Claim) -> None:
    first, second = opened(desk, claim, 0), opened(desk, claim, 1)
    assert reveal.veil(desk, "ben", reveal_id=first.id) == 0
    assert reveal.veil(desk, "moira", item_id=2, reveal_id=first.id) == 0
    assert reveal.veil(desk, "moira", item_id=1, reveal_id=first.id) == 1
    assert reveal.text_of(desk, first) is None
    assert reveal.text_of(desk, second) == SECOND


def test_exposure_counts_sentences_levels_and_seconds(
    desk: Desk, clock: Clock, make_report: MakeReport, claim: Claim, moira: User
) -> None:
    start = clock.now
    assert reveal.exposure(desk, "moira", since=0, by=moira) == NOTHING
    opened(desk, claim, 0, level=4)
    clock.move(seconds=30)
    reveal.veil(desk, "moira")
    later = clock.now
    opened(desk, claim, 1, level=3)
    opened(desk, claimed(desk, make_report(), moira), level=0)
    clock.move(seconds=10)
    seen = reveal.exposure(desk, "moira", since=start, by=moira)
    assert seen == Exposure(reveals=3, seconds=50, levels=(1, 0, 0, 1, 1), items=2)
    assert seen.severe == 2
    assert reveal.exposure(desk, "moira", since=later, by=moira).seconds == 20
    clock.move(days=1)
    assert reveal.exposure(desk, "moira", since=start, by=moira).seconds == 30 + 2 * 120
    reveal.veil(desk, "moira")
    assert reveal.exposure(desk, "moira", since=start, by=moira).seconds == 30 + 2 * 120
    assert reveal.exposure(desk, "moira", since=clock.now, by=moira) == NOTHING


def test_exposure_is_ones_own_unless_shared_with_leads(
    desk: Desk, claim: Claim, moira: User
) -> None:
    opened(desk, claim)
    for other in (LEAD, User("ada", Role.ADMIN), User("ben", Role.MODERATOR)):
        with pytest.raises(NotAllowedError):
            reveal.exposure(desk, "moira", since=0, by=other)
        with pytest.raises(NotAllowedError):
            reveal.exposure(desk, "nobody", since=0, by=other)
    people.save_preferences(desk, moira, Preferences(share_exposure=True))
    assert reveal.exposure(desk, "moira", since=0, by=LEAD).reveals == 1
    with pytest.raises(NotAllowedError):
        reveal.exposure(desk, "moira", since=0, by=User("ben", Role.MODERATOR))
    people.save_preferences(desk, moira, Preferences())
    with pytest.raises(NotAllowedError):
        reveal.exposure(desk, "moira", since=0, by=LEAD)


def test_a_team_of_fewer_than_three_has_no_figure(
    desk: Desk, clock: Clock, make_report: MakeReport, claim: Claim
) -> None:
    start = clock.now
    opened(desk, claim, level=3)
    for name in ("ben", "carl"):
        assert reveal.team_exposure(desk, since=0, by=LEAD) is None
        user = people.ensure_user(desk, name, role=Role.MODERATOR)
        clock.move(seconds=1)
        own = claimed(desk, make_report(), user)
        opened(desk, own)
        opened(desk, own, 0)
    clock.move(seconds=10)
    expected = Exposure(reveals=5, seconds=12 + 2 * 11 + 2 * 10, levels=(0, 0, 4, 1, 0), items=3)
    assert reveal.team_exposure(desk, since=start, by=LEAD) == expected
    assert reveal.team_exposure(desk, since=start + 1, by=LEAD) is None
    with pytest.raises(NotAllowedError):
        reveal.team_exposure(desk, since=0, by=User("ben", Role.MODERATOR))
