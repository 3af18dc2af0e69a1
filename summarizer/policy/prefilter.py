"""Which of many expressions can match where in a text, after one pass over it.

The strings that each expression needs (``cues``) are all looked for at once, with the automaton of
Aho and Corasick (1975, Efficient String Matching). An expression is only run over the lines that
hold what it needs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import ahocorasick

from summarizer.policy.cues import Cues
from summarizer.policy.pattern import Pattern

__all__ = ["Prefilter", "Sifted"]


@dataclass(frozen=True, slots=True)
class _Need:
    """Strings of which one must be there, and what must be there beside those that have more."""

    texts: frozenset[str]
    beside: Mapping[str, tuple[_Needs, ...]]


_Needs = tuple[_Need, ...]


class Prefilter:
    """The cues of some expressions. Made at the first use: a policy's take a second or two."""

    def __init__(self, patterns: Iterable[Pattern] = ()) -> None:
        self._patterns = tuple(patterns)

    @cached_property
    def _needs(self) -> Mapping[str, _Needs]:
        needs = ((pattern.pattern, _needs(pattern.cues())) for pattern in self._patterns)
        return {pattern: needed for pattern, needed in needs if needed}

    @cached_property
    def _first(self) -> Mapping[str, Sequence[str]]:
        """Cue → expressions that need it or one of its kind."""
        found: dict[str, list[str]] = {}
        for pattern, needs in self._needs.items():
            for text in needs[0].texts:
                found.setdefault(text, []).append(pattern)
        return found

    @cached_property
    def _automaton(self) -> ahocorasick.Automaton:
        automaton = ahocorasick.Automaton()
        for text in {text for needs in self._needs.values() for text in _texts(needs)}:
            automaton.add_word(text, text)
        automaton.make_automaton()
        return automaton

    def sift_whole(self, folded: str) -> Sifted:
        """``sift`` for a text that counts as one line."""
        return self.sift(folded, (0, len(folded)))

    def sift(self, folded: str, starts: tuple[int, ...]) -> Sifted:
        """Looks all cues up.

        Args:
            folded: a text in lower case.
            starts: where its lines start, and its end.
        """
        found: dict[str, int] = {}
        if len(self._automaton):
            for number in range(len(starts) - 1):
                line = 1 << number
                for _, text in self._automaton.iter(folded, starts[number], starts[number + 1]):
                    found[text] = found.get(text, 0) | line
        there = _There(found, frozenset(found), (1 << (len(starts) - 1)) - 1)
        asked = {
            pattern for text in there.texts & self._first.keys() for pattern in self._first[text]
        }
        return Sifted(
            frozenset(self._needs),
            {pattern: there.lines(self._needs[pattern]) for pattern in asked},
            there.all,
        )


@dataclass(frozen=True, slots=True)
class Sifted:
    """Which lines of a text are worth a look; a set of lines is a number, a bit a line."""

    _known: frozenset[str]
    _lines: Mapping[str, int]
    _all: int

    def lines(self, pattern: Pattern) -> int:
        """The lines in which an expression may match: all where the prefilter lacks it."""
        found = self._lines.get(pattern.pattern)
        if found is not None:
            return found
        return 0 if pattern.pattern in self._known else self._all


@dataclass(frozen=True, slots=True)
class _There:
    """The cues that a text holds, and in which lines."""

    by_text: Mapping[str, int]
    texts: frozenset[str]
    all: int

    def lines(self, needs: _Needs) -> int:
        for need in needs:
            if self.texts.isdisjoint(need.texts):
                return 0
        found = self.all
        for need in needs:
            lines = 0
            for text in need.texts & self.texts:
                beside = need.beside.get(text)
                if beside is None:
                    lines |= self.by_text[text]
                else:
                    for choice in beside:
                        lines |= self.by_text[text] & self.lines(choice)
            found &= lines
            if not found:
                return 0
        return found


def _needs(cues: Cues) -> _Needs:
    found: list[_Need] = []
    for one_of in cues:
        beside: dict[str, list[_Needs]] = {}
        for cue in one_of:
            beside.setdefault(cue.text, []).append(_needs(cue.beside))
        more = {text: tuple(choices) for text, choices in beside.items() if all(choices)}
        found.append(_Need(frozenset(beside), more))
    return tuple(found)


def _texts(needs: _Needs) -> Iterator[str]:
    for need in needs:
        yield from need.texts
        for choices in need.beside.values():
            for choice in choices:
                yield from _texts(choice)
