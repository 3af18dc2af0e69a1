"""The command line.

Exit codes: 0 all done; 1 some documents failed, the rest are done; 2 usage or configuration;
3 a model, server or store that cannot be reached. Reports go to standard output, everything
else to standard error. What a command needs is imported inside it, so that ``--help`` is quick.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from summarizer.cli import batch, desk, documents, evaluate, models, page, policy
from summarizer.cli.common import say
from summarizer.errors import SummarizerError
from summarizer.version import VERSION

__all__ = ["cli", "main"]


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs the command line and exits with its code.

    An error that nobody foresaw is shown by its type and place only: its message and values
    could quote a document.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A letter that the terminal lacks becomes a question mark, not a crash.
            stream.reconfigure(errors="replace")
    try:
        code = cli.main(
            None if arguments is None else list(arguments),
            prog_name="summarizer",
            standalone_mode=False,
        )
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except SummarizerError as error:
        say(f"error: {error}")
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        say("stopped")
        code = 130
    except Exception as error:
        places = "".join(
            f"\n  {Path(frame.filename).name}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        )
        say(f"internal error: {type(error).__name__}; please report it with these lines:{places}")
        code = 1
    sys.exit(code or 0)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, prog_name="summarizer")
def cli() -> None:
    """Content-safe summaries of distressing documents.

    Reads a document so that people need not: gives a short neutral summary with a content
    warning, and says what was taken out and why.
    """


for command in (
    documents.summarize,
    documents.redact,
    documents.verify,
    batch.batch,
    desk.import_,
    desk.export,
    desk.purge,
    desk.users,
    models.models,
    policy.policy,
    evaluate.evaluate,
    page.review,
    page.doctor,
):
    cli.add_command(command)
