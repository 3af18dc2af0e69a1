"""What a page is given: who looks at it, what they chose, and the words to say it in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn

import streamlit as st

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

    @property
    def desk(self) -> Desk:
        """The store."""
        return self.service.desk
