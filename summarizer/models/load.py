"""From a setting to a loaded writer."""

from __future__ import annotations

from pathlib import Path

from summarizer.errors import ModelError
from summarizer.models.catalogue import DerivedSource, Entry, FolderSource, entry_for
from summarizer.models.extra import NO_OPENVINO, openvino_version
from summarizer.models.install import locate_entry
from summarizer.models.manifest import FileRecord, file_sha256, read_manifest, records_sha256
from summarizer.models.openvino_convert import MODEL_FILE, WEIGHTS_FILE
from summarizer.models.writer import Writer

__all__ = ["load_writer"]

_WEIGHTS = frozenset({".safetensors", ".json", ".jinja", ".model", ".txt"})


def load_writer(
    model: str,
    *,
    home: Path,
    base_url: str | None = None,
    device: str = "cpu",
    threads: int | None = None,
) -> Writer:
    """The writer that a user's setting names. Never fetches weights.

    Args:
        model: a catalogue name, a folder, a GGUF file, or a hub id ``org/name@commit``; with
            ``base_url``, the name that the server knows.
        home: the model home.
        base_url: the address of an OpenAI-compatible server, which then does the work.
        device: where a local model runs, as torch names it; one for OpenVINO runs on the
            processor.
        threads: processor threads for a local model; None leaves its library's choice.

    Raises:
        ModelError: when the model is unknown, not installed, or cannot be loaded.
        WriterError: when ``base_url`` is not an address.
    """
    if base_url is not None:
        from summarizer.models.server_writer import ServerWriter

        return ServerWriter(model=model, base_url=base_url)
    entry = entry_for(model)
    if entry.kind != "writer":
        raise ModelError(f"model {model} is a {entry.kind}, not a writer")
    if isinstance(entry.source, DerivedSource) and not openvino_version():
        raise ModelError(f"model {model}: {NO_OPENVINO}")
    folder = locate_entry(entry, home=home)
    if (folder / MODEL_FILE).is_file():
        if not openvino_version():
            raise ModelError(f"model {model}: {NO_OPENVINO}")
        from summarizer.models.openvino_writer import load_openvino_writer

        weights = file_sha256(folder / WEIGHTS_FILE)
        return load_openvino_writer(
            folder, name=model, sha256=weights, adapter=entry.adapter, threads=threads
        )
    from summarizer.models.loading import load_transformers_writer

    return load_transformers_writer(
        folder,
        name=model,
        sha256=_identity(entry, folder),
        adapter=entry.adapter,
        device=device,
        threads=threads,
    )


def _identity(entry: Entry, folder: Path) -> str:
    """What identifies the weights: the hash of what was fetched, or one over a folder's files."""
    manifest = None if folder == _place(entry) else read_manifest(folder)
    if manifest is not None:
        return manifest.weights_sha256
    return records_sha256(
        FileRecord(path.name, file_sha256(path), path.stat().st_size)
        for path in folder.iterdir()
        if path.suffix in _WEIGHTS
    )


def _place(entry: Entry) -> Path | None:
    return entry.source.path if isinstance(entry.source, FolderSource) else None
