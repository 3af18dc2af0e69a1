"""How the desk works, its keys, what veils can and cannot do, and where people find support."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from summarizer.policy import support_lines
from summarizer.policy.schema import Policy
from summarizer.review.context import Context
from summarizer.review.html import Markup, support_html, table_html, text_html
from summarizer.review.keys import KEYS
from summarizer.types import Support

__all__ = ["key_label", "show"]

_FOR_ONESELF = ("cw-mental-health-crisis", "cw-suicide", "cw-death-grief")
"""Whose help lines are for who works here, rather than for who is told of in a document."""

_SHORT = {"Escape": "Esc"}

_REASONS = "1\u20137"

_EVIDENCE = ("RV-02", "RV-05", "CW-02", "RV-07")
"""The rules that name what is known about veils, workload, warnings and the people at work."""


def show(context: Context) -> None:
    """Draws the page."""
    say = context.say
    st.title(say("help.title"))
    # First: whoever is looking for these should not have to read all the rest.
    st.header(say("help.lines"))
    st.write(say("help.lines_about"))
    st.html(_lines(context) or f"<p>{text_html(say('help.lines_none'))}</p>")
    st.header(say("help.work"))
    for name in ("desk", "words", "decide", "leave", "second", "undo", "feedback", "conflict"):
        st.write(say(f"help.work_{name}"))
    st.header(say("help.keys"))
    st.write(say("help.keys_about"))
    columns = [say("help.column_key"), say("help.column_does")]
    if not context.preferences.letter_keys:
        st.write(say("help.keys_off"))
    st.html(table_html(columns, _keys(context)))
    st.header(say("help.veils"))
    for name in ("can", "cannot", "choose"):
        st.write(say(f"help.veils_{name}"))
    st.html(_evidence(context))


def _keys(context: Context) -> list[tuple[Markup, str]]:
    """Every key with what it does, and whether this person has switched it off."""
    say = context.say
    keys = [(name, key, name) for name, key in KEYS.items()]
    keys.append(("1", _REASONS, "reasons"))
    rows = []
    for name, key, words in keys:
        does = say(f"help.keys_{words}")
        if context.key(name) is None:
            does = say("help.key_off", does=does)
        rows.append((Markup(f"<kbd>{text_html(key_label(key))}</kbd>"), does))
    return rows


def key_label(key: str) -> str:
    """A key as it stands on the buttons."""
    return " + ".join(_SHORT.get(part, part.capitalize()) for part in key.split("+"))


def _evidence(context: Context) -> str:
    policy = context.service.policy
    rules = [policy.rule(each) for each in _EVIDENCE]
    items = "".join(
        f'<li>{text_html(rule.id)}, <span lang="en">{text_html(rule.title)}: '
        f"{text_html(rule.source)}</span></li>"
        for rule in rules
    )
    return f"<p>{text_html(context.say('help.sources'))}</p><ul>{items}</ul>"


def _lines(context: Context) -> str:
    policy = _for_country(context.service.policy, context.preferences.country)
    own = support_lines(policy, _FOR_ONESELF)
    known = {(line.name, line.contact) for line in own}
    others = {
        (line.name, line.contact): Support(
            line.codes[0], line.country, line.name, line.contact, line.checked
        )
        for line in policy.help_lines
        if line.country == policy.profile.country and (line.name, line.contact) not in known
    }
    say = context.say
    return support_html(own, say, heading=say("help.for_you")) + support_html(
        tuple(others.values()), say, heading=say("help.for_others")
    )


def _for_country(policy: Policy, country: str) -> Policy:
    if not country:
        return policy
    return replace(policy, profile=replace(policy.profile, country=country))
