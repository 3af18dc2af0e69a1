"""The desk in a real browser: what is veiled is not there, and nothing is done twice or unseen."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from summarizer.store import claims, decide, intake, people, queue
from summarizer.store.desk import Desk
from summarizer.store.tables import reveals
from summarizer.store.values import DecisionKind, DeskRules, ItemState, Preferences, Role, User

pytestmark = [pytest.mark.browser, pytest.mark.slow]

DESK_APP = str(Path(__file__).parents[1] / "review/desk/desk_app.py")
RULES = {"second_review_percent": 0, "lease_s": 6}

SENTENCES = tuple(
    f"The court in the harbour town heard part {number} of what witness zq{number:02}x had seen."
    for number in range(1, 15)
)
TAKEN = "zq03x"
"""Sentence 3 is warned of, and its witness was taken out."""
WORDS = [f"zq{number:02}x".encode() for number in range(1, 15)]
"""One word of each sentence that stands nowhere else."""


class Room:
    """A desk that is served: its store, its people, and a window for each who opens one."""

    def __init__(self, desk: Desk, address: str, browser: Any, make_document: Any) -> None:
        self.desk, self._address, self._browser = desk, address, browser
        self._make, self._number, self._pages = make_document, 0, list[Any]()
        self.people = {
            name: people.ensure_user(desk, name, role=role)
            for name, role in (
                ("mo", Role.MODERATOR), ("kim", Role.MODERATOR), ("lee", Role.LEAD),
            )
        }  # fmt: skip

    def add(self, count: int = 1, **values: Any) -> list[int]:
        """Adds documents; gives the numbers of their items."""
        added = []
        for _ in range(count):
            self._number += 1
            report, original = self._make(self._number, SENTENCES, taken=TAKEN, **values)
            added.append(intake.add_report(self.desk, report, original=original).item_id)
        return added

    def change(self, item: int) -> None:
        """Another report on the last document comes in."""
        report, _ = self._make(self._number, SENTENCES, taken=TAKEN, headline="Another headline")
        assert intake.add_report(self.desk, report).item_id == item

    def open(self, name: str = "mo") -> Any:
        """A window in which somebody sits; ``frames`` is what the server sent it."""
        page = self._browser.new_page()
        self._pages.append(page)
        page.frames_received = []

        def keep(payload: str | bytes) -> None:
            page.frames_received.append(payload.encode() if isinstance(payload, str) else payload)

        page.on("websocket", lambda socket: socket.on("framereceived", keep))
        page.goto(f"{self._address}/?user={name}")
        page.get_by_role("heading", name="Desk", exact=True).wait_for()
        return page

    def take(self, page: Any) -> int:
        """Takes the next item, by its key; gives its number."""
        press(page, "n", "Take the next item")
        line = page.get_by_text(re.compile(r"^Item \d+, archive")).first
        line.wait_for()
        return int(re.findall(r"\d+", line.inner_text())[0])

    def state(self, item: int) -> ItemState:
        return queue.item(self.desk, item, by=self.people["lee"]).state

    def kinds(self, item: int) -> list[DecisionKind]:
        """What was decided about an item and stands."""
        made = decide.of_item(self.desk, item, by=self.people["lee"])
        return [each.kind for each in made if each.stands]

    def clear(self) -> None:
        """Closes all windows and decides whatever is left."""
        for page in self._pages:
            page.close()
        self._pages.clear()
        lead = self.people["lee"]
        for item in queue.items(self.desk, queue.QueueFilter(limit=1000), by=lead).items:
            if item.state in (ItemState.WAITING, ItemState.ESCALATED):
                claim = claims.take_over(self.desk, item.id, lead)
                decide.decide(self.desk, claim, DecisionKind.REJECT, reason="end of the test")


def press(page: Any, key: str, button: str) -> None:
    """Presses the key of a button that is there and that no rerun is about to replace."""
    page.get_by_role("button", name=button).first.wait_for()
    settled(page)
    page.keyboard.press(key)


def settled(page: Any) -> None:
    """Waits until the server has drawn all that it was asked for."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()


def tab_to(page: Any, found: str) -> None:
    """Goes from field to field by key until a script says that this is the one."""
    for _ in range(80):
        if page.evaluate(found):
            return
        page.keyboard.press("Tab")
    pytest.fail("the keyboard does not lead there")


@pytest.fixture(scope="module")
def room(
    tmp_path_factory: pytest.TempPathFactory,
    serve: Any,
    browser: Any,
    make_document: Callable[..., Any],
) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("desk")
    store = str(folder / "store.db")
    variables = {"SUMMARIZER_TEST_STORE": store, "SUMMARIZER_TEST_RULES": json.dumps(RULES)}
    with (
        Desk.open(store, rules=DeskRules(**RULES), environ={}) as desk,  # type: ignore[arg-type]
        serve(folder, script=DESK_APP, **variables) as address,
    ):
        yield Room(desk, address, browser, make_document)
    log = (folder / "log").read_bytes()
    assert not [word for word in WORDS if word in log]


