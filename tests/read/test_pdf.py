"""PDF files, written by hand here: paragraphs, running heads, and what cannot be read."""

from __future__ import annotations

import base64
import gc
import hashlib
import logging
import struct
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.errors import ReadError
from summarizer.read import KINDS, read_bytes, read_path
from summarizer.read import pdf as reader
from summarizer.read.pdf_lines import Line, laid_out
from summarizer.types import Document

CANARY = "Wickham"
STORY = f"Police held two men from {CANARY} on Monday after a search of the harbour."
A4 = (595, 842)
_PADDING = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a")


def lines(
    said: Sequence[str], *, left: int = 72, top: int = 770, size: int = 12, lead: int = 14
) -> bytes:
    """The content of a page: one line below the other."""
    return b"\n".join(
        b"BT /F1 %d Tf %d %d Td (%s) Tj ET" % (size, left, top - at * lead, _escaped(line))
        for at, line in enumerate(said)
    )


def _escaped(line: str) -> bytes:
    raw = line.encode("cp1252")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def pdf(
    *pages: bytes,
    title: str = "",
    stream: bytes = b"",
    page: bytes = b"",
    password: str | None = None,
) -> bytes:
    """A file with these pages. ``stream``: more for their dictionaries; ``page``: likewise."""
    number = len(pages)
    kids = b" ".join(b"%d 0 R" % (4 + 2 * at) for at in range(number))
    box = b"%d %d" % A4
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, number),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    key, handler = _handler(password) if password is not None else (b"", b"")
    for content in pages:
        content_number = len(objects) + 2
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %s] %s"
            b" /Resources << /Font << /F1 3 0 R >> >> /Contents %d 0 R >>"
            % (box, page, content_number)
        )
        if key:
            salt = content_number.to_bytes(3, "little") + b"\x00\x00"
            content = _rc4(hashlib.md5(key + salt).digest()[:10], content)
        objects.append(
            b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), stream, content)
        )
    objects.append(b"<< /Title (%s) >>" % _escaped(title))
    info = len(objects)
    if key:
        objects.append(handler)
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for at, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (at, each)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R" % (len(objects) + 1)
    out += b" /Info %d 0 R" % info if not key else b""  # its title would have to be encrypted
    out += b" /Encrypt %d 0 R /ID [<00> <00>]" % len(objects) if key else b""
    out += b" >>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def _handler(password: str) -> tuple[bytes, bytes]:
    """The key and the dictionary of the standard security handler, revision 2 (40 bit RC4)."""
    user = (password.encode() + _PADDING)[:32]
    owner = _rc4(hashlib.md5(user).digest()[:5], user)
    rights = struct.pack("<i", -4)
    key = hashlib.md5(user + owner + rights + b"\x00").digest()[:5]
    return key, (
        b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>"
        % (owner.hex().encode(), _rc4(key, _PADDING).hex().encode())
    )


def _rc4(key: bytes, data: bytes) -> bytes:
    state = list(range(256))
    j = 0
    for i in range(256):
        j = (j + state[i] + key[i % len(key)]) % 256
        state[i], state[j] = state[j], state[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) % 256
        j = (j + state[i]) % 256
        state[i], state[j] = state[j], state[i]
        out.append(byte ^ state[(state[i] + state[j]) % 256])
    return bytes(out)


def read(data: bytes, name: str = "a.pdf") -> Document:
    return read_bytes(data, source=name, max_bytes=50_000_000)


def kind_of(data: bytes, name: str = "a.pdf") -> str:
    with pytest.raises(ReadError) as caught:
        read(data, name)
    assert caught.value.kind in KINDS
    assert CANARY not in str(caught.value)
    assert caught.value.document == name
    return caught.value.kind


def paragraphs(*pages: bytes) -> list[str]:
    return read(pdf(*pages)).text.split("\n\n")


