"""The rules with their sources: searched, filtered, and one of them in full."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from summarizer.policy.schema import Example, Policy, Rule
from summarizer.review.context import Context
from summarizer.review.html import table_html, text_html
from summarizer.review.strings import Catalogue

__all__ = ["family_of", "found", "show"]


def show(context: Context) -> None:
    """Draws the page."""
    say, policy = context.say, context.service.policy
    st.title(say("policy.title"))
    st.write(say("policy.about", number=len(policy.rules)))
    st.html(
        f"<p>{text_html(say('policy.profile'))} <strong>{text_html(policy.name)}</strong> "
        f"({text_html(policy.profile.title)})<br>{text_html(say('policy.hash'))} "
        f'<code class="summarizer-wrap">{text_html(policy.sha256)}</code></p>'
    )
    rules = _searched(context)
    st.write(say("policy.number", number=len(rules), total=len(policy.rules)))
    _one(context, rules)
    st.header(say("policy.list"))
    columns = [say(f"policy.{name}") for name in ("rule", "subject", "applied", "source")]
    rows = [(each.id, each.title, _applied(policy, each, say), each.source) for each in rules]
    st.html(_english(table_html(columns, rows, empty=say("policy.none"))))


def family_of(rule: Rule) -> str:
    """The family of a rule: the letters that its id begins with."""
    return rule.id.partition("-")[0]


def found(
    policy: Policy, *, text: str = "", family: str = "", applied: bool | None = None
) -> tuple[Rule, ...]:
    """The rules that hold every word of a text, whatever its case, and pass the filters.

    Args:
        policy: whose rules.
        text: searched in id, title, trigger, instruction and source.
        family: letters such as ``ID``; empty = all.
        applied: whether the program applies the rule by itself; None = either.
    """
    words = text.casefold().split()
    return tuple(
        rule
        for rule in policy.rules
        if (not family or family_of(rule) == family)
        and (applied is None or policy.active(rule) == applied)
        and all(word in _text_of(rule) for word in words)
    )


def _text_of(rule: Rule) -> str:
    parts = (rule.id, rule.title, rule.trigger, rule.instruction, rule.source)
    return " ".join(parts).casefold()


def _searched(context: Context) -> tuple[Rule, ...]:
    say, policy = context.say, context.service.policy
    families = list(dict.fromkeys(map(family_of, policy.rules)))
    text = st.text_input(say("policy.search"), key="policy.search")
    left, right = st.columns(2)
    family = left.selectbox(
        say("policy.family"),
        ["", *families],
        format_func=lambda each: (
            f"{each}: {say(f'policy.family_{each}')}" if each else say("common.all")
        ),
        key="policy.family",
    )
    applied = right.selectbox(
        say("policy.applied"),
        ("common.all", "policy.by_program", "policy.by_people"),
        format_func=say,
        key="policy.applied",
    )
    by_program = None if applied == "common.all" else applied == "policy.by_program"
    return found(policy, text=text, family=family, applied=by_program)


def _one(context: Context, rules: tuple[Rule, ...]) -> None:
    say, policy = context.say, context.service.policy
    titles = {rule.id: rule.title for rule in rules}
    chosen = st.selectbox(
        say("policy.one"),
        list(titles),
        index=None,
        format_func=lambda each: f"{each}: {titles.get(each, '')}",
        placeholder=say("policy.choose"),
        key="policy.one",
    )
    if chosen is None or chosen not in titles:
        return
    rule = policy.rule(chosen)
    st.html(_english(_rule(policy, rule, context)))
    if not (rule.hits or rule.misses):
        return
    # Some quote what a rule is there to keep away: not before somebody asks.
    if st.checkbox(say("policy.examples"), key=f"policy.examples {rule.id}"):
        shown = _examples(say("policy.hits"), rule.hits) + _examples(
            say("policy.misses"), rule.misses
        )
        st.html(_english(shown))


def _rule(policy: Policy, rule: Rule, context: Context) -> str:
    say = context.say
    labels = context.service.words.labels
    facts = {
        "trigger": rule.trigger,
        "action": say(f"policy.action_{rule.action}"),
        "instruction": rule.instruction,
        "severity": say(f"policy.severity_{rule.severity}"),
        "concerns": ", ".join(
            labels.get(each, each) if each.startswith("cw-") else say(f"policy.group_{each}")
            for each in rule.families
        )
        or say("policy.every_subject"),
        "applied": _applied(policy, rule, say),
        "source": rule.source,
        "provenance": say(f"policy.provenance_{rule.provenance}"),
    }
    rows = "".join(
        f"<dt>{text_html(say(f'policy.{name}'))}</dt><dd>{text_html(fact)}</dd>"
        for name, fact in facts.items()
        if fact
    )
    return (
        f'<section aria-label="{text_html(rule.id)}"><h2>{text_html(rule.id)}: '
        f'{text_html(rule.title)}</h2><dl class="summarizer-facts">{rows}</dl></section>'
    )


def _examples(heading: str, examples: Iterable[Example]) -> str:
    items = "".join(
        f"<li>{text_html(each.text)}"
        + (f" \u2192 {text_html(each.summary)}" if each.summary is not None else "")
        + "</li>"
        for each in examples
    )
    return f"<h3>{text_html(heading)}</h3><ul>{items}</ul>" if items else ""


def _applied(policy: Policy, rule: Rule, say: Catalogue) -> str:
    if policy.active(rule):
        return say("policy.by_program")
    return say("policy.switched_off") if rule.live else say("policy.by_people")


def _english(html: str) -> str:
    """The rules are in English, whatever the language of the page."""
    return f'<div lang="en">{html}</div>'
