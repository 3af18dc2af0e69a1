"""``batch``: the reports of a whole archive."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Literal

import click

from summarizer.cli.common import config_option, say
from summarizer.settings import load_settings
from summarizer.types import Style

__all__ = ["batch"]

_DRAFTS = 1
"""Further drafts of the default model change one summary in 64, and take a quarter longer."""


class _Share(click.ParamType[float]):
    """A share: 0.05, or 5%."""

    name = "SHARE"

    def convert(
        self, value: object, param: click.Parameter | None, context: click.Context | None
    ) -> float:
        text = str(value)
        try:
            return float(text[:-1]) / 100 if text.endswith("%") else float(text)
        except ValueError:
            self.fail("give a share such as 0.05 or 5%", param, context)


@click.command()
@click.argument("source")
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="File of reports: .parquet, .jsonl or .jsonl.gz.",
)
@click.option("--resume", is_flag=True, help="Go on with the run that has this output.")
@click.option("--fresh", is_flag=True, help="Throw away what an earlier run made, begin anew.")
@click.option(
    "--engine", type=click.Choice(["local", "ray"]), default="local", show_default=True,
    help="Processes of this machine, or a Ray cluster.",
)  # fmt: skip
@click.option(
    "--workers", type=click.IntRange(1, 256), metavar="N",
    help="Processes at work.  [default: one for each processor, at most 8]",
)  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Read the archive and say what is in it; no models.")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="The first N documents only.")
@click.option("--sample", type=_Share(), default=1.0, help="A share of the documents, such as 5%.")
@click.option(
    "--where", "conditions", multiple=True, metavar="CONDITION",
    help='Documents for which it holds, such as "topic=crime" or "bytes<20000"; all, if several.',
)  # fmt: skip
@click.option("--text", metavar="COLUMN", help="Column of a table that holds the text.")
@click.option("--title", metavar="COLUMN", help="Column that holds the headline.")
@click.option("--id", "key", metavar="COLUMN", help="Column that names a document; else its row.")
@click.option("--html", metavar="COLUMN", help="Column that holds the text as HTML.")
@click.option(
    "--near", type=_Share(), default=0.9, show_default=True,
    help="Likeness that makes a near-duplicate, from 0.8; above 1 only copies are.",
)  # fmt: skip
@click.option("--style", type=click.Choice([*map(str, Style)]), help="Length of the summaries.")
@click.option("--policy", metavar="NAME", help="Profile: a name or a TOML file.")
@click.option("--model", metavar="NAME", help="Writer: a catalogue name, folder or GGUF file.")
@click.option("--base-url", metavar="URL", help="OpenAI-compatible server that runs the model.")
@click.option(
    "--candidates",
    type=int,
    metavar="N",
    help="Drafts the writer is asked for each.  [default: 1]",
)
@click.option("--country", metavar="CODE", help="Whose help lines to give, such as GB.")
@click.option(
    "--progress", "shown", type=click.Choice(["auto", "live", "plain", "none"]), default="auto",
    help="A display that changes, lines for a log, or nothing.  [default: as the terminal is]",
)  # fmt: skip
@config_option
@click.pass_context
def batch(
    context: click.Context,
    /,
    source: str,
    out: Path,
    *,
    resume: bool,
    fresh: bool,
    engine: Literal["local", "ray"],
    workers: int | None,
    dry_run: bool,
    limit: int | None,
    sample: float,
    conditions: tuple[str, ...],
    text: str | None,
    title: str | None,
    key: str | None,
    html: str | None,
    near: float,
    shown: Literal["auto", "live", "plain", "none"],
    config: Path | None,
    **flags: object,
) -> None:
    """Summarise an archive: a folder, glob, file or "-".

    Reads text, Markdown, HTML, PDF, Word and e-mail; tables (JSON lines, JSON, CSV, Parquet,
    SQLite), mailboxes, web archives; and all of these in ZIP, TAR and gzip. A run that was broken
    off goes on with --resume.
    """
    from summarizer.batch import Options, run, survey
    from summarizer.progress import shown_by
    from summarizer.read.archive import Columns, parse_where

    if resume and fresh:
        raise click.UsageError("give one of --resume and --fresh")
    settings = load_settings(file=config, flags=flags, defaults={"candidates": _DRAFTS})
    options = Options(
        source=source,
        out=out,
        start="resume" if resume else "fresh" if fresh else "new",
        columns=Columns(text=text, title=title, id=key, html=html),
        where=tuple(parse_where(each) for each in conditions),
        limit=limit,
        sample=sample,
        near=near,
        workers=workers or (1 if settings.store else _processors()),
        max_bytes=settings.max_bytes,
    )
    if dry_run:
        for line in survey(options).lines():
            click.echo(line)
        return
    with shown_by(shown, stream=sys.stderr) as listen:
        outputs = run(options, settings=settings, engine=engine, listen=listen)
    for line in outputs.lines():
        say(line)
    if outputs.failed:
        context.exit(1)


def _processors() -> int:
    import os

    return max(1, min(8, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1))
