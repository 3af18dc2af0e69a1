"""Every page of a desk that is in use: axe finds nothing serious, in light and in dark.

With SCREENSHOTS=FOLDER the pictures of the documentation are made on the way.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from summarizer.read import read_bytes
from summarizer.store import claims, decide, edits, feedback, intake, jobs, people, queue, reveal
from summarizer.store.desk import Desk
from summarizer.store.values import (
    CLOSED,
    LOCAL_USER,
    DecisionKind,
    DeskRules,
    FeedbackKind,
    JobDocument,
    JobState,
    Role,
    User,
)
from summarizer.types import Span, Status

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COURT = (
    "Dorin Halvard, 41, was sentenced at Calder Bay Crown Court on Friday to life in prison.",
    "He had been found guilty in May of the murder of a shopkeeper in the old harbour.",
    "The shopkeeper's niece, who was in the back room, called the police.",
    "The judge said the killing had been planned for weeks and set a minimum term of 24 years.",
    "A second man was cleared of murder and convicted of assisting an offender.",
    "The police thanked the people of the harbour, who had come forward with what they saw.",
)
TOLD = (
    ("Dorin Halvard was sentenced to life in prison at Calder Bay Crown Court.", 0),
    ("The police were called from the back room of the shop.", 2),
    ("The judge set a minimum term of 24 years.", 3),
)
STORY = (
    "The council published the report on Tuesday.",
    "A resident who lost her brother spoke to the inquiry.",
    "The mayor said the findings would be carried out in full by the end of the year.",
)
STORIES: Sequence[tuple[int, str, str, str, int, Status]] = (
    # Hours ago; headline; warning; code; level; status.
    (28, "Inquiry finds council missed warnings about flats",
     "Death and grief; accident or disaster", "cw-accident-disaster", 2, Status.NEEDS_REVIEW),
    (25, "Two jailed for holding farm workers' papers", "Slavery and forced labour; court case",
     "cw-forced-labour", 2, Status.READY),
    (30, "Aid convoy reaches town after three weeks", "War and atrocity", "cw-war-atrocity", 3,
     Status.READY),
    (22, "Protection order for a woman in Vellmoor", "Domestic abuse; court case",
     "cw-domestic-abuse", 2, Status.NEEDS_REVIEW),
    (18, "Helpline reports more calls from students", "Suicide", "cw-suicide", 1, Status.READY),
    (9, "Flood levels fall along the lower Aldmoor", "Accident or disaster",
     "cw-accident-disaster", 1, Status.READY),
    (7, "Police charge man over threats to a councillor", "Threats and stalking",
     "cw-threat-stalking", 2, Status.READY),
    (3, "Hospital to open its records on heart operations", "Illness and medical procedures",
     "cw-illness-procedure", 2, Status.READY),
)  # fmt: skip
PER_DAY = (5, 3, 6, 4, 0, 7, 4)
"""Items that were decided about, seven days ago to yesterday."""


@dataclass
class Past:
    """Lets a desk have been in use for some days."""

    desk: Desk
    make: Callable[..., Any]
    now: int = field(default_factory=lambda: time.time_ns() // 1_000_000)
    people: dict[str, User] = field(default_factory=dict)
    number: int = 100

    def ago(self, hours: float) -> Desk:
        """The desk as it was some hours ago."""
        return replace(self.desk, clock=lambda: self.now - round(hours * 3_600_000))

    def add(self, story: Sequence[Any], *, hours: float) -> int:
        """A story came in; gives the number of its item."""
        _, headline, warning, code, level, status = story
        self.number += 1
        report, original = self.make(
            self.number, (*STORY, f"It was the {self.number}th such case."), taken="her brother",
            headline=headline, warning=warning, code=code, level=level, status=status,
            told=((f"{headline}.", 0),),
        )  # fmt: skip
        return intake.add_report(self.ago(hours), report, original=original).item_id

    def decide(self, item: int, kind: DecisionKind, name: str, *, hours: float) -> None:
        """Somebody decided about an item, with a look at a sentence of it."""
        desk, user = self.ago(hours), self.people[name]
        claim = claims.claim(desk, item, user)
        known = queue.item(desk, item, by=user)
        (code, level), *_ = known.codes
        reveal.reveal(desk, claim, sentence=1, span=Span(45, 98), code=code, level=level,
                      words=False)  # fmt: skip
        reveal.veil(self.ago(hours - 0.005), name)
        edit_id = None
        if kind is DecisionKind.REJECT:
            feedback.give(desk, claim, FeedbackKind.WARNING_REMOVED, code=code, level_from=level)
        if kind is DecisionKind.APPROVE_EDITED:
            report = intake.report(desk, known.report_id, by=user)
            assert report is not None
            good = replace(report, status=Status.READY)
            edit_id = edits.keep(desk, claim, good, passed=True).id
        decide.decide(
            desk, claim, kind, edit_id=edit_id,
            override=kind is DecisionKind.APPROVE and known.status != "ready",
            reason="I compared it with the original: the check is mistaken",
        )  # fmt: skip

    def days(self) -> None:
        """Some days' work: every third item by two people, who do not always agree."""
        kinds = [DecisionKind.APPROVE, DecisionKind.APPROVE_EDITED, DecisionKind.APPROVE,
                 DecisionKind.REJECT, DecisionKind.APPROVE]  # fmt: skip
        at = [24 * each - 4 for each in range(len(PER_DAY), 0, -1) for _ in range(PER_DAY[-each])]
        plain = self.desk
        for place, hours in enumerate(at):
            percent = 0 if place % 3 else 100
            self.desk = replace(plain, rules=DeskRules(second_review_percent=percent))
            item = self.add(STORIES[place % len(STORIES)], hours=hours + 6)
            kind = kinds[place % len(kinds)]
            self.decide(item, kind, "ada" if place % 2 else LOCAL_USER, hours=hours)
            for name in ("ben", "lee"):
                if queue.item(plain, item, by=self.people["lee"]).state not in CLOSED:
                    other = DecisionKind.REJECT if place % 9 == 0 else kind
                    self.decide(item, other, name, hours=hours)
        self.desk = plain


