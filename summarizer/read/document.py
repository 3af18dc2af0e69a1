"""The last step of reading: what a reader extracted becomes a ``Document``."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from hashlib import sha256

from summarizer.read.boilerplate import BOILERPLATE, boilerplate_lines, boilerplate_sentence
from summarizer.read.extract import Extracted
from summarizer.read.injection import injections
from summarizer.read.language import language
from summarizer.text import normalise, sentences
from summarizer.types import Document, OffsetMap, Operator, Redaction, Run, Sentence, Span

__all__ = ["assemble"]


def assemble(
    extracted: Extracted,
    *,
    source: str,
    media_type: str,
    metadata: tuple[tuple[str, str], ...] = (),
) -> Document:
    """Normalise, set boilerplate aside, cut into sentences, name the language.

    Args:
        extracted: what the reader of the media type found.
        source: path or key, never text.
        media_type: for the record.
        metadata: what is known from decoding; the reader's own is appended.

    Returns:
        A document whose ``sentences`` leave out what is in ``boilerplate``. All offsets are into
        ``extracted.text``; the id is taken from that text alone.
    """
    text = extracted.text
    plain, plain_map = normalise(text if extracted.bare is None else extracted.bare)
    if extracted.bare_map is not None:
        plain_map = _composed(plain_map, extracted.bare_map)
    aside = list(extracted.boilerplate)
    known = sorted(item.span for item in aside)
    for span, rule in boilerplate_lines(plain):
        origin = plain_map.to_origin(span)
        at = bisect_right(known, origin.start, key=lambda each: each.start) - 1
        if at < 0 or known[at].end < origin.end:  # the format's reader has not seen it
            aside.append(Redaction(origin, rule, Operator.REMOVE, reason=BOILERPLATE[rule]))
    masked = _masked(plain, [plain_map.to_derived(item.span) for item in aside])
    kept: list[Sentence] = []
    spans = sentences(masked)
    injected = injections([span.of(masked) for span in spans], _opens(masked, spans))
    for at, span in enumerate(spans):
        rule = "FA-07" if at in injected else boilerplate_sentence(span.of(masked))
        origin = plain_map.to_origin(span)
        if rule:
            aside.append(Redaction(origin, rule, Operator.REMOVE, reason=BOILERPLATE[rule]))
        else:
            kept.append(Sentence(origin))
    title = extracted.title
    if title and any(title.overlaps(item.span) for item in aside):
        title = None
    return Document(
        id="d-" + sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        text=text,
        plain=plain,
        plain_map=plain_map,
        sentences=tuple(kept),
        title=title,
        language=language(plain),
        media_type=media_type,
        source=source,
        boilerplate=tuple(sorted(aside, key=lambda item: item.span)),
        metadata=metadata + extracted.metadata,
    )


def _opens(text: str, spans: Sequence[Span]) -> list[bool]:
    """For each sentence, whether a blank line or the start of the text stands before it."""
    ends = [0, *(span.end for span in spans)]
    return [
        not end or text.count("\n", end, span.start) > 1
        for end, span in zip(ends, spans, strict=False)
    ]


def _masked(plain: str, spans: list[Span]) -> str:
    """The text with some spans as blank lines: of equal length, and a border for sentences."""
    parts: list[str] = []
    position = 0
    for span in sorted(spans):
        start = max(position, span.start)
        if span.end > start:
            parts += [plain[position:start], "\n" * (span.end - start)]
            position = span.end
    parts.append(plain[position:])
    return "".join(parts)


def _composed(outer: OffsetMap, inner: OffsetMap) -> OffsetMap:
    """The map that leads through ``outer`` and then through ``inner`` to the first origin."""
    runs: list[Run] = []
    index = 0
    for run in outer.runs:
        while index < len(inner.runs) and inner.runs[index].derived.end <= run.origin.start:
            index += 1
        if not run.exact:
            _append(runs, run.derived, inner.to_origin(run.origin))
            continue
        at = index
        while at < len(inner.runs) and inner.runs[at].derived.start < run.origin.end:
            piece = inner.runs[at]
            left = max(piece.derived.start, run.origin.start)
            right = min(piece.derived.end, run.origin.end)
            shift = run.derived.start - run.origin.start
            origin = piece.origin
            if piece.exact:
                start = piece.origin.start + left - piece.derived.start
                origin = Span(start, start + right - left)
            _append(runs, Span(left + shift, right + shift), origin)
            at += 1
    return OffsetMap(tuple(runs))


def _append(runs: list[Run], derived: Span, origin: Span) -> None:
    if runs and origin.start < runs[-1].origin.end:  # two halves of one piece stay one
        last = runs.pop()
        derived = Span(last.derived.start, derived.end)
        origin = Span(last.origin.start, max(last.origin.end, origin.end))
    runs.append(Run(derived, origin))
