"""Parts of the page as HTML: the warning first, every word of a document escaped.

Text of a document never goes through Markdown, where it could load an image, make a link or
forge what stands around it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from summarizer import view
from summarizer.policy.schema import Policy
from summarizer.review.strings import Catalogue
from summarizer.types import Report, SummarySentence, Support

__all__ = [
    "Markup",
    "details_html",
    "group_of",
    "hidden_html",
    "mark_html",
    "markdown_text",
    "subjects",
    "summary_html",
    "support_html",
    "table_html",
    "text_html",
    "warning_html",
]

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~:$&^=])")


@dataclass(frozen=True, slots=True)
class Markup:
    """HTML that was made here and is not escaped again."""

    html: str


def text_html(words: str | Markup) -> str:
    """Words as HTML, escaped; characters that break lines or turn the reading direction go."""
    return words.html if isinstance(words, Markup) else escape(view.printable(words))


def markdown_text(words: str) -> str:
    """Words for a label that goes through Markdown, in which they then mean nothing.

    For names of people and files. Words of a document do not go into labels at all.
    """
    return _MARKDOWN.sub(r"\\\1", view.printable(words))


def hidden_html(words: str) -> str:
    """Words that are read out and not seen."""
    return f'<span class="summarizer-hidden">{text_html(words)}</span>'


def mark_html(words: str, *, group: str = "", label: str = "") -> str:
    """Words that stand out.

    Args:
        words: what is marked; escaped here.
        group: of the taxonomy (``SX``, see ``group_of``), which gives tint and underline;
            ``removed`` for what was taken out; empty = neutral.
        label: what the mark means, read out behind the words: tint alone says nothing.
    """
    kind = f" summarizer-mark-{group.lower()}" if group else ""
    said = hidden_html(f" ({label})") if label else ""
    return f'<mark class="summarizer-mark{escape(kind)}">{text_html(words)}{said}</mark>'


def group_of(code: str, policy: Policy) -> str:
    """The group of a warning code, such as ``SX``; empty for an unknown one."""
    return next((each.group for each in policy.codes if each.slug == code), "")


def table_html(
    columns: Sequence[str],
    rows: Iterable[Sequence[str | Markup]],
    *,
    caption: str = "",
    empty: str = "",
) -> str:
    """A table; every cell that is not ``Markup`` is escaped.

    Args:
        columns: their headings.
        rows: as many cells each as there are columns.
        caption: what the table shows; read out before it.
        empty: what stands in its place when there are no rows; empty = nothing.
    """
    body = "".join(
        "<tr>" + "".join(f"<td>{text_html(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    if not body:
        return f"<p>{text_html(empty)}</p>" if empty else ""
    head = "".join(f'<th scope="col">{text_html(column)}</th>' for column in columns)
    title = f"<caption>{text_html(caption)}</caption>" if caption else ""
    # In a narrow window it scrolls sideways, by keyboard too.
    name = text_html(caption or ", ".join(columns))
    return (
        f'<div class="summarizer-scroll" role="group" aria-label="{name}" tabindex="0">'
        f'<table class="summarizer-table">{title}'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def subjects(levels: Iterable[tuple[str, int]], words: view.Words, say: Catalogue) -> str:
    """Warning codes in the policy's words, each with its level: ``Killing (described)``."""
    return "; ".join(
        f"{words.labels.get(code, code)} ({say(f'common.level_{level}')})" for code, level in levels
    )


def warning_html(report: Report, words: view.Words, say: Catalogue) -> str:
    """The content warning, what original and summary hold, and the status."""
    warning = report.content_warning or say("common.no_warning")
    levels = dict(report.summary_levels)
    found = [(each.code, each.level) for each in report.warnings]
    told = [(code, levels.get(code, 0)) for code, _ in found] if report.summary else []
    held = [
        ("common.in_original", subjects(found, words, say)),
        ("common.in_summary", subjects(told, words, say)),
        ("common.status", say(f"common.status_{report.status}")),
    ]
    lines = "".join(
        f"<p><strong>{text_html(say(name))}:</strong> {text_html(said)}</p>"
        for name, said in held
        if said
    )
    heading = text_html(say("common.warning"))
    return (
        f'<section aria-label="{heading}" class="summarizer-warning">'
        f"<h2>{heading}</h2><p>{text_html(warning)}</p>{lines}</section>"
    )


def summary_html(report: Report, say: Catalogue) -> str:
    """Headline and sentences, each with the places of the original that it rests on."""
    heading = f"<h2>{text_html(say('common.summary'))}</h2>"
    if report.summary is None:
        return f"{heading}<p>{text_html(say('common.no_summary'))}</p>"
    headline = report.summary.headline
    title = f"<h3>{text_html(headline)}</h3>" if headline else ""
    sentences = "".join(_sentence(each, say) for each in report.summary.sentences)
    return f"{heading}{title}<ol>{sentences}</ol>"


def details_html(report: Report, words: view.Words, say: Catalogue) -> str:
    """What was removed and why, the checks, and where to find support."""
    removed = [
        (each.rule, each.title, str(each.count), say(f"common.done_{each.kind}"), each.reason)
        for each in view.removals(report, words)
    ]
    checks = [
        (
            check.name,
            say(f"common.check_{_result(check.passed)}"),
            "" if check.score is None else f"{check.score:.2f}",
            check.detail,
        )
        for check in report.checks
    ]
    rule = [say(f"common.column_{name}") for name in ("rule", "about", "times", "done", "why")]
    check = [say(f"common.column_{name}") for name in ("check", "result", "score", "detail")]
    return "".join(
        (
            f"<h2>{text_html(say('common.removed'))}</h2>",
            table_html(rule, removed, empty=say("common.nothing")),
            f"<h2>{text_html(say('common.checks'))}</h2>",
            table_html(check, checks, empty=say("common.none_ran")),
            support_html(report.support, say),
        )
    )


def support_html(lines: Sequence[Support], say: Catalogue, *, heading: str = "") -> str:
    """Help lines under a heading, which is "Support" unless given; nothing when there are none."""
    if not lines:
        return ""
    items = "".join(
        f"<li>{text_html(each.name)}: {text_html(each.contact)} "
        f"({text_html(say('common.checked', country=each.country, day=each.checked))})</li>"
        for each in lines
    )
    title = text_html(heading or say("common.support"))
    return f"<h2>{title}</h2><ul>{items}</ul>"


def _result(passed: bool | None) -> str:
    if passed is None:
        return "not_run"
    return "passed" if passed else "not_passed"


def _sentence(sentence: SummarySentence, say: Catalogue) -> str:
    places = ", ".join(f"{each.span.start}\u2013{each.span.end}" for each in sentence.evidence)
    rests = say("common.rests", places=places) if places else say("common.rests_on_nothing")
    origin = say(f"common.origin_{sentence.origin}")
    return (
        f"<li>{text_html(sentence.text)}<br>"
        f"<small>{text_html(origin)}; {text_html(rests)}</small></li>"
    )
