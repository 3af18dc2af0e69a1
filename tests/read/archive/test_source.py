"""What a source can be, in which order it comes, and how much it may ask for."""

import gzip
import io
import json
import os
import random
import socket
import sys
import zipfile
from types import SimpleNamespace

import pytest

from summarizer.errors import UsageError
from summarizer.read.archive import Entry, Limits, entries

STORY = b"Police held two men at the harbour."


def sources(source, **options):
    return [each.source for each in entries(str(source), **options)]


def kinds(source, **options):
    came = entries(str(source), **options)
    return ["entry" if isinstance(each, Entry) else each.kind for each in came]


def test_a_folder_in_the_order_of_its_paths(tmp_path):
    names = ["b.txt", "a/z.txt", "a.txt", "a/b/c.txt", "a-b/x.txt", "B.txt", "a/c.txt", "é.txt"]
    random.Random(1).shuffle(names)
    for name in names:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True, parents=True)
        path.write_bytes(STORY)
    came = sources(tmp_path)
    assert came == sorted(f"{tmp_path}/{name}" for name in names)
    assert sources(f"{tmp_path}/") == came


def test_rubbish_is_passed_over(tmp_path):
    for name in (".DS_Store", "Thumbs.db", ".git/a.txt", "__MACOSX/a.txt", "~$a.docx", "a.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(STORY)
    assert sources(tmp_path) == [f"{tmp_path}/a.txt"]


def test_the_folder_that_sources_start_from(tmp_path, monkeypatch):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_bytes(STORY)
    assert sources("in", home=tmp_path) == ["in/a.txt"]
    assert sources("in/a.txt", home=tmp_path) == ["in/a.txt"]
    assert sources("**/*.txt", home=tmp_path) == ["in/a.txt"]
    monkeypatch.chdir(tmp_path / "in")
    assert sources(".") == ["a.txt"]


def test_a_pattern(tmp_path):
    for name in ("b.txt", "a.txt", "c.html", "d/e.txt", "Thumbs.db"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(STORY)
    assert sources(tmp_path / "*.txt") == [f"{tmp_path}/a.txt", f"{tmp_path}/b.txt"]
    assert sources(tmp_path / "**" / "*.txt") == [
        f"{tmp_path}/a.txt",
        f"{tmp_path}/b.txt",
        f"{tmp_path}/d/e.txt",
    ]
    assert sources(tmp_path / "*") == [
        f"{tmp_path}/{name}" for name in ("a.txt", "b.txt", "c.html")
    ]
    with pytest.raises(UsageError, match="no file fits"):
        entries(f"{tmp_path}/*.pdf")


def test_a_file_whose_name_looks_like_a_pattern(tmp_path):
    (tmp_path / "a[1].txt").write_bytes(STORY)
    assert sources(tmp_path / "a[1].txt") == [f"{tmp_path}/a[1].txt"]


@pytest.mark.parametrize(
    "source", ["", " ", "none.txt", "none/*.txt", "none.sqlite:t", "a\0b", "x" * 9_000]
)
def test_nothing_there(source, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        list(entries(source))


def test_special_files(tmp_path, monkeypatch):
    os.mkfifo(tmp_path / "a.txt")
    with socket.socket(socket.AF_UNIX) as server:
        monkeypatch.chdir(tmp_path)
        server.bind("b.txt")
        assert kinds(tmp_path) == ["special", "special"]
        with pytest.raises(UsageError, match="pipe"):
            list(entries(str(tmp_path / "a.txt")))
    with pytest.raises(UsageError, match="device"):
        list(entries("/dev/zero"))


def test_links(tmp_path):
    inside = tmp_path / "in"
    (inside / "sub").mkdir(parents=True)
    (tmp_path / "secret.txt").write_bytes(STORY)
    (inside / "a.txt").write_bytes(STORY)
    (inside / "b.txt").symlink_to(tmp_path / "secret.txt")
    (inside / "c").symlink_to(tmp_path)
    (inside / "d.txt").symlink_to("nowhere")
    (inside / "e.txt").symlink_to("a.txt")
    (inside / "f.txt").symlink_to("f.txt")
    (inside / "sub" / "g").symlink_to("..")
    (inside / "sub" / "h.txt").symlink_to("/dev/zero")
    came = {each.source[len(str(inside)) + 1 :]: each for each in entries(str(inside))}
    refused = {name: each.kind for name, each in came.items() if not isinstance(each, Entry)}
    assert refused == dict.fromkeys(["b.txt", "c", "d.txt", "f.txt", "sub/h.txt"], "link")
    assert sorted(set(came) - set(refused)) == ["a.txt", "e.txt"]
    # What somebody names is read, wherever it leads.
    assert kinds(inside / "b.txt") == ["entry"]


def test_names_that_cannot_be_shown(tmp_path):
    for name in (b"a\x1b.txt", b"a\n.txt", b"\xff.txt", "a\u202eb.txt".encode()):
        (tmp_path / os.fsdecode(name)).write_bytes(STORY)
    came = sources(tmp_path)
    assert len(set(came)) == 4
    assert all(each.isprintable() and each.endswith(".txt") for each in came)


def test_a_folder_as_deep_as_the_system_allows(tmp_path):
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(3_000):
        os.mkdir("d", dir_fd=here)
        below = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    try:
        assert kinds(tmp_path) == ["unreadable"]
    finally:
        flatten(tmp_path)


def flatten(folder):
    """Takes a chain of folders apart, for which removal by path is too deep."""
    deep = folder / "d"
    while deep.exists():
        below = deep / "d"
        if below.exists():
            below.rename(folder / "next")
        deep.rmdir()
        if (folder / "next").exists():
            (folder / "next").rename(deep)


def test_without_the_right(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_bytes(STORY)
    (tmp_path / "b.txt").write_bytes(STORY)
    real = os.open

    def refuse(path, flags, *arguments, **options):
        if str(path).endswith("a.txt"):
            raise PermissionError
        return real(path, flags, *arguments, **options)

    monkeypatch.setattr(os, "open", refuse)
    assert kinds(tmp_path) == ["unreadable", "entry"]
    with pytest.raises(UsageError, match="access rights"):
        list(entries(str(tmp_path / "a.txt")))


def feed(monkeypatch, data):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))


def test_standard_input(monkeypatch):
    feed(monkeypatch, b'\xef\xbb\xbf{"text": "One."}\n{"text": "Two."}\n')
    assert [(each.source, each.data) for each in entries("-")] == [("-:1", "One."), ("-:2", "Two.")]
    feed(monkeypatch, STORY)
    assert [(each.source, each.data) for each in entries("-")] == [("-", STORY)]
    feed(monkeypatch, b"x" * 100)
    assert kinds("-", limits=Limits(max_bytes=99)) == ["too_large"]
    feed(monkeypatch, b"")
    assert [each.data for each in entries("-")] == [b""]
    feed(monkeypatch, b'{"first": "x"}\n')
    with pytest.raises(UsageError, match="out of: first"):
        list(entries("-"))


def archive(path, count, data=STORY):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for number in range(count):
            made.writestr(f"{number}.txt", data)


def test_limits_of_an_archive(tmp_path):
    path = tmp_path / "a.zip"
    archive(path, 20)
    assert kinds(path, limits=Limits(max_members=20)) == ["entry"] * 20
    assert kinds(path, limits=Limits(max_members=19)) == ["too_many"]
    total = 20 * len(STORY)
    assert kinds(path, limits=Limits(max_total_bytes=total)) == ["entry"] * 20
    assert kinds(path, limits=Limits(max_total_bytes=total - 1)) == [*["entry"] * 19, "bomb"]
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as outer:
        outer.write(path, "a.zip")
    assert kinds(tmp_path / "b.zip", limits=Limits(max_depth=2)) == ["entry"] * 20
    assert kinds(tmp_path / "b.zip", limits=Limits(max_depth=1)) == ["too_deep"]
    # Members count across archives in one another.
    assert kinds(tmp_path / "b.zip", limits=Limits(max_members=20)) == [*["entry"] * 19, "too_many"]


def test_a_ratio_of_its_own(tmp_path):
    path = tmp_path / "a.jsonl.gz"
    row = json.dumps({"text": STORY.decode()}).encode() + b"\n"
    path.write_bytes(gzip.compress(row * 30_000, 9))
    assert set(kinds(path, limits=Limits(max_ratio=1_000))) == {"entry"}
    assert kinds(path, limits=Limits(max_ratio=20))[-1] == "bomb"


def test_one_archive_does_not_spend_what_is_another_one_s(tmp_path):
    archive(tmp_path / "a.zip", 3)
    archive(tmp_path / "b.zip", 2)
    limits = Limits(max_members=2)
    assert kinds(tmp_path, limits=limits) == ["too_many", "entry", "entry"]


def test_the_same_each_time(tmp_path):
    archive(tmp_path / "a.zip", 5)
    (tmp_path / "b.txt").write_bytes(STORY)
    assert list(entries(str(tmp_path))) == list(entries(str(tmp_path)))
