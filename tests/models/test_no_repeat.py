"""A text that goes round in circles is ended; a name may be written as often as it takes."""

from __future__ import annotations

import torch

from summarizer.models.no_repeat import NoRepeat

NAME = list(range(100, 110))
SENTENCE = list(range(20))


def ended(*rows: list[int], prompt: int = 0) -> list[bool]:
    length = max(map(len, rows))
    ids = torch.tensor([[0] * (length - len(row)) + row for row in rows])
    scores = NoRepeat(prompt_length=prompt)(ids, torch.zeros(len(rows), 7))  # type: ignore[arg-type]
    return torch.isneginf(scores).all(dim=-1).tolist()


def test_a_row_that_says_a_sentence_again_ends_and_the_others_do_not() -> None:
    again = [*SENTENCE, 50, *SENTENCE[:14]]
    other = [*SENTENCE, 50, *SENTENCE[:13], 51]
    assert ended(again, other) == [True, False]


def test_a_long_name_is_no_repetition() -> None:
    assert ended([*NAME, 1, 2, 3, *NAME, 4, *NAME]) == [False]


def test_short_circles_are_seen_when_they_go_round_again() -> None:
    circle = [1, 2, 3, 4, 5]
    assert ended(circle * 3) == [False]
    assert ended(circle * 4) == [True]


def test_what_the_prompt_says_may_be_said_once() -> None:
    assert ended([*SENTENCE, *SENTENCE], prompt=len(SENTENCE)) == [False]


def test_a_short_text_is_left_alone() -> None:
    assert ended([1, 2, 3]) == [False]