def test_text_title_and_record(tmp_path):
    data = pdf(
        lines(["Two men held"], size=24) + b"\n" + lines([STORY, "A court sat."], top=700),
        title="Two  men held",
    )
    path = tmp_path / "a.PDF"
    path.write_bytes(data)
    document = read_path(path)
    assert document.text == f"Two men held\n\n{STORY} A court sat."
    assert document.title is not None
    assert document.title.of(document.text) == "Two men held"
    assert document.media_type == "application/pdf"
    assert document.metadata == (("pages", "1"), ("pages_without_text", "0"))
    assert [document.read(each.span) for each in document.sentences][1:] == [STORY, "A court sat."]
    assert read(data, "no suffix").text == document.text
    assert CANARY not in repr(document)


def test_a_title_that_stands_nowhere_is_none():
    assert read(pdf(lines([STORY]), title="Microsoft Word - draft7.doc")).title is None


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        ("an inter-", "national search", "an international search"),
        ("a well-", "known man", "a well-known man"),
        ("a mother-in-", "law of theirs", "a mother-in-law of theirs"),
        ("an Anglo-", "Saxon word", "an Anglo-\nSaxon word"),
        ("the year 2019-", "20 was wet", "the year 2019-20 was wet"),
        ("a search -", "or two", "a search - or two"),
    ],
)
def test_words_divided_at_the_end_of_a_line(above, below, expected):
    assert read(pdf(lines([above, below]))).text == expected


def test_what_normalising_joins_is_one_word_to_readers():
    document = read(pdf(lines(["The court sat on Mon-", "day for long."])))
    assert document.plain == "The court sat on Monday for long."


LONG = "The council met in the town hall and spoke for hours about the new library for all"


def test_paragraphs_end_at_gaps_indents_short_lines_and_bullets():
    gap = lines([LONG, LONG]) + b"\n" + lines([LONG, LONG], top=720)
    assert [len(each) for each in paragraphs(gap)] == [2 * len(LONG) + 1] * 2
    short = lines([LONG, "and it ended there.", LONG, LONG])
    assert paragraphs(short)[0] == f"{LONG} and it ended there."
    assert len(paragraphs(short)) == 2
    indent = b"\n".join(
        [lines([LONG, LONG + "."]), lines([LONG], left=90, top=742), lines([LONG], top=728)]
    )
    assert len(paragraphs(indent)) == 2
    assert paragraphs(lines([LONG, "1. One point", "2. Another point"]))[1:] == [
        "1. One point",
        "2. Another point",
    ]
    heading = lines([LONG, LONG]) + b"\n" + lines(["What it costs"], size=16, top=740)
    assert paragraphs(heading)[1] == "What it costs"


def test_a_paragraph_runs_on_over_columns_and_pages():
    half = ["The council met in the town hall and", "spoke for hours about the library on"]
    columns = lines(half) + b"\n" + lines(["the old square."], left=320)
    assert paragraphs(columns) == [" ".join([*half, "the old square."])]
    assert paragraphs(lines(half), lines(["the old square."])) == paragraphs(columns)
    assert len(paragraphs(lines([*half, "the old square."]), lines(["A bridge opened."]))) == 2
    divided = paragraphs(lines([LONG, "and it was inter-"]), lines(["national news."]))
    assert divided == [f"{LONG} and it was international news."]


def test_running_heads_are_set_aside_and_do_not_cut_paragraphs():
    pages = [
        lines(["Harbour Gazette"], top=810, size=8)
        + b"\n"
        + lines([f"{LONG} {at}", f"{LONG} and"] * 2)
        + b"\n"
        + lines([f"Page {at} of 4"], top=30, size=8)
        for at in range(1, 5)
    ]
    document = read(pdf(*pages))
    body, *running = document.text.split("\n\n")
    assert body.count("town hall") == 16
    assert running == ["Harbour Gazette", "Page 1 of 4"]
    aside = {(each.rule, each.span.of(document.text)) for each in document.boilerplate}
    assert aside == {("RD-11", "Harbour Gazette"), ("RD-11", "Page 1 of 4")}
    assert "Gazette" not in " ".join(document.read(each.span) for each in document.sentences)
    assert "Gazette" in read(pdf(*pages[:2])).text.split("\n\n")[0]  # too few to tell


