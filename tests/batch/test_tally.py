"""A run in numbers: every document counted once, memory bounded, no words kept."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from summarizer.batch.tally import SLOWEST, Adder, Fact, Slow, Tally, add_up

Make = Callable[..., dict[str, Any]]


def warning(code: str, level: int) -> dict[str, Any]:
    return {"code": code, "level": level}


def failed(detail: str) -> dict[str, Any]:
    return {
        "status": "failed",
        "language": "und",
        "summary": None,
        "warnings": [],
        "redactions": [],
        "checks": [{"name": "read", "passed": False, "score": None, "detail": detail}],
    }


def test_each_document_is_counted_once(make_row: Make) -> None:
    tally = add_up(
        [
            Fact(source="a", report=make_row(status="ready"), characters=1200),
            Fact(source="b", report=make_row(), characters=700),
            Fact(source="c", report=make_row(status="withheld", summary=None), characters=700),
            Fact(source="d", report=None, same_as="a", kind="exact"),
            Fact(source="e", report=None, same_as="a", kind="near"),
            Fact(source="f", report=None, same_as="b", kind="near"),
            Fact(source="g", report=failed("read: encrypted: it is locked; unlock it")),
            Fact(source="h", report=None),
        ]
    )
    assert tally.statuses == {"failed": 1, "needs_review": 1, "ready": 1, "withheld": 1}
    assert tally.duplicates == {"near": 2, "exact": 1}
    assert tally.failures == {"read: encrypted": 1}
    assert (tally.documents, tally.reports, tally.open) == (8, 4, 1)
    assert tally.languages == {"en": 3}
    # 500 to 999, 1,000 to 1,999
    assert tally.characters.counts[:4] == (0, 2, 1, 0)
    # The example has 16 words; what is withheld has none to count.
    assert (tally.words.counts[0], tally.words.count, tally.words.mean) == (2, 2, 16)
    assert tally.origins == {"extracted": 2, "generated": 2}


def test_warnings_by_code_and_level(make_row: Make) -> None:
    rows = [
        make_row(warnings=[warning("cw-killing", 1), warning("cw-suicide", 3)]),
        make_row(warnings=[warning("cw-killing", 1)]),
        make_row(warnings=[warning("cw-killing", 4)]),
        make_row(warnings=[]),
    ]
    tally = add_up(Fact(source="a", report=row) for row in rows)
    assert tally.warnings == {("cw-killing", 1): 2, ("cw-killing", 4): 1, ("cw-suicide", 3): 1}
    assert next(iter(tally.warnings)) == ("cw-killing", 1)


def test_redactions_by_rule_and_the_reports_they_are_in(make_row: Make) -> None:
    tally = add_up(Fact(source=name, report=make_row()) for name in "ab")
    assert tally.redactions == {"ID-05": 4, "CT-19": 2, "ID-07": 2}
    assert list(tally.redactions) == ["ID-05", "CT-19", "ID-07"]
    assert tally.redacted == {"CT-19": 2, "ID-05": 2, "ID-07": 2}


@pytest.mark.parametrize(
    ("detail", "kind"),
    [
        ("read: encrypted: it is locked with a password", "read: encrypted"),
        ("detect: internal: internal error (ValueError)", "detect: internal"),
        ("read: empty", "read: empty"),
        ("A sentence: of somebody's", "unknown"),
        ("", "unknown"),
    ],
)
def test_failures_are_told_by_stage_and_kind_alone(detail: str, kind: str) -> None:
    tally = add_up([Fact(source="a", report=failed(detail))])
    assert tally.failures == {kind: 1}


def test_time_by_stage(make_row: Make) -> None:
    row = make_row()
    tally = add_up(
        [
            Fact(source="a", report=row, seconds=1.5, stage_ms={"detect": 500, "write": 1000}),
            Fact(source="b", report=row, seconds=0.3, stage_ms={"detect": 300}),
            Fact(source="c", report=failed("read: empty: no words")),
        ]
    )
    assert list(tally.stages) == ["detect", "write"]
    assert tally.stages["detect"].total == pytest.approx(0.8)
    assert tally.stages["detect"].count == 2
    assert tally.stages["write"].total == 1.0
    assert tally.seconds.count == 2  # how long the one that could not be read took is not known
    assert tally.seconds.total == pytest.approx(1.8)


def test_the_slowest_documents_whatever_their_order(make_row: Make) -> None:
    row = make_row()
    facts = [
        Fact(source=f"{number:03}.txt", report=row, seconds=1 + number // 3, characters=number)
        for number in range(100)
    ]
    expected = tuple(
        Slow(fact.seconds, fact.source, fact.characters)
        for fact in sorted(facts, key=lambda fact: (-fact.seconds, fact.source))[:SLOWEST]
    )
    for seed in range(5):
        random.Random(seed).shuffle(facts)
        assert add_up(facts).slowest == expected


def test_order_makes_no_difference(make_row: Make) -> None:
    facts = [
        Fact(
            source=str(number),
            report=make_row(status=("ready", "needs_review")[number % 2]),
            seconds=number / 8,
            stage_ms={"write": number * 125},
            characters=number,
        )
        for number in range(30)
    ]
    assert add_up(facts) == add_up(facts[::-1])


def test_it_grows_with_what_there_is_to_tell_apart_alone(make_row: Make) -> None:
    import tracemalloc

    row = make_row()
    adder = Adder()

    def held(count: int) -> int:
        tracemalloc.start()
        for number in range(count):
            adder.add(Fact(source=f"{number}.txt", report=row, seconds=number, characters=9))
        size = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        return size

    held(100)
    assert held(5_000) < 20_000


def test_no_words_are_kept(make_row: Make) -> None:
    row = make_row()
    fact = Fact(source="a", report=row)
    tally = add_up([fact])
    assert isinstance(tally, Tally)
    for value in (fact, tally):
        for words in (row["summary"]["headline"], row["content_warning"]):
            assert words not in repr(value)
