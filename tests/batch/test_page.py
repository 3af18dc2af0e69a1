"""The page of a run: numbers that add up, strangers' names made harmless, nothing fetched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html.parser import HTMLParser
from typing import Any

import pytest

from summarizer.batch.manifest import manifest
from summarizer.batch.page import run_page
from summarizer.batch.tally import Fact, add_up
from summarizer.types import Provenance
from summarizer.view import Words

Make = Callable[..., dict[str, Any]]
WORDS = Words({"cw-killing": "Killing", "cw-suicide": "Suicide"}, {"ID-05": "family ties"})


class Tables(HTMLParser):
    """The rows of each table by its caption, the text of the page, and what is odd about it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: dict[str, list[list[str]]] = {}
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self._caption = ""
        self._inside: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside.append(tag)
        if tag == "caption":
            self._caption = ""
        elif tag == "tr":
            self.rows.setdefault(self._caption, []).append([])
        elif tag in ("td", "th"):
            self.rows[self._caption][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        while self._inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "style" in self._inside:
            return
        self.words.append(data)
        if "caption" in self._inside:
            self._caption += data
        elif {"td", "th"} & {*self._inside}:
            self.rows[self._caption][-1][-1] += data


def page(facts: Iterable[Fact], **values: Any) -> str:
    tally = add_up(facts)
    given: dict[str, Any] = {
        "source": "archive/",
        "engine": "local",
        "workers": 1,
        "options": {"near": 0.9, "limit": None, "columns": {"text": "body", "title": None}},
        "provenance": Provenance(version="1", model="smollm2-135m", model_sha256="b1" * 32),
        "sessions": [(1_000.0, 1_060.0, 2)],
        "outputs": [],
    }
    return run_page(tally, manifest(tally, **{**given, **values}), words=WORDS)


def failed(kind: str) -> dict[str, Any]:
    check = {"name": "read", "passed": False, "score": None, "detail": f"read: {kind}: why"}
    return {"status": "failed", "checks": [check]}


@pytest.fixture
def facts(make_row: Make) -> list[Fact]:
    warnings = [{"code": "cw-killing", "level": 2}, {"code": "cw-made-up", "level": 4}]
    times = {"detect": 500, "write": 1500}
    return [
        Fact(source="a.txt", report=make_row(status="ready", warnings=warnings), seconds=2,
             stage_ms=times, characters=1200),
        Fact(source="b.txt", report=make_row(warnings=warnings[:1]), seconds=2, stage_ms=times,
             characters=300),
        Fact(source="c.txt", report=failed("encrypted")),
        Fact(source="d.txt", report=None, same_as="a.txt", kind="near"),
    ]  # fmt: skip


def test_statuses(facts: list[Fact]) -> None:
    rows = Tables(page(facts)).rows["Reports by status"]
    assert [row[0].partition(":")[0] for row in rows[1:]] == [
        "Ready",
        "Needs review",
        "Withheld",
        "Failed",
    ]
    assert [row[1:] for row in rows[1:]] == [
        ["1", "33 %"],
        ["1", "33 %"],
        ["0", "0 %"],
        ["1", "33 %"],
    ]


def test_warnings_by_level_under_the_names_of_the_taxonomy(facts: list[Fact]) -> None:
    rows = Tables(page(facts)).rows["Reports by warning and by how far the document goes"]
    assert rows[1:] == [
        ["Killing", "0", "2", "0", "0", "2", "67 %"],
        ["cw-made-up", "0", "0", "0", "1", "1", "33 %"],
    ]


def test_the_default_policy_has_the_names(facts: list[Fact]) -> None:
    tally = add_up(facts)
    values = manifest(tally, source="a", engine="local", workers=1, options={},
                      provenance=Provenance(version="1"), sessions=[], outputs=[])  # fmt: skip
    assert "Killing" in Tables(run_page(tally, values)).words


def test_failures_come_with_what_to_do(facts: list[Fact]) -> None:
    rows = Tables(page(facts)).rows["Failed documents by kind"]
    assert rows[1:] == [
        ["read: encrypted", "1", "Locked with a password or key. Unlock it, then run again."]
    ]


def test_duplicates_are_a_share_of_all_documents(facts: list[Fact]) -> None:
    rows = Tables(page(facts)).rows["Duplicates by how alike they are"]
    assert rows[1:] == [["Nearly the same text", "1", "25 %"]]


def test_redactions_by_rule_with_its_title(facts: list[Fact]) -> None:
    rows = Tables(page(facts)).rows["Redactions by rule"]
    assert rows[1] == ["ID-05", "4", "2", "family ties"]
    assert rows[2] == ["CT-19", "2", "2", "Set aside when reading"]


def test_lengths_and_time(facts: list[Fact]) -> None:
    rows = Tables(page(facts)).rows
    lengths = {row[0]: row[1] for row in rows["Documents by length in characters"]}
    assert (lengths["under 500"], lengths["1,000 to 1,999"]) == ("1", "1")
    assert rows["Time by stage, all workers together"][1:] == [
        ["detect", "1.00 s", "0.50 s", "25 %"],
        ["write", "3.00 s", "1.50 s", "75 %"],
    ]
    assert rows["The slowest documents"][1:] == [
        ["a.txt", "2.00 s", "1,200"],
        ["b.txt", "2.00 s", "300"],
    ]


def test_the_run(facts: list[Fact]) -> None:
    parsed = Tables(page(facts))
    words = parsed.words
    for name, value in (("near", "0.9"), ("limit", "not set"), ("columns", "text body")):
        assert words[words.index(name) + 1] == value
    assert ["Model", "smollm2-135m", "b1" * 32] in parsed.rows["What made the reports"]


def test_a_run_of_nothing_says_so() -> None:
    parsed = Tables(page([], sessions=[]))
    said = " ".join(" ".join(parsed.words).split())
    for sentence in (
        "What became of 0 documents",
        "No document called for a warning.",
        "No document failed.",
        "No document was a duplicate of another.",
        "Nothing was taken out of any document.",
    ):
        assert sentence in said


HOSTILE = (
    "<script>alert(1)</script>.txt",
    '"><img src=x onerror=alert(1)>.txt',
    "{{ 7 * 7 }}{% raw %}.txt",
    "a\u202etxt.exe",
    "a\nb\r\tc\x1b[31m.txt",
    "a&lt;b&amp;.txt",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_cannot_become_anything_else(make_row: Make, name: str) -> None:
    plain = Tables(page([Fact(source="a", report=make_row(), seconds=1)]))
    html = page(
        [Fact(source=name, report=make_row(), seconds=1)],
        source=name,
        options={name: name, "list": [name], "map": {name: name}},
        provenance=Provenance(version="1", model=name, policy=name),
    )
    parsed = Tables(html)
    assert {tag for tag, _ in parsed.tags} == {tag for tag, _ in plain.tags}
    shown = re.sub(r"[\u202e\n\r\t\x1b]", " ", name)
    assert parsed.rows["The slowest documents"][1][0] == shown
    for character in "\u202e\x1b\r\t":
        assert character not in html


def test_it_fetches_nothing_and_runs_nothing(facts: list[Fact]) -> None:
    html = page(facts)
    parsed = Tables(html)
    assert not {"script", "img", "link", "iframe", "object", "form"} & {t for t, _ in parsed.tags}
    for _, attributes in parsed.tags:
        assert not {name for name in attributes if name.startswith("on")} | (
            {"src", "srcset", "action"} & attributes.keys()
        )
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in html
    assert "@import" not in html
    policy = next(each for tag, each in parsed.tags if "http-equiv" in each)
    assert (policy["content"] or "").startswith("default-src 'none'; style-src 'unsafe-inline'")


def test_links_lead_to_sections(facts: list[Fact]) -> None:
    tags = Tables(page(facts)).tags
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in tags:
        if "href" in attributes:
            assert (attributes["href"] or "")[1:] in ids
        if "aria-labelledby" in attributes:
            assert attributes["aria-labelledby"] in ids


def test_no_words_of_a_report(facts: list[Fact], make_row: Make) -> None:
    html = page(facts)
    row = make_row()
    told = [each["text"] for each in row["summary"]["sentences"]]
    for words in (row["summary"]["headline"], row["content_warning"], *told):
        assert words not in html
    assert "a child" not in html  # a replacement
