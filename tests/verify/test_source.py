"""A text is parsed so that what has no full stop does not spoil the sentence behind it."""

from __future__ import annotations

from typing import Any

from summarizer.text import sentences
from summarizer.verify.source import SourceIndex

TEXT = (
    "Larkfield Coatings slumps on exit\n\n"
    "Shares in Larkfield Coatings fell 11.4 per cent after the paint maker halved its dividend. "
    "It will close a plant."
)


def test_a_headline_is_parsed_apart_and_offsets_stay(parse: Any) -> None:
    spans = sentences(TEXT)
    index = SourceIndex.of_text(TEXT, spans, parse=parse.many)
    lead = index.sentences[1].tree
    assert lead is not None
    assert lead.tokens[lead.root].text == "fell"
    for sentence in index.sentences:
        assert sentence.tree is not None
        for token in sentence.tree.tokens:
            assert token.span.of(TEXT) == token.text


def test_sentences_with_an_end_are_parsed_together(parse: Any) -> None:
    asked: list[str] = []

    def many(texts: Any) -> Any:
        asked.extend(texts)
        return parse.many(texts)

    SourceIndex.of_text(TEXT, sentences(TEXT), parse=many)
    assert asked == [TEXT.partition("\n")[0], TEXT.rpartition("\n")[2]]
