"""A summary from anywhere is judged sentence by sentence, and never repeated where it tells."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from summarizer import cli as command_line
from summarizer import view
from summarizer.models.entailment import Entailment
from summarizer.models.readings import Heads
from summarizer.pipeline import Pipeline
from summarizer.policy.schema import Policy
from summarizer.resources import sample
from summarizer.settings import Settings
from summarizer.types import Check, Provenance, Span
from summarizer.verified import Verified, VerifiedSentence
from summarizer.verify import SUMMARY_CHECKS

SAMPLE = sample().read_text(encoding="utf-8")
SAFE = "Police said 38 children had been brought to safety."
PLEADED = "Dastrell pleaded guilty to 31 counts of child sexual abuse."
WORDS = view.words_for("default")


class Untouchable:
    """A writer that must not be asked anything."""

    def __getattribute__(self, name: str) -> object:
        raise AssertionError(f"the writer was asked for {name}")


@pytest.fixture
def pipeline(  # type: ignore[no-untyped-def]
    recalling_parse, policy: Policy, recalling_heads: Heads, entailment: Entailment
) -> Pipeline:
    return Pipeline(
        Settings(),
        policy=policy,
        parser=recalling_parse,
        heads=recalling_heads,
        entailment=entailment,
        writer=Untouchable(),  # type: ignore[arg-type]
    )


@pytest.fixture
def verify(pipeline: Pipeline) -> Callable[[str], Verified]:
    return lambda summary: pipeline.verify_text(SAMPLE, summary=summary)


def test_what_stands_on_the_document_passes(verify: Callable[[str], Verified]) -> None:
    summary = f"{SAFE} {PLEADED}"
    verified = verify(summary)
    assert verified.passed
    assert [each.span.of(summary) for each in verified.sentences] == [SAFE, PLEADED]
    first, second = verified.sentences
    assert [place.span.of(SAMPLE) for place in first.evidence] == [
        "Police said 38 children had been brought to safety."
    ]
    assert second.evidence
    assert {check.name for check in verified.checks} >= set(SUMMARY_CHECKS)


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("Police said 83 children had been brought to safety.", "grounding:figure"),
        ("Police denied that 38 children had been brought to safety.", "grounding:negation"),
        ("Police said 38 children had not been brought to safety.", "grounding:negation"),
        ("Dastrell was acquitted of 31 counts of child sexual abuse.", "CR-01"),
        ("Mertens pleaded guilty to 31 counts of child sexual abuse.", "grounding:name"),
        ("Dastrell is charged with 31 counts of child sexual abuse.", "CR-01"),
    ],
)
def test_the_sentence_that_is_wrong_is_named(
    verify: Callable[[str], Verified], sentence: str, fault: str
) -> None:
    verified = verify(f"{SAFE} {sentence} {PLEADED}")
    assert [each.supported for each in verified.sentences] == [True, False, True]
    assert fault in verified.sentences[1].faults
    assert not verified.passed
    assert all(view.fault_words(f, WORDS) != f for f in verified.sentences[1].faults)


def test_a_true_sentence_that_tells_who_a_victim_is_does_not_pass(
    verify: Callable[[str], Verified],
) -> None:
    told = "Dastrell abused his nephew."
    verified = verify(f"{SAFE} {told}")
    (sentence,) = [each for each in verified.sentences if not each.supported]
    assert sentence.text == told
    assert not sentence.may_be_shown
    assert "nephew" not in json.dumps(verified.as_dict())
    assert "nephew" not in repr(verified)


def test_graphic_words_are_not_shown_even_where_the_sentence_is_wrong_anyway(
    verify: Callable[[str], Verified],
) -> None:
    (sentence,) = verify("Dastrell stabbed a neighbour eleven times in the neck.").sentences
    assert any(fault.startswith("grounding:") for fault in sentence.faults)
    assert any(fault.startswith("ceiling:") for fault in sentence.faults)
    assert not sentence.may_be_shown


def test_a_first_line_without_a_full_stop_is_the_headline(
    verify: Callable[[str], Verified],
) -> None:
    verified = verify(f"International Crime Bureau ends investigation\n\n{SAFE} {PLEADED}")
    assert len(verified.sentences) == 3
    assert not any(fault.startswith("fluency:") for fault in verified.sentences[0].faults)
    assert [each.supported for each in verified.sentences[1:]] == [True, True]


@pytest.mark.parametrize("text", ["", "Die Polizei hat am Montag drei Kinder in Sicherheit " * 9])
def test_what_could_not_be_compared_has_not_passed(pipeline: Pipeline, text: str) -> None:
    verified = pipeline.verify_text(text, summary=SAFE)
    assert not verified.passed
    assert verified.sentences == ()
    assert any(check.passed is not True for check in verified.checks)


def test_an_empty_summary_has_not_passed(verify: Callable[[str], Verified]) -> None:
    assert not verify("  \n").passed


def test_the_verdict_depends_on_nothing_beside(verify: Callable[[str], Verified]) -> None:
    wrong = "Police said 83 children had been brought to safety."
    there = {each.text: each.faults for each in verify(f"{SAFE} {wrong} {PLEADED}").sentences}
    back = {each.text: each.faults for each in verify(f"{PLEADED} {wrong} {SAFE}").sentences}
    assert there == back


def test_the_command_says_which_and_exits_with_1(
    pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pipeline, "from_settings", lambda settings: pipeline)
    document, summary = tmp_path / "report.txt", tmp_path / "summary.txt"
    document.write_text(SAMPLE, encoding="utf-8")
    summary.write_text(f"{SAFE} Dastrell abused his nephew.", encoding="utf-8")
    asked = ["verify", "--source", str(document), "--summary", str(summary)]
    told = CliRunner().invoke(command_line.cli, asked)
    assert told.exit_code == 1
    assert "1 of 2 sentences stand on the document" in told.stdout
    assert SAFE in told.stdout
    assert "nephew" not in told.output
    as_json = json.loads(CliRunner().invoke(command_line.cli, [*asked, "--json"]).stdout)
    assert [each["supported"] for each in as_json["sentences"]] == [True, False]
    assert as_json["passed"] is False
    summary.write_text(f"{SAFE} {PLEADED}", encoding="utf-8")
    assert CliRunner().invoke(command_line.cli, asked).exit_code == 0


def test_the_command_names_what_it_could_not_read(
    pipeline: Pipeline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pipeline, "from_settings", lambda settings: pipeline)
    document = tmp_path / "report.txt"
    document.write_text(SAMPLE, encoding="utf-8")
    asked = ["verify", "--source", str(document), "--summary", str(tmp_path / "none.txt")]
    told = CliRunner().invoke(command_line.cli, asked)
    assert told.exit_code == 1
    assert "none.txt" in told.stderr
    assert told.stdout == ""


def test_a_check_that_did_not_run_has_not_passed() -> None:
    fine = VerifiedSentence(span=Span(0, 3), text="Yes", score=1.0)
    kept = {"document_id": "d", "source": "", "summary": "", "language": "en"}
    result = Verified(
        **kept,
        provenance=Provenance(version="1"),
        sentences=(fine,),
        checks=(Check("grounding", None),),
    )
    assert not result.passed
