"""Term rules on the output: what can be put right is put right, the rest is a fault."""

from __future__ import annotations

import re

from summarizer.policy.match import Lines, replacement, rule_matches
from summarizer.policy.notes import is_marked
from summarizer.policy.schema import Case, Policy, Rule
from summarizer.types import Span

__all__ = ["mended_by", "reworded", "term_faults"]

_FAILS_FROM = 3
_MENDED = {"replace", "mask", "remove"}


def reworded(text: str, *, policy: Policy, about: frozenset[str]) -> str:
    """The text with every replacing rule of severity 1 or 2 applied (auto-fix)."""
    return _mended(text, policy=policy, about=about)[0]


def mended_by(text: str, *, policy: Policy, about: frozenset[str]) -> tuple[str, ...]:
    """The ids of the rules by which ``reworded`` would change a text.

    For words that a person wrote: those are handed back, never changed.
    """
    return _mended(text, policy=policy, about=about)[1]


def term_faults(text: str, *, policy: Policy, about: frozenset[str]) -> tuple[str, ...]:
    """The ids of the rules that a text breaks and that nothing has put right."""
    lines = Lines.of(text, policy.prefilter)
    return tuple(
        rule.id
        for rule in _rules(policy)
        if (rule.severity >= _FAILS_FROM or rule.scope != "span") and rule.action in _MENDED
        and any(not is_marked(text, span) for _, span in rule_matches(rule, lines, about=about))
    )  # fmt: skip


def _mended(text: str, *, policy: Policy, about: frozenset[str]) -> tuple[str, tuple[str, ...]]:
    """The text with one rule after the other applied, and the ids of those that changed it."""
    found: list[str] = []
    lines = Lines.of(text, policy.prefilter)
    for rule in _mending(policy):
        after = _mend(rule, lines, about=about)
        if after != lines.text:
            found.append(rule.id)
            lines = Lines.of(after, policy.prefilter)
    return lines.text, tuple(found)


def _mending(policy: Policy) -> list[Rule]:
    return [
        rule
        for rule in _rules(policy)
        if rule.severity < _FAILS_FROM and rule.action in _MENDED and rule.scope == "span"
    ]


def _rules(policy: Policy) -> list[Rule]:
    return [
        rule
        for rule in policy.rules
        if rule.cases and "summary" in rule.stages and policy.active(rule)
    ]


def _mend(rule: Rule, lines: Lines, *, about: frozenset[str]) -> str:
    text = lines.text
    for case, span in reversed(rule_matches(rule, lines, about=about)):
        if not is_marked(text, span):
            text = _put(text, case, span)
    return text


def _put(text: str, case: Case, span: Span) -> str:
    joined = text[: span.start] + replacement(case, span, text) + text[span.end :]
    joined = re.sub(r" {2,}", " ", joined)
    joined = re.sub(r" ([,.;:])", r"\1", joined).strip()
    return joined[:1].upper() + joined[1:]
