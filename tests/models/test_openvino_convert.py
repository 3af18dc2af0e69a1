from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("openvino")

from summarizer.errors import ModelError
from summarizer.models import (
    CATALOGUE,
    DerivedSource,
    Entry,
    load_writer,
    pull,
    status,
    usable_names,
    verify,
)
from summarizer.models.adapter import ADAPTER
from summarizer.models.install import install, status_entry, verify_entry
from summarizer.models.manifest import file_sha256, read_manifest
from summarizer.models.openvino_convert import MODEL_FILE, WEIGHTS_FILE, convert_openvino

NAME = "smollm2-135m-int8"


def test_the_folder_holds_model_and_tokenizer_and_no_weights_but_its_own(converted: Path):
    names = {path.name for path in converted.iterdir()}
    assert {MODEL_FILE, WEIGHTS_FILE, "config.json", "tokenizer.json"} <= names
    assert not [name for name in names if name.endswith((".safetensors", "manifest.json"))]


def test_matrices_are_whole_numbers_with_a_scale_for_each_row(converted: Path, causal_folder: Path):
    import numpy as np
    from openvino import Core, Type
    from safetensors.numpy import load_file

    graph = Core().read_model(converted / MODEL_FILE)
    found = [
        node.data
        for node in graph.get_ops()
        if node.get_type_name() == "Constant" and node.get_output_element_type(0) == Type.i8
    ]
    large = [w for w in load_file(causal_folder / "model.safetensors").values() if w.size >= 1024]
    # The scores' matrix is the embeddings' own where a model ties them; this one does not.
    assert len(found) == len(large)
    for matrix in found:
        # The embedding of the padding is nothing but zeros.
        assert set(np.abs(matrix.astype(int)).max(axis=1)) <= {0, 127}
    for weights in large:
        wanted = weights / np.maximum(np.abs(weights).max(axis=1, keepdims=True), 1e-30) * 127
        assert any(m.shape == wanted.shape and np.abs(m - wanted).max() <= 0.5001 for m in found)


def test_a_model_with_two_sides_is_refused(sequence_folder: Path, tmp_path: Path):
    with pytest.raises(ModelError, match="cannot convert"):
        convert_openvino(sequence_folder, tmp_path / "new")
    assert not (tmp_path / "new").exists()


@pytest.fixture
def derived(causal_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Entry:
    """An entry made from the small model, which lies in the catalogue as a wheel would."""
    base = replace(CATALOGUE["smollm2-135m"], name="tiny", adapter=None)
    entry = replace(
        CATALOGUE[NAME], name="tiny-int8", source=DerivedSource(entry="tiny"), adapter=None
    )
    known = {"tiny": base, "tiny-int8": entry}
    monkeypatch.setattr("summarizer.models.catalogue.CATALOGUE", known)

    def unpack(entry: Entry, fetched: Path, folder: Path) -> str:
        shutil.copytree(causal_folder, folder, dirs_exist_ok=True)
        return "5" * 64

    monkeypatch.setattr("summarizer.models.making.unpack", unpack)
    return entry


def test_a_derived_entry_is_converted_once_and_the_same_folder_gives_the_same_weights(
    derived: Entry, converted: Path, tmp_path: Path
):
    home, fetched = tmp_path / "home", []

    def fetch(source, folder: Path) -> Path:
        fetched.append(source)
        return folder

    assert status_entry(derived, home=home) == "missing"
    folder = install(derived, home=home, fetch=fetch)
    assert install(derived, home=home, fetch=fetch) == folder
    assert len(fetched) == 1
    assert (home / "tiny").is_dir()
    assert verify_entry(derived, home=home).ok
    manifest = read_manifest(folder)
    assert manifest is not None
    assert manifest.weights_sha256 == "5" * 64
    assert file_sha256(folder / WEIGHTS_FILE) == file_sha256(converted / WEIGHTS_FILE)
    writer = load_writer("tiny-int8", home=home)
    assert writer.sha256 == file_sha256(folder / WEIGHTS_FILE)
    assert writer.name == "tiny-int8"


@pytest.mark.parametrize(
    ("where", "value"),
    [("CONVERTER", 99), ("openvino_version", lambda: "1.2")],
)
def test_another_converter_makes_it_anew(derived: Entry, monkeypatch, where: str, value: object):
    before = derived.fingerprint
    monkeypatch.setattr(f"summarizer.models.catalogue.{where}", value)
    assert derived.fingerprint != before


def test_other_weights_make_it_anew(derived: Entry, monkeypatch):
    before = derived.fingerprint
    source = replace(CATALOGUE["smollm2-135m"].source, member_sha256="0" * 64)
    other = {"tiny": replace(CATALOGUE["smollm2-135m"], source=source)}
    monkeypatch.setattr("summarizer.models.catalogue.CATALOGUE", other)
    assert derived.fingerprint != before


def test_another_adapter_makes_it_anew(derived: Entry):
    assert replace(derived, adapter=ADAPTER).fingerprint != derived.fingerprint


def test_what_is_converted_has_the_adapter_in_it(
    causal_folder: Path, converted: Path, small_adapter: Path, tmp_path: Path
):
    convert_openvino(causal_folder, tmp_path / "changed", adapter=small_adapter)
    before, after = (file_sha256(f / WEIGHTS_FILE) for f in (converted, tmp_path / "changed"))
    assert after != before
    with pytest.raises(ModelError, match="adapter writer_adapter"):
        convert_openvino(causal_folder, tmp_path / "other", adapter=ADAPTER)


def without_openvino(monkeypatch: pytest.MonkeyPatch) -> None:
    for place in ("install", "load", "catalogue"):
        monkeypatch.setattr(f"summarizer.models.{place}.openvino_version", lambda: "")


def test_without_the_extra_everything_says_how_to_get_it(monkeypatch, tmp_path: Path):
    without_openvino(monkeypatch)
    for act in (pull, load_writer):
        with pytest.raises(ModelError, match=r"pip install 'summarizer\[fast\]'"):
            act(NAME, home=tmp_path)
    found = verify(NAME, home=tmp_path)
    assert (found.state, status(NAME, home=tmp_path)) == ("missing", "missing")
    assert "summarizer[fast]" in found.problems[0]
    assert not list(tmp_path.iterdir())
    assert NAME not in usable_names()


def test_without_the_extra_a_folder_says_how_to_get_it(monkeypatch, converted: Path):
    without_openvino(monkeypatch)
    with pytest.raises(ModelError, match=r"pip install 'summarizer\[fast\]'"):
        load_writer(str(converted), home=converted)


def test_with_the_extra_everything_is_usable():
    assert usable_names() == tuple(CATALOGUE)
