"""Files on disk: a folder's in a stable order, each opened without waiting for anybody."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from summarizer.errors import ReadError
from summarizer.read.archive.names import is_rubbish, numbered
from summarizer.read.archive.values import Refused
from summarizer.view import printable

__all__ = ["opened", "walk"]

_BUFFER = 65_536
_SPECIAL = "it is a pipe, a socket or a device; it is not read"


@contextmanager
def opened(path: Path, *, key: str) -> Iterator[BinaryIO]:
    """The file, open for reading.

    Args:
        path: where it lies.
        key: what errors are about.

    Raises:
        ReadError: kind ``missing``, ``unreadable`` or ``special``.
    """
    try:
        stream = open(path, "rb", buffering=_BUFFER, opener=_at_once)  # noqa: SIM115 (below)
    except FileNotFoundError:
        raise ReadError(key, "missing", "it is gone; check the path") from None
    except (OSError, ValueError) as error:
        raise _unreadable(key, error) from None
    with stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise ReadError(key, "special", _SPECIAL)
        yield stream


def walk(folder: Path, key: str) -> Iterator[tuple[Path, str] | Refused]:
    """The files in a folder and the folders in it, in the order of their paths.

    Links to files inside it are followed. Links to its folders are not: they are walked anyway.

    Args:
        folder: where it lies.
        key: what it is called; may be empty.
    """
    root = folder.resolve()
    waiting = [iter(_listed(folder, key))]
    while waiting:
        found = next(waiting[-1], None)
        if found is None:
            waiting.pop()
        elif isinstance(found, Refused):
            yield found
        else:
            path, shown, mode = found
            if stat.S_ISLNK(mode):
                mode = _linked(path, root)
            if stat.S_ISREG(mode):
                yield path, shown
            elif stat.S_ISDIR(mode):
                if not path.is_symlink():
                    waiting.append(iter(_listed(path, shown)))
            elif stat.S_ISLNK(mode):
                reason = "it is a link that leads out of the folder or nowhere; not followed"
                yield Refused(shown, "link", reason)
            else:
                yield Refused(shown, "special", _SPECIAL)


def _listed(folder: Path, key: str) -> list[tuple[Path, str, int] | Refused]:
    """What lies in one folder, sorted as whole paths are: path, key and kind."""
    try:
        with os.scandir(folder) as entries:
            here = [
                (entry.name, entry.stat(follow_symlinks=False).st_mode)
                for entry in entries
                if not is_rubbish(entry.name)
            ]
    except OSError as error:
        refusal = _unreadable(key, error)
        return [Refused(key, refusal.kind, refusal.reason)]
    here.sort(key=lambda each: each[0] + "/" * stat.S_ISDIR(each[1]))
    found: list[tuple[Path, str, int] | Refused] = []
    taken: set[str] = set()
    for name, mode in here:
        shown, times = printable(name), 1
        while shown in taken:
            times += 1
            shown = numbered(printable(name), times)
        taken.add(shown)
        found.append((folder / name, f"{key}/{shown}" if key else shown, mode))
    return found


def _linked(path: Path, root: Path) -> int:
    """The kind of what a link points at; a link's own if that is outside or nothing."""
    try:
        target = path.resolve(strict=True)
        if target.is_relative_to(root):
            return target.stat().st_mode
    except (OSError, RuntimeError):
        pass
    return stat.S_IFLNK


def _at_once(path: str, flags: int) -> int:
    # A pipe would wait for its writer.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _unreadable(key: str, error: Exception) -> ReadError:
    reason = f"it cannot be read ({type(error).__name__}); check its access rights and the disk"
    return ReadError(key, "unreadable", reason)
