from __future__ import annotations

from collections.abc import Awaitable, Callable

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarizer.models.gate import Gate


def run(what: Callable[[], Awaitable[None]]) -> None:
    async def within() -> None:
        with anyio.fail_after(10):
            await what()

    anyio.run(within)


async def inside(gate: Gate, times: list[float], *, seconds: float = 0.0) -> None:
    async with gate.turn():
        times.append(anyio.current_time())
        await anyio.sleep(seconds)


def test_no_more_than_allowed_are_inside():
    async def check() -> None:
        gate = Gate(most=3)
        now = most = 0

        async def visit() -> None:
            nonlocal now, most
            async with gate.turn():
                now += 1
                most = max(most, now)
                await anyio.sleep(0.005)
                now -= 1

        async with anyio.create_task_group() as group:
            for _ in range(20):
                group.start_soon(visit)
        assert (now, most) == (0, 3)

    run(check)


def test_a_turn_that_breaks_makes_room():
    async def check() -> None:
        gate = Gate(most=1)
        with pytest.raises(ZeroDivisionError):
            async with gate.turn():
                _ = 1 / 0
        times: list[float] = []
        await inside(gate, times)
        assert times

    run(check)


def test_a_turn_that_is_cancelled_makes_room():
    async def check() -> None:
        gate = Gate(most=1)
        with anyio.move_on_after(0.01):
            async with gate.turn():
                await anyio.sleep_forever()
        times: list[float] = []
        await inside(gate, times)
        assert times

    run(check)


def test_nobody_enters_while_it_is_shut():
    async def check() -> None:
        gate = Gate(most=8)
        start = anyio.current_time()
        gate.narrow(0, seconds=0.2)
        gate.narrow(0, seconds=0.05)
        times: list[float] = []
        async with anyio.create_task_group() as group:
            for _ in range(6):
                group.start_soon(inside, gate, times)
        assert len(times) == 6
        assert min(times) - start >= 0.2

    run(check)


def test_who_waits_for_room_waits_when_it_shuts_meanwhile():
    async def check() -> None:
        gate = Gate(most=1)
        times: list[float] = []
        async with anyio.create_task_group() as group, gate.turn() as turn:
            group.start_soon(inside, gate, times)
            await anyio.sleep(0.01)
            start = anyio.current_time()
            gate.narrow(turn, seconds=0.1)
        assert times[0] - start >= 0.1

    run(check)


def test_one_burst_halves_once_and_the_next_again():
    async def check() -> None:
        gate = Gate(most=8)
        async with gate.turn() as one, gate.turn() as other:
            gate.narrow(one, seconds=0.0)
            gate.narrow(other, seconds=0.0)
        assert gate.allowed == 4
        async with gate.turn() as later:
            gate.narrow(later, seconds=0.0)
        assert gate.allowed == 2

    run(check)


def test_it_widens_by_one_for_what_went_out_since():
    async def check() -> None:
        gate = Gate(most=8)
        async with gate.turn() as before:
            gate.narrow(before, seconds=0.0)
            gate.widen(before)
        assert gate.allowed == 4
        for allowed in (5, 6, 7, 8, 8):
            async with gate.turn() as turn:
                gate.widen(turn)
            assert gate.allowed == allowed

    run(check)


@given(st.integers(1, 20), st.lists(st.booleans(), max_size=60))
def test_it_stays_between_one_and_most(most: int, well: list[bool]):
    async def check() -> None:
        gate = Gate(most=most)
        for each in well:
            async with gate.turn() as turn:
                if each:
                    gate.widen(turn)
                else:
                    gate.narrow(turn, seconds=0.0)
            assert 1 <= gate.allowed <= most

    run(check)
