"""Names of members as keys: nothing that leads out of the archive, nothing twice."""

from __future__ import annotations

import re
from pathlib import PurePosixPath

from summarizer.errors import ReadError
from summarizer.read.archive.budget import Budget
from summarizer.view import printable

__all__ = ["Names", "is_rubbish", "numbered"]

_DRIVE = re.compile(r"[A-Za-z]:")
_RUBBISH = frozenset({"__macosx", "thumbs.db", "desktop.ini"})
_MAX_NAME = 500


class Names:
    """The keys of an archive's members, in the order in which they come.

    Args:
        archive: the archive's key.
        budget: where members are counted.
    """

    __slots__ = ("_archive", "_budget", "_number", "_seen")

    def __init__(self, archive: str, *, budget: Budget) -> None:
        self._archive = archive
        self._budget = budget
        self._number = 0
        self._seen: dict[int, int] = {}  # hash of a name → how often it came

    def skip(self) -> None:
        """The next member is nothing to read, such as a folder.

        Raises:
            ReadError: kind ``too_many``.
        """
        self._budget.count_member()
        self._number += 1

    def next_key(self, name: str) -> str | None:
        """The key of the next member; None = nothing that people put there.

        Args:
            name: as the archive has it.

        Raises:
            ReadError: kind ``unsafe_path``, under the member's number; or ``too_many``.
        """
        self.skip()
        parts = [part for part in re.split(r"[/\\]", name) if part not in ("", ".")]
        unsafe = name.startswith(("/", "\\")) or _DRIVE.match(name) or "\x00" in name
        if unsafe or ".." in parts or not parts:
            reason = "its name is empty, absolute or leads out of the archive; it is not read"
            raise ReadError(f"{self._archive}!{self._number}", "unsafe_path", reason)
        if any(map(is_rubbish, parts)):
            return None
        return f"{self._archive}!{self._unique(_shortened('/'.join(parts)))}"

    def _unique(self, name: str) -> str:
        found = name
        while hash(found) in self._seen:
            times = self._seen[hash(name)] = self._seen[hash(name)] + 1
            found = numbered(name, times)
        self._seen[hash(found)] = 1
        return found


def numbered(name: str, times: int) -> str:
    """The name when it comes once more: ``a.txt`` → ``a~2.txt``."""
    path = PurePosixPath(name)
    return str(path.with_name(f"{path.stem}~{times}{path.suffix}"))


def is_rubbish(name: str) -> bool:
    """Whether a file or folder of this name is hidden, or left there by an operating system."""
    return name.startswith((".", "~$")) or name.lower() in _RUBBISH


def _shortened(name: str) -> str:
    shown = printable(name)
    if len(shown) <= _MAX_NAME:
        return shown
    return f"{shown[: _MAX_NAME - 100]}…{shown[-99:]}"
