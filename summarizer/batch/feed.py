"""The reader as the runner sees it: a message for each entry, whatever becomes of the process."""

from __future__ import annotations

import time
from collections.abc import Callable
from multiprocessing.connection import Connection

from summarizer.batch.child import Broken, Child
from summarizer.batch.reading import STDIN, Bad, End, Going, Message, rest_of
from summarizer.errors import ResourceError, UsageError

__all__ = ["Feed"]

_STALLED_S = 300.0


class Feed:
    """Gives the reader's messages. One that dies is followed by another, behind what killed it.

    Args:
        hire: starts a reader: (entries to skip, the entry of which the last one died or None).
        source: the archive, for a message.
    """

    def __init__(self, hire: Callable[[int, int | None], Child], *, source: str) -> None:
        self._hire = hire
        self._source = source
        self._child: Child | None = hire(0, None)
        self._got = 0
        self._deadly: int | None = None
        self._since = time.monotonic()

    @property
    def pipe(self) -> Connection | None:
        """What to wait on; None at the end."""
        return self._child.pipe if self._child else None

    def again(self) -> None:
        """Goes through the archive once more, from its start."""
        self.end()
        self._got, self._deadly = 0, None
        self._since = time.monotonic()
        self._child = self._hire(0, None)

    def awaited(self) -> None:
        """From now on the reader is waited for."""
        self._since = time.monotonic()

    def hear(self) -> Message | None:
        """The next message, to be asked for when the pipe has something; None if it is none.

        Raises:
            UsageError: the source as a whole cannot be used.
            ResourceError: the reader cannot work.
        """
        assert self._child is not None
        self._since = time.monotonic()
        try:
            word = self._child.pipe.recv()
        except (EOFError, OSError):
            return self._died()
        if isinstance(word, Broken):
            if word.exit_code not in (2, 3):
                return self._died()
            raise (UsageError if word.exit_code == 2 else ResourceError)(word.message)
        if isinstance(word, Going):
            return None
        if isinstance(word, End):
            self.end()
        else:
            self._got += 1
        return word  # type: ignore[no-any-return]

    def overdue(self) -> Message | None:
        """A message in place of one that does not come; None while there is time."""
        if self._child is None or time.monotonic() - self._since < _STALLED_S:
            return None
        return self._died()

    def end(self) -> None:
        """Ends the reader."""
        if self._child:
            self._child.end()
            self._child = None

    def _died(self) -> Message | None:
        self.end()
        if self._deadly == self._got or self._source == STDIN:
            # Not that entry: coming to it. What stands behind cannot be reached.
            reason = (
                f"going through the archive ended the reader at entry {self._got + 1}; what stands "
                "from there on was not read"
            )
            return Bad(rest_of(self._source), "", "crashed", reason)
        self._deadly = self._got
        self._since = time.monotonic()
        self._child = self._hire(self._got, self._deadly)
        return None
