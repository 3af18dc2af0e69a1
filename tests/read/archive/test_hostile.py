"""Sources made to harm, or made badly: each ends in entries and refusals, never in an exception.

``CASES``: name → (file name, its bytes, what comes: "entry" or the kind of a refusal). Every text
holds the word that no refusal and no representation may repeat (see ``drained``).
"""

import bz2
import gzip
import io
import json
import struct
import tarfile
import zipfile
import zlib

import pytest

from summarizer.read.archive import Entry

STORY = "Police saw a kestrel at the harbour on Monday."
ROW = json.dumps({"text": STORY}) + "\n"
ROWS = (ROW * 3).encode()
ZEROS = bytes(20_000_000)


def zipped(*members, method=zipfile.ZIP_DEFLATED):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            archive.writestr(info, data)
    return buffer.getvalue()


def patched(data, old, new, count=-1):
    assert old in data
    assert len(old) == len(new)
    return data.replace(old, new, count)


def flagged(data, flag):
    """The archive with a flag set in the local and the central header of its first member."""
    data = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.index(mark) + at
        data[place : place + 2] = struct.pack("<H", flag)
    return bytes(data)


def method(data, number):
    data = bytearray(data)
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        place = data.index(mark) + at
        data[place : place + 2] = struct.pack("<H", number)
    return bytes(data)


def linked_zip():
    info = zipfile.ZipInfo("link.txt")
    info.create_system = 3
    info.external_attr = 0o120777 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    return buffer.getvalue()


def overlapping():
    """Many members that are all the same packed bytes."""
    name, content = b"a.txt", zlib.compress(b"kestrel " * 100_000, 9)[2:-4]
    crc = zlib.crc32(b"kestrel " * 100_000)
    sizes = (crc, len(content), 800_000)
    local = struct.pack("<4s5H3I2H", b"PK\x03\x04", 20, 0, 8, 0, 0, *sizes, len(name), 0)
    body = local + name + content
    central = b"".join(
        struct.pack("<4s6H3I5H2I", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, *sizes, 5, 0, 0, 0, 0, 0, 0)
        + name
        for _ in range(50)
    )
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 50, 50, len(central), len(body), 0)
    return body + central + end


def nested(data, levels):
    for level in range(levels):
        data = zipped((f"level{level}.zip", data))
    return data


def tarred(*members):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data, *rest in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            for key, value in (rest[0] if rest else {}).items():
                setattr(info, key, value)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def header(name, size, kind=b"0"):
    info = tarfile.TarInfo(name)
    info.size = size
    info.type = kind
    return info.tobuf(tarfile.GNU_FORMAT)


def negative_tar():
    """A size below zero, which leads a careless reader back to the same header."""
    block = bytearray(header("a.txt", 0))
    block[124:136] = b"\xff" * 11 + b"\x00"
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\x00 " % sum(block)
    return bytes(block) + bytes(1024)


def pax_tar(records, size=None):
    return header("pax", len(records) if size is None else size, b"x") + records.ljust(512, b"\0")


def story_tar():
    return tarred(("a.txt", STORY.encode()), ("b.txt", STORY.encode()))


def sparse_tar():
    block = bytearray(header("a.txt", 0, b"S"))
    block[483:495] = b"77777777777\x00"
    block[148:156] = b" " * 8
    block[148:156] = b"%06o\x00 " % sum(block)
    return bytes(block) + bytes(1024)


QUINE_LIKE = nested(b"", 8)
TEXT = ("a.txt", STORY)


def doubled_zip():
    data = zipped(("a.txt", STORY), ("a~2.txt", STORY), ("b.txt", STORY), ("c.txt", STORY))
    return data.replace(b"b.txt", b"a.txt").replace(b"c.txt", b"a.txt")


def many_gzips():
    data = STORY.encode()
    for _ in range(10):
        data = gzip.compress(data)
    return data


