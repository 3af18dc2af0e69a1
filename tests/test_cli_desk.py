"""The review desk from the command line: import, export, purge, users."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from summarizer import cli, importing
from summarizer.cli.desk import ROLES
from summarizer.read import read_path
from summarizer.report import from_dict, to_dict, to_json
from summarizer.resources import sample
from summarizer.settings import default_store
from summarizer.store import audit, jobs, people, queue
from summarizer.store.desk import Desk
from summarizer.store.export import FILES
from summarizer.store.intake import add_report
from summarizer.store.originals import has_original, load
from summarizer.store.values import JobState, QueueFilter, Role, User
from summarizer.types import Check, Report, Status

EXAMPLE = from_dict(json.loads((Path(__file__).parent / "data/report.json").read_text("utf-8")))
WORDS = "A crane stood idle at the harbour on Monday.\n\nNobody was hurt. Work goes on."
ADMIN = User("ann", Role.ADMIN)

Run = Callable[..., "Outcome"]


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line in an empty folder, away from this machine's user."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("SUMMARIZER_STORE", raising=False)

    def run(*arguments: str) -> Outcome:
        with pytest.raises(SystemExit) as caught:
            cli.main(arguments)
        captured = capsys.readouterr()
        return Outcome(int(caught.value.code or 0), captured.out, captured.err)

    return run


@pytest.fixture
def desk(run: Run) -> Iterator[Desk]:
    """The user's own store, as the commands find it."""
    default_store().parent.mkdir(parents=True)
    with Desk.open(default_store()) as opened:
        yield opened


def report_on(path: Path | str, **values: Any) -> Report:
    """A report on a file, as if the program had made it."""
    document = read_path(path)
    return replace(EXAMPLE, document_id=document.id, source=str(path), **values)


def write(path: Path, *reports: Report) -> str:
    path.write_text("".join(to_json(report) + "\n" for report in reports), "utf-8")
    return str(path)


def summary(outcome: Outcome) -> str:
    return outcome.err.splitlines()[-1].removeprefix("summarizer: ")


def facts(desk: Desk) -> tuple[Any, ...]:
    """All that an import may change in the queue."""
    names = ("reports", "originals", "items", "item_codes", "claims", "decisions")
    with desk.reading() as connection:
        return tuple(
            tuple(map(tuple, connection.execute(text(f"SELECT * FROM {name} ORDER BY 1"))))
            for name in names
        )


def test_reports_come_into_the_queue_with_their_originals(
    run: Run, desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "here.txt").write_text(WORDS)
    (tmp_path / "archive").mkdir()
    (tmp_path / "archive/there.txt").write_text(f"{WORDS} It rained.")
    moved = replace(report_on("archive/there.txt"), source="/elsewhere/there.txt")
    write(tmp_path / "reports.jsonl", report_on("here.txt"), moved, EXAMPLE)
    outcome = run("import", "reports.jsonl", "--originals", "archive")
    assert outcome.code == 0
    assert outcome.out == ""
    assert summary(outcome) == (
        "3 added, 0 known, 0 replaced, 0 closed, 0 failed; 1 without original"
    )
    document = read_path("here.txt")
    with desk.reading() as connection:
        original = load(connection, desk, document.id)
    assert original is not None
    assert original.data == WORDS.encode()
    assert original.text == document.text
    assert original.sentences == tuple(each.span for each in document.sentences)
    assert (original.source, original.media_type) == ("here.txt", "text/plain")
    assert has_original(desk, moved.document_id)
    assert not has_original(desk, EXAMPLE.document_id)


def test_items_with_a_known_answer_look_like_any_other(
    run: Run, desk: Desk, tmp_path: Path
) -> None:
    write(tmp_path / "reports.jsonl", EXAMPLE)
    assert run("import", "reports.jsonl", "--golden", "reject").code == 0
    with desk.reading() as connection:
        stored = connection.execute(text("SELECT golden FROM items")).scalar_one()
        logged = connection.execute(text("SELECT detail FROM audit")).scalars().all()
    assert json.loads(stored) == {"outcome": "reject", "codes": []}
    assert not [line for line in logged if "golden" in line or "reject" in line]


