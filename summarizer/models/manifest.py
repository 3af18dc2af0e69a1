"""What an installed folder must hold: path, size and sha256 of every file.

``manifest.json`` is written last, so a folder that has one was finished. Comparing sizes is
enough to start quickly (``quick_problems``); ``full_problems`` hashes every byte again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

__all__ = [
    "MANIFEST",
    "FileRecord",
    "Manifest",
    "file_sha256",
    "full_problems",
    "quick_problems",
    "read_manifest",
    "record_files",
    "records_sha256",
    "write_manifest",
]

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True, order=True)
class FileRecord:
    """One file: its path relative to the folder (with ``/``), sha256 in hex, size in bytes."""

    path: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The files of an installed entry and the fingerprint of the entry they were made from.

    ``weights_sha256`` identifies the weights as they were fetched, before any conversion.
    """

    name: str
    fingerprint: str
    weights_sha256: str
    files: tuple[FileRecord, ...]


def file_sha256(path: Path) -> str:
    """Sha256 of a file's bytes, in hex.

    Raises:
        OSError: when it cannot be read.
    """
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def record_files(folder: Path) -> tuple[FileRecord, ...]:
    """All files below ``folder`` but its manifest, in order of their path.

    Raises:
        OSError: when one cannot be read.
    """
    paths = sorted(
        (path.relative_to(folder).as_posix(), path) for path in folder.rglob("*") if path.is_file()
    )
    return tuple(
        FileRecord(name, file_sha256(path), path.stat().st_size)
        for name, path in paths
        if name != MANIFEST
    )


def records_sha256(records: Iterable[FileRecord]) -> str:
    """One sha256 for many files: that of ``sha256sum``'s lines, in order of the paths."""
    lines = (f"{record.sha256}  {record.path}\n" for record in sorted(records))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write ``manifest.json``.

    Raises:
        OSError: when it cannot be written.
    """
    content = {
        "schema": 1,
        "name": manifest.name,
        "fingerprint": manifest.fingerprint,
        "weights_sha256": manifest.weights_sha256,
        "files": {
            record.path: {"sha256": record.sha256, "size": record.size} for record in manifest.files
        },
    }
    (folder / MANIFEST).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of ``folder``; None when there is none that can be read."""
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return Manifest(
            name=str(content["name"]),
            fingerprint=str(content["fingerprint"]),
            weights_sha256=str(content["weights_sha256"]),
            files=tuple(
                FileRecord(path, str(facts["sha256"]), int(facts["size"]))
                for path, facts in content["files"].items()
            ),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def quick_problems(folder: Path, manifest: Manifest) -> tuple[str, ...]:
    """Files that are missing or of another size. Reads no contents."""
    problems = []
    for record in manifest.files:
        path = folder / record.path
        if not path.is_file():
            problems.append(f"{record.path}: missing")
        elif path.stat().st_size != record.size:
            problems.append(f"{record.path}: {path.stat().st_size} bytes, not {record.size}")
    return tuple(problems)


def full_problems(folder: Path, manifest: Manifest) -> tuple[str, ...]:
    """Files that are missing, changed, or not in the manifest. Hashes everything."""
    wanted = {record.path: record for record in manifest.files}
    found = {record.path: record for record in record_files(folder)}
    problems = [f"{path}: missing" for path in wanted if path not in found]
    problems += [f"{path}: not in the manifest" for path in found if path not in wanted]
    problems += [
        f"{path}: sha256 {found[path].sha256}, not {record.sha256}"
        for path, record in wanted.items()
        if path in found and found[path].sha256 != record.sha256
    ]
    return tuple(sorted(problems))
