"""Figures for grounding: read from files in several formats, counted as by hand."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from summarizer import cli
from summarizer.errors import UsageError
from summarizer.evaluate.grounding import Method, evaluate_grounding
from summarizer.evaluate.grounding_report import as_dict, as_tables
from summarizer.evaluate.overlap import by_entities, by_likeness, by_rouge, passages_of
from summarizer.evaluate.pairs import Pair, read_pairs

DOCUMENT = "The council met on Monday. It voted for a bridge over the Alder by nine to four."


def pair(claim: str, *, true: bool, number: int = 1, **more: object) -> Pair:
    values = {"id": f"p{number}", "suite": "own", "document": DOCUMENT, "claim": claim}
    return Pair(**values, true=true, **more)  # type: ignore[arg-type]


def test_pairs_come_from_every_known_format(tmp_path: Path) -> None:
    rows = [
        {"document": "<t> A . </t> <t> B . </t>", "faithful": "<t> A .", "unfaithful": "C .",
         "corpus": "xsum", "kind": "factcc", "distractor": "numswp"},
        {"doc": "A.", "summary": "B.", "label": 0, "edit_types": ["negation"], "domain": "news"},
        {"document": "A.", "claim": "B.", "true": False, "kinds": ["role"]},
        {"document": "A.", "summary": "A!", "type": "attack"},
    ]  # fmt: skip
    file = tmp_path / "mixed.jsonl.gz"
    with gzip.open(file, "wt", encoding="utf-8") as out:
        out.writelines(json.dumps(row) + "\n" for row in rows)
    faithful, unfaithful, edited, role, people = read_pairs(file)
    assert (faithful.claim, faithful.true, faithful.kinds) == ("A .", True, ())
    assert (unfaithful.true, unfaithful.kinds, unfaithful.domain) == (False, ("numswp",), "xsum")
    assert faithful.group == unfaithful.group != ""
    assert (edited.true, edited.kinds, edited.domain) == (False, ("negation",), "news")
    assert (role.true, role.kinds) == (False, ("role",))
    assert (people.true, people.claim, people.domain) == (True, "A!", "attack")
    assert {each.suite for each in (faithful, edited, role, people)} == {"mixed"}


def test_a_row_may_hold_several_claims_of_one_document(tmp_path: Path) -> None:
    claims = [{"claim": "B.", "true": True, "kinds": []},
              {"claim": "C.", "true": False, "kinds": ["role"]}]  # fmt: skip
    file = tmp_path / "read.jsonl"
    file.write_text(json.dumps({"document": "A.", "drafted": True, "claims": claims}))
    first, second = read_pairs(file)
    assert (first.document, first.claim, first.true, first.drafted) == ("A.", "B.", True, True)
    assert (second.claim, second.true, second.kinds) == ("C.", False, ("role",))
    assert first.id != second.id


@pytest.mark.parametrize("line", ["no json", "[1]", '{"text": "secret"}', '{"document": 3}'])
def test_what_is_no_pair_is_refused_without_its_words(tmp_path: Path, line: str) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text(line, encoding="utf-8")
    with pytest.raises(UsageError, match="not lines of pairs") as raised:
        list(read_pairs(file))
    assert "secret" not in str(raised.value)


def test_figures_are_those_worked_out_by_hand() -> None:
    scores = {"t1": 0.9, "t2": 0.4, "u1": 0.2, "u2": 0.6, "u3": 0.4}
    pairs = [
        pair("t1", true=True, number=1, group="a"),
        pair("u1", true=False, number=2, group="a", kinds=("number",)),
        pair("t2", true=True, number=3, group="b"),
        pair("u2", true=False, number=4, group="b", kinds=("role",)),
        pair("u3", true=False, number=5, group="b", kinds=("role", "number")),
    ]
    method = Method(name="m", score=lambda each: scores[each.claim], threshold=0.5)
    (found,) = evaluate_grounding(pairs, methods=[method]).figures
    assert found.balanced == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert (found.refused.count, found.refused.of) == (1, 2)
    assert found.auroc == pytest.approx((3 + 1 + 0.5) / 6)
    assert {kind: (s.count, s.of) for kind, s in found.caught.items()} == {
        "": (2, 3), "number": (2, 2), "role": (1, 2),
    }  # fmt: skip
    assert found.ordered == {
        "": (pytest.approx(1.5 / 3), 3), "number": (0.75, 2), "role": (0.25, 2),
    }  # fmt: skip


def test_a_method_without_a_threshold_gets_the_one_that_suits_it_best() -> None:
    pairs = [pair("a", true=True), pair("b", true=False), pair("cc", true=False)]
    method = Method(name="length", score=lambda each: -len(each.claim))
    (found,) = evaluate_grounding(pairs, methods=[method]).figures
    assert (found.threshold, found.balanced) == (-1, 0.75)


def test_of_true_claims_alone_there_is_no_accuracy_but_a_share_refused() -> None:
    pairs = [pair("a", true=True), pair("b", true=True)]
    method = Method(name="m", score=lambda each: float(each.claim == "a"), threshold=0.5)
    result = evaluate_grounding(pairs, methods=[method])
    (found,) = result.figures
    assert (found.balanced, found.auroc, found.caught_at_all.share) == (None, None, None)
    assert found.refused.share == 0.5
    rows = {title: rows for title, _, rows in as_tables(result)}
    assert rows["own: 2 claims"][0][1:4] == ("", "", "50.0 %")


def test_reports_hold_figures_and_no_words() -> None:
    pairs = [
        pair("The bridge was refused.", true=False, kinds=("stage",), domain="towns"),
        pair("The council met.", true=True, domain="rivers"),
    ]
    result = evaluate_grounding(
        pairs,
        methods=[Method(name="m", score=by_entities), Method(name="n", score=lambda each: 0.5)],
    )
    told = json.dumps(as_dict(result))
    assert "council" not in told
    assert '"untrue_caught": {"all": ' in told
    titles = [title for title, _, _ in as_tables(result)]
    assert titles == [
        "own: 2 claims",
        "own: untrue claims caught, and true ones put first, by kind of error",
        "own: balanced accuracy by domain",
    ]


def test_plainer_ways_see_words_and_names() -> None:
    rouge = by_rouge()
    known = pair("The council voted for a bridge.", true=True)
    other = pair("A school was opened in Norwick by the queen.", true=False)
    assert rouge(known) > 0.9 > 0.5 > rouge(other)
    assert by_entities(pair("The vote went nine to four over the Alder.", true=True)) == 1.0
    assert by_entities(other) == 0.0
    assert by_entities(pair("The vote was held.", true=True)) == 1.0


def test_likeness_is_that_of_the_nearest_passage() -> None:
    import numpy as np

    def embed(texts):  # type: ignore[no-untyped-def]
        return np.array(
            [[1.0, 0.0] if "bridge" in text else [0.0, 1.0] for text in texts], dtype=np.float32
        )

    score = by_likeness(embed)
    assert score(pair("A bridge.", true=True)) == 1.0
    assert passages_of("One. Two. Three.") == ["One.", "Two.", "Three.", "One. Two.", "Two. Three."]


def test_the_command_measures_the_verifier_beside_plainer_ways(tmp_path: Path) -> None:
    said = [
        ("The council voted for a bridge over the Alder.", True, []),
        ("The council voted for a bridge by nine to four.", True, []),
        ("The council voted for a bridge by eight to four.", False, ["number"]),
        ("The council did not meet on Monday.", False, ["negation"]),
    ]
    file = tmp_path / "own.jsonl"
    file.write_text(
        "".join(
            json.dumps({"document": DOCUMENT, "claim": claim, "true": true, "kinds": kinds}) + "\n"
            for claim, true, kinds in said
        ),
        encoding="utf-8",
    )
    asked = ["evaluate", "grounding", "--data", str(file), "--json"]
    result = CliRunner().invoke(cli.cli, asked)
    assert result.exit_code == 0, result.stderr
    figures = {each["method"]: each for each in json.loads(result.stdout)["figures"]}
    assert list(figures) == [
        "verifier",
        "support alone",
        "ROUGE-L",
        "likeness",
        "names and figures",
    ]
    assert figures["verifier"]["balanced_accuracy"] == 1.0
    assert "council" not in result.stdout
