"""The queue as HTML: figures at the top, and what is known of one item without opening it."""

from __future__ import annotations

from collections.abc import Iterable

from summarizer.review.html import text_html
from summarizer.review.phrases import age
from summarizer.review.strings import Catalogue
from summarizer.store.values import Item, Preferences

__all__ = ["STYLE", "figures_html", "row_html", "spared", "status_words"]

STYLE = """<style>
.stHtml dl.summarizer-figures {
  display: flex; flex-wrap: wrap; gap: 0.4rem 2.2rem; margin: 0 0 0.5rem 0; padding: 0;
}
.summarizer-figures div { display: flex; flex-direction: column-reverse; }
.summarizer-figures dt { font-weight: normal; }
.summarizer-figures dd { margin: 0; font-size: 1.6rem; line-height: 1.3; }
.summarizer-item p { margin: 0; }
.summarizer-item p + p { margin-top: 0.2rem; }
.summarizer-item { overflow-wrap: anywhere; }
[class*="st-key-row-"] {
  border-bottom: 1px solid light-dark(#837d70, #78818b); padding: 0.2rem 0 0.8rem 0;
}
</style>"""

_STATUSES = ("ready", "needs_review", "withheld", "failed")


def figures_html(figures: Iterable[tuple[str, str]]) -> str:
    """Figures in a row, each with what it counts."""
    parts = "".join(
        f"<div><dt>{text_html(name)}</dt><dd>{text_html(figure)}</dd></div>"
        for name, figure in figures
    )
    return f'<dl class="summarizer-figures">{parts}</dl>'


def status_words(status: str, say: Catalogue) -> str:
    """The status of a report in a word or two; one that is unknown as it is."""
    return say(f"queue.status_{status}") if status in _STATUSES else status


def spared(item: Item, preferences: Preferences) -> bool:
    """Whether somebody asked not to be given items like this one."""
    return item.severity > preferences.max_level or any(
        code in preferences.opted_out for code, _ in item.codes
    )


def row_html(item: Item, say: Catalogue, *, me: str, now: int, preferences: Preferences) -> str:
    """One item: number, warning, headline, and what is known about it.

    Args:
        item: with the holder of a claim that has not run out.
        say: the words of the page.
        me: the name of who looks.
        now: milliseconds since 1970.
        preferences: of who looks; the headline of what they asked to be spared is left out.
    """
    warning = item.content_warning or say("common.no_warning")
    headline = say("queue.spared") if spared(item, preferences) else item.headline
    holder = ""
    if item.holder:
        holder = say("queue.held_by_you")
        if item.holder != me:
            holder = say("queue.held_by", name=item.holder)
    known = [
        say("queue.level", level=say(f"common.level_{item.severity}")),
        status_words(item.status, say),
        say(f"common.state_{item.state}"),
        say("queue.second") if item.round == 2 else "",
        item.language,
        age(say, now - item.created_at),
        holder,
    ]
    number = text_html(say("queue.number", number=item.id))
    lines = [
        f"<strong>{number}</strong> · {text_html(say('common.warning'))}: {text_html(warning)}",
        text_html(headline or say("queue.no_headline")),
        f"<small>{' · '.join(text_html(each) for each in known if each)}</small>",
    ]
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    return f'<article class="summarizer-item" aria-label="{number}">{paragraphs}</article>'
