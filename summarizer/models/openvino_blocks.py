"""Memory for the keys and values of many sequences, in blocks that sequences can share.

Paged attention: Kwon et al. (2023), "Efficient memory management for large language model serving
with PagedAttention", SOSP. A block holds some tokens of all layers; sequences that begin alike
have their first blocks in common.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["SCRATCH", "Blocks"]

SCRATCH = 0
"""A block that is nobody's: what is written there is never read by another."""

_MEMORY = 256 * 2**20
"""Bytes to begin with; a single long prompt may take more."""


class Blocks:
    """The blocks of one inference request, and who uses them.

    Args:
        request: OpenVINO's; is given the memory.
        ports: its inputs for keys and values, (blocks, key heads, tokens, size of a head).
    """

    def __init__(self, request: Any, ports: Iterable[Any]) -> None:
        self._request = request
        self._ports = list(ports)
        self._shapes = [[int(d.get_length()) for d in p.partial_shape[1:]] for p in self._ports]
        self.size = self._shapes[0][1]
        self._memory: list[npt.NDArray[np.uint8]] = []
        self._users: list[int] = []
        self._free: list[int] = []
        self.clear()

    @property
    def free(self) -> int:
        """Blocks that nobody uses."""
        return len(self._free)

    def count(self, tokens: int) -> int:
        """How many blocks hold so many tokens."""
        return -(-tokens // self.size)

    def take(self, count: int) -> list[int]:
        """Blocks of one's own; where they run short, there will be more."""
        if count > self.free:
            self._allocate(len(self._users) + count - self.free)
        taken = [self._free.pop() for _ in range(count)]
        self.share(taken)
        return taken

    def share(self, blocks: Iterable[int]) -> None:
        """One more user of blocks."""
        for block in blocks:
            self._users[block] += 1

    def release(self, blocks: Iterable[int]) -> None:
        """One user less; a block without any is free."""
        for block in blocks:
            self._users[block] -= 1
            if not self._users[block]:
                self._free.append(block)

    def copy(self, source: int, target: int) -> None:
        """Give one block the content of another."""
        for memory in self._memory:
            memory[target] = memory[source]

    def clear(self) -> None:
        """Forget all users, and all memory above what there was to begin with."""
        self._memory, self._users, self._free = [], [], []
        widths = sum(self._width(at) for at in range(len(self._ports)))
        self._allocate(max(2, _MEMORY // widths))
        self._free.remove(SCRATCH)
        self._users[SCRATCH] = 1

    def _width(self, at: int) -> int:
        """Bytes of a block in one of the inputs."""
        heads, tokens, size = self._shapes[at]
        return heads * tokens * size * int(self._ports[at].element_type.size)

    def _allocate(self, count: int) -> None:
        import numpy as np
        import openvino

        before = self._memory
        self._memory = []
        for at, port in enumerate(self._ports):
            # Zeros: what is masked out is still multiplied, and must be a number.
            memory = np.zeros((count, self._width(at)), dtype=np.uint8)
            if before:
                memory[: len(before[at])] = before[at]
            shape = openvino.Shape([count, *self._shapes[at]])
            self._request.set_tensor(port, openvino.Tensor(memory, shape, port.element_type))
            self._memory.append(memory)
        # The first go first.
        self._free = [*range(count - 1, len(self._users) - 1, -1), *self._free]
        self._users += [0] * (count - len(self._users))
