"""What the command line prints for people: the warning first, then what was asked for.

Colours only on a terminal; nothing is wider than the terminal, or than 80 columns without one.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TextIO

from summarizer import view
from summarizer.types import Report, Status

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

__all__ = ["console_for", "print_report", "table"]

_STATUS_STYLES: Mapping[Status, str] = {
    Status.READY: "green",
    Status.NEEDS_REVIEW: "yellow",
    Status.WITHHELD: "yellow",
    Status.FAILED: "red",
}


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
        results = [
            (
                check.name,
                view.check_result(check),
                "" if check.score is None else f"{check.score:.2f}",
                check.detail,
            )
            for check in report.checks
        ]
        yield table(("Check", "Result", "Score", "Detail"), results, title="Checks")
    if report.support:
        yield Text("Support", style="bold")
        for support in report.support:
            yield Text(f"  {view.printable(view.support_line(support))}")
        yield Text()


def _field(name: str, value: str, style: str = "") -> RenderableType:
    """A name and its value; further lines of the value stand under its first."""
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    grid.add_column(width=15)
    grid.add_column(overflow="fold")
    grid.add_row(Text(name, style="bold"), Text(view.printable(value), style=style))
    return grid
