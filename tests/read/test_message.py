"""E-mail: what its reader sees, quoted replies set aside."""

from __future__ import annotations

import base64
import time
from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.errors import ReadError
from summarizer.read import read_bytes
from summarizer.read.quoted import set_aside
from summarizer.types import Document

BODY = """The council met on Monday and agreed to open the library on Sundays.

Anna

On Tue, 3 Mar 2026 at 10:12, Tom Brel <tom@example.org> wrote:
> Will the library open on Sundays?
> We have waited for long.
"""


def read(data: bytes, name: str = "a.eml") -> Document:
    return read_bytes(data, source=name)


def made(body: str = BODY, *, subject: str = "Library hours", html: str = "") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Anna Reed <anna@example.org>"
    message["Subject"] = subject
    message.set_content(body)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def kept(document: Document) -> str:
    return " ".join(document.read(sentence.span) for sentence in document.sentences)


def test_subject_and_body_are_read_and_a_quoted_reply_is_set_aside() -> None:
    document = read(made().as_bytes())
    assert document.media_type == "message/rfc822"
    assert document.title is not None
    assert document.read(document.title) == "Library hours"
    assert "agreed to open the library" in kept(document)
    assert "waited for long" not in kept(document)
    assert "waited for long" in document.text
    assert {item.rule for item in document.boilerplate} == {"RD-08"}
    assert "anna@example.org" not in document.text


def test_the_plain_body_goes_before_the_html_and_attachments_are_left() -> None:
    message = made(html="<p>Another <b>text</b> altogether.</p>")
    message.add_attachment(b"secret words", maintype="application", subtype="pdf", filename="a.pdf")
    message.add_attachment("secret text", filename="b.txt")
    document = read(message.as_bytes())
    assert "Another text" not in document.text
    assert "secret" not in document.text
    assert ("attachments", "2") in document.metadata


def test_an_html_body_is_read_as_a_page_is() -> None:
    message = EmailMessage()
    message["Subject"] = "News"
    message.set_content(
        "<html><body><p>The council met on Monday.</p><script>alert()</script></body></html>",
        subtype="html",
    )
    document = read(message.as_bytes())
    assert "The council met on Monday." in document.text
    assert "alert" not in document.text
    assert "<p>" not in document.text


