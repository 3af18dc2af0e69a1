"""The team's figures as HTML: bars with a text for who does not see them, and tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from summarizer.review.html import Markup, table_html, text_html
from summarizer.review.strings import Catalogue
from summarizer.store.figures import WarningFigures
from summarizer.view import Words

__all__ = ["STYLE", "bars_html", "days_html", "every_day", "warnings_html"]

STYLE = """<style>
.summarizer-bars { margin: 0 0 0.5rem 0; }
.summarizer-bars > div {
  display: flex; align-items: flex-end; justify-content: space-between; gap: 2px; height: 8rem;
  border-bottom: 1px solid light-dark(#837d70, #78818b);
}
.summarizer-bars span {
  flex: 1 1 0; min-width: 1px; max-width: 3rem; background: light-dark(#5d7285, #8ba3b5);
}
.summarizer-bars figcaption { display: flex; justify-content: space-between; }
.summarizer-number { font-variant-numeric: tabular-nums; }
</style>"""


def every_day(
    counts: Sequence[tuple[str, int]], *, since: int, now: int
) -> tuple[tuple[str, int], ...]:
    """The counts with every day (UTC, ISO) of a time, also those on which there was nothing.

    Args:
        counts: days and how many.
        since: the first day, in milliseconds since 1970.
        now: the last day.
    """
    known = dict(counts)
    first, last = _day(since), _day(now)
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    return tuple((day.isoformat(), known.get(day.isoformat(), 0)) for day in days)


def bars_html(days: Sequence[tuple[str, int]], say: Catalogue) -> str:
    """One bar a day. What they show is read out as a sentence; the figures are in ``days_html``."""
    most = max(count for _, count in days)
    busiest = next(day for day, count in days if count == most)
    total = sum(count for _, count in days)
    label = text_html(say("team.bars", total=total, days=len(days), most=most, day=busiest))
    bars = "".join(f'<span style="height: {_percent(count, most)}%"></span>' for _, count in days)
    scale = text_html(say("team.tallest", most=most))
    ends = "".join(f"<small>{each}</small>" for each in (days[0][0], scale, days[-1][0]))
    return (
        f'<figure class="summarizer-bars"><div role="img" aria-label="{label}">{bars}</div>'
        f"<figcaption>{ends}</figcaption></figure>"
    )


def days_html(days: Sequence[tuple[str, int]], say: Catalogue) -> str:
    """The same as a table, without the days on which there was nothing."""
    rows = [(day, _number(count)) for day, count in reversed(days) if count]
    columns = (say("team.day"), say("team.decisions"))
    return table_html(columns, rows, caption=say("team.days"))


def warnings_html(figures: Sequence[WarningFigures], words: Words, say: Catalogue) -> str:
    """Where the program was wrong, by warning, writer and detector."""
    columns = ("subject", "reports", "false", "missed", "level_changed")
    rows: list[tuple[str | Markup, ...]] = [
        (
            _subject(each, words, say),
            _number(each.reports),
            _number(each.false),
            _number(each.missed),
            _number(each.level_changed),
        )
        for each in figures
    ]
    return table_html(
        [say(f"team.column_{name}") for name in columns],
        rows,
        caption=say("team.warnings_about"),
        empty=say("team.warnings_none"),
    )


def _subject(each: WarningFigures, words: Words, say: Catalogue) -> Markup:
    """A subject, and below it whose figures these are: columns of their own leave no room."""
    made = say(
        "team.made_by",
        writer=each.model or say("team.no_writer"),
        detector=each.detector or say("team.unknown"),
    )
    subject = text_html(words.labels.get(each.code, each.code))
    return Markup(f"{subject}<br><small>{text_html(made)}</small>")


def _number(count: int) -> Markup:
    return Markup(f'<span class="summarizer-number">{count:,}</span>')


def _percent(count: int, most: int) -> int:
    return round(100 * count / most) if most else 0


def _day(milliseconds: int) -> date:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).date()
