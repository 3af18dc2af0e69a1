"""A summary that a person wrote: asked all that a draft is asked, and never changed."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from summarizer import redact
from summarizer.models import Answer, Request
from summarizer.models.entailment import Entailment
from summarizer.models.readings import Heads
from summarizer.pipeline import Pipeline
from summarizer.policy.schema import Policy
from summarizer.report import from_json, to_dict, to_json
from summarizer.resources import report_schema, sample
from summarizer.settings import Settings
from summarizer.types import Report, SafeText, Status, Style
from summarizer.verify.wording import mended_by, reworded

SAMPLE = sample().read_text(encoding="utf-8")
HEADLINE = "A three-year investigation led by the International Crime Bureau has ended"
ENDED = (
    "A three-year investigation led by the International Crime Bureau has ended in the conviction "
    "of two men and the arrest of seven more suspects in Averland, Castelline and Norrmark."
)
SAFE = "Police said 38 children had been brought to safety."
SENTENCED = (
    "Corwin Dastrell was sentenced in May 2021 to 62 years in prison by the High Court in Port "
    "Ellery."
)
PLEADED = "Dastrell pleaded guilty to 31 counts of child sexual abuse."
SENTENCES = (ENDED, SAFE, SENTENCED, PLEADED)


class Untouchable:
    """A writer that must not be asked anything, not even its name."""

    def __getattribute__(self, name: str) -> object:
        raise AssertionError(f"the writer was asked for {name}")


class Silent:
    """A writer that proposes nothing, so that the summary is extracted."""

    name = "silent"
    sha256 = adapter_sha256 = ""
    context = 4096

    def count(self, text: str) -> int:
        return len(text) // 3 + 1

    def write(self, requests: Sequence[Request]) -> list[Answer]:
        return [() for _ in requests]


Made = Callable[..., Pipeline]


@pytest.fixture
def made(recalling_parse, policy: Policy, recalling_heads: Heads, entailment: Entailment) -> Made:  # type: ignore[no-untyped-def]
    def make(writer: object | None = None, *, style: Style = Style.BRIEF) -> Pipeline:
        return Pipeline(
            Settings(style=style),
            policy=policy,
            parser=recalling_parse,
            heads=recalling_heads,
            entailment=entailment,
            writer=writer or Untouchable(),  # type: ignore[arg-type]
        )

    return make


@pytest.fixture
def check(made: Made) -> Callable[..., Report]:
    def checked(
        *changes: tuple[str, str], headline: str = HEADLINE, sentences: Sequence[str] = SENTENCES
    ) -> Report:
        """The report on the sample's summary with one sentence exchanged for another."""
        given = [dict(changes).get(sentence, sentence) for sentence in sentences]
        assert set(given) >= set(dict(changes).values())
        return made().check_text(SAMPLE, source="s", headline=headline, sentences=given)

    return checked


def failed(report: Report) -> dict[str, str]:
    """What did not pass, and why."""
    return {check.name: check.detail for check in report.checks if check.passed is False}


def test_what_people_wrote_is_marked_as_theirs_and_rests_on_the_original(
    check: Callable[..., Report],
) -> None:
    report = check()
    assert report.status is Status.READY, report.checks
    assert report.summary is not None
    assert (report.summary.headline, report.summary.text) == (HEADLINE, " ".join(SENTENCES))
    assert {sentence.origin for sentence in report.summary.sentences} == {"edited"}
    shown = report.summary.sentences[1].evidence[0].span.of(SAMPLE)
    assert shown == SAFE
    assert report.summary_levels == (("cw-child-sexual-abuse", 1),)
    assert report.content_warning.startswith("Child sexual abuse")
    data = to_dict(report)
    jsonschema.validate(data, json.loads(report_schema().read_text()))
    assert to_dict(from_json(to_json(report))) == data


def test_a_blocked_term_is_handed_back(check: Callable[..., Report]) -> None:
    told = f"{SAFE[:-1]}, and the incestuous victims."
    report = check((SAFE, told))
    assert report.status is not Status.READY
    assert "ID-04" in failed(report)["terms"]


@pytest.mark.parametrize("style", [Style.BRIEF, Style.PARAGRAPH])
@pytest.mark.parametrize(
    "name", ["court_report.txt", "email.txt", "sports_result.txt", "suicide_report.txt"]
)
def test_an_unchanged_summary_passes_as_it_did_before(
    made: Made, documents: Path, name: str, style: Style
) -> None:
    path = documents / name
    before = made(Silent(), style=style).summarize_path(path)
    assert before.status is Status.READY
    assert before.summary is not None
    after = made(style=style).check_bytes(
        path.read_bytes(),
        source=str(path),
        headline=before.summary.headline,
        sentences=[sentence.text for sentence in before.summary.sentences],
    )
    assert after.checks == before.checks
    assert after.summary is not None
    assert after.summary.text == before.summary.text
    assert [s.evidence for s in after.summary.sentences] == [
        s.evidence for s in before.summary.sentences
    ]
    same = {"document_id", "source", "language", "warnings", "redactions", "persons", "support"}
    assert all(getattr(after, key) == getattr(before, key) for key in same)


