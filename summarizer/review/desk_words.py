"""Words of the desk that several of its parts say: subjects and levels, checks, rules."""

from __future__ import annotations

import re

from summarizer.review.context import Context
from summarizer.review.desk_rows import Row
from summarizer.review.html import markdown_text, text_html
from summarizer.types import Check, Report

__all__ = [
    "checks_html",
    "failed",
    "heading_html",
    "label_of",
    "passed",
    "passed_html",
    "row_words",
    "rule_title",
]

_CHECKS = frozenset({
    "content", "evidence", "facts", "flags", "fluency", "grounding", "headline", "identity",
    "jigsaw", "language", "legal_stage", "length", "names", "repetition", "safety", "source",
    "terms", "warning",
})  # fmt: skip
"""Checks for which the catalogue has words."""

_FAULTS = frozenset({
    "argument", "article", "echo", "empty", "figure", "fragment", "limit", "loose", "name",
    "negation", "predicate", "relation", "role", "thin", "words",
})  # fmt: skip
"""What a check calls wrong with a sentence, where the catalogue has words for it."""

_FAULT = re.compile(r"\b(grounding|fluency|ceiling):([\w-]+)")
_RULE = re.compile(r"\b[A-Z]{2}-\d{2}[a-z]?\b")


def label_of(context: Context, code: str) -> str:
    """A warning code in the policy's words."""
    return context.service.words.labels.get(code, code)


def rule_title(context: Context, rule: str) -> str:
    """A rule with what it is about: ``ID-03: no identity of a child``."""
    title = context.service.words.titles.get(rule, "")
    return f"{rule}: {title}" if title else rule


def row_words(context: Context, row: Row, *, markdown: bool = False) -> str:
    """What shows in a sentence and how strongly, or that nothing was found.

    Args:
        context: of the page.
        row: the sentence.
        markdown: for a label, which goes through Markdown.
    """
    if not row.codes:
        return context.say("desk.nothing_found")
    found = []
    for code, level in row.codes:
        label = label_of(context, code)
        words = context.say(f"common.level_{level}")
        found.append(
            context.say(
                "desk.found",
                label=markdown_text(label) if markdown else label,
                words=words,
                level=level,
            )
        )
    return "; ".join(found)


def failed(report: Report) -> tuple[Check, ...]:
    """The checks that did not pass; one that did not run has not."""
    return tuple(check for check in report.checks if check.passed is not True)


def passed(report: Report) -> tuple[Check, ...]:
    """The checks that passed."""
    return tuple(check for check in report.checks if check.passed is True)


def passed_html(context: Context, checks: tuple[Check, ...]) -> str:
    """Checks that passed, each with what that means."""
    items = "".join(
        f"<li>{text_html(context.say(f'desk.passed_{_known(check)}', name=check.name))}</li>"
        for check in checks
    )
    return f"<ul>{items}</ul>"


def checks_html(context: Context, checks: tuple[Check, ...]) -> str:
    """Checks that did not pass, each in words with the rules that it names."""
    items = "".join(f"<li>{text_html(_check_words(context, check))}</li>" for check in checks)
    return f"<ul>{items}</ul>"


def heading_html(words: str, *, level: int = 2) -> str:
    """A heading of the page as HTML, without a link of its own."""
    return f"<h{level}>{text_html(words)}</h{level}>"


def _check_words(context: Context, check: Check) -> str:
    words = context.say(f"desk.check_{_known(check)}", name=check.name)
    if check.passed is None:
        words = context.say("desk.check_not_run", words=words)
    detail = _RULE.sub(lambda rule: rule_title(context, rule.group()), check.detail)
    detail = _FAULT.sub(lambda fault: _fault_words(context, fault), detail)
    return f"{words} ({detail})" if detail else words


def _known(check: Check) -> str:
    """The name of a check in the catalogue."""
    return check.name if check.name in _CHECKS else "other"


def _fault_words(context: Context, fault: re.Match[str]) -> str:
    kind, name = fault.groups()
    if kind == "ceiling":
        return label_of(context, name)
    return context.say(f"desk.fault_{name}") if name in _FAULTS else fault.group()
