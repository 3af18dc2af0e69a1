"""Rules and heads brought together: one finding per place and code, with who found it.

This file is the only place where the two are weighed, and this is the whole procedure. For each
sentence and code, the odds that the heads give are joined with what the rules found there into
one calibrated probability per level (``models/fusion.py``, fitted on texts that were not trained
on). The sentence has the highest level whose probability reaches that level's threshold. Then:

- a rule's finding at or under that level stands, with that probability;
- one above it is lowered to it; where nothing is left it is kept for the audit as ``doubted``;
- what must not be overruled stands whatever the heads think of it (``stands_at``), unless they see
  nothing in the whole text and have learnt what such detail looks like;
- a level that no rule reached becomes a finding of the heads, on the words that carry it;
- of what the heads alone see in one sentence of a text they have to be the surer, the longer it is:
  with more sentences to err in, one error in the text is likelier.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from summarizer.models.fusion import Fusion
from summarizer.models.readings import SILENT, Reading, SentenceReading
from summarizer.policy.schema import Policy
from summarizer.syntax import Tree, clause_of
from summarizer.text import sentence_at
from summarizer.types import Document, Finding, Span

__all__ = ["HEAD", "certain_detail", "fused", "merged", "stands_at", "unseen"]

HEAD = "heads"
"""The rule id of a finding that the trained heads made."""

_CERTAIN = 0.5
_DETAILED = 3
_FITTED = 10
"""Sentences of the texts on which the thresholds were set, about."""
_CALM, _UNSEEN = 0.2, 0.02
"""Below these probabilities of anything the heads see nothing in a text, and in a sentence of it.

Where detail was there, on texts that nothing was learnt from, the text had 0.86 or more and the
sentence 0.27; of the rules' detail in innocent texts, four in five had less than these.
"""
_LEARNT = frozenset(
    "cw-killing cw-assault cw-torture cw-abduction cw-war-atrocity cw-domestic-abuse cw-child-abuse"
    " cw-forced-labour cw-death-grief cw-injury-remains cw-accident-disaster cw-illness-procedure"
    " cw-pregnancy-loss cw-animal-harm".split()
)
"""Codes of whose detail the heads have read much. Of others their texts have none, by the guide."""


@dataclass(frozen=True, slots=True)
class _Place:
    """What the rules found of one code in one sentence."""

    findings: tuple[Finding, ...] = ()

    @property
    def level(self) -> int:
        return max((f.level for f in self.findings if f.counts), default=0)

    @property
    def excused(self) -> bool:
        return any(not f.counts for f in self.findings)


def fused(
    found: Sequence[Finding], reading: Reading, sentences: Sequence[Span], fusion: Fusion
) -> list[dict[str, tuple[float, ...]]]:
    """For each sentence, code → probability of reaching level 1, 2, 3 and 4.

    ``sentences`` and the findings' spans are original offsets.
    """
    places = _places(found, sentences)
    return [
        _sentence(reading.sentences[index], places[index], fusion)
        for index in range(len(sentences))
    ]


def merged(
    found: Sequence[Finding],
    reading: Reading,
    document: Document,
    *,
    policy: Policy,
    fusion: Fusion,
    trees: Sequence[Tree | None],
) -> list[Finding]:
    """The findings of rules and heads as one list, in text order.

    Args:
        found: the rules' findings, original spans.
        reading: the heads' reading of the same sentences.
        document: whose sentences these are.
        policy: for the wording that it trusts.
        fusion: how the two are weighed.
        trees: a parse per sentence, for the clause around graphic words.
    """
    sentences = [sentence.span for sentence in document.sentences]
    places = _places(found, sentences)
    trusted = policy.trusted
    detailed = any(finding.level >= _DETAILED for finding in found)
    blind = unseen(reading, fusion) if detailed else [False] * len(sentences)
    result: list[Finding] = []
    for index, (home, tree) in enumerate(zip(sentences, trees, strict=True)):
        read = reading.sentences[index]
        weighed = _sentence(read, places[index], fusion)
        likeliest = max(weighed, key=lambda code: weighed[code][0], default="")
        for code, probabilities in weighed.items():
            decided = fusion.level(code, probabilities, likeliest=code == likeliest)
            place = places[index].get(code, _Place())
            least = {f: stands_at(f, trusted=trusted, blind=blind[index]) for f in place.findings}
            agreed = read.logits.get(code, SILENT)
            stand = [_weighed(f, decided, probabilities, least[f], agreed) for f in place.findings]
            result += stand
            reached = max((f.level for f in stand if f.counts), default=0)
            if decided > reached:
                spans = _where(read, document, home, tree, decided)
                score = round(probabilities[decided - 1], 4)
                result += [Finding(code=code, level=decided, span=s, rule=HEAD, score=score)
                           for s in spans]  # fmt: skip
    return sorted(_without_chance(result, sentences), key=lambda f: (f.span, f.code, f.rule))


def _without_chance(found: Sequence[Finding], sentences: Sequence[Span]) -> list[Finding]:
    """Without what the heads alone see, in one sentence alone, where that may well be chance.

    The odds asked for rise with the number of sentences; detail stays.
    """
    least = len(sentences) / (len(sentences) + _FITTED)
    seen: dict[str, set[int]] = defaultdict(set)
    for finding in found:
        if finding.counts:
            place = bisect_right(sentences, finding.span.start, key=lambda s: s.start)
            seen[finding.code] |= {place} if finding.rule == HEAD else {place, -1}
    return [
        finding
        for finding in found
        if finding.rule != HEAD
        or finding.level >= _DETAILED
        or len(seen[finding.code]) > 1
        or finding.score >= least
    ]


def certain_detail(reading: Reading, document: Document, *, fusion: Fusion) -> list[Finding]:
    """Where the heads alone are more sure than not that there is detail: findings of sentences.

    For texts that were made of a document whose detail has gone: there is little to expect.
    """
    found: list[Finding] = []
    for sentence, read in zip(document.sentences, reading.sentences, strict=True):
        for code, probabilities in _sentence(read, {}, fusion).items():
            level = sum(p >= _CERTAIN for p in probabilities)
            if level >= _DETAILED:
                score = round(probabilities[level - 1], 4)
                found.append(
                    Finding(code=code, level=level, span=sentence.span, rule=HEAD, score=score)
                )
    return found


def _places(found: Sequence[Finding], sentences: Sequence[Span]) -> list[dict[str, _Place]]:
    """The rules' findings by the sentence that each begins in, and by code."""
    grouped: list[dict[str, list[Finding]]] = [defaultdict(list) for _ in sentences]
    for finding in found:
        home = sentence_at(sentences, finding.span.start)
        if home >= 0:
            grouped[home][finding.code].append(finding)
    return [{code: _Place(tuple(fs)) for code, fs in place.items()} for place in grouped]


