"""The desk in a real browser, for one person: what is veiled is not there; the keys are enough."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import select

from summarizer.store import people
from summarizer.store.tables import reveals
from summarizer.store.values import DecisionKind, ItemState, Preferences

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def there(room: Any, page: Any) -> set[bytes]:
    """The words of the original that are in the page."""
    room.settled(page)
    return found(room, page.content().encode())


def sent(room: Any, page: Any) -> set[bytes]:
    """The words of the original that were ever sent to the page, however."""
    frames = b"".join(page.frames_received)
    answers = b"".join(each.body() for each in page.answers if each.ok)
    # They are read: what is not veiled is found in them, and the page itself.
    assert b"Two men were sentenced" in frames
    assert b"<title>" in answers
    return found(room, frames) | found(room, answers)


def found(room: Any, where: bytes) -> set[bytes]:
    return {word for word in room.canaries if word in where}


def test_what_is_veiled_is_neither_in_the_page_nor_sent_to_it(room: Any) -> None:
    (item,) = room.add()
    page = room.open()
    room.take(page)
    # What it is about and how far it goes is said first.
    page.get_by_text("Sentence 3: Killing, in detail (level 3). 1 place taken out").wait_for()
    page.get_by_text("Sentence 5: no warning found.").wait_for()
    assert there(room, page) == sent(room, page) == set()

    page.get_by_role("button", name="Reveal sentence 5", exact=True).click()
    page.get_by_text("heard part 5").wait_for()
    assert there(room, page) == sent(room, page) == {b"zq05a", b"zq05b"}
    # What was taken out stays so when its sentence is opened, until it is asked for as well.
    page.get_by_role("button", name="Reveal sentence 3", exact=True).click()
    page.get_by_text("heard part 3").wait_for()
    assert there(room, page) == sent(room, page) == {b"zq03a", b"zq05a", b"zq05b"}
    page.get_by_role("button", name="Show the words too in sentence 3").click()
    page.get_by_text("zq03b").wait_for()
    asked = {b"zq03a", b"zq03b", b"zq05a", b"zq05b"}
    assert there(room, page) == sent(room, page) == asked
    with room.desk.reading() as connection:
        written = select(reveals.c.sentence, reveals.c.level, reveals.c.words)
        rows = connection.execute(written.where(reveals.c.item_id == item).order_by(reveals.c.id))
        # The store counts from 0.
        assert [tuple(row) for row in rows] == [(4, 0, False), (2, 3, False), (2, 3, True)]

    page.get_by_role("button", name="Veil sentence 5").click()
    page.get_by_text("heard part 5").wait_for(state="detached")
    assert there(room, page) == {b"zq03a", b"zq03b"}
    page.get_by_role("link", name="Queue").click()
    page.get_by_role("heading", name="Another page").wait_for()
    assert there(room, page) == set()
    page.get_by_role("link", name="Desk").click()
    room.shown(page)
    assert there(room, page) == set()
    room.press(page, "v", "Reveal sentence 1")
    page.get_by_text("heard part 1,").wait_for()
    room.press(page, "a", "Approve")
    page.get_by_text(f"Item {item}: approved.").wait_for()
    assert there(room, page) == set()
    # Nothing came that was not asked for.
    assert sent(room, page) == asked | {b"zq01a", b"zq01b"}
    with room.desk.reading() as connection:
        still_open = select(reveals.c.id).where(reveals.c.veiled_at.is_(None))
        assert connection.execute(still_open).all() == []


def test_who_decides_about_what_has_changed_is_told_and_decides_nothing(room: Any) -> None:
    (item,) = room.add()
    page = room.open()
    room.take(page)
    page.get_by_role("button", name="Approve").first.wait_for()
    room.settled(page)
    room.change(item)
    # Its sign of life may tell the page before the key does: both come to the same.
    page.keyboard.press("a")
    page.get_by_role("heading", name="This item has changed").wait_for()
    page.get_by_text("Open it again to see it as it is now.").wait_for()
    room.settled(page)
    assert page.get_by_role("button", name="Approve").count() == 0
    assert room.kinds(item) == []
    assert room.item(item).state is ItemState.WAITING
    room.press(page, "g", f"Open item {item} again")
    page.get_by_text("Another headline").first.wait_for()
    room.press(page, "a", "Approve")
    page.get_by_text(f"Item {item}: approved.").wait_for()
    assert room.kinds(item) == [DecisionKind.APPROVE]
    assert room.item(item).state is ItemState.APPROVED


def test_five_items_are_reviewed_by_keyboard_alone(room: Any) -> None:
    room.add(5)
    page = room.open()
    # One: approved, undone, handed on.
    first = room.take(page)
    room.press(page, "a", "Approve")
    page.get_by_text(f"Item {first}: approved.").wait_for()
    assert room.kinds(first) == [DecisionKind.APPROVE]
    room.press(page, "z", "Undo")
    assert room.shown(page) == first
    assert room.kinds(first) == []
    assert room.item(first).state is ItemState.WAITING
    room.press(page, "h", "Hand on")
    page.get_by_text(f"Item {first}: handed on.").wait_for()
    # Two: edited, checked, approved with the edit.
    second = room.take(page)
    room.press(page, "e", "Edit")
    page.get_by_label("Summary sentence 1").wait_for()
    room.settled(page)
    tab_to(page, "document.activeElement.ariaLabel === 'Summary sentence 1'")
    page.keyboard.press("Control+A")
    page.keyboard.type("Two men have been sentenced.")
    page.keyboard.press("Control+Enter")
    page.get_by_text("All checks passed. You can approve it with your edits.").wait_for()
    room.settled(page)
    page.keyboard.press("Tab")
    room.press(page, "w", "Approve with edits")
    page.get_by_text(f"Item {second}: approved with your edits.").wait_for()
    # Three: opened a sentence, veiled it, rejected for a reason of the list.
    third = room.take(page)
    room.press(page, "v", "Reveal sentence")
    page.get_by_role("button", name="Veil all").wait_for()
    room.press(page, "Escape", "Veil all")
    page.get_by_role("button", name="Veil all").wait_for(state="detached")
    room.press(page, "j", "Reject")
    room.press(page, "2", "It tells more than readers need")
    page.get_by_text(f"Item {third}: rejected.").wait_for()
    # Four: escalated for a reason that is typed.
    fourth = room.take(page)
    room.press(page, "x", "Escalate")
    page.get_by_label("Note (may stay empty)").wait_for()
    room.settled(page)
    tab_to(page, "document.activeElement.ariaLabel === 'Note (may stay empty)'")
    page.keyboard.type("The appeal has 2 dates")
    page.keyboard.press("Tab")
    room.press(page, "6", "Another reason, in the note")
    page.get_by_text(f"Item {fourth}: escalated.").wait_for()
    # Five: approved. Then nothing is left for this person.
    fifth = room.take(page)
    room.press(page, "a", "Approve")
    page.get_by_text(f"Item {fifth}: approved.").wait_for()
    room.press(page, "n", "Take the next item")
    page.get_by_text("None of them is for you at the moment").wait_for()

    assert len({first, second, third, fourth, fifth}) == 5
    assert [(each.kind, each.user, each.reason) for number in (second, third, fourth, fifth)
            for each in room.decisions(number)] == [
        (DecisionKind.APPROVE_EDITED, "mo", ""),
        (DecisionKind.REJECT, "mo", "It tells more than readers need"),
        (DecisionKind.ESCALATE, "mo", "The appeal has 2 dates"),
        (DecisionKind.APPROVE, "mo", ""),
    ]  # fmt: skip
    assert [room.item(each).state for each in (first, second, third, fourth, fifth)] == [
        ItemState.WAITING,
        ItemState.APPROVED,
        ItemState.REJECTED,
        ItemState.ESCALATED,
        ItemState.APPROVED,
    ]


def tab_to(page: Any, found: str) -> None:
    """Goes from field to field by key until a script says that this is the one."""
    for _ in range(80):
        if page.evaluate(found):
            return
        page.keyboard.press("Tab")
    pytest.fail("the keyboard does not lead there")


def test_a_double_click_decides_once(room: Any) -> None:
    added = room.add(2)
    page = room.open()
    taken = room.take(page)
    room.settled(page)
    page.get_by_role("button", name="Skip").dblclick()
    page.get_by_text(f"Item {taken}: skipped.").wait_for()
    room.settled(page)
    assert room.kinds(taken) == [DecisionKind.SKIP]
    (other,) = {*added} - {taken}
    assert room.kinds(other) == []
    assert not room.item(other).holder


def test_nothing_is_cut_off_at_twice_the_size_of_text(room: Any) -> None:
    user = room.people["mo"]
    people.save_preferences(room.desk, user, Preferences(text_percent=200))
    try:
        room.add()
        page = room.open()
        page.get_by_role("button", name="Take the next item").wait_for()
        fits(room, page)
        room.take(page)
        size = page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)")
        assert size == 32
        fits(room, page)
        room.press(page, "e", "Edit")
        page.get_by_label("Summary sentence 1").wait_for()
        fits(room, page)
        page.get_by_role("button", name="Reject").click()
        page.get_by_text("Why is it rejected?").wait_for()
        fits(room, page)
    finally:
        people.save_preferences(room.desk, user, Preferences())


def fits(room: Any, page: Any) -> None:
    """The page does not have to be moved sideways, and no button of the desk is cut off."""
    room.settled(page)
    wide = page.evaluate(
        "[...document.querySelectorAll('html, body, .stMain')]"
        ".map(each => each.scrollWidth - each.clientWidth)"
    )
    assert max(wide) <= 0
    places = page.evaluate(
        """[...document.querySelectorAll('.stMain button')].map(each => {
            const box = each.getBoundingClientRect();
            const cut = [each, ...each.querySelectorAll('*')].some(
                part => getComputedStyle(part).overflowX !== 'visible'
                    && part.scrollWidth > part.clientWidth + 1);
            return [each.innerText, box.left, box.right, box.width, cut];
        })"""
    )
    assert places
    for words, left, right, width, cut in places:
        assert left >= 0, words
        assert right <= page.viewport_size["width"], words
        assert width > 0, words
        assert not cut, words


def test_an_auditor_sees_no_item(room: Any) -> None:
    room.add()
    page = room.open("audit")
    page.get_by_text("Your role sees what was decided, and decides nothing.").wait_for()
    assert page.get_by_role("button", name=re.compile("Take|Approve|Reveal")).count() == 0
    assert page.get_by_text("Two men sentenced").count() == 0
