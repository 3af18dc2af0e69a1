"""Several documents on their way together."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from summarizer import read
from summarizer.errors import StageError, WriterError
from summarizer.models import Answer, Request
from summarizer.pipeline import Pipeline
from summarizer.report import to_dict
from summarizer.resources import sample
from summarizer.settings import Settings
from summarizer.types import Report, Status

FIRST = sample().read_text(encoding="utf-8")
SECOND = "The council met on Monday. It agreed to open the library on Sundays. The vote was 9 to 3."
THIRD = "Ein Mann wurde am Montag vor dem Gericht in Hamburg zu zwei Jahren Haft verurteilt."


class Echo:
    """Answers each prompt with the last sentence of the text that it holds; keeps its calls."""

    name = "echo"
    sha256 = "0" * 64
    adapter_sha256 = ""
    context = 4096

    def __init__(self, *, refuses: str = "") -> None:
        self.calls: list[int] = []
        self.refuses = refuses

    def count(self, text: str) -> int:
        return len(text) // 3 + 1

    def write(self, requests: Sequence[Request]) -> list[Answer]:
        self.calls.append(len(requests))
        return [self._answer(each) for each in requests]

    def _answer(self, request: Request) -> Answer:
        if self.refuses and self.refuses in request.prompt.user:
            return WriterError("prompt brief: it does not fit")
        text = request.prompt.user.partition("End of the report")[0].strip()
        return (text.splitlines()[-1],)


@pytest.fixture
def made(parse: Any, policy: Any, heads: Any, entailment: Any) -> Any:
    def make(writer: object, **settings: Any) -> Pipeline:
        chosen = Settings(**settings)
        return Pipeline(
            chosen, policy=policy, parser=parse, heads=heads, entailment=entailment, writer=writer
        )  # type: ignore[arg-type]

    return make


def documents(*texts: str) -> list[Any]:
    return [read.read_text(text, source=f"{at}.txt") for at, text in enumerate(texts)]


def plain(report: Report) -> str:
    """A report without what took how long."""
    return json.dumps(
        to_dict(replace(report, provenance=replace(report.provenance, timings_ms=())))
    )


def test_each_report_is_what_it_is_alone(made: Any) -> None:
    writer = Echo()
    pipeline = made(writer)
    given = documents(FIRST, SECOND, THIRD)
    together = pipeline.reports(given)
    assert writer.calls == [2]  # nothing is asked about the German one
    assert [r.status for r in together[1:]] == [Status.READY, Status.NEEDS_REVIEW]
    alone = [pipeline.reports([each])[0] for each in given]
    assert [*map(plain, together)] == [*map(plain, alone)]
    assert [*map(plain, together[::-1])] == [*map(plain, pipeline.reports(given[::-1]))]
    assert all(dict(r.provenance.timings_ms)["detect"] >= 0 for r in together)


def test_no_documents_no_reports(made: Any) -> None:
    assert made(Echo()).reports([]) == []


@pytest.mark.parametrize("stage", ["redact.redact", "verify.judge_of", "write.write"])
def test_what_breaks_one_document_leaves_the_others_theirs(
    made: Any, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    from summarizer import redact, verify, write

    room, name = stage.split(".")
    module = {"redact": redact, "verify": verify, "write": write}[room]
    whole = getattr(module, name)
    monkeypatch.setattr(module, name, lambda *a, **k: _break(whole, *a, **k))
    reports = made(Echo()).reports(documents(FIRST, SECOND))
    assert reports[0].status is not Status.FAILED
    assert reports[1].status is Status.FAILED
    assert reports[1].document_id == documents(FIRST, SECOND)[1].id
    assert reports[1].source == "1.txt"
    assert "library" not in reports[1].checks[0].detail


def _break(whole: Any, *arguments: Any, **named: Any) -> Any:
    text = getattr(arguments[0], "plain", "") or arguments[0].text
    if "library" in text:
        raise RuntimeError(text)
    return whole(*arguments, **named)


def test_a_document_that_breaks_detection_fails_alone(
    made: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from summarizer import detect

    whole = detect.detect_many

    def breaks(given: Sequence[Any], **how: Any) -> Any:
        if any("library" in each.plain for each in given):
            raise RuntimeError("library")
        return whole(given, **how)

    monkeypatch.setattr(detect, "detect_many", breaks)
    first, second = made(Echo()).reports(documents(FIRST, SECOND))
    assert first.status is Status.READY
    assert second.status is Status.FAILED
    assert second.checks[0].detail.startswith("detect: internal")


def test_a_request_that_is_refused_fails_its_document_alone(made: Any) -> None:
    first, second = made(Echo(refuses="library")).reports(documents(FIRST, SECOND))
    assert first.status is Status.READY
    assert second.checks[0].detail == "write: writer: prompt brief: it does not fit"


def test_a_writer_out_of_reach_is_nobodys_fault(made: Any) -> None:
    class Away(Echo):
        def write(self, requests: Sequence[Request]) -> list[Answer]:
            raise WriterError("model m at host: no connection")

    with pytest.raises(WriterError, match="no connection"):
        made(Away()).reports(documents(FIRST, SECOND))


def test_with_a_ledger_one_document_after_the_other(made: Any, tmp_path: Any) -> None:
    writer = Echo()
    made(writer, store=str(tmp_path / "cases.db")).reports(documents(FIRST, SECOND))
    assert writer.calls == [1, 1]


def test_a_failed_source_has_a_report(made: Any) -> None:
    report = made(Echo()).failed("a.txt", StageError("a.txt", "read", "damaged", "broken"))
    assert (report.status, report.source, report.document_id) == (Status.FAILED, "a.txt", "")
