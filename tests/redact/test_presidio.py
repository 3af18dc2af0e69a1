"""Results of presidio taken in and given out: the format, and what becomes of each place."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.errors import UsageError
from summarizer.redact import redact
from summarizer.redact.apply import apply, covered
from summarizer.redact.presidio import (
    Recognised,
    from_presidio,
    proposals,
    read_results,
    to_anonymized,
    to_presidio,
)
from summarizer.types import (
    Analysis,
    Document,
    Mention,
    OffsetMap,
    Operator,
    Person,
    Redaction,
    Run,
    SafeText,
    Sentence,
    Span,
)

TEXT = "Nora Quill of Ostwick wrote to nora@example.org on 3 May about the Plum Club and 0131 496."


def document_of(text: str = TEXT) -> Document:
    return Document(
        id="d-1",
        text=text,
        plain=text,
        plain_map=OffsetMap.identity(len(text)),
        sentences=(Sentence(Span(0, len(text))),),
        language="en",
    )


def result(words: str, entity: str, *, text: str = TEXT, **others: object) -> dict[str, object]:
    start = text.index(words)
    end = start + len(words)
    return {"entity_type": entity, "start": start, "end": end, "score": 0.85, **others}


ANSWER = [
    result("Nora Quill", "PERSON", recognition_metadata={"recognizer_name": "SpacyRecognizer"}),
    result("Ostwick", "LOCATION", analysis_explanation={"textual_explanation": "Ostwick"}),
    result("nora@example.org", "EMAIL_ADDRESS", recognition_metadata=None),
    result("3 May", "DATE_TIME"),
    result("the Plum Club", "ORGANIZATION"),
    result("0131 496", "UK_NHS"),
]


def redacted(document: Document, found: list[Recognised]) -> SafeText:
    spans = [sentence.span for sentence in document.sentences]
    return apply(document, proposals(document, found), sentences=spans, title=None)


def test_results_are_read_with_who_found_them_and_nothing_else() -> None:
    person, place, *_ = from_presidio(ANSWER)
    assert person == Recognised(Span(0, 10), "PERSON", 0.85, "SpacyRecognizer")
    assert (place.span.of(TEXT), place.recogniser) == ("Ostwick", "presidio")
    assert "Ostwick" not in repr(place)
    assert from_presidio([]) == ()


def test_objects_of_the_analyser_are_read_as_well() -> None:
    objects = [SimpleNamespace(**{"recognition_metadata": None, **entry}) for entry in ANSWER]
    assert from_presidio(objects) == from_presidio(ANSWER)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"start": -1}, "start: must be a whole number from 0"),
        ({"end": 1.5}, "end: must be a whole number from 0"),
        ({"end": True}, "end: must be a whole number from 0"),
        ({"start": 9, "end": 4}, "start lies behind the end"),
        ({"start": None}, "start is missing"),
        ({"score": None}, "score is missing"),
        ({"entity_type": None}, "entity_type is missing"),
        ({"entity_type": 3}, "entity_type: must be a text"),
        ({"entity_type": ""}, "entity_type: must be a text"),
        ({"score": 1.01}, "score: must be a number from 0 to 1"),
        ({"score": float("nan")}, "score: must be a number from 0 to 1"),
        ({"score": "high"}, "score: must be a number from 0 to 1"),
        ({"score": True}, "score: must be a number from 0 to 1"),
    ],
)
def test_a_bad_entry_is_named_by_its_index(change: dict[str, object], words: str) -> None:
    with pytest.raises(UsageError, match=f"^recognised result 1: {words}$"):
        from_presidio([ANSWER[0], {**ANSWER[1], **change}])


@pytest.mark.parametrize("data", [None, {"text": "Nora", "items": []}, "[]", 3])
def test_anything_but_a_list_is_refused(data: object) -> None:
    with pytest.raises(UsageError, match="must be a list"):
        from_presidio(data)
    with pytest.raises(UsageError, match="recognised result 0: start is missing"):
        from_presidio(["Nora"])


def test_a_name_that_is_none_is_not_passed_on() -> None:
    odd = {**ANSWER[0], "recognition_metadata": {"recognizer_name": "Nora\nQuill"}}
    assert from_presidio([odd])[0].recogniser == "presidio"


def test_each_entity_has_its_rule_and_its_words() -> None:
    safe = redacted(document_of(), list(from_presidio(ANSWER)))
    assert safe.text == (
        "A person of a place wrote to an e-mail address on a date about an organisation and "
        "a number."
    )
    assert [r.rule for r in safe.redactions] == [
        "ID-27",
        "ID-09",
        "ID-22",
        "ID-08",
        "ID-10",
        "ID-22",
    ]
    assert {r.operator for r in safe.redactions} == {Operator.MASK}
    assert safe.redactions[0].reason == "recognised by SpacyRecognizer"


def test_what_has_no_words_is_taken_out() -> None:
    text = "The page at example.org/x was closed by its owner."
    found = from_presidio([result("at example.org/x", "URL", text=text)])
    safe = redacted(document_of(text), list(found))
    assert safe.text == "The page was closed by its owner."
    assert [(r.rule, r.operator) for r in safe.redactions] == [("ID-22", Operator.REMOVE)]


def test_recognised_places_that_overlap_others_go_whole() -> None:
    text = "The letter came from Mrs Nora Anne Quill of Ostwick last week."
    document = document_of(text)
    found = from_presidio(
        [
            result("Nora Anne", "PERSON", text=text),
            result("Anne Quill of Ostwick", "LOCATION", text=text),
            result("Mrs Nora", "TITLE", text=text),
        ]
    )
    safe = redacted(document, list(found))
    assert safe.text == "The letter came from last week."
    (only,) = safe.redactions
    assert only.span.of(text).strip() == "Mrs Nora Anne Quill of Ostwick"


def test_offsets_of_another_text_are_refused() -> None:
    far = Recognised(Span(0, len(TEXT) + 1), "PERSON")
    with pytest.raises(UsageError, match=r"^d-1: recognised result 1 ends behind the text"):
        proposals(document_of(), [Recognised(Span(0, 4), "PERSON"), far])


def test_offsets_are_those_of_the_original() -> None:
    text = "The man met N\u200bora Quill by the old river."
    plain = text.replace("\u200b", "")
    at = text.index("\u200b")
    document = replace(
        document_of(text),
        plain=plain,
        plain_map=OffsetMap(
            (
                Run(Span(0, at), Span(0, at)),
                Run(Span(at, len(plain)), Span(at + 1, len(text))),
            )
        ),
    )
    found = from_presidio([result("N\u200bora Quill", "PERSON", text=text)])
    safe = apply(document, proposals(document, found), sentences=[Span(0, len(plain))], title=None)
    assert safe.text == "The man met a person by the old river."


def test_redaction_takes_them_in(policy) -> None:  # type: ignore[no-untyped-def]
    document = document_of("The council met Nora Quill about the new path on Monday.")
    alone = redact(document, Analysis(), policy=policy)
    assert "Nora Quill" in alone.text
    found = from_presidio([result("Nora Quill", "PERSON", text=document.text)])
    safe = redact(document, Analysis(), policy=policy, recognised=found)
    assert safe.text == "The council met a person about the new path on Monday."


SAFE = SafeText(
    text="A child was hurt. The rest.",
    map=OffsetMap(
        (
            Run(Span(0, 7), Span(0, 10)),
            Run(Span(7, 17), Span(30, 40)),
            Run(Span(17, 18), Span(40, 40)),
            Run(Span(18, 27), Span(41, 50)),
        )
    ),
    redactions=(
        Redaction(Span(0, 10), "ID-03", Operator.MASK, "a child", "why"),
        Redaction(Span(10, 30), "GD-01", Operator.REMOVE),
        Redaction(Span(60, 70), "ID-22", Operator.MASK, "a telephone number"),
    ),
)


def test_redactions_are_given_out_in_presidios_words_and_without_text() -> None:
    given = to_presidio(SAFE)
    assert [(r["entity_type"], r["start"], r["end"]) for r in given] == [
        ("PERSON", 0, 10),
        ("SUMMARIZER_GD_01", 10, 30),
        ("PHONE_NUMBER", 60, 70),
    ]
    assert given[0]["recognition_metadata"] == {"recognizer_name": "summarizer", "rule": "ID-03"}
    assert "child" not in json.dumps(given)


@pytest.mark.parametrize(
    ("rule", "put", "entity"),
    [
        ("CR-02", "a suspect", "PERSON"),
        ("CR-04", "", "NRP"),
        ("ID-02", "an address", "LOCATION"),
        ("ID-07", "under 18", "AGE"),
        ("ID-08", "in 1994", "DATE_TIME"),
        ("ID-09", "a village", "LOCATION"),
        ("ID-10", "a school", "ORGANIZATION"),
        ("ID-12", "", "SUMMARIZER_ID_12"),
        ("ID-22", "An e-mail address", "EMAIL_ADDRESS"),
        ("ID-22", "a website", "URL"),
        ("ID-22", "", "SUMMARIZER_ID_22"),
        ("RD-01", "", "SUMMARIZER_RD_01"),
    ],
)
def test_rules_have_names_in_presidio(rule: str, put: str, entity: str) -> None:
    safe = replace(SAFE, redactions=(Redaction(Span(0, 10), rule, Operator.MASK, put),))
    assert to_presidio(safe)[0]["entity_type"] == entity


def test_the_anonymised_form_has_what_shows_in_the_safe_text() -> None:
    given = to_anonymized(SAFE)
    assert given == {
        "text": SAFE.text,
        "items": [
            {
                "start": 0,
                "end": 7,
                "entity_type": "PERSON",
                "text": "A child",
                "operator": "replace",
            },
            {
                "start": 7,
                "end": 7,
                "entity_type": "SUMMARIZER_GD_01",
                "text": "",
                "operator": "redact",
            },
        ],
    }
    json.dumps(given)


def test_what_stands_for_somebody_is_a_person_whatever_the_rule() -> None:
    safe = replace(SAFE, redactions=(Redaction(Span(0, 10), "ID-05", Operator.REPLACE, "a child"),))
    person = Person(id="P1", mentions=(Mention(Span(4, 10)),))
    other = Person(id="P2", mentions=(Mention(Span(4, 8)),))
    assert to_anonymized(safe, [person])["items"][0]["entity_type"] == "PERSON"
    assert to_anonymized(safe, [other])["items"][0]["entity_type"] == "SUMMARIZER_ID_05"


def test_what_is_given_out_can_be_taken_in_again() -> None:
    again = from_presidio(json.loads(json.dumps(to_presidio(SAFE))))
    assert [(r.span, r.score, r.recogniser) for r in again] == [
        (redaction.span, 1.0, "summarizer") for redaction in SAFE.redactions
    ]
    assert [r.entity for r in again] == ["PERSON", "SUMMARIZER_GD_01", "PHONE_NUMBER"]


SPANS = st.tuples(st.integers(0, len(TEXT)), st.integers(0, 20)).map(
    lambda pair: Span(pair[0], min(len(TEXT), pair[0] + pair[1]))
)
ENTITIES = st.sampled_from(["PERSON", "URL", "US_SSN", "DATE_TIME", "SUMMARIZER_GD_01"])


@given(st.lists(st.builds(Recognised, SPANS, ENTITIES), max_size=6))
def test_whatever_is_recognised_goes_and_comes_back_as_a_result(found: list[Recognised]) -> None:
    safe = redacted(document_of(), found)
    asked = {at for each in found for at in range(each.span.start, each.span.end)}
    gone = {at for span in covered(safe.redactions) for at in range(span.start, span.end)}
    assert asked <= gone
    again = from_presidio(json.loads(json.dumps(to_presidio(safe))))
    assert {at for each in again for at in range(each.span.start, each.span.end)} == gone


def test_a_file_holds_one_list_or_one_a_line() -> None:
    assert read_results(json.dumps(ANSWER, indent=2)) == (from_presidio(ANSWER),)
    lines = f"{json.dumps(ANSWER)}\n\n[]\n"
    assert read_results(lines) == (from_presidio(ANSWER), ())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "recognised results: not JSON"),
        ("Nora Quill", "recognised results: not JSON"),
        ("[]\nNora Quill", "line 2: not JSON"),
        ("[]\nnull", "line 2: recognised results: must be a list"),
        ('[]\n\n[{"start": 1}]', "line 3: recognised result 0: end is missing"),
    ],
)
def test_a_bad_file_is_named_by_line_and_never_quoted(text: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_results(text)
    assert str(caught.value) == words
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__ or caught.value.__context__ is None
