"""E-mail: what its reader sees, quoted replies set aside."""

from __future__ import annotations

import base64
from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.errors import ReadError
from summarizer.read import read_bytes
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


def test_messages_in_messages_without_end_are_read_so_far() -> None:
    deep = b"The council met on Monday."
    for level in range(60):
        edge = f"b{level}".encode()
        deep = (
            b"Content-Type: multipart/mixed; boundary=" + edge + b"\r\n\r\n--" + edge
            + b"\r\n" + (deep if level else b"\r\n" + deep) + b"\r\n--" + edge + b"--\r\n"
        )  # fmt: skip
    assert "The council met" in read(deep).text


@given(st.binary(max_size=300))
def test_any_bytes_are_a_document_or_an_error_of_ours(data: bytes) -> None:
    with suppress(ReadError):
        read = read_bytes(data, source="x", media_type="message/rfc822")
        assert all(
            0 <= each.span.start < each.span.end <= len(read.text) for each in read.sentences
        )
