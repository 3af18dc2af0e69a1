"""``import``, ``export``, ``purge`` and ``users``: the review desk without its page."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from summarizer.cli.common import Command, config_option, once, say, store_option
from summarizer.errors import UsageError
from summarizer.settings import load_settings

if TYPE_CHECKING:
    from summarizer.importing import Line
    from summarizer.store.desk import Desk
    from summarizer.store.values import User

__all__ = ["ROLES", "export", "import_", "purge", "users"]

ROLES = ("moderator", "lead", "admin", "auditor")
"""As in ``store.values``, which is slow to import."""

_NO_ROLE = "none"
_NOT_PLAIN = (".jsonl.gz", ".parquet")
"""Files of reports that are not lines of text as they are; ``-`` always is."""


def _desk_options(command: Command) -> Command:
    text = "Store of the desk: a file or a database URL.  [default: the user's own]"
    return store_option(text)(config_option(command))


@click.command("import")
@click.argument("reports", nargs=-1, required=True, metavar="REPORTS...")
@click.option(
    "--originals",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER",
    help="Where documents are that are not where their reports say.",
)
@click.option(
    "--golden",
    type=click.Choice(("approve", "reject")),
    help="The right decision about all of these: they show how sure decisions are.",
)
@_desk_options
@click.pass_context
def import_(
    context: click.Context,
    /,
    reports: tuple[str, ...],
    originals: Path | None,
    golden: Literal["approve", "reject"] | None,
    store: str | None,
    config: Path | None,
) -> None:
    """Put reports into the queue; "-" is standard input.

    A file of reports is JSON lines, or Parquet (.parquet) or packed (.jsonl.gz) by its name.
    """
    from contextlib import closing

    from summarizer.desk_settings import open_desk
    from summarizer.importing import import_reports
    from summarizer.store.values import Golden
    from summarizer.terminal import console_for

    once(reports)
    settings = load_settings(file=config, flags={"store": store})
    lines = [line for file in reports for line in _lines(file)]
    counts: Counter[str] = Counter()
    without = 0
    with open_desk(settings) as desk, console_for(sys.stderr).status("") as status:
        done = import_reports(
            desk,
            lines,
            originals=originals,
            golden=None if golden is None else Golden(golden),
            max_bytes=settings.max_bytes,
        )
        with closing(done):
            for number, each in enumerate(done, 1):
                status.update(f"{number} of {len(lines)}")
                counts[each.outcome] += 1
                if each.reason:
                    say(f"{each.place}: {each.reason}")
                elif not each.has_original:
                    without += 1
                if each.note:
                    say(f"{each.place}: the original is not kept: {each.note}")
    outcomes = ("added", "known", "replaced", "closed", "failed")
    said = ", ".join(f"{counts[outcome]} {outcome}" for outcome in outcomes)
    say(f"{said}; {without} without original")
    context.exit(1 if counts["failed"] else 0)


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Folder to write, or with --verify to check.",
)
@click.option("--verify", is_flag=True, help="Check an export, or without --out the audit log.")
@_desk_options
@click.pass_context
def export(
    context: click.Context,
    /,
    out: Path | None,
    verify: bool,
    store: str | None,
    config: Path | None,
) -> None:
    """Write approved reports, decisions, feedback and the audit log."""
    from summarizer.desk_settings import open_desk

    if out is None and not verify:
        raise click.UsageError("give --out FOLDER, or --verify")
    if out is not None and verify:
        if store is not None:
            raise click.UsageError("an export is checked without a store: give --out or --store")
        _verify_folder(context, out)
        return
    settings = load_settings(file=config, flags={"store": store})
    with open_desk(settings, make=False) as desk:
        if out is None:
            _verify_log(context, desk)
            return
        from summarizer.store.export import write_export

        exported = write_export(desk, out, by=None)
    said = ", ".join(f"{name} {count}" for name, count in exported.counts.items())
    say(f"wrote {out}: {said}")
    if exported.purged:
        say(f"{exported.purged} approved reports are not in it: they were purged")
    say(f"last line of the audit log: {exported.head}")


@click.command()
@click.option("--dry-run", is_flag=True, help="Only count.")
@_desk_options
def purge(dry_run: bool, store: str | None, config: Path | None) -> None:
    """Take out originals and reports that are older than the settings allow."""
    from summarizer.desk_settings import open_desk
    from summarizer.store import retention

    settings = load_settings(file=config, flags={"store": store})
    with open_desk(settings, make=False) as desk:
        purged = retention.purge(desk, dry_run=dry_run)
    say(
        f"{'would purge' if dry_run else 'purged'} {purged.originals} originals and "
        f"{purged.reports} reports; {purged.expired} open items expire with them"
    )


@click.group()
def users() -> None:
    """Who works at the review desk, and as what."""


@users.command("list")
@_desk_options
def users_list(store: str | None, config: Path | None) -> None:
    """Everybody who has signed in or was added."""
    from summarizer.desk_settings import open_desk
    from summarizer.store import audit, people
    from summarizer.store.values import Role, User
    from summarizer.terminal import console_for, table

    settings = load_settings(file=config, flags={"store": store})
    with open_desk(settings, make=False) as desk:
        found = people.users(desk, by=User(audit.OPERATOR, Role.ADMIN))
    rows = [(each.name, each.role or _NO_ROLE, "yes" if each.active else "no") for each in found]
    console_for().print(table(("Name", "Role", "May sign in"), rows))


@users.command("add")
@click.argument("name", metavar="NAME")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What they are at the desk.")
@_desk_options
def users_add(name: str, role: str, store: str | None, config: Path | None) -> None:
    """Let somebody in whose name at sign-in will be NAME."""

    def act(desk: Desk) -> User:
        from summarizer.store import people
        from summarizer.store.values import Role

        if people.user(desk, name) is not None:
            raise UsageError("there is a user of this name; change it: summarizer users role")
        return people.set_role(desk, name, Role(role), by=None)

    _change(act, store, config)


@users.command("role")
@click.argument("name", metavar="NAME")
@click.argument("role", type=click.Choice((*ROLES, _NO_ROLE)), metavar="ROLE")
@_desk_options
def users_role(name: str, role: str, store: str | None, config: Path | None) -> None:
    """Make somebody a moderator, lead, admin or auditor, or "none" of them."""

    def act(desk: Desk) -> User:
        from summarizer.store import people
        from summarizer.store.values import Role

        if people.user(desk, name) is None:
            raise UsageError("there is no user of this name; add them: summarizer users add")
        return people.set_role(desk, name, None if role == _NO_ROLE else Role(role), by=None)

    _change(act, store, config)


@users.command("disable")
@click.argument("name", metavar="NAME")
@_desk_options
def users_disable(name: str, store: str | None, config: Path | None) -> None:
    """Keep somebody out, whatever their role; what they did stays."""

    def act(desk: Desk) -> User:
        from summarizer.store import people

        return people.set_active(desk, name, False, by=None)

    _change(act, store, config)


@users.command("enable")
@click.argument("name", metavar="NAME")
@_desk_options
def users_enable(name: str, store: str | None, config: Path | None) -> None:
    """Let somebody in again who was kept out."""

    def act(desk: Desk) -> User:
        from summarizer.store import people

        return people.set_active(desk, name, True, by=None)

    _change(act, store, config)


def _change(act: Callable[[Desk], User], store: str | None, config: Path | None) -> None:
    from summarizer.desk_settings import open_desk

    with open_desk(load_settings(file=config, flags={"store": store})) as desk:
        user = act(desk)
    may = "may sign in" if user.active else "is kept out"
    say(f"{user.name}: {user.role or 'no role'}, {may}")


def _lines(file: str) -> Iterator[Line]:
    """The lines of a file that are not blank.

    Raises:
        UsageError: it cannot be read.
    """
    from summarizer.importing import Line
    from summarizer.view import printable

    for number, data in enumerate(_data(file), 1):
        if data.strip():
            yield Line(f"{printable(file)}:{number}", data)


def _data(file: str) -> Iterator[bytes]:
    if file.endswith(_NOT_PLAIN):
        from summarizer.batch.output import read_lines

        yield from read_lines(Path(file))
        return
    try:
        with click.open_file(file, "rb") as stream:
            yield from stream
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from None


def _verify_folder(context: click.Context, folder: Path) -> None:
    from summarizer.store.export import verify_export

    problems = verify_export(folder)
    for problem in problems:
        say(f"{folder}: {problem}")
    if not problems:
        click.echo(f"{folder}: good; every file is as it was exported, the audit log is whole")
    context.exit(1 if problems else 0)


def _verify_log(context: click.Context, desk: Desk) -> None:
    from summarizer.store import audit

    count, head, wrong = audit.verify(desk)
    if wrong is None:
        click.echo(f"{desk.place}: good; the audit log is whole, {count} lines, last {head}")
    else:
        say(f"{desk.place}: the audit log is broken at line {wrong}")
    context.exit(0 if wrong is None else 1)