def test_an_import_is_a_job_of_the_operator_s(run: Run, desk: Desk, tmp_path: Path) -> None:
    write(tmp_path / "reports.jsonl", EXAMPLE)
    with (tmp_path / "reports.jsonl").open("a") as stream:
        stream.write("\nnonsense\n")
    assert run("import", "reports.jsonl").code == 1
    (job,) = jobs.jobs(desk, by=ADMIN)
    assert (job.kind, job.user, job.state) == ("import", "operator", JobState.DONE)
    assert (job.done, job.failed) == (1, 1)
    first, second = jobs.documents(desk, job.id, by=ADMIN)
    assert (first.name, first.document_id) == ("reports.jsonl:1", EXAMPLE.document_id)
    assert first.item_id is not None
    assert (second.name, second.reason) == ("reports.jsonl:3", "not a report: not JSON")


def test_a_second_import_changes_nothing_in_the_queue(run: Run, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "here.txt").write_text(WORDS)
    write(tmp_path / "reports.jsonl", report_on("here.txt"), EXAMPLE)
    run("import", "reports.jsonl")
    before = facts(desk)
    outcome = run("import", "reports.jsonl")
    assert outcome.code == 0
    assert summary(outcome) == (
        "0 added, 2 known, 0 replaced, 0 closed, 0 failed; 1 without original"
    )
    assert facts(desk) == before


def test_an_original_that_was_missing_comes_with_a_second_import(
    run: Run, desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "here.txt").write_text(WORDS)
    report = report_on("here.txt")
    write(tmp_path / "reports.jsonl", report)
    (tmp_path / "here.txt").unlink()
    assert "1 without original" in run("import", "reports.jsonl").err
    (tmp_path / "here.txt").write_text(WORDS)
    assert "1 known" in run("import", "reports.jsonl").err
    assert has_original(desk, report.document_id)


def test_another_report_takes_the_place_of_the_first(run: Run, desk: Desk, tmp_path: Path) -> None:
    write(tmp_path / "one.jsonl", EXAMPLE)
    write(tmp_path / "two.jsonl", replace(EXAMPLE, content_warning="Another"))
    assert "1 added, 0 known, 1 replaced" in run("import", "one.jsonl", "two.jsonl").err
    (item,) = queue.items(desk, QueueFilter(), by=ADMIN).items
    assert item.content_warning == "Another"


@pytest.mark.parametrize("secret", ["Very secret words."])
def test_a_bad_line_is_named_and_the_rest_goes_on(
    run: Run, desk: Desk, tmp_path: Path, secret: str
) -> None:
    read = Check("read", False, None, f"missing: {secret}")
    failed = replace(EXAMPLE, status=Status.FAILED, summary=None, checks=(read,))
    lines = [
        b'{"schema": "1", "summary": "' + secret.encode() + b'"}',
        secret.encode(),
        b"\xff" + secret.encode(),
        to_json(failed).encode(),
        b"",
        to_json(replace(EXAMPLE, document_id=" ")).encode(),
        b"\xef\xbb\xbf" + to_json(EXAMPLE).encode() + b"\r",
    ]
    (tmp_path / "bad.jsonl").write_bytes(b"\n".join(lines))
    outcome = run("import", "bad.jsonl")
    assert outcome.code == 1
    for words in (
        "bad.jsonl:1: not a report: report.warnings: is missing",
        "bad.jsonl:2: not a report: not JSON",
        "bad.jsonl:3: not a report: not UTF-8",
        "bad.jsonl:4: failed when it was made: read: missing; run the document again",
        "bad.jsonl:6: a report needs the id of its document",
    ):
        assert words in outcome.err
    assert summary(outcome).startswith("1 added, 0 known, 0 replaced, 0 closed, 5 failed;")
    assert queue.items(desk, QueueFilter(), by=ADMIN).total == 1
    (job,) = jobs.jobs(desk, by=ADMIN)
    said = outcome.err + "".join(each.reason for each in jobs.documents(desk, job.id, by=ADMIN))
    assert secret not in said


def test_an_original_of_another_document_is_not_kept(run: Run, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "here.txt").write_text(WORDS)
    report = report_on("here.txt")
    write(tmp_path / "reports.jsonl", report)
    (tmp_path / "here.txt").write_text("Something else altogether was written here.")
    outcome = run("import", "reports.jsonl")
    assert outcome.code == 0
    assert (
        "reports.jsonl:1: the original is not kept: here.txt: "
        "is not the document that the report is about"
    ) in outcome.err
    assert not has_original(desk, report.document_id)
    (tmp_path / "here.txt").write_text("")
    assert "the original is not kept: here.txt: empty" in run("import", "reports.jsonl").err


