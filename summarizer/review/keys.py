"""The keys of the page: one table for all pages, shown on the buttons and on the help page.

Letters work while no field is being written in; Escape and keys with Ctrl also while one is.
Streamlit shows each on its button.
"""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["KEYS"]

KEYS: Mapping[str, str] = {
    "approve": "a",
    "approve_edited": "w",
    "edit": "e",
    "check_edit": "Ctrl+Enter",
    "reject": "j",
    "escalate": "x",
    "skip": "s",
    "hand_on": "h",
    "send_back": "b",
    "put_back": "p",
    "cancel": "q",
    "undo": "z",
    "reveal_next": "v",
    "veil_all": "Escape",
    "next_item": "n",
    "go_on": "g",
    "page_next": "f",
    "page_back": "d",
}
"""What is done → the key that does it. ``c`` and ``r`` are taken by Streamlit itself."""
