"""A desk that is served to real browsers, one for each of its people."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from summarizer.store import claims, decide, intake, people, queue
from summarizer.store.desk import Desk
from summarizer.store.values import Decision, DecisionKind, DeskRules, ItemState, Role, User

DESK_APP = str(Path(__file__).parents[2] / "review/desk/desk_app.py")
RULES = {"second_review_percent": 0, "lease_s": 6}
PEOPLE = {"mo": Role.MODERATOR, "kim": Role.MODERATOR, "lee": Role.LEAD, "audit": Role.AUDITOR}

SENTENCES = tuple(
    f"The court heard part {number}, zq{number:02}a, of what zq{number:02}b had seen."
    for number in range(1, 15)
)
TAKEN = "zq03b"
"""Sentence 3 is warned of, and its witness was taken out."""

_STILL = '[data-testid="stApp"][data-test-script-state="notRunning"]'


@dataclass
class Room:
    """The store of the desk and its people, and a browser for whoever sits down at it."""

    desk: Desk
    address: str
    browser: Any
    make_document: Callable[..., Any]
    people: dict[str, User]
    canaries: tuple[bytes, ...]
    _contexts: list[Any] = field(default_factory=list)
    _number: int = 0

    def add(self, count: int = 1, **values: Any) -> list[int]:
        """Adds documents; gives the numbers of their items."""
        added = []
        for _ in range(count):
            # No number twice, whatever earlier tests left in the store.
            self._number = len(self._items()) + 1
            report, original = self.make_document(self._number, SENTENCES, taken=TAKEN, **values)
            added.append(intake.add_report(self.desk, report, original=original).item_id)
        return added

    def change(self, item: int) -> None:
        """Another report on the document that was added last comes in."""
        values = {"taken": TAKEN, "headline": "Another headline"}
        report, _ = self.make_document(self._number, SENTENCES, **values)
        assert intake.add_report(self.desk, report).item_id == item

    def open(self, name: str = "mo", *, line: Callable[[Any], None] | None = None) -> Any:
        """A window of somebody's own browser; notes what it is sent.

        ``line`` may stand in the way of its websocket.
        """
        context = self.browser.browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(60_000)
        self._contexts.append(context)
        page = context.new_page()
        page.frames_received, page.answers = [], []

        def keep(frame: str | bytes) -> None:
            page.frames_received.append(frame.encode() if isinstance(frame, str) else frame)

        page.on("websocket", lambda socket: socket.on("framereceived", keep))
        page.on("response", lambda answer: page.answers.append(answer))
        if line is not None:
            page.route_web_socket("**/_stcore/stream", line)
        page.goto(f"{self.address}/?user={name}")
        page.get_by_role("heading", name="Desk", exact=True).wait_for()
        return page

    def press(self, page: Any, key: str, button: str) -> None:
        """Presses the key of a button that is there and that no rerun is about to replace."""
        page.get_by_role("button", name=button).first.wait_for()
        self.settled(page)
        page.keyboard.press(key)

    def settled(self, page: Any) -> None:
        """Waits until the server has drawn all that it was asked for."""
        page.locator(_STILL).wait_for()

    def take(self, page: Any) -> int:
        """Takes the next item, by its key; gives its number."""
        self.press(page, "n", "Take the next item")
        return self.shown(page)

    def shown(self, page: Any) -> int:
        """The number of the item in a window."""
        line = page.get_by_text(re.compile(r"^Item \d+, archive")).first
        line.wait_for()
        return int(re.findall(r"\d+", line.inner_text())[0])

    def item(self, number: int) -> Any:
        """An item as it is in the store."""
        return queue.item(self.desk, number, by=self.people["lee"])

    def decisions(self, number: int) -> list[Decision]:
        """What was decided about an item and stands."""
        made = decide.of_item(self.desk, number, by=self.people["lee"])
        return [each for each in made if each.stands]

    def kinds(self, number: int) -> list[DecisionKind]:
        """The kinds of what was decided about an item and stands."""
        return [each.kind for each in self.decisions(number)]

    def clear(self) -> None:
        """Closes all browsers and decides whatever is left."""
        for context in self._contexts:
            context.close()
        for item in self._items():
            if item.state in (ItemState.WAITING, ItemState.ESCALATED):
                claim = claims.take_over(self.desk, item.id, self.people["lee"])
                decide.decide(self.desk, claim, DecisionKind.REJECT, reason="end of the test")

    def _items(self) -> tuple[Any, ...]:
        every = queue.QueueFilter(states=tuple(ItemState), limit=1000)
        return queue.items(self.desk, every, by=self.people["lee"]).items


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory, serve: Any) -> Iterator[tuple[Desk, str]]:
    """The store and the address of a desk at which nothing is drawn for a second person."""
    folder = tmp_path_factory.mktemp("desk")
    store = str(folder / "store.db")
    variables = {"SUMMARIZER_TEST_STORE": store, "SUMMARIZER_TEST_RULES": json.dumps(RULES)}
    with (
        Desk.open(store, rules=DeskRules(**RULES), environ={}) as desk,  # type: ignore[arg-type]
        serve(folder, script=DESK_APP, **variables) as address,
    ):
        yield desk, address
    # What the server says may be kept for long: there is no word of an original in it.
    assert not re.search(rb"zq\d\d", (folder / "log").read_bytes())


@pytest.fixture
def room(
    served: tuple[Desk, str], browser: Any, make_document: Callable[..., Any]
) -> Iterator[Room]:
    """The desk with an empty queue."""
    desk, address = served
    users = {name: people.ensure_user(desk, name, role=role) for name, role in PEOPLE.items()}
    canaries = tuple(re.findall(rb"zq\d\d[ab]", " ".join(SENTENCES).encode()))
    room = Room(desk, address, browser, make_document, users, canaries)
    yield room
    room.clear()
