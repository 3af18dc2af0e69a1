"""Is a claim known from its document? Figures for the verifier, and for plainer ways beside it.

Balanced accuracy is the mean of the shares of true and of untrue claims that are told rightly
(Laban et al. 2023, "SummEdits"); AUROC asks whether true claims are scored above untrue ones,
whatever the threshold; in pairs of one document the true one has to be scored higher (Tam et al.
2023, "Evaluating the Factual Consistency of Large Language Models", FIB).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from summarizer.evaluate.metrics import Bin, auroc, balanced_accuracy, best_threshold, reliability
from summarizer.evaluate.pairs import Pair

__all__ = ["Figures", "GroundingResult", "Method", "Share", "evaluate_grounding"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A way of scoring claims: higher for those that are better supported.

    ``threshold``: the score from which a claim counts as supported; None: the one with which the
    method does best on the very pairs it is measured on, which flatters it. ``passes``: what
    decides instead of a threshold. ``likely``: the score is a probability.
    """

    name: str
    score: Callable[[Pair], float]
    threshold: float | None = None
    passes: Callable[[Pair], bool] | None = None
    likely: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    count: int
    of: int

    @property
    def share(self) -> float | None:
        """None of none."""
        return self.count / self.of if self.of else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one method makes of one suite.

    ``refused``: true claims that it does not take for supported. ``caught``: untrue ones, by kind
    of error; ``ordered``: pairs of one document in which the true claim is scored higher, by the
    same, a tie counting half. ``domains``: balanced accuracy by domain. ``ms``: for one claim.
    ``bins``: what a score that is a probability means.
    """

    method: str
    suite: str
    claims: int
    threshold: float
    balanced: float | None
    auroc: float | None
    refused: Share
    caught: Mapping[str, Share]
    ordered: Mapping[str, tuple[float, int]]
    domains: Mapping[str, float | None]
    ms: float
    bins: Sequence[Bin] = ()

    @property
    def caught_at_all(self) -> Share:
        """Untrue claims that are caught, of whatever kind."""
        return self.caught[""]

    @property
    def ordered_at_all(self) -> tuple[float, int] | None:
        """Share of all pairs, and their number; None without pairs."""
        return self.ordered.get("")


@dataclass(frozen=True, slots=True)
class GroundingResult:
    """All figures, by suite and method."""

    figures: tuple[Figures, ...]


def evaluate_grounding(pairs: Iterable[Pair], *, methods: Sequence[Method]) -> GroundingResult:
    """The figures of each method on each suite.

    Args:
        pairs: of one suite or several.
        methods: the verifier first.
    """
    suites: dict[str, list[Pair]] = {}
    for pair in pairs:
        suites.setdefault(pair.suite, []).append(pair)
    found = []
    for suite, members in suites.items():
        # Claims of one document stand together: what is worked out of it serves them all.
        members.sort(key=lambda pair: pair.document)
        for method in methods:
            start = time.perf_counter()
            scores = [method.score(pair) for pair in members]
            took = (time.perf_counter() - start) * 1000 / len(members)
            found.append(_figures(method, suite, members, scores, ms=took))
    return GroundingResult(tuple(found))


def _figures(
    method: Method, suite: str, pairs: Sequence[Pair], scores: Sequence[float], *, ms: float
) -> Figures:
    told = [(score, pair.true) for score, pair in zip(scores, pairs, strict=True)]
    threshold = best_threshold(told) if method.threshold is None else method.threshold
    if method.passes is None:
        passed = [score >= threshold for score in scores]
    else:
        passed = [method.passes(pair) for pair in pairs]
    refused = [not passes for passes, pair in zip(passed, pairs, strict=True) if pair.true]
    kinds: dict[str, list[bool]] = {"": []}
    domains: dict[str, list[tuple[float, bool]]] = {}
    for passes, pair in zip(passed, pairs, strict=True):
        domains.setdefault(pair.domain, []).append((float(passes), pair.true))
        if not pair.true:
            for kind in ("", *pair.kinds):
                kinds.setdefault(kind, []).append(not passes)
    return Figures(
        method=method.name,
        suite=suite,
        claims=len(pairs),
        threshold=threshold,
        balanced=balanced_accuracy([each for of in domains.values() for each in of], 1.0),
        auroc=auroc(told),
        refused=Share(sum(refused), len(refused)),
        caught={kind: Share(sum(each), len(each)) for kind, each in sorted(kinds.items())},
        ordered=_ordered(pairs, scores),
        domains={name: balanced_accuracy(each, 1.0) for name, each in sorted(domains.items())},
        ms=ms,
        bins=reliability(told) if method.likely else (),
    )


def _ordered(pairs: Sequence[Pair], scores: Sequence[float]) -> dict[str, tuple[float, int]]:
    groups: dict[str, list[tuple[Pair, float]]] = {}
    for pair, score in zip(pairs, scores, strict=True):
        if pair.group:
            groups.setdefault(pair.group, []).append((pair, score))
    kinds: dict[str, list[float]] = {}
    for members in groups.values():
        best = [score for pair, score in members if pair.true]
        for pair, score in members:
            if pair.true or not best:
                continue
            for kind in ("", *pair.kinds):
                won = 1.0 if max(best) > score else 0.5 if max(best) == score else 0.0
                kinds.setdefault(kind, []).append(won)
    return {kind: (sum(each) / len(each), len(each)) for kind, each in sorted(kinds.items())}
