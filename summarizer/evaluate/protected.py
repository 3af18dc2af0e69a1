"""Reads what the identity suite is measured on: documents with people who must not be recognised.

One JSON object a line:

    {"id": "…", "author": "…", "traps": ["late-naming"], "text": "…",
     "forbidden": [{"text": "Anna Reed", "kind": "name", "who": "victim"}],
     "may_stay": [{"text": "Leeds Crown Court", "kind": "court"}]}

``forbidden``: every wording of the text that must not be in anything that leaves the program.
``may_stay``: what a good redactor leaves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from summarizer.errors import UsageError
from summarizer.evaluate.files import files_at

__all__ = ["Marked", "ProtectedText", "read_protected"]


@dataclass(frozen=True, slots=True)
class Marked:
    """A wording of a text, of what kind it is, and whom it belongs to."""

    text: str = field(repr=False)
    kind: str
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtectedText:
    """A document and what may and may not be told of it."""

    id: str
    suite: str
    text: str = field(repr=False)
    traps: tuple[str, ...] = ()
    forbidden: tuple[Marked, ...] = ()
    may_stay: tuple[Marked, ...] = ()


def read_protected(path: Path) -> Iterator[ProtectedText]:
    """The documents of a file, or of all ``.jsonl`` files of a folder.

    Raises:
        UsageError: there is nothing there, or a line is not in the format; names file and line.
    """
    for file in files_at(path, suffix=".jsonl"):
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
            try:
                yield _text(json.loads(line), file.stem)
            except (ValueError, TypeError, KeyError, AttributeError) as error:
                # A decoder's message may quote the line.
                reason = type(error).__name__
                raise UsageError(f"{file}: line {number}: not a document ({reason})") from None


def _text(row: Any, suite: str) -> ProtectedText:
    return ProtectedText(
        id=str(row["id"]),
        suite=suite,
        text=str(row["text"]),
        traps=tuple(map(str, row.get("traps", ()))),
        forbidden=tuple(_marked(each) for each in row.get("forbidden", ())),
        may_stay=tuple(_marked(each) for each in row.get("may_stay", ())),
    )


def _marked(each: Any) -> Marked:
    return Marked(str(each["text"]), str(each["kind"]), str(each.get("who", "")))
