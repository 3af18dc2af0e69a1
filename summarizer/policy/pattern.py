"""A regular expression of the policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from summarizer.policy.cues import Cues, cues_of

__all__ = ["Pattern"]


@cache
def _compile(pattern: str, flags: re.RegexFlag) -> re.Pattern[str]:
    return re.compile(pattern, flags)


_CAPITAL = re.compile(r"\\.|\(\?P|[A-Z]")
"""A capital that stands for itself; escapes and the P of a named group are passed over."""


def _lower(match: re.Match[str]) -> str:
    return match[0].lower() if len(match[0]) == 1 else match[0]


@cache
def _compile_lowered(pattern: str) -> re.Pattern[str]:
    return re.compile(_CAPITAL.sub(_lower, pattern))


@cache
def _cues(pattern: str) -> Cues:
    return cues_of(pattern)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression, case-insensitive, compiled when it is first used.

    A policy holds more than a thousand: compiling all of them takes seconds, and most
    documents call on a part. The methods are those of ``re.Pattern``.
    """

    pattern: str

    def cues(self) -> Cues:
        """What the lower-case text of every match holds: of each set, one string.

        Raises:
            re.error: when it is not a regular expression.
        """
        return _cues(self.pattern)

    def compiled(self) -> re.Pattern[str]:
        """The compiled expression.

        Raises:
            re.error: when it is not a regular expression.
        """
        return _compile(self.pattern, re.IGNORECASE)

    def lowered(self) -> re.Pattern[str]:
        """The same for text in lower case: three times as fast.

        Only for an expression that ``ignores_case`` throughout.

        Raises:
            re.error: when it is not a regular expression.
        """
        return _compile_lowered(self.pattern)

    @property
    def ignores_case(self) -> bool:
        """False when a part of it looks at capitals."""
        return "(?-i:" not in self.pattern

    def search(self, text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
        """The first match in ``text[start:end]``, with offsets of ``text``."""
        return self.compiled().search(text, start, len(text) if end is None else end)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """The match of the whole text, if it is one."""
        return self.compiled().fullmatch(text)

    def finditer(
        self, text: str, start: int = 0, end: int | None = None
    ) -> Iterator[re.Match[str]]:
        """All matches in ``text[start:end]`` in order, with offsets of ``text``."""
        return self.compiled().finditer(text, start, len(text) if end is None else end)
