"""How much memory processes have, as Linux tells it; elsewhere as much as can be told."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

__all__ = ["Samples", "own_peak", "tree_bytes", "watched"]

_PROC = Path("/proc")
_LAST = 5


@dataclass(slots=True)
class Samples:
    """What a tree of processes had, each second."""

    bytes_: list[int] = field(default_factory=list)

    @property
    def peak(self) -> int | None:
        """The most."""
        return max(self.bytes_, default=None)

    @property
    def last(self) -> int | None:
        """The most of the last seconds: in the very last, processes are ending already."""
        return max(self.bytes_[-_LAST:], default=None)


def own_peak() -> int:
    """The most memory that this process has had."""
    with suppress(OSError):
        # Not ru_maxrss: that one remembers the process from which this one was started.
        found = re.search(r"^VmHWM:\s+(\d+) kB$", (_PROC / "self/status").read_text("utf-8"), re.M)
        if found:
            return int(found[1]) * 1024
    import resource
    import sys

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def tree_bytes(root: int, *, proc: Path = _PROC) -> int | None:
    """The memory of a process and all below it; None when it cannot be told.

    What several of them share is counted once (proportional set size).
    """
    below: dict[int, list[int]] = {}
    for folder in proc.glob("[0-9]*"):
        with suppress(OSError, ValueError, IndexError):
            # The name, in brackets, may hold anything; the parent is the second field after it.
            fields = (folder / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
            below.setdefault(int(fields[1]), []).append(int(folder.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        waiting += below.get(pid, [])
        with suppress(OSError):
            text = (proc / str(pid) / "smaps_rollup").read_text("utf-8")
            if match := re.search(r"^Pss:\s+(\d+) kB$", text, re.M):
                found.append(int(match[1]) * 1024)
    return sum(found) if found else None


@contextmanager
def watched(pid: int, *, every_s: float = 1.0) -> Iterator[Samples]:
    """Samples the memory of a process and all below it while the block runs."""
    samples, ended = Samples(), threading.Event()

    def sample() -> None:
        while not ended.is_set():
            if (now := tree_bytes(pid)) is not None:
                samples.bytes_.append(now)
            ended.wait(every_s)

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield samples
    finally:
        ended.set()
        thread.join()
