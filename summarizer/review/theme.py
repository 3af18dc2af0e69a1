"""Light or dark, for who does not want what their system says.

Streamlit keeps the choice in the browser, one entry a page, and reads it when a page is loaded; it
has no call for it. The name of the entry is its own affair: a browser test holds it to the version
that is installed, and where it is wrong the page follows the system.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

import streamlit as st

from summarizer.store.values import Theme

__all__ = ["script", "tell_theme"]

_NAMES = {Theme.SYSTEM: "System", Theme.LIGHT: "Light", Theme.DARK: "Dark"}
_TOLD = "frame.theme"


def tell_theme(theme: Theme, paths: Iterable[str]) -> None:
    """Tells the browser, once a session and after a change; it loads the page again if need be.

    Args:
        theme: what the person chose.
        paths: of all pages, from the one they all stand under; the first page's is empty.
    """
    if st.session_state.get(_TOLD) != theme:
        st.session_state[_TOLD] = theme
        st.html(f"<script>{script(theme, paths)}</script>", unsafe_allow_javascript=True)


def script(theme: Theme, paths: Iterable[str]) -> str:
    """The script that makes the choice known. It holds no words but names of ours."""
    wanted, default = json.dumps(_NAMES[theme]), json.dumps(_NAMES[Theme.SYSTEM])
    return f"""
(() => {{
  const wanted = JSON.stringify({wanted}), unset = JSON.stringify({default});
  const folder = location.pathname.replace(/[^/]*$/, "");
  let changed = false;
  try {{
    for (const path of {json.dumps(list(paths))}) {{
      const key = `stActiveTheme-${{folder}}${{path}}-v2`;
      if ((localStorage.getItem(key) ?? unset) === wanted) continue;
      localStorage.setItem(key, wanted);
      changed = true;
    }}
  }} catch {{ return; }}
  if (changed) location.reload();
}})();
"""
