"""What the report says of each sentence, as values."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.review.desk_rows import pieces, rows_of, sorted_rows
from summarizer.review.desk_wellbeing import midnight
from summarizer.types import (
    Evidence,
    Finding,
    Operator,
    Provenance,
    Redaction,
    Report,
    Span,
    Status,
    Summary,
    SummarySentence,
    Warning_,
)

OUTLINE = (Span(0, 10), Span(11, 20), Span(25, 40))


def report_of(
    *,
    findings: tuple[tuple[str, int, Span], ...] = (),
    redactions: tuple[Redaction, ...] = (),
    evidence: tuple[Span, ...] = (),
) -> Report:
    warnings = tuple(
        Warning_(code, level, 1.0, (Finding(code=code, level=level, span=span, rule="r"),))
        for code, level, span in findings
    )
    told = tuple(Evidence(span, Span(0, 0)) for span in evidence)
    sentence = SummarySentence(text="x", origin="generated", evidence=told)
    return Report(
        document_id="d-1",
        source="a.txt",
        language="en",
        status=Status.READY,
        summary=Summary("x", (sentence,)),
        warnings=warnings,
        redactions=redactions,
        provenance=Provenance(version="1"),
    )


def test_a_sentence_has_the_codes_that_show_in_it_the_gravest_first() -> None:
    found = (("a", 1, Span(5, 12)), ("b", 3, Span(18, 30)), ("c", 3, Span(12, 13)))
    rows = rows_of(OUTLINE, report_of(findings=found))
    assert [row.codes for row in rows] == [
        (("a", 1),),
        (("b", 3), ("c", 3), ("a", 1)),
        (("b", 3),),
    ]
    assert (rows[1].code, rows[1].level) == ("b", 3)


def test_a_sentence_in_which_nothing_was_found_says_so() -> None:
    row = rows_of(OUTLINE, report_of())[0]
    assert (row.code, row.level, row.taken, row.told) == ("", 0, {}, ())


def test_touching_and_empty_places_belong_to_no_sentence() -> None:
    found = (("a", 1, Span(10, 11)), ("b", 1, Span(20, 25)), ("c", 1, Span(15, 15)))
    assert all(not row.codes for row in rows_of(OUTLINE, report_of(findings=found)))


def test_what_is_kept_is_not_counted_as_taken_out() -> None:
    redactions = (
        Redaction(Span(0, 3), "ID-03", Operator.REPLACE, "x"),
        Redaction(Span(4, 6), "ID-03", Operator.REMOVE),
        Redaction(Span(7, 9), "ID-01", Operator.KEEP),
    )
    assert rows_of(OUTLINE, report_of(redactions=redactions))[0].taken == {"ID-03": 2}


def test_sentences_that_the_summary_rests_on_come_first() -> None:
    rows = sorted_rows(rows_of(OUTLINE, report_of(evidence=(Span(30, 35),))))
    assert [row.number for row in rows] == [3, 1, 2]
    assert rows[0].told == (1,)


def test_a_sentence_is_cut_where_something_begins_or_ends() -> None:
    report = report_of(
        findings=(("a", 1, Span(2, 6)),),
        redactions=(Redaction(Span(4, 15), "ID-03", Operator.REMOVE),),
    )
    cut = [(piece.span, piece.codes, piece.rules) for piece in pieces(Span(0, 10), report)]
    assert cut == [
        (Span(0, 2), (), ()),
        (Span(2, 4), ("a",), ()),
        (Span(4, 6), ("a",), ("ID-03",)),
        (Span(6, 10), (), ("ID-03",)),
    ]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40), st.booleans()), max_size=8))
def test_pieces_tile_the_sentence_and_hide_every_redacted_character(
    places: list[tuple[int, int, bool]],
) -> None:
    spans = [(Span(min(a, b), max(a, b)), removed) for a, b, removed in places]
    report = report_of(
        findings=tuple(("a", 1, span) for span, removed in spans if not removed),
        redactions=tuple(
            Redaction(span, "ID-03", Operator.REMOVE) for span, removed in spans if removed
        ),
    )
    sentence = Span(10, 30)
    cut = pieces(sentence, report)
    assert cut[0].span.start == sentence.start
    assert cut[-1].span.end == sentence.end
    assert all(a.span.end == b.span.start for a, b in pairwise(cut))
    hidden = {at for piece in cut if piece.rules for at in range(piece.span.start, piece.span.end)}
    meant = {at for span, removed in spans if removed for at in range(span.start, span.end)}
    assert hidden == {at for at in meant if at in range(sentence.start, sentence.end)}


def test_a_report_without_a_summary_has_rows_all_the_same() -> None:
    report = replace(report_of(), summary=None)
    assert [row.number for row in rows_of(OUTLINE, report)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("now", "minutes_behind", "start"),
    [
        (1_800_000_000_000, 0, 1_799_971_200_000),
        (1_800_000_000_000, -60, 1_799_967_600_000),
        (1_800_000_000_000, 600, 1_799_920_800_000),
    ],
)
def test_the_day_begins_at_midnight_where_the_visitor_is(
    now: int, minutes_behind: int, start: int
) -> None:
    assert midnight(now, minutes_behind=minutes_behind) == start
