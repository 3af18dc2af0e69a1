"""The memory of a process that works for hours stays level, where the C library allows it."""

from __future__ import annotations

import ctypes

import pytest

from summarizer.batch import memory


def test_the_two_parameters_are_set(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []

    class Library:
        def mallopt(self, parameter: int, value: int) -> int:
            asked.append((parameter, value))
            return 1

    monkeypatch.setattr(ctypes, "CDLL", lambda name: Library())
    memory.keep_memory_level()
    assert asked == [(-3, 2**20), (-8, 1)]


@pytest.mark.parametrize("error", [AttributeError, OSError, TypeError])
def test_another_c_library_is_left_alone(
    monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    def none(name: object) -> object:
        raise error

    monkeypatch.setattr(ctypes, "CDLL", none)
    memory.keep_memory_level()
