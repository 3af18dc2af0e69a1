"""Word documents: the body after all revisions, and archives that are not what they say."""

from __future__ import annotations

import io
import logging
import struct
import tracemalloc
import zipfile
from contextlib import suppress
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarizer.errors import ReadError
from summarizer.read import KINDS, docx_xml, read_bytes
from summarizer.read import docx as reader
from summarizer.types import Document

CANARY = "Wickham"
STORY = f"Police held two men from {CANARY} on Monday after a search of the harbour."
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def p(*runs: str, style: str = "") -> str:
    """A paragraph of runs; a run that is no XML is its words."""
    made = "".join(run if run.startswith("<") else r(run) for run in runs)
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{made}</w:p>"


def r(words: str, properties: str = "") -> str:
    kept = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{kept}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def body(*content: str, namespace: str = NAMESPACE, before: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<w:document xmlns:w="{namespace}"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
        f"<w:body>{''.join(content)}</w:body></w:document>"
    )


def packed(members: dict[str, str | bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def relationships(target: str = "word/document.xml") -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}" Target="{target}"/></Relationships>'
    )


def docx(*content: str, styles: dict[str, str] | None = None, **more: str) -> bytes:
    """A document with this body; ``more``: other members, ``__`` for the slash in their names."""
    named = "".join(
        f'<w:style w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in (styles or {}).items()
    )
    return packed(
        {
            "[Content_Types].xml": "<Types/>",
            "_rels/.rels": relationships(),
            "word/document.xml": body(*content),
            "word/styles.xml": f'<w:styles xmlns:w="{NAMESPACE}">{named}</w:styles>',
            **{name.replace("__", "/"): value for name, value in more.items()},
        }
    )


def read(data: bytes, name: str = "a.docx") -> Document:
    return read_bytes(data, source=name)


def kind_of(data: bytes, name: str = "a.docx") -> str:
    with pytest.raises(ReadError) as caught:
        read(data, name)
    assert caught.value.kind in KINDS
    assert CANARY not in str(caught.value)
    assert caught.value.document == name
    return caught.value.kind


def test_paragraphs_headings_and_title():
    data = docx(
        p("An agency report"),
        p("Two men ", "held", style="Titel"),
        p(STORY),
        p(),
        p("What follows", style="berschrift1"),
        p("A & B <are> here."),
        styles={"Titel": "Title", "berschrift1": "heading 1"},
    )
    document = read(data)
    assert document.text.split("\n\n") == [
        "An agency report",
        "Two men held",
        STORY,
        "What follows",
        "A & B <are> here.",
    ]
    assert document.title is not None
    assert document.title.of(document.text) == "Two men held"
    assert document.media_type == DOCX
    assert read(data, "no suffix").text == document.text
    assert read_bytes(data, source="x", media_type=DOCX).text == document.text
    assert CANARY not in repr(document)


def test_a_heading_far_below_is_no_title():
    assert read(docx(*[p(STORY)] * 10, p("Late", style="Heading1"))).title is None
    assert read(docx(p("Early", style="Heading1"), p(STORY))).title is not None  # without styles


def test_tables_lists_and_boxes_come_in_reading_order():
    cell = "<w:tc>{}</w:tc>".format
    row = "<w:tr>{}</w:tr>".format
    nested = f"<w:tbl>{row(cell(p('inner')))}</w:tbl>"
    table = (
        "<w:tbl>" + row(cell(p("a1")) + cell(p("b1") + nested)) + row(cell(p("a2"))) + "</w:tbl>"
    )
    box = f"<w:r><w:txbxContent>{p('in a box')}</w:txbxContent></w:r>"
    twice = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    control = f"<w:sdt><w:sdtContent>{p('in a field')}</w:sdtContent></w:sdt>"
    found = read(docx(p("before"), table, control, p("around ", twice, "it"))).text.split("\n\n")
    assert found == ["before", "a1", "b1", "inner", "a2", "in a field", "in a box", "around it"]


