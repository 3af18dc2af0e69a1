"""The safe text as the grounding check reads it: parsed sentences, indexed once a document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from summarizer.policy.legal import stages_in
from summarizer.syntax import Tree, sentence_trees
from summarizer.text import stem
from summarizer.types import SafeText, Span, Token
from summarizer.verify.nearest import Words, nearest, words_of

__all__ = ["EVIDENCE", "SourceIndex", "SourceSentence", "is_content", "key_of", "numbers_in"]

EVIDENCE = 3
"""Sentences of a source that a claim is read beside, at most."""
_LIGHT = frozenset("be do will would can could may might shall should must".split())
_WORD_NUMBERS = {
    word: str(value)
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70",
     "eighty": "80", "ninety": "90", "hundred": "100", "thousand": "1000", "million": "1000000",
     "dozen": "12", "dozens": "12s", "first": "1st", "second": "2nd", "third": "3rd",
     "single": "1", "both": "2", "twice": "2x", "half": "0.5"}  # fmt: skip
_END = re.compile(r"[.!?…:;][\"'”’)\]]*\s*$")
_COMPOUND = re.compile(
    r"(?i)\b(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"-(one|two|three|four|five|six|seven|eight|nine)\b"
)
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*(?:st|nd|rd|th|s|%)?")


def key_of(token: Token) -> str:
    """What two words must share to count as the same: the number they mean, or the stem."""
    low = token.text.lower().strip(".'’-")
    if token.pos in {"NUM", "ADJ", "NOUN"} and low in _WORD_NUMBERS:
        return _WORD_NUMBERS[low]
    if _FIGURE.fullmatch(low):
        return low.replace(",", "")
    compact = low.replace(".", "")
    if token.pos == "PROPN" or (compact != low and len(compact) < 5):
        return _ALIASES.get(compact, compact)
    return str(stem(low))


def _keys_in_source(token: Token) -> frozenset[str]:
    """The keys under which a word is found: one with a capital, as a name and as a noun."""
    keys = {key_of(token)}
    low = token.text.lower().strip(".'’-")
    if token.text[:1].isupper() and token.pos in {"PROPN", "NOUN", "ADJ"}:
        keys |= {low.replace(".", ""), stem(low)}
    return frozenset(keys)


_ALIASES = {
    "us": "usa", "uk": "uk", "britain": "uk", "british": "uk", "america": "usa", "american": "usa",
    "un": "un", "eu": "eu",
}  # fmt: skip


def is_content(token: Token) -> bool:
    """True for words that carry a fact: names, figures, nouns, adjectives, full verbs."""
    if token.pos in {"PROPN", "NUM"}:
        return any(c.isalnum() for c in token.text)
    if token.pos == "VERB":
        return token.lemma.lower() not in _LIGHT and token.dep not in {"aux", "auxpass"}
    if token.pos == "ADJ":
        return token.text.lower() not in {"such", "other", "more", "own", "same", "several", "many"}
    return token.pos == "NOUN" and any(c.isalpha() for c in token.text)


def numbers_in(text: str) -> frozenset[str]:
    """The figures of a text, words and digits alike ("two" = "2", "twenty-three" = "23")."""
    found = {match[0].replace(",", "").rstrip("%") for match in _FIGURE.finditer(text)}
    found |= {
        str(int(_WORD_NUMBERS[match[1].lower()]) + int(_WORD_NUMBERS[match[2].lower()]))
        for match in _COMPOUND.finditer(text)
    }
    for word in re.findall(r"[A-Za-z]+", _COMPOUND.sub(" ", text)):
        value = _WORD_NUMBERS.get(word.lower())
        if value and value[-1].isdigit() and word.lower() not in {"one", "second", "half", "both"}:
            found.add(value)
    return frozenset(found)


Parses = Callable[[Sequence[str]], Iterable[Sequence[Token]]]
"""Texts → the tokens of each, with offsets into it."""


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """One sentence of the safe text: where it stands, its parse, and the keys of its words.

    ``stems``: the words by which the sentences nearest to a claim are found.
    """

    span: Span
    tree: Tree | None
    keys: frozenset[str]
    places: dict[str, tuple[int, ...]]
    words: str
    stems: Words


@dataclass(frozen=True)
class SourceIndex:
    """All sentences that a summary may rest on. What is asked of all of them is kept."""

    sentences: tuple[SourceSentence, ...]

    @classmethod
    def of(cls, safe: SafeText, *, parse: Parses) -> SourceIndex:
        """Parses and indexes a safe text."""
        return cls.of_text(safe.text, safe.sentences, parse=parse)

    @classmethod
    def of_text(cls, text: str, spans: Sequence[Span], *, parse: Parses) -> SourceIndex:
        """Parses and indexes any text with known sentences.

        What has no full stop, a headline or an item of a list, is parsed apart from what follows:
        read on together with it, the sentence behind it comes to pieces.
        """
        runs = _runs(text, spans)
        parsed = parse([run.of(text) for run, _ in runs])
        trees = [
            tree
            for (run, within), tokens in zip(runs, parsed, strict=True)
            for tree in sentence_trees(_moved(tokens, run.start), within)
        ]
        sentences = []
        for span, tree in zip(spans, trees, strict=True):
            places: dict[str, list[int]] = {}
            for index, token in enumerate(tree.tokens if tree else ()):
                for key in _keys_in_source(token):
                    places.setdefault(key, []).append(index)
            frozen = {key: tuple(found) for key, found in places.items()}
            words = span.of(text)
            sentences.append(
                SourceSentence(span, tree, frozenset(frozen), frozen, words, words_of(words))
            )
        return cls(tuple(sentences))

    @cached_property
    def words(self) -> str:
        """The text of all sentences."""
        return " ".join(sentence.words for sentence in self.sentences)

    def near(self, claim: str, *, fewest: bool = False) -> tuple[int, ...]:
        """Indexes of the sentences that a claim most likely rests on, in their order.

        ``fewest``: without those that have nothing of it that the others do not have.
        """
        stems = [each.stems for each in self.sentences]
        return nearest(words_of(claim), stems, most=EVIDENCE, fewest=fewest)

    def told(self, indexes: Iterable[int]) -> str:
        """The words of some sentences, in their order."""
        return " ".join(self.sentences[i].words for i in sorted(indexes))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The figures of all sentences."""
        return numbers_in(self.words)

    @cached_property
    def stages(self) -> frozenset[str]:
        """The legal stages of all sentences."""
        return frozenset(stages_in(self.words))

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of all words."""
        return frozenset().union(*(sentence.keys for sentence in self.sentences))


def _runs(text: str, spans: Sequence[Span]) -> list[tuple[Span, list[Span]]]:
    """The stretches of a text in which sentences with an end follow, each with its sentences."""
    runs: list[list[Span]] = []
    for span in spans:
        if not runs or not _END.search(runs[-1][-1].of(text)):
            runs.append([])
        runs[-1].append(span)
    return [(Span(run[0].start, run[-1].end), run) for run in runs]


def _moved(tokens: Sequence[Token], by: int) -> list[Token]:
    """Tokens with offsets into the whole of which their text is a part."""
    return [
        replace(token, span=Span(token.span.start + by, token.span.end + by)) for token in tokens
    ]
