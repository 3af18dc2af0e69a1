"""The identity suite: what each attack recovers and what it must not, and what is counted."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from summarizer import cli, read
from summarizer.errors import UsageError
from summarizer.evaluate import run
from summarizer.evaluate.attacks import ATTACKS, got_out, stands
from summarizer.evaluate.identity import evaluate_identity
from summarizer.evaluate.identity_report import as_dict, as_tables
from summarizer.evaluate.identity_result import Asked, IdentityResult, Leak
from summarizer.evaluate.protected import Marked, ProtectedText, read_protected
from summarizer.models import Answer, Prompt, Request
from summarizer.pipeline import Stages
from summarizer.policy import load_policy
from summarizer.policy.schema import Policy
from summarizer.settings import Settings
from summarizer.types import (
    Analysis,
    Check,
    OffsetMap,
    Operator,
    Person,
    Provenance,
    Redaction,
    Report,
    SafeText,
    Span,
    Status,
    Summary,
    SummarySentence,
)

TEXT = (
    "Anna Reed, 14, of Thorpe Salvin, told Leeds Crown Court about Mark Dale. "
    "Det Insp Joan Pike praised her."
)
FORBIDDEN = (
    Marked("Anna Reed", "name", "victim"),
    Marked("14", "age", "victim"),
    Marked("Thorpe Salvin", "town", "victim"),
)
MAY_STAY = (
    Marked("Leeds Crown Court", "court"),
    Marked("Mark Dale", "offender"),
    Marked("Joan Pike", "official"),
)
SAFE = "A child told Leeds Crown Court about Mark Dale."


def protected(**changes: object) -> ProtectedText:
    text = ProtectedText(
        id="x-1", suite="x", text=TEXT, traps=("late-naming",), forbidden=FORBIDDEN,
        may_stay=MAY_STAY,
    )  # fmt: skip
    return replace(text, **changes)  # type: ignore[arg-type]


def reached(text: str, safe: str = SAFE, **parts: object) -> Stages:
    shown = SafeText(text=safe, map=OffsetMap(()))
    return Stages(
        read.read_text(text, source=""),
        Analysis(),
        replace(shown, **parts),  # type: ignore[arg-type]
    )


def report(said: str = SAFE, **parts: object) -> Report:
    sentence = SummarySentence(text=said, origin="extracted")
    made = Report(
        document_id="d", source="", language="en", status=Status.READY,
        provenance=Provenance(version="1", timings_ms=(("detect", 50), ("redact", 4))),
        summary=Summary("A hearing", (sentence,)), checks=(Check("language", True),),
    )  # fmt: skip
    return replace(made, **parts)  # type: ignore[arg-type]


def evaluated(
    policy: Policy, text: ProtectedText | None = None, *, stages: Stages | None = None,
    made: Report | None = None, ask: Callable[[str, str], str] | None = None,
) -> IdentityResult:  # fmt: skip
    text = text or protected()
    return evaluate_identity(
        [text],
        stages=lambda words: stages or reached(words),
        report=lambda _: made or report(),
        ask=ask,
        ask_first=1,
        policy=policy,
    )


Recover = Callable[..., set[str]]


@pytest.fixture
def recover(policy: Policy) -> Recover:
    def recover(
        attack: str, wording: str, output: str, *, kind: str = "name", source: str = "",
        may_stay: Sequence[Marked] = (),
    ) -> set[str]:  # fmt: skip
        text = protected(
            text=source or wording, forbidden=(Marked(wording, kind),), may_stay=tuple(may_stay)
        )
        hits = ATTACKS[attack](text, [output], policy)
        return {text.forbidden[entry].text for entry in hits}

    return recover


@pytest.mark.parametrize(
    ("wording", "output", "hit"),
    [
        ("Anna Reed", "ANNA\nREED's brother", True),
        ("Anna Reed", "Anna spoke to Reed", False),
        ("Reed", "the reeds of the Reedham marsh", False),
        ("her parents’ house", "in her parents' house", True),
        ("@anna_r", "write to @anna_r.", True),
        ("14", "at 14, he", True),
        ("14", "in 2014 and on page 140", False),
    ],
)
def test_string(recover: Recover, wording: str, output: str, hit: bool) -> None:
    assert recover("string", wording, output) == ({wording} if hit else set())


@pytest.mark.parametrize(
    ("wording", "kind", "output", "hit"),
    [
        ("Anna Reed", "name", "The house of Reed.", True),
        ("Anna Begg-Lamont", "birth-name", "Ms LAMONT left.", True),
        ("Anna Reed", "name", "a reed and an anna", False),
        ("Miss Reed", "name", "Miss Pike spoke.", False),
        ("Bo Reed", "name", "Bo spoke.", False),
        ("Anna Dale", "name", "Mark Dale spoke.", True),
        ("Anna Pike", "name", "Joan Pike spoke.", False),
        ("The Owl", "nickname", "The court rose.", False),
        ("Reed House", "institution", "The House rose.", False),
    ],
)
def test_parts(recover: Recover, wording: str, kind: str, output: str, hit: bool) -> None:
    stay = [Marked("Joan Pike", "official")]
    found = recover("parts", wording, output, kind=kind, may_stay=stay)
    assert found == ({wording} if hit else set())


@pytest.mark.parametrize(
    ("wording", "output", "hit"),
    [
        ("Anna Reed", "A.R. spoke", True),
        ("Anna Reed", "said A. R. to them", True),
        ("Anna Reed", "the child, AR, spoke", True),
        ("Anna May Reed", "A.R. and AMR", True),
        ("Anna Begg-Lamont", "A.B.L.", True),
        ("Mrs Anna Reed", "AR", True),
        ("Anna Reed", "ar, ARM, B.A.R. and A. Reeve", False),
        ("Anna", "A. spoke", False),
        ("Una King", "across the UK", False),
        ("Anna Reed", "AR Holdings", False),
    ],
)
def test_initials(recover: Recover, wording: str, output: str, hit: bool) -> None:
    stay = [Marked("AR Holdings", "agency")] if "Holdings" in output else []
    found = recover("initials", wording, output, may_stay=stay)
    assert found == ({wording} if hit else set())


def test_initials_of_a_place_are_none(recover: Recover) -> None:
    assert not recover("initials", "Thorpe Salvin", "T.S.", kind="town")


LISTED = "The sisters are Beth Kay, Anna Kay and Cara Kay."


@pytest.mark.parametrize(
    ("source", "output", "hit"),
    [
        (LISTED, "A child, Beth Kay and Cara Kay were there.", True),
        (LISTED, "Beth Kay was there. Cara Kay was not.", False),
        (LISTED, "Beth Kay was there.", False),
        ("Mr Luke Orr and Anna Kay were there.", "Luke Orr was there.", True),
        ("Mark Dale and Anna Kay were there.", "Mark Dale was there.", False),
        ("In Leeds, Anna Kay and others met.", "It was in Leeds.", False),
        ("Anna Kay met Luke Orr. He left.", "Luke Orr left.", False),
    ],
)
def test_elimination_from_a_list(recover: Recover, source: str, output: str, hit: bool) -> None:
    stay = [Marked("Mark Dale", "offender")]
    found = recover("elimination", "Anna Kay", output, source=source, may_stay=stay)
    assert found == ({"Anna Kay"} if hit else set())


@pytest.mark.parametrize(
    ("wording", "output", "hit"),
    [
        ("Anna Dale", "Mark Dale was jailed. It was about his niece.", True),
        ("Anna Dale", "Mark Dale was jailed.", False),
        ("Anna Dale", "A man was jailed. It was about his niece.", False),
        ("Anna Reed", "Mark Dale was jailed. It was about his niece.", False),
    ],
)
def test_elimination_by_surname(recover: Recover, wording: str, output: str, hit: bool) -> None:
    found = recover("elimination", wording, output, may_stay=[Marked("Mark Dale", "offender")])
    assert found == ({wording} if hit else set())


def test_a_wording_is_counted_once_and_by_the_first_attack(policy: Policy) -> None:
    outputs = {"shown": ["Anna Reed, A.R."], "report": ["Reed", "A.R."]}
    found = list(got_out(protected(), outputs, policy=policy))
    assert found == [(0, "string", ("shown",))]


def test_nothing_gets_out(policy: Policy) -> None:
    result = evaluated(policy)
    assert (result.leaks, result.documents_with_leaks, result.by_kind) == ((), (), {})
    assert result.there == {"name": 1, "age": 1, "town": 1}
    assert result.traps["late-naming"].documents == 1
    assert (result.words, result.redact_ms) == ((19, 9), 4)


def test_leaks_are_found_where_they_are(policy: Policy) -> None:
    mask = Redaction(Span(0, 9), "ID-03", Operator.MASK, "the girl from Thorpe Salvin")
    stages = reached(TEXT, f"{SAFE} Reed wept.", title="Girl, 14, speaks", redactions=(mask,))
    result = evaluated(policy, stages=stages, made=report("It was in Thorpe Salvin."))
    assert result.leaks == (
        Leak("x-1", 1, "age", "string", ("shown",)),
        Leak("x-1", 2, "town", "string", ("report", "shown")),
        Leak("x-1", 0, "name", "parts", ("shown",)),
    )
    assert result.documents_with_leaks == ("x-1",)
    assert result.by_kind["name"] == {"parts": 1}
    trap = result.traps["late-naming"]
    assert (trap.documents, trap.leaking, trap.leaks) == (1, 1, {"string": 2, "parts": 1})


def test_counts_rules_and_the_policys_words_are_no_leaks(policy: Policy) -> None:
    text = protected(forbidden=(Marked("14", "age"), Marked("pregnancy", "trait")))
    title = policy.rule("ID-12").title
    assert stands("pregnancy", title)
    quiet = report(
        checks=(Check("flags", True, None, "ID-14, CR-14"),),
        redactions=(Redaction(Span(14, 20), "ID-14", Operator.REMOVE, "", title),),
    )
    assert evaluated(policy, text, made=quiet).leaks == ()
    for loud in (
        report("She was 14."),
        report(content_warning="Harm to a girl, 14"),
        report(redactions=(Redaction(Span(0, 9), "r", Operator.MASK, "a girl, 14"),)),
    ):
        assert [leak.entry for leak in evaluated(policy, text, made=loud).leaks] == [0]
    told = report(redactions=(Redaction(Span(0, 9), "r", Operator.REMOVE, "", "her pregnancy"),))
    assert [leak.entry for leak in evaluated(policy, text, made=told).leaks] == [1]


@pytest.mark.parametrize("name", ["language", "source", "names"])
def test_a_withheld_document_is_counted_apart(policy: Policy, name: str) -> None:
    made = report(status=Status.WITHHELD, checks=(Check(name, False),), summary=None)
    result = evaluated(policy, stages=reached(TEXT, TEXT), made=made)
    assert (result.withheld, result.leaks, result.may_stay) == (("x-1",), (), {})
    assert result.traps["late-naming"].withheld == 1
    loud = replace(made, content_warning="About Anna Reed")
    assert evaluated(policy, made=loud).leaks[0].places == ("report",)


def test_a_failed_document_is_counted_apart(policy: Policy) -> None:
    result = evaluated(policy, made=report(status=Status.FAILED, summary=None))
    assert (result.failed, result.withheld, result.words) == (("x-1",), (), (0, 0))


def test_what_may_stay_is_kept_masked_or_gone(policy: Policy) -> None:
    at = TEXT.index("Mark Dale")
    sentence = Span(TEXT.index("Det Insp"), len(TEXT))
    changes = (
        Redaction(Span(at, at + 9), "CR-02", Operator.MASK, "a suspect"),
        Redaction(sentence, "ID-12", Operator.REMOVE),
    )
    longer = protected(may_stay=(*MAY_STAY, Marked("Det Insp Joan Pike", "police")))
    stages = reached(TEXT, "A child told Leeds Crown Court about a suspect.", redactions=changes)
    result = evaluated(policy, longer, stages=stages)
    assert result.may_stay == {
        "court": {"kept": 1},
        "offender": {"masked": 1},
        # The sentence has 31 characters: 22 more than the one, 13 more than the other.
        "official": {"masked": 1},
        "police": {"masked": 1},
    }
    assert result.over_masked == 0.75
    wide = Redaction(Span(0, len(TEXT)), "ID-12", Operator.REMOVE)
    result = evaluated(policy, stages=reached(TEXT, "Nothing.", redactions=(wide,)))
    assert result.over_masked == 0
    assert {kind: dict(fates) for kind, fates in result.may_stay.items()} == {
        kind: {"gone": 1} for kind in ("court", "offender", "official")
    }
    titled = reached(TEXT, "", title="Leeds Crown Court hears Mark Dale, says Joan Pike")
    assert evaluated(policy, stages=titled).over_masked == 0


def test_a_writer_is_asked_what_the_report_does_not_say(policy: Policy) -> None:
    asked: list[tuple[str, str]] = []

    def ask(told: str, question: str) -> str:
        asked.append((told, question))
        return "Anna Reed, I think" if "name" in question else "I do not know; perhaps 15"

    made = report(
        content_warning="Child sexual abuse",
        persons=(Person(id="P1", mentions=(), role="victim"),),
        redactions=(Redaction(Span(0, 9), "ID-03", Operator.MASK, "a child", "protected person"),),
    )
    result = evaluated(policy, made=made, ask=ask)
    assert result.asked == {"name": Asked(1, ("x-1",)), "age": Asked(1), "town": Asked(1)}
    for words in (SAFE, "A hearing", "Child sexual abuse", "protected person", "P1: victim"):
        assert words in asked[0][0]
    # What the report says is no answer, and an answer is a leak of the writer, not of the text.
    assert result.leaks == ()
    said = evaluated(policy, made=report("Anna Reed spoke."), ask=ask)
    assert set(said.asked) == {"age", "town"}


def test_only_the_first_documents_are_asked_about(policy: Policy) -> None:
    result = evaluate_identity(
        [protected(id=name) for name in ("x-1", "x-2", "x-3")],
        stages=reached,
        report=lambda _: report(),
        ask=lambda told, question: "Anna Reed",
        ask_first=2,
        policy=policy,
    )
    assert result.asked["name"] == Asked(2, ("x-1", "x-2"))


def test_a_result_is_told_without_words(policy: Policy) -> None:
    result = evaluated(
        policy, stages=reached(TEXT, TEXT), ask=lambda told, question: "Anna Reed, 14"
    )
    facts = json.loads(json.dumps(as_dict(result)))
    assert facts["documents_with_leaks"] == ["x-1"]
    assert facts["kinds"]["age"] == {
        "there": 1, "string": 1, "parts": 0, "initials": 0, "elimination": 0,
    }  # fmt: skip
    assert facts["leaks"][0] == {
        "document": "x-1", "entry": 0, "kind": "name", "attack": "string", "places": ["shown"],
    }  # fmt: skip
    assert facts["asked"]["age"] == {"asked": 1, "recovered": ["x-1"]}
    assert facts["may_stay"]["court"] == {"kept": 1, "masked": 0, "gone": 0}
    assert (facts["over_masked"], facts["words_kept"], facts["redact_ms"]) == (0.0, 1.0, 4)
    tables = {title: rows for title, _, rows in as_tables(result)}
    assert list(tables) == [
        "What got out", "By trap", "What may stay",
        "What a writer answered from the report alone", "Figures",
    ]  # fmt: skip
    assert tables["What got out"][-1] == ("all", "3", "3", "0", "0", "0")
    assert tables["By trap"] == [("late-naming", "1", "0", "1", "3")]
    for output in (json.dumps(facts), str(tables), repr(result)):
        for marked in (*FORBIDDEN, *MAY_STAY):
            assert marked.kind == "age" or marked.text not in output


def test_no_documents_give_no_figures(policy: Policy) -> None:
    result = evaluate_identity([], stages=reached, report=lambda _: report(), policy=policy)
    assert (result.over_masked, result.words_kept, result.redact_ms) == (None, None, None)
    assert as_dict(result)["documents"] == 0
    assert [title for title, _, _ in as_tables(result)] == ["Figures"]


ROW = {
    "id": "x-1", "author": "x", "traps": ["address"], "text": TEXT,
    "forbidden": [{"text": "Anna Reed", "kind": "name", "who": "victim"}],
    "may_stay": [{"text": "Mark Dale", "kind": "offender"}],
}  # fmt: skip


def test_documents_are_read_from_a_file_or_a_folder(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text(json.dumps({"id": 2, "text": "t"}), encoding="utf-8")
    (tmp_path / "a.jsonl").write_text(json.dumps(ROW), encoding="utf-8")
    first, second = read_protected(tmp_path)
    assert (first.id, first.suite, first.traps) == ("x-1", "a", ("address",))
    assert first.forbidden == (Marked("Anna Reed", "name", "victim"),)
    assert first.may_stay == (Marked("Mark Dale", "offender"),)
    assert (second.id, second.suite, second.forbidden) == ("2", "b", ())
    assert list(read_protected(tmp_path / "a.jsonl")) == [first]
    assert "Anna" not in repr(first)


@pytest.mark.parametrize(
    "line",
    [
        '{"id": "Anna Reed"',
        '["Anna Reed"]',
        '"Anna Reed"',
        '{"text": "Anna Reed"}',
        '{"id": "1", "text": "Anna Reed", "forbidden": ["Anna Reed"]}',
        '{"id": "1", "text": "Anna Reed", "may_stay": [{"text": "Anna Reed"}]}',
    ],
)
def test_a_bad_line_is_named_and_not_quoted(tmp_path: Path, line: str) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text(f"{json.dumps(ROW)}\n{line}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"x\.jsonl: line 2: not a document") as raised:
        list(read_protected(file))
    assert "Anna" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_a_path_with_nothing_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.jsonl"):
        with pytest.raises(UsageError, match="no such file"):
            list(read_protected(path))


Told = Callable[..., tuple[int, str, str]]


class Guessing:
    """A writer that keeps how it was asked."""

    def __init__(self) -> None:
        self.asked: list[Request] = []

    def write(self, requests: Sequence[Request]) -> list[Answer]:
        self.asked += requests
        return [("perhaps Anna Reed",) for _ in requests]


class FakePipeline:
    """In the place of the real one: nothing is detected, and everything is masked."""

    writer = Guessing()

    def __init__(self, settings: Settings, *, writer: object) -> None:
        self.policy = load_policy(settings.policy)
        self.silent = writer

    @classmethod
    def from_settings(cls, settings: Settings) -> type[FakePipeline]:
        return cls

    def stages(self, document: object) -> Stages:
        return reached(TEXT)

    def summarize_text(self, text: str) -> Report:
        request = Request(prompt=Prompt(system="", user=text), max_new_tokens=8)
        assert self.silent.write([request]) == [()]  # type: ignore[attr-defined]
        assert self.silent.count(text)  # type: ignore[attr-defined]
        return report()


@pytest.fixture
def told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Told:
    """Runs ``summarizer evaluate identity`` in a folder with one file, ``x.jsonl``."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(run, "Pipeline", FakePipeline)
    monkeypatch.setattr(FakePipeline, "writer", Guessing())
    (tmp_path / "x.jsonl").write_text(json.dumps(ROW), encoding="utf-8")

    def told(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as caught:
            cli.main(["evaluate", "identity", *arguments])
        captured = capsys.readouterr()
        return int(caught.value.code or 0), captured.out, captured.err

    return told


def test_the_command_prints_figures_and_no_words(told: Told) -> None:
    code, out, err = told("--data", "x.jsonl", "--data", "x.jsonl", "--json")
    facts = json.loads(out)
    assert (code, facts["suite"], facts["documents"], facts["asked"]) == (0, "identity", 2, {})
    assert FakePipeline.writer.asked == []
    code, shown, _ = told("--data", "x.jsonl")
    assert code == 0
    assert "Documents with leaks" in shown
    for output in (out, err, shown):
        assert "Reed" not in output
        assert "Dale" not in output


def test_the_command_asks_greedily_and_with_nothing_blocked(told: Told) -> None:
    _, out, _ = told("--data", "x.jsonl", "--ask", "3", "--json")
    assert json.loads(out)["asked"] == {"name": {"asked": 1, "recovered": ["x-1"]}}
    (asked,) = FakePipeline.writer.asked
    assert SAFE in asked.prompt.user
    assert asked == Request(prompt=asked.prompt, max_new_tokens=24, candidates=1, seed=0)
    assert "Reed" not in out


def test_the_command_refuses_what_it_cannot_use(told: Told) -> None:
    code, _, err = told("--data", "nowhere.jsonl")
    assert (code, "nowhere.jsonl" in err) == (2, True)
    assert told("--data", "x.jsonl", "--ask", "0")[0] == 2
    assert told()[0] == 2
