"""The safe text for people, with a mark wherever something went or was put in its place.

    The man […] was jailed for abusing [a child].

Works on a ``SafeText`` alone, so that nothing that was removed can be shown by mistake.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Literal, get_args

from summarizer.types import Operator, Redaction, SafeText, Span

__all__ = ["STYLES", "MarkStyle", "marked_text", "places"]

MarkStyle = Literal["brackets", "rules", "none"]
"""``[a child]`` and ``[…]``, the same with rule ids (``[a child|ID-03]``), or the bare text."""

STYLES: tuple[MarkStyle, ...] = get_args(MarkStyle)

_GONE = "…"
_CLOSING, _MISSING, _OPENING = range(3)
"""The order of marks at one place: what ends there, what went there, what begins there."""
_LEAD = " ,;:-"
"""What ``redact`` takes off the start of a sentence."""


def marked_text(safe: SafeText, *, style: MarkStyle = "brackets") -> str:
    """The safe text with its redactions marked; the title, if any, on a line before it.

    Several removals at one place have one mark. The title itself has none: of a title only the
    words are kept, not where they came from. Brackets of the document stay as they are; a program
    that has to tell them from marks asks ``places``.

    Args:
        safe: the text, with its redactions and its map.
        style: how much a mark says.
    """
    text = safe.text if style == "none" else _marked(safe, rules=style == "rules")
    return "\n".join(part for part in (safe.title, text) if part)


def places(safe: SafeText) -> tuple[Span | None, ...]:
    """Where each redaction shows in the safe text, in the order of ``safe.redactions``.

    A replacement shows as its words. A removal is the empty span where the text before and after
    it meets. Words that are kept show as themselves. None: the replacement is in the title, or in
    a sentence that was left out.
    """
    return tuple(_place(redaction, safe) for redaction in safe.redactions)


def _place(redaction: Redaction, safe: SafeText) -> Span | None:
    runs, span = safe.map.runs, redaction.span
    if redaction.operator is Operator.KEEP:
        kept = safe.map.to_derived(span)
        return kept if len(kept) else None
    wanted = _bare(redaction.replacement)
    for index in range(bisect_left(runs, span.start, key=lambda run: run.origin.start), len(runs)):
        run = runs[index]
        if not len(run.origin):
            # The space between two sentences: it stands for nothing.
            continue
        if not redaction.replacement:
            return Span(run.derived.start, run.derived.start)
        if run.origin.start >= span.end:
            return None
        if run.origin.end <= span.end and _bare(run.derived.of(safe.text)) == wanted:
            return run.derived
    end = safe.map.derived_length
    return None if redaction.replacement else Span(end, end)


def _bare(words: str) -> str:
    """Words as they are at the start of a sentence and elsewhere."""
    return words.lstrip(_LEAD).casefold()


def _marked(safe: SafeText, *, rules: bool) -> str:
    text = safe.text
    marks: list[tuple[int, int, str]] = []
    gone: dict[int, list[str]] = {}
    for redaction, place in zip(safe.redactions, places(safe), strict=True):
        if place is None or redaction.operator is Operator.KEEP:
            continue  # what is kept carries its own mark
        words = place.of(text)
        if not any(map(str.isalnum, words)):
            # Nothing went in its place, or no more than a full stop.
            gone.setdefault(place.start, []).append(redaction.rule)
            continue
        start = place.end - len(words.lstrip())
        end = place.start + len(words.rstrip())
        marks.append((start, _OPENING, "["))
        marks.append((end, _CLOSING, f"|{redaction.rule}]" if rules else "]"))
    for at, ids in gone.items():
        told = f"|{', '.join(dict.fromkeys(ids))}" if rules else ""
        marks.append((at, _MISSING, _spaced(f"[{_GONE}{told}]", text, at)))
    parts: list[str] = []
    done = 0
    for at, _, mark in sorted(marks):
        parts += (text[done:at], mark)
        done = at
    return "".join((*parts, text[done:]))


def _spaced(mark: str, text: str, at: int) -> str:
    """The mark with the one space that sets it apart from the words beside it."""
    before, after = text[at - 1 : at] if at else "", text[at : at + 1]
    if before.isalnum() and after.isalnum():
        return mark
    if before.strip() and not after.isalnum():
        return f" {mark}"
    return f"{mark} " if text else mark
