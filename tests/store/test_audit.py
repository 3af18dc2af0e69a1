"""The audit log: it only grows, and whatever is changed behind its back is found."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError, OperationalError

from summarizer.errors import StoreError
from summarizer.store import audit
from summarizer.store.desk import Desk

LINE = {
    "number": 1, "at": 0, "actor": "mallory", "action": "item.decided", "subject": "item:1",
    "detail": "{}", "previous": audit.GENESIS, "hash": "0" * 64,
}  # fmt: skip
COLUMNS = ", ".join(LINE)
VALUES = ", ".join(f":{name}" for name in LINE)


def append(desk: Desk, count: int, *, actor: str = "ada") -> None:
    for number in range(count):
        with desk.writing() as connection:
            audit.append(
                connection,
                desk,
                actor=actor,
                action="item.claimed",
                subject=f"item:{number}",
                detail={"round": number},
            )


def behind_its_back(desk: Desk, change: Callable[[Connection], object]) -> None:
    """Does what no program does: takes the triggers away first."""
    with desk.engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            for name in ("audit_update", "audit_delete", "audit_replace"):
                connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        else:
            connection.execute(text("DROP TRIGGER IF EXISTS audit_change ON audit"))
        change(connection)


def test_each_line_names_the_hash_of_the_one_before(desk: Desk) -> None:
    append(desk, 3)
    lines = list(audit.entries(desk))
    assert [line.number for line in lines] == [1, 2, 3]
    assert lines[0].previous == audit.GENESIS
    assert all(after.previous == before.hash for before, after in pairwise(lines))
    assert all(line.hash == audit.hash_of(line) for line in lines)
    assert json.loads(lines[2].detail) == {"round": 2}
    assert (lines[0].actor, lines[0].action, lines[0].subject) == ("ada", "item.claimed", "item:0")
    assert list(audit.entries(desk, after=2)) == lines[2:]
    assert audit.verify(desk) == (3, lines[2].hash, None)


def test_a_line_has_the_time_of_the_desk(desk: Desk, clock: Callable[[], int]) -> None:
    append(desk, 1)
    assert next(audit.entries(desk)).at == clock()


def test_an_empty_log_is_whole(desk: Desk) -> None:
    assert audit.verify(desk) == (0, audit.GENESIS, None)
    assert list(audit.entries(desk)) == []


def test_a_transaction_that_fails_leaves_no_line(desk: Desk) -> None:
    append(desk, 1)
    with pytest.raises(RuntimeError), desk.writing() as connection:  # noqa: PT012
        audit.append(connection, desk, actor="ada", action="item.claimed", subject="item:1")
        raise RuntimeError
    append(desk, 1)
    assert [line.number for line in audit.entries(desk)] == [1, 2]
    assert audit.verify(desk)[2] is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'mallory'",
        "UPDATE audit SET number = 7 WHERE number = 2",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE number = 2",
    ],
)
def test_the_database_refuses_to_change_or_delete_a_line(desk: Desk, statement: str) -> None:
    append(desk, 2)
    before = list(audit.entries(desk))
    with pytest.raises(DBAPIError, match="append-only"), desk.engine.begin() as connection:
        connection.execute(text(statement))
    assert list(audit.entries(desk)) == before


def test_the_database_refuses_to_put_another_line_in_the_place_of_one(desk: Desk) -> None:
    append(desk, 2)
    before = list(audit.entries(desk))
    change = "ON CONFLICT (number) DO UPDATE SET actor = 'mallory'"
    statements = [(f"INSERT INTO audit ({COLUMNS}) VALUES ({VALUES}) {change}", LINE)]
    if desk.engine.dialect.name == "sqlite":
        statements += [
            (f"INSERT OR REPLACE INTO audit ({COLUMNS}) VALUES ({VALUES})", LINE),
            (f"REPLACE INTO audit ({COLUMNS}) VALUES ({VALUES})", LINE),
            ("UPDATE OR REPLACE audit SET number = 1 WHERE number = 2", {}),
            # SQLite's own number of a row is another way to one.
            (
                f"INSERT OR REPLACE INTO audit (rowid, {COLUMNS}) VALUES (1, {VALUES})",
                {**LINE, "number": 9},
            ),
        ]
    for statement, values in statements:
        with pytest.raises(DBAPIError, match="append-only"), desk.engine.begin() as connection:
            connection.execute(text(statement), values)
    assert list(audit.entries(desk)) == before


def test_the_database_refuses_to_empty_the_log(desk: Desk) -> None:
    if desk.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no TRUNCATE")
    append(desk, 2)
    with pytest.raises(DBAPIError, match="append-only"), desk.engine.begin() as connection:
        connection.execute(text("TRUNCATE audit"))
    assert audit.verify(desk)[::2] == (2, None)


@pytest.mark.parametrize(
    "change",
    [
        "at = at + 1",
        "actor = 'mallory'",
        "action = 'item.reversed'",
        "subject = 'item:99'",
        "detail = '{}'",
        "previous = hash",
        "hash = previous",
        "number = 20",
    ],
)
def test_a_changed_line_is_found(desk: Desk, change: str) -> None:
    append(desk, 4)
    statement = text(f"UPDATE audit SET {change} WHERE number = 2")
    behind_its_back(desk, lambda connection: connection.execute(statement))
    assert audit.verify(desk)[2] == 2


@pytest.mark.parametrize(("number", "found"), [(1, 1), (2, 2), (4, 4)])
def test_a_line_that_is_gone_is_found(desk: Desk, number: int, found: int) -> None:
    append(desk, 4)
    statement = text(f"DELETE FROM audit WHERE number = {number}")
    behind_its_back(desk, lambda connection: connection.execute(statement))
    assert audit.verify(desk)[2] == found


@pytest.mark.parametrize("left", [0, 1, 3])
def test_lines_that_are_cut_off_at_the_end_are_found(desk: Desk, left: int) -> None:
    append(desk, 5)
    hashes = [audit.GENESIS, *(line.hash for line in audit.entries(desk))]
    statement = text(f"DELETE FROM audit WHERE number > {left}")
    behind_its_back(desk, lambda connection: connection.execute(statement))
    assert audit.verify(desk) == (left, hashes[left], left + 1)


def test_a_whole_new_chain_does_not_have_the_seal(desk: Desk) -> None:
    append(desk, 3)
    lines, previous = [], audit.GENESIS
    for line in audit.entries(desk):
        forged = replace(line, actor="mallory", previous=previous)
        lines.append(replace(forged, hash=audit.hash_of(forged)))
        previous = lines[-1].hash
    assert audit.broken(lines) is None

    def rewrite(connection: Connection) -> None:
        for line in lines:
            connection.execute(
                text("UPDATE audit SET actor=:actor, previous=:previous, hash=:hash "
                     "WHERE number=:number"),
                {"actor": line.actor, "previous": line.previous, "hash": line.hash,
                 "number": line.number},
            )  # fmt: skip

    behind_its_back(desk, rewrite)
    assert audit.verify(desk) == (3, lines[-1].hash, 4)


def test_a_missing_seal_is_found(desk: Desk) -> None:
    append(desk, 2)
    with desk.engine.begin() as connection:
        connection.execute(text("DELETE FROM meta WHERE name = 'audit-head'"))
    assert audit.verify(desk)[2] == 3


def test_lines_from_elsewhere_can_be_checked(desk: Desk) -> None:
    append(desk, 3)
    lines = list(audit.entries(desk))
    assert audit.broken(lines) is None
    assert audit.broken([]) is None
    assert audit.broken(lines[1:]) == 1
    assert audit.broken([lines[0], lines[2]]) == 2
    assert audit.broken([lines[1], lines[0], lines[2]]) == 1
    assert audit.broken([*lines, lines[2]]) == 4


def test_a_line_that_cannot_be_sealed_is_not_kept(desk: Desk) -> None:
    append(desk, 1)

    def full(*args: object) -> None:
        if "UPDATE meta" in str(args[2]):
            raise OperationalError("", {}, Exception("the disk is full"))

    event.listen(desk.engine, "before_cursor_execute", full)
    with pytest.raises(StoreError, match="the disk is full"):
        append(desk, 1)
    event.remove(desk.engine, "before_cursor_execute", full)
    assert audit.verify(desk)[::2] == (1, None)


def test_threads_that_append_at_once_leave_no_gap(place: str, desk: Desk) -> None:
    faults: list[BaseException] = []

    def write(number: int) -> None:
        try:
            with Desk.open(place, environ={}) as own:
                append(own if number % 2 else desk, 15, actor=f"user-{number}")
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    lines = list(audit.entries(desk))
    assert [line.number for line in lines] == list(range(1, 76))
    assert audit.verify(desk) == (75, lines[-1].hash, None)
    for number in range(5):
        own = [line.subject for line in lines if line.actor == f"user-{number}"]
        assert own == [f"item:{each}" for each in range(15)]
