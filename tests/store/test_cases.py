"""The ledger of cases: it remembers all that was told, shares it by case, and holds no words."""

from __future__ import annotations

import pickle
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, event, select, text
from sqlalchemy.exc import OperationalError

from summarizer.errors import SettingsError, StoreError
from summarizer.store import Cases, Published
from summarizer.store.engine import _keep_a_journal, guarded
from summarizer.store.tables import meta, metadata
from summarizer.types import Fact

KEY = "SUMMARIZER_STORE_KEY"
ONE, OTHER = {KEY: "1f" * 32}, {KEY: "2e" * 32}
NAME, NUMBER = "Ebenezer Quillfeather", "T2026-0417"
TOWN, SCHOOL = Fact("town", "wexcombe"), Fact("institution", "st bathilde's school")


@pytest.fixture
def cases(place: str) -> Iterator[Cases]:
    with Cases.open(place, environ={}) as opened:
        yield opened


def told(published: Published, *facts: Fact) -> list[bool]:
    return [published.has(fact.kind, fact.value) for fact in facts]


def test_what_was_recorded_is_known_after_opening_again(place: str) -> None:
    with Cases.open(place, environ={}) as cases:
        cases.record(document_id="d-1", keys=[NAME], facts=[TOWN, TOWN])
    with Cases.open(place, environ={}) as cases:
        published = cases.published([NAME])
    assert told(published, TOWN, SCHOOL) == [True, False]
    assert not published.has("region", TOWN.value)
    assert published.kinds() == [("town", published.digest("town", TOWN.value))]
    assert pickle.loads(pickle.dumps(published)) == published


def test_case_white_space_and_encoding_do_not_matter(cases: Cases) -> None:
    cases.record(document_id="d-1", keys=["José  Straße"], facts=[Fact("town", "Old\nWexcombe")])
    published = cases.published(["\tJOSE\u0301 STRASSE "])
    assert published.has("town", "old wexcombe")
    assert not published.has("town", "oldwexcombe")


def test_documents_that_share_one_key_are_one_case(cases: Cases) -> None:
    cases.record(document_id="d-1", keys=[NAME, NUMBER], facts=[TOWN])
    cases.record(document_id="d-2", keys=[NUMBER], facts=[SCHOOL])
    cases.record(document_id="d-3", keys=["somebody else"], facts=[Fact("year", "1999")])
    assert told(cases.published([NUMBER]), TOWN, SCHOOL) == [True, True]
    assert told(cases.published([NAME]), TOWN, SCHOOL) == [True, False]
    assert len(cases.published(["nobody", NUMBER, "somebody else"]).kinds()) == 3
    assert cases.published(["nobody"]).kinds() == []
    assert cases.published([]).kinds() == []


def test_a_document_is_not_judged_by_what_it_told_itself(cases: Cases) -> None:
    cases.record(document_id="d-1", keys=[NAME], facts=[TOWN, SCHOOL])
    cases.record(document_id="d-2", keys=[NAME], facts=[SCHOOL])
    assert told(cases.published([NAME], without="d-1"), TOWN, SCHOOL) == [False, True]
    assert told(cases.published([NAME], without="d-2"), TOWN, SCHOOL) == [True, True]


def test_a_new_record_takes_the_place_of_the_old(cases: Cases) -> None:
    for _ in range(2):
        cases.record(document_id="d-1", keys=[NAME], facts=[TOWN])
        assert len(cases.published([NAME]).kinds()) == 1
    cases.record(document_id="d-1", keys=[NUMBER], facts=[SCHOOL])
    assert cases.published([NAME]).kinds() == []
    assert told(cases.published([NUMBER]), TOWN, SCHOOL) == [False, True]
    cases.record(document_id="d-1", keys=[NUMBER], facts=[])
    assert cases.published([NUMBER]).kinds() == []


