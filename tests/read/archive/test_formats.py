"""Each format as it should be."""

import gzip
import io
import json
import sqlite3
import tarfile
import zipfile
import zlib
from contextlib import closing
from datetime import datetime
from pathlib import PurePath

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from summarizer.errors import ReadError, UsageError
from summarizer.read.archive import Columns, Entry, Limits, Refused, entries, read_entry
from summarizer.read.archive.openers import OPENERS

ONE = "Police held two men on Monday after a raid at the harbour."
TWO = "The court will hear the case in March."


def jsonl(path):
    rows = [{"id": "x", "Title": "Raid", "Text": ONE, "words": 11, "paid": True}, {"text": TWO}]
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows))


def json_array(path):
    path.write_text(json.dumps([{"text": ONE, "more": {"text": "no"}}, {"text": TWO}]))


def csv(path):
    path.write_text(f'id;headline;body\n1;Raid;"{ONE}"\n2;Case;"{TWO}"\n', encoding="utf-16")


def tsv(path):
    path.write_text(f"id\tstory\n1\t{ONE}\n2\t{TWO}\n")


def parquet(path):
    table = {
        "article": [ONE, TWO],
        "at": [datetime(2024, 1, 1), datetime(2024, 1, 2)],
        "list": [[1], [2]],
    }
    pq.write_table(pa.table(table), path, row_group_size=1)


def sqlite(path):
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE news (id INTEGER PRIMARY KEY, content TEXT)")
        database.execute("CREATE TABLE other (name TEXT)")
        database.executemany("INSERT INTO news VALUES (?, ?)", [(7, ONE), (9, TWO)])
        database.commit()


def mbox(path):
    mails = [
        f"From a@example.org Mon Jan  1 10:00:00 2024\nSubject: A\n\n{each}\n\n"
        for each in (ONE, TWO)
    ]
    path.write_text("".join(mails))


def record(kind, headers=b"", body=b""):
    content = headers + body
    return (
        b"WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: http://example.org/a secret\r\n"
        b"Content-Type: application/http; msgtype=%s\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n"
        % (kind, kind, len(content), content)
    )


def response(status, headers, body):
    return record(b"response", b"HTTP/1.1 %s\r\n%s\r\n\r\n" % (status, headers), body)


def pages():
    return [
        record(b"warcinfo"),
        response(b"200 OK", b"Content-Type: text/html; charset=UTF-8", f"<p>{ONE}</p>".encode()),
        record(b"request", b"GET / HTTP/1.1\r\nHost: example.org\r\n\r\n"),
        response(b"404 Not Found", b"Content-Type: text/html", b"<p>Nothing</p>"),
        response(b"200 OK", b"Content-Type: image/png", b"x"),
        response(b"200 OK", b"content-type: TEXT/PLAIN", TWO.encode()),
    ]


def warc(path):
    path.write_bytes(b"".join(pages()))


def warc_gz(path):
    path.write_bytes(b"".join(map(gzip.compress, pages())))


