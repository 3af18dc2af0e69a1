from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from summarizer.errors import ModelError
from summarizer.models import (
    CATALOGUE,
    DerivedSource,
    FolderSource,
    HubSource,
    WheelSource,
    entry_for,
    model_home,
)

COMMIT = "0123456789abcdef0123456789abcdef01234567"


def test_every_entry_is_pinned_and_free():
    names = {"smollm2-135m", "smollm2-135m-int8", "minilm-l6", "en-core-web-sm"}
    assert set(CATALOGUE) == names
    for name, entry in CATALOGUE.items():
        assert entry.name == name
        assert entry.licence in {"Apache-2.0", "MIT"}
        if isinstance(entry.source, DerivedSource):
            assert CATALOGUE[entry.source.entry].kind == entry.kind
            continue
        assert isinstance(entry.source, WheelSource)
        hashes = [entry.source.wheel_sha256, entry.source.member_sha256]
        hashes += [sha256 for _, sha256 in entry.source.files]
        assert all(re.fullmatch("[0-9a-f]{64}", sha256) for sha256 in hashes)


def test_the_catalogue_cannot_be_changed():
    with pytest.raises(TypeError):
        CATALOGUE["other"] = CATALOGUE["minilm-l6"]  # type: ignore[index]


def test_the_fingerprint_follows_the_source_and_not_the_words():
    entry = CATALOGUE["minilm-l6"]
    assert isinstance(entry.source, WheelSource)
    assert replace(entry, description="else").fingerprint == entry.fingerprint
    other = replace(entry, source=replace(entry.source, version="0.2.0"))
    assert other.fingerprint != entry.fingerprint


def test_a_hub_id_at_a_commit_is_an_entry():
    entry = entry_for(f"org/some-model@{COMMIT}")
    assert entry.source == HubSource(repo_id="org/some-model", revision=COMMIT)
    assert entry.kind == "writer"
    assert "/" not in entry.folder


@pytest.mark.parametrize(
    "name", ["org/model", "org/model@main", f"org/model@{COMMIT[:12]}", f"org/model@{COMMIT}0"]
)
def test_an_unpinned_hub_id_is_refused(name: str):
    with pytest.raises(ModelError, match=r"not pinned.*40 hex"):
        entry_for(name)


@pytest.mark.parametrize(
    "name",
    ["gpt-unknown", "", " ", "~nobody-here/x", "x" * 5000, f"../x/y@{COMMIT}", f"org/a b@{COMMIT}"],
)
def test_an_unknown_name_lists_what_there_is(name: str, tmp_path: Path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ModelError, match="smollm2-135m"):
        entry_for(name)


def test_a_folder_is_used_in_place(tmp_path: Path):
    assert entry_for(str(tmp_path)).source == FolderSource(path=tmp_path.resolve())


def test_a_gguf_file_is_named_by_its_content(tmp_path: Path):
    path = tmp_path / "model.gguf"
    path.write_bytes(b"one")
    first = entry_for(str(path))
    path.write_bytes(b"two")
    second = entry_for(str(path))
    assert first.folder != second.folder
    assert first.fingerprint != second.fingerprint


def test_any_other_file_is_refused(tmp_path: Path):
    path = tmp_path / "pytorch_model.bin"
    path.write_bytes(b"pickle")
    with pytest.raises(ModelError, match="gguf"):
        entry_for(str(path))


def test_the_environment_decides_the_home(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("SUMMARIZER_HOME", str(tmp_path / "there"))
    assert model_home(tmp_path / "settings") == tmp_path / "there" / "models"
    monkeypatch.delenv("SUMMARIZER_HOME")
    assert model_home(tmp_path / "settings") == tmp_path / "settings" / "models"
    assert model_home().name == "models"
    assert model_home().parent.name == "summarizer"
