"""The words that are read in disguise (``disguised.toml``), validated and ready for look-up."""

from __future__ import annotations

import re

from summarizer.errors import PolicyError
from summarizer.policy.fields import Data, Table
from summarizer.policy.schema import Disguised

__all__ = ["parse_disguised"]

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


def parse_disguised(where: str, data: Data) -> Disguised:
    """The table of ``disguised.toml``.

    Raises:
        PolicyError: a key is missing or unknown, or a word is not in plain lower case.
    """
    table = Table(where, data)
    words = table.text("words").split()
    phrases = [line for line in table.text("phrases").splitlines() if line]
    apart = table.texts("apart")
    table.done()
    for word in (*words, *" ".join(phrases).split()):
        if not _WORD.fullmatch(word):
            raise PolicyError(f"{where}: not a plain lower-case word: {word!r}")
    known = frozenset(words) | {word.replace("-", "") for word in words}
    joined = {phrase.replace(" ", ""): phrase for phrase in phrases}
    by_letter: dict[str, tuple[str, ...]] = {}
    for word in sorted(known | set(joined)):
        by_letter[word[0]] = (*by_letter.get(word[0], ()), word)
    return Disguised(words=known, joined=joined, apart=frozenset(apart), by_letter=by_letter)
