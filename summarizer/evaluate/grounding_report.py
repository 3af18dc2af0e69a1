"""The figures of a grounding run as JSON and as tables of plain words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from summarizer.evaluate.figures import percent, rounded
from summarizer.evaluate.grounding import Figures, GroundingResult
from summarizer.evaluate.report import Table

__all__ = ["as_dict", "as_tables"]

_ALL = "all"


def as_dict(result: GroundingResult) -> dict[str, Any]:
    """The result as JSON values: names and numbers, never text."""
    return {"suite": "grounding", "figures": [_one(each) for each in result.figures]}


def as_tables(result: GroundingResult) -> Iterator[Table]:
    """The same for reading: methods side by side for each suite, then kinds and domains."""
    columns = ("", "Balanced accuracy", "AUROC", "True refused", "Untrue caught",
               "True one first", "ms a claim")  # fmt: skip
    for suite in dict.fromkeys(each.suite for each in result.figures):
        of = [each for each in result.figures if each.suite == suite]
        yield (
            f"{suite}: {of[0].claims} claims",
            columns,
            [
                (
                    each.method, percent(each.balanced), percent(each.auroc),
                    percent(each.refused.share), percent(each.caught_at_all.share),
                    percent(each.ordered_at_all[0]) if each.ordered_at_all else "",
                    f"{each.ms:.1f}",
                )
                for each in of
            ],
        )  # fmt: skip
        kinds = [kind for kind in of[0].caught if kind]
        if kinds:
            names = [each.method for each in of]
            yield (
                f"{suite}: untrue claims caught, and true ones put first, by kind of error",
                ("", "Claims", *names),
                [
                    (kind, str(of[0].caught[kind].of), *(_caught(each, kind) for each in of))
                    for kind in kinds
                ],
            )
        domains = [name for name in of[0].domains if name]
        if len(domains) > 1:
            yield (
                f"{suite}: balanced accuracy by domain",
                ("", *(each.method for each in of)),
                [(name, *(percent(each.domains[name]) for each in of)) for name in domains],
            )


def _caught(figures: Figures, kind: str) -> str:
    caught = percent(figures.caught[kind].share)
    ordered = figures.ordered.get(kind)
    return f"{caught}, {percent(ordered[0])}" if ordered else caught


def _one(each: Figures) -> dict[str, Any]:
    return {
        "method": each.method,
        "suite": each.suite,
        "claims": each.claims,
        "threshold": round(each.threshold, 4),
        "balanced_accuracy": rounded(each.balanced),
        "auroc": rounded(each.auroc),
        "true_refused": rounded(each.refused.share),
        "untrue_caught": {kind or _ALL: rounded(s.share) for kind, s in each.caught.items()},
        "true_one_first": {kind or _ALL: rounded(won) for kind, (won, _) in each.ordered.items()},
        "by_domain": {name: rounded(value) for name, value in each.domains.items() if name},
        "ms_per_claim": round(each.ms, 2),
        "reliability": [
            {"count": one.count, "said": rounded(one.mean), "true": rounded(one.share)}
            for one in each.bins
        ],
    }
