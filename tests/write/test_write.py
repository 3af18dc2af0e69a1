"""What of the pool becomes a draft, with a judge that passes everything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from summarizer.models.guard import Guard
from summarizer.syntax import sentence_trees
from summarizer.text import sentences
from summarizer.types import Draft, Judgement, OffsetMap, SafeText, Span, Style, Token
from summarizer.write import write

pytestmark = pytest.mark.weights


class Passing:
    """A judge by which a sentence rests on all sentences that share a long word with it."""

    def __init__(self, said: Sequence[str]) -> None:
        self.said = said

    def __call__(self, text: str) -> Judgement:
        on = tuple(i for i, said in enumerate(self.said) if _long(text) & _long(said))
        return Judgement(text=text, sources=on, score=1.0)

    def many(self, texts: Sequence[str], *, drafted: bool = False) -> list[Judgement]:
        return [self(text) for text in texts]

    def above(self, text: str) -> Sequence[Span]:
        return ()


class Together(Passing):
    """A judge to whom rust says too much beside the council."""

    def above(self, text: str) -> Sequence[Span]:
        at = text.find("rust")
        return (Span(at, at + 4),) if at >= 0 and "council" in text else ()


def _long(text: str) -> set[str]:
    return {word.strip(".,") for word in text.split() if len(word) > 5}


def drafted(parse, text: str, *written: str, accused: Sequence[str] = ()) -> Draft:  # type: ignore[no-untyped-def]
    spans = tuple(sentences(text))
    safe = SafeText(text=text, map=OffsetMap.identity(len(text)), sentences=spans)
    tokens: tuple[Token, ...] = tuple(parse(text))
    return write(
        safe,
        [" ".join(written)] if written else [],
        style=Style.BRIEF,
        judge=Passing([span.of(text) for span in spans]),
        headline_passes=lambda _: True,
        trees=sentence_trees(tokens, spans),
        guard=Guard(),
        accused=accused,
    )


def test_a_sentence_that_joins_what_several_tell_of_the_witness_is_not_taken(parse) -> None:  # type: ignore[no-untyped-def]
    text = "A witness telephoned the police at midnight. A second witness identified the driver."
    mixed = "The witness telephoned the police and identified the driver."
    assert mixed not in drafted(parse, text, mixed).text
    named = "Holm telephoned the police and identified the driver."
    assert named in drafted(parse, text, named).text


def test_the_denial_is_in_the_draft(parse) -> None:  # type: ignore[no-untyped-def]
    text = (
        "Tomas Brel, 41, has been charged with defrauding 900 pensioners of 12 million euros."
        " Investigators searched nine buildings in three countries and arrested seven suspects."
        " Prosecutors have frozen 40 accounts with 3 million euros at a bank in Norland."
        " The network recruited 60 callers and closed in 2021 after an appeal by 14 victims."
        " Brel denied all of it in a statement to the court."
    )
    assert "denied all of it" not in drafted(parse, text).text
    assert "denied all of it" in drafted(parse, text, accused=["Tomas Brel"]).text


def test_what_begins_in_small_letters_is_the_rest_of_a_sentence(parse) -> None:  # type: ignore[no-untyped-def]
    text = "Steven Marlow was jailed for nine years. The court ordered the confiscation of a house."
    rest = "and Steven Marlow was jailed for nine years."
    assert rest not in drafted(parse, text, rest).text


class Doubting(Passing):
    """A judge that doubts what the writer wrote and keeps its first judgement, as the real one."""

    def __init__(self, said: Sequence[str]) -> None:
        super().__init__(said)
        self.known: dict[str, Judgement] = {}

    def many(self, texts: Sequence[str], *, drafted: bool = False) -> list[Judgement]:
        for text in texts:
            faults = ("grounding:unlikely",) if drafted else ()
            self.known.setdefault(text, replace(self(text), faults=faults))
        return [self.known[text] for text in texts]


def test_what_says_too_much_beside_others_makes_room_for_another(parse) -> None:  # type: ignore[no-untyped-def]
    text = (
        "The council closed the old bridge over the Lorn. Engineers had found rust in 40 cables."
        " A ferry with 60 seats will cross the river from Monday."
    )
    spans = tuple(sentences(text))
    made = {
        judge: write(
            SafeText(text=text, map=OffsetMap.identity(len(text)), sentences=spans),
            [],
            style=Style.BRIEF,
            judge=judge([span.of(text) for span in spans]),
            headline_passes=lambda _: True,
            trees=sentence_trees(tuple(parse(text)), spans),
            guard=Guard(),
        ).text
        for judge in (Passing, Together)
    }
    assert "rust" in made[Passing]
    assert "rust" not in made[Together]
    assert "council" in made[Together]
    assert "ferry" in made[Together]


@pytest.mark.parametrize("known", [True, False])
def test_what_only_the_known_writer_wrote_is_doubted(parse, known: bool) -> None:  # type: ignore[no-untyped-def]
    text = (
        "The council closed the old bridge over the Lorn. Engineers had found rust in its cables."
    )
    spans = tuple(sentences(text))
    draft = write(
        SafeText(text=text, map=OffsetMap.identity(len(text)), sentences=spans),
        [
            "The council closed the old bridge over the Lorn."
            " Engineers had found rust in the cables of the bridge."
        ],
        style=Style.BRIEF,
        judge=Doubting([span.of(text) for span in spans]),
        headline_passes=lambda _: True,
        trees=sentence_trees(tuple(parse(text)), spans),
        guard=Guard(),
        known_writer=known,
    )
    said = [sentence.text for sentence in draft.sentences]
    # The source says it too, and that was judged first.
    assert "The council closed the old bridge over the Lorn." in said
    assert ("Engineers had found rust in the cables of the bridge." in said) is not known


def test_the_acquittal_is_in_the_draft(parse) -> None:  # type: ignore[no-untyped-def]
    text = (
        "Prosecutors in Harwick charged the treasurer with fraud over 9,000 euros in March. "
        "Nine accountants examined 4,000 invoices of the harbour company for seven months. "
        "The harbour company sold three ferries, two cranes and 40 containers last year. "
        "The ferries carried 90,000 passengers and 12,000 vehicles between the islands. "
        "She was pale. "
        "Jurors acquitted the treasurer."
    )
    assert "acquitted the treasurer" in drafted(parse, text).text
