"""Who works at the desk and as what: a part of the settings page, for administrators."""

from __future__ import annotations

import streamlit as st

from summarizer.review.context import Context
from summarizer.review.html import markdown_text, table_html
from summarizer.review.problem import problem_of, show_problem
from summarizer.review.strings import Catalogue
from summarizer.store import people
from summarizer.store.values import Role, User

__all__ = ["show_users"]

_SAVED = "settings.users_saved"
_ROLES = ("", *Role)


def show_users(context: Context) -> None:
    """Draws the list, and two forms: to change somebody, and to add somebody beforehand."""
    say = context.say
    st.header(say("settings.users"))
    everybody = people.users(context.desk, by=context.user)
    columns = [say(f"settings.column_{name}") for name in ("name", "role", "active")]
    rows = [(each.name, _role(each.role, say), _yes(each.active, say)) for each in everybody]
    st.html(table_html(columns, rows))
    if st.session_state.pop(_SAVED, False):
        st.success(say("common.saved"))
    _change(context, everybody)
    _add(context)


def _change(context: Context, everybody: tuple[User, ...]) -> None:
    say = context.say
    st.subheader(say("settings.change_user"))
    by_name = {each.name: each for each in everybody}
    # Outside the form: the form shows what the chosen one has now.
    name = st.selectbox(
        say("settings.user"), list(by_name), format_func=markdown_text, key="settings.user"
    )
    chosen = by_name[name]
    with st.form(f"settings.change {chosen.name}"):
        role = st.selectbox(
            say("settings.column_role"),
            _ROLES,
            index=_ROLES.index(chosen.role or ""),
            format_func=lambda each: _role(each, say),
        )
        active = st.checkbox(say("settings.active"), value=chosen.active)
        sent = st.form_submit_button(say("settings.change"))
    if sent:
        _save(context, chosen.name, Role(role) if role else None, active)


def _add(context: Context) -> None:
    say = context.say
    st.subheader(say("settings.add_user"))
    with st.form("settings.add", clear_on_submit=True):
        name = st.text_input(say("settings.add_name"))
        role = st.selectbox(
            say("settings.column_role"), list(Role), format_func=lambda each: _role(each, say)
        )
        sent = st.form_submit_button(say("settings.add"))
    if sent:
        # Names that come from a sign-in provider are in lower case.
        _save(context, name.strip().lower(), role, None)


def _save(context: Context, name: str, role: Role | None, active: bool | None) -> None:
    try:
        people.set_role(context.desk, name, role, by=context.user)
        if active is not None:
            people.set_active(context.desk, name, active, by=context.user)
    except Exception as error:
        show_problem(problem_of(error, context.say))
    else:
        st.session_state[_SAVED] = True
        st.rerun()


def _role(role: str | None, say: Catalogue) -> str:
    return say(f"common.role_{role or 'none'}")


def _yes(value: bool, say: Catalogue) -> str:
    return say("common.yes") if value else say("common.no")
