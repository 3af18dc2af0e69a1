"""The documentation against the program: each says everything that the other has.

Help texts in ``docs/cli.md`` are the program's own. To write them anew after a change:
``UPDATE_DOCS=1 pytest tests/test_docs.py``, and read the difference.
"""

from __future__ import annotations

import ast
import os
import re
import shlex
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import click
import pytest

import summarizer
from summarizer.cli import cli
from summarizer.policy.load import load_policy, profile_names
from summarizer.settings import API_KEY_VARIABLE, CONFIG_VARIABLE, VARIABLE_PREFIX, Settings

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
CLI_PAGE = ROOT / "docs/cli.md"

FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
HELP = re.compile(r"^<!-- help: (summarizer[ a-z]*) -->\n(?:\n```text\n.*?\n```\n)?", re.M | re.S)


def commands(group: click.Command = cli, path: str = "summarizer") -> Iterator[tuple[str, Any]]:
    yield path, group
    if isinstance(group, click.Group):
        for name, command in group.commands.items():
            yield from commands(command, f"{path} {name}")


COMMANDS: dict[str, click.Command] = dict(commands())


def help_text(path: str) -> str:
    context: click.Context | None = None
    for name in path.split():
        command = cli if context is None else COMMANDS[f"{context.command_path} {name}"]
        context = click.Context(
            command,
            info_name=name,
            parent=context,
            terminal_width=80,
            help_option_names=["-h", "--help"],
        )
    assert context is not None
    return COMMANDS[path].get_help(context)


def invocations(page: Path) -> Iterator[str]:
    """Every use of the program in a page: lines of consoles and code in the text."""
    text = page.read_text("utf-8")
    for kind, block in FENCE.findall(text):
        if kind in ("console", "sh", "bash"):
            for line in block.splitlines():
                for part in line.removeprefix("$ ").split("|"):
                    yield part.strip().removeprefix(".venv/bin/")
    prose = FENCE.sub("", HELP.sub("", text))
    yield from re.findall(r"`(summarizer [^`\n]+)`", prose)


def resolve(line: str) -> tuple[click.Command, list[str]]:
    """The command that a line runs, and the words after its name."""
    words = shlex.split(line.split(">")[0])[1:]
    path = "summarizer"
    while words and f"{path} {words[0]}" in COMMANDS:
        path = f"{path} {words.pop(0)}"
    return COMMANDS[path], words


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_and_option_in_the_docs_exists(page: Path) -> None:
    for line in invocations(page):
        if not line.startswith("summarizer "):
            continue
        command, words = resolve(line)
        if isinstance(command, click.Group):
            assert not words or words[0].startswith("-"), f"{page.name}: no such command: {line}"
        known = {name for option in command.params for name in option.opts}
        used = {word.split("=")[0] for word in words if word.startswith("--")}
        assert used <= known | {"--help"}, f"{page.name}: no such option: {line}"


def test_every_command_and_option_is_documented_with_its_help() -> None:
    text = CLI_PAGE.read_text("utf-8")
    assert {match[1] for match in HELP.finditer(text)} == set(COMMANDS)
    wanted = HELP.sub(
        lambda match: f"{match[0].splitlines()[0]}\n\n```text\n{help_text(match[1])}\n```\n", text
    )
    if os.environ.get("UPDATE_DOCS"):
        CLI_PAGE.write_text(wanted, "utf-8")
        text = wanted
    assert text == wanted, "the help has changed: UPDATE_DOCS=1 pytest tests/test_docs.py"
    for path in COMMANDS:
        assert re.search(rf"^##+ {path}$", text, re.MULTILINE), f"{path} has no section"


def test_every_option_and_argument_has_words_of_its_own() -> None:
    for path, command in COMMANDS.items():
        assert command.help, path
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.help, f"{path} {parameter.name}"


def test_every_setting_is_documented_with_variable_and_default() -> None:
    text = CLI_PAGE.read_text("utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*)$", text, re.MULTILINE))
    settings = {each.name: each.default for each in fields(Settings) if each.name != "api_key"}
    assert set(rows) == set(settings)
    for name, default in settings.items():
        assert f"`{VARIABLE_PREFIX}{name.upper()}`" in rows[name]
        if default not in (None, ()):
            assert f"| `{default}` |" in rows[name]
    assert API_KEY_VARIABLE in text
    assert CONFIG_VARIABLE in text


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_make_target_in_the_docs_exists(page: Path) -> None:
    targets = set(re.findall(r"^([\w-]+):(?!=)", (ROOT / "Makefile").read_text("utf-8"), re.M))
    text = page.read_text("utf-8")
    named = set(re.findall(r"(?:^\$ |`)make ([\w-]+)", text, re.MULTILINE))
    assert named <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_in_the_docs_uses_the_public_api(page: Path) -> None:
    for kind, block in FENCE.findall(page.read_text("utf-8")):
        if kind != "python":
            continue
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom) and node.module == "summarizer":
                for name in node.names:
                    assert name.name in summarizer.__all__
                    assert getattr(summarizer, name.name) is not None


def test_the_numbers_of_the_policy_page_are_those_of_the_policy() -> None:
    policy = load_policy("default")
    numbers: dict[str, int] = {
        "warning codes": len(policy.codes),
        "rules": len(policy.rules),
        "help lines": len(policy.help_lines),
        "profiles": len(profile_names()),
        **Counter(rule.id[:2] for rule in policy.rules),
        **Counter(f"`{rule.automatic}`" for rule in policy.rules),
    }
    text = (ROOT / "docs/policy.md").read_text("utf-8")
    rows = re.findall(r"^\| ([\w` ]+) \| (\d+) \|", text, re.MULTILINE)
    assert {name: int(number) for name, number in rows} == numbers
    groups = len({code.group for code in policy.codes})
    assert f"first, in {groups} groups" in text
    assert f"in {len({line.country for line in policy.help_lines})} countries" in text
    ceilings = Counter(code.ceiling for code in policy.codes)
    assert f"it is 1 for {ceilings[1]} codes" in text
    assert re.search(rf"and 2 for\s+the other {ceilings[2]}\.", text)


def test_the_profile_of_the_policy_page_loads(tmp_path: Path) -> None:
    blocks = FENCE.findall((ROOT / "docs/policy.md").read_text("utf-8"))
    profile = next(block for kind, block in blocks if kind == "toml" and "rules_off" in block)
    path = tmp_path / "newsroom.toml"
    path.write_text(profile, "utf-8")
    assert load_policy(path).name == "newsroom"


def test_every_dependency_is_explained_and_nothing_else() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    needed = [*project["dependencies"], *(each for extra in extras for each in extra)]
    text = (ROOT / "docs/dependencies.md").read_text("utf-8")
    explained = re.findall(r"^\| ([\w.-]+) \|(?! what for)", text, re.MULTILINE)
    names = {re.split(r"[<>=~!\[; ]", each)[0] for each in needed}
    assert sorted(set(explained) - {"package"}) == sorted(names)


def test_everything_that_is_public_is_there() -> None:
    for name in summarizer.__all__:
        assert getattr(summarizer, name) is not None
    with pytest.raises(AttributeError):
        summarizer.nothing_of_the_kind  # noqa: B018
