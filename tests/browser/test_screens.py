"""Every page of a desk that is in use: axe finds nothing serious, in light and in dark.

With SCREENSHOTS=FOLDER the pictures of the documentation are made on the way.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from summarizer.store import claims, decide, feedback, intake, jobs, people
from summarizer.store.desk import Desk
from summarizer.store.values import (
    DecisionKind,
    DeskRules,
    FeedbackKind,
    JobDocument,
    JobState,
    Preferences,
    Role,
    User,
)
from summarizer.types import Status

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
    ("The judge set a minimum term of 24 years.", 3),
    ("A second man was convicted of assisting an offender.", 4),
)
STORY = (
    "The council published the report on Tuesday.",
    "A resident who lost her brother spoke to the inquiry.",
    "The mayor said the findings would be carried out in full by the end of the year.",
)
STORIES: Sequence[tuple[str, str, str, int, Status]] = (
    ("Inquiry finds council missed warnings about flats", "Death and grief; accident or disaster",
     "cw-accident-disaster", 2, Status.NEEDS_REVIEW),
    ("Two jailed for holding farm workers' papers", "Slavery and forced labour; court case",
     "cw-forced-labour", 2, Status.READY),
    ("Aid convoy reaches town after three weeks", "War and atrocity", "cw-war-atrocity", 3,
     Status.READY),
    ("Protection order for a woman in Vellmoor", "Domestic abuse; court case",
     "cw-domestic-abuse", 2, Status.NEEDS_REVIEW),
    ("Helpline reports more calls from students", "Suicide", "cw-suicide", 1, Status.READY),
    ("Flood levels fall along the lower Aldmoor", "Accident or disaster", "cw-accident-disaster",
     1, Status.READY),
    ("Police charge man over threats to a councillor", "Threats and stalking",
     "cw-threat-stalking", 2, Status.READY),
    ("Hospital to open its records on heart operations", "Illness and medical procedures",
     "cw-illness-procedure", 2, Status.READY),
)  # fmt: skip


def fill(desk: Desk, make: Callable[..., Any]) -> None:
    """What a desk looks like after some days: things decided, things to do, a job half failed."""
    ada, ben, lee = (
        people.ensure_user(desk, name, role=role)
        for name, role in (("ada", Role.MODERATOR), ("ben", Role.MODERATOR), ("lee", Role.LEAD))
    )
    twice = replace(desk, rules=DeskRules(second_review_percent=100))
    add(desk, make, 900, STORIES)
    for number, kind in enumerate([DecisionKind.APPROVE] * 5 + [DecisionKind.REJECT] * 3):
        decided(twice if number % 2 else desk, kind, ada)
    for kind in (DecisionKind.APPROVE, DecisionKind.APPROVE, DecisionKind.REJECT):
        decided(desk, kind, ben)
    decided(desk, DecisionKind.APPROVE, lee)
    report, original = make(
        1, COURT, taken="The shopkeeper's niece", told=TOLD, source="archive/calder-bay.txt",
        headline="Man jailed for life for a murder in the old harbour",
        status=Status.NEEDS_REVIEW,
    )  # fmt: skip
    intake.add_report(desk, report, original=original)
    add(desk, make, 100, STORIES)
    names = ("council-minutes.txt", "scan-of-a-letter.pdf", "notice.html")
    waiting = [JobDocument(number=0, name=name, state=JobState.WAITING) for name in names]
    job = jobs.start(desk, "summarise", waiting, by=ada)
    jobs.mark(desk, job.id, 1, state=JobState.DONE, document_id="d-1")
    jobs.mark(desk, job.id, 2, state=JobState.FAILED, reason="binary: give the text of it")


def add(desk: Desk, make: Callable[..., Any], first: int, stories: Sequence[Any]) -> None:
    for number, (headline, warning, code, level, status) in enumerate(stories, first):
        report, original = make(
            number, (*STORY, f"It was the {number}th such case."), taken="her brother",
            headline=headline, warning=warning, code=code, level=level, status=status,
            told=((f"{headline}.", 0),),
        )  # fmt: skip
        intake.add_report(desk, report, original=original)


def decided(desk: Desk, kind: DecisionKind, user: User) -> None:
    """The next item, decided by somebody, who finds one warning wrong."""
    taken = claims.claim_next(desk, user, preferences=Preferences())
    if taken is None:
        return
    item, claim = taken
    (code, level), *_ = item.codes
    if kind is DecisionKind.REJECT:
        feedback.give(desk, claim, FeedbackKind.WARNING_REMOVED, code=code, level_from=level)
    override = kind is DecisionKind.APPROVE and item.status != "ready"
    reason = "I compared it with the original: the check is mistaken"
    decide.decide(desk, claim, kind, reason=reason, override=override)


@pytest.fixture(scope="module")
def address(
    tmp_path_factory: pytest.TempPathFactory, serve: Any, make_document: Callable[..., Any]
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("screens")
    with Desk.open(
        folder / "desk.db", rules=DeskRules(second_review_percent=0), environ={}
    ) as desk:
        fill(desk, make_document)
        with serve(folder) as url:
            yield url


@pytest.fixture(scope="module", params=["light", "dark"])
def window(request: pytest.FixtureRequest, browser: Any, address: str) -> Iterator[Any]:
    """A window in each theme. ``look`` asks axe and takes a picture."""
    page = browser.new_page()
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.emulate_media(color_scheme=request.param)
    page.theme, page.address = request.param, address
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
        page.mouse.move(0, 0)
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
    window.get_by_role("button", name=re.compile("^Reveal sentence 3$")).click()
    window.get_by_role("button", name="Show the words too in sentence 3").click()
    window.get_by_role("button", name="Veil sentence 3").wait_for()
    look(window, serious, "desk-open")
    window.keyboard.press("e")
    window.get_by_label("Summary sentence 1").wait_for()
    look(window, serious)
    window.get_by_role("button", name="Drop the edit").click()
    window.get_by_label("Summary sentence 1").wait_for(state="detached")
    window.get_by_role("button", name="Reject").click()
    window.get_by_text("Why is it rejected?").wait_for()
    look(window, serious)
    window.get_by_role("button", name="Cancel").click()
    window.get_by_role("button", name="Put back").click()
    window.get_by_text("put back into the queue").wait_for()
    look(window, serious)


def test_the_queue(window: Any, serious: Any) -> None:
    go(window, "queue", "Queue")
    window.get_by_text("Aid convoy reaches town after three weeks").first.wait_for()
    look(window, serious, "queue")


def test_the_team(window: Any, serious: Any) -> None:
    go(window, "team", "Team")
    look(window, serious, "team")


@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("mine", "My work"),
        ("batch", "Batch"),
        ("summarise", "Summarise a document"),
        ("policy", "Policy"),
        ("settings", "Settings"),
        ("help", "Help"),
    ],
)
def test_the_other_pages(window: Any, serious: Any, path: str, heading: str) -> None:
    go(window, path, heading)
    look(window, serious)
