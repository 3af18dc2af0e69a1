"""What a page is given: who looks at it, what they chose, and the words to say it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn

import streamlit as st

from summarizer.review.keys import KEYS
from summarizer.review.service import Service
from summarizer.review.strings import Catalogue
from summarizer.store.desk import Desk
from summarizer.store.values import Preferences, User

__all__ = ["Context"]


@dataclass(frozen=True, slots=True)
class Context:
    """One visitor's view of the service. Every page is ``show(context) -> None``."""

    service: Service
    user: User
    preferences: Preferences
    say: Catalogue
    pages: Mapping[str, st.Page] = field(default_factory=dict, repr=False)

    def go(self, name: str) -> NoReturn:
        """Leaves for another page of the menu, such as ``desk``; nothing after this is drawn."""
        st.switch_page(self.pages[name])

    def key(self, name: str) -> str | None:
        """The key of an action, for ``shortcut``; None when this person has switched it off.

        A voice or a slip of the hand sets keys of one character off as well: who wants none keeps
        Escape and the keys with Ctrl.

        Args:
            name: of ``keys.KEYS``, or a number, which is its own key.
        """
        key = name if name.isdecimal() else KEYS[name]
        return key if len(key) > 1 or self.preferences.letter_keys else None

    @property
    def desk(self) -> Desk:
        """The store."""
        return self.service.desk