def test_an_original_that_may_not_be_stored_is_not(run: Run, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "here.txt").write_text(WORDS)
    barred = Check("source", False, None, "links: 1")
    report = report_on("here.txt", status=Status.WITHHELD, summary=None, checks=(barred,))
    write(tmp_path / "reports.jsonl", report)
    assert "1 without original" in run("import", "reports.jsonl").err
    assert not has_original(desk, report.document_id)


@pytest.mark.parametrize("source", ["", ".", "..", "-", "a\0b", "x" * 5000, "pipe", "/dev/zero"])
def test_a_source_that_is_no_file_is_passed_over(
    run: Run, desk: Desk, tmp_path: Path, source: str
) -> None:
    import os

    os.mkfifo(tmp_path / "pipe")
    write(tmp_path / "reports.jsonl", replace(EXAMPLE, source=source))
    outcome = run("import", "reports.jsonl", "--originals", ".")
    assert outcome.code == 0
    assert "1 added" in outcome.err
    assert "1 without original" in outcome.err


def test_reports_are_read_from_standard_input(
    run: Run, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(to_json(EXAMPLE).encode()))
    monkeypatch.setattr("sys.stdin", stdin)
    assert "1 added" in run("import", "-").err
    assert run("import", "-", "-").code == 2


def test_a_file_that_is_not_there_stops_before_anything_is_done(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "reports.jsonl", EXAMPLE)
    outcome = run("import", "reports.jsonl", "none.jsonl")
    assert outcome.code == 2
    assert "none.jsonl: cannot be read" in outcome.err
    assert not default_store().exists()


def test_an_empty_file_is_no_job(run: Run, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "reports.jsonl").write_text("\n")
    outcome = run("import", "reports.jsonl")
    assert outcome.code == 0
    assert "0 added" in outcome.err
    assert jobs.jobs(desk, by=ADMIN) == ()


def test_an_import_that_is_stopped_leaves_no_document_waiting(
    run: Run, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "reports.jsonl", *(replace(EXAMPLE, document_id=f"d-{n}") for n in range(3)))
    taken: list[str] = []

    def add(desk: Desk, report: Report, **values: Any) -> Any:
        if taken:
            raise KeyboardInterrupt
        taken.append(report.document_id)
        return add_report(desk, report, **values)

    monkeypatch.setattr(importing, "add_report", add)
    assert run("import", "reports.jsonl").code == 130
    (job,) = jobs.jobs(desk, by=ADMIN)
    assert (job.done, job.failed) == (1, 2)
    last = jobs.documents(desk, job.id, by=ADMIN)[-1]
    assert last.reason == "stopped: import the file again"


def test_the_user_s_own_store_is_made_on_the_first_import(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "reports.jsonl", EXAMPLE)
    assert run("import", "reports.jsonl").code == 0
    assert default_store() == tmp_path / "data/summarizer/desk.db"
    assert default_store().parent.stat().st_mode & 0o777 == 0o700
    assert run("import", "reports.jsonl", "--store", "other.db").code == 0
    assert (tmp_path / "other.db").exists()
    assert run("import", "reports.jsonl", "--store", "none/other.db").code == 3


def test_an_export_is_written_and_checked(run: Run, desk: Desk, tmp_path: Path) -> None:
    write(tmp_path / "reports.jsonl", EXAMPLE)
    run("import", "reports.jsonl")
    outcome = run("export", "--out", "out")
    assert outcome.code == 0
    assert "wrote out: approved.jsonl 0, decisions.jsonl 0" in outcome.err
    assert audit.verify(desk)[1] in outcome.err
    assert {each.name for each in (tmp_path / "out").iterdir()} == {*FILES, "manifest.json"}
    assert "out: good" in run("export", "--verify", "--out", "out").out
    assert run("export", "--out", "out").code == 2
    log = tmp_path / "out/audit.jsonl"
    log.write_text(log.read_text().replace('"operator"', '"somebody"', 1))
    outcome = run("export", "--verify", "--out", "out")
    assert outcome.code == 1
    assert "the log is broken at line 1" in outcome.err


