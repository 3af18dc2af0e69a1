"""Reads what a detection suite is measured on: one shape for every kind of file.

folder or .txt        texts labelled sentence by sentence (``labelled.py``)
.jsonl, .jsonl.gz     rows with "text" and "incidents"    (MUC-4: incidents of each document)
                      rows with "prompt" and "label"      (XSTest: "safe" or not)
                      rows with "text", "document" or "body" alone: nothing is known of them
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from summarizer.errors import UsageError
from summarizer.evaluate.files import files_at
from summarizer.evaluate.labelled import LabelledText, read_labelled

__all__ = ["Sample", "read_samples"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A text and what is known of it; None where nothing is.

    ``labelled``: its labels by sentence. ``incidents``: kinds of violent incident that it reports.
    ``safe``: whether it is harmless. ``suite``: the file it comes from.
    """

    id: str
    suite: str
    text: str = field(repr=False)
    labelled: LabelledText | None = field(default=None, repr=False)
    incidents: frozenset[str] | None = None
    safe: bool | None = None


def read_samples(path: Path) -> Iterator[Sample]:
    """The samples of a file, or of all files of a folder.

    Raises:
        UsageError: there is nothing there, or a file is in no known format; names file and line.
    """
    for file in files_at(path, suffix=".txt"):
        yield from _labelled(file) if file.suffix == ".txt" else _rows(file)


def _labelled(file: Path) -> Iterator[Sample]:
    try:
        for text in read_labelled(file):
            yield Sample(id=text.id, suite=file.stem, text=text.text, labelled=text)
    except (ValueError, OSError) as error:
        raise UsageError(f"{file}: {_reason(error)}") from None


def _rows(file: Path) -> Iterator[Sample]:
    suite = file.name.removesuffix(".gz").removesuffix(".jsonl")
    try:
        with gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb") as lines:
            for number, line in enumerate(lines, start=1):
                yield _sample(json.loads(line), suite, number)
    except (ValueError, TypeError, OSError, EOFError) as error:
        # A decoder's message may quote the line.
        raise UsageError(f"{file}: not lines of JSON ({type(error).__name__})") from None


def _sample(row: Any, suite: str, number: int) -> Sample:
    if not isinstance(row, dict):
        raise TypeError("not an object")
    name = str(row.get("id") or row.get("docid") or number)
    if "incidents" in row:
        kinds = frozenset(str(kind) for kind in row["incidents"])
        return Sample(id=name, suite=suite, text=str(row["text"]), incidents=kinds)
    if "prompt" in row:
        return Sample(
            id=name, suite=suite, text=str(row["prompt"]), safe=row.get("label") == "safe"
        )
    text = next((row[key] for key in ("text", "document", "body") if row.get(key)), None)
    if text is None:
        raise TypeError("no text")
    return Sample(id=name, suite=suite, text=str(text))


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, ValueError) else type(error).__name__
