"""Near-duplicates: texts that share nearly all of their runs of words.

Estimated from MinHash signatures (Broder 1997) of runs of three words, by datasketch; candidates
come from bands of a signature (locality-sensitive hashing), which the journal keeps on disk, so
that memory does not grow with the archive.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

__all__ = ["LEAST_NEAR", "LEAST_WORDS", "Signature", "signature", "similarity"]

LEAST_WORDS = 30
"""Shorter texts are alike by their form alone: only an exact copy of one is a duplicate."""

_RUN = 3
_PERMUTATIONS = 128
_BANDS = 16
"""Of 8 values each: a pair that shares nine tenths of its runs has a band in common in 9,998 of
10,000 cases, one that shares eight tenths in 95 of 100, one that shares half of them in 6."""

LEAST_NEAR = 0.8
"""Of pairs that are less alike than this the bands miss too many."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Signature:
    """``values`` are 128 numbers of 32 bits; two texts share about as many as runs of words."""

    values: bytes = field(repr=False)

    @property
    def bands(self) -> tuple[bytes, ...]:
        """Parts of which near-duplicates have at least one in common, each with its number."""
        size = len(self.values) // _BANDS
        return tuple(
            bytes([band]) + self.values[band * size : (band + 1) * size] for band in range(_BANDS)
        )


def signature(text: str) -> Signature | None:
    """The signature of a text; None where it is too short to have near-duplicates."""
    words = _WORD.findall(text.casefold())
    if len(words) < LEAST_WORDS:
        return None
    import numpy as np
    from datasketch import MinHash

    runs = {" ".join(words[at : at + _RUN]).encode() for at in range(len(words) - _RUN + 1)}
    made = MinHash(num_perm=_PERMUTATIONS, seed=1)
    made.update_batch(runs)
    return Signature(made.hashvalues.astype(np.uint32).tobytes())


def similarity(one: Signature, other: Signature) -> float:
    """The estimated share of runs of words that two texts have in common, 0 to 1."""
    import numpy as np

    first, second = (np.frombuffer(each.values, dtype=np.uint32) for each in (one, other))
    return float((first == second).mean())
