"""Chooses help lines for a reader (CT-21, SU-12, DV-06, CW-09)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest

from summarizer.policy.schema import Policy
from summarizer.types import Support

__all__ = ["support_lines"]

MOST = 3


def support_lines(policy: Policy, codes: Iterable[str]) -> tuple[Support, ...]:
    """At most three help lines of the profile's country, for the most severe codes first.

    Each code gets its first line before any gets its second; a line is given once.

    Args:
        policy: holds the help lines, the country and the order of severity.
        codes: what the document is warned for. Unknown ones have no lines.

    Returns:
        The lines; empty when the country has none for these codes.
    """
    wanted = set(codes)
    ordered = sorted(
        (code for code in policy.codes if code.slug in wanted), key=lambda code: code.severity_rank
    )
    offers = [
        [
            Support(code.slug, line.country, line.name, line.contact, line.checked)
            for line in policy.help_lines
            if line.country == policy.profile.country and code.slug in line.codes
        ]
        for code in ordered
    ]
    chosen: dict[tuple[str, str], Support] = {}
    for turn in zip_longest(*offers):
        for support in turn:
            if support is not None:
                chosen.setdefault((support.name, support.contact), support)
    return tuple(chosen.values())[:MOST]
