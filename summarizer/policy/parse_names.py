"""Known names and plain words, validated: ``bodies.toml``, ``places.txt``, ``plain_words.toml``."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

from summarizer.errors import PolicyError
from summarizer.policy.fields import Data, Table
from summarizer.policy.known_names import KnownNames, bare
from summarizer.policy.schema import PlainWords

__all__ = ["PLACES", "parse_known_names", "parse_plain_words"]

PLACES = Path(str(files("summarizer.policy"))) / "places.txt"

_WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*")
_GROUPS = (
    "offences", "courts", "police", "people", "time", "quantity", "support", "reporting",
    "general", "news",
)  # fmt: skip


def parse_known_names(where: str, data: Data, places: str) -> KnownNames:
    """The tables of ``bodies.toml``, and the lines of ``places.txt``.

    Raises:
        PolicyError: a key is missing or unknown, or a line of places is not in the format.
    """
    table = Table(where, data)
    known: dict[str, bool] = {}
    for number, line in enumerate(places.splitlines(), start=1):
        fields = line.split("\t")
        if len(fields) != 3:
            raise PolicyError(f"places.txt: line {number}: needs three columns")
        known |= {name: known.get(name, False) for name in fields[2].lower().split("|")}
        known |= dict.fromkeys(fields[1].lower().split("|"), True)
    known.pop("", None)
    names = KnownNames(
        words=frozenset(bare(word) for word in table.text("words").split()),
        laws=frozenset(table.text("laws").lower().split()),
        names=frozenset(bare(name) for name in table.texts("names")),
        fields=frozenset(table.text("fields").lower().split()),
        charities=table.text("charities"),
        letters=frozenset(table.text("letters").split()),
        places=known,
    )
    table.done()
    return names


def parse_plain_words(where: str, data: Data) -> PlainWords:
    """The tables of ``plain_words.toml``.

    Raises:
        PolicyError: a group is missing or unknown, or a word is not in plain lower case.
    """
    table = Table(where, data)
    words = frozenset(word for group in _GROUPS for word in table.text(group).split())
    small = frozenset(table.text("small").split())
    contact = frozenset(table.text("contact").split())
    giveaways = table.patterns("giveaways", {})
    table.done()
    for word in words | small | contact:
        if not _WORD.fullmatch(word):
            raise PolicyError(f"{where}: not a plain lower-case word: {word!r}")
    return PlainWords(words=words, small=small, contact=contact, giveaways=giveaways)
