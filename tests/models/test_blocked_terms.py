from __future__ import annotations

import re

import pytest
import torch
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from summarizer.models.blocked_terms import BlockedTerms, compile_terms, occurs
from summarizer.models.pieces import boundary, fold, pieces_of

TERMS = ("court", "the jury", "a-b", "Café", "men's", "in", "x", "#e!", "“so”")
STEPS = 40


@pytest.fixture(scope="module", params=["byte_tokenizer", "piece_tokenizer"])
def vocabulary(request):
    tokenizer = request.getfixturevalue(request.param)
    return tokenizer, pieces_of(tokenizer)


def decode(tokenizer, ids: list[int]) -> str:
    return tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)


def found(text: str, term: str) -> bool:
    """Whether a reader would find the term, told without the code under test."""
    plain = re.sub(r"^\W+|\W+$", "", term)
    words = r"\s+".join(map(re.escape, plain.split()))
    return re.search(rf"(?<![^\W_]){words}(?![^\W_])", text, re.IGNORECASE) is not None


def generate(tokenizer, pieces, terms, scores: torch.Tensor, prompt: list[int]) -> list[int]:
    """Greedy decoding in which row ``i`` of ``scores`` is what the model prefers at step ``i``."""
    processor = BlockedTerms(
        tokenizer, pieces, compile_terms(terms, pieces), prompt_length=len(prompt)
    )
    ids = list(prompt)
    for row in scores:
        kept = processor(torch.tensor([ids]), row[None])
        if torch.isneginf(kept).all():
            break
        ids.append(int(kept.argmax()))
    return ids[len(prompt) :]


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 2**31),
    terms=st.lists(st.sampled_from(TERMS), min_size=1, unique=True).map(tuple),
)
def test_no_blocked_term_appears_whatever_the_scores(vocabulary, seed: int, terms):
    tokenizer, pieces = vocabulary
    scores = torch.randn(STEPS, len(tokenizer), generator=torch.Generator().manual_seed(seed))
    ids = generate(tokenizer, pieces, terms, scores, prompt=[5, 6])
    for end in range(len(ids) + 1):
        text = decode(tokenizer, ids[:end])
        assert not any(found(text, term) for term in terms), text


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), term=st.sampled_from(["court", "the jury", "Café", "men's", "evidence"]))
def test_a_model_set_on_a_term_cannot_spell_it(vocabulary, data, term: str):
    """The scores push towards every token sequence that spells the term, in any case."""
    tokenizer, pieces = vocabulary
    wanted = data.draw(
        st.sampled_from([term, term.upper(), term.title(), f"so {term}", f" {term}."])
    )
    ids = []
    rest = wanted
    options = {}
    for token in range(len(tokenizer)):
        options.setdefault(decode(tokenizer, [*prefix_of(tokenizer), token])[1:], token)
    while rest:
        # Any cut will do, down to single letters: every tokenisation has to be caught.
        cuts = [rest[:n] for n in range(1, len(rest) + 1) if rest[:n] in options]
        if not cuts:
            return
        piece = data.draw(st.sampled_from(cuts))
        ids.append(options[piece])
        rest = rest[len(piece) :]
    scores = torch.zeros(len(ids), len(tokenizer))
    for step, token in enumerate(ids):
        scores[step, token] = 10.0
    assume(found(decode(tokenizer, ids), term))
    written = decode(tokenizer, generate(tokenizer, pieces, (term,), scores, prompt=[5]))
    assert not found(written, term)


def prefix_of(tokenizer) -> list[int]:
    ids = tokenizer("a", add_special_tokens=False)["input_ids"]
    return ids[-1:]


def test_an_accent_spelled_in_two_bytes_is_caught(byte_tokenizer):
    """The last letter comes as two tokens, neither of which is a letter by itself."""
    pieces = pieces_of(byte_tokenizer)
    alphabet = byte_tokenizer.convert_tokens_to_ids
    ids = [alphabet(letter) for letter in "caf"] + [alphabet("Ã"), alphabet("©")]
    assert decode(byte_tokenizer, ids) == "café"
    scores = torch.zeros(len(ids), len(byte_tokenizer))
    for step, token in enumerate(ids):
        scores[step, token] = 10.0
    for term in ("café", "cafe"):
        written = generate(byte_tokenizer, pieces, (term,), scores, prompt=[5])
        assert not found(decode(byte_tokenizer, written), "café")
        assert written[:4] == ids[:4]
        assert written[4] != ids[4]


