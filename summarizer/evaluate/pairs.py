"""Reads what a grounding suite is measured on: documents with claims that are true of them or not.

.jsonl, .jsonl.gz     rows with "faithful" and "unfaithful"   (FIB: two claims of one document)
                      rows with "doc", "summary" and "label"  (SummEdits: 1 = consistent)
                      rows with "document", "claim" and "true" (our own, with "kinds" of error)
                      rows with "document" and "claims", each with "claim", "true" and "kinds"
                                                              ("drafted": the writer wrote them)
                      rows with "document" and "summary"      (MUC summaries by people: true)
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

__all__ = ["Pair", "read_pairs"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A document and something said of it.

    ``true``: whether the document says so. ``kinds``: what is wrong with a claim that is not true.
    ``group``: two claims with the same group are of one document, one of them true. ``suite``: the
    file; ``domain``: the kind of text. ``drafted``: the writer with our adapter wrote the claim.
    """

    id: str
    suite: str
    document: str = field(repr=False)
    claim: str = field(repr=False)
    true: bool
    kinds: tuple[str, ...] = ()
    domain: str = ""
    group: str = ""
    drafted: bool = False


def read_pairs(path: Path) -> Iterator[Pair]:
    """The pairs of a file, or of all .jsonl files of a folder.

    Raises:
        UsageError: there is nothing there, or a file is in no known format; names the file.
    """
    for file in files_at(path, suffix=".jsonl"):
        suite = file.name.removesuffix(".gz").removesuffix(".jsonl")
        try:
            with gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb") as lines:
                for number, line in enumerate(lines, start=1):
                    yield from _pairs(json.loads(line), suite, str(number))
        except (ValueError, TypeError, KeyError, OSError, EOFError) as error:
            # A decoder's message may quote the line.
            raise UsageError(f"{file}: not lines of pairs ({type(error).__name__})") from None


def _pairs(row: Any, suite: str, number: str) -> Iterator[Pair]:
    if not isinstance(row, dict):
        raise TypeError("not an object")
    if "claims" in row:
        shared = {key: value for key, value in row.items() if key != "claims"}
        for place, each in enumerate(row["claims"], start=1):
            yield from _pairs(shared | each, suite, f"{number}.{place}")
        return
    # Ids in such files need not be unique; the line is.
    name = f"{suite}:{number}"
    document = _plain(row["document" if "document" in row else "doc"])
    domain = str(row.get("domain") or row.get("corpus") or row.get("type") or "")
    if "faithful" in row:
        kind = str(row.get("distractor") or row.get("kind") or "")
        for key in ("faithful", "unfaithful"):
            true = key == "faithful"
            yield Pair(
                id=f"{name}:{key}", suite=suite, document=document, claim=_plain(row[key]),
                true=true, kinds=() if true else (kind,), domain=domain, group=name,
            )  # fmt: skip
        return
    true = bool(row["label"]) if "label" in row else bool(row.get("true", True))
    wrong = row.get("edit_types") or row.get("kinds") or ()
    kinds = () if true else tuple(map(str, wrong))
    yield Pair(
        id=name, suite=suite, document=document,
        claim=_plain(row["claim" if "claim" in row else "summary"]), true=true, kinds=kinds,
        domain=domain, group=str(row.get("group", "")), drafted=bool(row.get("drafted", False)),
    )  # fmt: skip


def _plain(text: Any) -> str:
    """A text without the marks for sentences that some sets carry."""
    if not isinstance(text, str):
        raise TypeError("not a text")
    return " ".join(text.replace("<t>", " ").replace("</t>", " ").split(" ")).strip()
