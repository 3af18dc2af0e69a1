"""The frame of all pages: settings, who is there, what they may see, and the page itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module

import streamlit as st

from summarizer.review.context import Context
from summarizer.review.desk_reveals import REVEALED, close_all
from summarizer.review.problem import showing
from summarizer.review.service import Service
from summarizer.review.session import current_user
from summarizer.review.strings import catalogue
from summarizer.review.style import css
from summarizer.review.theme import tell_theme
from summarizer.review.welcome import show_nobody, show_somebody
from summarizer.store.values import Ability, Preferences, User

__all__ = ["PAGES", "PageEntry", "run", "veil_on_leaving"]

_LAST = "frame.page"
_LANGUAGE = "frame.language"


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page: its name, which is also its path and its module, and who may see it."""

    name: str
    ability: Ability | None = None


PAGES = (
    PageEntry("desk", Ability.DECIDE),
    PageEntry("queue", Ability.SEE_QUEUE),
    PageEntry("mine", Ability.DECIDE),
    PageEntry("team", Ability.SEE_TEAM),
    PageEntry("batch", Ability.RUN_JOBS),
    PageEntry("summarise", Ability.RUN_JOBS),
    PageEntry("policy"),
    PageEntry("settings"),
    PageEntry("help"),
)
"""All pages in the order of the menu. The first that somebody may see is where they start.

No icons: the browser would fetch that of the page in use from another machine.
"""


def run(load: Callable[[], Service]) -> None:
    """Draws the page that was asked for.

    Args:
        load: makes the service; called once in the life of the program.
    """
    st.set_page_config(page_title="Summarizer", layout="wide")
    st.html(css(Preferences()))
    # Until it is known who is there, what the browser says that it prefers.
    say = catalogue((st.context.locale or "")[:2])
    with showing(say):
        service = _service(load)
        visitor = current_user(service)
        if visitor.user is None:
            show_nobody(visitor, say)
        else:
            _show_pages(service, visitor.user)


@st.cache_resource(show_spinner=False)
def _service(_load: Callable[[], Service]) -> Service:
    return _load()


def _show_pages(service: Service, user: User) -> None:
    from summarizer.store import people

    preferences = people.preferences(service.desk, user)
    say = catalogue(preferences.language)
    st.html(css(preferences))
    pages: dict[str, st.Page] = {}
    context = Context(service, user, preferences, say, pages)
    entries = [each for each in PAGES if each.ability is None or user.may(each.ability)]
    for each in entries:
        pages[each.name] = st.Page(
            partial(_show, each.name, context),
            title=say(f"common.nav_{each.name}"),
            url_path=each.name,
            default=each is entries[0],
        )
    chosen = st.navigation(list(pages.values()))
    name = next(name for name, page in pages.items() if page == chosen)
    veil_on_leaving(context, name)
    show_somebody(context)
    chosen.run()
    _tell_language(say.language)
    tell_theme(preferences.theme, ["", *pages])


def _show(name: str, context: Context) -> None:
    with showing(context.say):
        import_module(f"summarizer.review.{name}_page").show(context)


def _tell_language(language: str) -> None:
    """Tells the browser, and who reads the page aloud, what language it is in.

    Streamlit's own page says English. At the end, where the empty element takes no room.
    """
    if st.session_state.setdefault(_LANGUAGE, "en") != language or language != "en":
        st.session_state[_LANGUAGE] = language
        script = f"<script>document.documentElement.lang = {language!r};</script>"
        st.html(script, unsafe_allow_javascript=True)


def veil_on_leaving(context: Context, name: str) -> None:
    """What was open on the desk is not left open behind somebody's back."""
    last = st.session_state.get(_LAST)
    st.session_state[_LAST] = name
    if name != "desk" and (last == "desk" or REVEALED in st.session_state):
        close_all(context)