def test_blank_keys_join_nothing(cases: Cases) -> None:
    cases.record(document_id="d-1", keys=["", " \n"], facts=[TOWN])
    cases.record(document_id="d-2", keys=[], facts=[SCHOOL])
    assert cases.published(["", " "]).kinds() == []
    with pytest.raises(ValueError, match="without an id"):
        cases.record(document_id="", keys=[NAME], facts=[TOWN])


def test_an_empty_one_knows_nothing_and_still_tells_facts_apart() -> None:
    empty = Published()
    assert empty == Published({})
    assert empty.kinds() == []
    assert not empty.has("town", "wexcombe")
    assert empty.digest("town", "Wexcombe") == empty.digest("town", "wexcombe")
    assert empty.digest("town", "wexcombe") != empty.digest("region", "wexcombe")


@pytest.mark.parametrize("environ", [{}, ONE], ids=["own key", "given key"])
def test_the_files_hold_no_words(tmp_path: Path, environ: dict[str, str]) -> None:
    words = [NAME, NUMBER, TOWN.value, SCHOOL.value, *NAME.split(), "bathilde"]
    with Cases.open(tmp_path / "store.db", environ=environ) as cases:
        cases.record(document_id="d-1", keys=[NAME, NUMBER], facts=[TOWN, SCHOOL])
        cases.published([NAME])
        assert_without(tmp_path, words, files={"store.db", "store.db-wal", "store.db-shm"})
        shown = repr(cases) + repr(cases.published([NAME]))
    assert_without(tmp_path, words, files={"store.db"})
    key = environ.get(KEY) or stored(tmp_path / "store.db")["secret"]
    assert key not in shown
    assert repr(bytes.fromhex(key)) not in shown
    assert not [word for word in words if word.lower() in shown.lower()]


def assert_without(folder: Path, words: list[str], *, files: set[str]) -> None:
    assert {path.name for path in folder.iterdir()} == files
    held = b"".join(path.read_bytes() for path in folder.iterdir()).lower()
    assert b"d-1" in held
    for word in words:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            assert word.lower().encode(encoding) not in held


def stored(path: Path) -> dict[str, str]:
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        rows = dict(connection.execute(select(meta.c.name, meta.c.value)).tuples().all())
    engine.dispose()
    return rows


def test_the_file_is_for_its_owner_and_keeps_no_key_that_was_given(tmp_path: Path) -> None:
    Cases.open(tmp_path / "given.db", environ=ONE).close()
    assert set(stored(tmp_path / "given.db")) == {"check"}
    Cases.open(tmp_path / "own.db", environ={KEY: ""}).close()
    assert set(stored(tmp_path / "own.db")) == {"check", "secret"}
    assert stat.S_IMODE((tmp_path / "own.db").stat().st_mode) & 0o077 == 0


def test_another_key_is_refused(place: str) -> None:
    with Cases.open(place, environ=ONE) as cases:
        cases.record(document_id="d-1", keys=[NAME], facts=[TOWN])
    with pytest.raises(StoreError, match=f"another key than {KEY}.*set it") as refused:
        Cases.open(place, environ=OTHER)
    assert OTHER[KEY] not in str(refused.value)
    with pytest.raises(StoreError, match=f"a key from {KEY}"):
        Cases.open(place, environ={})
    with Cases.open(place, environ={KEY: ONE[KEY].upper()}) as cases:
        assert cases.published([NAME]).has(TOWN.kind, TOWN.value)


