"""Install weights into the model home: fetch, check, convert, and move into place in one step.

A folder under an entry's name is always a finished one: work happens in a temporary folder
beside it, under a lock that other processes wait for, and one rename ends it. A pull that was
interrupted leaves nothing that counts; running it again is always right.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from summarizer.errors import DownloadError, ModelError
from summarizer.models.catalogue import CATALOGUE, DerivedSource, Entry, FolderSource, entry_for
from summarizer.models.extra import NO_OPENVINO, openvino_version
from summarizer.models.fetch import Download, download
from summarizer.models.making import make
from summarizer.models.manifest import full_problems, quick_problems, read_manifest

__all__ = [
    "State",
    "Verification",
    "ensure",
    "install",
    "locate",
    "locate_entry",
    "pull",
    "status",
    "status_entry",
    "usable_names",
    "verify",
    "verify_entry",
]

State = Literal["ready", "missing", "damaged"]

_LOCK_SECONDS = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """Whether an entry can be used, and if not, what is wrong (file names and hashes)."""

    name: str
    state: State
    problems: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """True when every byte is as it was installed."""
        return self.state == "ready"


def pull(name: str, *, home: Path, fetch: Download = download) -> Path:
    """Install an entry unless it is there already; returns its folder.

    Args:
        name: a catalogue name, a hub id ``org/name@commit``, or a path (which stays in place).
        home: the model home; made when needed.
        fetch: gets the bytes; they are checked whoever brings them.

    Raises:
        DownloadError: when it cannot be fetched or is not what the catalogue names.
        ModelError: when the name is unknown or the weights cannot be converted.
    """
    return install(entry_for(name), home=home, fetch=fetch)


ensure = pull
"""The same under the name that says what a caller wants: the folder, fetched if need be."""


def usable_names() -> tuple[str, ...]:
    """The catalogue's names, without those whose extra is not installed."""
    return tuple(
        name
        for name, entry in CATALOGUE.items()
        if openvino_version() or not isinstance(entry.source, DerivedSource)
    )


def locate(name: str, *, home: Path) -> Path:
    """The folder of an installed entry. Never fetches.

    Raises:
        ModelError: when it is missing or damaged; the message says how to get it.
    """
    return locate_entry(entry_for(name), home=home)


def status(name: str, *, home: Path) -> State:
    """Whether an entry is installed, from its manifest and file sizes (milliseconds).

    Raises:
        ModelError: when the name is unknown.
    """
    return status_entry(entry_for(name), home=home)


def verify(name: str, *, home: Path) -> Verification:
    """Hash every file of an installed entry again.

    Raises:
        ModelError: when the name is unknown.
    """
    return verify_entry(entry_for(name), home=home)


def status_entry(entry: Entry, *, home: Path) -> State:
    """``status`` for an entry that need not be in the catalogue."""
    return _look(entry, home, thorough=False).state


def verify_entry(entry: Entry, *, home: Path) -> Verification:
    """``verify`` for an entry that need not be in the catalogue."""
    return _look(entry, home, thorough=True)


def locate_entry(entry: Entry, *, home: Path) -> Path:
    """``locate`` for an entry that need not be in the catalogue.

    Raises:
        ModelError: when it is missing or damaged.
    """
    if isinstance(entry.source, FolderSource) and entry.source.path.is_dir():
        return entry.source.path
    found = _look(entry, home, thorough=False)
    if not found.ok:
        raise ModelError(
            f"model {entry.name} is {found.state} in {home}; run: summarizer models pull "
            f"{entry.name}"
        )
    return home / entry.folder


def install(entry: Entry, *, home: Path, fetch: Download = download) -> Path:
    """``pull`` for an entry that need not be in the catalogue.

    Raises:
        DownloadError: when it cannot be fetched or has another hash.
        ModelError: when the weights cannot be converted.
    """
    if isinstance(entry.source, FolderSource) and entry.source.path.is_dir():
        return entry.source.path
    destination = home / entry.folder
    if _look(entry, home, thorough=False).ok:
        return destination
    base = None
    if isinstance(entry.source, DerivedSource):
        if not openvino_version():
            raise ModelError(f"{entry.name}: {NO_OPENVINO}")
        base = install(entry_for(entry.source.entry), home=home, fetch=fetch)
    try:
        with _locked(entry, home):
            # Another process may have finished it while this one waited.
            if not _look(entry, home, thorough=False).ok:
                with _workspace(entry, home) as work:
                    finished = make(entry, work, fetch, base=base)
                    _sync(finished)
                    _swap(finished, destination, work)
    except OSError as error:
        raise DownloadError(
            f"{entry.name}: cannot write to {home} ({error.strerror or type(error).__name__}); "
            "free some space or set SUMMARIZER_HOME to another folder, then run it again"
        ) from error
    return destination


def _look(entry: Entry, home: Path, *, thorough: bool) -> Verification:
    if isinstance(entry.source, FolderSource) and entry.source.path.is_dir():
        return Verification(name=entry.name, state="ready")
    folder = home / entry.folder
    if isinstance(entry.source, DerivedSource) and not openvino_version():
        return Verification(name=entry.name, state="missing", problems=(NO_OPENVINO,))
    if not folder.is_dir():
        return Verification(name=entry.name, state="missing")
    manifest = read_manifest(folder)
    if manifest is None:
        problems: tuple[str, ...] = ("manifest.json: missing or unreadable",)
    elif manifest.fingerprint != entry.fingerprint:
        problems = ("manifest.json: made from another source or version",)
    else:
        problems = (full_problems if thorough else quick_problems)(folder, manifest)
    return Verification(
        name=entry.name, state="damaged" if problems else "ready", problems=problems
    )


@contextmanager
def _locked(entry: Entry, home: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    locks = home / ".locks"
    locks.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(locks / f"{entry.folder}.lock", timeout=_LOCK_SECONDS):
            yield
    except Timeout as error:
        raise DownloadError(
            f"{entry.name}: another process has been installing it for an hour; end that one, "
            "then run it again"
        ) from error


@contextmanager
def _workspace(entry: Entry, home: Path) -> Iterator[Path]:
    """A temporary folder on the same file system, gone at the end, whatever happens."""
    work = home / ".work" / entry.folder
    # Left by a process that was killed: the lock says that nobody works there now.
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _swap(finished: Path, destination: Path, work: Path) -> None:
    """Put the finished folder in place; a damaged one is moved out of its way first."""
    if destination.exists():
        destination.rename(work / "replaced")
    finished.rename(destination)
    _sync_one(destination.parent)


def _sync(folder: Path) -> None:
    for path in (*folder.rglob("*"), folder):
        _sync_one(path)


def _sync_one(path: Path) -> None:
    # Not every system lets a folder be opened; the rename is still atomic there.
    with contextlib.suppress(PermissionError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
