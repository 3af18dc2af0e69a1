"""What the command line prints for people: the warning first, then what was asked for.

Colours only on a terminal; nothing is wider than the terminal, or than 80 columns without one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TextIO

from summarizer import view
from summarizer.types import Check, Report, Status
from summarizer.verified import Verified, VerifiedSentence

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

__all__ = ["console_for", "print_report", "print_verified", "table"]

_STATUS_STYLES: Mapping[Status, str] = {
    Status.READY: "green",
    Status.NEEDS_REVIEW: "yellow",
    Status.WITHHELD: "yellow",
    Status.FAILED: "red",
}
_PASSED = {True: "green", False: "red"}


def console_for(stream: TextIO | None = None) -> Console:
    """A console on a stream (standard output when None), plain where that is no terminal."""
    from rich.console import Console

    return Console(file=stream or sys.stdout, highlight=False, markup=False, emoji=False)


def table(
    columns: Sequence[str], rows: Iterable[Sequence[str]], *, title: str | None = None
) -> Table:
    """A table without vertical lines; long cells wrap, nothing is cut off."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    made = Table(
        title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False
    )
    for column in columns:
        made.add_column(column, overflow="fold")
    for row in rows:
        made.add_row(*(Text(view.printable(cell)) for cell in row))
    return made


def print_report(report: Report, *, console: Console, words: view.Words) -> None:
    """Prints one report; ``words`` are the policy's, for warning codes and rules."""
    for part in _parts(report, words):
        console.print(part)


def print_verified(verified: Verified, *, console: Console, words: view.Words) -> None:
    """Prints what was found of a summary, sentence by sentence."""
    from rich.text import Text

    sound = sum(sentence.supported for sentence in verified.sentences)
    said = f"{sound} of {len(verified.sentences)} sentences stand on the document"
    passed = verified.passed
    console.print(
        _field("Summary", verified.summary or "-"),
        _field("Document", verified.source or "-"),
        _field("Result", f"{'Passed' if passed else 'Not passed'}: {said}", _PASSED[passed]),
        Text(),
    )
    console.print(_sentences(verified.sentences, words), Text(), _checks(verified.checks))


def _sentences(sentences: Sequence[VerifiedSentence], words: view.Words) -> Table:
    """Each with its number, verdict and likelihood, and below it what is wrong with it."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right")
    grid.add_column()
    grid.add_column(justify="right")
    grid.add_column(overflow="fold")
    for number, sentence in enumerate(sentences, 1):
        shown = sentence.text if sentence.may_be_shown else "(not shown: it tells what is removed)"
        mark = Text("ok" if sentence.supported else "no", style=_PASSED[sentence.supported])
        likely = f"{sentence.score:.0%}"
        grid.add_row(str(number), mark, likely, Text(view.printable(shown)))
        for fault in sentence.faults:
            grid.add_row("", "", "", Text(f"- {view.printable(view.fault_words(fault, words))}"))
    return grid


def _parts(report: Report, words: view.Words) -> Iterator[RenderableType]:
    from rich.panel import Panel
    from rich.text import Text

    # First of all, before a headline or preview (CW-01).
    warning = report.content_warning or view.NO_WARNING
    yield Panel(Text(view.printable(warning)), title="Content warning", title_align="left")
    held = {
        "In the original": view.original_holds(report, words),
        "In the summary": view.summary_holds(report, words),
    }
    for where, subjects in held.items():
        if subjects:
            yield _field(where, subjects)
    yield _field("Status", view.STATUS_WORDS[report.status], _STATUS_STYLES[report.status])
    yield _field("Source", report.source or "-")
    yield Text()
    if report.summary is not None:
        if report.summary.headline:
            yield Text(view.printable(report.summary.headline) + "\n", style="bold")
        yield Text(view.printable(report.summary.text) + "\n")
    removals = view.removals(report, words)
    if removals:
        rows = [(r.rule, r.title, str(r.count), r.operator, r.reason) for r in removals]
        yield table(
            ("Rule", "About", "Times", "Done", "Why"), rows, title="What was removed and why"
        )
    if report.checks:
        yield _checks(report.checks)
    if report.support:
        yield Text("Support", style="bold")
        for support in report.support:
            yield Text(f"  {view.printable(view.support_line(support))}")
        yield Text()


def _checks(checks: Sequence[Check]) -> Table:
    results = [
        (
            check.name,
            view.check_result(check),
            "" if check.score is None else f"{check.score:.2f}",
            check.detail,
        )
        for check in checks
    ]
    return table(("Check", "Result", "Score", "Detail"), results, title="Checks")


def _field(name: str, value: str, style: str = "") -> RenderableType:
    """A name and its value; further lines of the value stand under its first."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    grid.add_column(width=15)
    grid.add_column(overflow="fold")
    grid.add_row(Text(name, style="bold"), Text(view.printable(value), style=style))
    return grid