def test_no_writer_is_loaded_or_named(
    parse,  # type: ignore[no-untyped-def]
    policy: Policy,
    heads: Heads,
    entailment: Entailment,
    check: Callable[..., Report],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def load(*_: object, **__: object) -> object:
        raise AssertionError("a writer was loaded")

    monkeypatch.setattr("summarizer.models.load_writer", load)
    bare = Pipeline(Settings(), policy=policy, parser=parse, heads=heads, entailment=entailment)
    report = bare.check_text(SAMPLE, headline=HEADLINE, sentences=SENTENCES)
    assert report.status is Status.READY
    for each in (report, check()):
        made_by = each.provenance
        assert (made_by.model, made_by.model_sha256, made_by.prompt, made_by.prompt_sha256) == (
            ("",) * 4
        )
        assert made_by.detector
        assert made_by.policy == "default"


@pytest.mark.parametrize(
    ("before", "after", "names"),
    [
        (SAFE, SAFE.replace("38", "138"), {"grounding", "facts"}),
        (SENTENCED, SENTENCED.replace("Corwin", "Martin"), {"grounding", "facts"}),
        (PLEADED, PLEADED.replace("pleaded guilty to", "was charged with"), {"legal_stage"}),
        (PLEADED, PLEADED.replace("pleaded guilty to", "was acquitted of"), {"legal_stage"}),
        (SAFE, f"{SAFE[:-1]}, and the prime minister resigned.", {"grounding"}),
        (SAFE, SAFE.replace("had been", "had not been"), {"grounding"}),
    ],
)
def test_what_the_document_does_not_say_asks_for_a_person(
    check: Callable[..., Report], before: str, after: str, names: set[str]
) -> None:
    report = check((before, after))
    assert report.status is Status.NEEDS_REVIEW
    assert failed(report).keys() >= names
    assert failed(report).keys() <= {"grounding", "facts", "legal_stage"}
    assert report.summary is not None
    assert after in report.summary.text


@pytest.mark.parametrize(
    ("after", "name", "detail"),
    [
        (f"{PLEADED[:-1]} of his niece.", "identity", "1 removed words"),
        (f"{PLEADED[:-1]} of his ni\u200bece.", "identity", "1 removed words"),
        (f"{PLEADED[:-1]} of his n\u0456ece.", "identity", "1 removed words"),
        ("The child's throat was cut and blood covered the walls.", "safety", "ceiling:cw-killing"),
    ],
)
def test_what_must_not_get_out_is_withheld(
    check: Callable[..., Report],
    caplog: pytest.LogCaptureFixture,
    after: str,
    name: str,
    detail: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    report = check((PLEADED, after))
    assert report.status is Status.WITHHELD
    assert report.summary is None
    assert detail in failed(report)[name]
    for word in ("niece", "throat", "31 counts"):
        assert word not in to_json(report) + repr(report) + caplog.text


@pytest.mark.parametrize(
    ("after", "rule"),
    [
        (PLEADED.replace("31", "31 shocking"), "GD-08"),
        (PLEADED.replace("Dastrell", "Evil Dastrell"), "CT-19"),
        (PLEADED.replace("Dastrell", "The paedophile Dastrell"), "CT-08"),
    ],
)
def test_wording_is_handed_back_and_never_put_right_in_silence(
    check: Callable[..., Report], policy: Policy, after: str, rule: str
) -> None:
    codes = frozenset({"cw-child-sexual-abuse"})
    assert reworded(after, policy=policy, about=codes) != after
    assert rule in mended_by(after, policy=policy, about=codes)
    report = check((PLEADED, after))
    assert report.status is Status.NEEDS_REVIEW
    assert failed(report)["terms"] == rule
    assert report.summary is not None
    assert report.summary.sentences[-1].text == after


def test_the_wording_of_the_headline_is_asked_as_well(check: Callable[..., Report]) -> None:
    report = check(headline="Corwin Dastrell was sentenced to 62 horrific years in prison")
    assert failed(report) == {"terms": "GD-08"}
    assert report.summary is not None
    assert "horrific" in report.summary.headline


def test_text_that_no_rule_would_change_is_mended_by_none(policy: Policy) -> None:
    codes = frozenset({"cw-child-sexual-abuse"})
    assert mended_by(PLEADED, policy=policy, about=codes) == ()


def test_white_space_and_unseen_characters_go_and_words_stay(
    check: Callable[..., Report],
) -> None:
    report = check(
        (
            PLEADED,
            " Dastrell pleaded\n\n guilty to\t31 counts\u00a0of child\u200b sexual abuse.\r\n",
        ),
        headline=f"  {HEADLINE}\n",
    )
    assert report.status is Status.READY, report.checks
    assert report.summary is not None
    assert report.summary.sentences[-1].text == PLEADED
    assert report.summary.headline == HEADLINE


def test_typographic_marks_stay_as_they_were_typed(made: Made) -> None:
    text = "The council's director, Ann Berg, said on Monday that the bridge will close in May."
    typed = text.replace("'", "\u2019")
    report = made().check_text(text, headline="", sentences=[typed])
    assert failed(report).keys() == {"headline"}
    assert report.summary is not None
    assert report.summary.text == typed


def test_several_sentences_in_one_are_each_judged(check: Callable[..., Report]) -> None:
    report = check((SAFE, f"{SAFE} It cost 900 pounds."), sentences=(ENDED, SAFE))
    assert report.summary is not None
    assert [sentence.text for sentence in report.summary.sentences] == [
        ENDED, SAFE, "It cost 900 pounds.",
    ]  # fmt: skip
    assert failed(report).keys() >= {"facts", "fluency"}


@pytest.mark.parametrize("nothing", [(), ("",), (" \n", "\u200b\u200b", "\t")])
def test_without_sentences_there_is_no_summary_and_no_exception(
    check: Callable[..., Report], nothing: tuple[str, ...]
) -> None:
    report = check(sentences=nothing)
    assert report.status is Status.NEEDS_REVIEW
    assert report.summary is None
    assert failed(report).keys() == {"content"}
    assert {c.name for c in report.checks if c.passed is None} >= {"identity", "safety", "terms"}


@pytest.mark.parametrize("nothing", ["", " \n ", "\u200b"])
def test_without_a_headline_a_person_is_asked(check: Callable[..., Report], nothing: str) -> None:
    report = check(headline=nothing)
    assert report.status is Status.NEEDS_REVIEW
    assert failed(report).keys() == {"headline"}


def test_a_headline_is_held_against_the_document_too(check: Callable[..., Report]) -> None:
    assert failed(check(headline="Police said 138 children had been brought to safety")).keys() == {
        "grounding", "facts", "headline",
    }  # fmt: skip
    told = check(headline="Corwin Dastrell abused his own niece, prosecutors said")
    assert told.status is Status.WITHHELD
    assert "identity" in failed(told)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Das Gericht verurteilte den Mann zu einer Freiheitsstrafe von sechs Jahren. "
            "Die Polizei hatte ihn im vergangenen Jahr in seiner Wohnung festgenommen.",
            "language",
        ),
        (
            "A MAN WAS JAILED FOR SIX YEARS FOR RAPING A GIRL. THE GIRL, CHLOE BENNETT, TOLD HER "
            "AUNT. THE JUDGE PRAISED HER COURAGE.",
            "names",
        ),
    ],
)
def test_what_stops_a_document_stops_an_edit(made: Made, text: str, name: str) -> None:
    report = made().check_text(text, headline="A man was jailed", sentences=["He was jailed."])
    assert report.status is Status.NEEDS_REVIEW
    assert failed(report).keys() == {name}
    assert report.summary is None
    assert {c.name: c.passed for c in report.checks}["grounding"] is None


