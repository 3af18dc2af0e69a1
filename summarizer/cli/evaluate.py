"""``evaluate``: figures on labelled texts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from summarizer.cli.common import Command, config_option, print_tables, say
from summarizer.settings import load_settings
from summarizer.types import Style

__all__ = ["evaluate"]


def _data_option(text: str) -> Callable[[Command], Command]:
    return click.option(
        "--data",
        "paths",
        type=click.Path(path_type=Path),
        multiple=True,
        required=True,
        metavar="PATH",
        help=text,
    )


@click.group()
def evaluate() -> None:
    """How good the program is, measured on labelled texts."""


@evaluate.command("detection")
@_data_option("Labelled texts: a file, or a folder of .txt files. May be repeated.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option(
    "--plots",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write plots there, as SVG.",
)
@click.option("--policy", metavar="NAME", help="Profile: a name or a TOML file.")
@config_option
def evaluate_detection(
    paths: tuple[Path, ...],
    as_json: bool,
    plots: Path | None,
    policy: str | None,
    config: Path | None,
) -> None:
    """Are warnings and levels right, and innocent texts left alone?"""
    import json

    from summarizer.evaluate.report import as_dict, as_tables
    from summarizer.evaluate.run import run_detection

    result = run_detection(paths, settings=load_settings(file=config, flags={"policy": policy}))
    if plots is not None:
        from summarizer.evaluate.plots import draw

        for drawn in draw(result, plots):
            say(f"drew {drawn}")
    if as_json:
        click.echo(json.dumps(as_dict(result)))
        return
    print_tables(as_tables(result))


@evaluate.command("grounding")
@_data_option("Documents with claims: a file, or a folder of .jsonl files. May be repeated.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option(
    "--plots",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="FOLDER",
    help="Write a plot there, as SVG.",
)
@config_option
def evaluate_grounding(
    paths: tuple[Path, ...], as_json: bool, plots: Path | None, config: Path | None
) -> None:
    """Is what a document does not say told from what it says?"""
    import json

    from summarizer.evaluate.grounding_report import as_dict, as_tables
    from summarizer.evaluate.run import run_grounding

    result = run_grounding(paths, settings=load_settings(file=config))
    if plots is not None:
        from summarizer.evaluate.plots import draw_grounding

        say(f"drew {draw_grounding(result, plots)}")
    if as_json:
        click.echo(json.dumps(as_dict(result)))
        return
    print_tables(as_tables(result))


@evaluate.command("identity")
@_data_option("Labelled documents: a file, or a folder of .jsonl files. May be repeated.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option(
    "--ask",
    type=click.IntRange(min=1),
    metavar="N",
    help="Also ask the writer who is meant, for the first N documents.",
)
@click.option("--policy", metavar="NAME", help="Profile: a name or a TOML file.")
@config_option
def evaluate_identity(
    paths: tuple[Path, ...],
    as_json: bool,
    ask: int | None,
    policy: str | None,
    config: Path | None,
) -> None:
    """Can a protected person be recovered from what is put out?"""
    import json

    from summarizer.evaluate.identity_report import as_dict, as_tables
    from summarizer.evaluate.run import run_identity

    settings = load_settings(file=config, flags={"policy": policy})
    result = run_identity(paths, settings=settings, ask=ask or 0)
    if as_json:
        click.echo(json.dumps(as_dict(result)))
        return
    print_tables(as_tables(result))


@evaluate.command("writing")
@_data_option(
    "Documents with people's summaries: a file, or a folder of .jsonl files. May be repeated."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@click.option(
    "--first",
    type=click.IntRange(min=1),
    metavar="N",
    help="Only the first N documents of each file.",
)
@click.option("--ablation", is_flag=True, help="Also measure the program's parts one by one.")
@click.option("--style", type=click.Choice([*map(str, Style)]), help="Length of the summary.")
@click.option("--model", metavar="NAME", help="The writer.")
@click.option("--policy", metavar="NAME", help="Profile: a name or a TOML file.")
@config_option
def evaluate_writing(
    paths: tuple[Path, ...],
    as_json: bool,
    first: int | None,
    ablation: bool,
    style: str | None,
    model: str | None,
    policy: str | None,
    config: Path | None,
) -> None:
    """Are summaries what people would have written, and true?"""
    import json

    from summarizer.evaluate.run_writing import run_writing
    from summarizer.evaluate.writing_report import as_dict, as_tables

    flags = {"policy": policy, "style": style, "model": model}
    result = run_writing(
        paths, settings=load_settings(file=config, flags=flags), first=first, ablation=ablation
    )
    if as_json:
        click.echo(json.dumps(as_dict(result)))
        return
    print_tables(as_tables(result))
