"""How a figure is written: in JSON and in tables. What could not be measured is left out."""

from __future__ import annotations

__all__ = ["percent", "rounded"]


def rounded(share: float | None) -> float | None:
    """A share with four digits."""
    return None if share is None else round(share, 4)


def percent(share: float | None) -> str:
    """A share as "12.3 %"."""
    return "" if share is None else f"{100 * share:.1f} %"
