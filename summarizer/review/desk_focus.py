"""Where the keyboard goes after a click that drew something new, or took its own button away.

Without it the focus falls to the top of the page: whoever uses keys would walk through the menu
again, and whoever listens to the page would not be told what came.
"""

from __future__ import annotations

import json

import streamlit as st

__all__ = ["FIRST_FIELD", "WARNING", "go_to", "move", "sentence_class"]

WARNING = ".summarizer-warning"
"""The content warning of an item that was just taken."""

FIRST_FIELD = ".st-key-desk-item-field-0 input"
"""The headline, as somebody begins to edit."""

_WANTED = "desk.focus"
_COUNT = "desk.focus_count"
_TRIES = 20


def sentence_class(number: int) -> str:
    """The class of an open sentence of the original."""
    return f"summarizer-sentence-{number}"


def go_to(selector: str) -> None:
    """Asks for the focus to be moved once the page is drawn.

    Args:
        selector: of ours, in CSS; never made from words of a document.
    """
    st.session_state[_WANTED] = selector


def move() -> None:
    """Moves the focus if that was asked for. Last in the page: what it goes to is there by then."""
    selector = st.session_state.pop(_WANTED, None)
    if selector is None:
        return
    # The same script twice would not run again.
    count = st.session_state[_COUNT] = st.session_state.get(_COUNT, 0) + 1
    st.html(f"<script>{_script(selector, count)}</script>", unsafe_allow_javascript=True)


def _script(selector: str, count: int) -> str:
    # A kind of field that the browser has not drawn before takes it a moment to fetch. Whoever
    # has gone elsewhere by then is left there.
    return f"""
(() => {{
  const before = document.activeElement;
  let left = {_TRIES}; // {count}
  const go = () => {{
    const now = document.activeElement, place = document.querySelector({json.dumps(selector)});
    if (now !== before && now !== document.body) return;
    if (!place) {{
      if (left-- > 0) setTimeout(go, 100);
      return;
    }}
    if (place.tabIndex < 0) place.tabIndex = -1;
    place.focus({{ preventScroll: true }});
    place.scrollIntoView({{ block: "nearest" }});
  }};
  go();
}})();
"""
