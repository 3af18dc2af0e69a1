"""How far a batch run is, as a display that changes or as lines for a log."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, TextIO

from summarizer.batch.progress import Listener, Progress
from summarizer.policy import label_of
from summarizer.terminal import console_for, table

if TYPE_CHECKING:
    from rich.console import Group

__all__ = ["Shown", "line", "shown_by"]

Shown = Literal["auto", "live", "plain", "none"]

_LINE_EVERY_S = 15.0
_REFRESH_S = 0.5
_MOST_CODES = 6
_STATUSES = ("ready", "needs_review", "withheld", "failed")


@contextmanager
def shown_by(shown: Shown, *, stream: TextIO) -> Iterator[Listener]:
    """A listener that shows what it hears on ``stream``.

    Args:
        shown: "auto" is "live" on a terminal and "plain" elsewhere.
        stream: where to.
    """
    if shown == "none":
        yield lambda progress: None
    elif shown == "live" or (shown == "auto" and stream.isatty()):
        yield from _live(stream)
    else:
        yield from _plain(stream)


def line(progress: Progress) -> str:
    """One line for a log."""
    total = "?" if progress.total is None else f"{progress.total:,}"
    counts = " ".join(f"{name}={progress.statuses.get(name, 0)}" for name in _STATUSES)
    left = "" if progress.left_s is None else f" left={_span(progress.left_s)}"
    return (
        f"documents={progress.seen:,}/{total} duplicates={progress.duplicates:,} {counts}"
        f" rate={progress.per_minute:.1f}/min elapsed={_span(progress.elapsed_s)}{left}"
    )


def _plain(stream: TextIO) -> Iterator[Listener]:
    last: list[Progress] = []
    said = time.monotonic()

    def listen(progress: Progress) -> None:
        nonlocal said
        last[:] = [progress]
        if time.monotonic() - said >= _LINE_EVERY_S:
            said = time.monotonic()
            print(f"summarizer: {line(progress)}", file=stream, flush=True)

    try:
        yield listen
    finally:
        if last:
            print(f"summarizer: {line(last[0])}", file=stream, flush=True)


def _live(stream: TextIO) -> Iterator[Listener]:
    from rich.live import Live

    last: list[Progress] = []
    said = 0.0
    with Live(console=console_for(stream), auto_refresh=False) as live:

        def listen(progress: Progress) -> None:
            nonlocal said
            last[:] = [progress]
            if time.monotonic() - said >= _REFRESH_S:
                said = time.monotonic()
                live.update(_display(progress), refresh=True)

        try:
            yield listen
        finally:
            if last:
                live.update(_display(last[0]), refresh=True)


def _display(progress: Progress) -> Group:
    from rich.console import Group
    from rich.progress_bar import ProgressBar
    from rich.text import Text

    total = progress.total
    bar = ProgressBar(total=total, completed=progress.seen, width=60)
    rows = [[name.replace("_", " "), f"{progress.statuses.get(name, 0):,}"] for name in _STATUSES]
    rows.append(["duplicates", f"{progress.duplicates:,}"])
    codes = sorted(progress.codes.items(), key=lambda pair: (-pair[1], pair[0]))
    rows += [[label_of(code), f"{times:,}"] for code, times in codes[:_MOST_CODES]]
    head = f"{progress.seen:,} of {'?' if total is None else f'{total:,}'} documents"
    left = "" if progress.left_s is None else f", about {_span(progress.left_s)} left"
    foot = f"{progress.per_minute:.1f} reports a minute, {_span(progress.elapsed_s)} so far{left}"
    return Group(Text(head), bar, table(("", ""), rows), Text(foot))


def _span(seconds: float) -> str:
    """Hours, minutes and seconds: 1:02:03."""
    whole = round(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, second = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{second:02}"
