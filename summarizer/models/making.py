"""From what was fetched to a finished folder: unpack, convert, write the manifest."""

from __future__ import annotations

from pathlib import Path

from summarizer.errors import ModelError
from summarizer.models.catalogue import DerivedSource, Entry, FolderSource
from summarizer.models.fetch import Download, unpack
from summarizer.models.manifest import Manifest, read_manifest, record_files, write_manifest

__all__ = ["make"]


def make(entry: Entry, work: Path, fetch: Download, *, base: Path | None = None) -> Path:
    """Fetch, unpack and convert inside ``work``; returns the finished folder.

    Args:
        entry: what is wanted.
        work: an empty folder.
        fetch: gets the bytes.
        base: the installed folder that a derived entry is made from.

    Raises:
        DownloadError: when it cannot be fetched or has another hash.
        ModelError: when the weights cannot be converted.
        OSError: when ``work`` cannot be written.
    """
    finished = work / "finished"
    weights = (
        _fetched(entry, work, finished, fetch) if base is None else _derived(entry, base, finished)
    )
    write_manifest(
        finished,
        Manifest(
            name=entry.name,
            fingerprint=entry.fingerprint,
            weights_sha256=weights,
            files=record_files(finished),
        ),
    )
    return finished


def _fetched(entry: Entry, work: Path, finished: Path, fetch: Download) -> str:
    unpacked = work / "unpacked"
    unpacked.mkdir()
    if isinstance(entry.source, FolderSource):
        (unpacked / f"{entry.source.path.stem}.gguf").symlink_to(entry.source.path)
        weights = entry.source.sha256
    elif isinstance(entry.source, DerivedSource):
        raise ModelError(f"{entry.name}: made from {entry.source.entry}, which is not there")
    else:
        fetched = work / "fetched"
        fetched.mkdir()
        weights = unpack(entry, fetch(entry.source, fetched), unpacked)
    packed = sorted(unpacked.glob("*.gguf"))
    if packed:
        from summarizer.models.convert import convert_gguf

        convert_gguf(packed[0], finished)
    else:
        unpacked.rename(finished)
    return weights


def _derived(entry: Entry, base: Path, finished: Path) -> str:
    from summarizer.models.openvino_convert import convert_openvino

    convert_openvino(base, finished, adapter=entry.adapter)
    manifest = read_manifest(base)
    return manifest.weights_sha256 if manifest is not None else ""
