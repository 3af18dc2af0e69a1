"""No removed word leaves the review desk: every byte that it writes is searched for canary words.

One document full of words that stand nowhere else goes the whole way: summarised, imported with its
original, claimed, a sentence of it opened, edited, decided, undone, exported, purged. The one place
where its words may be is ``originals.payload``, and there only as long as no key is set.
"""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import subprocess
import sys
import time
import traceback
from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from summarizer.errors import StoreError, SummarizerError
from summarizer.models import Answer, Request
from summarizer.pipeline import Pipeline
from summarizer.report import from_json, to_json
from summarizer.settings import Settings
from summarizer.store import (
    audit,
    claims,
    decide,
    edits,
    export,
    feedback,
    figures,
    intake,
    jobs,
    originals,
    people,
    queue,
    retention,
    reveal,
)
from summarizer.store.desk import Desk
from summarizer.store.values import (
    Claim,
    DecisionKind,
    DeskRules,
    FeedbackKind,
    JobDocument,
    JobState,
    Original,
    Preferences,
    QueueFilter,
    Role,
    User,
)
from summarizer.types import Provenance, Report, Span, Status
from tests.canaries import CANARIES, TEXT, leaked

NOTE = "Thrupwell"
"""A word of a moderator's own, in their reasons: it is the desk's to keep, until it is purged."""
STORE_FILES = ("desk.db", "desk.db-wal", "desk.db-shm")


@pytest.mark.parametrize("shift", range(3))
def test_a_word_is_found_in_every_form(shift: int) -> None:
    before = "x" * shift
    for word in CANARIES:
        for data in (
            f"{before}{word.upper()}".encode(),
            f"{before}{word}".encode("utf-16-le"),
            f"{before}{word}".encode("utf-16-be"),
            b64encode(f"{before}{word} and more".encode()),
            f"{before}{word}".encode().hex().encode(),
        ):
            assert leaked(data) == [word]
        assert leaked(f"{before}{word[1:]}") == []
    assert leaked(TEXT) == CANARIES


class Silent:
    """A writer that proposes nothing."""

    name = "silent"
    sha256 = adapter_sha256 = ""
    context = 4096

    def count(self, text: str) -> int:
        return len(text) // 3 + 1

    def write(self, requests: Sequence[Request]) -> list[Answer]:
        return [() for _ in requests]


@pytest.fixture(scope="module")
def pipeline(parse: Any, policy: Any, heads: Any, entailment: Any) -> Pipeline:
    return Pipeline(
        Settings(), policy=policy, parser=parse, heads=heads, entailment=entailment, writer=Silent()
    )