def fill(desk: Desk, make: Callable[..., Any]) -> None:
    """What a desk looks like after some days: things decided, things to do, a job half failed."""
    past = Past(desk, make)
    for name, role in (("ada", Role.MODERATOR), ("ben", Role.MODERATOR), ("lee", Role.LEAD),
                       (LOCAL_USER, Role.ADMIN)):  # fmt: skip
        past.people[name] = people.ensure_user(desk, name, role=role)
    past.days()
    report, original = make(
        1, COURT, taken="The shopkeeper's niece", told=TOLD, source="archive/calder-bay.txt",
        headline="Man jailed for life for a murder in the old harbour",
        status=Status.NEEDS_REVIEW,
    )  # fmt: skip
    # The id that reading gives it, so that an edit of it can be checked.
    name = read_bytes(original.data, source=original.source, media_type="text/plain").id
    report, original = (replace(each, document_id=name) for each in (report, original))
    intake.add_report(past.ago(20), report, original=original)
    waiting = [past.add(story, hours=story[0]) for story in STORIES]
    past.decide(waiting[4], DecisionKind.ESCALATE, "ada", hours=2)
    past.decide(waiting[5], DecisionKind.RERUN, "ben", hours=1)
    past.decide(waiting[7], DecisionKind.SKIP, "ada", hours=1)
    claims.claim(desk, waiting[6], past.people["ben"])
    past.decide(past.add(STORIES[7], hours=4), DecisionKind.APPROVE, LOCAL_USER, hours=0.02)
    names = ("council-minutes.txt", "scan-of-a-letter.pdf", "notice.html")
    documents = [JobDocument(number=0, name=name, state=JobState.WAITING) for name in names]
    job = jobs.start(desk, "summarise", documents, by=past.people["ada"])
    jobs.mark(desk, job.id, 1, state=JobState.DONE, document_id="d-1")
    jobs.mark(desk, job.id, 2, state=JobState.FAILED, reason="binary: give the text of it")


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, serve: Any, make_document: Callable[..., Any]
) -> Iterator[tuple[Desk, str]]:
    folder = tmp_path_factory.mktemp("screens")
    with Desk.open(
        folder / "desk.db", rules=DeskRules(second_review_percent=0), environ={}
    ) as desk:
        fill(desk, make_document)
        with serve(folder) as url:
            yield desk, url


@pytest.fixture(scope="module", params=["light", "dark"])
def window(request: pytest.FixtureRequest, browser: Any, served: tuple[Desk, str]) -> Iterator[Any]:
    """A window in each theme. ``look`` asks axe and takes a picture."""
    page = browser.new_page()
    page.set_viewport_size({"width": 1280, "height": 1110})
    page.emulate_media(color_scheme=request.param)
    page.theme, (page.desk, page.address) = request.param, served
    yield page
    page.close()


