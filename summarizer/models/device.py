"""How a processor is best used: its number format, and how its threads wait."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

__all__ = ["dtype_for", "has_bfloat16", "spin_briefly"]

_CPUINFO = Path("/proc/cpuinfo")
_FLAGS = frozenset({"avx512_bf16", "amx_bf16"})


def has_bfloat16(cpuinfo: Path = _CPUINFO) -> bool:
    """True when the processor multiplies bfloat16 itself; False when that cannot be told."""
    try:
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return False
    flags = next((line for line in lines if line.startswith("flags")), "")
    return not _FLAGS.isdisjoint(flags.split())


def dtype_for(device: str) -> torch.dtype:
    """bfloat16 where it is native, else float32."""
    import torch

    native = has_bfloat16() if device == "cpu" else device.startswith("cuda")
    return torch.bfloat16 if native else torch.float32


def spin_briefly() -> None:
    """Let torch's threads spin only briefly, then sleep, while they wait for each other.

    Spinning without end, the default, makes a batch many times slower as soon as another process
    wants one of the processors. Only works before torch is loaded; the environment wins.
    """
    os.environ.setdefault("GOMP_SPINCOUNT", "1000")
    # numpy's small products, the parser's, only lose by being shared out.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