def zip_archive(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("in")
        archive.writestr("in/b.html", f"<p>{ONE}</p>")
        archive.writestr("a.txt", TWO)


def tar_archive(path):
    with tarfile.open(path, "w:gz" if path.suffix in (".gz", ".tgz") else "w") as archive:
        for name, text in (("./in/b.txt", ONE), ("./" + "n" * 200 + ".txt", TWO)):
            info = tarfile.TarInfo(name)
            info.size = len(text)
            archive.addfile(info, io.BytesIO(text.encode()))


def zipped_lines(path):
    inner = path.with_name("inner.jsonl")
    jsonl(inner)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("in/rows.jsonl.gz", gzip.compress(inner.read_bytes()))
    inner.unlink()


def packed_lines(path):
    jsonl(path)
    path.write_bytes(gzip.compress(path.read_bytes()))


def nested_database(path):
    inner = path.with_name("inner.sqlite")
    sqlite(inner)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(inner, "db.sqlite")
    inner.unlink()


LONG = "n" * 200
FORMATS = {
    "a.jsonl": (jsonl, [":1", ":2"]),
    "a.ndjson": (jsonl, [":1", ":2"]),
    "a.jsonl.gz": (packed_lines, [":1", ":2"]),
    "a.json": (json_array, [":1", ":2"]),
    "a.csv": (csv, [":1", ":2"]),
    "a.tsv": (tsv, [":1", ":2"]),
    "a.parquet": (parquet, [":1", ":2"]),
    "a.sqlite": (sqlite, [":news:1", ":news:2"]),
    "a.db": (sqlite, [":news:1", ":news:2"]),
    "a.sqlite3": (sqlite, [":news:1", ":news:2"]),
    "a.mbox": (mbox, [":1", ":2"]),
    "a.warc": (warc, [":2", ":6"]),
    "a.warc.gz": (warc_gz, [":2", ":6"]),
    "a.zip": (zip_archive, ["!in/b.html", "!a.txt"]),
    "a.tar": (tar_archive, ["!in/b.txt", f"!{LONG}.txt"]),
    "a.tar.gz": (tar_archive, ["!in/b.txt", f"!{LONG}.txt"]),
    "a.tgz": (tar_archive, ["!in/b.txt", f"!{LONG}.txt"]),
    "lines.zip": (zipped_lines, ["!in/rows.jsonl.gz:1", "!in/rows.jsonl.gz:2"]),
    "base.zip": (nested_database, ["!db.sqlite:news:1", "!db.sqlite:news:2"]),
}


@pytest.mark.parametrize("name", FORMATS)
def test_format(name, tmp_path, drained):
    write, keys = FORMATS[name]
    (tmp_path / "in").mkdir()
    path = tmp_path / "in" / name
    write(path)
    alone = drained(path)
    assert [each.source for each in alone] == [f"{path}{key}" for key in keys]
    for each, text in zip(alone, (ONE, TWO), strict=True):
        if each.media_type != "message/rfc822":
            assert text in read_entry(each).text
        else:
            assert text in each.data.decode()
    assert drained(path.parent) == alone


@pytest.mark.parametrize("name", FORMATS)
def test_early_close(name, tmp_path):
    path = tmp_path / name
    FORMATS[name][0](path)
    for source in (path, tmp_path):
        stream = entries(str(source))
        assert isinstance(next(stream), Entry)
        stream.close()  # a file left open would be a warning, and warnings are errors
        assert list(stream) == []


def test_every_opener_is_tested_or_refuses():
    tested = {PurePath(name).suffix for name in FORMATS}
    refused = {suffix for suffix, opener in OPENERS.items() if opener.__name__ == "refuse"}
    assert tested | refused == set(OPENERS)


def test_row(tmp_path):
    path = tmp_path / "a.jsonl"
    jsonl(path)
    first, second = entries(str(path))
    assert first == Entry(
        source=f"{path}:1",
        data=ONE,
        media_type="text/plain",
        title="Raid",
        metadata=(("id", "x"), ("words", "11"), ("paid", "true")),
    )
    assert (second.title, second.metadata) == (None, ())
    document = read_entry(first)
    assert document.source == f"{path}:1"
    assert document.title.of(document.text) == "Raid"


def test_named_columns(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f'key,text,lead,page\n"a\n1",no,Raid,<p>{ONE}</p>\nb,{TWO},,\n')
    columns = Columns(text="text", title="lead", id="key", html="page")
    first, second = entries(str(path), columns=columns)
    assert first.source == f"{path}:1#a 1"
    assert first.media_type == "text/html; charset=utf-8"
    assert read_entry(first).text.strip() == ONE
    assert (second.source, second.data, second.title) == (f"{path}:2#b", TWO, None)


def test_the_best_name_wins(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"document,BODY,content\nno,{ONE},no\n")
    (entry,) = entries(str(path))
    assert entry.data == ONE


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.json", "a.parquet", "a.sqlite"])
def test_no_text_column(name, tmp_path):
    path = tmp_path / name
    if name == "a.csv":
        path.write_text("first,two words,3\nkestrel,x,y\n")
    elif name == "a.parquet":
        pq.write_table(pa.table({"first": ["kestrel"], "two words": ["x"], "3": ["y"]}), path)
    elif name == "a.sqlite":
        with closing(sqlite3.connect(path)) as database:
            database.execute('CREATE TABLE t (first, "two words", "3")')
    else:
        row = json.dumps({"first": "kestrel", "two words": "x", "3": "y"})
        path.write_text(row if name == "a.jsonl" else f"[{row}]")
    with pytest.raises(UsageError) as caught:
        list(entries(str(path)))
    assert str(caught.value).endswith("out of: first and 2 more")
    (refused,) = entries(str(tmp_path))
    assert refused.kind == "no_text_column"
    assert "first" not in refused.reason
    with pytest.raises(UsageError, match="no column of that name"):
        list(entries(str(path), columns=Columns(text="body")))
    if name != "a.sqlite":
        (entry,) = entries(str(path), columns=Columns(text="first"))
        assert entry.data == "kestrel"


def test_tables_of_a_database(tmp_path):
    path = tmp_path / "a.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE a (k TEXT PRIMARY KEY, text) WITHOUT ROWID")
        database.execute("INSERT INTO a VALUES ('x', ?)", (ONE,))
        database.execute("CREATE TABLE b (text)")
        database.commit()
    with pytest.raises(UsageError, match="a, b"):
        list(entries(str(path)))
    (refused,) = entries(str(tmp_path))
    assert refused.kind == "many_tables"
    (entry,) = entries(f"{path}:a")
    assert (entry.source, entry.data) == (f"{path}:a:1", ONE)
    with pytest.raises(UsageError, match="no such table"):
        list(entries(f"{path}:c"))


