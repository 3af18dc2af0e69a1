"""A report as HTML: the warning first, every word of it escaped.

Text of a document never goes through Markdown, where it could load an image, make a link or
forge what stands around it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from summarizer import view
from summarizer.types import Report, SummarySentence

__all__ = ["details_html", "summary_html", "warning_html"]


def warning_html(report: Report, words: view.Words) -> str:
    """The content warning, what original and summary hold, and the status."""
    warning = report.content_warning or view.NO_WARNING
    held = [
        ("In the original", view.original_holds(report, words)),
        ("In the summary", view.summary_holds(report, words)),
        ("Status", view.STATUS_WORDS[report.status]),
    ]
    lines = "".join(
        f"<p><strong>{name}:</strong> {_text(subjects)}</p>" for name, subjects in held if subjects
    )
    return (
        '<section aria-label="Content warning" class="summarizer-warning">'
        f"<h2>Content warning</h2><p>{_text(warning)}</p>{lines}</section>"
    )


def summary_html(report: Report) -> str:
    """Headline and sentences, each with the places of the original that it rests on."""
    if report.summary is None:
        return "<h2>Summary</h2><p>There is no summary to show.</p>"
    headline = report.summary.headline
    heading = f"<h3>{_text(headline)}</h3>" if headline else ""
    sentences = "".join(map(_sentence, report.summary.sentences))
    return f"<h2>Summary</h2>{heading}<ol>{sentences}</ol>"


def details_html(report: Report, words: view.Words) -> str:
    """What was removed and why, the checks, and where to find support."""
    removed = [
        (each.rule, each.title, str(each.count), each.operator, each.reason)
        for each in view.removals(report, words)
    ]
    checks = [
        (
            check.name,
            view.check_result(check),
            "" if check.score is None else f"{check.score:.2f}",
            check.detail,
        )
        for check in report.checks
    ]
    support = "".join(f"<li>{_text(view.support_line(each))}</li>" for each in report.support)
    return "".join(
        (
            "<h2>What was removed and why</h2>",
            _table(("Rule", "About", "Times", "Done", "Why"), removed) or "<p>Nothing.</p>",
            "<h2>Checks</h2>",
            _table(("Check", "Result", "Score", "Detail"), checks) or "<p>None ran.</p>",
            f"<h2>Support</h2><ul>{support}</ul>" if support else "",
        )
    )


def _sentence(sentence: SummarySentence) -> str:
    places = ", ".join(f"{each.span.start}\u2013{each.span.end}" for each in sentence.evidence)
    rests = f"rests on characters {places}" if places else "rests on nothing in the original"
    return f"<li>{_text(sentence.text)}<br><small>{sentence.origin}; {rests}</small></li>"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    body = "".join(
        "<tr>" + "".join(f"<td>{_text(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    if not body:
        return ""
    head = "".join(f'<th scope="col">{column}</th>' for column in columns)
    return (
        f'<table class="summarizer-table">'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _text(words: str) -> str:
    return escape(view.printable(words))
