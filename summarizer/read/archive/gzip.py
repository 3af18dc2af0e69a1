"""Gzip: one packed file, whatever it is."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import PurePath

from summarizer.errors import ReadError
from summarizer.read.archive.stream import Gunzip, buffered
from summarizer.read.archive.values import Entries, Part, Unfold

__all__ = ["open_gzip", "open_tgz"]


def open_gzip(part: Part, unfold: Unfold) -> Entries:
    """What ``name`` is without its ``.gz``. It keeps its key: there is nothing else in it."""
    yield from _open(part, unfold, PurePath(part.name).stem)


def open_tgz(part: Part, unfold: Unfold) -> Entries:
    """The short form of ``.tar.gz``."""
    yield from _open(part, unfold, f"{PurePath(part.name).stem}.tar")


def _open(part: Part, unfold: Unfold, name: str) -> Entries:
    again = PurePath(name).suffix.lower() in (".gz", ".tgz")
    depth = part.depth + again
    if depth > part.limits.max_depth:
        raise ReadError(part.key, "too_deep", "it is packed too many times; unpack it first")
    unpacked = buffered(Gunzip(part.stream, key=part.key, budget=part.budget))
    with closing(unpacked):
        yield from unfold(replace(part, name=name, stream=unpacked, path=None, depth=depth))