def test_a_database_in_use(tmp_path):
    path = tmp_path / "a.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE t (text)")
        database.execute("INSERT INTO t VALUES (?)", (ONE,))
        database.commit()
        refused = next(each for each in entries(str(tmp_path)) if each.source == str(path))
        assert refused.kind == "in_use"
    assert [each.data for each in entries(str(path))] == [ONE]


def test_messages(tmp_path):
    path = tmp_path / "a.mbox"
    path.write_text(
        "From a Mon Jan  1 10:00:00 2024\r\nSubject: A\r\n\r\n"
        f">From here on: {ONE}\r\n\r\nFrom now on it is quiet.\r\n\r\n"
        f"From b Mon Jan  1 10:00:00 2024\r\nSubject: B\r\n\r\n{TWO}\r\n",
        newline="",
    )
    first, second = entries(str(path))
    assert first.media_type == "message/rfc822"
    assert first.data == (
        f"Subject: A\r\n\r\nFrom here on: {ONE}\r\n\r\nFrom now on it is quiet.\r\n".encode()
    )
    assert second.data == f"Subject: B\r\n\r\n{TWO}\r\n".encode()


def test_packed_pages(tmp_path):
    path = tmp_path / "a.warc"
    chunked = b"%x\r\n%s\r\n0\r\n\r\n" % (len(ONE), ONE.encode())
    head = b"Content-Type: text/plain\r\n"
    path.write_bytes(
        response(b"200", head + b"Content-Encoding: gzip", gzip.compress(ONE.encode()))
        + response(b"200", head + b"Content-Encoding: deflate", zlib.compress(ONE.encode())[2:-4])
        + response(b"200", head + b"Transfer-Encoding: chunked", chunked)
        + response(b"200", head + b"Content-Encoding: gzip", ONE.encode())
    )
    assert [each.data for each in entries(str(path))] == [ONE.encode()] * 4


def test_a_json_file_of_lines(tmp_path):
    path = tmp_path / "a.json"
    jsonl(path)
    assert [each.data for each in entries(str(path))] == [ONE, TWO]


def test_titles_are_read(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": ONE, "title": "Raid at the harbour"}))
    (entry,) = entries(str(path))
    assert read_entry(entry).text == f"Raid at the harbour\n\n{ONE}"


def test_a_document_that_cannot_be_read(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(40))
    (entry,) = entries(str(path))
    with pytest.raises(ReadError) as caught:
        read_entry(entry)
    assert caught.value.kind == "binary"
    with pytest.raises(ReadError) as caught:
        read_entry(Entry(source="x", data=b"a" * 9), max_bytes=8)
    assert caught.value.kind == "too_large"


def test_a_longer_limit(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("word " * 100)
    (refused,) = entries(str(path), limits=Limits(max_bytes=499))
    assert isinstance(refused, Refused)
    assert refused.kind == "too_large"
    (entry,) = entries(str(path), limits=Limits(max_bytes=500))
    assert len(entry.data) == 500