@pytest.fixture(autouse=True)
def _empty_again(room: Room) -> Iterator[None]:
    yield
    room.clear()


def seen(page: Any) -> tuple[set[bytes], set[bytes]]:
    """The words of the original that are in the page, and that were ever sent to it."""
    settled(page)
    there, sent = page.content().encode(), b"".join(page.frames_received)
    return {word for word in WORDS if word in there}, {word for word in WORDS if word in sent}


def test_what_is_veiled_is_neither_in_the_page_nor_sent_to_it(room: Room) -> None:
    (item,) = room.add()
    page = room.open()
    room.take(page)
    page.get_by_text("Sentence 3: Killing, in detail (level 3)").wait_for()
    assert seen(page) == (set(), set())
    # The frames are read: what is not veiled is found in them.
    assert b"Two men were sentenced" in b"".join(page.frames_received)

    page.get_by_role("button", name="Reveal sentence 5", exact=True).click()
    page.get_by_text("part 5 of what").wait_for()
    assert seen(page) == ({b"zq05x"}, {b"zq05x"})
    # What was taken out stays so when its sentence is opened, until it is asked for as well.
    page.get_by_role("button", name="Reveal sentence 3", exact=True).click()
    page.get_by_text("part 3 of what").wait_for()
    assert seen(page) == ({b"zq05x"}, {b"zq05x"})
    page.get_by_role("button", name="Show the words too in sentence 3").click()
    page.get_by_text("zq03x").wait_for()
    assert seen(page) == ({b"zq03x", b"zq05x"}, {b"zq03x", b"zq05x"})
    with room.desk.reading() as connection:
        rows = connection.execute(
            select(reveals.c.sentence, reveals.c.level, reveals.c.words).order_by(reveals.c.id)
        )
        # The store counts from 0.
        assert [tuple(row) for row in rows] == [(4, 0, False), (2, 3, False), (2, 3, True)]

    page.get_by_role("button", name="Veil sentence 5").click()
    page.get_by_text("part 5 of what").wait_for(state="detached")
    assert seen(page)[0] == {b"zq03x"}
    page.get_by_role("link", name="Queue").click()
    page.get_by_role("heading", name="Another page").wait_for()
    assert seen(page)[0] == set()
    page.get_by_role("link", name="Desk").click()
    page.get_by_text(f"Item {item}, archive").first.wait_for()
    assert seen(page)[0] == set()
    with room.desk.reading() as connection:
        still_open = select(reveals.c.id).where(reveals.c.veiled_at.is_(None))
        assert connection.execute(still_open).all() == []


def test_two_browsers_never_get_the_same_item(room: Room) -> None:
    added = set(room.add(10))
    windows = [room.open("mo"), room.open("kim")]
    got: list[int] = []
    for _ in range(5):
        for page in windows:
            page.get_by_role("button", name="Take the next item").first.wait_for()
            settled(page)
        for page in windows:
            page.keyboard.press("n")
        for page in windows:
            line = page.get_by_text(re.compile(r"^Item \d+, archive")).first
            line.wait_for()
            got.append(int(re.findall(r"\d+", line.inner_text())[0]))
            press(page, "s", "Skip")
            page.get_by_text(f"Item {got[-1]}: skipped.").wait_for()
    # Each passed five on, and is given what the other passed on at most.
    assert all(set(got[at::2]) <= added and len(set(got[at::2])) == 5 for at in (0, 1))
    assert all(one != other for one, other in zip(got[::2], got[1::2], strict=True))


def test_an_item_falls_free_when_its_browser_is_gone(room: Room) -> None:
    (item,) = room.add()
    first = room.open("mo")
    room.take(first)
    second = room.open("kim")
    press(second, "n", "Take the next item")
    second.get_by_text("None of them is for you at the moment").wait_for()
    first.close()
    for _ in range(60):
        if not queue.item(room.desk, item, by=room.people["lee"]).holder:
            break
        second.wait_for_timeout(250)
    assert room.take(second) == item
    assert queue.item(room.desk, item, by=room.people["lee"]).holder == "kim"


def test_who_lost_an_item_is_told_and_loses_nothing_that_was_typed(room: Room) -> None:
    (item,) = room.add()
    page = room.open()
    room.take(page)
    press(page, "e", "Edit")
    field = page.get_by_label("Summary sentence 1")
    field.fill("A sentence that somebody has just thought of.")
    claims.take_over(room.desk, item, room.people["lee"])
    page.get_by_role("heading", name="You no longer hold this item").wait_for()
    assert field.input_value() == "A sentence that somebody has just thought of."
    assert room.kinds(item) == []
    assert page.get_by_role("button", name="Approve", exact=True).count() == 0


