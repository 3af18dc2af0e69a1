"""What the commands share: options, and how they speak."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

import click

if TYPE_CHECKING:
    from summarizer.evaluate.report import Table

__all__ = ["Command", "config_option", "once", "place", "print_tables", "say", "store_option"]

Command = TypeVar("Command", bound=Callable[..., None])


def config_option(command: Command) -> Command:
    """``--config``: which settings file."""
    return click.option(
        "--config",
        type=click.Path(path_type=Path),
        help="Settings file (TOML).  [default: ./summarizer.toml, else the user's]",
    )(command)


def store_option(text: str) -> Callable[[Command], Command]:
    """``--store``: which store, with a help text of the command's own."""
    return click.option("--store", metavar="PLACE", help=text)


def once(files: Sequence[str]) -> None:
    """Refuses to read standard input twice.

    Raises:
        UsageError: it is named twice.
    """
    if files.count("-") > 1:
        raise click.UsageError('"-" can be given once: standard input is read to its end')


def place(file: str) -> Path | Literal["-"]:
    """Where a document is: a path, or "-" for standard input."""
    return "-" if file == "-" else Path(file)


def print_tables(tables: Iterable[Table]) -> None:
    """Prints tables with their titles on standard output."""
    from summarizer.terminal import console_for, table

    console = console_for()
    for title, columns, rows in tables:
        console.print(table(columns, rows, title=title))


def say(message: str) -> None:
    """Says something on standard error; it cannot move the cursor or forge a line."""
    from summarizer.view import printable

    safe = "\n".join(printable(line) for line in message.splitlines())
    click.echo(f"summarizer: {safe}", err=True)