def _sentence(
    read: SentenceReading, places: Mapping[str, _Place], fusion: Fusion
) -> dict[str, tuple[float, ...]]:
    return {
        code: fusion.probabilities(
            read,
            code,
            level=places[code].level if code in places else 0,
            excused=code in places and places[code].excused,
        )
        for code in {**read.logits, **read.words, **places}
    }


def _weighed(
    finding: Finding,
    decided: int,
    probabilities: Sequence[float],
    least: int,
    logits: Sequence[float],
) -> Finding:
    score = round(probabilities[finding.level - 1], 4)
    if logits[finding.level - 1] > 0:
        finding = replace(finding, rule=f"{finding.rule}+{HEAD}")
    decided = max(decided, least)
    if not finding.counts or finding.level <= decided:
        return replace(finding, score=score)
    if decided:
        return replace(finding, level=decided, score=round(probabilities[decided - 1], 4))
    return replace(finding, doubted=True, score=score)


def unseen(reading: Reading, fusion: Fusion) -> list[bool]:
    """For each sentence whether the heads see nothing in it, in a text in which they see nothing.

    "The poison archer kills her own squad" is in a review of a game.
    """
    alone = [
        max((p[0] for p in _sentence(read, {}, fusion).values()), default=0.0)
        for read in reading.sentences
    ]
    calm = max(alone, default=0.0) < _CALM
    return [calm and probability < _UNSEEN for probability in alone]


def stands_at(finding: Finding, *, trusted: Collection[str], blind: bool = False) -> int:
    """The level at which a rule's finding stands whatever the heads think; 0 when at none.

    Detail stands as it is: what was not taken out of the text can get out. Only where the heads are
    ``blind`` to it (``unseen``), and it is of a kind that they know, is it set aside. Where victims
    are protected by the code it stands at level 1: who may be named must not hang on a model's
    doubt. So does wording that the policy trusts (``trusted``: codes, and ids of lexicon entries).
    """
    if not finding.counts:
        return 0
    if finding.level >= _DETAILED and not (blind and finding.code in _LEARNT):
        return finding.level
    return int(finding.code in trusted or finding.rule in trusted)


def _where(
    read: SentenceReading, document: Document, home: Span, tree: Tree | None, level: int
) -> list[Span]:
    """The clauses that carry the detail, or the sentence where no words stand out."""
    if level < _DETAILED or not read.graphic:
        return [home]
    spans: list[Span] = []
    for stretch, _ in read.graphic:
        clause = clause_of(tree, stretch) if tree is not None else None
        whole = document.original_span(clause or stretch)
        if not any(span.contains(whole) for span in spans):
            spans = [span for span in spans if not whole.contains(span)] + [whole]
    return spans
