"""Numbers and times as the page of a run says them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import pairwise

from summarizer.batch.histogram import Histogram

__all__ = ["bin_labels", "bytes_in_words", "moment", "number", "percent", "seconds_in_words"]


def number(value: float) -> str:
    """``12,345``, or ``0.25`` with no more decimals than it needs."""
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}".rstrip("0").rstrip(".")


def percent(part: float, whole: float) -> str:
    """A share in per cent: neither nought nor all of it unless it is."""
    share = 100 * part / whole if whole else 0.0
    if 0 < share < 1:
        return "<1 %"
    if 99 < share < 100:
        return ">99 %"
    return f"{share:.0f} %"


def seconds_in_words(seconds: float) -> str:
    """``0.42 s``, ``12.3 s``, ``4 min 5 s``, ``3 h 12 min`` or ``2 days 4 h``."""
    if seconds < 10:
        return f"{seconds:.2f} s"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    hours, minutes = divmod(round(seconds / 60), 60)
    if hours < 48:
        return f"{hours} h {minutes} min"
    days, hours = divmod(round(seconds / 3600), 24)
    return f"{days} days {hours} h"


def bytes_in_words(size: int) -> str:
    """``512 bytes``, ``3.4 kB``, ``12.0 GB``."""
    if size < 1000:
        return f"{size} bytes"
    amount = float(size)
    for unit in ("kB", "MB", "GB"):
        amount /= 1000
        if amount < 999.95:
            return f"{amount:.1f} {unit}"
    return f"{amount / 1000:,.1f} TB"


def moment(iso: str | None) -> str:
    """An ISO time as ``28 November 2026, 05:09 UTC``."""
    if iso is None:
        return "not known"
    when = datetime.fromisoformat(iso)
    return f"{when.day} {when:%B %Y, %H:%M} UTC"


def bin_labels(histogram: Histogram, *, say: Callable[[float], str] = number) -> list[str]:
    """What each bin reaches from and to."""
    edges = histogram.edges
    whole = all(isinstance(edge, int) for edge in edges)
    inner = [f"{say(low)} to {say(high - 1 if whole else high)}" for low, high in pairwise(edges)]
    return [f"under {say(edges[0])}", *inner, f"{say(edges[-1])} or more"]
