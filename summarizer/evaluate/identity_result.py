"""The figures of the suite ``identity``: ids, kinds and numbers, never words of a document."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

__all__ = ["Asked", "Fate", "IdentityResult", "Leak", "Trap"]

Fate = Literal["kept", "masked", "gone"]
"""Of a wording that may stay; "gone": with the sentence or clause around it."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A forbidden wording that was recovered: its document and its place in the document's list."""

    document: str
    entry: int
    kind: str
    attack: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trap:
    """What became of the documents with a trap; ``leaking``: those with leaks."""

    documents: int
    withheld: int
    leaking: int
    leaks: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """How often a question was put, and the ids of documents in which it was answered."""

    asked: int = 0
    recovered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityResult:
    """All figures of one run.

    ``there``: forbidden wordings by kind. ``may_stay``: what became of wordings that may stay, by
    kind, withheld documents left out. ``words``: of the texts, and of what is left of them.
    """

    policy: str
    policy_sha256: str
    documents: int
    withheld: tuple[str, ...]
    failed: tuple[str, ...]
    there: Mapping[str, int]
    leaks: tuple[Leak, ...]
    traps: Mapping[str, Trap]
    may_stay: Mapping[str, Mapping[Fate, int]]
    words: tuple[int, int]
    redact_ms: float | None
    asked: Mapping[str, Asked]

    @property
    def documents_with_leaks(self) -> tuple[str, ...]:
        """Ids of the documents of which something got out, in order."""
        return tuple(dict.fromkeys(leak.document for leak in self.leaks))

    @property
    def by_kind(self) -> Mapping[str, Mapping[str, int]]:
        """For each kind that got out, how many wordings each attack recovered."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for leak in self.leaks:
            counts[leak.kind][leak.attack] += 1
        return counts

    @property
    def over_masked(self) -> float | None:
        """Share of the wordings that may stay that were masked."""
        total = sum(sum(fates.values()) for fates in self.may_stay.values())
        masked = sum(fates.get("masked", 0) for fates in self.may_stay.values())
        return masked / total if total else None

    @property
    def words_kept(self) -> float | None:
        """Share of the words that a writer is shown."""
        return self.words[1] / self.words[0] if self.words[0] else None
