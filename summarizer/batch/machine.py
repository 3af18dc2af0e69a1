"""What kind of machine a run ran on: nothing that says whose it is."""

from __future__ import annotations

import os
import platform
import re
from contextlib import suppress
from pathlib import Path

__all__ = ["machine"]

_CPU_INFO = Path("/proc/cpuinfo")


def machine() -> dict[str, object]:
    """Python, system, processors and memory; None where the system does not tell."""
    return {
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.release()} {platform.machine()}",
        "cpus": os.cpu_count(),
        "cpu_model": _cpu_model(),
        "memory_bytes": _memory(),
    }


def _cpu_model() -> str | None:
    with suppress(OSError):
        found = re.search(r"^model name\s*:\s*(.+)$", _CPU_INFO.read_text("utf-8", "replace"), re.M)
        if found:
            return found[1].strip()
    return platform.processor() or None


def _memory() -> int | None:
    with suppress(AttributeError, OSError, ValueError):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return None