def test_a_store_with_its_own_key_takes_no_other(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    Cases.open(path, environ={}).close()
    with pytest.raises(StoreError, match="unset it"):
        Cases.open(path, environ=ONE)
    Cases.open(path, environ={KEY: stored(path)["secret"]}).close()
    engine = create_engine(f"sqlite:///{path}")
    for damaged in ("1f" * 32, "no key"):
        with engine.begin() as connection:
            connection.execute(meta.update().where(meta.c.name == "secret").values(value=damaged))
        with pytest.raises(StoreError, match="its key is damaged"):
            Cases.open(path, environ={})
    engine.dispose()


@pytest.mark.parametrize("key", ["canary", "1f" * 31, "1f" * 32 + "1"])
def test_what_cannot_be_a_key_is_refused_and_not_quoted(tmp_path: Path, key: str) -> None:
    with pytest.raises(SettingsError, match="at least 64 digits") as refused:
        Cases.open(tmp_path / "store.db", environ={KEY: key})
    assert key not in str(refused.value)
    assert not list(tmp_path.iterdir())


def test_places_that_cannot_be_a_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be made: No such"):
        Cases.open(tmp_path / "missing" / "store.db", environ={})
    with pytest.raises(StoreError, match="unable to open"):
        Cases.open(tmp_path, environ={})
    (tmp_path / "letter.txt").write_text("Dear sir or madam, " * 100, "utf-8")
    with pytest.raises(StoreError, match="file is not a database"):
        Cases.open(tmp_path / "letter.txt", environ={})
    for wrong, message in (
        ("", "no place"),
        ("://", "cannot be read"),
        ("postgresql+psycopg://u:canary@host:port/x", "cannot be read"),
        ("mysql://u:canary@host/x", "in SQLite or in PostgreSQL"),
        ("postgresql+nosuch://u:canary@host/x", "database layer failed"),
        ("postgresql+pg8000://u:canary@host/x", "driver for postgresql.pg8000 is not installed"),
    ):
        with pytest.raises(StoreError, match=message) as refused:
            Cases.open(wrong, environ={})
        assert "canary" not in str(refused.value)


def test_a_server_out_of_reach_is_named_without_its_password() -> None:
    pytest.importorskip("psycopg", reason="psycopg is not installed")
    with pytest.raises(StoreError, match=r"u:\*\*\*@127.0.0.1:1/x.*refused") as refused:
        Cases.open("postgresql+psycopg://u:canary@127.0.0.1:1/x?sslpassword=canary2", environ={})
    assert "canary" not in str(refused.value)


def test_errors_of_the_database_quote_nothing(place: str, cases: Cases) -> None:
    url = place if "://" in place else f"sqlite:///{place}"
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE case_facts"))
    engine.dispose()
    for call in (
        lambda: cases.record(document_id="d-canary", keys=[NAME], facts=[TOWN]),
        lambda: cases.published([NAME], without="d-canary"),
    ):
        with pytest.raises(StoreError) as refused:
            call()
        assert refused.value.__cause__ is None
        assert refused.value.__suppress_context__
        message = str(refused.value)
        assert "canary" not in message
        assert "SELECT" not in message
        assert "\n" not in message
        assert place in message or "postgresql+psycopg://postgres" in message


def test_a_complaint_without_words_is_still_a_message() -> None:
    with pytest.raises(StoreError, match="the database cannot be reached"), guarded("x.db"):
        raise OperationalError("SELECT 1", {}, Exception(""))


def test_half_a_record_is_none(cases: Cases) -> None:
    cases.record(document_id="d-1", keys=[NAME], facts=[TOWN])

    def broken(*args: object) -> None:
        if "INSERT INTO case_facts" in str(args[2]):
            raise OperationalError("", {}, Exception("the disk is full"))

    event.listen(cases._engine, "before_cursor_execute", broken)
    with pytest.raises(StoreError, match="the disk is full"):
        cases.record(document_id="d-1", keys=[NUMBER], facts=[SCHOOL])
    event.remove(cases._engine, "before_cursor_execute", broken)
    assert told(cases.published([NAME]), TOWN, SCHOOL) == [True, False]
    assert cases.published([NUMBER]).kinds() == []


def test_the_steps_lead_to_the_tables(place: str, cases: Cases) -> None:
    with cases._engine.begin() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_a_newer_store_is_refused(place: str, cases: Cases) -> None:
    with cases._engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="newer version"):
        Cases.open(place, environ={})


WRITER = """
import sys
from summarizer.store import Cases
from summarizer.types import Fact

place, mine = sys.argv[1:]
with Cases.open(place, environ={}) as cases:
    for number in range(30):
        fact = Fact("town", f"{mine}-{number}")
        cases.record(document_id=f"d-{mine}-{number}", keys=["shared"], facts=[fact])
        cases.record(document_id="d-both", keys=["both"], facts=[fact])
"""


