import hashlib
import logging
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.errors import ReadError
from summarizer.read import KINDS, read_bytes, read_path, read_text
from summarizer.types import Span

STORY = "Police held two men on Monday after a raid at the harbour."


def fails(call, *arguments, **options):
    with pytest.raises(ReadError) as caught:
        call(*arguments, **options)
    assert caught.value.kind in KINDS
    assert "Police" not in str(caught.value)
    return caught.value


@pytest.mark.parametrize(
    ("data", "kind", "word"),
    [
        (b"", "empty", "words"),
        (b" \r\n\t \n", "empty", "words"),
        ("\ufeff \n".encode("utf-16"), "empty", "words"),
        (b"--- ... ---", "empty", "words"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "binary", "PNG"),
        (b"\x7fELF\x02\x01\x01" + bytes(40), "binary", "ELF"),
        (b"\x1f\x8b\x08\x00abc", "binary", "gzip"),
        (b"Police\x00\x01\x02held two men", "binary", "binary"),
        (b"\x00" * 100, "binary", "binary"),
        (b"%PDF-1.7 Police", "damaged", "damaged"),
        (b"PK\x03\x04....word/document.xml", "damaged", "damaged"),
        (b"PK\x03\x04....readme", "unsupported", "ZIP"),
        (bytes(range(0x80, 0x100)) * 4, "undecodable", "UTF-8"),
        (b"x" * 6_000_000, "too_large", "5,000,000"),
    ],
)
def test_refused_bytes(data, kind, word):
    error = fails(read_bytes, data, source="case")
    assert error.kind == kind
    assert word in error.reason
    assert error.document == "case"


def test_unknown_media_type():
    error = fails(read_bytes, b"Police", source="x", media_type="application/rtf")
    assert error.kind == "unsupported"
    assert "application/pdf" in error.reason


def test_refused_paths(tmp_path):
    assert fails(read_path, tmp_path / "none.txt").kind == "missing"
    assert fails(read_path, tmp_path).kind == "folder"
    assert fails(read_path, "x" * 5000).kind == "unreadable"
    assert fails(read_path, "a\x00b").kind == "unreadable"
    large = tmp_path / "large.txt"
    with large.open("wb") as stream:
        stream.truncate(50_000_000)
    assert fails(read_path, large).kind == "too_large"
    assert fails(read_path, "/dev/zero").kind == "too_large"


def test_permission_is_named(tmp_path, monkeypatch):
    path = tmp_path / "secret.txt"
    path.write_text(STORY)

    def refuse(*_args, **_options):
        raise PermissionError

    monkeypatch.setattr(Path, "open", refuse)
    assert fails(read_path, path).kind == "unreadable"


def test_file(tmp_path):
    path = tmp_path / "story.txt"
    path.write_text(f"Two men held\n\n{STORY}\n")
    document = read_path(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert document.id == f"d-{digest[:16]}"
    assert document.title == Span(0, 12)
    assert document.source == str(path)
    assert document.language == "en"
    assert [item.span.of(document.text) for item in document.sentences] == ["Two men held", STORY]
    assert STORY not in repr(document)


@pytest.mark.parametrize(
    ("encoding", "named"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
        ("cp1252", "cp1252"),
    ],
)
def test_encodings(encoding, named):
    text = "The café owner said: “No”. " + STORY
    document = read_bytes(text.encode(encoding), source="x")
    assert document.text == text
    assert document.metadata == (("encoding", named), ("replaced", "0"))


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1251", "Полиция задержала двух мужчин в понедельник после рейда в порту."),
        ("shift_jis", "警察は月曜日、港での捜索の後、男性二人を逮捕した。"),
    ],
)
def test_legacy_encodings(encoding, text):
    assert read_bytes(text.encode(encoding), source="x").text == text


def test_declared_charset():
    data = '<html><meta charset="iso-8859-2"><p>Policja zatrzymała dwóch mężczyzn.'
    document = read_bytes(data.encode("iso-8859-2"), source="x")
    assert "zatrzymała dwóch mężczyzn" in document.text
    document = read_bytes(
        "Łódź".encode("cp1250"), source="x", media_type="text/plain; charset=cp1250"
    )
    assert document.text == "Łódź"