def settled(page: Any) -> None:
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    # Fields come a moment later than the words around them.
    page.wait_for_function("!document.querySelector('[data-testid=stSkeleton]')")


def look(page: Any, serious: Callable[[Any], list[str]], name: str = "") -> None:
    """Asks axe what is wrong, and takes the picture ``name`` if pictures are wanted."""
    settled(page)
    assert serious(page) == []
    folder = os.environ.get("SCREENSHOTS")
    if folder and name:
        page.evaluate("document.activeElement.blur()")
        page.screenshot(path=Path(folder) / f"{name}-{page.theme}.png")


def go(page: Any, path: str, heading: str) -> None:
    page.goto(f"{page.address}/{path}")
    page.get_by_role("heading", name=heading, exact=True, level=1).wait_for()
    settled(page)


def test_the_desk(window: Any, serious: Any) -> None:
    go(window, "", "Desk")
    look(window, serious)
    window.keyboard.press("n")
    window.get_by_text(re.compile("^Item .*calder-bay")).first.wait_for()
    look(window, serious, "desk")
    window.get_by_role("button", name="Reveal sentence 3", exact=True).click()
    window.get_by_role("button", name="Show the words too in sentence 3").click()
    window.get_by_role("button", name="Show the words too").wait_for(state="detached")
    assert window.locator("blockquote mark").count() > 0
    look(window, serious)
    window.keyboard.press("e")
    window.get_by_label("Summary sentence 1").fill("He invented it.")
    look(window, serious)
    window.keyboard.press("Control+Enter")
    window.get_by_text("This text did not pass. What is wrong:").wait_for()
    look(window, serious)
    window.get_by_role("button", name="Drop the edit").click()
    window.get_by_label("Summary sentence 1").wait_for(state="detached")
    for key, question in (("j", "Why is it rejected?"), ("b", "How is it to be summarised again")):
        window.keyboard.press(key)
        window.get_by_text(question).wait_for()
        look(window, serious)
        window.keyboard.press("q")
        window.get_by_text(question).wait_for(state="detached")
        settled(window)
    # Taken over by a lead: lost, as the next click finds.
    lead = people.ensure_user(window.desk, "lee")
    item = claims.held(window.desk, User(LOCAL_USER, Role.ADMIN))[0]
    taken = claims.take_over(window.desk, item.id, lead)
    window.keyboard.press("a")
    window.get_by_role("heading", name="You no longer hold this item").wait_for()
    look(window, serious)
    claims.release(window.desk, taken)
    window.keyboard.press("g")
    window.get_by_text(re.compile("^Item .*calder-bay")).first.wait_for()
    settled(window)
    window.keyboard.press("p")
    window.get_by_text("put back into the queue").wait_for()
    look(window, serious)


def test_the_queue(window: Any, serious: Any) -> None:
    go(window, "queue", "Queue")
    window.get_by_text("Aid convoy reaches town after three weeks").wait_for()
    window.get_by_text("held by ben").wait_for()
    assert window.get_by_role("button", name=re.compile("^Take item")).count() >= 6
    look(window, serious, "queue")


def test_the_team(window: Any, serious: Any) -> None:
    go(window, "team", "Team")
    window.get_by_role("img", name=re.compile(r"^Decisions by day: \d\d in 8 days")).wait_for()
    window.get_by_role("table", name=re.compile("Warnings in reports")).wait_for()
    look(window, serious, "team")


def test_my_work(window: Any, serious: Any) -> None:
    go(window, "mine", "My work")
    window.get_by_role("button", name=re.compile("^Undo: item|^Reverse: item")).first.wait_for()
    look(window, serious)
    window.get_by_role("button", name=re.compile("^Reverse: item")).last.click()
    window.get_by_label(re.compile("^Why do you reverse your decision")).wait_for()
    look(window, serious)


def test_batch(window: Any, serious: Any) -> None:
    go(window, "batch", "Batch")
    window.get_by_text("Failures of job").click()
    window.get_by_text("This is not text. Give a text, Markdown or HTML file.").wait_for()
    look(window, serious)


@pytest.mark.parametrize(
    ("path", "heading"),
    [("summarise", "Summarise a document"), ("policy", "Policy"), ("settings", "Settings"),
     ("help", "Help")],
)  # fmt: skip
def test_the_other_pages(window: Any, serious: Any, path: str, heading: str) -> None:
    go(window, path, heading)
    look(window, serious)
