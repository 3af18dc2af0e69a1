"""The command line: what it prints where, and with which code it ends."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

import summarizer.pipeline
from summarizer import cli, doctor
from summarizer.errors import ModelError
from summarizer.models import usable_names
from summarizer.redact.presidio import Recognised, from_presidio, to_presidio
from summarizer.redacted import Redacted
from summarizer.report import from_dict, to_dict
from summarizer.settings import Settings
from summarizer.types import (
    Check,
    OffsetMap,
    Operator,
    Provenance,
    Redaction,
    Report,
    SafeText,
    Span,
    Status,
)
from summarizer.types import (
    Run as MapRun,
)
from summarizer.version import VERSION

EXAMPLE = from_dict(json.loads((Path(__file__).parent / "data/report.json").read_text("utf-8")))

SAFE = SafeText(
    text="A child was hurt. The rest.",
    map=OffsetMap(
        (
            MapRun(Span(0, 7), Span(0, 10)),
            MapRun(Span(7, 17), Span(30, 40)),
            MapRun(Span(17, 27), Span(40, 50)),
        )
    ),
    redactions=(
        Redaction(Span(0, 10), "ID-03", Operator.MASK, "a child", "protected person: child"),
        Redaction(Span(10, 30), "GD-01", Operator.REMOVE, "", "too detailed"),
    ),
    title="A \x1b[2Jtitle",
)

Run = Callable[..., "Outcome"]


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line in an empty folder without settings of this machine's user."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("COLUMNS", "80")

    def run(*arguments: str) -> Outcome:
        with pytest.raises(SystemExit) as caught:
            cli.main(arguments)
        captured = capsys.readouterr()
        return Outcome(int(caught.value.code or 0), captured.out, captured.err)

    return run


class FakePipeline:
    """In the place of the real one: answers by what the file is called."""

    settings: Settings

    @classmethod
    def from_settings(cls, settings: Settings) -> FakePipeline:
        cls.settings = settings
        return cls()

    def summarize_path(self, path: Path | str) -> Report:
        name = str(path)
        if "unreachable" in name:
            raise ModelError("model smollm2-135m is missing; run: summarizer models pull")
        if "broken" in name:
            raise KeyError("words of the document")
        if "bad" in name:
            failed = Check("read", False, None, "missing: there is no such file")
            return replace(EXAMPLE, source=name, status=Status.FAILED, checks=(failed,))
        if "withheld" in name:
            return replace(EXAMPLE, source=name, status=Status.WITHHELD, summary=None)
        return replace(EXAMPLE, source=name)

    given: tuple[Sequence[Recognised], ...] = ()

    def redact_path(self, path: Path | str, *, recognised: Sequence[Recognised]) -> Redacted:
        FakePipeline.given += (recognised,)
        report = self.summarize_path(path)
        german = replace(report.checks[0], name="language", passed=False, detail="de")
        checks = {Status.FAILED: report.checks, Status.WITHHELD: (german,)}
        return Redacted(
            document_id=report.document_id,
            source=report.source,
            language=report.language,
            safe=None if report.status in checks else SAFE,
            provenance=Provenance(version=VERSION),
            persons=report.persons,
            checks=checks.get(report.status, ()),
        )


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> type[FakePipeline]:
    monkeypatch.setattr(summarizer.pipeline, "Pipeline", FakePipeline)
    monkeypatch.setattr(FakePipeline, "given", ())
    return FakePipeline


def test_json_is_one_object_a_document_and_nothing_else(run: Run, fake: object) -> None:
    outcome = run("summarize", "--json", "one.txt", "withheld.txt")
    first, second = (json.loads(line) for line in outcome.out.splitlines())
    assert outcome.code == 0
    assert first == to_dict(replace(EXAMPLE, source="one.txt"))
    assert second["source"] == "withheld.txt"
    assert second["summary"] is None


def test_a_failed_document_gives_code_1_and_the_rest_are_done(run: Run, fake: object) -> None:
    outcome = run("summarize", "--json", "bad.txt", "one.txt")
    assert outcome.code == 1
    assert [json.loads(line)["status"] for line in outcome.out.splitlines()] == [
        "failed",
        "needs_review",
    ]
    assert "1 of 2 documents failed" in outcome.err
    outcome = run("summarize", "bad.txt", "one.txt")
    assert outcome.code == 1
    assert "bad.txt: read: missing: there is no such file" in outcome.err
    assert "bad.txt" not in outcome.out
    assert "38 children" in outcome.out


def test_a_withheld_report_is_done_not_failed(run: Run, fake: object) -> None:
    outcome = run("summarize", "withheld.txt")
    assert outcome.code == 0
    assert "Withheld: no summary passed the checks" in outcome.out


def test_a_model_out_of_reach_gives_code_3(run: Run, fake: object) -> None:
    outcome = run("summarize", "unreachable.txt")
    assert (outcome.code, outcome.out) == (3, "")
    assert outcome.err == (
        "summarizer: error: model smollm2-135m is missing; run: summarizer models pull\n"
    )


def test_an_unforeseen_error_shows_its_place_and_never_its_words(run: Run, fake: object) -> None:
    outcome = run("summarize", "broken.txt")
    assert outcome.code == 1
    assert "internal error: KeyError" in outcome.err
    assert "test_cli.py:" in outcome.err
    assert "words of the document" not in outcome.err + outcome.out


def test_flags_become_settings(
    run: Run, fake: type[FakePipeline], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SUMMARIZER_HOME", raising=False)
    config = tmp_path / "some.toml"
    config.write_text("seed = 7\ncountry = 'US'\n")
    arguments = {
        "--style": "headline",
        "--policy": "platform",
        "--model": "m",
        "--base-url": "http://127.0.0.1:9/v1",
        "--country": "gb",
        "--config": str(config),
    }
    words = [word for pair in arguments.items() for word in pair]
    assert run("summarize", *words, "one.txt").code == 0
    assert fake.settings == Settings(
        style="headline",  # type: ignore[arg-type]  # equal to Style.HEADLINE
        policy="platform",
        model="m",
        base_url="http://127.0.0.1:9/v1",
        country="GB",
        seed=7,
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("summarize",), "Missing argument 'FILE...'"),
        (("summarize", "--style", "long", "a"), "'long' is not one of"),
        (("summarize", "--country", "nowhere", "a"), "country: must be two letters"),
        (("summarize", "--config", "none.toml", "a"), "none.toml: cannot be read"),
        (("summarize", "--policy", "nobody", "a"), "there is no profile 'nobody'"),
        (("summarize", "-", "-"), "can be given once"),
        (("summarise", "a"), "No such command 'summarise'"),
        (("policy", "show", "XX-99"), "there is no rule 'XX-99'"),
        (("policy", "show", "ID-05", "--live"), "give one of"),
        (("policy", "check", "none.toml"), "none.toml: cannot be read"),
        (("redact",), "Missing argument 'FILE...'"),
        (("redact", "-", "-"), "can be given once"),
        (("redact", "--marks", "stars", "a"), "'stars' is not one of"),
        (("redact", "--marks", "none", "--json", "a"), "give one of --marks, --json"),
        (("redact", "--json", "--presidio", "a"), "give one of --marks, --json"),
        (("redact", "--policy", "nobody", "a"), "there is no profile 'nobody'"),
        (("redact", "--recognised", "none.json", "a"), "none.json: cannot be read"),
        (("review", "--port", "0"), "is not in the range"),
        (("review", "--config", "none.toml"), "none.toml: cannot be read"),
    ],
)
def test_usage_errors_give_code_2(run: Run, arguments: tuple[str, ...], words: str) -> None:
    outcome = run(*arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err


def test_a_command_that_was_stopped_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(self: object, path: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(FakePipeline, "summarize_path", stop)
    monkeypatch.setattr(summarizer.pipeline, "Pipeline", FakePipeline)
    outcome = run("summarize", "one.txt")
    assert (outcome.code, outcome.err.strip()) == (130, "summarizer: stopped")


def test_the_warning_comes_first_and_everything_is_there(run: Run, fake: object) -> None:
    out = run("summarize", "one.txt").out
    order = [
        "Content warning",
        "Child sexual abuse; police operation",
        "In the original",
        "Child sexual abuse (described)",
        "In the summary",
        "Child sexual abuse (named only)",
        "Needs review",
        "one.txt",
        "Two men sentenced after international investigation",
        "Two men were sentenced for child sexual abuse.",
        "What was removed and why",
        "Checks",
        "Support",
        "A help line: 0000 000 0000 (GB, checked 2026-11-01)",
    ]
    found = [out.find(words) for words in order]
    assert -1 not in found
    assert found == sorted(found)


def test_removals_are_counted_by_rule_with_title_operator_and_reason(
    run: Run, fake: object
) -> None:
    out = run("summarize", "one.txt").out
    (row,) = (line for line in out.splitlines() if line.lstrip().startswith("ID-05"))
    assert " 2 " in row
    assert " removed " in row
    assert "did not run" in out
    assert "not passed" in out


def test_without_a_terminal_the_output_is_plain_and_80_wide(run: Run, fake: object) -> None:
    out = run("summarize", "one.txt").out
    assert "\x1b" not in out
    assert max(map(len, out.splitlines())) <= 80


def test_a_document_cannot_forge_the_output(
    run: Run, monkeypatch: pytest.MonkeyPatch, fake: object
) -> None:
    assert EXAMPLE.summary is not None
    sentence = replace(
        EXAMPLE.summary.sentences[0], text="Seen\x1b[2J[bold]\u202eready\rx :smile:."
    )
    forged = replace(
        EXAMPLE, summary=replace(EXAMPLE.summary, headline="a\x1b]0;b", sentences=(sentence,))
    )
    monkeypatch.setattr(FakePipeline, "summarize_path", lambda self, path: forged)
    out = run("summarize", "one.txt").out
    assert not {"\x1b", "\u202e", "\r"} & set(out)
    assert "[bold]" in out
    assert ":smile:" in out


def test_letters_that_the_terminal_lacks_do_not_stop_it(
    monkeypatch: pytest.MonkeyPatch, fake: object, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    with pytest.raises(SystemExit) as caught:
        cli.main(["summarize", "Größe.txt"])
    sys.stdout.flush()
    assert not caught.value.code
    assert b"Gr??e.txt" in raw.getvalue()


def test_the_safe_text_is_printed_with_its_marks(run: Run, fake: object) -> None:
    for arguments, text in (
        ((), "[A child] […] was hurt. The rest."),
        (("--marks", "brackets"), "[A child] […] was hurt. The rest."),
        (("--marks", "rules"), "[A child|ID-03] […|GD-01] was hurt. The rest."),
        (("--marks", "none"), "A child was hurt. The rest."),
    ):
        outcome = run("redact", *arguments, "one.txt")
        # Without the character that would have cleared the terminal.
        assert (outcome.code, outcome.out) == (0, f"A  [2Jtitle\n{text}\n")
        assert outcome.err == ""


def test_several_safe_texts_have_the_names_of_their_files(run: Run, fake: object) -> None:
    outcome = run("redact", "--marks", "none", "one.txt", "t\x1bwo.txt")
    text = "A  [2Jtitle\nA child was hurt. The rest.\n"
    assert outcome.code == 0
    assert outcome.out == f"==> one.txt <==\n{text}==> t wo.txt <==\n{text}"


def test_without_a_safe_text_it_is_said_why(run: Run, fake: object) -> None:
    outcome = run("redact", "withheld.txt", "bad.txt")
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.splitlines() == [
        "summarizer: withheld.txt: withheld: the language is de, and only English can be made safe",
        "summarizer: bad.txt: failed: missing: there is no such file",
        "summarizer: 2 of 2 documents have no safe text",
    ]
    outcome = run("redact", "bad.txt", "one.txt")
    assert outcome.code == 1
    assert "A child" in outcome.out
    assert run("redact", "unreachable.txt").code == 3
    broken = run("redact", "broken.txt")
    assert broken.code == 1
    assert "words of the document" not in broken.err + broken.out


def test_safe_texts_are_given_to_programs(run: Run, fake: object) -> None:
    outcome = run("redact", "--json", "one.txt", "withheld.txt", "bad.txt")
    one, withheld, bad = (json.loads(line) for line in outcome.out.splitlines())
    assert outcome.code == 1
    assert one["text"] == SAFE.text
    assert one["redactions"][0] == {
        "start": 0, "end": 10, "safe_start": 0, "safe_end": 7, "rule": "ID-03", "operator": "mask",
        "replacement": "a child", "reason": "protected person: child",
    }  # fmt: skip
    assert (one["redactions"][1]["safe_start"], one["redactions"][1]["safe_end"]) == (7, 7)
    assert one["persons"] == to_dict(EXAMPLE)["persons"]
    assert (withheld["text"], withheld["redactions"]) == (None, [])
    assert bad["checks"][0]["name"] == "read"

    outcome = run("redact", "--presidio", "one.txt", "withheld.txt")
    assert outcome.code == 1
    assert [json.loads(line) for line in outcome.out.splitlines()] == [to_presidio(SAFE), None]


def test_results_of_other_recognisers_are_handed_on(
    run: Run, fake: type[FakePipeline], tmp_path: Path
) -> None:
    found = [{"entity_type": "PERSON", "start": 0, "end": 4, "score": 0.5}]
    (tmp_path / "one.json").write_text(json.dumps(found, indent=1))
    assert run("redact", "--recognised", "one.json", "one.txt").code == 0
    (tmp_path / "two.json").write_text(f"[]\n{json.dumps(found)}\n")
    assert run("redact", "--recognised", "two.json", "one.txt", "two.txt").code == 0
    assert run("redact", "three.txt").code == 0
    assert fake.given == (from_presidio(found), (), from_presidio(found), ())


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[]\n[]\n", "results for 2 documents, and there are 1"),
        (b"Nora Quill", "recognised results: not JSON"),
        (b'"Nora Quill"', "recognised results: must be a list"),
        (b'[{"start": 3, "end": 1}]', "recognised result 0: start lies behind the end"),
        (b"\xff\xfe", "not UTF-8"),
    ],
)
def test_results_that_are_none_are_refused_and_not_quoted(
    run: Run, fake: object, tmp_path: Path, content: bytes, words: str
) -> None:
    (tmp_path / "results.json").write_bytes(content)
    outcome = run("redact", "--recognised", "results.json", "one.txt")
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err == f"summarizer: error: results.json: {words}\n"
    assert "Quill" not in outcome.err


@pytest.mark.weights
def test_nothing_that_was_removed_is_printed(
    run: Run, tmp_path: Path, parse: Any, heads: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Loaded once, for all four.
    monkeypatch.setattr("summarizer.models.load_parser", lambda *, home: parse)
    monkeypatch.setattr("summarizer.models.load_heads", lambda *, home: heads)
    (tmp_path / "canary.txt").write_text(
        "Martin Cole, 52, was jailed for nine years at Norwick Crown Court for sexually abusing "
        "two children.\n\nThe victims, Posy Quillfeather, 11, and Ned Zanzibrook, 8, lived on "
        "Mossgate Street. They attended Plumtree Primary School in the village of Ostwick.\n\n"
        "The judge said the sentence reflected the harm that was done.\n"
    )
    (tmp_path / "german.txt").write_text(
        "Das Gericht verurteilte den Mann zu einer Freiheitsstrafe von sechs Jahren. "
        "Die Polizei hatte ihn im vergangenen Jahr in seiner Wohnung festgenommen."
    )
    (tmp_path / "capitals.txt").write_text(
        "A MAN WAS JAILED FOR SIX YEARS FOR RAPING A GIRL. THE GIRL, CHLOE BENNETT, TOLD HER AUNT. "
        "THE JUDGE PRAISED HER COURAGE."
    )
    files = ("canary.txt", "german.txt", "capitals.txt", "missing.txt")
    for arguments in ((), ("--json",), ("--presidio",), ("--marks", "rules")):
        outcome = run("redact", *arguments, *files)
        assert outcome.code == 1
        for file in files[1:]:
            assert f"summarizer: {file}: " in outcome.err
        said = outcome.out + outcome.err
        if "--presidio" not in arguments:
            assert "Martin Cole" in said
        for word in (
            "Quillfeather", "Zanzibrook", "Mossgate", "Plumtree", "Ostwick", "Wohnung", "CHLOE",
        ):  # fmt: skip
            assert word.lower() not in said.lower()


def test_the_rules_can_be_listed_shown_and_read_by_programs(run: Run) -> None:
    rules = [json.loads(line) for line in run("policy", "show", "--json").out.splitlines()]
    live = [json.loads(line) for line in run("policy", "show", "--live", "--json").out.splitlines()]
    manual = run("policy", "show", "--not-automatic", "--json").out.splitlines()
    assert {"id", "title", "source", "instruction", "severity", "applied"} <= rules[0].keys()
    assert {rule["applied"] for rule in live} == {"yes"}
    assert {json.loads(line)["applied"] for line in manual} <= {"by people"}
    off = sum(rule["applied"] == "off in profile" for rule in rules)
    assert len(rules) == len(live) + len(manual) + off

    shown = run("policy", "show", "id-05")
    facts = next(rule for rule in rules if rule["id"] == "ID-05")
    assert shown.code == 0
    assert "".join(facts["source"].split()) in "".join(shown.out.split()).replace("│", "")
    assert f"{len(rules)} of {len(rules)} rules; profile default" in run("policy", "show").out


def test_a_custom_profile_is_checked(run: Run, tmp_path: Path) -> None:
    good = tmp_path / "ours.toml"
    good.write_text(
        'name = "ours"\ntitle = "Our newsroom"\ncountry = "IE"\nrules_off = ["CT-09"]\n'
    )
    outcome = run("policy", "check", str(good))
    assert outcome.code == 0
    assert "profile ours: good" in outcome.out
    bad = tmp_path / "bad.toml"
    bad.write_text('name = "bad"\ntitle = "Bad"\nrules_off = ["XX-99"]\n')
    outcome = run("policy", "check", str(bad))
    assert outcome.code == 2
    assert "XX-99" in outcome.err


def test_models_are_listed_with_what_is_here(run: Run, monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.setenv("SUMMARIZER_HOME", str(tmp_path / "home"))
    outcome = run("models", "list")
    assert outcome.code == 0
    for name in ("smollm2-135m", "minilm-l6", "en-core-web-sm"):
        assert any(name in line and "missing" in line for line in outcome.out.splitlines())


def test_models_that_are_not_here_do_not_verify(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SUMMARIZER_HOME", str(tmp_path / "home"))
    outcome = run("models", "verify", "minilm-l6", "smollm2-135m")
    assert outcome.code == 3
    assert "minilm-l6: missing; run: summarizer models pull minilm-l6" in outcome.err
    assert "2 of 2 models are not usable" in outcome.err


def test_pull_goes_on_after_a_failure(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    pulled = []

    def pull(name: str, *, home: Path) -> Path:
        if name == "minilm-l6":
            raise ModelError("nobody answered")
        pulled.append(name)
        return home / name

    monkeypatch.setattr("summarizer.models.pull", pull)
    outcome = run("models", "pull")
    assert outcome.code == 3
    assert sorted(pulled) == sorted({*usable_names()} - {"minilm-l6"})
    assert "minilm-l6: nobody answered" in outcome.err
    assert run("models", "pull", "en-core-web-sm").code == 0


def test_doctor_gives_a_fix_for_what_is_missing(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SUMMARIZER_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(doctor, "CHROMIUM", ("no-such-browser",))
    outcome = run("doctor", "--json")
    items = {item["name"]: item for item in map(json.loads, outcome.out.splitlines())}
    assert outcome.code == 3
    assert items["writer smollm2-135m"]["state"] == "missing"
    assert items["writer smollm2-135m"]["fix"] == "summarizer models pull smollm2-135m"
    assert items["encoder minilm-l6"]["state"] == "missing"
    assert items["writer smollm2-135m-int8"]["state"] == "optional"
    assert items["packages"]["state"] == items["home"]["state"] == "good"
    assert items["chromium"]["state"] == "optional"
    assert all(item["fix"] for item in items.values() if item["state"] == "missing")
    assert "summarizer models pull" in " ".join(run("doctor").out.split())


def test_doctor_is_content_when_nothing_is_missing(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SUMMARIZER_HOME", str(tmp_path))
    monkeypatch.setattr("summarizer.models.status", lambda name, *, home: "ready")
    outcome = run("doctor")
    assert outcome.code == 0


def test_doctor_sees_a_missing_package_and_a_folder_that_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(
        "importlib.metadata.requires", lambda name: ["click>=8", "no-such-package>=1; extra == 'x'"]
    )
    assert [item.state for item in doctor._packages()] == ["good"]
    monkeypatch.setattr("importlib.metadata.requires", lambda name: ["click>=8", "no-such-package"])
    absent = list(doctor._packages())
    assert [(item.name, item.state) for item in absent] == [("package no-such-package", "missing")]
    if Path("/proc").is_dir():
        item = doctor._folder(Path("/proc/summarizer"))
        assert item.state == "missing"
        assert "SUMMARIZER_HOME" in item.fix


def test_bfloat16_is_read_from_the_processor(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    flags = tmp_path / "cpuinfo"
    monkeypatch.setattr(doctor, "CPU_FLAGS", flags)
    assert doctor._bfloat16().state == "optional"
    flags.write_text("flags : sse2 avx512_bf16\n")
    assert doctor._bfloat16().state == "good"
    flags.write_text("flags : sse2\n")
    assert doctor._bfloat16().state == "optional"


def test_review_starts_streamlit_on_this_machine_only(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    started: dict[str, Any] = {}

    def start(command: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        started.update(options, command=command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr("subprocess.run", start)
    config = tmp_path / "some.toml"
    config.write_text("seed = 1\n")
    outcome = run("review", "--port", "8999", "--config", str(config))
    command = started["command"]
    assert outcome.code == 0
    assert command[:4] == [sys.executable, "-m", "streamlit", "run"]
    assert Path(command[4]).is_file()
    options = dict(zip(command[5::2], command[6::2], strict=True))
    assert options["--server.address"] == "127.0.0.1"
    assert options["--server.port"] == "8999"
    assert options["--browser.gatherUsageStats"] == "false"
    assert started["env"]["SUMMARIZER_CONFIG"] == str(config)
    assert "http://127.0.0.1:8999" in outcome.err


def test_a_page_that_does_not_start_gives_code_3(run: Run, monkeypatch: Any) -> None:
    monkeypatch.setattr(
        "subprocess.run", lambda command, **options: subprocess.CompletedProcess(command, 1)
    )
    assert run("review").code == 3


def test_who_ends_the_command_ends_the_page(run: Run, monkeypatch: Any) -> None:
    before = signal.getsignal(signal.SIGTERM)

    def ended(command: Sequence[str], **options: Any) -> None:
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr("subprocess.run", ended)
    try:
        assert run("review").code == 143
    finally:
        signal.signal(signal.SIGTERM, before)


def test_the_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version").out == f"summarizer, version {VERSION}\n"


HEAVY = {"torch", "transformers", "spacy", "streamlit", "sqlalchemy", "nltk", "jinja2", "rich"}
"""What takes long to import. With none of them help is there in a tenth of a second."""


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["summarize", "--help"],
        ["redact", "--help"],
        ["import", "--help"],
        ["--version"],
    ],
)
def test_help_imports_nothing_that_takes_long(arguments: list[str]) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "summarizer", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    imported = {
        line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.split("\n")
    }
    assert "click" in imported
    assert not HEAVY & imported


def test_a_closed_pipe_is_no_error() -> None:
    first = subprocess.Popen(
        [sys.executable, "-m", "summarizer", "policy", "show", "--json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert first.stdout is not None
    assert first.stderr is not None
    first.stdout.close()
    said = first.stderr.read()
    first.stderr.close()
    first.wait()
    assert b"Traceback" not in said
    assert b"internal error" not in said


@pytest.mark.weights
def test_detection_is_measured_without_a_word_of_the_texts(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "x.txt").write_text(
        "== x-1 | court report\nVL1:2 | Marlowe was murdered in his flat in Tarrant.\n"
        "- | The hearing goes on.\n\n== x-2 | letter\n- | The roses need water.\n",
        encoding="utf-8",
    )
    told = run("evaluate", "detection", "--data", "texts", "--json")
    facts = json.loads(told.out)
    assert (told.code, facts["documents"], facts["sentences"]) == (0, 2, 3)
    assert facts["per_code"]["cw-killing"]["recall"] == 1.0
    assert "innocent, any warning" in facts["false_warnings"]
    shown = run("evaluate", "detection", "--data", "texts", "--plots", "plots")
    assert shown.code == 0
    assert "Warnings of documents" in shown.out
    assert {path.name for path in (tmp_path / "plots").iterdir()} == {
        "detection-levels.svg", "detection-reliability.svg",
    }  # fmt: skip
    for output in (told.out, shown.out, shown.err):
        assert "Marlowe" not in output
        assert "Tarrant" not in output


def test_a_suite_without_data_is_refused(run: Run) -> None:
    outcome = run("evaluate", "detection", "--data", "nowhere.txt")
    assert outcome.code == 2
    assert "nowhere.txt" in outcome.err
