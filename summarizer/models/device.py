"""How a processor is best used: its number format, how its threads wait, what is kept."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

__all__ = ["KERNELS", "dtype_for", "has_bfloat16", "has_tiles", "prepare_libraries"]

KERNELS = 64
"""Compiled kernels that are kept for further use: more than one step of a model takes."""
_CPUINFO = Path("/proc/cpuinfo")
_TILES = "amx_bf16"
_FLAGS = frozenset({"avx512_bf16", "amx_bf16"})


def has_bfloat16(cpuinfo: Path = _CPUINFO) -> bool:
    """True when the processor multiplies bfloat16 itself; False when that cannot be told."""
    return not _FLAGS.isdisjoint(_flags(cpuinfo))


def has_tiles(cpuinfo: Path = _CPUINFO) -> bool:
    """True when the processor multiplies whole tiles of bfloat16 at once (AMX)."""
    return _TILES in _flags(cpuinfo)


def _flags(cpuinfo: Path) -> list[str]:
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    return next((line for line in lines if line.startswith("flags")), "").split()


def dtype_for(device: str) -> torch.dtype:
    """bfloat16 where it is native, else float32."""
    import torch

    native = has_bfloat16() if device == "cpu" else device.startswith("cuda")
    return torch.bfloat16 if native else torch.float32


def prepare_libraries() -> None:
    """Tells the libraries under torch how to wait, and how much to keep.

    Only works before torch is loaded; the environment wins.
    """
    # Threads that wait for each other spin briefly, then sleep. Spinning without end, the default,
    # makes a batch many times slower as soon as another process wants one of the processors.
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")
    # numpy's small products, the parser's, only lose by being shared out.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # A compiled kernel for each shape of a matrix, a thousand of them by default: without padding
    # nearly every batch has shapes of its own, and an archive would fill the memory with them.
    # oneDNN keeps some, and torch's own layer above it keeps others.
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", str(KERNELS))
    os.environ.setdefault("LRU_CACHE_CAPACITY", str(KERNELS))
