"""Tables, mail and crawls made to harm, or made badly; cases as in test_hostile.py."""

import gzip
import io
import json
import sqlite3

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from summarizer.read.archive import Entry

STORY = "Police saw a kestrel at the harbour on Monday."
ROW = (json.dumps({"text": STORY}) + "\n").encode()
ROWS = ROW * 3
PAGE = f"<p>{STORY}</p>".encode()
ZEROS = bytes(20_000_000)


def parquet(table, **options):
    buffer = io.BytesIO()
    pq.write_table(pa.table(table), buffer, **options)
    return buffer.getvalue()


def repeated(text, times):
    return pa.DictionaryArray.from_arrays(pa.array([0] * times, pa.int32()), [text])


def database(*statements, rows=()):
    memory = sqlite3.connect(":memory:")
    try:
        for statement in statements:
            memory.execute(statement)
        memory.executemany("INSERT INTO t VALUES (?)", rows)
        memory.commit()
        return memory.serialize()
    finally:
        memory.close()


def record(body, *, length=None, headers=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"):
    content = headers + body
    size = len(content) if length is None else length
    return (
        (
            b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://example.org/a kestrel\r\n"
            b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n" % size
        )
        + content
        + b"\r\n\r\n"
    )


def packed(encoding, body):
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: %s\r\n\r\n"
    return record(body, headers=head % encoding)


def mail(text=STORY):
    return f"From a@example.org Mon Jan  1 10:00:00 2024\nSubject: Harbour\n\n{text}\n\n".encode()


CASES = {
    # Tables
    "lines with bad ones between": (
        "a.jsonl",
        lambda: (
            b"kestrel\n" + ROWS + b'[1]\n{"text": 5}\n{"text": ""}\n{"x": "kestrel"}\n{"text"\n'
        ),
        ["not_json", *["entry"] * 3, "not_an_object", "no_text", "no_text", "no_text", "not_json"],
    ),
    "a line of 9 MB": (
        "a.jsonl",
        lambda: ROWS + b'{"text": "' + b"kestrel " * 1_100_000 + b'"}\n' + ROWS,
        [*["entry"] * 3, "too_large", *["entry"] * 3],
    ),
    "a line of a million brackets": (
        "a.jsonl",
        lambda: b"[" * 1_000_000 + b"\n" + ROWS,
        ["not_json", *["entry"] * 3],
    ),
    "a line of a huge number": (
        "a.jsonl",
        lambda: b'{"text": ' + b"9" * 9_999 + b"}\n" + ROWS,
        ["not_json", *["entry"] * 3],
    ),
    "a line in no encoding": (
        "a.jsonl",
        lambda: ROWS * 600 + b'{"text": "' + b"\xff\xfe\x80" * 40 + b'"}\n' + ROWS,
        [*["entry"] * 1800, "undecodable", *["entry"] * 3],
    ),
    "lines of lone surrogates": ("a.jsonl", lambda: b'{"text": "kestrel \\ud800"}\n', ["entry"]),
    "lines cut off": ("a.jsonl", lambda: ROWS[:-9], ["entry", "entry", "not_json"]),
    "JSON cut off": ("a.json", lambda: b"[" + ROW + b"," + ROW[:20], ["entry", "damaged"]),
    "JSON that is text": ("a.json", lambda: STORY.encode(), ["not_json"]),
    "JSON of a million brackets": ("a.json", lambda: b"[" * 1_000_000, ["not_json"]),
    "JSON with an item of 9 MB": (
        "a.json",
        lambda: b"[" + ROW + b',{"text":"' + b"kestrel " * 1_100_000 + b'"}]',
        ["entry", "too_large"],
    ),
    "JSON of things that are no objects": (
        "a.json",
        lambda: b'[1, "kestrel", null, [{"text": "kestrel"}], ' + ROW + b"]",
        [*["not_an_object"] * 4, "entry"],
    ),
    "JSON of a huge number": (
        "a.json",
        lambda: b"[" + ROW + b"," + b"9" * 9_999 + b"]",
        ["entry", "damaged"],
    ),
    "CSV with ragged rows": (
        "a.csv",
        lambda: b"id,text\n1,kestrel\n2\n3,kestrel,kestrel\n4,kestrel\n",
        ["entry", "ragged", "ragged", "entry"],
    ),
    "CSV with a quote that never closes": (
        "a.csv",
        lambda: b'id,text\n1,"kestrel\n' + (b"2," + b"kestrel " * 1_000 + b"\n") * 1_000,
        ["too_large", *["entry"] * 375],
    ),
    "CSV with NUL": ("a.csv", lambda: b"id,text\n1,kes\x00trel\n2,kestrel\n", ["entry", "entry"]),
    "CSV of one long line": (
        "a.csv",
        lambda: b"text\n" + b"x" * 12_000_000 + b"\nkestrel\n",
        ["too_large", "entry"],
    ),
    "CSV with carriage returns": (
        "a.csv",
        lambda: b"id,text\r1,kestrel\r2,kestrel\r",
        ["entry", "entry"],
    ),
    "CSV without a byte": ("a.csv", lambda: b"", []),
    "Parquet cut off": ("a.parquet", lambda: parquet({"text": [STORY]})[:-9], ["damaged"]),
    "Parquet that is text": ("a.parquet", lambda: STORY.encode(), ["damaged"]),
    "Parquet with broken pages": (
        "a.parquet",
        lambda: b"PAR1" + b"\xff" * 60 + parquet({"text": [STORY]}, compression="none")[64:],
        ["damaged"],
    ),
    "Parquet with one text many times": (
        "a.parquet",
        lambda: parquet({"text": repeated("kestrel " * 100_000, 5_000)}, compression="zstd"),
        ["entry", "bomb"],
    ),
    "Parquet with a text of 9 MB": (
        "a.parquet",
        lambda: parquet({"text": ["kestrel " * 1_100_000, STORY]}, compression="none"),
        ["too_large", "entry"],
    ),
    "Parquet with bytes that are no text": (
        "a.parquet",
        lambda: parquet({"text": [b"\xff\xfe\x80" * 40, STORY.encode()]}),
        ["undecodable", "entry"],
    ),
    "SQLite that is text": ("a.sqlite", lambda: STORY.encode(), ["damaged"]),
    "SQLite cut off": (
        "a.sqlite",
        lambda: database("CREATE TABLE t (text)", rows=[(STORY * 50,)] * 50)[:9_000],
        ["damaged"],
    ),
    "SQLite of zeros after its header": (
        "a.sqlite",
        lambda: database("CREATE TABLE t (text)", rows=[(STORY,)])[:100] + bytes(9_000),
        ["damaged"],
    ),
    "SQLite with a row of 9 MB": (
        "a.sqlite",
        lambda: database(
            "CREATE TABLE t (text)", rows=[(STORY,), ("kestrel " * 1_100_000,), (STORY,)]
        ),
        ["entry", "too_large", "entry"],
    ),
    "SQLite with numbers and bytes": (
        "a.sqlite",
        lambda: database("CREATE TABLE t (text)", rows=[(5,), (b"kestrel",), (None,), (STORY,)]),
        ["no_text", "no_text", "no_text", "entry"],
    ),
    "SQLite with an endless view": (
        "a.sqlite",
        lambda: database(
            "CREATE TABLE t (text)",
            "CREATE VIEW v AS WITH RECURSIVE r(text) AS (SELECT 'x' UNION ALL SELECT text FROM r)"
            " SELECT text FROM r",
            rows=[(STORY,)],
        ),
        ["entry"],
    ),
    "SQLite with a generated column": (
        "a.sqlite",
        lambda: database(
            "CREATE TABLE t (text, big AS (printf('%.*c', 900000000, 'x')))", rows=[(STORY,)]
        ),
        ["entry"],
    ),
    "SQLite with a hostile name": (
        "a.sqlite",
        lambda: database("CREATE TABLE t (a)", 'CREATE TABLE "x""; DROP TABLE t; --" (text)'),
        [],
    ),
    # Mail and crawls
    "mbox that is text": ("a.mbox", lambda: STORY.encode(), ["damaged"]),
    "mbox with a message of 9 MB": (
        "a.mbox",
        lambda: mail() + mail("kestrel " * 1_100_000) + mail(),
        ["entry", "too_large", "entry"],
    ),
    "mbox without a byte": ("a.mbox", lambda: b"", []),
    "mbox of zeros": ("a.mbox", lambda: ZEROS, ["damaged"]),
    "WARC that is text": ("a.warc", lambda: STORY.encode(), ["damaged"]),
    "WARC cut off": ("a.warc", lambda: record(PAGE) + record(PAGE)[:-30], ["entry", "damaged"]),
    "WARC with a wrong length": (
        "a.warc",
        lambda: record(PAGE, length=5) + record(PAGE),
        ["damaged", "damaged"],
    ),
    "WARC with a length below zero": ("a.warc", lambda: record(PAGE, length=-5), ["damaged"] * 2),
    "WARC with an endless header": (
        "a.warc",
        lambda: b"WARC/1.0\r\nA: " + b"kestrel" * 2_000_000,
        ["damaged"],
    ),
    "WARC with endless headers": (
        "a.warc",
        lambda: b"WARC/1.0\r\n" + b"A: kestrel\r\n" * 900_000,
        ["damaged"],
    ),
    "WARC with a page of 9 MB": (
        "a.warc",
        lambda: record(b"x" * 9_000_000) + record(PAGE),
        ["too_large", "entry"],
    ),
    "WARC with a packed bomb": (
        "a.warc",
        lambda: packed(b"gzip", gzip.compress(ZEROS)) + record(PAGE),
        ["too_large", "entry"],
    ),
    "WARC with a broken body": ("a.warc", lambda: packed(b"gzip", b"\x1f\x8bkestrel"), ["damaged"]),
    "WARC with an unknown packing": ("a.warc", lambda: packed(b"br", b"kestrel"), ["unsupported"]),
    "WARC with a chunk of 2 GB": (
        "a.warc",
        lambda: record(
            b"7fffffff\r\n" + PAGE,
            headers=b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n",
        ),
        ["entry"],
    ),
    "WARC without HTTP": ("a.warc", lambda: record(PAGE, headers=b""), ["damaged"]),
}


@pytest.mark.parametrize("case", CASES)
def test_case(case, tmp_path, drained):
    name, build, expected = CASES[case]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(build())
    came = drained(tmp_path / "in")
    kinds = ["entry" if isinstance(each, Entry) else each.kind for each in came]
    assert kinds == expected
