"""Which sentences of the original are open in this window, and how they are opened and veiled.

Each opening is written down by the store before it gives a word. The session holds who opened
which sentence when; the words are read anew each time the page is drawn, and kept nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from summarizer.review.context import Context
from summarizer.review.desk_focus import go_to, sentence_class
from summarizer.review.desk_rows import Row
from summarizer.review.desk_state import attempt, held
from summarizer.store.values import Claim, Reveal

__all__ = [
    "IN_LIST",
    "REVEALED",
    "Opened",
    "close_all",
    "open_sentence",
    "opened",
    "veil_all",
    "veil_sentence",
    "words_of",
]

REVEALED = "desk.revealed"
"""Key of the session in which it stands which sentences are open."""

IN_LIST = 0
"""The place of a sentence that was opened in the list of the original."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open sentence. ``place``: the number of the summary's sentence beside which it is shown.

    Holds no word of it.
    """

    reveal: Reveal
    place: int = IN_LIST


def opened() -> dict[int, Opened]:
    """What is open in this window, by the number of the sentence."""
    now: dict[int, Opened] = st.session_state.get(REVEALED, {})
    return now


def open_sentence(
    context: Context, claim: Claim, row: Row, *, words: bool, place: int = IN_LIST
) -> None:
    """Opens a sentence; written down as this person's exposure.

    Args:
        context: of the page.
        claim: on the item; without it nothing is opened.
        row: the sentence.
        words: also what was taken out of it.
        place: where it is shown.
    """
    from summarizer.store import reveal

    before = opened().get(row.number)
    if before is not None and (before.reveal.words or not words):
        return
    if before is not None:
        veil_sentence(context, claim, row.number)
    made = attempt(
        context,
        claim,
        lambda: reveal.reveal(
            context.desk,
            claim,
            sentence=row.number - 1,
            span=row.span,
            code=row.code,
            level=row.level,
            words=words,
        ),
    )
    if made is not None:
        place = before.place if before else place
        st.session_state[REVEALED] = {**opened(), row.number: Opened(made, place)}
        go_to(f".{sentence_class(row.number)}")


def veil_sentence(context: Context, claim: Claim, number: int) -> None:
    """Takes one sentence off the page again."""
    from summarizer.store import reveal

    left = opened()
    closed = left.pop(number, None)
    st.session_state[REVEALED] = left
    if closed is not None:
        attempt(
            context,
            claim,
            lambda: reveal.veil(
                context.desk,
                context.user.name,
                item_id=claim.item_id,
                reveal_id=closed.reveal.id,
            ),
        )


def veil_all(context: Context) -> None:
    """Takes all of the original off the page again."""
    if st.session_state.get(REVEALED):
        attempt(context, None, lambda: close_all(context))


def close_all(context: Context) -> None:
    """Closes what is open of this window's item: in another one the same person may have another.

    Raises:
        StoreError: the store cannot be reached; nothing is shown any more all the same.
    """
    from summarizer.store import reveal

    st.session_state.pop(REVEALED, None)
    claim = held()
    reveal.veil(context.desk, context.user.name, item_id=claim.item_id if claim else None)


def words_of(context: Context, number: int) -> str | None:
    """The words of an open sentence; None when it is not open or the original was purged."""
    from summarizer.store import reveal

    now = opened().get(number)
    return None if now is None else reveal.text_of(context.desk, now.reveal)