def test_who_decides_about_what_has_changed_is_told_and_decides_nothing(room: Room) -> None:
    (item,) = room.add()
    page = room.open()
    room.take(page)
    room.change(item)
    press(page, "a", "Approve")
    page.get_by_role("heading", name="This item has changed").wait_for()
    assert room.kinds(item) == []
    assert room.state(item) is ItemState.WAITING
    press(page, "g", "Open item")
    page.get_by_text("Another headline").first.wait_for()
    press(page, "a", "Approve")
    page.get_by_text(f"Item {item}: approved.").wait_for()
    assert room.state(item) is ItemState.APPROVED


def test_five_items_are_reviewed_by_keyboard_alone(room: Room) -> None:
    room.add(5)
    page = room.open()
    # One: approved, undone, approved.
    first = room.take(page)
    press(page, "a", "Approve")
    press(page, "z", "Undo")
    page.get_by_text(f"Item {first}, archive").first.wait_for()
    assert room.kinds(first) == []
    press(page, "a", "Approve")
    # Two: edited, checked, approved with the edit.
    second = room.take(page)
    press(page, "e", "Edit")
    page.get_by_label("Summary sentence 1").wait_for()
    settled(page)
    tab_to(page, "document.activeElement.tagName === 'TEXTAREA'")
    page.keyboard.press("Control+A")
    page.keyboard.type("Two men have been sentenced.")
    page.keyboard.press("Control+Enter")
    page.get_by_text("All checks passed. You can approve it with your edits.").wait_for()
    settled(page)
    page.keyboard.press("Tab")
    press(page, "w", "Approve with edits")
    page.get_by_text(f"Item {second}: approved with your edits.").wait_for()
    # Three: opened a sentence, veiled it, rejected for a reason.
    third = room.take(page)
    press(page, "v", "Reveal sentence")
    page.get_by_role("button", name="Veil all").wait_for()
    press(page, "Escape", "Veil all")
    page.get_by_role("button", name="Veil all").wait_for(state="detached")
    press(page, "j", "Reject")
    press(page, "2", "It tells more than readers need")
    page.get_by_text(f"Item {third}: rejected.").wait_for()
    # Four: escalated. Five: handed on.
    fourth = room.take(page)
    press(page, "x", "Escalate")
    press(page, "1", "Somebody may be in danger now")
    page.get_by_text(f"Item {fourth}: escalated.").wait_for()
    fifth = room.take(page)
    press(page, "h", "Hand on")
    page.get_by_text(f"Item {fifth}: handed on.").wait_for()
    assert [room.kinds(each) for each in (first, second, third, fourth, fifth)] == [
        [DecisionKind.APPROVE],
        [DecisionKind.APPROVE_EDITED],
        [DecisionKind.REJECT],
        [DecisionKind.ESCALATE],
        [],
    ]


def test_a_double_click_decides_once(room: Room) -> None:
    first, second = room.add(2)
    page = room.open()
    taken = room.take(page)
    settled(page)
    page.get_by_role("button", name="Skip").dblclick()
    page.get_by_text(f"Item {taken}: skipped.").wait_for()
    assert sorted(len(room.kinds(each)) for each in (first, second)) == [0, 1]


def test_nothing_is_cut_off_at_twice_the_size_of_text(room: Room) -> None:
    user = room.people["mo"]
    people.save_preferences(room.desk, user, Preferences(text_percent=200))
    try:
        room.add()
        page = room.open()
        room.take(page)
        press(page, "e", "Edit")
        page.get_by_label("Summary sentence 1").wait_for()
        settled(page)
        size = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
        assert size == 32
        wide = page.evaluate(
            "[...document.querySelectorAll('html, body, .stMain')]"
            ".map(each => each.scrollWidth - each.clientWidth)"
        )
        assert max(wide) <= 0
        width = page.evaluate("window.innerWidth")
        for button in page.get_by_role("button").all():
            box = button.bounding_box()
            if box is not None and button.is_visible():
                assert box["x"] >= 0
                assert box["x"] + box["width"] <= width, button.inner_text()
    finally:
        people.save_preferences(room.desk, user, Preferences())


def test_an_auditor_sees_no_item(room: Room) -> None:
    people.ensure_user(room.desk, "audit", role=Role.AUDITOR)
    room.add()
    page = room.open("audit")
    page.get_by_text("Your role sees what was decided, and decides nothing.").wait_for()
    assert page.get_by_role("button", name="Take the next item").count() == 0
    assert people.user(room.desk, "audit") == User("audit", Role.AUDITOR)
