"""What a suite is measured on: files in several formats, and clear errors for the rest."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from summarizer.errors import UsageError
from summarizer.evaluate.labelled import read_labelled, read_labels
from summarizer.evaluate.samples import read_samples
from summarizer.types import Span

LABELLED = """== x-1 | court report
VL1:1 | Man jailed for murder

VL1:3 AB1:3 | He [[struck her with a lamp]] at home.
- | The hearing was short.

== x-2 | single
- | Killer deals at the garden centre.
DM1:1 | A funeral was held.
"""


def test_labelled_texts_keep_labels_and_marked_detail(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text(LABELLED, encoding="utf-8")
    report, first, second = read_labelled(file)
    assert report.text == (
        "Man jailed for murder\n\nHe struck her with a lamp at home. The hearing was short."
    )
    assert [span.of(report.text) for span in report.sentences] == [
        "Man jailed for murder", "He struck her with a lamp at home.", "The hearing was short.",
    ]  # fmt: skip
    assert report.labels[1] == {"cw-killing": 3, "cw-domestic-abuse": 3}
    assert report.graphic is not None
    assert [span.of(report.text) for span in report.graphic] == ["struck her with a lamp"]
    assert (report.innocent, first.innocent, second.innocent) == (False, True, False)
    assert first.id == "x-2.0"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("== x-1 | news\nno separator", "x.txt:2: not 'labels | sentence'"),
        ("== x-1 | news\nVL9:2 | A sentence.", "x.txt:2: not a label: 'VL9:2'"),
        ("VL1:2 | A sentence without a header.", "x.txt:1"),
    ],
)
def test_a_line_that_is_not_in_the_format_is_named(tmp_path: Path, text: str, what: str) -> None:
    file = tmp_path / "x.txt"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=what.split(":")[0]) as raised:
        list(read_samples(file))
    assert what in str(raised.value)
    assert "A sentence" not in str(raised.value)


def test_labels_without_text(tmp_path: Path) -> None:
    file = tmp_path / "x.labels"
    file.write_text("== a\n0 VL1:2\n3 MV1:1 DM2:2\n== b\n", encoding="utf-8")
    assert read_labels(file) == {
        "a": {0: {"cw-killing": 2}, 3: {"cw-war-atrocity": 1, "cw-injury-remains": 2}},
        "b": {},
    }


def test_rows_of_json_in_three_shapes(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl.gz"
    rows = [
        {"docid": "m-1", "text": "one", "incidents": ["bombing / attack"]},
        {"id": 2, "prompt": "two", "label": "safe"},
        {"prompt": "three", "label": "unsafe"},
        {"title": "t", "body": "four"},
    ]
    with gzip.open(file, "wt", encoding="utf-8") as lines:
        lines.write("\n".join(map(json.dumps, rows)))
    one, two, three, four = read_samples(file)
    assert (one.id, one.suite, one.incidents) == ("m-1", "rows", frozenset({"bombing / attack"}))
    assert (two.id, two.safe, three.safe) == ("2", True, False)
    assert (four.text, four.safe, four.incidents, four.labelled) == ("four", None, None, None)


@pytest.mark.parametrize("content", ["not json", "[1]", '{"a": 1}', '{"text": "secret'])
def test_other_rows_are_refused_without_quoting_them(tmp_path: Path, content: str) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError) as raised:
        list(read_samples(file))
    assert "rows.jsonl" in str(raised.value)
    assert "secret" not in str(raised.value)


def test_a_path_with_nothing_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none.txt"):
        with pytest.raises(UsageError, match="no such file"):
            list(read_samples(path))


def test_spans_of_sentences_are_disjoint(tmp_path: Path) -> None:
    file = tmp_path / "x.txt"
    file.write_text(LABELLED, encoding="utf-8")
    for text in read_labelled(file):
        ends = [Span(0, 0), *text.sentences]
        assert all(a.end <= b.start for a, b in zip(ends, text.sentences, strict=False))
