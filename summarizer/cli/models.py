"""``models``: weights."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import click

from summarizer.cli.common import config_option, say
from summarizer.errors import ResourceError
from summarizer.settings import Settings, load_settings

__all__ = ["models"]


@click.group()
def models() -> None:
    """Where weights come from; fetches and checks them."""


@models.command("list")
@config_option
def models_list(config: Path | None) -> None:
    """The catalogue, and what of it is here."""
    from summarizer.models import CATALOGUE, status
    from summarizer.terminal import console_for, table

    home = _home(load_settings(file=config))
    rows = [
        (name, entry.kind, status(name, home=home), entry.licence, entry.upstream)
        for name, entry in CATALOGUE.items()
    ]
    console = console_for()
    console.print(table(("Name", "Part", "State", "Licence", "Upstream"), rows))
    console.print(f"In {home}", soft_wrap=True)


@models.command("pull")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@config_option
def models_pull(names: tuple[str, ...], config: Path | None) -> None:
    """Fetch what is missing; everything that can be used here when no NAME is given."""
    from summarizer.models import pull, usable_names

    home = _home(load_settings(file=config))

    def one(name: str) -> str:
        pull(name, home=home)
        return "ready"

    _for_each(names or usable_names(), one)


@models.command("verify")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@config_option
def models_verify(names: tuple[str, ...], config: Path | None) -> None:
    """Hash what is here again; everything that can be used here when no NAME is given."""
    from summarizer.models import usable_names, verify

    home = _home(load_settings(file=config))

    def one(name: str) -> str:
        found = verify(name, home=home)
        if found.ok:
            return "ready"
        problems = "".join(f"; {problem}" for problem in found.problems)
        raise ResourceError(f"{found.state}{problems}; run: summarizer models pull {name}")

    _for_each(names or usable_names(), one)


def _home(settings: Settings) -> Path:
    from summarizer.models import model_home

    return model_home(settings.home)


def _for_each(names: Sequence[str], act: Callable[[str], str]) -> None:
    """Does every name before it fails for one.

    Raises:
        ResourceError: some could not be done.
    """
    failed = 0
    for name in names:
        try:
            say(f"{name}: {act(name)}")
        except ResourceError as error:
            failed += 1
            say(f"{name}: {error}")
    if failed:
        raise ResourceError(f"{failed} of {len(names)} models are not usable")
