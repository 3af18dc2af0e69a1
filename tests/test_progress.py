"""How far a run is, on a terminal and in a log."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import Literal

import pytest

from summarizer.batch.progress import Meter, Progress
from summarizer.progress import line, shown_by
from tests.batch.made import done

NOW = Progress(
    seen=30,
    total=1200,
    duplicates=3,
    statuses={"ready": 24, "needs_review": 2, "failed": 1},
    codes={"cw-death-grief": 9, "cw-child-sexual-abuse": 4},
    made=27,
    elapsed_s=60.0,
    left_s=3661.0,
)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_line_for_a_log() -> None:
    assert line(NOW) == (
        "documents=30/1,200 duplicates=3 ready=24 needs_review=2 withheld=0 failed=1"
        " rate=27.0/min elapsed=0:01:00 left=1:01:01"
    )
    assert "documents=30/? " in line(replace(NOW, total=None, left_s=None))
    assert "left" not in line(replace(NOW, left_s=None))


def test_a_log_gets_a_line_now_and_then_and_one_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = io.StringIO()
    with shown_by("auto", stream=out) as listen:
        listen(NOW)
        listen(replace(NOW, seen=31))
    assert out.getvalue().count("\n") == 1
    assert "documents=31/" in out.getvalue()
    monkeypatch.setattr("summarizer.progress._LINE_EVERY_S", 0.0)
    with shown_by("plain", stream=out) as listen:
        listen(NOW)
    assert out.getvalue().count("\n") == 3


def test_a_terminal_gets_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    out = Terminal()
    with shown_by("auto", stream=out) as listen:
        listen(NOW)
        listen(replace(NOW, seen=1200, left_s=None))
    shown = out.getvalue()
    assert "30 of 1,200 documents" in shown
    assert "1,200 of 1,200 documents" in shown
    assert "Child sexual abuse" in shown
    assert "needs review" in shown
    assert "about 1:01:01 left" in shown


@pytest.mark.parametrize("shown", ["live", "plain"])
def test_the_last_word_is_shown_however_it_ends(
    shown: Literal["live", "plain"], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    out = Terminal()
    with pytest.raises(KeyboardInterrupt), shown_by(shown, stream=out) as listen:  # noqa: PT012
        listen(NOW)
        listen(replace(NOW, seen=77))
        raise KeyboardInterrupt
    assert "77" in out.getvalue()


def test_nothing_is_shown_when_nothing_is_wanted() -> None:
    out = Terminal()
    with shown_by("none", stream=out) as listen:
        listen(NOW)
    assert out.getvalue() == ""


def test_what_is_left_goes_by_this_session_alone() -> None:
    meter = Meter()
    assert meter.now().left_s is None
    meter.total = 10
    for _ in range(4):
        meter.old(same=False)
    assert meter.now().left_s is None
    meter.report(done(codes=("cw-war",)))
    meter.duplicate()
    now = meter.now()
    assert (now.seen, now.duplicates, now.made) == (6, 1, 1)
    assert (now.statuses, now.codes) == ({"ready": 1}, {"cw-war": 1})
    assert now.left_s == pytest.approx(now.elapsed_s * 2, rel=0.1)
