"""The step to the review desk: from nothing and from a ledger of cases that is in use."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, select, text
from sqlalchemy.exc import DBAPIError

from summarizer.store import Cases, audit
from summarizer.store.desk import Desk
from summarizer.store.engine import make_engine, url_of
from summarizer.store.secret import Secret
from summarizer.store.tables import case_facts, case_keys, meta, metadata

SECRET = Secret(b"\x1f" * 32)
DIGEST = "ab" * 32


def steps(*, to: str, connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", "summarizer.store:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, to)


@pytest.fixture
def ledger(place: str) -> Iterator[Engine]:
    """A store as the program made it before there was a desk, with one case in it."""
    engine = make_engine(url_of(place))
    with engine.begin() as connection:
        steps(to="0001", connection=connection)
        rows = [
            {"name": "check", "value": SECRET.check},
            {"name": "secret", "value": SECRET.key.hex()},
        ]
        connection.execute(meta.insert(), rows)
        key = SECRET.case_key("T2026-0417")
        connection.execute(case_keys.insert(), [{"case_key": key, "document_id": "d-1"}])
        fact = {"document_id": "d-1", "kind": "town", "digest": SECRET.digest("town", "wexcombe")}
        connection.execute(case_facts.insert(), [fact])
    yield engine
    engine.dispose()


def schema(connection: Connection) -> dict[str, object]:
    """Every table with its columns, keys and indexes, by name."""
    found = inspect(connection)
    return {
        name: (
            [(c["name"], str(c["type"]), c["nullable"]) for c in found.get_columns(name)],
            found.get_pk_constraint(name)["constrained_columns"],
            sorted(
                (key["constrained_columns"], key["referred_table"])
                for key in found.get_foreign_keys(name)
            ),
            sorted((each["name"], each["column_names"]) for each in found.get_indexes(name)),
            sorted(each["column_names"] for each in found.get_unique_constraints(name)),
        )
        for name in found.get_table_names()
    }


def test_a_blank_place_gets_the_tables_of_the_desk(desk: Desk) -> None:
    with desk.engine.begin() as connection:
        found = schema(connection)
        assert set(found) == {*metadata.tables, "alembic_version"}
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        assert context.get_current_revision() == "0002"


def test_indexes_have_the_names_that_the_tables_give_them(desk: Desk) -> None:
    with desk.engine.begin() as connection:
        found = inspect(connection)
        for name, table in metadata.tables.items():
            # PostgreSQL counts the indexes that stand behind a unique constraint.
            indexes = {
                each["name"]: each["column_names"]
                for each in found.get_indexes(name)
                if not each.get("duplicates_constraint")
            }
            wanted = {index.name: [column.name for column in index.columns]
                      for index in table.indexes}  # fmt: skip
            assert indexes == wanted, name


def test_an_older_store_keeps_its_rows(place: str, ledger: Engine) -> None:
    with ledger.connect() as connection:
        assert set(schema(connection)) == {"meta", "case_keys", "case_facts", "alembic_version"}
        before = [connection.execute(select(each)).all() for each in (meta, case_keys, case_facts)]
    with Desk.open(place, environ={}) as desk:
        assert desk.secret == SECRET
        with desk.reading() as connection:
            after = [
                connection.execute(select(each)).all() for each in (meta, case_keys, case_facts)
            ]
        assert after == before
    with Cases.open(place, environ={}) as cases:
        assert cases.published(["T2026-0417"]).has("town", "wexcombe")


def test_both_ways_lead_to_the_same_schema(place: str, ledger: Engine, tmp_path: object) -> None:
    with Desk.open(place, environ={}) as desk, desk.engine.begin() as connection:
        grown = schema(connection)
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
        if connection.dialect.name == "sqlite":
            triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
        else:
            triggers = (
                "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger "
                "WHERE tgrelid = 'audit'::regclass ORDER BY tgname"
            )
        names = [row[0] for row in connection.execute(text(triggers))]
    expected = {
        "sqlite": ["audit_delete", "audit_replace", "audit_update"],
        "postgresql": ["audit_change", "audit_truncate"],
    }
    assert names == expected[desk.engine.dialect.name]
    if desk.engine.dialect.name == "sqlite":
        with Desk.open("sqlite://", environ={}) as blank, blank.engine.begin() as connection:
            assert schema(connection) == grown


def test_a_store_that_has_grown_refuses_changes_of_its_log(place: str, ledger: Engine) -> None:
    with Desk.open(place, environ={}) as desk:
        with desk.writing() as connection:
            audit.append(connection, desk, actor="ada", action="item.claimed", subject="item:1")
        for statement in ("UPDATE audit SET actor = 'mallory'", "DELETE FROM audit"):
            with pytest.raises(DBAPIError, match="append-only"), desk.engine.begin() as connection:
                connection.execute(text(statement))
        assert audit.verify(desk)[::2] == (1, None)


def test_opening_again_changes_nothing(place: str, desk: Desk) -> None:
    with desk.writing() as connection:
        audit.append(connection, desk, actor="ada", action="item.claimed", subject="item:1")
    with desk.reading() as connection:
        before = schema(connection)
    with Desk.open(place, environ={}) as again, again.reading() as connection:
        assert schema(connection) == before
        assert again.secret == desk.secret
        assert audit.verify(again)[::2] == (1, None)


def test_a_step_that_fails_leaves_the_older_store_as_it_was(place: str, ledger: Engine) -> None:
    with ledger.begin() as connection:
        # Where the step wants to put a table of its own, in the middle of it.
        connection.execute(text("CREATE TABLE jobs (id INTEGER PRIMARY KEY)"))
    with ledger.connect() as connection:
        before = schema(connection)
    with pytest.raises(Exception, match=r"(?s)jobs.*exists|refused"):
        Desk.open(place, environ={})
    with ledger.connect() as connection:
        assert schema(connection) == before
        assert MigrationContext.configure(connection).get_current_revision() == "0001"
        assert len(connection.execute(select(case_keys)).all()) == 1


def test_two_that_open_an_older_store_at_once_take_the_step_once(
    place: str, ledger: Engine
) -> None:
    faults: list[BaseException] = []

    def opens() -> None:
        try:
            Desk.open(place, environ={}).close()
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=opens) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert faults == []
    with ledger.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == "0002"


def test_the_steps_are_one_line_from_the_first(desk: Desk) -> None:
    config = Config()
    config.set_main_option("script_location", "summarizer.store:migrations")
    found = [each.revision for each in ScriptDirectory.from_config(config).walk_revisions()]
    assert found == ["0002", "0001"]
