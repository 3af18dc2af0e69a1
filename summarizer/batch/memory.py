"""How the C library keeps memory, in a process that works for hours."""

from __future__ import annotations

import ctypes

__all__ = ["keep_memory_level"]

_MMAP_THRESHOLD, _ARENA_MAX = -3, -8
"""Parameters of mallopt(3)."""

_LARGE = 2**20


def keep_memory_level() -> None:
    """Lets large blocks go back to the system at once, and small ones lie in one place.

    glibc otherwise learns from the first large block to keep them all in its heap, where texts of
    ever new lengths leave holes: a worker grew by a gigabyte over a thousand documents. Other C
    libraries are left as they are.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return
    mallopt(_MMAP_THRESHOLD, _LARGE)
    mallopt(_ARENA_MAX, 1)