def test_two_processes_that_write_at_once_lose_nothing(place: str) -> None:
    # Neither finds a store: they also make it at once.
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, place, mine]) for mine in ("left", "right")
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    with Cases.open(place, environ={}) as cases:
        published = cases.published(["shared"])
        assert len(cases.published(["both"]).kinds()) == 1
    wanted = [(f"{mine}-{number}") for mine in ("left", "right") for number in range(30)]
    assert all(published.has("town", value) for value in wanted)
    assert len(published.kinds()) == 60


def test_a_new_file_that_another_sets_up_is_waited_for(tmp_path: Path) -> None:
    codes = [sqlite3.SQLITE_IOERR, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_RECOVERY]

    class Refused(sqlite3.Connection):
        def execute(self, sql: str, *args: object) -> sqlite3.Cursor:  # type: ignore[override]
            if codes:
                error = sqlite3.OperationalError("refused")
                error.sqlite_errorcode = codes.pop()
                raise error
            return super().execute(sql)

    connection = sqlite3.connect(tmp_path / "store.db", factory=Refused)
    with pytest.raises(sqlite3.OperationalError, match="refused"):
        _keep_a_journal(connection)
    assert codes == []
    _keep_a_journal(connection)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_threads_may_open_and_share_a_ledger(place: str) -> None:
    faults: list[BaseException] = []

    def write(number: int) -> None:
        try:
            with Cases.open(place, environ={}) as own:
                own.record(
                    document_id=f"d-{number}", keys=[NAME], facts=[Fact("year", f"{number}")]
                )
        except BaseException as error:
            faults.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert faults == []
    with Cases.open(place, environ={}) as cases:
        assert len(cases.published([NAME]).kinds()) == 6


DOCUMENTS = st.sampled_from(["d-1", "d-2", "d-3"])
KEYS = st.sets(st.sampled_from(["ann roe", "ben poe", "case 7"]))
FACTS = st.builds(
    Fact,
    st.sampled_from(["town", "trait", "year"]),
    st.sampled_from(["a", "b", "c"]) | st.text(max_size=4),
)


@pytest.fixture(scope="module")
def shared() -> Iterator[Cases]:
    with Cases.open("sqlite://", environ=ONE) as cases:
        yield cases


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    records=st.lists(st.tuples(DOCUMENTS, KEYS, st.lists(FACTS, max_size=4)), max_size=8),
    asked=KEYS,
    without=DOCUMENTS | st.just(""),
)
def test_it_is_a_dictionary_of_sets(
    shared: Cases, records: list[tuple[str, set[str], list[Fact]]], asked: set[str], without: str
) -> None:
    for document in ("d-1", "d-2", "d-3"):
        shared.record(document_id=document, keys=[], facts=[])
    model: dict[str, tuple[set[str], set[tuple[str, str]]]] = {}
    digest = Published().digest
    for document, keys, facts in records:
        shared.record(document_id=document, keys=keys, facts=iter(facts))
        model[document] = keys, {(fact.kind, digest(fact.kind, fact.value)) for fact in facts}
    expected: set[tuple[str, str]] = set()
    for document, (keys, pairs) in model.items():
        if keys & asked and document != without:
            expected |= pairs

    published = shared.published(asked, without=without)
    assert len(published.kinds()) == len(expected)
    assert published.kinds() == sorted(set(published.kinds()))
    for _, _, facts in records:
        for fact in facts:
            known = (fact.kind, digest(fact.kind, fact.value)) in expected
            assert published.has(fact.kind, fact.value) == known


def test_the_store_loads_no_model_and_no_migrations() -> None:
    heavy = "{'torch', 'transformers', 'spacy', 'nltk', 'alembic', 'psycopg'}"
    code = f"import sys, summarizer.store; assert not {heavy} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
