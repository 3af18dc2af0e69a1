"""Prompt templates: Jinja text below a strict header.

A template is a file ``prompts/NAME.jinja``: a header between two lines of ``---`` with exactly
the keys of ``HEADER``, then a ``[system]`` and a ``[user]`` part. Variables are checked both
ways: one that the header does not list, or that the caller does not give, is an error.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from summarizer.errors import PromptError
from summarizer.models.prompt import Prompt

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["HEADER", "Template", "load_template", "render"]

_TEXT = "{{ text }}"
HEADER = ("name", "version", "families", "variables")
_SHAPE = re.compile(
    r"\A---\n(?P<header>.*?)\n---\n\[system\]\n(?P<system>.*?)\n\[user\]\n(?P<user>.*)\Z", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Template:
    """A prompt before its variables are filled in. ``sha256`` is that of the file."""

    name: str
    version: int
    families: tuple[str, ...]
    variables: tuple[str, ...]
    system: str
    user: str
    sha256: str


def prompts_folder() -> Path:
    """Where the templates lie: inside the installed package, or beside it in a checkout.

    Raises:
        PromptError: when neither is there.
    """
    for folder in (
        Path(str(resources.files("summarizer"))) / "_prompts",
        Path(str(resources.files("summarizer"))).parent / "prompts",
    ):
        if folder.is_dir():
            return folder
    raise PromptError("the folder of prompt templates is missing: reinstall the package")


@cache
def load_template(name: str, *, folder: Path | None = None) -> Template:
    """The template of that name.

    Raises:
        PromptError: no such template, or a header or variable that is not as it has to be.
    """
    path = (folder or prompts_folder()) / f"{name}.jinja"
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise PromptError(f"prompt {name}: cannot be read ({type(error).__name__})") from error
    match = _SHAPE.match(raw.decode("utf-8"))
    if not match:
        raise PromptError(f"prompt {name}: wants a header, a [system] and a [user] part")
    fields = _header(name, match["header"])
    template = Template(
        name=fields["name"],
        version=_version(name, fields["version"]),
        families=_names(name, fields["families"]),
        variables=_names(name, fields["variables"]),
        system=match["system"].strip(),
        user=match["user"].strip(),
        sha256=hashlib.sha256(raw).hexdigest(),
    )
    if template.name != name:
        raise PromptError(f"prompt {name}: its header names another prompt")
    used = _used(template.system) | _used(template.user)
    if used != set(template.variables):
        wrong = ", ".join(sorted(used ^ set(template.variables)))
        raise PromptError(f"prompt {name}: header and text disagree about variables: {wrong}")
    return template


def render(template: Template, variables: Mapping[str, object]) -> Prompt:
    """The prompt with its variables filled in.

    Values are inserted as they are: what a document says is never read as a template.

    Raises:
        PromptError: when a variable is missing or unknown.
    """
    wrong = set(template.variables) ^ set(variables)
    if wrong:
        raise PromptError(f"prompt {template.name}: missing or unknown: {', '.join(sorted(wrong))}")
    environment = _environment()
    # The text is what differs between documents; what stands before it is the same for all.
    opening = template.user.partition(_TEXT)[0] if _TEXT in template.user else ""
    system, user, opening = (
        environment.from_string(part).render(**variables)
        for part in (template.system, template.user, opening)
    )
    return Prompt(
        system=system, user=user, name=template.name, sha256=template.sha256, opening=opening
    )


def _environment() -> Environment:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True
    )


def _used(text: str) -> set[str]:
    from jinja2 import meta

    return set(meta.find_undeclared_variables(_environment().parse(text)))


def _header(name: str, text: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in text.splitlines():
        key, separator, value = line.partition(":")
        if not separator or key.strip() in fields:
            raise PromptError(f"prompt {name}: a header line is not 'key: value' or comes twice")
        fields[key.strip()] = value.strip()
    if tuple(fields) != HEADER:
        raise PromptError(f"prompt {name}: the header wants exactly {', '.join(HEADER)}")
    return fields


def _version(name: str, value: str) -> int:
    if not value.isdigit():
        raise PromptError(f"prompt {name}: version is not a whole number")
    return int(value)


def _names(name: str, value: str) -> tuple[str, ...]:
    match = re.fullmatch(r"\[([\w, -]*)\]", value)
    if not match:
        raise PromptError(f"prompt {name}: wants a list such as [one, two]")
    return tuple(item.strip() for item in match[1].split(",") if item.strip())
