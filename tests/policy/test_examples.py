"""Every live rule and every piece of wording, run on its own examples."""

from __future__ import annotations

import pytest

from summarizer.policy import load_policy, rule_matches
from summarizer.policy.match import Lines, find_wording
from summarizer.policy.schema import Innocent, LexiconEntry, Rule, Topic

POLICY = load_policy("default")
PATTERN_RULES = [rule for rule in POLICY.rules if rule.automatic == "pattern"]


def by_id(value: object) -> str:
    return getattr(value, "id", "") or getattr(value, "label", "")


@pytest.mark.parametrize("rule", PATTERN_RULES, ids=by_id)
def test_pattern_rule_hits_and_misses(rule: Rule) -> None:
    codes = frozenset(rule.when_codes)
    for number, example in enumerate(rule.hits):
        assert rule_matches(rule, Lines.of(example.text), about=codes), f"hit {number} is missed"
    for number, example in enumerate(rule.misses):
        assert not rule_matches(rule, Lines.of(example.text), about=codes), f"miss {number} is hit"


@pytest.mark.parametrize("rule", PATTERN_RULES, ids=by_id)
def test_replacements_expand(rule: Rule) -> None:
    for example in rule.hits:
        for case in rule.cases:
            for match in case.find.finditer(example.text):
                assert isinstance(match.expand(case.put), str)


@pytest.mark.parametrize("rule", [rule for rule in PATTERN_RULES if rule.when_codes], ids=by_id)
def test_gated_rule_is_silent_in_other_documents(rule: Rule) -> None:
    for example in rule.hits:
        assert not rule_matches(rule, Lines.of(example.text), about=frozenset())


@pytest.mark.parametrize("entry", POLICY.lexicon, ids=by_id)
def test_lexicon_entry_hits_and_misses(entry: LexiconEntry) -> None:
    for number, text in enumerate(entry.hits):
        assert find_wording(entry, text), f"hit {number} is missed"
    for number, text in enumerate(entry.misses):
        assert not find_wording(entry, text), f"miss {number} is hit"


@pytest.mark.parametrize("innocent", POLICY.innocents, ids=by_id)
def test_innocent_hits_and_misses(innocent: Innocent) -> None:
    for number, text in enumerate(innocent.hits):
        assert innocent.find.search(text), f"hit {number} is missed"
    for number, text in enumerate(innocent.misses):
        assert not innocent.find.search(text), f"miss {number} is hit"


@pytest.mark.parametrize("topic", POLICY.topics, ids=by_id)
def test_topic_hits_and_misses(topic: Topic) -> None:
    for number, text in enumerate(topic.hits):
        assert topic.find.search(text), f"hit {number} is missed"
    for number, text in enumerate(topic.misses):
        assert not topic.find.search(text), f"miss {number} is hit"