def test_revisions_are_accepted_and_what_nobody_sees_is_left():
    deleted = f'<w:del w:id="1"><w:r><w:delText>{CANARY}</w:delText></w:r></w:del>'
    inserted = f'<w:ins w:id="2">{r("really ")}</w:ins>'
    moved = f"<w:moveFrom>{r('there ')}</w:moveFrom><w:moveTo>{r('here ')}</w:moveTo>"
    hidden = r("hidden ", "<w:vanish/>") + r("shown ", '<w:vanish w:val="0"/>')
    code = f"<w:r><w:instrText>HYPERLINK {CANARY}</w:instrText></w:r>"
    link = f'<w:hyperlink r:id="x" xmlns:r="r">{r("a link")}</w:hyperlink>'
    marks = "<w:r><w:br/></w:r>" + r("one") + "<w:r><w:tab/></w:r>" + r("two")
    data = docx(
        p("It is ", deleted, inserted, moved, hidden, code, link, marks),
        word__comments=body(p(CANARY)),
        word__header1=body(p(CANARY)),
    )
    assert read(data).text == "It is really here shown a link\none two"


def test_other_dialects():
    strict = {"_rels/.rels": relationships("/word/document2.xml")}
    content = body(p(STORY), namespace=STRICT)
    assert read(packed({**strict, "word/document2.xml": content})).text == STORY
    wide = content.replace("UTF-8", "UTF-16").encode("utf-16")
    assert read(packed({**strict, "word/document2.xml": wide})).text == STORY


def test_what_python_docx_writes():
    python_docx = pytest.importorskip("docx")
    file = python_docx.Document()
    file.add_heading("Two men held", level=0)
    file.add_paragraph(STORY)
    file.add_paragraph("One point", style="List Bullet")
    table = file.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "left", "right"
    stream = io.BytesIO()
    file.save(stream)
    document = read(stream.getvalue())
    assert document.text.split("\n\n") == ["Two men held", STORY, "One point", "left", "right"]
    assert document.title is not None
    assert document.title.of(document.text) == "Two men held"


def test_encrypted_and_old():
    for name in ("a.docx", "no suffix"):
        encrypted = OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
        assert kind_of(encrypted, name) == "encrypted"
        old = OLE + bytes(500) + "WordDocument".encode("utf-16-le") + CANARY.encode()
        with pytest.raises(ReadError, match=r"save it as \.docx") as caught:
            read(old, name)
        assert caught.value.kind == "unsupported"
    flagged = bytearray(docx(p(STORY)))
    for start in (b"PK\x03\x04", b"PK\x01\x02"):
        at = flagged.index(start) + (6 if start == b"PK\x03\x04" else 8)
        flagged[at] |= 1
    assert kind_of(bytes(flagged)) == "encrypted"


@pytest.mark.parametrize("share", [0.01, 0.2, 0.5, 0.8, 0.99])
def test_truncated(share):
    data = docx(p(STORY), word__theme=body(p(STORY * 50)))
    assert kind_of(data[: max(4, int(len(data) * share))]) == "damaged"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PK\x03\x04" + bytes(range(256)) * 20, "damaged"),
        (docx("<w:p>"), "damaged"),
        (docx(p(STORY))[:-22] + bytes(22), "damaged"),
        (packed({"_rels/.rels": "<a>", "word/document.xml": body(p(STORY))}), "damaged"),
        (packed({"_rels/.rels": "<a/>", "word/document.xml": body(p(STORY))}), "damaged"),
        (packed({"_rels/.rels": relationships("word/none.xml"), "word/a": ""}), "damaged"),
        (packed({"_rels/.rels": relationships("../../etc/passwd"), "word/a": ""}), "damaged"),
        (docx(f"<w:p>{chr(0)}{CANARY}</w:p>"), "damaged"),
        (docx(), "no_text"),
        (docx(p(), p("   ")), "no_text"),
        (docx(p("---")), "empty"),
    ],
    ids=range(11),
)
def test_broken(data, kind):
    assert kind_of(data) == kind


