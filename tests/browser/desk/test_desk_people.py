"""The desk in several browsers at once: an item is one person's, and who loses it is told."""

from __future__ import annotations

from typing import Any

import pytest

from summarizer.store import claims, edits
from summarizer.store.values import DecisionKind, ItemState

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TYPED = "A sentence that somebody has just thought of."


class Line:
    """The connection of a browser to the server; while it is cut nothing gets through."""

    def __init__(self) -> None:
        self.cut = False

    def __call__(self, socket: Any) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda message: None if self.cut else server.send(message))


def test_two_browsers_never_get_the_same_item(room: Any) -> None:
    added = room.add(10)
    windows = [room.open("mo"), room.open("kim")]
    got: list[int] = []
    for turn in range(5):
        if turn < 2:
            got += [room.take(page) for page in windows]
        else:
            # At the same moment, as near as one process gets.
            for page in windows:
                page.get_by_role("button", name="Take the next item").wait_for()
                room.settled(page)
            for page in windows:
                page.keyboard.press("n")
            got += [room.shown(page) for page in windows]
        holders = [room.item(number).holder for number in got[-2:]]
        assert holders == ["mo", "kim"]
        for page in windows:
            room.press(page, "a", "Approve")
        for page, number in zip(windows, got[-2:], strict=True):
            page.get_by_text(f"Item {number}: approved.").wait_for()
    assert sorted(got) == sorted(added)
    assert all(room.kinds(number) == [DecisionKind.APPROVE] for number in added)


def test_an_item_falls_free_when_its_browser_is_gone(room: Any) -> None:
    (item,) = room.add()
    first, second = room.open("mo"), room.open("kim")
    room.take(first)
    room.press(second, "n", "Take the next item")
    second.get_by_text("None of them is for you at the moment").wait_for()
    first.close()
    free(room, second, item)
    assert room.take(second) == item
    assert room.item(item).holder == "kim"
    room.press(second, "a", "Approve")
    second.get_by_text(f"Item {item}: approved.").wait_for()
    assert [each.user for each in room.decisions(item)] == ["kim"]


def test_who_was_cut_off_and_lost_the_item_is_told_and_keeps_what_was_typed(room: Any) -> None:
    (item,) = room.add()
    line = Line()
    first, second = room.open("mo", line=line), room.open("kim")
    room.take(first)
    room.press(first, "e", "Edit")
    field = first.get_by_label("Summary sentence 1")
    field.fill(TYPED)
    room.settled(first)
    line.cut = True
    free(room, second, item)
    assert room.take(second) == item
    # The other one knows nothing of that yet.
    assert first.get_by_role("heading", name="You no longer hold this item").count() == 0
    line.cut = False
    field.press("Control+Enter")
    first.get_by_role("heading", name="You no longer hold this item").wait_for()
    first.get_by_text("It was not sent. You can copy it from here").wait_for()
    assert field.input_value() == TYPED
    assert edits.latest(room.desk, item, by=room.people["mo"]) is None
    assert room.item(item).holder == "kim"
    # Once it is free again the text can be gone on with.
    room.press(second, "p", "Put back")
    second.get_by_text(f"Item {item}: put back").wait_for()
    first.get_by_role("button", name=f"Open item {item} again").click()
    assert room.shown(first) == item
    assert field.input_value() == TYPED


def test_who_decides_about_an_item_that_was_taken_over_decides_nothing(room: Any) -> None:
    (item,) = room.add()
    line = Line()
    first = room.open("mo", line=line)
    room.take(first)
    room.settled(first)
    line.cut = True
    claims.take_over(room.desk, item, room.people["lee"])
    line.cut = False
    first.keyboard.press("a")
    first.get_by_role("heading", name="You no longer hold this item").wait_for()
    room.settled(first)
    assert first.get_by_role("button", name="Approve").count() == 0
    assert room.kinds(item) == []
    assert room.item(item).state is ItemState.WAITING
    assert room.item(item).holder == "lee"


def test_who_does_nothing_is_told_by_itself_that_the_item_is_lost(room: Any) -> None:
    (item,) = room.add()
    page = room.open()
    room.take(page)
    room.press(page, "e", "Edit")
    field = page.get_by_label("Summary sentence 1")
    field.fill(TYPED)
    claims.take_over(room.desk, item, room.people["lee"])
    page.get_by_role("heading", name="You no longer hold this item").wait_for()
    assert field.input_value() == TYPED
    room.settled(page)
    assert page.get_by_role("button", name="Approve").count() == 0


def free(room: Any, page: Any, item: int) -> None:
    """Waits until nobody holds an item any more."""
    for _ in range(80):
        if not room.item(item).holder:
            return
        page.wait_for_timeout(250)
    pytest.fail("the item did not fall free")
