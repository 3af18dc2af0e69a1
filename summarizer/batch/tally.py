"""What a run came to in numbers, added up document by document: no words of any of them."""

from __future__ import annotations

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from summarizer.batch.histogram import CHARACTERS, SECONDS, WORDS, Bins, Histogram

__all__ = ["SLOWEST", "Adder", "Fact", "Slow", "Tally", "add_up"]

SLOWEST = 20
"""How many of the slowest documents are named."""

_FAILURE = re.compile(r"([a-z_]+): ([a-z_]+)(?::|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What a run knows of one document.

    Attributes:
        source: its key.
        report: as ``report.to_dict`` gives it; None for a duplicate and for what is not done yet.
        seconds: what it took.
        stage_ms: milliseconds by stage.
        characters: of its text; 0 when it could not be read.
        same_as: the source that it is a duplicate of.
        kind: how, if it is one.
    """

    source: str
    report: Mapping[str, Any] | None = field(repr=False)
    seconds: float = 0.0
    stage_ms: Mapping[str, int] = field(default_factory=dict)
    characters: int = 0
    same_as: str = ""
    kind: Literal["", "exact", "near"] = ""


@dataclass(frozen=True, slots=True)
class Slow:
    """A document that took long."""

    seconds: float
    source: str
    characters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A run in numbers. Mappings go from the most frequent down, then by name.

    Attributes:
        documents: with a report, duplicate, or neither yet.
        statuses: reports by status.
        duplicates: documents that were not worked on, by ``exact`` and ``near``.
        failures: failed reports by stage and kind, such as ``read: encrypted``.
        warnings: reports by warning code and level of the original.
        languages: reports by language, failed ones left out.
        redactions: redactions by rule.
        redacted: reports by rule that has a redaction in them.
        origins: sentences of summaries by who wrote them.
        words: words of a summary.
        characters: characters of a document with a report, failed ones left out.
        seconds: seconds that a document with a report took, where that is known.
        stages: the same by stage, in the order in which stages were first met.
        slowest: the documents that took longest, slowest first.
    """

    documents: int
    statuses: Mapping[str, int]
    duplicates: Mapping[str, int]
    failures: Mapping[str, int]
    warnings: Mapping[tuple[str, int], int]
    languages: Mapping[str, int]
    redactions: Mapping[str, int]
    redacted: Mapping[str, int]
    origins: Mapping[str, int]
    words: Histogram
    characters: Histogram
    seconds: Histogram
    stages: Mapping[str, Histogram]
    slowest: tuple[Slow, ...]

    @property
    def reports(self) -> int:
        """Documents with a report."""
        return sum(self.statuses.values())

    @property
    def open(self) -> int:
        """Documents with neither a report nor one that they are a duplicate of."""
        return self.documents - self.reports - sum(self.duplicates.values())


def add_up(facts: Iterable[Fact]) -> Tally:
    """All documents of a run in numbers."""
    adder = Adder()
    for fact in facts:
        adder.add(fact)
    return adder.tally()


class Adder:
    """A tally that is still growing: with what there is to tell apart, not with the run."""

    def __init__(self) -> None:
        self._documents = 0
        self._duplicates: Counter[str] = Counter()
        self._statuses: Counter[str] = Counter()
        self._failures: Counter[str] = Counter()
        self._warnings: Counter[tuple[str, int]] = Counter()
        self._languages: Counter[str] = Counter()
        self._redactions: Counter[str] = Counter()
        self._redacted: Counter[str] = Counter()
        self._origins: Counter[str] = Counter()
        self._words, self._characters = Bins(WORDS), Bins(CHARACTERS)
        self._seconds = Bins(SECONDS)
        self._stages: defaultdict[str, Bins] = defaultdict(lambda: Bins(SECONDS))
        self._slowest: list[tuple[float, _Backwards, int]] = []

    def add(self, fact: Fact) -> None:
        """Counts a document."""
        self._documents += 1
        if fact.kind:
            self._duplicates[fact.kind] += 1
        if fact.report is None:
            return
        if fact.seconds or fact.stage_ms:
            self._add_time(fact)
        report = fact.report
        self._statuses[report["status"]] += 1
        if report["status"] == "failed":
            self._failures[_failure(report)] += 1
            return
        self._languages[report["language"]] += 1
        self._characters.add(fact.characters)
        self._warnings.update((each["code"], each["level"]) for each in report["warnings"])
        rules = [each["rule"] for each in report["redactions"]]
        self._redactions.update(rules)
        self._redacted.update(set(rules))
        if report["summary"] is not None:
            self._words.add(len(report["summary"]["text"].split()))
            self._origins.update(each["origin"] for each in report["summary"]["sentences"])

    def tally(self) -> Tally:
        """What was counted so far."""
        slowest = sorted(self._slowest, reverse=True)
        return Tally(
            documents=self._documents,
            statuses=_ranked(self._statuses),
            duplicates=_ranked(self._duplicates),
            failures=_ranked(self._failures),
            warnings=_ranked(self._warnings),
            languages=_ranked(self._languages),
            redactions=_ranked(self._redactions),
            redacted=_ranked(self._redacted),
            origins=_ranked(self._origins),
            words=self._words.histogram(),
            characters=self._characters.histogram(),
            seconds=self._seconds.histogram(),
            stages={name: bins.histogram() for name, bins in self._stages.items()},
            slowest=tuple(
                Slow(seconds, source.text, characters) for seconds, source, characters in slowest
            ),
        )

    def _add_time(self, fact: Fact) -> None:
        self._seconds.add(fact.seconds)
        for name, taken in fact.stage_ms.items():
            self._stages[name].add(taken / 1000)
        entry = (fact.seconds, _Backwards(fact.source), fact.characters)
        if len(self._slowest) < SLOWEST:
            heapq.heappush(self._slowest, entry)
        else:
            heapq.heappushpop(self._slowest, entry)


@dataclass(frozen=True, slots=True)
class _Backwards:
    """A name that sorts the other way: of equally slow documents the first by name are kept."""

    text: str

    def __lt__(self, other: _Backwards) -> bool:
        return self.text > other.text


def _failure(report: Mapping[str, Any]) -> str:
    for check in report["checks"]:
        if check["passed"] is False:
            found = _FAILURE.match(check["detail"])
            return f"{found[1]}: {found[2]}" if found else "unknown"
    return "unknown"


def _ranked(counts: Counter[Any]) -> dict[Any, int]:
    return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))
