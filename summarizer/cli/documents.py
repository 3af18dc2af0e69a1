"""``summarize``, ``redact`` and ``verify``: documents in; reports, safe texts or verdicts out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from summarizer.cli.common import config_option, once, place, say, store_option
from summarizer.errors import UsageError
from summarizer.marks import STYLES, MarkStyle, marked_text
from summarizer.settings import load_settings
from summarizer.types import Status, Style

if TYPE_CHECKING:
    from summarizer.redact.presidio import Recognised

__all__ = ["redact", "summarize", "verify"]

LEDGER = "Where it is kept what reports on a case told: a file or a database URL."


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a document, one per line.")
@click.option("--style", type=click.Choice([*map(str, Style)]), help="Length of the summary.")
@click.option("--policy", metavar="NAME", help="Profile: a name or a TOML file.")
@click.option("--model", metavar="NAME", help="Writer: a catalogue name, folder or GGUF file.")
@click.option("--base-url", metavar="URL", help="OpenAI-compatible server that runs the model.")
@click.option("--country", metavar="CODE", help="Whose help lines to give, such as GB.")
@store_option(LEDGER)
@config_option
@click.pass_context
def summarize(
    context: click.Context,
    /,
    files: tuple[str, ...],
    as_json: bool,
    config: Path | None,
    **flags: object,
) -> None:
    """Summarise documents; "-" is standard input."""
    from summarizer import view
    from summarizer.pipeline import Pipeline
    from summarizer.report import to_json
    from summarizer.terminal import console_for, print_report

    once(files)
    settings = load_settings(file=config, flags=flags)
    pipeline = Pipeline.from_settings(settings)
    words = None if as_json else view.words_for(settings.policy, country=settings.country)
    console, progress = console_for(), console_for(sys.stderr)
    failed = 0
    for number, file in enumerate(files, 1):
        with progress.status(f"{number} of {len(files)}: {view.printable(file)}"):
            report = pipeline.summarize_path(place(file))
        failed += report.status is Status.FAILED
        if words is None:
            click.echo(to_json(report))
        elif report.status is Status.FAILED:
            say(f"{file}: {view.failure(report)}")
        else:
            print_report(report, console=console, words=words)
    if failed:
        say(f"{failed} of {len(files)} documents failed")
        context.exit(1)


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--marks",
    type=click.Choice(STYLES),
    help="What a mark says: [a child], [a child|ID-03], or no marks.  [default: brackets]",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a document, one per line.")
@click.option(
    "--presidio", "as_presidio", is_flag=True, help="One list of presidio's results a document."
)
@click.option("--policy", metavar="NAME", help="Profile: a name or a TOML file.")
@click.option(
    "--recognised",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Places that presidio found: they go as well.",
)
@store_option(LEDGER)
@config_option
@click.pass_context
def redact(
    context: click.Context,
    /,
    files: tuple[str, ...],
    marks: MarkStyle | None,
    as_json: bool,
    as_presidio: bool,
    policy: str | None,
    recognised: Path | None,
    store: str | None,
    config: Path | None,
) -> None:
    """Print the safe text of documents; "-" is standard input."""
    import json

    from summarizer import view
    from summarizer.pipeline import Pipeline
    from summarizer.redact.presidio import to_presidio
    from summarizer.terminal import console_for

    once(files)
    if sum((marks is not None, as_json, as_presidio)) > 1:
        raise click.UsageError("give one of --marks, --json and --presidio")
    found = _recognised(recognised, documents=len(files))
    flags = {"policy": policy, "store": store}
    pipeline = Pipeline.from_settings(load_settings(file=config, flags=flags))
    progress = console_for(sys.stderr)
    missing = 0
    for number, (file, theirs) in enumerate(zip(files, found, strict=True), 1):
        with progress.status(f"{number} of {len(files)}: {view.printable(file)}"):
            redacted = pipeline.redact_path(place(file), recognised=theirs)
        safe = redacted.safe
        if as_json:
            click.echo(json.dumps(redacted.as_dict(), allow_nan=False))
        elif as_presidio:
            # null: an empty list would say that there was nothing to find.
            click.echo(json.dumps(to_presidio(safe) if safe else None))
        elif safe is not None:
            if len(files) > 1:
                click.echo(f"==> {view.printable(file)} <==")
            for line in marked_text(safe, style=marks or "brackets").splitlines():
                click.echo(view.printable(line))
        if safe is None:
            missing += 1
            say(f"{file}: {redacted.why}")
    if missing:
        say(f"{missing} of {len(files)} documents have no safe text")
        context.exit(1)


@click.command()
@click.option("--source", required=True, metavar="FILE", help='The document; "-": standard input.')
@click.option("--summary", required=True, metavar="FILE", help='The summary; "-": standard input.')
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option("--policy", metavar="NAME", help="Profile: a name or a TOML file.")
@config_option
@click.pass_context
def verify(
    context: click.Context,
    /,
    source: str,
    summary: str,
    as_json: bool,
    policy: str | None,
    config: Path | None,
) -> None:
    """Hold a summary from anywhere against its document, sentence by sentence.

    Exits with 1 when something in it is not supported, or may not be said.
    """
    import json

    from summarizer import view
    from summarizer.pipeline import Pipeline
    from summarizer.terminal import console_for, print_verified

    once((source, summary))
    settings = load_settings(file=config, flags={"policy": policy})
    pipeline = Pipeline.from_settings(settings)
    with console_for(sys.stderr).status("comparing"):
        verified = pipeline.verify_path(place(source), summary=place(summary))
    if as_json:
        click.echo(json.dumps(verified.as_dict(), allow_nan=False))
    elif verified.failure:
        say(f"{source}, {summary}: {verified.failure}")
    else:
        words = view.words_for(settings.policy, country=settings.country)
        print_verified(verified, console=console_for(), words=words)
    if not verified.passed:
        context.exit(1)


def _recognised(file: Path | None, *, documents: int) -> Sequence[Sequence[Recognised]]:
    """What other recognisers found, a list for each document.

    Raises:
        UsageError: the file cannot be read, or does not hold a list for each.
    """
    from summarizer.redact.presidio import read_results

    if file is None:
        return ((),) * documents
    try:
        found = read_results(file.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"{file}: cannot be read: {error.strerror}") from None
    except ValueError:
        raise UsageError(f"{file}: not UTF-8") from None
    except UsageError as error:
        raise UsageError(f"{file}: {error}") from None
    if len(found) != documents:
        raise UsageError(f"{file}: results for {len(found)} documents, and there are {documents}")
    return found
