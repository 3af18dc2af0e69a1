"""What a writer wrote is held against its guard once more."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.models.guard import Guard
from summarizer.models.guarded import keeps_to
from summarizer.write.vocabulary import vocabulary_of

TEXT = "The council in O'Hara Bridge agreed, 9 to 3, on a two-year plan; U.S. officials' cars left."
GUARD = Guard(blocked=("sex tape", "incest", "wheelchair-bound"), vocabulary=vocabulary_of(TEXT))


@pytest.mark.parametrize(
    "sentence",
    [
        "The council agreed on a two-year plan.",
        "Council officials left.",
        "Cars left, said the U.S. officials.",
        "The council (9 to 3) agreed: a plan.",
        "O'Hara Bridge officials' cars left.",
        "The council’s plan left.",
    ],
)
def test_words_of_the_text_may_be_written(sentence: str) -> None:
    assert keeps_to(GUARD, sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The corrupt council agreed.",
        "The council falsely agreed.",
        "The council agreed, 8 to 3.",
        "The council agreed (Polish officials left).",
        "Angry officials left.",
        "The council agreed on a three-year plan.",
        "The Council in Leeds agreed.",
    ],
)
def test_other_words_may_not(sentence: str) -> None:
    assert not keeps_to(GUARD, sentence)


@pytest.mark.parametrize("said", ["incest", "INCEST", "Incest,", "a sex  tape", "wheelchair bound"])
def test_a_blocked_term_is_seen_in_any_spelling(said: str) -> None:
    free = Guard(blocked=GUARD.blocked)
    assert not keeps_to(free, f"The council saw {said}.")
    assert keeps_to(free, "The council saw incestuousness and sex tapes.")


@given(st.text(max_size=60))
def test_nothing_is_free_of_words_that_a_guard_without_vocabulary_lets_by(text: str) -> None:
    assert keeps_to(Guard(), text)
    assert keeps_to(Guard(vocabulary=frozenset(text.split())), text)
