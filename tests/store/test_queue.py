"""The queue: what is listed, in which order, what a search finds, and who may look."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from summarizer.errors import NotAllowedError, UsageError
from summarizer.store import claims, people, queue
from summarizer.store.desk import Desk
from summarizer.store.intake import add_report
from summarizer.store.values import (
    Golden,
    ItemState,
    Order,
    Preferences,
    QueueFilter,
    Role,
    User,
)
from summarizer.types import Report, Status

Reports = Callable[..., Report]


@pytest.fixture
def ann(desk: Desk) -> User:
    return people.set_role(desk, "ann", Role.MODERATOR, by=None)


def ids(desk: Desk, user: User, **filters: object) -> list[int]:
    query = QueueFilter(**filters)  # type: ignore[arg-type]
    page = queue.items(desk, query, by=user)
    assert page.total >= len(page.items)
    return [item.id for item in page.items]


def test_an_empty_queue_is_an_empty_page(desk: Desk, ann: User) -> None:
    page = queue.items(desk, QueueFilter(), by=ann)
    assert (page.items, page.total) == ((), 0)
    facets = queue.facets(desk, by=ann)
    assert facets == queue.Facets(states={}, codes={}, languages={}, statuses={}, claimed=0)


def test_an_item_tells_metadata_and_no_more(desk: Desk, ann: User, make_report: Reports) -> None:
    made = make_report(level=3, code="cw-killing", language="de")
    number = add_report(desk, made).item_id
    item = queue.item(desk, number, by=ann)
    assert (item.document_id, item.source, item.language) == (made.document_id, made.source, "de")
    assert (item.state, item.round, item.version) == (ItemState.WAITING, 1, 1)
    assert (item.severity, item.codes) == (3, (("cw-killing", 3),))
    assert (item.content_warning, item.headline) == ("Killing; court case", "Two men sentenced")
    assert (item.holder, item.held_until, item.golden) == ("", 0, False)
    assert item.headline not in repr(item)
    assert made.summary is not None
    assert made.summary.text not in str(item)
    with pytest.raises(UsageError, match="no such item"):
        queue.item(desk, number + 1, by=ann)


def test_an_item_says_who_holds_it_until_that_runs_out(
    desk: Desk, ann: User, clock, make_report: Reports
) -> None:
    number = add_report(desk, make_report(), golden=Golden("approve")).item_id
    claim = claims.claim(desk, number, ann)
    item = queue.item(desk, number, by=ann)
    assert (item.holder, item.held_until, item.golden) == ("ann", claim.expires_at, True)
    assert ids(desk, ann, holder="ann") == [number]
    assert ids(desk, ann, holder="ben") == ids(desk, ann, free=True) == []
    assert queue.facets(desk, by=ann).claimed == 1
    clock.move(seconds=desk.rules.lease_s)
    assert queue.item(desk, number, by=ann).holder == ""
    assert ids(desk, ann, free=True) == [number]
    assert ids(desk, ann, holder="ann") == []
    assert queue.facets(desk, by=ann).claimed == 0


def test_filters_let_through_what_they_name(desk: Desk, ann: User, make_report: Reports) -> None:
    killing = add_report(desk, make_report(level=4, language="de")).item_id
    weapons = add_report(desk, make_report(level=1, code="cw-weapons")).item_id
    doubtful = add_report(desk, make_report(level=2, status=Status.NEEDS_REVIEW)).item_id
    assert ids(desk, ann, codes=("cw-weapons",)) == [weapons]
    assert sorted(ids(desk, ann, codes=("cw-weapons", "cw-killing"))) == [1, 2, 3]
    assert ids(desk, ann, codes=("cw-none",)) == []
    assert ids(desk, ann, languages=("de", "fr")) == [killing]
    assert ids(desk, ann, statuses=("needs_review",)) == [doubtful]
    assert ids(desk, ann, min_level=3) == [killing]
    assert ids(desk, ann, max_level=1) == [weapons]
    assert ids(desk, ann, min_level=2, max_level=3) == [doubtful]
    assert len(ids(desk, ann, states=(ItemState.WAITING,))) == 3
    assert ids(desk, ann, states=(ItemState.APPROVED, ItemState.ESCALATED)) == []
    assert ids(desk, ann, min_level=2, statuses=("ready",), codes=("cw-killing",)) == [killing]


def test_the_orders_are_urgency_age_and_severity(
    desk: Desk, ann: User, clock, make_report: Reports
) -> None:
    mild = add_report(desk, make_report(level=1)).item_id
    clock.move(seconds=60)
    severe = add_report(desk, make_report(level=4)).item_id
    clock.move(seconds=60)
    doubtful = add_report(desk, make_report(level=4, status=Status.NEEDS_REVIEW)).item_id
    assert ids(desk, ann) == [doubtful, severe, mild]
    assert ids(desk, ann, order=Order.OLDEST) == [mild, severe, doubtful]
    assert ids(desk, ann, order=Order.NEWEST) == [doubtful, severe, mild]
    assert ids(desk, ann, order=Order.SEVERITY) == [doubtful, severe, mild]


def test_pages_together_are_the_whole_list(desk: Desk, ann: User, make_report: Reports) -> None:
    for _ in range(7):
        add_report(desk, make_report())
    whole = ids(desk, ann)
    pages = [ids(desk, ann, offset=start, limit=3) for start in (0, 3, 6, 9)]
    assert [len(page) for page in pages] == [3, 3, 1, 0]
    assert [number for page in pages for number in page] == whole
    assert queue.items(desk, QueueFilter(offset=6, limit=3), by=ann).total == 7
    for wrong in (QueueFilter(offset=-1), QueueFilter(limit=0)):
        with pytest.raises(ValueError, match="a page begins"):
            queue.items(desk, wrong, by=ann)


def test_a_search_takes_every_character_for_itself(
    desk: Desk, ann: User, make_report: Reports
) -> None:
    plain = make_report(document_id="d-plain")
    odd = make_report(document_id="d-100%_sure")
    first, second = add_report(desk, plain).item_id, add_report(desk, odd).item_id
    assert ids(desk, ann, text="%_") == [second]
    assert ids(desk, ann, text="%") == [second]
    assert ids(desk, ann, text="D-PLAIN") == [first]
    assert ids(desk, ann, text=" two MEN ") == [first, second]
    assert ids(desk, ann, text="court case") == [first, second]
    assert ids(desk, ann, text="\0") == [first, second]
    assert ids(desk, ann, text="/2.txt") == [second]
    for nothing in ("'", '"', "\\", "two men; --", "Monday"):
        assert ids(desk, ann, text=nothing) == []


def test_a_search_does_not_mind_capitals_outside_ascii(
    desk: Desk, ann: User, make_report: Reports
) -> None:
    number = add_report(desk, make_report(document_id="Ärztekammer-ÖSTERREICH")).item_id
    for text in ("ärztekammer", "Ärzte", "ÄRZTE", "österreich"):
        assert ids(desk, ann, text=text) == [number]


def test_facets_count_what_is_open(desk: Desk, ann: User, make_report: Reports) -> None:
    add_report(desk, make_report())
    add_report(desk, make_report(language="de", code="cw-weapons"))
    add_report(desk, make_report(status=Status.WITHHELD))
    facets = queue.facets(desk, by=ann)
    assert facets.states == {"waiting": 3}
    assert facets.codes == {"cw-killing": 2, "cw-weapons": 1}
    assert facets.languages == {"de": 1, "en": 2}
    assert facets.statuses == {"ready": 2, "withheld": 1}


def test_the_queue_is_for_those_who_have_a_role(desk: Desk, make_report: Reports) -> None:
    number = add_report(desk, make_report()).item_id
    for nobody in (User("eve"), User("eve", Role.LEAD, active=False)):
        with pytest.raises(NotAllowedError):
            queue.items(desk, QueueFilter(), by=nobody)
        with pytest.raises(NotAllowedError):
            queue.item(desk, number, by=nobody)
        with pytest.raises(NotAllowedError):
            queue.facets(desk, by=nobody)
    auditor = people.set_role(desk, "kay", Role.AUDITOR, by=None)
    assert ids(desk, auditor) == [number]
    with pytest.raises(NotAllowedError):
        claims.claim_next(desk, auditor, preferences=Preferences())
