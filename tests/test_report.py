"""The report's JSON: round trips, the published schema, and what is refused."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from summarizer.errors import UsageError
from summarizer.report import WITHOUT_SUMMARY, from_dict, from_json, to_dict, to_json
from summarizer.resources import report_schema
from summarizer.types import (
    Check,
    Evidence,
    Finding,
    Mention,
    Operator,
    Origin,
    Person,
    Provenance,
    Redaction,
    Report,
    Role,
    Span,
    Status,
    Summary,
    SummarySentence,
    Support,
    Warning_,
)

EXAMPLE: dict[str, Any] = json.loads(
    (Path(__file__).parent / "data/report.json").read_text("utf-8")
)
VALIDATOR = Draft202012Validator(
    json.loads(report_schema().read_text("utf-8")), format_checker=FormatChecker(["date"])
)

texts = st.text(max_size=20)
codes = st.sampled_from(("cw-killing", "cw-suicide", "cw-made-up"))
levels = st.integers(0, 4)
scores = st.floats(0, 1)
hashes = st.sampled_from(("", "0" * 64, "b1" * 32))
spans = st.tuples(st.integers(0, 9999), st.integers(0, 99)).map(lambda at: Span(at[0], sum(at)))


@st.composite
def warnings(draw: st.DrawFn) -> Warning_:
    """A warning whose findings hold what the JSON carries: the level and score of the warning."""
    code, level, score = draw(codes), draw(levels), draw(scores)
    places = draw(st.lists(st.tuples(spans, texts), max_size=3))
    findings = (
        Finding(code=code, level=level, span=span, rule=rule, score=score) for span, rule in places
    )
    return Warning_(code, level, score, tuple(findings))


def many(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=3).map(tuple)


sentences = st.builds(
    SummarySentence,
    text=texts,
    origin=st.sampled_from(get_args(Origin)),
    evidence=many(st.builds(Evidence, spans, st.just(Span(0, 0)))),
)
persons = st.builds(
    Person,
    id=texts,
    mentions=many(st.builds(Mention, spans)),
    role=st.sampled_from(get_args(Role)),
    child=st.just(False),
    protected=st.booleans(),
    rule=texts,
    legal_stage=st.just(""),
    label=st.just(""),
)
provenances = st.builds(
    Provenance,
    version=texts,
    model=texts,
    model_sha256=hashes,
    adapter_sha256=hashes,
    prompt=texts,
    prompt_sha256=hashes,
    policy=texts,
    policy_sha256=hashes,
    seed=st.integers(0, 2**32),
    timings_ms=st.dictionaries(texts, st.integers(0, 10**6), max_size=3).map(
        lambda timings: tuple(timings.items())
    ),
)


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Reports as they are after they have been through JSON."""
    status = draw(st.sampled_from(Status))
    summary = st.builds(Summary, texts, many(sentences))
    found = draw(st.lists(warnings(), max_size=3, unique_by=lambda warning: warning.code))
    return Report(
        document_id=draw(texts),
        source=draw(texts),
        language=draw(texts),
        status=status,
        content_warning=draw(texts),
        summary=None if status in WITHOUT_SUMMARY else draw(st.none() | summary),
        warnings=tuple(found),
        summary_levels=tuple((warning.code, draw(levels)) for warning in found),
        redactions=draw(
            many(st.builds(Redaction, spans, texts, st.sampled_from(Operator), texts, texts))
        ),
        persons=draw(many(persons)),
        checks=draw(
            many(
                st.builds(
                    Check,
                    texts,
                    st.none() | st.booleans(),
                    st.none() | st.floats(allow_nan=False, allow_infinity=False),
                    texts,
                )
            )
        ),
        support=draw(
            many(st.builds(Support, codes, st.just("GB"), texts, texts, st.just("2026-11-01")))
        ),
        provenance=draw(provenances),
    )


@given(reports())
def test_a_report_comes_back_from_its_json_as_it_was(report: Report) -> None:
    line = to_json(report)
    assert from_json(line) == report
    assert to_json(from_json(line)) == line


@given(reports())
def test_every_report_is_one_ascii_line_that_the_published_schema_accepts(report: Report) -> None:
    line = to_json(report)
    assert line.isascii()
    assert len(line.splitlines()) == 1
    VALIDATOR.validate(json.loads(line))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(VALIDATOR.schema)


def test_the_example_is_the_contract() -> None:
    VALIDATOR.validate(EXAMPLE)
    assert to_dict(from_dict(EXAMPLE)) == EXAMPLE
    assert list(to_dict(from_dict(EXAMPLE))) == list(EXAMPLE)


def test_what_the_contract_does_not_carry_does_not_leave() -> None:
    finding = Finding(code="cw-killing", level=1, span=Span(0, 1), rule="r", score=0.3)
    person = Person(
        id="P1", mentions=(Mention(Span(3, 4), True),), child=True, label="LEAK", legal_stage="LEAK"
    )
    report = replace(
        from_dict(EXAMPLE),
        warnings=(Warning_("cw-killing", 2, 0.9, (finding,)),),
        persons=(person,),
    )
    assert "LEAK" not in to_json(report)
    assert to_dict(from_json(to_json(report))) == to_dict(report)


