"""Finds the wording of rules and lexicon entries in a text.

Pure functions: text and sentence offsets in, spans in the same coordinates out. Which clause or
sentence goes with a match (``scope``) is decided where the parse is at hand.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from summarizer.policy.prefilter import Prefilter, Sifted
from summarizer.policy.schema import Case, Innocent, LexiconEntry, Pattern, Policy, Rule, Topic
from summarizer.types import Span

__all__ = [
    "Lines",
    "find_wording",
    "innocent_matches",
    "lexicon_matches",
    "replacement",
    "rule_matches",
    "topic_matches",
]

_NONE = Prefilter()
_ANY_DIGIT = re.compile(r"\d")
SENTENCE_WIDE = "(?#sentence)"
"""Begins an ``unless`` pattern that may stand anywhere in the sentence."""


@dataclass(frozen=True, slots=True)
class Lines:
    """A text made ready for many patterns: in lower case, with the starts of its lines.

    To a rule each line is a text of its own: "^" is its start.
    """

    text: str = field(repr=False)
    folded: str = field(repr=False)
    starts: tuple[int, ...]
    _sifted: Sifted = field(repr=False, compare=False)

    @classmethod
    def of(cls, text: str, prefilter: Prefilter = _NONE) -> Lines:
        """The lines of a text; a pattern that the prefilter lacks is run over all of them."""
        lengths = (len(line) for line in text.splitlines(keepends=True))
        starts = tuple(accumulate(lengths, initial=0))
        folded = _fold(text)
        if not folded.isascii():
            folded = _ANY_DIGIT.sub(lambda match: str(int(match[0])), folded)
        return cls(text, folded, starts, prefilter.sift(folded, starts))

    def find(self, pattern: Pattern) -> list[Span]:
        """Where a pattern matches, in order."""
        worth = self._sifted.lines(pattern)
        found: list[Span] = []
        number = 0
        while worth:
            if worth & 1:
                start, end = self.starts[number], self.starts[number + 1]
                if pattern.ignores_case:
                    matches = pattern.lowered().finditer(self.folded[start:end])
                else:
                    matches = pattern.compiled().finditer(self.text[start:end])
                found += [Span(start + match.start(), start + match.end()) for match in matches]
            worth >>= 1
            number += 1
        return found


def rule_matches(
    rule: Rule, lines: Lines, *, about: frozenset[str], sentences: Sequence[Span] = ()
) -> list[tuple[Case, Span]]:
    """What a rule's cases find in a text, line by line.

    Args:
        rule: the rule; one without cases finds nothing.
        lines: the text to search.
        about: the document's codes and concerns (``Analysis.about``): they decide whether the
            rule's ``when_codes`` and ``when_concerns`` are met.
        sentences: ordered offsets of the sentences; the whole text counts as one when empty.

    Returns:
        Case and span, in the order of the text, then of the cases.
    """
    conditions = (*rule.when_codes, *rule.when_concerns)
    if conditions and about.isdisjoint(conditions):
        return []
    found = [(case, span) for case in rule.cases for span in lines.find(case.find)]
    if rule.unless:
        text = lines.text
        found = [
            (case, span)
            for case, span in found
            if not _excused_by(rule.unless, text, span, _around(span, len(text), sentences))
        ]
    return sorted(found, key=lambda pair: pair[1].start)


def lexicon_matches(
    policy: Policy, text: str, sentences: Sequence[Span] = ()
) -> list[tuple[LexiconEntry, Span]]:
    """All wording of the lexicon in a text, innocent or not.

    Args:
        policy: whose lexicon to use.
        text: the text to search.
        sentences: ordered offsets of the sentences; the whole text counts as one when empty.

    Returns:
        Entry and span, in the order of the text.
    """
    folded = _fold(text)
    sifted = policy.wording.sift_whole(folded)
    found = [
        (entry, span)
        for entry in policy.lexicon
        if sifted.lines(entry.find)
        for span in _wording(entry, folded, sentences)
    ]
    codes = {entry.code for entry, _ in found if not entry.when_codes}
    counted = [
        (entry, span)
        for entry, span in found
        if not entry.when_codes or not codes.isdisjoint(entry.when_codes)
    ]
    return sorted(counted, key=lambda pair: pair[1])


def find_wording(entry: LexiconEntry, text: str, sentences: Sequence[Span] = ()) -> list[Span]:
    """Where a text uses the wording of one lexicon entry, in its order."""
    return _wording(entry, _fold(text), sentences)


def _wording(entry: LexiconEntry, folded: str, sentences: Sequence[Span]) -> list[Span]:
    return _find(
        entry.find.lowered(),
        folded,
        sentences,
        needs=entry.needs.lowered() if entry.needs else None,
        unless=[pattern.lowered() for pattern in entry.unless],
    )


def innocent_matches(policy: Policy, text: str) -> list[tuple[Innocent, Span]]:
    """All figurative or technical wording in a text, in its order.

    A finding whose span overlaps one of these is figurative, when the innocent has no codes or
    names the finding's.
    """
    folded = _fold(text)
    sifted = policy.wording.sift_whole(folded)
    found = [
        (innocent, Span(match.start(), match.end()))
        for innocent in policy.innocents
        if sifted.lines(innocent.find)
        for match in innocent.find.lowered().finditer(folded)
    ]
    return sorted(found, key=lambda pair: pair[1])


_NEAR = 8
"""Characters before a word in which the sentence before it may end."""
_ENDS = re.compile(r"[.!?:\n][\s\"'“‘’”()•*-]*\Z")


def replacement(case: Case, span: Span, text: str) -> str:
    """``case.put`` with its groups filled in, and with a capital where a sentence begins."""
    if not case.put:
        return ""
    start = text.rfind("\n", 0, span.start) + 1
    match = case.find.compiled().match(text[start:], span.start - start)
    put = match.expand(case.put) if match else case.put
    first = not text[: span.start].strip() or bool(
        _ENDS.search(text, max(0, span.start - _NEAR), span.start)
    )
    if first and text[span.start : span.start + 1].isupper() and put[:1].islower():
        put = put[0].upper() + put[1:]
    return put


def topic_matches(policy: Policy, text: str) -> list[tuple[Topic, int]]:
    """The settings that a text speaks of and how often, most often first."""
    folded = _fold(text)
    sifted = policy.wording.sift_whole(folded)
    counted = [
        (topic, sum(1 for _ in topic.find.lowered().finditer(folded)))
        for topic in policy.topics
        if sifted.lines(topic.find)
    ]
    found = [(topic, count) for topic, count in counted if count]
    return sorted(found, key=lambda pair: -pair[1])


def _fold(text: str) -> str:
    """The text in lower case, character for character."""
    folded = text.lower()
    if len(folded) == len(text):
        return folded
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def _find(
    find: re.Pattern[str],
    text: str,
    sentences: Sequence[Span],
    *,
    needs: re.Pattern[str] | None = None,
    unless: Sequence[re.Pattern[str]] = (),
) -> list[Span]:
    spans = []
    for match in find.finditer(text):
        span = Span(match.start(), match.end())
        if needs is None and not unless:
            spans.append(span)
            continue
        around = _around(span, len(text), sentences)
        if needs is not None and not needs.search(text, around.start, around.end):
            continue
        if not any(_excused(other, text, span, around) for other in unless):
            spans.append(span)
    return spans


def _excused_by(patterns: Sequence[Pattern], text: str, span: Span, around: Span) -> bool:
    return any(_excused(pattern.compiled(), text, span, around) for pattern in patterns)


def _excused(pattern: re.Pattern[str], text: str, span: Span, around: Span) -> bool:
    if pattern.pattern.startswith(SENTENCE_WIDE):
        return pattern.search(text, around.start, around.end) is not None
    return any(
        span.overlaps(Span(match.start(), match.end()))
        for match in pattern.finditer(text, around.start, around.end)
    )


def _around(span: Span, length: int, sentences: Sequence[Span]) -> Span:
    """From the start of the sentence that ``span`` begins in to the end of that it ends in."""
    if not sentences:
        return Span(0, length)
    first = bisect_right(sentences, span.start, key=lambda sentence: sentence.start) - 1
    last = bisect_left(sentences, span.end, key=lambda sentence: sentence.end)
    start = sentences[first].start if first >= 0 else 0
    end = sentences[last].end if last < len(sentences) else length
    return Span(start, max(start, end))