def test_a_document_that_cannot_be_read_fails_the_report(made: Made) -> None:
    report = made().check_bytes(b"", source="x", headline="A", sentences=["B."])
    assert report.status is Status.FAILED
    assert failed(report)["read"].startswith("read: empty")


def test_a_stage_that_breaks_quotes_neither_document_nor_edit(
    made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> SafeText:
        raise RuntimeError(SAMPLE)

    monkeypatch.setattr(redact, "redact", broken)
    report = made().check_text(SAMPLE, source="s", headline=HEADLINE, sentences=SENTENCES)
    assert failed(report) == {"stage": "redact: internal: internal error (RuntimeError)"}
    assert "Dastrell" not in to_json(report)


def test_an_edit_of_a_markup_document_is_read_by_its_media_type(made: Made) -> None:
    data = b"<html><body><p>The council will close the old bridge in May.</p></body></html>"
    report = made().check_bytes(
        data,
        source="x",
        media_type="text/html",
        headline="The council will close the old bridge",
        sentences=["The council will close the old bridge in May."],
    )
    assert report.status is Status.READY, report.checks
    plain = made().check_bytes(data, source="x", headline="", sentences=[])
    assert plain.document_id == report.document_id


def test_asking_twice_gives_the_same(  # type: ignore[no-untyped-def]
    parse, policy: Policy, heads: Heads, entailment: Entailment
) -> None:
    def check() -> Report:
        models = {"parser": parse, "heads": heads, "entailment": entailment}
        pipeline = Pipeline(Settings(), policy=policy, writer=Untouchable(), **models)  # type: ignore[arg-type]
        return pipeline.check_text(SAMPLE, source="s", headline=HEADLINE, sentences=SENTENCES)

    first, second = (
        replace(report, provenance=replace(report.provenance, timings_ms=()))
        for report in (check(), check())
    )
    assert first == second


def test_an_accusation_without_the_acquittal_asks_for_a_person(made: Made) -> None:
    text = (
        "Ivo Roe, 41, was charged with fraud in May. Prosecutors said he had taken 9,000 euros. "
        "The jury acquitted Roe on Friday after a trial of two weeks. He thanked his lawyers."
    )
    accused, cleared = "Ivo Roe, 41, was charged with fraud in May.", "The jury acquitted Roe."
    for sentences, fails in (([accused], True), ([accused, cleared], False)):
        report = made().check_text(text, headline="A trial of two weeks", sentences=sentences)
        assert ("legal_stage" in failed(report)) is fails, failed(report)
