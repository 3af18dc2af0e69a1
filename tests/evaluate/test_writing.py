"""Figures for writing: counted as by hand, and measured by the command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from summarizer import cli
from summarizer.evaluate.pairs import Pair
from summarizer.evaluate.plain_summaries import first_sentences, lexrank
from summarizer.evaluate.writing import (
    Method,
    Written,
    as_it_stands,
    evaluate_writing,
    names_and_figures,
    rouge_by,
)
from summarizer.evaluate.writing_report import as_dict, as_tables
from summarizer.read import read_text

DOCUMENT = (
    "The council met on Monday. It voted for a bridge over the Alder by nine to four. "
    "Work on the bridge begins in May. The mayor, Ina Holm, praised the vote."
)


def pair(document: str, claim: str, *, suite: str = "own") -> Pair:
    return Pair(id="p", suite=suite, document=document, claim=claim, true=True)


def test_figures_are_those_worked_out_by_hand() -> None:
    texts = {
        "One two three four. In Rome.": Written(
            text="One two five four. In Rome.", origins=("generated", "extracted"), ready=True
        ),
        "Six seven.": Written(text="", ready=False),
    }
    pairs = [
        pair("One two three four. In Rome.", "One two. In Rome by 1990."),
        pair("One two three four. In Rome.", "One."),
        pair("Six seven.", "Six."),
    ]
    asked: list[str] = []

    def write(document: str) -> Written:
        asked.append(document)
        return texts[document]

    (found,) = evaluate_writing(
        pairs,
        methods=[Method(name="m", write=write)],
        rouge=lambda wanted, _: (len(wanted) / 100, 0.2, 0.3),
        supported=lambda each: "five" not in each.claim,
    ).figures
    assert asked == list(texts)
    assert (found.documents, found.empty, found.words) == (2, 1, 6)
    assert found.rouge == pytest.approx(((25 + 4 + 4) / 300, 0.2, 0.3))
    assert found.compression == 1.0
    # "two five" and "five four" are new, of "one two", "four in" and "in rome" too.
    assert found.abstractiveness == pytest.approx(2 / 5)
    assert found.precision == 1.0
    assert found.coverage == pytest.approx((1 / 2 + 1 + 1) / 3)
    assert (found.generated, found.supported, found.ready) == (0.5, 0.0, 0.5)


def test_what_is_not_of_the_program_has_no_origin_and_no_status() -> None:
    result = evaluate_writing(
        [pair(DOCUMENT, "A vote.")],
        methods=[Method(name="first", write=first_sentences)],
        rouge=rouge_by(),
        supported=lambda _: True,
    )
    (found,) = result.figures
    assert (found.generated, found.ready, found.precision) == (None, None, 1.0)
    told = json.dumps(as_dict(result))
    assert "bridge" not in told
    assert [title for title, _, _ in as_tables(result)] == [
        "own: 1 documents, likeness to a person's summary",
        "own: what the summaries are made of",
    ]


def test_names_and_figures_are_told_from_words() -> None:
    text = "The mayor, Ina Holm, praised it. Nine members of the Alder Board, 1,200 people, left."
    assert names_and_figures(text) == {"ina", "holm", "alder", "board", "1,200"}


def test_plain_ways_copy_whole_sentences_in_order() -> None:
    first = first_sentences(DOCUMENT).text
    assert first == DOCUMENT.partition(" The mayor")[0]
    ranked = lexrank()(DOCUMENT).text
    assert ranked.count(".") == 3
    places = [DOCUMENT.index(sentence) for sentence in ranked.rstrip(".").split(". ")]
    assert places == sorted(places)


def test_rouge_is_that_of_equal_and_of_unlike_texts() -> None:
    rouge = rouge_by()
    assert rouge("The bridge was opened.", "The bridge was opened.") == (1.0, 1.0, 1.0)
    assert rouge("The bridge was opened.", "Nobody came") == (0.0, 0.0, 0.0)


def test_nothing_is_taken_out_of_a_text_as_it_stands() -> None:
    document = read_text(f"Bridge wanted\n\n{DOCUMENT}")
    safe = as_it_stands(document)
    assert (safe.redactions, safe.title) == ((), "Bridge wanted")
    assert safe.text == DOCUMENT
    assert [document.read(safe.original_span(span)) for span in safe.sentences] == [
        span.of(safe.text) for span in safe.sentences
    ]


@pytest.mark.weights
@pytest.mark.slow
def test_the_command_measures_the_program_beside_its_parts_and_plainer_ways(tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    rows = [
        {"document": DOCUMENT, "summary": "The council voted for a bridge over the Alder."},
        {"document": "Not measured. It is second.", "summary": "Second."},
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    # Nothing here is about how long a summary is or how many drafts there were.
    config = tmp_path / "summarizer.toml"
    config.write_text("candidates = 1\n", encoding="utf-8")
    asked = ["evaluate", "writing", "--data", str(file), "--json", "--first", "1", "--ablation"]
    asked += ["--style", "headline", "--config", str(config)]
    result = CliRunner().invoke(cli.cli, asked)
    assert result.exit_code == 0, result.stderr
    figures = {each["method"]: each for each in json.loads(result.stdout)["figures"]}
    assert list(figures) == [
        "program",
        "program, nothing masked",
        "model alone",
        "no model, nothing masked",
        "no adapter, nothing masked",
        "model alone, no adapter",
        "first three sentences",
        "LexRank",
    ]
    assert {each["documents"] for each in figures.values()} == {1}
    assert figures["program, nothing masked"]["names_and_figures_right"] == 1.0
    assert figures["no model, nothing masked"]["generated"] == 0.0
    assert figures["first three sentences"]["rouge_1"] > 0.3
    assert "bridge" not in result.stdout