@pytest.fixture(scope="module")
def reports(pipeline: Pipeline, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the document, and with its report as ``summarize --json`` prints it."""
    folder = tmp_path_factory.mktemp("reports")
    (folder / "archive").mkdir()
    (folder / "archive/canary.txt").write_text(TEXT, encoding="utf-8")
    report = pipeline.summarize_text(TEXT, source="archive/canary.txt")
    (folder / "reports.jsonl").write_text(f"{to_json(report)}\n", encoding="utf-8")
    assert found_in(folder) == {}
    return folder


def command(folder: Path, environ: Mapping[str, str], *arguments: str) -> str:
    """Runs the program in a folder of its own; gives what it printed, then what it said."""
    home = {"TMPDIR": str(folder), "XDG_STATE_HOME": str(folder / "state")}
    # Of "-X dev" it matters what it lets be heard.
    quicker = {"PYTHONMALLOC": "default"}
    finished = subprocess.run(
        [sys.executable, "-X", "dev", "-m", "summarizer", *arguments],
        cwd=folder,
        env={**os.environ, **home, **quicker, **environ, "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        timeout=300,
        check=False,
    )
    out, err = (each.decode("utf-8", "replace") for each in (finished.stdout, finished.stderr))
    assert finished.returncode == 0, leaked(err) or err[-400:]
    return f"{out}\0{err}"


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but the document itself, with its name."""
    return {
        name: path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and (name := str(path.relative_to(folder))) != "archive/canary.txt"
    }


def found_in(folder: Path, words: list[str] = CANARIES) -> dict[str, list[str]]:
    """In which files which words are; a file's name counts as part of it."""
    files = files_in(folder)
    found = {name: leaked(name.encode() + data, words) for name, data in files.items()}
    return {name: each for name, each in found.items() if each}


def works(desk: Desk, pipeline: Pipeline) -> str:
    """What two people do with the item; gives all that the store gave back save the original."""
    ana = people.set_role(desk, "ana", Role.LEAD, by=None)
    bo = people.set_role(desk, "bo", Role.LEAD, by=None)
    given = claims.claim_next(desk, ana, preferences=Preferences())
    assert given is not None
    item, claim = given
    outline = originals.outline(desk, item.document_id, by=ana)
    assert outline is not None
    shown = ""
    for number, span in enumerate(outline):
        seen = reveal.reveal(desk, claim, sentence=number, span=span, code="", level=2, words=True)
        shown += reveal.text_of(desk, seen) or ""
    assert set(leaked(shown)) == set(CANARIES)
    reveal.veil(desk, "ana")
    report = intake.report(desk, item.report_id, by=ana)
    assert report is not None
    assert report.summary is not None
    kept = [edited(desk, claim, pipeline, report, words) for words in EDITS]
    told = feedback.give(
        desk, claim, FeedbackKind.REDACTION_NEEDLESS, rule="ID-03", start=9, end=21
    )
    said = feedback.give(
        desk, claim, FeedbackKind.LEVEL_CHANGED, code="cw-child-sexual-abuse", level_to=3
    )
    rejected = decide.decide(desk, claim, DecisionKind.REJECT, reason=f"{NOTE}: not as it was")
    again = decide.undo(desk, rejected.id, by=ana)
    why = f"{NOTE}: looked at"
    first = decide.decide(desk, again, DecisionKind.APPROVE, override=True, reason=why)
    second = claims.claim(desk, item.id, bo)
    last = decide.decide(desk, second, DecisionKind.APPROVE, override=True, reason=why)
    state = queue.item(desk, item.id, by=bo).state
    assert state == "approved"
    seen_by_all = queue.items(desk, QueueFilter(text="canary"), by=bo)
    assert seen_by_all.total == 1
    return repr((item, claim, seen, outline, report, kept, told, said, first, last, seen_by_all))


EDITS = (
    "The victims were Posykin Quillfeather and Ned Zanzibrook.",
    "One of them was the stepson of Cole and lived in Mossgate Street.",
    "Dana Brambleby, a mother, wrote from fennimore@tarnvale.example.",
)


def edited(desk: Desk, claim: Claim, pipeline: Pipeline, report: Report, words: str) -> object:
    """Writes removed words into the summary, has it checked and keeps what the checks say."""
    original = originals.for_checks(desk, report.document_id, by=User("ana", Role.LEAD))
    assert original is not None
    assert report.summary is not None
    sentences = [each.text for each in report.summary.sentences]
    checked = pipeline.check_bytes(
        original.data,
        source=original.source,
        media_type=original.media_type,
        headline=report.summary.headline,
        sentences=[*sentences, words],
    )
    assert checked.status is Status.WITHHELD, words
    kept = edits.keep(desk, claim, checked, passed=False)
    assert edits.latest(desk, claim.item_id, by=User("ana", Role.LEAD)) == kept
    return kept


@pytest.mark.slow
@pytest.mark.weights
@pytest.mark.parametrize("with_key", [True, False], ids=["key", "no key"])
def test_the_desk_and_every_file_it_leaves(
    with_key: bool,
    reports: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    pipeline: Pipeline,
) -> None:
    caplog.set_level(logging.DEBUG)
    # Even who asks for every row that the database gives.
    caplog.set_level(logging.DEBUG, logger="sqlalchemy")
    monkeypatch.chdir(Path(__file__).parents[1])
    shutil.copytree(reports, tmp_path, dirs_exist_ok=True)
    environ = {"SUMMARIZER_ORIGINALS_KEY": Fernet.generate_key().decode() if with_key else ""}
    store = ("--store", "desk.db")
    said = [command(tmp_path, environ, "import", "reports.jsonl", "--originals", "archive", *store)]
    assert "1 added" in said[0]
    assert "0 without original" in said[0]
    rules = DeskRules(second_review_percent=0)
    with Desk.open(tmp_path / "desk.db", environ=environ, rules=rules) as desk:
        said.append(works(desk, pipeline))
        said.append(command(tmp_path, environ, "export", "--out", "handover", *store))
        said.append(command(tmp_path, environ, "export", "--verify", "--out", "handover"))
        said.append(command(tmp_path, environ, "export", "--verify", *store))
        said.append(command(tmp_path, environ, "purge", *store))
        # While it is open, the journal is there too.
        assert files_in(tmp_path).keys() >= {*STORE_FILES, "handover/approved.jsonl"}
        approved = from_json((tmp_path / "handover/approved.jsonl").read_text())
        assert approved.summary is not None
        found = found_in(tmp_path)
        assert found.keys() <= (set() if with_key else set(STORE_FILES))
        assert bool(found) is not with_key
        assert without_originals(tmp_path) == []
    assert NOTE in (tmp_path / "handover/decisions.jsonl").read_text()
    shutil.rmtree(tmp_path / "handover")
    (tmp_path / "reports.jsonl").unlink()
    with Desk.open(tmp_path / "desk.db", environ=environ, clock=in_two_years) as desk:
        written = [NOTE, approved.summary.headline, approved.content_warning]
        assert leaked(files_in(tmp_path)["desk.db"], written) == written
        purged = retention.purge(desk)
        assert (purged.originals, purged.reports) == (1, 1)
        # Nor what the program or a moderator wrote, though nothing was vacuumed.
        assert found_in(tmp_path, [*CANARIES, *written]) == {}
        assert audit.verify(desk)[2] is None
    # Logs hold no words at all, not even those that the desk keeps.
    assert leaked(caplog.text, written) == []
    said += [
        caplog.text,
        *map(str, (each.__dict__ for each in caplog.records)),
        *capfd.readouterr(),
    ]
    assert [leaked(each) for each in said if leaked(each)] == []


def in_two_years() -> int:
    return time.time_ns() // 1_000_000 + 730 * 86_400_000


def without_originals(folder: Path) -> list[str]:
    """The words that are in a copy of the store without ``originals.payload``, freshly written."""
    copy, clean = folder / "copy.db", folder / "clean.db"
    source, target = sqlite3.connect(folder / "desk.db"), sqlite3.connect(copy)
    try:
        source.backup(target)
        target.execute("UPDATE originals SET payload = NULL")
        target.commit()
        target.execute("VACUUM INTO ?", (str(clean),))
        data = clean.read_bytes()
        assert b"cw-child-sexual-abuse" in data
        return leaked(data)
    finally:
        source.close()
        target.close()
        copy.unlink()
        clean.unlink()


WORDS = "Posykin Quillfeather"
SURROGATE = f"{WORDS} \ud800"
PERSON = User(WORDS, Role.ADMIN)
CLAIM = Claim(item_id=1, user=WORDS, token="t", claimed_at=0, expires_at=0, version=1)
ORIGINAL = Original(
    document_id="d-1",
    media_type="text/plain",
    source=WORDS,
    data=TEXT.encode(),
    text=TEXT,
    sentences=(Span(0, 9),),
)
REPORT = Report(
    document_id="d-1",
    source=WORDS,
    language=WORDS,
    status=Status.READY,
    content_warning=WORDS,
    provenance=Provenance(version="1"),
)
CALLS: dict[str, Callable[[Desk, str], object]] = {
    "queue.items text": lambda desk, words: queue.items(desk, QueueFilter(text=words), by=PERSON),
    "queue.items lists": lambda desk, words: queue.items(
        desk,
        QueueFilter(codes=(words,), languages=(words,), statuses=(words,), holder=words),
        by=PERSON,
    ),
    "queue.item": lambda desk, words: queue.item(desk, 7, by=User(words, Role.ADMIN)),
    "queue.facets": lambda desk, words: queue.facets(desk, by=User(words)),
    "claims.claim_next": lambda desk, words: claims.claim_next(
        desk,
        User(words, Role.LEAD),
        preferences=Preferences(opted_out=(words,), languages=(words,)),
        within=QueueFilter(text=words),
    ),
    "claims.claim": lambda desk, words: claims.claim(desk, 1, User(words, Role.LEAD)),
    "claims.take_over": lambda desk, words: claims.take_over(desk, 1, User(words, Role.LEAD)),
    "claims.resume": lambda desk, words: claims.resume(desk, 1, User(words, Role.LEAD)),
    "claims.held": lambda desk, words: claims.held(desk, User(words)),
    "claims.heartbeat": lambda desk, words: claims.heartbeat(desk, replace(CLAIM, user=words)),
    "claims.check": lambda desk, words: claims.check(desk, replace(CLAIM, token=words)),
    "claims.release": lambda desk, words: claims.release(desk, replace(CLAIM, token=words)),
    "claims.hand_on": lambda desk, words: claims.hand_on(desk, replace(CLAIM, user=words)),
    "decide.decide": lambda desk, words: decide.decide(
        desk, CLAIM, DecisionKind.RERUN, reason=words, style=words, model=words
    ),
    "decide.undo": lambda desk, words: decide.undo(desk, 1, by=User(words, Role.LEAD)),
    "decide.reverse": lambda desk, words: decide.reverse(desk, 1, by=PERSON, reason=words),
    "decide.of_item": lambda desk, words: decide.of_item(desk, 1, by=User(words)),
    "decide.mine": lambda desk, words: decide.mine(desk, User(words)),
    "reveal.reveal": lambda desk, words: reveal.reveal(
        desk, CLAIM, sentence=0, span=Span(0, 9), code=words, level=1, words=True
    ),
    "reveal.veil": lambda desk, words: reveal.veil(desk, words),
    "reveal.exposure": lambda desk, words: reveal.exposure(desk, words, since=0, by=PERSON),
    "reveal.team": lambda desk, words: reveal.team_exposure(desk, since=0, by=User(words)),
    "edits.keep": lambda desk, words: edits.keep(
        desk, CLAIM, replace(REPORT, source=words), passed=False
    ),
    "edits.latest": lambda desk, words: edits.latest(desk, 1, by=User(words)),
    "feedback.give": lambda desk, words: feedback.give(
        desk, CLAIM, FeedbackKind.WARNING_ADDED, code=words
    ),
    "feedback.withdraw": lambda desk, words: feedback.withdraw(desk, 1, by=User(words, Role.ADMIN)),
    "feedback.of_item": lambda desk, words: feedback.of_item(desk, 1, by=User(words)),
    "intake.add_report": lambda desk, words: intake.add_report(
        desk, replace(REPORT, source=words), original=replace(ORIGINAL, source=words), by=PERSON
    ),
    "intake.add_report failed": lambda desk, words: intake.add_report(
        desk, replace(REPORT, source=words, status=Status.FAILED)
    ),
    "intake.add_report of another": lambda desk, words: intake.add_report(
        desk, REPORT, original=replace(ORIGINAL, source=words, document_id="d-2")
    ),
    "intake.report": lambda desk, words: intake.report(desk, 1, by=User(words, Role.ADMIN)),
    "jobs.start": lambda desk, words: jobs.start(
        desk,
        "rerun",
        [JobDocument(number=1, name=words, state=JobState.WAITING, reason=words)],
        by=User(words, Role.ADMIN),
        style=words,
        model=words,
    ),
    "jobs.mark": lambda desk, words: jobs.mark(desk, 1, 1, state=JobState.FAILED, reason=words),
    "jobs.stop": lambda desk, words: jobs.stop(desk, 1, reason=words),
    "jobs.retry": lambda desk, words: jobs.retry(desk, 1, by=User(words, Role.ADMIN)),
    "originals.outline": lambda desk, words: originals.outline(
        desk, "d-1", by=User(words, Role.ADMIN)
    ),
    "originals.for_checks": lambda desk, words: originals.for_checks(
        desk, "d-1", by=User(words, Role.ADMIN)
    ),
    "people.user": lambda desk, words: people.user(desk, words),
    "people.ensure_user": lambda desk, words: people.ensure_user(desk, words, role=Role.LEAD),
    "people.users": lambda desk, words: people.users(desk, by=User(words)),
    "people.set_role": lambda desk, words: people.set_role(desk, words, Role.LEAD, by=PERSON),
    "people.set_active": lambda desk, words: people.set_active(desk, words, False, by=PERSON),
    "people.preferences": lambda desk, words: people.preferences(desk, User(words)),
    "people.save_preferences": lambda desk, words: people.save_preferences(
        desk, User(words), Preferences(opted_out=(words,))
    ),
    "figures.team": lambda desk, words: figures.team(desk, since=0, by=User(words)),
    "retention.purge": lambda desk, words: retention.purge(desk, by=User(words, Role.ADMIN)),
    "export.write_export": lambda desk, words: export.write_export(
        desk, Path(desk.place).with_name("out"), by=User(words, Role.ADMIN)
    ),
}
"""Every function of the store that can be given words, with a name for each."""

TABLES = (
    "users preferences reports originals items item_codes claims exclusions decisions edits"
    " reveals feedback audit jobs job_documents"
).split()


def no_tables(place: Path, desk: Desk) -> None:
    with desk.engine.connect() as connection:
        connection.execute(text("PRAGMA foreign_keys = OFF"))
        for name in TABLES:
            connection.execute(text(f"ALTER TABLE {name} RENAME TO gone_{name}"))
        connection.commit()


def no_database(place: Path, desk: Desk) -> None:
    desk.close()
    for name in STORE_FILES:
        place.with_name(name).unlink(missing_ok=True)
    place.write_bytes(b"no database, but some bytes " * 1000)


def no_folder(place: Path, desk: Desk) -> None:
    desk.close()
    place.parent.rename(place.parent.with_name("elsewhere"))


def refusing(place: Path, desk: Desk) -> None:
    """Every insert and change is refused, as by a constraint that quotes nothing itself."""
    with desk.engine.begin() as connection:
        for name in TABLES:
            for what in ("INSERT", "UPDATE"):
                connection.exec_driver_sql(
                    f"CREATE TRIGGER refuse_{what}_{name} BEFORE {what} ON {name} "
                    "BEGIN SELECT RAISE(ABORT, 'refused'); END"
                )


def nothing(place: Path, desk: Desk) -> None:
    """The store is well: what goes wrong is what was asked."""


@pytest.mark.parametrize("words", [WORDS, SURROGATE], ids=["words", "not storable"])
@pytest.mark.parametrize("damage", [nothing, no_tables, no_database, no_folder, refusing])
def test_no_error_of_the_store_quotes_what_it_was_given(
    damage: Callable[[Path, Desk], None], words: str, tmp_path: Path
) -> None:
    place = tmp_path / "store" / "desk.db"
    place.parent.mkdir()
    raised: dict[str, BaseException] = {}
    with Desk.open(place, environ={}) as desk:
        intake.add_report(desk, REPORT, original=ORIGINAL)
        people.ensure_user(desk, "ana", role=Role.LEAD)
        damage(place, desk)
        for name, call in CALLS.items():
            try:
                call(desk, words)
            except Exception as error:
                raised[name] = error
    for name, error in raised.items():
        told = [str(error), repr(error), *traceback.format_exception(error)]
        assert [leaked(each) for each in told if leaked(each)] == [], name
        assert isinstance(error, SummarizerError | ValueError), name
        # Its text says one character; the error itself holds all of them.
        assert not isinstance(error, UnicodeError), name
    if damage in (no_tables, no_database, no_folder):
        # Those that do not get as far as the store are refused for what they were given.
        stores = {name for name, error in raised.items() if isinstance(error, StoreError)}
        assert len(stores) > len(CALLS) // 2
        assert {"queue.items text", "decide.decide", "jobs.mark", "claims.check"} <= stores


DAMAGED = {
    "report": ("reports", "json", f'{{"schema": "1", "{WORDS}": "{WORDS}", '),
    "report's key": ("reports", "json", f'{{"schema": "{WORDS}", "{WORDS}": []}}'),
    "original": ("originals", "payload", f'{{"document_id": "d-1", "text": "{WORDS}"'.encode()),
    "original's key": ("originals", "payload", f'{{"{WORDS}": 1, "data": "{WORDS}"}}'.encode()),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_no_error_quotes_what_is_damaged(what: str, tmp_path: Path) -> None:
    table, column, value = DAMAGED[what]
    with Desk.open(tmp_path / "desk.db", environ={}) as desk:
        taken = intake.add_report(desk, replace(REPORT, source="a.txt"), original=ORIGINAL)
        ana = people.ensure_user(desk, "ana", role=Role.LEAD)
        claim = claims.claim(desk, taken.item_id, ana)
        with desk.writing() as connection:
            connection.execute(text(f"UPDATE {table} SET {column} = :value"), {"value": value})
        calls: tuple[Callable[[], object], ...] = (
            lambda: intake.report(desk, 1, by=ana),
            lambda: decide.decide(desk, claim, DecisionKind.APPROVE),
        )
        if table == "originals":
            calls = (
                lambda: originals.outline(desk, "d-1", by=ana),
                lambda: originals.for_checks(desk, "d-1", by=ana),
            )
        for call in calls:
            with pytest.raises(StoreError) as caught:
                call()
            error = caught.value
            told = [str(error), repr(error.__dict__), *traceback.format_exception(error)]
            assert [leaked(each) for each in told if leaked(each)] == []
