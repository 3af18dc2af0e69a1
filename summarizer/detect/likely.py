"""Whether a name is a person's, as the trained reader of names has it (``models/naming.py``).

A small recogniser takes ports, dioceses and firms for people, and people for firms. Where the
reader is sure of the contrary it is believed, with one exception: of a name of ordinary words alone
("Patience Harder", "Sang") it may see nothing, and there the recogniser and the rules decide.
Offsets are *plain* offsets.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from summarizer.detect.casing import is_ordinary
from summarizer.detect.mentions import NameCluster
from summarizer.detect.names import name_runs
from summarizer.models.readings import NamedWord
from summarizer.types import Span, Token

__all__ = ["Named", "named_by", "relabelled", "without_nobodies"]

_NOBODY, _NOBODY_OF_WORDS = -3.0, -2.0
"""Mean log odds under which a name is no person's; the second of a name of several words."""
_SURE = -3.4
"""Those that are asked for where a mistake costs most: of a name of several words in somebody's
story, and of a single place where a name stands. "The attack on Ruby Lane" may be either."""
_OPEN = -1.5
"""Those that no place where a name stands may reach: "Lyon gave evidence"."""
_PLACE = -2.0
"""Those under which it is a place's where grammar says that something is there."""
_SOMEBODY = 3.0
"""Those from which it is, whatever the recogniser says."""
_UNSAID = -5.0
"""Of a word that the reader leaves out."""
_ENTITIES = {"place": "GPE", "body": "ORG"}


@dataclass(frozen=True, slots=True)
class Named:
    """The words of names in a text, in order."""

    words: tuple[NamedWord, ...]
    _starts: tuple[int, ...] = field(repr=False)

    def odds(self, span: Span) -> float:
        """Natural log of the odds that a name is a person's: the mean over its characters."""
        told = [(len(word.span), word.person) for word in self._within(span)]
        letters = sum(length for length, _ in told)
        rest = max(0, len(span) - letters)
        total = sum(length * person for length, person in told) + rest * _UNSAID
        return total / max(1, letters + rest)

    def kind(self, span: Span) -> str:
        """What a name is of that is no person's: "place", "body" or "other", by most characters."""
        letters = dict.fromkeys(("other", "place", "body"), 0)
        for word in self._within(span):
            letters[word.kind] += len(word.span)
        return max(letters, key=lambda kind: letters[kind])

    def is_place(self, *spans: Span) -> bool:
        """True where a name is a place's wherever it stands, if grammar allows for it."""
        return all(self.kind(span) == "place" and self.odds(span) < _PLACE for span in spans)

    def is_likely_nobody(self, *spans: Span) -> bool:
        """True where the odds are against a person wherever a name stands."""
        return all(self.odds(span) < 0.0 for span in spans)

    def _within(self, span: Span) -> Iterator[NamedWord]:
        first = bisect_left(self._starts, span.start)
        for index in range(first, bisect_left(self._starts, span.end, first)):
            yield self.words[index]


def named_by(words: Sequence[NamedWord]) -> Named:
    """The reader's words, ready to be asked."""
    ordered = tuple(sorted(words, key=lambda word: word.span))
    return Named(ordered, tuple(word.span.start for word in ordered))


def relabelled(tokens: Sequence[Token], named: Named) -> tuple[Token, ...]:
    """The tokens; where recogniser and reader contradict each other on a person, the reader's.

    Args:
        tokens: the parse of a text.
        named: what the reader makes of that text.
    """
    changed = list(tokens)
    for run in name_runs(tokens):
        span = Span(tokens[run[0]].span.start, tokens[run[-1]].span.end)
        odds = named.odds(span)
        person = any(tokens[i].entity.endswith("PERSON") for i in run)
        kind = named.kind(span)
        if person and odds < _SURE and (kind != "other" or not is_ordinary(_words(tokens, run))):
            label = _ENTITIES.get(kind, "")
        elif not person and odds > _SOMEBODY:
            label = "PERSON"
        else:
            continue
        for place, index in enumerate(run):
            entity = f"{'I' if place else 'B'}-{label}" if label else ""
            changed[index] = replace(tokens[index], entity=entity)
    return tuple(changed)


def _words(tokens: Sequence[Token], run: Sequence[int]) -> str:
    """The words of a run of tokens."""
    return " ".join(tokens[i].text for i in run)


def without_nobodies(
    clusters: Sequence[NameCluster], named: Named, *, private: bool
) -> tuple[NameCluster, ...]:
    """The clusters but for those of which the reader is sure that they are nobody's names.

    Args:
        clusters: names, plain offsets.
        named: what the reader makes of their text.
        private: somebody in it must not be recognised: then it is asked to be surer of names of
            several words, and those of ordinary words stay unless it says what else they are.
    """

    def is_nobody(cluster: NameCluster) -> bool:
        odds = [named.odds(span) for span in cluster.spans]
        of_words = " " in cluster.name
        least = (_SURE if private else _NOBODY_OF_WORDS) if of_words else _NOBODY
        told = max(odds) < _OPEN and sum(odds) / len(odds) < least
        kinds = {named.kind(span) for span in cluster.spans}
        unsaid = kinds == {"other"} and is_ordinary(cluster.name)
        return told and not (unsaid and (private or of_words))

    return tuple(each for each in clusters if not is_nobody(each))
