"""The time that checking may take for one document."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["Budget"]


@dataclass(slots=True)
class Budget:
    """Seconds that may be spent, and those that were, inside ``with budget:`` only.

    What the writer takes in between does not count. ``now`` gives seconds.
    """

    seconds: float
    spent: float = 0.0
    now: Callable[[], float] = field(default=time.monotonic, repr=False)
    _since: float | None = field(default=None, repr=False)

    def __enter__(self) -> Budget:
        self._since = self.now()
        return self

    def __exit__(self, *_: object) -> None:
        self.spent = self._so_far()
        self._since = None

    @property
    def over(self) -> bool:
        """True when nothing is left."""
        return self._so_far() >= self.seconds

    def _so_far(self) -> float:
        return self.spent + (0.0 if self._since is None else self.now() - self._since)