@pytest.mark.parametrize(
    ("data", "name", "seen"),
    [
        (packed({"_rels/.rels": relationships(), "xl/workbook.xml": ""}), "a.docx", "Excel"),
        (packed({"_rels/.rels": relationships(), "ppt/slides.xml": ""}), "a.docx", "PowerPoint"),
        (packed({"META-INF/manifest.xml": "", "content.xml": ""}), "a.docx", "OpenDocument"),
        (packed({"a.txt": CANARY}), "a.docx", "ZIP archive"),
        (STORY.encode(), "a.docx", "something else"),
        (b"{\\rtf1 " + STORY.encode(), "a.docx", "an RTF file"),
        (docx(p(STORY)), "a.txt", "a Word document"),
        (docx(p(STORY)), "a.md", "a Word document"),
        (OLE + bytes(600), "a.txt", "old Microsoft Office"),
    ],
)
def test_mislabelled(data, name, seen):
    with pytest.raises(ReadError) as caught:
        read(data, name)
    assert caught.value.kind == "mislabelled"
    assert seen in caught.value.reason
    assert CANARY not in str(caught.value)


def test_bombs():
    big = body(p(STORY)) + "<!--" + " " * 30_000_000 + "-->"
    members = {"_rels/.rels": relationships(), "word/document.xml": big}
    assert kind_of(packed(members)) == "bomb"
    blank = {f"word/media/{number}": b"" for number in range(10_001)}
    assert kind_of(packed({**members, "word/document.xml": body(p(STORY)), **blank})) == "bomb"


def test_a_bomb_that_lies_about_its_size():
    big = body(p(STORY)) + " " * 200_000_000
    data = bytearray(packed({"_rels/.rels": relationships(), "word/document.xml": big}))
    real = struct.pack("<I", len(big))
    assert data.count(real) == 2
    honest = bytes(data).replace(real, struct.pack("<I", 5000))
    tracemalloc.start()
    assert kind_of(honest) == "damaged"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


def test_entities_are_refused_before_they_grow():
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    laughs = f'<!DOCTYPE w [<!ENTITY e0 "ha">{levels}]>'
    outside = '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    for before, content in ((laughs, "&e9;"), (outside, "&x;")):
        text = body(f"<w:p><w:r><w:t>{content}</w:t></w:r></w:p>", before=before)
        data = packed({"_rels/.rels": relationships(), "word/document.xml": text})
        assert kind_of(data) == "damaged"


def test_depth_and_length(monkeypatch):
    deep = "<w:sdt>" * 50_000 + p(STORY) + "</w:sdt>" * 50_000
    assert read(docx(deep)).text == STORY
    boxes = "<w:p>" * 5000 + r("in") + "</w:p>" * 5000
    assert read(docx(p(STORY), boxes)).text == f"{STORY}\n\nin"
    monkeypatch.setattr(reader, "MAX_CHARACTERS", 50)
    assert kind_of(docx(p("a" * 51))) == "too_large"
    assert read(docx(p("a" * 50))).text == "a" * 50


@given(st.data())
@settings(max_examples=80, deadline=None)
def test_damage_anywhere_is_a_document_or_an_error(data):
    whole = bytearray(docx(p(STORY), p("More of it.")))
    for _ in range(data.draw(st.integers(1, 12))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with suppress(ReadError):
        document = read(bytes(whole))
        assert all(each.span.end <= len(document.text) for each in document.sentences)


def test_nothing_is_logged(caplog):
    caplog.set_level(logging.DEBUG)
    read(docx(p(STORY)))
    with suppress(ReadError):
        read(docx(p(STORY))[:-9])
    assert CANARY not in caplog.text
    assert CANARY not in repr(docx_xml.Paragraph(STORY))
