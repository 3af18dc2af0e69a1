from __future__ import annotations

import threading
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.errors import ModelError
from summarizer.models import load_parser, model_home, status
from summarizer.models.parser import PARSER, chunks

TEXT = (
    "Two men were jailed on Monday for  fraud. \n\n"
    "  Mr Jones, 45, of Leeds, was sentenced by Judge Ann Lee.\n\tHe denied it.\n"
)


@pytest.fixture(scope="module")
def parser():
    if status(PARSER, home=model_home()) != "ready":
        pytest.skip(f"the weights are not installed: summarizer models pull {PARSER}")
    return load_parser()


@given(st.text(alphabet="ab .\n\u2029", max_size=400), st.integers(1, 60))
def test_chunks_tile_the_text(text: str, limit: int):
    spans = chunks(text, limit=limit)
    assert "".join(span.of(text) for span in spans) == text
    assert all(0 < len(span) <= limit for span in spans)


def test_chunks_are_cut_at_the_best_border():
    text = "a" * 60 + " b. " + "c" * 10 + "\n\n" + "d" * 10 + "\n" + "e" * 20 + " " + "f" * 60
    first, second, *_ = chunks(text, limit=110)
    assert first.of(text).endswith("c\n\n")
    assert second.of(text).startswith("d")


def test_a_text_without_borders_is_cut_all_the_same():
    assert [len(span) for span in chunks("x" * 25, limit=10)] == [10, 10, 5]


def test_without_weights_the_error_says_what_to_do(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("summarizer.models.parser._OFFICIAL", "no_such_package")
    with pytest.raises(ModelError, match="summarizer models pull en-core-web-sm"):
        load_parser(home=tmp_path)


def test_a_folder_that_is_no_pipeline_is_a_model_error(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("summarizer.models.parser._OFFICIAL", "no_such_package")
    monkeypatch.setattr("summarizer.models.parser.locate", lambda name, home: tmp_path)
    with pytest.raises(ModelError, match="cannot load it"):
        load_parser(home=tmp_path)


@pytest.mark.weights
class TestWithWeights:
    def test_offsets_are_those_of_the_text(self, parser):
        tokens = parser(TEXT)
        assert [token.span.of(TEXT) for token in tokens] == [token.text for token in tokens]
        assert "".join(token.text for token in tokens) == "".join(TEXT.split())

    def test_heads_point_into_the_tuple_and_every_sentence_has_one_root(self, parser):
        tokens = parser(TEXT)
        roots = [token.sentence for i, token in enumerate(tokens) if token.head == i]
        assert roots == [0, 1, 2]
        assert all(tokens[token.head].sentence == token.sentence for token in tokens)
        assert all(token.dep == "ROOT" for i, token in enumerate(tokens) if token.head == i)

    def test_words_have_lemma_tags_and_entities(self, parser):
        by_text = {token.text: token for token in parser(TEXT)}
        assert by_text["jailed"].lemma == "jail"
        assert (by_text["jailed"].pos, by_text["jailed"].tag) == ("VERB", "VBN")
        assert by_text["men"].dep == "nsubjpass"
        assert by_text["Ann"].entity == "B-PERSON"
        assert by_text["Lee"].entity == "I-PERSON"
        assert by_text["was"].entity == ""

    def test_a_long_text_is_parsed_in_pieces_with_the_same_result(self, parser):
        paragraph = "Two men were jailed on Monday. The judge thanked the jury.\n\n"
        count = 800  # about 47,000 characters: three pieces
        tokens = parser(paragraph * count)
        text = paragraph * count
        alone = parser(paragraph)
        assert len(tokens) == count * len(alone)
        assert all(token.span.of(text) == token.text for token in tokens)
        assert [token.sentence for token in tokens] == sorted(token.sentence for token in tokens)
        assert tokens[-1].sentence == 2 * count - 1
        last = tokens[-len(alone) :]
        assert [token.dep for token in last] == [token.dep for token in alone]
        offset = len(tokens) - len(alone)
        assert [token.head - offset for token in last] == [token.head for token in alone]

    @pytest.mark.parametrize("text", ["", " \n\t ", "\ud800", "a\ud800b c", "\x00", "\u200b" * 5])
    def test_odd_texts_are_no_trouble(self, parser, text: str):
        tokens = parser(text)
        assert all(0 <= token.head < len(tokens) for token in tokens)
        assert all(token.span.end <= len(text) for token in tokens)
        if not text.strip():
            assert tokens == ()

    def test_the_same_text_gives_the_same_tokens(self, parser):
        first = parser(TEXT)
        parser("Something else was said in Paris.")
        assert parser(TEXT) == first

    def test_threads_take_turns(self, parser):
        results: list[object] = []
        threads = [threading.Thread(target=lambda: results.append(parser(TEXT))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert results == [parser(TEXT)] * 4

    def test_the_words_of_a_document_are_forgotten(self, parser):
        parser("The word zq17xw is seen nowhere else.")
        assert "zq17xw" not in parser._pipeline.vocab.strings


def test_no_sentence_goes_over_a_blank_line(parser):
    tokens = parser(
        "Former clerk guilty\n\nBy Jo Roe, Courts Reporter\n\nA former clerk was found out."
    )
    starts = [b.text for a, b in pairwise(tokens) if b.sentence != a.sentence]
    assert starts == ["By", "A"]
    clerk = next(token for token in tokens[-7:] if token.text == "clerk")
    assert clerk.dep == "nsubjpass"
    wrapped = parser("The clerk was jailed\nfor a year.")
    assert {token.sentence for token in wrapped} == {0}


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("HARWICK FALLS, Iowa - A coach who led a team was jailed for three years.", "coach"),
        ("NEW HARWICK: A court on Thursday jailed a man for three years.", "court"),
        (
            "HARWICK, Nigeria, April 25 (Wire) - Sixty girls seized from a school were freed.",
            "girls",
        ),
    ],
)
def test_a_sentence_begins_behind_a_dateline(parser, text: str, subject: str):
    tokens = parser(text)
    verb = next(i for i, token in enumerate(tokens) if token.text in {"jailed", "freed"})
    found = [t.text for t in tokens if t.dep in {"nsubj", "nsubjpass"} and t.head == verb]
    assert found == [subject]
    assert tokens[0].sentence < tokens[verb].sentence