def test_a_first_token_that_loses_its_spaces_is_caught(piece_tokenizer):
    """This decoder drops every space of the first token, so that two words become one."""
    pieces = pieces_of(piece_tokenizer)
    token = piece_tokenizer.convert_tokens_to_ids("\u2581the\u2581ju")
    assert decode(piece_tokenizer, [token]) == "theju"
    scores = torch.zeros(1, len(piece_tokenizer))
    scores[0, token] = 10.0
    assert generate(piece_tokenizer, pieces, (), scores, prompt=[5]) == [token]
    written = generate(piece_tokenizer, pieces, ("theju",), scores, prompt=[5])
    assert not found(decode(piece_tokenizer, written), "theju")


def test_longer_words_that_hold_a_term_stay_possible(byte_tokenizer):
    pieces = pieces_of(byte_tokenizer)
    text = "The inquiry, they say, goes on."
    ids = byte_tokenizer(text, add_special_tokens=False)["input_ids"]
    scores = torch.zeros(len(ids), len(byte_tokenizer))
    for step, token in enumerate(ids):
        scores[step, token] = 10.0
    # Ends and middles of the words above; beginnings depend on where the tokens part.
    terms = ("quiry", "nquir", "hey", "oes", "he s", "y say")
    written = generate(byte_tokenizer, pieces, terms, scores, prompt=[5])
    assert decode(byte_tokenizer, written) == text
    assert not occurs(text, compile_terms(terms, pieces))


def test_scores_of_allowed_tokens_are_untouched(byte_tokenizer):
    pieces = pieces_of(byte_tokenizer)
    terms = compile_terms(("e",), pieces)
    processor = BlockedTerms(byte_tokenizer, pieces, terms, prompt_length=1)
    scores = torch.randn(2, len(byte_tokenizer), generator=torch.Generator().manual_seed(0))
    before = scores.clone()
    kept = processor(torch.tensor([[5], [6]]), scores)
    banned = torch.isneginf(kept)
    assert banned[:, byte_tokenizer.convert_tokens_to_ids("e")].all()
    assert torch.equal(scores, before)
    assert torch.equal(kept[~banned], scores[~banned])
    assert 0 < int(banned.sum()) < 20


def test_the_prompt_does_not_count_as_written(byte_tokenizer):
    pieces = pieces_of(byte_tokenizer)
    prompt = byte_tokenizer("the cour", add_special_tokens=False)["input_ids"]
    scores = torch.zeros(1, len(byte_tokenizer))
    letter = byte_tokenizer.convert_tokens_to_ids("t")
    scores[0, letter] = 10.0
    assert generate(byte_tokenizer, pieces, ("court",), scores, prompt=prompt) == [letter]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("He said COURT.", "court"),
        ("the\n  jury", "The Jury"),
        ("sex\u2011ring", "sex ring"),
        ("co\u200burt", "court"),
        ("cafe\u0301", "café"),
        ("\uff43ourt", "court"),
        ("men\u2019s", "men's"),
        ("_court_", "court"),
        ("court", " court, "),
    ],
)
def test_spellings_that_read_the_same_are_the_same(byte_tokenizer, text: str, term: str):
    assert occurs(text, compile_terms((term,), pieces_of(byte_tokenizer)))


def test_terms_without_letters_are_ignored(byte_tokenizer):
    compiled = compile_terms(("", "  ", "!?"), pieces_of(byte_tokenizer))
    assert compiled.folded == ()
    assert not occurs("so!?", compiled)


@given(st.text(max_size=20), st.text(max_size=20))
def test_folding_works_piece_by_piece(left: str, right: str):
    assert fold(left + right) == fold(left) + fold(right)


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [("a", "b", False), ("a", " b", True), ("", "b", True), ("a", "", True), ("1", "a", False)],
)
def test_boundary(left: str, right: str, expected: bool):
    assert boundary(left, right) is expected
