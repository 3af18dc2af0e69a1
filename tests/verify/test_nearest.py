"""The sentences nearest to a claim: few, complementary, in order, the same every time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from summarizer.verify.nearest import nearest, words_of

TEXT = (
    "The council met on Monday.",
    "It voted for a bridge over the Alder.",
    "The bridge will cost nine million pounds.",
    "Rain fell all day.",
)
WORDS = [words_of(sentence) for sentence in TEXT]


def test_the_sentence_with_most_of_the_words_comes_first() -> None:
    assert nearest(words_of("A bridge over the Alder was voted for."), WORDS, most=1) == (1,)


def test_a_second_sentence_brings_what_the_first_does_not_have() -> None:
    claim = words_of("The bridge over the Alder will cost nine million pounds.")
    assert nearest(claim, WORDS, most=2) == (1, 2)


def test_the_fewest_are_those_that_bring_something() -> None:
    claim = words_of("A bridge over the Alder was voted for.")
    assert nearest(claim, WORDS, most=3, fewest=True) == (1,)
    assert nearest(claim, WORDS, most=3) == (0, 1, 2)
    assert nearest(words_of("ferret"), WORDS, most=3, fewest=True) == (0,)


def test_rare_words_count_for_more_than_common_ones() -> None:
    sentences = [words_of(f"The police searched house {n}.") for n in range(9)]
    sentences.append(words_of("A neighbour owned the ferret."))
    assert nearest(words_of("The police found the ferret."), sentences, most=1) == (9,)


def test_grammar_is_no_likeness_and_forms_of_a_word_are_one() -> None:
    assert words_of("It was the of and") == frozenset()
    assert words_of("Voting for bridges") == words_of("vote bridge")


words = st.frozensets(st.sampled_from("abcdef"), max_size=4)


@given(words, st.lists(words, max_size=6), st.integers(1, 4))
def test_indexes_are_in_order_each_once_and_no_more_than_asked(
    claim: frozenset[str], sentences: list[frozenset[str]], most: int
) -> None:
    found = nearest(claim, sentences, most=most)
    assert list(found) == sorted(set(found))
    assert len(found) == min(most, len(sentences))
    assert all(0 <= index < len(sentences) for index in found)
