"""Trees of sentences, also where parser and document see different borders."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from summarizer.stance import stance_of
from summarizer.syntax import sentence_trees
from summarizer.types import Span, Token
from summarizer.verify.arcs import arcs_of
from summarizer.verify.source import key_of

_LABELS = "ROOT conj pobj prep attr acomp oprd nsubj dobj relcl acl advcl ccomp aux neg".split()
_PARTS = ("NOUN", "VERB", "AUX", "ADP", "PRON", "NUM")
_WORDS = ("crew", "be", "not", "most", "of", "if", "rescued", "nobody", "12")


def _tokens(rows: list[tuple[int, str, str, str]]) -> tuple[Token, ...]:
    return tuple(
        Token(
            span=Span(at * 10, at * 10 + len(word)),
            text=word,
            lemma=word,
            pos=pos,
            tag=pos,
            dep=dep,
            head=head,
        )
        for at, (head, word, pos, dep) in enumerate(rows)
    )


def test_a_sentence_whose_head_stands_in_another_has_a_root() -> None:
    rows = [(0, "rescued", "VERB", "ROOT"), (0, "of", "ADP", "prep"), (1, "crew", "NOUN", "pobj")]
    first, second = sentence_trees(_tokens(rows), [Span(0, 19), Span(20, 29)])
    assert first is not None
    assert second is not None
    assert [token.dep for token in first.tokens] == ["ROOT", "prep"]
    assert [token.dep for token in second.tokens] == ["ROOT"]
    assert stance_of(second, 0) == frozenset()


@given(st.data())
def test_every_way_up_ends(data: st.DataObject) -> None:
    """Whatever the labels: texts that are no prose are parsed into anything."""
    size = data.draw(st.integers(1, 8))
    rows = [
        (
            data.draw(st.integers(0, max(0, at - 1))) if at else data.draw(st.integers(0, 20)),
            data.draw(st.sampled_from(_WORDS)),
            data.draw(st.sampled_from(_PARTS)),
            data.draw(st.sampled_from(_LABELS)),
        )
        for at in range(size)
    ]
    border = data.draw(st.integers(0, size)) * 10
    for tree in sentence_trees(_tokens(rows), [Span(0, border), Span(border, size * 10)]):
        if tree is None:
            continue
        places: dict[str, tuple[int, ...]] = {}
        for at, token in enumerate(tree.tokens):
            stance_of(tree, at)
            places[key_of(token)] = (*places.get(key_of(token), ()), at)
        arcs_of(tree, list(range(len(tree.tokens))), tree, places)
