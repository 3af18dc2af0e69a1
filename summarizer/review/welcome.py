"""What stands around the pages: who is signed in, and what somebody without a role is told."""

from __future__ import annotations

import shlex

import streamlit as st
from streamlit.errors import StreamlitAuthError

from summarizer.review.context import Context
from summarizer.review.html import markdown_text
from summarizer.review.problem import Problem, show_problem
from summarizer.review.session import Visitor, sign_in
from summarizer.review.strings import Catalogue

__all__ = ["show_nobody", "show_somebody"]


def show_nobody(visitor: Visitor, say: Catalogue) -> None:
    """The only page for who may see no other: why, and who can change that."""
    st.title(say("common.product"))
    reason = visitor.reason
    if reason == "signed_out":
        st.write(say("welcome.signed_out"))
        if st.button(say("common.log_in"), type="primary"):
            _log_in(say)
        return
    st.subheader(say(f"welcome.{reason}_title"))
    st.write(say(f"welcome.{reason}"))
    if reason == "no_role":
        name = shlex.quote(visitor.name)
        st.code(f"summarizer users add {name} --role moderator", language=None)
    if visitor.name:
        st.text(say("welcome.you_are", name=visitor.name))
    if sign_in() == "provider":
        _log_out(say)


def show_somebody(context: Context) -> None:
    """Below the menu: who is signed in, as what, and the way out."""
    say, user = context.say, context.user
    if sign_in() != "provider":
        return
    with st.sidebar:
        role = say(f"common.role_{user.role or 'none'}")
        st.caption(say("common.signed_in", name=markdown_text(user.name), role=role))
        if _log_out(say):
            from summarizer.store import reveal

            reveal.veil(context.desk, user.name)


def _log_in(say: Catalogue) -> None:
    try:
        st.login()
    except StreamlitAuthError:
        # Its message may quote the secrets.
        show_problem(Problem(say("welcome.cannot_log_in"), (say("welcome.cannot_log_in_why"),)))


def _log_out(say: Catalogue) -> bool:
    if st.button(say("common.log_out"), key="frame.log_out"):
        st.logout()
        return True
    return False