def test_damaged_utf8_is_repaired_and_counted():
    data = "Jürgen said naïve things in the café.".encode() + b" \xff" + STORY.encode()
    document = read_bytes(data, source="x")
    assert dict(document.metadata) == {"encoding": "utf-8", "replaced": "1"}
    assert document.text.count("\ufffd") == 1


def test_lone_surrogates_become_replacement_characters():
    document = read_text(f"\ud83d {STORY} \udc00\ud83d\udc00")
    assert document.text == f"\ufffd {STORY} \ufffd\ufffd\ufffd"
    assert document.metadata == (("replaced", "4"),)
    document.text.encode()


def test_mixed_line_ends():
    document = read_text("Two men held.\rThe court sat.\r\nIt rained.\n\n\r\nIt stopped.")
    assert [document.read(item.span) for item in document.sentences] == [
        "Two men held.",
        "The court sat.",
        "It rained.",
        "It stopped.",
    ]


def test_title_given_apart_is_the_first_line():
    document = read_text(STORY, title="Two men\nheld")
    assert document.title is not None
    assert document.title.of(document.text) == "Two men held"
    assert document.text.endswith(STORY)
    assert read_text(f"Two men held\n\n{STORY}", title="Two men held").title == Span(0, 12)


@pytest.mark.parametrize(
    "text",
    [
        f"{STORY}\n\nMore.",
        f"- Two men held\n\n{STORY}",
        f"{'word ' * 21}\n\n{STORY}",
        f"Two men held\n{STORY}",
        "Two men held\n\n",
    ],
)
def test_no_headline(text):
    assert read_text(text).title is None


@pytest.mark.parametrize("section", ["COURTS", "NEWS | ROADS", "Weekly | Prosecutions"])
def test_the_name_of_a_section_is_no_headline(section):
    document = read_text(f"{section}\n\nTwo men held\n\n{STORY}")
    assert document.title is not None
    assert document.title.of(document.text) == "Two men held"


def test_a_short_headline_in_capitals_is_one_where_none_follows():
    document = read_text(f"TWO MEN HELD\n\n{STORY}")
    assert document.title is not None
    assert document.title.of(document.text) == "TWO MEN HELD"


def test_id_depends_on_the_text_alone():
    assert read_text(STORY, source="a").id == read_bytes(STORY.encode(), source="b").id
    assert read_text(STORY).id != read_text(STORY + " ").id


@given(st.binary(max_size=200))
def test_any_bytes_give_a_document_or_a_read_error(data):
    kind = None
    try:
        document = read_bytes(data, source="case")
    except ReadError as error:
        kind = error.kind
    if kind is None:
        assert document.plain_map.derived_length == len(document.plain)
    else:
        assert kind in KINDS


@given(st.text(max_size=200), st.sampled_from(["text/plain", "text/markdown", "text/html"]))
def test_spans_lie_in_the_text(text, media_type):
    try:
        document = read_bytes(text.encode(errors="replace"), source="x", media_type=media_type)
    except ReadError:
        return
    spans = [item.span for item in (*document.sentences, *document.boilerplate)]
    assert all(span.end <= len(document.text) for span in spans)
    for left, right in pairwise(document.sentences):
        assert left.span.end <= right.span.start


def test_one_long_line():
    assert len(read_bytes(b"a" * 1_000_000, source="x").sentences) == 1


def test_nothing_is_logged(caplog):
    caplog.set_level(logging.DEBUG)
    logging.getLogger().setLevel(1)
    read_bytes(f"<html><p>{STORY}</p><p hidden>x</p>".encode(), source="x")
    read_bytes("Полиция задержала двух мужчин.".encode("cp1251"), source="x")
    assert "harbour" not in caplog.text
    assert not [record for record in caplog.records if record.name != "asyncio"]


def test_heavy_libraries_wait():
    heavy = "{'nltk', 'punkt', 'numpy', 'trafilatura', 'lxml', 'py3langid', 'charset_normalizer'}"
    code = f"import sys, summarizer.read; sys.exit(len({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