def test_the_log_of_the_store_is_checked(run: Run, desk: Desk, tmp_path: Path) -> None:
    write(tmp_path / "reports.jsonl", EXAMPLE, replace(EXAMPLE, document_id="d-2"))
    run("import", "reports.jsonl")
    outcome = run("export", "--verify")
    assert outcome.code == 0
    assert "the audit log is whole" in outcome.out
    with desk.writing() as connection:
        connection.execute(text("DROP TRIGGER audit_update"))
        connection.execute(text("UPDATE audit SET actor = 'somebody' WHERE number = 2"))
    outcome = run("export", "--verify")
    assert outcome.code == 1
    assert "the audit log is broken at line 2" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("export",), 2, "give --out FOLDER, or --verify"),
        (("export", "--verify", "--out", "out", "--store", "s.db"), 2, "--out or --store"),
        (("export", "--verify", "--out", "none"), 1, "manifest.json: cannot be read"),
        (("export", "--verify"), 3, "there is no store"),
        (("export", "--out", "out"), 3, "there is no store"),
        (("purge",), 3, "there is no store"),
        (("users", "list"), 3, "there is no store"),
    ],
)
def test_what_cannot_be_done_is_said(
    run: Run, arguments: tuple[str, ...], code: int, words: str
) -> None:
    outcome = run(*arguments)
    assert outcome.code == code
    assert words in outcome.err


def test_a_purge_counts_first_and_then_purges(
    run: Run, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here.txt").write_text(WORDS)
    report = report_on("here.txt")
    add = replace(desk, clock=lambda: 1_000)
    with (tmp_path / "here.txt").open("rb") as stream:
        data = stream.read()
    document = read_path("here.txt")
    original = importing.Original(
        document_id=document.id,
        media_type="text/plain",
        source="here.txt",
        data=data,
        text=document.text,
        sentences=(),
    )
    add_report(add, report, original=original)
    dry = run("purge", "--dry-run")
    assert "would purge 1 originals and 1 reports; 1 open items expire" in dry.err
    assert has_original(desk, document.id)
    monkeypatch.setenv("SUMMARIZER_KEEP_REPORTS_DAYS", "0")
    assert "purged 1 originals and 0 reports" in run("purge").err
    assert not has_original(desk, document.id)


def test_users_are_added_changed_and_listed(run: Run) -> None:
    assert run("users", "add", "ann@news.example", "--role", "admin").code == 0
    assert run("users", "add", "ann@news.example", "--role", "lead").code == 2
    run("users", "add", "bob", "--role", "moderator")
    assert "bob: lead, may sign in" in run("users", "role", "bob", "lead").err
    assert "bob: lead, is kept out" in run("users", "disable", "bob").err
    rows = [line.split() for line in run("users", "list").out.splitlines()]
    assert ["ann@news.example", "admin", "yes"] in rows
    assert ["bob", "lead", "no"] in rows
    assert "bob: lead, may sign in" in run("users", "enable", "bob").err
    assert "bob: no role" in run("users", "role", "bob", "none").err
    with Desk.open(default_store()) as desk:
        assert people.user(desk, "bob") == User("bob", None)
        assert {entry.actor for entry in audit.entries(desk)} == {"operator"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("users", "role", "nobody", "lead"),
        ("users", "disable", "nobody"),
        ("users", "enable", "nobody"),
        ("users", "add", "bob", "--role", "king"),
        ("users", "add", "bob"),
        ("users", "add", "operator", "--role", "admin"),
    ],
)
def test_users_that_cannot_be_are_refused(run: Run, arguments: tuple[str, ...]) -> None:
    assert run(*arguments).code == 2


def test_the_operator_is_not_among_the_users(run: Run, tmp_path: Path) -> None:
    write(tmp_path / "reports.jsonl", EXAMPLE)
    run("import", "reports.jsonl")
    assert "operator" not in run("users", "list").out


def test_the_roles_of_the_command_line_are_those_of_the_desk() -> None:
    assert tuple(Role) == ROLES


def test_the_page_is_told_its_store(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    import subprocess

    started: dict[str, Any] = {}

    def start(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        started.update(options)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr("subprocess.run", start)
    assert run("review", "--store", "some.db").code == 0
    assert started["env"]["SUMMARIZER_STORE"] == "some.db"


def test_the_sample_s_report_finds_its_original(run: Run, desk: Desk, tmp_path: Path) -> None:
    report = report_on(sample())
    assert to_dict(from_dict(to_dict(report))) == to_dict(report)
    write(tmp_path / "reports.jsonl", report)
    assert "0 without original" in run("import", "reports.jsonl").err
