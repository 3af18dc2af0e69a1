"""The rules as data: taxonomy, editorial rules, lexicon, help lines, profiles, and their loader."""

from __future__ import annotations

from summarizer.policy.load import check_patterns, label_of, load_policy, profile_names
from summarizer.policy.match import (
    innocent_matches,
    lexicon_matches,
    rule_matches,
    topic_matches,
)
from summarizer.policy.support import support_lines

__all__ = [
    "check_patterns",
    "innocent_matches",
    "label_of",
    "lexicon_matches",
    "load_policy",
    "profile_names",
    "rule_matches",
    "support_lines",
    "topic_matches",
]
