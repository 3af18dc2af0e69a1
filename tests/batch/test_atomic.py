"""A file is there as a whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from summarizer.batch.atomic import replacing
from summarizer.errors import UsageError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_file_is_there_when_the_block_has_ended(tmp_path: Path) -> None:
    path = tmp_path / "deep/out.txt"
    with replacing(path) as stream:
        stream.write(b"one")
        assert not path.exists()
    assert path.read_bytes() == b"one"
    assert names(path.parent) == ["out.txt"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt()])
def test_what_was_there_stays_when_the_block_breaks(tmp_path: Path, error: BaseException) -> None:
    path = tmp_path / "out.txt"
    path.write_bytes(b"before")

    def half() -> None:
        with replacing(path) as stream:
            stream.write(b"half")
            raise error

    with pytest.raises(type(error)):
        half()
    assert path.read_bytes() == b"before"
    assert names(tmp_path) == ["out.txt"]


def test_access_rights_are_handed_on(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_bytes(b"before")
    path.chmod(0o640)
    with replacing(path) as stream:
        stream.write(b"after")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_all_of_it_is_on_the_disk_before_it_gets_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.txt"
    told: list[tuple[str, bool]] = []

    def fsync(handle: int) -> None:
        folder = stat.S_ISDIR(os.fstat(handle).st_mode)
        size = 0 if folder else os.fstat(handle).st_size
        told.append(("folder" if folder else f"file of {size}", path.exists()))

    monkeypatch.setattr(os, "fsync", fsync)
    with replacing(path) as stream:
        stream.write(b"one")
    assert told == [("file of 3", False), ("folder", True)]


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with (
        pytest.raises(UsageError, match=r"out\.txt: cannot be written: "),
        replacing(tmp_path / "file/out.txt"),
    ):
        pass


def test_a_full_disk(tmp_path: Path) -> None:
    with (
        pytest.raises(UsageError, match="cannot be written: No space left on device"),
        replacing(tmp_path / "out.txt"),
    ):
        raise OSError(28, "No space left on device")
    assert names(tmp_path) == []
