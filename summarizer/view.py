"""A report in words for people, whether they read it on a terminal or on a page.

Words that were removed are not in a report, so nothing here can show them.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from summarizer.types import Check, Operator, Report, Status, Support

__all__ = [
    "NO_WARNING",
    "STATUS_WORDS",
    "Removal",
    "Words",
    "check_result",
    "failure",
    "fault_words",
    "original_holds",
    "printable",
    "removals",
    "summary_holds",
    "support_line",
    "words_for",
]

NO_WARNING = "None of the subjects that call for a warning was found."

STATUS_WORDS: Mapping[Status, str] = {
    Status.READY: "Ready: every check passed",
    Status.NEEDS_REVIEW: "Needs review: somebody has to look before this is passed on",
    Status.WITHHELD: "Withheld: no summary passed the checks",
    Status.FAILED: "Failed: the document could not be handled",
}

_LEVELS = ("no mention", "named only", "described", "in detail", "graphic")
"""Levels 0 to 4 of the taxonomy in a word or two."""

_BREAKING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True)
class Words:
    """The policy's words: wording by warning code, titles by rule id. A missing one is left out."""

    labels: Mapping[str, str]
    titles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Removal:
    """What one rule did to a document, and how often."""

    rule: str
    title: str
    count: int
    operator: str
    reason: str
    kind: Operator


def words_for(policy: str, *, country: str | None = None) -> Words:
    """The words of a profile, by its name or path.

    Raises:
        PolicyError: there is no such profile, or it does not load.
    """
    from summarizer.policy import load_policy

    loaded = load_policy(policy, country=country)
    return Words(
        labels={code.slug: code.label for code in loaded.codes},
        titles={rule.id: rule.title for rule in loaded.rules},
    )


_DONE = {
    Operator.REMOVE: "removed",
    Operator.REPLACE: "replaced",
    Operator.GENERALISE: "generalised",
    Operator.MASK: "masked",
    Operator.KEEP: "kept and marked",
}


_FAULTS = {
    "argument": "who or what it is about is not said there",
    "article": "an article is missing or too many",
    "echo": "a word comes twice",
    "empty": "there is nothing that could be compared",
    "figure": "a number or date is another one there, or counts something else",
    "fragment": "it is not a whole sentence",
    "limit": "it is more or less certain there, or goes further (may, rarely, almost)",
    "loose": "a word such as this or they points to nothing",
    "name": "a name is not given there",
    "negation": "a not is too many or missing",
    "predicate": "what is done or said is not told there",
    "relation": "one thing hangs together with another differently there",
    "role": "who does it and to whom is told otherwise there",
    "thin": "it says too little",
    "broken": "nobody would print it as it stands",
    "told": "there it is somebody's word, or another's",
    "words": "several of its words are not told there",
}
"""Categories of what is wrong with a sentence, "there" being the document."""


def printable(text: str) -> str:
    """The text without characters that move a cursor, turn the reading direction or break a line.

    A summary is made of a stranger's words: it must not forge what stands around it.
    """
    return "".join(" " if unicodedata.category(each) in _BREAKING else each for each in text)


def original_holds(report: Report, words: Words) -> str:
    """The subjects of the original, with how far it goes into each (CW-06)."""
    return _subjects([(warning.code, warning.level) for warning in report.warnings], words)


def summary_holds(report: Report, words: Words) -> str:
    """The same of the summary; empty when there is none."""
    if report.summary is None:
        return ""
    levels = dict(report.summary_levels)
    return _subjects([(each.code, levels.get(each.code, 0)) for each in report.warnings], words)


def removals(report: Report, words: Words) -> tuple[Removal, ...]:
    """What was done to the document: one entry a rule, operator and reason, in order."""
    counts = Counter((each.rule, each.operator, each.reason) for each in report.redactions)
    rows = []
    for (rule, operator, reason), count in counts.items():
        title = words.titles.get(rule, "set aside when reading")
        why = "" if reason == title else reason
        rows.append(Removal(rule, title, count, _DONE[operator], why, operator))
    return tuple(rows)


def check_result(check: Check) -> str:
    """Whether a check passed, in words."""
    if check.passed is None:
        return "did not run"
    return "passed" if check.passed else "not passed"


def fault_words(fault: str, words: Words) -> str:
    """What is wrong with a sentence, in words: of a category, a rule or a subject."""
    kind, _, name = fault.partition(":")
    if kind in {"grounding", "fluency"}:
        return _FAULTS.get(name, fault)
    if kind == "late":
        return "there was no time to check it"
    if kind == "identity":
        return "it has a word that was removed, because it could identify somebody or is graphic"
    if kind == "ceiling":
        return f"it goes further into a subject than a summary may: {words.labels.get(name, name)}"
    return f"{fault}: {words.titles[fault]}" if fault in words.titles else fault


def support_line(support: Support) -> str:
    """A help line with the day on which it was last looked at."""
    return f"{support.name}: {support.contact} ({support.country}, checked {support.checked})"


def failure(report: Report) -> str:
    """Why a document failed, as ``stage: kind: reason``."""
    failed = [check for check in report.checks if check.passed is False]
    return "; ".join(f"{check.name}: {check.detail}" for check in failed) or "unknown"


def _subjects(levels: list[tuple[str, int]], words: Words) -> str:
    return "; ".join(f"{words.labels.get(code, code)} ({_LEVELS[level]})" for code, level in levels)
