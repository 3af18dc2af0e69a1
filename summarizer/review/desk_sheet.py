"""What lies on the desk while an item is held."""

from __future__ import annotations

from dataclasses import dataclass, field

from summarizer.review.context import Context
from summarizer.review.desk_rows import Row
from summarizer.store.values import Claim, Edit, Item
from summarizer.types import Report

__all__ = ["Sheet"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """An item with its report, drawn for one person who holds it.

    ``rows``: what is known of each sentence of the original; None when the original is not there.
    ``edit``: the newest edit of the report that the store keeps, this person's or another's.
    """

    context: Context
    claim: Claim
    item: Item
    report: Report
    rows: tuple[Row, ...] | None = field(repr=False)
    edit: Edit | None
