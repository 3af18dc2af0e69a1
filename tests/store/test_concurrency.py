"""Many at once, and one that dies: no item is given twice, and no decision is lost or halved."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import func, insert, select

from summarizer.report import to_json
from summarizer.store import audit, claims, people
from summarizer.store import tables as table
from summarizer.store.decide import decide
from summarizer.store.desk import Desk
from summarizer.store.intake import add_report
from summarizer.store.values import DecisionKind, DeskRules, Preferences, Role
from summarizer.types import Report

Reports = Callable[..., Report]

# Says that it is there and waits for its cue. Tells of each decision after it was made. Ends when
# there is nothing left to decide.
MODERATOR = """
import sys
from summarizer.store import claims, people
from summarizer.store.decide import decide
from summarizer.store.desk import Desk
from summarizer.store.values import DecisionKind, DeskRules, Preferences

place, name = sys.argv[1:]
with Desk.open(place, environ={}, rules=DeskRules(second_review_percent=0)) as desk:
    user = people.user(desk, name)
    print(flush=True)
    sys.stdin.readline()
    while given := claims.claim_next(desk, user, preferences=Preferences()):
        item, claim = given
        made = decide(desk, claim, DecisionKind.APPROVE)
        print(item.id, made.id, flush=True)
"""


def moderators(place: str, *names: str) -> list[subprocess.Popen[str]]:
    """Processes that get their cue together, when the last of them is there."""
    ears, mouth = os.pipe()
    with os.fdopen(ears) as listening, os.fdopen(mouth):  # that nothing is said is the cue
        started = [
            subprocess.Popen(
                [sys.executable, "-c", MODERATOR, place, name],
                stdin=listening,
                stdout=subprocess.PIPE,
                text=True,
            )
            for name in names
        ]
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == "\n"
    return started


def fill(desk: Desk, report: Report, count: int) -> None:
    """Puts many items into the queue at once."""
    now = 1_700_000_000_000
    reports, items = [], []
    for number in range(1, count + 1):
        document_id = f"d-{number:016x}"
        reports.append({
            "id": number, "document_id": document_id, "content_sha256": f"{number:064x}",
            "json": to_json(replace(report, document_id=document_id)), "model": "m",
            "detector": "d", "version": "1", "imported_at": now,
        })  # fmt: skip
        items.append({
            "id": number, "document_id": document_id, "report_id": number, "state": "waiting",
            "round": 1, "version": 1, "severity": 2, "status": "ready", "language": "en",
            "source": f"archive/{number}.txt", "content_warning": "Killing", "headline": "",
            "model": "m", "created_at": now, "updated_at": now, "due_at": now + number,
        })  # fmt: skip
    with desk.writing() as connection:
        connection.execute(insert(table.reports), reports)
        connection.execute(insert(table.items), items)


def decided(desk: Desk) -> dict[int, int]:
    """Decision → its item; holds in one look that states, decisions and the log agree."""
    made, lines = table.decisions, table.audit
    logged = select(func.count()).where(lines.c.action == "item.decided").scalar_subquery()
    query = select(table.items.c.id, table.items.c.state, made.c.id, logged).outerjoin(
        made, made.c.item_id == table.items.c.id
    )
    with desk.reading() as connection:
        rows = connection.execute(query).tuples().all()
    assert {(state, made is None) for _, state, made, _ in rows} <= {
        ("approved", False),
        ("waiting", True),
    }
    found = {made: item for item, _, made, _ in rows if made is not None}
    assert {logged for *_, logged in rows} == {len(found)}
    # None was decided twice.
    assert len(set(found.values())) == len(found)
    return found


@pytest.mark.slow
def test_eight_processes_share_a_queue_without_a_duplicate_or_a_loss(
    place: str, make_report: Reports
) -> None:
    # They begin together, so that few items do to have all of them at the queue at once.
    count, names = 400, [f"m-{number}" for number in range(8)]
    with Desk.open(place, environ={}) as desk:
        fill(desk, make_report(), count)
        for name in names:
            people.set_role(desk, name, Role.MODERATOR, by=None)
        at_work = moderators(place, *names)
        told = [process.communicate(timeout=300)[0] for process in at_work]
        assert [process.returncode for process in at_work] == [0] * len(names)
        # SQLite has those who wait try again, in no order: some may come to nothing.
        assert sum(map(bool, told)) >= 2
        pairs = [tuple(map(int, line.split())) for each in told for line in each.splitlines()]
        assert len(pairs) == count
        assert {item for item, _ in pairs} == set(range(1, count + 1))
        assert decided(desk) == {made: item for item, made in pairs}
        with desk.reading() as connection:
            left = select(func.count()).select_from(table.claims)
            assert connection.execute(left).scalar_one() == 0
        actions = Counter(line.action for line in audit.entries(desk))
        assert (actions["claim.made"], actions["item.decided"]) == (count, count)
        assert audit.verify(desk)[2] is None


@pytest.mark.slow
def test_who_is_killed_in_mid_decision_loses_nothing_that_was_told(
    place: str, make_report: Reports
) -> None:
    times, rules = random.Random(7), DeskRules(second_review_percent=0)
    acknowledged: dict[int, int] = {}

    def later() -> int:
        return time.time_ns() // 1_000_000 + rules.lease_s * 1000 + 60_000

    with (
        Desk.open(place, environ={}) as desk,
        Desk.open(place, environ={}, rules=rules, clock=later) as afterwards,
    ):
        fill(desk, make_report(), 3000)
        heir = people.set_role(desk, "heir", Role.MODERATOR, by=None)
        for number in range(6):
            user = people.set_role(desk, f"m-{number}", Role.MODERATOR, by=None)
            (process,) = moderators(place, user.name)
            assert process.stdout is not None
            with closing(process.stdout) as told:
                # In the midst of its work, however long that takes to get under way here.
                lines = [told.readline() for _ in range(5)]
                time.sleep(times.uniform(0.01, 0.4))
                process.kill()
                assert process.wait(30) != 0
                lines += told.read().splitlines(keepends=True)
            # The last line may be cut off.
            pairs = [tuple(map(int, line.split())) for line in lines if line.endswith("\n")]
            acknowledged |= {made: item for item, made in pairs}
            # A server may still be finishing what the dead asked for last.
            time.sleep(0.2)
            found = decided(desk)
            assert acknowledged.items() <= found.items()
            # What is not told of is at most the decision that was under way.
            assert len(found) <= len(acknowledged) + number + 1
            held = claims.held(desk, user)
            assert len(held) <= 1
            free = claims.claim_next(desk, heir, preferences=Preferences())
            assert free is not None
            assert free[0] not in held
            claims.release(desk, free[1])
            if held:
                # The items are given in order, so the one that is left behind comes first.
                item, claim = claims.claim_next(afterwards, heir, preferences=Preferences()) or free
                assert item.id == held[0].id
                made = decide(afterwards, claim, DecisionKind.APPROVE)
                acknowledged[made.id] = item.id
        assert audit.verify(desk)[2] is None
        assert len(acknowledged) > 20


@pytest.mark.slow
def test_who_has_to_wait_for_a_writer_gets_no_error(place: str, make_report: Reports) -> None:
    with Desk.open(place, environ={}) as desk:
        add_report(desk, make_report())
        ann = people.set_role(desk, "ann", Role.MODERATOR, by=None)
        item, claim = claims.claim_next(desk, ann, preferences=Preferences()) or (None, None)
        assert item is not None
        assert claim is not None
        begun = threading.Event()

        def write() -> None:
            with desk.writing() as connection:
                connection.execute(table.items.update().values(model="other"))
                begun.set()
                time.sleep(6)

        writer = threading.Thread(target=write)
        writer.start()
        assert begun.wait(30)
        # Who only looks does not wait.
        before = time.monotonic()
        assert claims.check(desk, claim).model == item.model
        assert time.monotonic() - before < 3
        assert decide(desk, claim, DecisionKind.SKIP).stands
        assert time.monotonic() - before > 3
        writer.join(30)
