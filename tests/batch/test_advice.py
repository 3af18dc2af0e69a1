"""Every kind of failure has its advice."""

from __future__ import annotations

from summarizer.batch.advice import ADVICE, advice
from summarizer.read import KINDS
from summarizer.read.archive import KINDS as ARCHIVE_KINDS


def test_every_kind_of_failure_has_its_advice() -> None:
    kinds = {*KINDS, *ARCHIVE_KINDS, "crashed", "internal", "writer"}
    assert kinds <= ADVICE.keys()
    assert list(ADVICE) == sorted(ADVICE)


def test_advice_is_found_by_stage_and_kind() -> None:
    assert advice("read: encrypted") == ADVICE["encrypted"]
    assert advice("detect: internal") == ADVICE["internal"]
    assert advice("unknown") == "Look at the checks in the report."
