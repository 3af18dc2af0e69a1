"""A worker turns units into reports that hold nothing of when they were made."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import pytest

from summarizer.batch.working import Finished, Ready, done_of, work
from summarizer.settings import Settings
from summarizer.types import Document, Provenance, Report, Status, Warning_
from tests.batch.made import PROVENANCE, in_thread, unit

TIMED = replace(PROVENANCE, timings_ms=(("detect", 3), ("write", 40)))


def report(source: str, provenance: Provenance = TIMED) -> Report:
    return Report(
        document_id="d-1",
        source=source,
        language="en",
        status=Status.NEEDS_REVIEW,
        provenance=provenance,
        warnings=(Warning_("cw-war", 2, 0.9, ()),),
    )


class Pipeline:
    """Stands for one with models."""

    def identity(self) -> Provenance:
        return PROVENANCE

    def reports(self, documents: Sequence[Document]) -> list[Report]:
        return [report(document.source) for document in documents]


def test_a_report_is_kept_without_its_times() -> None:
    first = done_of(report("a.txt"))
    later = done_of(report("a.txt", replace(TIMED, timings_ms=(("detect", 900),))))
    assert first.report == later.report
    assert first.stages_ms == {"detect": 3, "write": 40}
    assert (first.status, first.codes) == ("needs_review", ("cw-war",))
    kept = json.loads(first.report)
    assert kept["provenance"]["timings_ms"] == {}
    assert kept["source"] == "a.txt"
    assert "a.txt" not in repr(first)


def test_a_worker_says_what_it_has_loaded_then_works_until_its_pipe_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        "summarizer.batch.working.Pipeline.from_settings", lambda settings: Pipeline()
    )
    child = in_thread(work, Settings())
    assert child.pipe.recv() == Ready(PROVENANCE)
    for number in range(2):
        child.pipe.send(unit(number, "One text.", "Another text.", first=7))
        word = child.pipe.recv()
        assert isinstance(word, Finished)
        assert (word.number, word.rows) == (number, (7, 8))
        assert [json.loads(each.report)["source"] for each in word.done] == ["7.txt", "8.txt"]
    child.end()
    assert not child.alive


def test_a_unit_does_not_show_its_texts() -> None:
    assert "One text" not in repr(unit(0, "One text."))
