"""How much an archive may unpack to, counted while it does: headers can lie."""

from __future__ import annotations

from summarizer.errors import ReadError

__all__ = ["FREE_BYTES", "Budget"]

FREE_BYTES = 1_000_000
"""What anything may unpack to, whatever the ratio: too little to hurt."""


class Budget:
    """What one file on disk may unpack to, with all that is nested in it.

    Args:
        key: the file's key: running out ends it as a whole.
        size: its bytes as it lies there, packed.
        max_members: as in ``Limits``.
        max_total_bytes: as in ``Limits``.
        max_ratio: as in ``Limits``.
    """

    __slots__ = ("_key", "_max_members", "_max_total", "_members", "_unpacked", "ratio")

    def __init__(
        self, key: str, size: int, *, max_members: int, max_total_bytes: int | None, max_ratio: int
    ) -> None:
        self._key = key
        self.ratio = max_ratio
        self._max_members = max_members
        allowed = max(FREE_BYTES, size * max_ratio)
        self._max_total = allowed if max_total_bytes is None else min(allowed, max_total_bytes)
        self._members = 0
        self._unpacked = 0

    def count_member(self) -> None:
        """One more member.

        Raises:
            ReadError: kind ``too_many``.
        """
        self._members += 1
        if self._members > self._max_members:
            reason = f"it holds more than {self._max_members:,} files; split it or raise the limit"
            raise ReadError(self._key, "too_many", reason)

    def count_bytes(self, amount: int) -> None:
        """So many bytes more have been unpacked.

        Raises:
            ReadError: kind ``bomb``.
        """
        self._unpacked += amount
        if self._unpacked > self._max_total:
            reason = f"it unpacks to more than {self._max_total:,} bytes; unpack it with care"
            raise ReadError(self._key, "bomb", reason)

    def check_ratio(self, key: str, unpacked: int, packed: int) -> None:
        """What one member has unpacked to, for what it takes packed.

        Raises:
            ReadError: kind ``bomb``, for this member.
        """
        if unpacked > FREE_BYTES and unpacked > self.ratio * packed:
            reason = f"it unpacks to more than {self.ratio} times its size; unpack it with care"
            raise ReadError(key, "bomb", reason)
