"""How long to wait before a server is asked again."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from random import Random

__all__ = ["Patience", "retry_after"]

_LONGEST_S = 60.0
_MOST_DOUBLINGS = 16


@dataclass(slots=True, repr=False)
class Patience:
    """What one request has left of its time, and how long it waits between two tries.

    Attributes:
        left_s: seconds for what is still to come; whoever spends them takes them off.
        first_s: the longest wait after the first try, if the server asks nothing.
        random: what the waits are drawn from.
    """

    left_s: float
    first_s: float
    random: Random

    def wait(self, tried: int, *, asked_s: float = 0.0) -> float:
        """Seconds: exponential with full jitter, so that those who failed together come apart.

        After Brooker (2015), "Exponential backoff and jitter", AWS Architecture Blog. What the
        server asks for is waited at least, but nothing above a minute.

        Args:
            tried: how many tries went wrong before the last one.
            asked_s: seconds that the server asks for.
        """
        most = min(_LONGEST_S, self.first_s * 2.0 ** min(tried, _MOST_DOUBLINGS))
        return max(self.random.uniform(0.0, most), min(asked_s, _LONGEST_S))


def retry_after(headers: Mapping[str, str], *, now: datetime) -> float:
    """Seconds that a server asks to wait, given as seconds or as a date; 0 when it asks nothing.

    Args:
        headers: of the response. A date counts from the server's own, if it is there.
        now: the time here, where the server does not give its own.
    """
    text = headers.get("Retry-After", "").strip()
    try:
        seconds = float(text)
    except ValueError:
        until = _date(text)
        if until is None:
            return 0.0
        seconds = (until - (_date(headers.get("Date", "")) or now)).total_seconds()
    return max(0.0, seconds) if math.isfinite(seconds) else 0.0


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
