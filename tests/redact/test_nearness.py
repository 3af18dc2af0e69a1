"""When a whole text is read as somebody's story."""

from __future__ import annotations

import pytest

from summarizer.redact.nearness import is_strict
from summarizer.types import Analysis, Document, Mention, OffsetMap, Person, Sentence, Span

TEXT = "A girl was hurt. The girl is nine. She plays. It rained on Monday."
STARTS = [0, 17, 35, 46]
DOCUMENT = Document(
    id="d", text=TEXT, plain=TEXT, plain_map=OffsetMap.identity(len(TEXT)),
    sentences=tuple(
        Sentence(Span(start, end - 1)) for start, end in zip(STARTS, [17, 35, 46, 67], strict=True)
    ),
)  # fmt: skip


def child(*starts: int) -> Person:
    mentions = tuple(Mention(Span(start, start + 3)) for start in starts)
    return Person(id="P1", mentions=mentions, child=True, protected=True, rule="ID-27")


@pytest.mark.parametrize(
    ("concerns", "starts", "strict"),
    [
        ({"harm"}, (0, 17, 35), True),
        ({"harm"}, (0, 2, 4), False),
        ({"harm", "identifying"}, (0,), True),
        ({"harm", "self-harm"}, (0,), False),
        (set(), (0, 17, 35), False),
    ],
)
def test_a_child_that_a_text_comes_back_to_makes_it_a_story(
    concerns: set[str], starts: tuple[int, ...], strict: bool
) -> None:
    analysis = Analysis(persons=(child(*starts),), concerns=frozenset(concerns))
    assert is_strict(DOCUMENT, analysis, cased=True) is strict
