"""How many exchanges with a server go on at once, and when.

Additive increase, multiplicative decrease: Chiu and Jain (1989), "Analysis of the increase and
decrease algorithms for congestion avoidance in computer networks", Computer Networks and ISDN
Systems 17(1), 1-14; as TCP does it, once for all that went out before the sign (Jacobson 1988,
"Congestion avoidance and control").
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

__all__ = ["Gate"]


class Gate:
    """Lets a bounded number through, and after a 429 nobody for a while and then half as many.

    Belongs to one event loop.

    Args:
        most: how many at once, at least 1.
    """

    def __init__(self, *, most: int) -> None:
        self._most = most
        self._allowed = most
        self._inside = 0
        self._shut_until = 0.0
        self._round = 0
        self._changed = anyio.Event()

    @property
    def allowed(self) -> int:
        """How many may be inside now."""
        return self._allowed

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[int]:
        """One exchange, once there is room; gives the round that it belongs to."""
        while True:
            if (left := self._shut_until - anyio.current_time()) > 0:
                await anyio.sleep(left)
            elif self._inside >= self._allowed:
                await self._changed.wait()
            else:
                break
        self._inside += 1
        try:
            yield self._round
        finally:
            self._inside -= 1
            self._wake()

    def widen(self, of: int) -> None:
        """One more at once, after an exchange of the round ``of`` went well."""
        if of == self._round:
            self._allowed = min(self._most, self._allowed + 1)
            self._wake()

    def narrow(self, of: int, *, seconds: float) -> None:
        """Nobody for some seconds, then half as many.

        Args:
            of: the round of the exchange that was one too many. What went out together tells
                the same thing once: only the first of them halves.
            seconds: from now; an earlier call that asked for longer stands.
        """
        self._shut_until = max(self._shut_until, anyio.current_time() + seconds)
        if of == self._round:
            self._round += 1
            self._allowed = max(1, self._allowed // 2)

    def _wake(self) -> None:
        self._changed.set()
        self._changed = anyio.Event()