CASES = {
    # ZIP
    "zip of zeros": (
        "a.zip",
        lambda: zipped(("a.txt", ZEROS), ("b.txt", STORY)),
        ["bomb", "entry"],
    ),
    "zip of zeros as a table": (
        "a.zip",
        lambda: zipped(("a.jsonl", ZEROS), TEXT),
        ["bomb", "entry"],
    ),
    "zip with overlapping members": ("a.zip", overlapping, ["entry", "bomb"]),
    "zip in zip in zip in zip": ("a.zip", lambda: nested(zipped(TEXT), 3), ["too_deep"]),
    "zip nested eight times": ("a.zip", lambda: QUINE_LIKE, ["too_deep"]),
    "zip leading up": (
        "a.zip",
        lambda: zipped(("../a.txt", STORY), TEXT),
        ["unsafe_path", "entry"],
    ),
    "zip leading up inside": ("a.zip", lambda: zipped(("a/../../b", STORY)), ["unsafe_path"]),
    "zip leading up, Windows": (
        "a.zip",
        lambda: zipped(("a\\..\\..\\b.txt", STORY)),
        ["unsafe_path"],
    ),
    "zip with an absolute name": ("a.zip", lambda: zipped(("/etc/a.txt", STORY)), ["unsafe_path"]),
    "zip with a drive": ("a.zip", lambda: zipped(("C:/a.txt", STORY)), ["unsafe_path"]),
    "zip with a share": ("a.zip", lambda: zipped(("\\\\host\\a.txt", STORY)), ["unsafe_path"]),
    "zip with NUL in a name": (
        "a.zip",
        lambda: patched(zipped(("a_b.txt", STORY)), b"a_b", b"a\0b"),
        ["unsafe_path"],
    ),
    "zip with escapes in a name": ("a.zip", lambda: zipped(("a\x1b[2J\n.txt", STORY)), ["entry"]),
    "zip with a very long name": (
        "a.zip",
        lambda: zipped(("x" * 60_000 + ".txt", STORY)),
        ["entry"],
    ),
    "zip with one name thrice": ("a.zip", lambda: doubled_zip(), ["entry"] * 4),
    "zip that is locked": ("a.zip", lambda: flagged(zipped(TEXT), 1), ["encrypted"]),
    "zip with patched data": ("a.zip", lambda: flagged(zipped(TEXT), 0x20), ["unsupported"]),
    "zip packed with bzip2": (
        "a.zip",
        lambda: zipped(("a.txt", ZEROS), method=zipfile.ZIP_BZIP2),
        ["unsupported"],
    ),
    "zip packed with LZMA": (
        "a.zip",
        lambda: zipped(TEXT, method=zipfile.ZIP_LZMA),
        ["unsupported"],
    ),
    "zip packed with method 99": ("a.zip", lambda: method(zipped(TEXT), 99), ["unsupported"]),
    "zip with a wrong checksum": (
        "a.zip",
        lambda: patched(zipped(TEXT, method=zipfile.ZIP_STORED), b"harbour", b"HARBOUR"),
        ["damaged"],
    ),
    "zip with a wrong local header": (
        "a.zip",
        lambda: patched(zipped(TEXT, ("b.txt", STORY)), b"PK\x03\x04", b"PK\x03\x09", 1),
        ["damaged", "entry"],
    ),
    "zip with a link": ("a.zip", linked_zip, ["link"]),
    "zip cut in the middle": ("a.zip", lambda: zipped(TEXT, ("b.txt", STORY))[:-60], ["damaged"]),
    "zip that is text": ("a.zip", lambda: STORY.encode(), ["damaged"]),
    "zip of nothing": ("a.zip", lambda: zipped(), []),
    "zip without a byte": ("a.zip", lambda: b"", ["damaged"]),
    "zip that is only an end": ("a.zip", lambda: b"PK\x05\x06" + b"\xff" * 18, ["damaged"]),
    "zip of rubbish": (
        "a.zip",
        lambda: zipped((".DS_Store", STORY), ("__MACOSX/._a.txt", STORY), ("x/Thumbs.db", STORY)),
        [],
    ),
    "zip with a name of nothing": (
        "a.zip",
        lambda: patched(zipped(("a", STORY)), b"a", b"\0"),
        ["unsafe_path"],
    ),
    # TAR and gzip
    "tar leading up": (
        "a.tar",
        lambda: tarred(("../a.txt", b"x"), ("b.txt", b"x")),
        ["unsafe_path", "entry"],
    ),
    "tar with an absolute name": (
        "a.tar",
        lambda: header("/etc/a", 0) + bytes(1024),
        ["unsafe_path"],
    ),
    "tar with links": (
        "a.tar",
        lambda: tarred(
            ("a.txt", b"", {"type": tarfile.SYMTYPE, "linkname": "/etc/passwd"}),
            ("b.txt", b"", {"type": tarfile.LNKTYPE, "linkname": "../x"}),
        ),
        ["link", "link"],
    ),
    "tar with devices": (
        "a.tar",
        lambda: tarred(
            ("a", b"", {"type": tarfile.CHRTYPE}),
            ("b", b"", {"type": tarfile.BLKTYPE}),
            ("c", b"", {"type": tarfile.FIFOTYPE}),
        ),
        ["special"] * 3,
    ),
    "tar with a size below zero": ("a.tar", negative_tar, ["damaged"]),
    "tar with holes": ("a.tar", sparse_tar, ["special"]),
    "tar with a header of 8 GB": ("a.tar", lambda: pax_tar(b"", 8_000_000_000), ["damaged"]),
    "tar with a header of digits": ("a.tar", lambda: pax_tar(b"1" * 512), ["damaged"]),
    "tar with a header of no length": ("a.tar", lambda: pax_tar(b"0 path=a\n"), ["damaged"]),
    "tar with a header that leads up": (
        "a.tar",
        lambda: pax_tar(b"15 path=../../x"[:14] + b"\n", 15) + header("b.txt", 0) + bytes(1024),
        ["unsafe_path"],
    ),
    "tar with a header of a huge size": (
        "a.tar",
        lambda: pax_tar(b"28 size=9999999999999999999\n", 28) + header("b.txt", 0) + bytes(1024),
        ["damaged"],
    ),
    "tar with a member cut off": ("a.tar", lambda: story_tar()[:1100], ["entry", "damaged"]),
    "tar cut between members": ("a.tar", lambda: story_tar()[:1024], ["entry"]),
    "tar with a broken second header": (
        "a.tar",
        lambda: patched(story_tar(), b"b.txt", b"c.txt"),
        ["entry", "damaged"],
    ),
    "tar that is text": ("a.tar", lambda: STORY.encode() * 20, ["damaged"]),
    "tar without a byte": ("a.tar", lambda: b"", ["damaged"]),
    "tar in zip in tar in gzip": (
        "a.tgz",
        lambda: gzip.compress(tarred(("a.zip", zipped(("a.tar", story_tar()))))),
        ["entry", "entry"],
    ),
    "gzip of zeros": ("a.jsonl.gz", lambda: gzip.compress(ZEROS, 9), ["bomb"]),
    "gzip of a tar of zeros": ("a.tgz", lambda: gzip.compress(tarred(("a", ZEROS))), ["bomb"]),
    "gzip ten times": ("a.txt" + ".gz" * 10, lambda: many_gzips(), ["too_deep"]),
    "gzip cut in the middle": (
        "a.jsonl.gz",
        lambda: gzip.compress(ROWS)[:-8],
        ["entry"] * 3 + ["damaged"],
    ),
    "gzip of a tar cut off": (
        "a.tgz",
        lambda: gzip.compress(story_tar(), 0)[:1100],
        ["entry", "damaged"],
    ),
    "gzip with rubbish after it": (
        "a.txt.gz",
        lambda: gzip.compress(b"x") + b"rubbish",
        ["damaged"],
    ),
    "gzip padded with zeros": (
        "a.jsonl.gz",
        lambda: gzip.compress(ROWS) + bytes(100_000),
        ["entry"] * 3,
    ),
    "gzip of a thousand pieces": (
        "a.jsonl.gz",
        lambda: b"".join(gzip.compress(each.encode()) for each in ROW * 30),
        ["entry"] * 30,
    ),
    "gzip that is text": ("a.txt.gz", lambda: STORY.encode(), ["damaged"]),
    "gzip without a byte": ("a.txt.gz", lambda: b"", ["damaged"]),
    "bzip2": ("a.jsonl.bz2", lambda: bz2.compress(ROWS), ["unsupported"]),
    "gzip of a zip of zeros": (
        "a.zip.gz",
        lambda: gzip.compress(zipped(("a.txt", ZEROS))),
        ["bomb"],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_case(case, tmp_path, drained):
    name, build, expected = CASES[case]
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / name).write_bytes(build())
    came = drained(tmp_path / "in")
    kinds = ["entry" if isinstance(each, Entry) else each.kind for each in came]
    assert kinds == expected
