"""Originals at rest: unreadable without the key, each in its own place, and gone when purged."""

from __future__ import annotations

import traceback
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update

from summarizer.errors import NotAllowedError, SettingsError, StoreError
from summarizer.store import audit, originals
from summarizer.store.cipher import ORIGINALS_KEY_VARIABLE, given_cipher
from summarizer.store.desk import Desk
from summarizer.store.tables import originals as table
from summarizer.store.values import Original, Role, User
from summarizer.types import Span

ONE, OTHER = Fernet.generate_key().decode(), Fernet.generate_key().decode()
ADA, AUDITOR = User("ada", Role.MODERATOR), User("otto", Role.AUDITOR)
WORDS = "Mr Quillfeather of Wexcombe was sentenced on Monday. The court sat for a day."


def original(document_id: str = "d-1", words: str = WORDS) -> Original:
    return Original(
        document_id=document_id,
        media_type="text/plain",
        source="archive/1.txt",
        data=f"\ufeff{words}\r\n".encode("utf-8", "surrogatepass"),
        text=words,
        sentences=(Span(0, len(words) // 2), Span(len(words) // 2, len(words))),
    )


def keep(desk: Desk, *kept: Original) -> None:
    with desk.writing() as connection:
        for each in kept:
            originals.keep(connection, desk, each)


def load(desk: Desk, document_id: str) -> Original | None:
    with desk.reading() as connection:
        return originals.load(connection, desk, document_id)


@pytest.fixture
def open_with(place: str) -> Iterator[Callable[[str], Desk]]:
    """Opens the same store with any key for originals."""
    opened: list[Desk] = []

    def open_(key: str) -> Desk:
        opened.append(Desk.open(place, environ={ORIGINALS_KEY_VARIABLE: key}))
        return opened[-1]

    yield open_
    for each in opened:
        each.close()


@pytest.mark.parametrize("key", ["", ONE], ids=["without a key", "with a key"])
def test_an_original_comes_back_as_it_was(open_with: Callable[[str], Desk], key: str) -> None:
    desk = open_with(key)
    keep(desk, original())
    assert load(desk, "d-1") == original()
    assert originals.has_original(desk, "d-1")
    assert load(open_with(key), "d-1") == original()
    assert load(desk, "d-2") is None
    assert not originals.has_original(desk, "d-2")


def test_another_one_of_the_same_document_takes_its_place(desk: Desk) -> None:
    keep(desk, original(), replace(original(), text="Read anew.", sentences=(Span(0, 10),)))
    kept = load(desk, "d-1")
    assert kept is not None
    assert (kept.text, kept.data) == ("Read anew.", original().data)


def test_its_retention_counts_from_the_first_storing(desk: Desk, clock: object) -> None:
    def times() -> tuple[int, int | None]:
        with desk.reading() as connection:
            row = connection.execute(select(table.c.stored_at, table.c.purged_at)).one()
        return row.stored_at, row.purged_at

    start = clock.now  # type: ignore[attr-defined]
    keep(desk, original())
    clock.move(days=1)  # type: ignore[attr-defined]
    keep(desk, original())
    assert times() == (start, None)
    with desk.writing() as connection:
        assert originals.drop(connection, desk, "d-1")
        assert not originals.drop(connection, desk, "d-1")
        assert not originals.drop(connection, desk, "d-2")
    assert times() == (start, start + 86_400_000)
    assert load(desk, "d-1") is None
    assert not originals.has_original(desk, "d-1")
    clock.move(days=1)  # type: ignore[attr-defined]
    keep(desk, original())
    assert times() == (start + 2 * 86_400_000, None)
    assert load(desk, "d-1") == original()


def held(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


def assert_without_words(folder: Path) -> None:
    stored = held(folder).lower()
    for word in ("quillfeather", "wexcombe", "sentenced", "monday"):
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            assert word.encode(encoding) not in stored
    # The bytes that were read stand in base64.
    assert b64encode(original().data)[4:40] not in held(folder)
    assert b"archive/1.txt" not in stored


def test_with_a_key_the_files_hold_no_word_of_it(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "store.db", environ={ORIGINALS_KEY_VARIABLE: ONE}) as desk:
        keep(desk, original())
        originals.for_checks(desk, "d-1", by=ADA)
        names = {path.name for path in tmp_path.iterdir()}
        assert names == {"store.db", "store.db-wal", "store.db-shm"}
        assert b"d-1" in held(tmp_path)
        assert_without_words(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"store.db"}
    assert_without_words(tmp_path)
    assert ONE.encode() not in held(tmp_path)


def test_without_a_key_they_do_hold_it(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "store.db", environ={}) as desk:
        keep(desk, original())
    with pytest.raises(AssertionError):
        assert_without_words(tmp_path)


def assert_refused(desk: Desk, message: str) -> None:
    calls: list[Callable[[], object]] = [
        lambda: load(desk, "d-1"),
        lambda: originals.outline(desk, "d-1", by=ADA),
        lambda: originals.for_checks(desk, "d-1", by=ADA),
    ]
    for call in calls:
        with pytest.raises(StoreError, match=message) as refused:
            call()
        assert "d-1" in str(refused.value)
        shown = "".join(traceback.format_exception(refused.value, limit=0))
        assert not [w for w in (*WORDS.split(), ONE, OTHER) if len(w) > 4 and w in shown]
    assert list(audit.entries(desk)) == []


@pytest.mark.parametrize(
    ("key", "message"),
    [("", f"set {ORIGINALS_KEY_VARIABLE}"), (OTHER, f"another key than {ORIGINALS_KEY_VARIABLE}")],
    ids=["no key", "another key"],
)
def test_without_its_key_it_is_refused(
    open_with: Callable[[str], Desk], key: str, message: str
) -> None:
    keep(open_with(ONE), original())
    desk = open_with(key)
    assert_refused(desk, message)
    assert originals.has_original(desk, "d-1")
    assert load(open_with(f"{OTHER}, {ONE}"), "d-1") == original()


def test_a_key_that_comes_later_leaves_what_is_there_readable(
    open_with: Callable[[str], Desk],
) -> None:
    keep(open_with(""), original())
    desk = open_with(ONE)
    assert load(desk, "d-1") == original()
    keep(desk, original())
    assert load(desk, "d-1") == original()
    with pytest.raises(StoreError, match="is encrypted"):
        load(open_with(""), "d-1")


@pytest.mark.parametrize("key", ["", ONE], ids=["without a key", "with a key"])
def test_one_that_was_laid_in_anothers_place_is_refused(
    open_with: Callable[[str], Desk], key: str
) -> None:
    desk = open_with(key)
    keep(desk, original("d-1"), original("d-2", "Another document."))
    with desk.engine.begin() as connection:
        rows = dict(connection.execute(select(table.c.document_id, table.c.payload)).tuples().all())
        for here, there in (("d-1", "d-2"), ("d-2", "d-1")):
            change = update(table).where(table.c.document_id == here)
            connection.execute(change.values(payload=rows[there]))
    assert_refused(desk, "another document's")


@pytest.mark.parametrize("key", ["", ONE], ids=["without a key", "with a key"])
@pytest.mark.parametrize("damage", [b"", b"{}", b"Quillfeather", b"\xff\xff", b"[1]", None])
def test_a_damaged_one_is_refused(
    open_with: Callable[[str], Desk], key: str, damage: bytes | None
) -> None:
    desk = open_with(key)
    keep(desk, original())
    with desk.engine.begin() as connection:
        whole = connection.execute(select(table.c.payload)).scalar_one()
        change = bytes(whole)[:-3] if damage is None else damage
        connection.execute(update(table).values(payload=change))
    assert_refused(desk, "damaged")


def test_the_outline_is_spans_and_leaves_no_line(desk: Desk) -> None:
    keep(desk, original())
    assert originals.outline(desk, "d-1", by=ADA) == original().sentences
    assert originals.outline(desk, "d-2", by=ADA) is None
    assert list(audit.entries(desk)) == []
    for nobody in (AUDITOR, User("nina"), replace(ADA, active=False)):
        with pytest.raises(NotAllowedError):
            originals.outline(desk, "d-1", by=nobody)


def test_reading_it_for_checks_is_written_down(desk: Desk) -> None:
    keep(desk, original())
    assert originals.for_checks(desk, "d-1", by=ADA) == original()
    assert originals.for_checks(desk, "d-1", by=None) == original()
    assert originals.for_checks(desk, "d-2", by=ADA) is None
    with pytest.raises(NotAllowedError):
        originals.for_checks(desk, "d-1", by=AUDITOR)
    lines = [(line.actor, line.action, line.subject, line.detail) for line in audit.entries(desk)]
    assert lines == [
        ("ada", "original.read", "document:d-1", "{}"),
        (audit.OPERATOR, "original.read", "document:d-1", "{}"),
    ]


def test_what_cannot_be_a_key_is_refused_and_not_quoted() -> None:
    for wrong in ("canary", ONE[:-4], f"{ONE},", f"{ONE},canary"):
        with pytest.raises(SettingsError, match=ORIGINALS_KEY_VARIABLE) as refused:
            given_cipher({ORIGINALS_KEY_VARIABLE: wrong})
        assert "canary" not in str(refused.value)
        assert ONE[:10] not in str(refused.value)
    assert given_cipher({ORIGINALS_KEY_VARIABLE: " "}) is None
    cipher = given_cipher({ORIGINALS_KEY_VARIABLE: ONE})
    assert ONE not in repr(cipher)


def test_its_repr_shows_no_words() -> None:
    assert not [word for word in WORDS.split() if len(word) > 4 and word in repr(original())]


ANY = st.text(st.characters(), max_size=20) | st.just("\ud83d\ude00")


@pytest.fixture(scope="module", params=["", ONE], ids=["without a key", "with a key"])
def shared(request: pytest.FixtureRequest) -> Iterator[Desk]:
    with Desk.open("sqlite://", environ={ORIGINALS_KEY_VARIABLE: request.param}) as desk:
        yield desk


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(words=ANY, source=ANY, data=st.binary(max_size=40), ends=st.lists(st.integers(0, 99)))
def test_any_text_comes_back_with_every_character_in_its_place(
    shared: Desk, words: str, source: str, data: bytes, ends: list[int]
) -> None:
    kept = Original(
        document_id="d-1",
        media_type="text/plain",
        source=source,
        data=data,
        text=words,
        sentences=tuple(Span(0, end) for end in ends),
    )
    keep(shared, kept)
    assert load(shared, "d-1") == kept


def test_lone_surrogates_are_not_joined(desk: Desk) -> None:
    # As escapes in JSON these two would come back as one character.
    keep(desk, original(words="\ud83d\ude00 \udcff"))
    kept = load(desk, "d-1")
    assert kept is not None
    assert len(kept.text) == 4


def test_a_store_out_of_reach_says_so_without_words(desk: Desk) -> None:
    with desk.engine.begin() as connection:
        connection.execute(text("DROP TABLE originals"))
    with pytest.raises(StoreError) as refused:
        keep(desk, original())
    assert "Quillfeather" not in str(refused.value)