def test_what_stands_outside_the_page_is_not_read():
    data = pdf(lines([STORY]) + b"\n" + lines(["Hidden words here."], left=-900))
    assert read(data).text == STORY
    assert read(pdf(lines([STORY]) + b"\n" + lines(["Hidden"], top=5000))).text == STORY


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages(turn):
    matrix = {90: "0 1 -1 0 595 0", 180: "-1 0 0 -1 595 842", 270: "0 -1 1 0 0 842"}[turn]
    upright = lines([LONG, LONG], top=500) + b"\n" + lines([LONG, LONG], top=400)
    content = b"q %s cm\n%s\nQ" % (matrix.encode(), upright)
    data = pdf(content, page=b"/Rotate %d" % turn)
    assert [len(each) for each in read(data).text.split("\n\n")] == [2 * len(LONG) + 1] * 2


def test_encrypted():
    assert kind_of(pdf(lines([STORY]), password="harbour")) == "encrypted"
    document = read(pdf(lines([STORY]), password=""))  # anybody can open it
    assert document.text == STORY


def test_scanned():
    picture = b"q 500 0 0 700 40 40 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q"
    assert kind_of(pdf(picture, picture)) == "scanned"
    mixed = read(pdf(picture, lines([STORY])))
    assert mixed.metadata == (("pages", "2"), ("pages_without_text", "1"))


def test_fonts_that_do_not_say_their_letters():
    data = pdf(lines([STORY]))
    mapping = b" ".join(b"/uniE%03X" % code for code in range(256))
    private = b"/Encoding << /Type /Encoding /Differences [0 %s] >>" % mapping
    start = data.index(b"/Encoding /WinAnsiEncoding")
    changed = data.replace(b"/Encoding /WinAnsiEncoding", private)
    assert start
    assert kind_of(changed) == "undecodable"


@pytest.mark.parametrize("share", [0.05, 0.2, 0.5, 0.8, 0.95, 0.999])
def test_truncated(share):
    data = pdf(*[lines([STORY])] * 5)
    assert kind_of(data[: int(len(data) * share)]) == "damaged"