def test_encodings_and_encoded_subjects() -> None:
    text = "Im Café von Nikolić wurde lange über die Bücherei gesprochen."
    data = (
        b"Subject: =?utf-8?q?B=C3=BCcherei?=\r\nContent-Type: text/plain; charset=iso-8859-2\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(text.encode("iso-8859-2"))
    )
    document = read(data)
    assert document.text.startswith("Bücherei\n\n")
    assert text in document.text
    unknown = b"Content-Type: text/plain; charset=nonsense\r\n\r\nThe council met."
    assert "The council met." in read(unknown).text


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (
            b'Content-Type: multipart/encrypted; boundary="x"\r\n\r\n--x\r\n\r\nsecret\r\n--x--',
            "encrypted",
        ),
        (b"Content-Type: application/pkcs7-mime\r\n\r\nsecret", "encrypted"),
        (b"Subject: secret\r\nContent-Type: image/png\r\n\r\nsecret", "no_text"),
        (b"Subject: secret\r\n\r\n", "no_text"),
        (b"Subject: secret\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n", "no_text"),
    ],
)
def test_what_cannot_be_read_says_why_and_quotes_nothing(data: bytes, kind: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(data)
    assert caught.value.kind == kind
    assert "secret" not in str(caught.value)


def test_parts_in_parts_are_read_up_to_a_depth() -> None:
    assert "The council met" in read(nested(60)).text
    for levels in (150, 2000):
        assert kind_of(nested(levels)) == "damaged"


def nested(levels: int) -> bytes:
    deep = b"The council met on Monday."
    for level in range(levels):
        edge = f"b{level}".encode()
        deep = (
            b"Content-Type: multipart/mixed; boundary=" + edge + b"\r\n\r\n--" + edge
            + b"\r\n" + (deep if level else b"\r\n" + deep) + b"\r\n--" + edge + b"--\r\n"
        )  # fmt: skip
    return deep


def kind_of(data: bytes) -> str:
    with pytest.raises(ReadError) as caught:
        read(data)
    assert "secret" not in str(caught.value)
    assert caught.value.document == "a.eml"
    return caught.value.kind


def aside(body: str, *, subject: str = "Re: Library") -> tuple[str, str]:
    """What is left of a message, and what is set aside."""
    document = read(made(body, subject=subject).as_bytes())
    gone = "\n".join(each.span.of(document.text) for each in document.boilerplate)
    assert {each.rule for each in document.boilerplate} <= {"RD-08"}
    left = kept(document)
    assert left.startswith(subject)
    return left[len(subject) :].strip(), gone


OWN = "The library opens on Sundays from spring."
QUOTED = "Will it open on Sundays at last?"


@pytest.mark.parametrize(
    "introduction",
    [
        "On Tue, 3 Mar 2026 at 10:12, Tom Brel <tom@example.org> wrote:",
        "On Tue, 3 Mar 2026 at 10:12, Tom Brel\n<tom@example.org> wrote:",
        "On Tue, 3 Mar 2026 at 10:12,\nTom Brel\n<tom@example.org> wrote:",
        "Tom Brel <tom@example.org> wrote:",
        "Am 03.03.2026 um 10:12 schrieb Tom Brel:",
        "Am Di., 3. März 2026 um 10:12 Uhr schrieb Tom Brel <tom@example.org>:",
        "Tom Brel <tom@example.org> schrieb am Di., 3. März 2026, 10:12:",
        "Le mar. 3 mars 2026 à 10:12, Tom Brel <tom@example.org> a écrit\u00a0:",
        "El mar, 3 mar 2026 a las 10:12, Tom Brel (<tom@example.org>) escribió:",
        "Il giorno mar 3 mar 2026 alle ore 10:12 Tom Brel <tom@example.org> ha scritto:",
        "-----Original Message-----\nFrom: Tom Brel\nSent: Tuesday\nTo: Anna Reed",
        "-----Ursprüngliche Nachricht-----\nVon: Tom Brel\nGesendet: Dienstag\nAn: Anna",
        "----- Message d'origine -----",
        "-----Mensaje original-----",
        "________________\nFrom: Tom Brel\nSent: Tuesday\nTo: Anna\nSubject: Library",
        "*Von:* Tom Brel <tom@example.org>\n*Gesendet:* Dienstag\n*An:* Anna\n*Betreff:* Library",
        "De : Tom Brel\nEnvoyé : mardi 3 mars\nÀ : Anna\nObjet : Library",
        "De: Tom Brel\nEnviado: martes\nPara: Anna\nAsunto: Library",
    ],
)
@pytest.mark.parametrize("marks", ["> ", ""])
def test_replies_are_set_aside_with_what_introduces_them(introduction: str, marks: str) -> None:
    left, gone = aside(f"{OWN}\n\n{introduction}\n\n{marks}{QUOTED}\n")
    assert left.rstrip("_ ") == OWN
    assert QUOTED in gone
    assert all(line in gone for line in introduction.split("\n") if "___" not in line)


def test_answers_between_the_lines_stay() -> None:
    left, gone = aside(f"> {QUOTED}\n\n{OWN}\n\n> And on Mondays?\n\nNot on Mondays.\n")
    assert left == f"{OWN} Not on Mondays."
    assert QUOTED in gone
    assert "And on Mondays?" in gone


def test_a_story_that_tells_of_letters_is_no_reply() -> None:
    told = "On Monday the mayor of the town wrote:\n\nNo library opens on Sundays.\n"
    assert "No library opens on Sundays." in aside(f"{OWN}\n\n{told}")[0]


@pytest.mark.parametrize(
    "marker",
    [
        "---------- Forwarded message ---------",
        "-------- Weitergeleitete Nachricht --------",
        "-------- Message transféré --------",
        "Begin forwarded message:",
    ],
)
@pytest.mark.parametrize("marks", ["> ", ""])
def test_what_is_forwarded_is_read_without_its_header(marker: str, marks: str) -> None:
    header = ["From: Tom Brel <tom@example.org>", "Date: Tue, 3 Mar 2026", "Subject: Library"]
    lines = "\n".join(f"{marks}{line}" for line in [*header, "", QUOTED])
    left, gone = aside(f"{OWN}\n\n{marker}\n\n{lines}\n", subject="Library")
    assert left == f"{OWN} {QUOTED}"
    assert all(line in gone for line in [marker, *header])


def test_the_subject_says_that_it_is_forwarded() -> None:
    block = "From: Tom Brel\nSent: Tuesday\nTo: Anna Reed\nSubject: Library"
    for subject in ("FW: Library", "Fwd: Library", "WG: Library", "TR : Library", "RV: Library"):
        left, gone = aside(f"{OWN}\n\n{block}\n\n{QUOTED}\n", subject=subject)
        assert left == f"{OWN} {QUOTED}"
        assert block in gone


def test_a_message_that_is_nothing_but_a_quotation_is_read() -> None:
    introduction = "On Tue, 3 Mar 2026 at 10:12, Tom Brel <tom@example.org> wrote:"
    assert aside(f"{introduction}\n> {QUOTED}\n")[0] == QUOTED
    assert aside(f"{introduction}\n\n{QUOTED}\n")[0] == QUOTED


def test_a_forwarded_message_that_is_a_part_is_read() -> None:
    message = made(OWN)
    message.add_attachment(made(f"{QUOTED}\n\n-- \nTom", subject="Question"))
    document = read(message.as_bytes())
    assert document.text.split("\n\n")[1:4] == [OWN, "Question", QUOTED]
    assert ("attachments", "0") in document.metadata
    assert kept(document) == f"Library hours {OWN} Question {QUOTED}"


@pytest.mark.parametrize(
    "signature",
    [
        "-- \nAnna Reed\nTown council, 12 Quay Street",
        "Sent from my iPhone",
        "Get Outlook for Android",
        "Von meinem iPhone gesendet",
        "Envoyé de mon iPhone",
        "Enviado desde mi iPhone",
    ],
)
def test_signatures_are_set_aside(signature: str) -> None:
    left, gone = aside(f"{OWN}\n\n{signature}\n")
    assert (left, gone) == (OWN, signature)
    left, gone = aside(f"{OWN}\n\n{signature}\n\n> {QUOTED}\n")
    assert left == OWN
    assert QUOTED in gone


def test_dashes_over_a_long_text_are_no_signature() -> None:
    long = "\n".join(f"The council spoke about bridge {number} too." for number in range(30))
    assert "bridge 3 too" in aside(f"{OWN}\n\n--\n{long}\n")[0]


def test_a_footer_of_a_list_does_not_hide_an_html_body() -> None:
    message = EmailMessage()
    message["Subject"] = "News"
    message.make_mixed()
    page = EmailMessage()
    page.set_content(f"<p>{OWN}</p>", subtype="html")
    footer = EmailMessage()
    footer.set_content("You get this as a member of the list.")
    message.attach(page)
    message.attach(footer)
    text = read(message.as_bytes()).text
    assert OWN in text
    assert "member of the list" in text


def test_signed_messages_are_read() -> None:
    clear = (
        f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{OWN}\n"
        "-----BEGIN PGP SIGNATURE-----\n\niQEzBAEBCAAdFiEE\n-----END PGP SIGNATURE-----\n"
    )
    assert aside(clear)[0] == OWN
    inline = "-----BEGIN PGP MESSAGE-----\n\nsecret\n-----END PGP MESSAGE-----\n"
    assert kind_of(made(inline).as_bytes()) == "encrypted"


def test_a_wrong_charset_is_found_out() -> None:
    text = "Im Café wurde lange über die Bücherei gesprochen."
    head = b"Content-Transfer-Encoding: 8bit\r\nContent-Type: text/plain; charset="
    for named, real in (("us-ascii", "utf-8"), ("utf-8", "cp1252"), ("idna", "utf-8")):
        assert text in read(head + named.encode() + b"\r\n\r\n" + text.encode(real)).text
    japanese = "警察は月曜日、港での捜索の後、男性二人を逮捕した。"
    data = head + b"iso-2022-jp\r\n\r\n" + japanese.encode("iso-2022-jp")
    assert japanese in read(data).text
    assert kind_of(head + b"utf-8\r\n\r\n" + bytes(range(0x80, 0x100)) * 4) == "undecodable"


def test_subjects_of_all_sorts() -> None:
    for raw, expected in (
        ("Bücherei".encode(), "Bücherei"),
        ("Bücherei".encode("cp1252"), "Bücherei"),
        (b"=?nonsense?q?Library?=", "Library"),
        (b"=?utf-8?q?Library=0D=0ABcc:_tom=40example.org?=", "Library Bcc: tom@example.org"),
        (b"Library\r\n hours", "Library hours"),
    ):
        assert read(b"Subject: " + raw + b"\r\n\r\n" + OWN.encode()).text == f"{expected}\n\n{OWN}"
    long = read(b"Subject: " + b"long " * 500_000 + b"\r\n\r\n" + OWN.encode())
    assert long.title is None
    assert long.text.endswith(OWN)
    assert len(long.text) < 5000


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Content-Type", b"text/plain" + b";" * 2_000_000),
        ("Content-Type", b"text/plain" + b"; a=b" * 500_000),
        ("Content-Type", b"(" * 1_000_000),
        ("Content-Type", b'multipart/mixed; boundary="' + b'\\"' * 500_000),
        ("Content-Disposition", b"inline; filename*0*=" + b"%41;" * 500_000),
        ("Subject", b"=?utf-8?q?a?= " * 100_000),
    ],
    ids=range(6),
)
def test_huge_headers_take_no_time(header: str, value: bytes) -> None:
    began = time.monotonic()
    with suppress(ReadError):
        read(header.encode() + b": " + value + b"\r\n\r\n" + OWN.encode())
    assert time.monotonic() - began < 60


