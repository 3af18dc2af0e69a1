"""What is installed, what is missing, how to fix it."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from summarizer.errors import SummarizerError
from summarizer.settings import Settings

__all__ = ["Item", "State", "examine"]

State = Literal["good", "optional", "missing"]
"""``optional``: the program works without it. ``missing``: some command does not."""

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
CPU_FLAGS = Path("/proc/cpuinfo")

_REQUIREMENT = re.compile(r"[\w.-]+")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was looked at; ``fix`` is empty when nothing is to do."""

    name: str
    state: State
    detail: str
    fix: str = ""


def examine(settings: Settings) -> tuple[Item, ...]:
    """Looks at everything that the program needs here. Loads no model, fetches nothing."""
    from summarizer.models import model_home

    home = model_home(settings.home)
    return (
        _python(),
        *_packages(),
        _policy(settings),
        _folder(home),
        *_weights(settings, home),
        _threads(settings),
        _bfloat16(),
        _chromium(),
    )


def _python() -> Item:
    return Item("python", "good", ".".join(map(str, sys.version_info[:3])))


def _packages() -> Iterator[Item]:
    """One line when all are there, else one for each that is not."""
    try:
        requirements = importlib.metadata.requires("summarizer") or []
    except importlib.metadata.PackageNotFoundError:
        yield Item("packages", "missing", "summarizer itself is not installed", "pip install -e .")
        return
    needed = [
        match[0]
        for line in requirements
        if "extra ==" not in line and (match := _REQUIREMENT.match(line))
    ]
    absent = [name for name in needed if not _installed(name)]
    if not absent:
        yield Item("packages", "good", f"{len(needed)} of {len(needed)}")
    for name in absent:
        yield Item(
            f"package {name}", "missing", "not installed", "pip install -e . (or: make demo)"
        )


def _installed(distribution: str) -> bool:
    try:
        importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _policy(settings: Settings) -> Item:
    from summarizer.policy import load_policy

    try:
        loaded = load_policy(settings.policy, country=settings.country)
    except SummarizerError as error:
        return Item("policy", "missing", str(error), "summarizer policy check FILE")
    active = sum(loaded.active(rule) for rule in loaded.rules)
    return Item("policy", "good", f"profile {loaded.name}: {active} rules applied by the program")


def _folder(home: Path) -> Item:
    """Whether weights can be written, tried in the nearest folder that exists."""
    there = next(folder for folder in (home, *home.parents) if folder.is_dir())
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        fix = "set SUMMARIZER_HOME to a folder that can be written to"
        return Item("home", "missing", f"{home}: {error.strerror}", fix)
    free = shutil.disk_usage(there).free // 10**9
    return Item("home", "good", f"{home}, {free} GB free")


def _weights(settings: Settings, home: Path) -> Iterator[Item]:
    from summarizer.models import CATALOGUE, status, usable_names

    names = list(usable_names())
    if settings.base_url is None and settings.model not in CATALOGUE:
        names.append(settings.model)
    for name in names:
        kind = CATALOGUE[name].kind if name in CATALOGUE else "writer"
        try:
            state: str = status(name, home=home)
        except SummarizerError as error:
            yield Item(f"{kind} {name}", "missing", str(error), "summarizer models list")
            continue
        if kind == "parser" and state != "ready" and importlib.util.find_spec("en_core_web_sm"):
            state = "ready"
        if state == "ready":
            yield Item(f"{kind} {name}", "good", state)
            continue
        unused = kind == "writer" and (name != settings.model or settings.base_url is not None)
        yield Item(
            f"{kind} {name}",
            "optional" if unused else "missing",
            state,
            f"summarizer models pull {name}",
        )


def _threads(settings: Settings) -> Item:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    chosen = settings.threads
    if chosen is not None and usable is not None and chosen > usable:
        fix = f"set threads to {usable} or fewer"
        return Item("threads", "optional", f"{chosen} chosen, {usable} processors", fix)
    return Item("threads", "good", f"{chosen or 'library default'}; {usable} processors")


def _bfloat16() -> Item:
    try:
        text = CPU_FLAGS.read_text()
    except OSError:
        return Item("bfloat16", "optional", "unknown on this system")
    found = sorted(set(text.split()) & {"avx512_bf16", "amx_bf16", "bf16"})
    if found:
        return Item("bfloat16", "good", f"in hardware ({', '.join(found)})")
    return Item("bfloat16", "optional", "not in hardware: the writer runs in float32, slower")


def _chromium() -> Item:
    for name in CHROMIUM:
        found = shutil.which(name)
        if found:
            return Item("chromium", "good", found)
    fix = "apt-get install chromium (only the browser tests need it)"
    return Item("chromium", "optional", "not found", fix)
