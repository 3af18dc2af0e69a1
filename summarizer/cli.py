"""The command line.

Exit codes: 0 all done; 1 some documents failed, the rest are done; 2 usage or configuration;
3 a model, server or store that cannot be reached. Reports go to standard output, everything
else to standard error. What a command needs is imported inside it, so that ``--help`` is quick.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NoReturn, TypeVar

import click

from summarizer.errors import ResourceError, SummarizerError, UsageError
from summarizer.marks import STYLES, MarkStyle, marked_text
from summarizer.settings import Settings, load_settings
from summarizer.types import Status, Style
from summarizer.version import VERSION

if TYPE_CHECKING:
    from summarizer.evaluate.report import Table
    from summarizer.policy.schema import Policy, Rule
    from summarizer.redact.presidio import Recognised

__all__ = ["cli", "main"]

Command = TypeVar("Command", bound=Callable[..., None])


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
        _say(f"error: {error}")
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        _say("stopped")
        code = 130
    except Exception as error:
        places = "".join(
            f"\n  {Path(frame.filename).name}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)
        )
        _say(f"internal error: {type(error).__name__}; please report it with these lines:{places}")
        code = 1
    sys.exit(code or 0)


def _config_option(command: Command) -> Command:
    return click.option(
        "--config",
        type=click.Path(path_type=Path),
        help="Settings file (TOML).  [default: ./summarizer.toml, else the user's]",
    )(command)


def _store_option(command: Command) -> Command:
    return click.option(
        "--store",
        metavar="PLACE",
        help="Where it is kept what reports on a case told: a file or a database URL.",
    )(command)


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


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, prog_name="summarizer")
def cli() -> None:
    """Content-safe summaries of distressing documents.

    Reads a document so that people need not: gives a short neutral summary with a content
    warning, and says what was taken out and why.
    """


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a document, one per line.")
@click.option("--style", type=click.Choice([*map(str, Style)]), help="Length of the summary.")
@click.option("--policy", metavar="NAME", help="Profile: a name or a TOML file.")
@click.option("--model", metavar="NAME", help="Writer: a catalogue name, folder or GGUF file.")
@click.option("--base-url", metavar="URL", help="OpenAI-compatible server that runs the model.")
@click.option("--country", metavar="CODE", help="Whose help lines to give, such as GB.")
@_store_option
@_config_option
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

    _once(files)
    settings = load_settings(file=config, flags=flags)
    pipeline = Pipeline.from_settings(settings)
    words = None if as_json else view.words_for(settings.policy, country=settings.country)
    console, progress = console_for(), console_for(sys.stderr)
    failed = 0
    for number, file in enumerate(files, 1):
        with progress.status(f"{number} of {len(files)}: {view.printable(file)}"):
            report = pipeline.summarize_path("-" if file == "-" else Path(file))
        failed += report.status is Status.FAILED
        if words is None:
            click.echo(to_json(report))
        elif report.status is Status.FAILED:
            _say(f"{file}: {view.failure(report)}")
        else:
            print_report(report, console=console, words=words)
    if failed:
        _say(f"{failed} of {len(files)} documents failed")
        context.exit(1)


@cli.command()
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
@_store_option
@_config_option
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

    _once(files)
    if sum((marks is not None, as_json, as_presidio)) > 1:
        raise click.UsageError("give one of --marks, --json and --presidio")
    found = _recognised(recognised, documents=len(files))
    flags = {"policy": policy, "store": store}
    pipeline = Pipeline.from_settings(load_settings(file=config, flags=flags))
    progress = console_for(sys.stderr)
    missing = 0
    for number, (file, theirs) in enumerate(zip(files, found, strict=True), 1):
        with progress.status(f"{number} of {len(files)}: {view.printable(file)}"):
            path: Path | Literal["-"] = "-" if file == "-" else Path(file)
            redacted = pipeline.redact_path(path, recognised=theirs)
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
            _say(f"{file}: {redacted.why}")
    if missing:
        _say(f"{missing} of {len(files)} documents have no safe text")
        context.exit(1)


@cli.group()
def models() -> None:
    """Where weights come from; fetches and checks them."""


@models.command("list")
@_config_option
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
@_config_option
def models_pull(names: tuple[str, ...], config: Path | None) -> None:
    """Fetch what is missing; everything in the catalogue when no NAME is given."""
    from summarizer.models import CATALOGUE, pull

    home = _home(load_settings(file=config))

    def one(name: str) -> str:
        pull(name, home=home)
        return "ready"

    _for_each(names or tuple(CATALOGUE), one)


@models.command("verify")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@_config_option
def models_verify(names: tuple[str, ...], config: Path | None) -> None:
    """Hash what is here again; everything in the catalogue when no NAME is given."""
    from summarizer.models import CATALOGUE, verify

    home = _home(load_settings(file=config))

    def one(name: str) -> str:
        found = verify(name, home=home)
        if found.ok:
            return "ready"
        problems = "".join(f"; {problem}" for problem in found.problems)
        raise ResourceError(f"{found.state}{problems}; run: summarizer models pull {name}")

    _for_each(names or tuple(CATALOGUE), one)


@cli.group()
def policy() -> None:
    """The editorial rules with their sources; checks a profile."""


@policy.command("show")
@click.argument("rule_id", required=False, metavar="[RULE-ID]")
@click.option("--live", is_flag=True, help="Only rules that the program applies by itself.")
@click.option("--not-automatic", is_flag=True, help="Only rules that are left to people.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a rule, one per line.")
@click.option("--policy", "profile", metavar="NAME", help="Profile: a name or a TOML file.")
@_config_option
def policy_show(
    rule_id: str | None,
    live: bool,
    not_automatic: bool,
    as_json: bool,
    profile: str | None,
    config: Path | None,
) -> None:
    """List the rules, or show one with its source."""
    import json

    from summarizer.policy import load_policy
    from summarizer.terminal import console_for, table

    if sum((live, not_automatic, rule_id is not None)) > 1:
        raise click.UsageError("give one of RULE-ID, --live and --not-automatic")
    settings = load_settings(file=config, flags={"policy": profile})
    loaded = load_policy(settings.policy, country=settings.country)
    if rule_id is not None:
        rules = [_rule(loaded, rule_id)]
    else:
        rules = [
            rule
            for rule in loaded.rules
            if (not live or loaded.active(rule)) and (not not_automatic or not rule.live)
        ]
    if as_json:
        for rule in rules:
            click.echo(json.dumps(_rule_facts(loaded, rule)))
        return
    console = console_for()
    if rule_id is not None:
        facts = _rule_facts(loaded, rules[0])
        rows = [(key, _plain(value)) for key, value in facts.items()]
        console.print(table(("", rules[0].id), rows))
        return
    listed = [(r.id, _state(loaded, r), str(r.severity), r.title) for r in rules]
    console.print(table(("Rule", "Applied", "Severity", "Title"), listed))
    console.print(f"{len(rules)} of {len(loaded.rules)} rules; profile {loaded.name}")


@policy.command("check")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
def policy_check(file: Path) -> None:
    """Validate a custom profile and everything it builds on."""
    from summarizer.policy import check_patterns, load_policy

    loaded = load_policy(file)
    patterns = check_patterns(loaded)
    active = sum(loaded.active(rule) for rule in loaded.rules)
    click.echo(
        f"{file}: profile {loaded.name}: good; {active} rules applied by the program, "
        f"{patterns} patterns, policy {loaded.sha256[:12]}"
    )


@cli.group()
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
@_config_option
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
            _say(f"drew {drawn}")
    if as_json:
        click.echo(json.dumps(as_dict(result)))
        return
    _print_tables(as_tables(result))


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
@_config_option
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
    _print_tables(as_tables(result))


@cli.command()
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Port to use."
)
@_config_option
@click.pass_context
def review(context: click.Context, /, port: int, config: Path | None) -> None:
    """Start the web page, for this machine only."""
    import os
    import subprocess

    from summarizer.resources import page_command
    from summarizer.settings import CONFIG_VARIABLE

    # Refuse bad settings here rather than in the page.
    load_settings(file=config)
    environment = dict(os.environ)
    if config is not None:
        environment[CONFIG_VARIABLE] = str(config)
    _say(f"the page: http://127.0.0.1:{port}  (stop it with Ctrl-C)")
    finished = subprocess.run(page_command(port=port), env=environment, check=False)
    context.exit(3 if finished.returncode else 0)


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line of the table.")
@_config_option
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


def _once(files: Sequence[str]) -> None:
    if files.count("-") > 1:
        raise click.UsageError('"-" can be given once: standard input is read to its end')


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


def _print_tables(tables: Iterable[Table]) -> None:
    from summarizer.terminal import console_for, table

    console = console_for()
    for title, columns, rows in tables:
        console.print(table(columns, rows, title=title))


def _say(message: str) -> None:
    from summarizer.view import printable

    safe = "\n".join(printable(line) for line in message.splitlines())
    click.echo(f"summarizer: {safe}", err=True)


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
            _say(f"{name}: {act(name)}")
        except ResourceError as error:
            failed += 1
            _say(f"{name}: {error}")
    if failed:
        raise ResourceError(f"{failed} of {len(names)} models are not usable")


def _rule(policy: Policy, rule_id: str) -> Rule:
    try:
        return policy.rule(rule_id.upper())
    except KeyError:
        raise click.UsageError(
            f"there is no rule {rule_id!r}; summarizer policy show lists them"
        ) from None


def _rule_facts(policy: Policy, rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "title": rule.title,
        "families": list(rule.families),
        "trigger": rule.trigger,
        "action": rule.action,
        "instruction": rule.instruction,
        "severity": rule.severity,
        "check": rule.check,
        "source": rule.source,
        "provenance": rule.provenance,
        "automatic": rule.automatic,
        "module": rule.module,
        "applied": _state(policy, rule),
    }


def _state(policy: Policy, rule: Rule) -> str:
    if not rule.live:
        return "by people"
    return "yes" if policy.active(rule) else "off in profile"


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