def test_an_update_that_was_cut_off():
    data = pdf(*[lines([STORY])] * 5)
    assert kind_of(data + b"9 0 obj\n<< /Length 10 >>\nstream\nabc") == "damaged"
    assert read(data + b"\r\n" + bytes(3000)).text.startswith("Police")


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n" + bytes(range(256)) * 50,
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.7\n" + b"%%EOF\n" * 1000,
        b"%PDF-" + b"1 0 obj << " * 10_000 + b"%%EOF",
        pdf().replace(b"/Count 0", b"/Count 9"),
        pdf(),
        pdf(lines([STORY])).replace(b"/Root 1 0 R", b"/Root 2 0 R"),
        pdf(lines([STORY])).replace(b"/Pages 2 0 R", b"/Pages 1 0 R"),
        pdf(lines([STORY])).replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]"),
    ],
    ids=range(9),
)
def test_broken_files_end_in_an_error(data):
    assert kind_of(data) in ("damaged", "scanned")  # some are repaired, and then hold nothing


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_damage_anywhere_is_a_document_or_an_error(data):
    whole = bytearray(pdf(*[lines([STORY])] * 2))
    for _ in range(data.draw(st.integers(1, 20))):
        whole[data.draw(st.integers(5, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(ReadError):
        document = read(bytes(whole))
        assert all(each.span.end <= len(document.text) for each in document.sentences)


def test_bombs():
    flate = b"/Filter /FlateDecode"
    packed = zlib.compress(b" " * 40_000_000, 9)
    assert kind_of(pdf(packed, stream=flate)) == "bomb"
    twice = zlib.compress(packed, 9)
    assert kind_of(pdf(twice, stream=b"/Filter [/FlateDecode /FlateDecode]")) == "bomb"
    ascii85 = base64.a85encode(packed) + b"~>"
    assert kind_of(pdf(ascii85, stream=b"/Filter [/ASCII85Decode /FlateDecode]")) == "bomb"
    nested = b"%PDF-1.4\n" + b"1 0 obj /ASCII85Decode stream\n" * 50_000 + b"~>%%EOF"
    assert kind_of(nested) == "bomb"
    assert kind_of(nested.replace(b"~>", b"")) == "damaged"
    small = pdf(zlib.compress(lines([STORY])), stream=flate)
    assert read(small).text == STORY
    white = zlib.compress(bytes(40_000_000), 9)
    picture = pdf(lines([STORY])).replace(
        b"xref\n0",
        b"9 0 obj\n<< /Subtype /Image /Filter /FlateDecode >>\nstream\n%s\nendstream\nxref\n0"
        % white,
    )
    assert STORY in read(picture).text


def test_limits(monkeypatch):
    monkeypatch.setattr(reader, "MAX_PAGES", 3)
    assert kind_of(pdf(*[lines([STORY])] * 4)) == "too_large"
    assert read(pdf(*[lines([STORY])] * 3)).metadata[0] == ("pages", "3")
    monkeypatch.setattr(reader, "MAX_CHARACTERS", 100)
    assert kind_of(pdf(*[lines([STORY])] * 3)) == "too_large"
    monkeypatch.setattr(reader, "MAX_CHARACTERS", 10_000)
    monkeypatch.setattr(reader, "_MAX_SECONDS", -1.0)
    assert kind_of(pdf(lines([STORY]))) == "too_large"


@pytest.mark.parametrize(
    ("data", "name", "seen"),
    [
        (pdf(lines([STORY])), "a.txt", "a PDF file"),
        (pdf(lines([STORY])), "a.html", "a PDF file"),
        (pdf(lines([STORY])), "a.eml", "a PDF file"),
        (pdf(lines([STORY])), "a.docx", "a PDF file"),
        (STORY.encode(), "a.pdf", "something else"),
        (b"<html><p>Not found.</p></html>", "a.pdf", "something else"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "a.pdf", "a PNG image"),
        (b"PK\x03\x04" + bytes(40), "a.pdf", "a ZIP archive"),
    ],
)
def test_mislabelled(data, name, seen):
    with pytest.raises(ReadError) as caught:
        read(data, name)
    assert caught.value.kind == "mislabelled"
    assert seen in caught.value.reason
    assert CANARY not in str(caught.value)


def test_a_declared_media_type_counts_like_a_suffix():
    data = pdf(lines([STORY]))
    assert read_bytes(data, source="x:3", media_type="application/pdf").text == STORY
    with pytest.raises(ReadError) as caught:
        read_bytes(data, source="x:3", media_type="text/plain; charset=utf-8")
    assert caught.value.kind == "mislabelled"


def test_threads_take_turns():
    data = pdf(*[lines([STORY, LONG])] * 10)
    with ThreadPoolExecutor(8) as pool:
        assert len({each.text for each in pool.map(read, [data] * 24)}) == 1


def test_nothing_is_left_open_or_logged(caplog, capfd):
    caplog.set_level(logging.DEBUG)
    for data in (pdf(lines([STORY])), pdf(lines([STORY]))[:-20], pdf(lines([STORY]), password="x")):
        with suppress(ReadError):
            read(data)
    gc.collect()
    assert CANARY not in caplog.text
    assert capfd.readouterr() == ("", "")


def test_no_lines_are_no_text():
    assert laid_out([]) == ("", ())
    assert laid_out([[], [Line("A", left=0, right=9, bottom=0, height=9)]]) == ("A", ())