def test_labels_are_those_of_the_taxonomy_and_an_unknown_code_is_its_own() -> None:
    report = replace(
        from_dict(EXAMPLE),
        warnings=(Warning_("cw-killing", 1, 1.0), Warning_("cw-made-up", 1, 1.0)),
        summary_levels=(),
    )
    found = [(each["label"], each["summary_level"]) for each in to_dict(report)["warnings"]]
    assert found == [("Killing", 0), ("cw-made-up", 0)]


@pytest.mark.parametrize("status", sorted(WITHOUT_SUMMARY))
def test_no_summary_leaves_when_it_is_withheld_or_failed(status: Status) -> None:
    report = replace(from_dict(EXAMPLE), status=status)
    assert report.summary is not None
    assert to_dict(report)["summary"] is None
    with pytest.raises(UsageError, match="summary: must be null"):
        from_dict({**EXAMPLE, "status": status.value})
    assert not VALIDATOR.is_valid({**EXAMPLE, "status": status.value})


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every path to a key of an object in the example, free keys left out."""
    found = []
    if isinstance(value, dict) and path[-1:] not in {("timings_ms",), ("signals",)}:
        for key, inner in value.items():
            found += [(*path, key), *places(inner, (*path, key))]
    if isinstance(value, list):
        for at, inner in enumerate(value[:1]):
            found += places(inner, (*path, at))
    return found


def at(value: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        value = value[key]
    return value


@pytest.mark.parametrize("path", places(EXAMPLE), ids=lambda path: ".".join(map(str, path)))
def test_every_key_is_needed_and_typed_by_the_reader_and_by_the_schema(
    path: tuple[Any, ...],
) -> None:
    without = copy.deepcopy(EXAMPLE)
    del at(without, path[:-1])[path[-1]]
    with pytest.raises(UsageError, match=str(path[-1])):
        from_dict(without)
    assert not VALIDATOR.is_valid(without)

    wrong = copy.deepcopy(EXAMPLE)
    # A boolean and a list of a list are wrong for every key but ``passed`` and ``protected``.
    at(wrong, path[:-1])[path[-1]] = [[]] if path[-1] in ("passed", "protected") else True
    with pytest.raises(UsageError, match=str(path[-1])):
        from_dict(wrong)
    assert not VALIDATOR.is_valid(wrong)

    more = copy.deepcopy(EXAMPLE)
    at(more, path[:-1])["secret words"] = 1
    with pytest.raises(UsageError, match="unknown key") as caught:
        from_dict(more)
    assert "secret words" not in str(caught.value)
    assert not VALIDATOR.is_valid(more)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("schema",), "2"),
        (("status",), "done"),
        (("warnings", 0, "level"), 5),
        (("warnings", 0, "summary_level"), -1),
        (("warnings", 0, "score"), 1.5),
        (("redactions", 0, "start"), -1),
        (("redactions", 0, "operator"), "blur"),
        (("persons", 0, "role"), "hero"),
        (("summary", "sentences", 0, "origin"), "guessed"),
        (("provenance", "timings_ms"), {"read": "fast"}),
    ],
)
def test_a_value_out_of_range_is_refused_by_both(path: tuple[Any, ...], value: object) -> None:
    wrong = copy.deepcopy(EXAMPLE)
    at(wrong, path[:-1])[path[-1]] = value
    with pytest.raises(UsageError, match="not a report: "):
        from_dict(wrong)
    assert not VALIDATOR.is_valid(wrong)


def test_a_span_that_ends_before_it_starts_is_refused() -> None:
    wrong = copy.deepcopy(EXAMPLE)
    wrong["redactions"][0]["start"] = wrong["redactions"][0]["end"] + 1
    with pytest.raises(UsageError, match=r"redactions\[0\]\.start: lies behind the end"):
        from_dict(wrong)


def test_a_text_that_differs_from_its_sentences_is_refused() -> None:
    wrong = copy.deepcopy(EXAMPLE)
    wrong["summary"]["text"] = "Something else entirely."
    with pytest.raises(UsageError, match="differs from the sentences") as caught:
        from_dict(wrong)
    assert "entirely" not in str(caught.value)


@pytest.mark.parametrize("line", ["", "{", "[]", "null", '{"a": NaN}', "[" * 100_000])
def test_what_is_no_json_or_no_object_is_refused(line: str) -> None:
    with pytest.raises(UsageError, match="not a report"):
        from_json(line)


def test_an_error_never_holds_the_line_that_was_refused() -> None:
    with pytest.raises(UsageError) as caught:
        from_json('{"summary": "secret words"')
    assert caught.value.__cause__ is None
    assert "secret" not in str(caught.value)


def test_scores_that_json_does_not_know_are_refused() -> None:
    report = replace(from_dict(EXAMPLE), checks=(Check("grounding", True, float("nan")),))
    with pytest.raises(ValueError, match="JSON compliant"):
        to_json(report)
    broken = json.dumps(to_dict(report))
    with pytest.raises(UsageError, match=r"checks\[0\]\.score: must be a number"):
        from_json(broken)


def test_a_key_of_timings_is_never_quoted() -> None:
    wrong = copy.deepcopy(EXAMPLE)
    wrong["provenance"]["timings_ms"] = {"secret words": "long"}
    with pytest.raises(UsageError, match=r"provenance\.timings_ms: has the wrong type") as caught:
        from_dict(wrong)
    assert "secret" not in str(caught.value)
