"""``review`` and ``doctor``: the web page, and what is there to run it."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from summarizer.cli.common import config_option, say, store_option
from summarizer.settings import load_settings

__all__ = ["doctor", "review"]


@click.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Port to use."
)
@click.option(
    "--host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="Name under which a proxy on this machine passes the page on. May be repeated.",
)
@store_option("Store of the desk: a file or a database URL.  [default: the user's own]")
@config_option
@click.pass_context
def review(
    context: click.Context,
    /,
    port: int,
    hosts: tuple[str, ...],
    store: str | None,
    config: Path | None,
) -> None:
    """Start the web page, for this machine only."""
    import os
    import signal
    import subprocess

    from summarizer.resources import page_command
    from summarizer.settings import CONFIG_VARIABLE, STORE_VARIABLE

    # Refuse bad settings here rather than in the page.
    load_settings(file=config, flags={"store": store})
    environment = dict(os.environ)
    if config is not None:
        environment[CONFIG_VARIABLE] = str(config)
    if store is not None:
        environment[STORE_VARIABLE] = store
    say(f"the page: http://127.0.0.1:{port}  (stop it with Ctrl-C)")
    # Whoever ends this command ends the page: ``run`` takes its process with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    finished = subprocess.run(page_command(port=port, hosts=hosts), env=environment, check=False)
    context.exit(3 if finished.returncode else 0)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line of the table.")
@config_option
@click.pass_context
def doctor(context: click.Context, /, as_json: bool, config: Path | None) -> None:
    """Say what is installed, what is missing, and how to fix it."""
    import json

    from summarizer.doctor import examine
    from summarizer.terminal import console_for, table

    items = examine(load_settings(file=config))
    if as_json:
        for item in items:
            click.echo(json.dumps(asdict(item)))
    else:
        rows = [(item.name, item.state, item.detail, item.fix) for item in items]
        console_for().print(table(("What", "State", "Found", "What to do"), rows))
    context.exit(3 if any(item.state == "missing" for item in items) else 0)