@pytest.mark.parametrize(
    "text",
    [
        "--\n" * 500_000,
        "-- \n\n\n\n" * 300_000,
        "From: Tom\n" * 200_000,
        "On Tue, 3 Mar 2026 at 10:12, Tom <tom@example.org> wrote:\n> a\n" * 30_000,
        "Mine.\n" + "On Tue at 10:12, Tom <tom@example.org> wrote:\n> a\n" * 50_000,
        "Mine.\n" + "Am Di um 10:12 schrieb Tom:\n\n\n\n> a\n" * 50_000,
        "-----BEGIN PGP SIGNATURE-----\n" * 50_000,
        "am 10:12 " + "schrieb " * 60 + ":\n",
        "> " * 1_000_000,
    ],
    ids=range(9),
)
def test_what_looks_quoted_takes_no_time(text: str) -> None:
    # Far above what it takes on a busy machine, far below what the square of the length would take.
    began = time.monotonic()
    set_aside(text, forward=False)
    assert time.monotonic() - began < 60


def test_thousands_of_parts() -> None:
    head = b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
    for count in (1001, 9000, 100_000):
        parts = b"--x\r\n\r\nsecret\r\n" * count
        assert kind_of(head + parts + b"--x--") == "too_large"
    some = read(head + b"--x\r\n\r\nThe council met.\r\n" * 500 + b"--x--")
    assert some.text.count("The council met.") == 500


def test_control_and_direction_marks() -> None:
    data = b"Subject: a\x00b\r\n\r\nThe coun\x00cil met \xe2\x80\xaeon Monday\xe2\x80\xac."
    document = read(data)
    assert "The council met" in document.plain
    assert "on Monday." in document.plain
    assert kind_of(b"Content-Type: text/plain\r\n\r\n" + b"secret\x01\x02" * 99) == "no_text"


def test_a_message_that_is_something_else() -> None:
    assert kind_of(b"%PDF-1.7 secret") == "mislabelled"
    assert kind_of(b"PK\x03\x04 secret") == "mislabelled"


@given(st.binary(max_size=300))
def test_any_bytes_are_a_document_or_an_error_of_ours(data: bytes) -> None:
    with suppress(ReadError):
        read = read_bytes(data, source="x", media_type="message/rfc822")
        assert all(
            0 <= each.span.start < each.span.end <= len(read.text) for each in read.sentences
        )
