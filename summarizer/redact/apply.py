"""Brings all proposed changes together and makes the safe text, with the map back.

The promise, for any proposals whatever (overlapping, touching, unsorted, empty): no character
of a redacted span is in the safe text unless its replacement put it there, and every stretch of
the safe text maps to the original characters that it stands for.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from summarizer.redact.proposal import Proposal
from summarizer.redact.quotation import quotations
from summarizer.text import sentence_at
from summarizer.types import (
    Document,
    OffsetMap,
    Operator,
    Redaction,
    Run,
    SafeText,
    Span,
    merge_spans,
)

__all__ = ["apply", "merge"]

_STRENGTH = {
    Operator.REMOVE: 4,
    Operator.MASK: 3,
    Operator.GENERALISE: 2,
    Operator.REPLACE: 1,
    Operator.KEEP: 0,
}
_MIN_WORDS = 3
_UNEVEN = re.compile(r"\s\s|[^\S ]")
_ASIDE = frozenset({",", "--", "-", "–", "—"})
_AGE_BEFORE = re.compile(r", (?:aged |now )?\d{1,3}$")
_AGE_FIRST = re.compile(r", (?:aged |now )?\d{1,3}, ")
_GOES_ON = re.compile(r"\s*(?:an?|the|who|whose|which) ")
_ARTICLE = re.compile(r"\b(an?|the|A|An|The)\s+$")


def merge(proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Non-overlapping proposals, in order, that cover every character of the given ones.

    Where several overlap, one change covers their union: one that stands for all of it
    (``whole``) if there is one, a removal if any of them removes the most, otherwise the
    replacement of the strongest operator (then the higher severity, then the longer span, then the
    rule id, so that the order of arrival never matters).
    """
    ordered = sorted(
        (p for p in proposals if len(p.span)),
        key=lambda p: (p.span.start, -p.span.end, p.rule, p.operator, p.replacement),
    )
    groups: list[list[Proposal]] = []
    reach = -1
    for proposal in ordered:
        if groups and proposal.span.start < reach:
            groups[-1].append(proposal)
        else:
            groups.append([proposal])
        reach = max(reach, proposal.span.end) if len(groups[-1]) > 1 else proposal.span.end
    return tuple(_united(group) for group in groups)


def _united(group: Sequence[Proposal]) -> Proposal:
    if len(group) == 1:
        return group[0]
    start, end = min(p.span.start for p in group), max(p.span.end for p in group)
    removed = any(p.operator is Operator.REMOVE for p in group)
    outer = [
        p
        for p in group
        if p.span == Span(start, end) and (p.whole or (not removed and _is_general(p)))
    ]
    best = max(
        outer or group,
        key=lambda p: (_STRENGTH[p.operator], p.severity, len(p.span), p.rule, p.replacement),
    )
    # What is said to have asked for it is the gravest of the causes.
    cause = max(group, key=lambda p: (p.severity, p is best, len(p.span), p.rule))
    return replace(best, span=Span(start, end), rule=cause.rule, reason=cause.reason)


def _is_general(proposal: Proposal) -> bool:
    """True for "at a care home" instead of "at X House": it holds no name of what it stands for."""
    return proposal.operator is Operator.GENERALISE and proposal.replacement.islower()


def apply(
    document: Document,
    proposals: Iterable[Proposal],
    *,
    sentences: Sequence[Span],
    title: Span | None,
) -> SafeText:
    """The safe text of a document.

    Args:
        document: where the text comes from.
        proposals: changes in plain offsets, scopes already carried out.
        sentences: plain spans of the sentences that may be read on, in order.
        title: plain span of the title, kept apart from the running text.
    """
    merged = [_tidy(document.plain, proposal, sentences) for proposal in merge(proposals)]
    merged = [_bracketed(document.plain, proposal) for proposal in merge(merged)]
    merged = list(_closed(document.plain, merged))
    merged = sorted([*merged, *_articles(document.plain, merged)], key=lambda p: p.span)
    pieces: list[tuple[str, Run]] = []
    spans: list[Span] = []
    at = 0
    for sentence in sentences:
        if title is not None and title.contains(sentence):
            continue
        parts = _parts(document, sentence, merged)
        text = "".join(part for part, _ in parts)
        if not _readable(text):
            continue
        if pieces:
            anchor = pieces[-1][1].origin.end
            pieces.append((" ", Run(Span(at, at + 1), Span(anchor, anchor))))
            at += 1
        start = at
        for part, origin in _capitalised(parts):
            pieces.append((part, Run(Span(at, at + len(part)), origin)))
            at += len(part)
        spans.append(Span(start, at))
    headline = ""
    if title is not None:
        headline = "".join(part for part, _ in _capitalised(_parts(document, title, merged)))
    redactions = tuple(
        Redaction(document.original_span(p.span), p.rule, p.operator, p.replacement, p.reason)
        for p in merged
    )
    return SafeText(
        text="".join(part for part, _ in pieces),
        map=OffsetMap(tuple(run for _, run in pieces)),
        redactions=tuple(
            sorted((*redactions, *document.boilerplate), key=lambda r: (r.span, r.rule))
        ),
        sentences=tuple(spans),
        title=re.sub(r"\s+", " ", headline).strip(),
    )


def _parts(document: Document, within: Span, merged: Sequence[Proposal]) -> list[tuple[str, Span]]:
    """What is left of a plain span: pieces of text with the original spans they stand for."""
    parts: list[tuple[str, Span]] = []
    at = within.start
    first = bisect_right(merged, within.start, key=lambda proposal: proposal.span.end)
    for proposal in merged[first:]:
        if proposal.span.start >= within.end:
            break
        start, end = max(at, proposal.span.start), min(within.end, proposal.span.end)
        parts += _kept(document, Span(at, max(at, start)))
        if proposal.operator is Operator.KEEP:
            parts += _kept(document, Span(start, end))
            if proposal.replacement and proposal.span.end <= within.end:
                border = document.original_span(Span(end, end))
                parts.append((f" {proposal.replacement}", Span(border.start, border.start)))
            at = max(at, end)
            continue
        # A change that reaches over a border is written once, where it starts.
        if proposal.replacement and proposal.span.start >= within.start:
            parts.append((proposal.replacement, document.original_span(Span(start, end))))
        at = max(at, end)
    parts += _kept(document, Span(at, max(at, within.end)))
    return parts


def _kept(document: Document, plain: Span) -> list[tuple[str, Span]]:
    """The words of a plain span, white space folded, cut where the original is not one to one."""
    words = plain.of(document.plain)
    if document.plain_map.is_identity and not _UNEVEN.search(words):
        return [(words, plain)] if words else []
    parts: list[tuple[str, Span]] = []
    for match in re.finditer(r"\s+|\S+", words):
        piece = Span(plain.start + match.start(), plain.start + match.end())
        origin = document.original_span(piece)
        if match[0].isspace():
            parts.append((" ", origin))
        else:
            parts.append((match[0], origin))
    return _joined(parts)


def _joined(parts: Sequence[tuple[str, Span]]) -> list[tuple[str, Span]]:
    """Neighbouring one-to-one pieces as one, so that the map stays short."""
    joined: list[tuple[str, Span]] = []
    for text, origin in parts:
        if joined:
            before, span = joined[-1]
            if len(before) == len(span) and len(text) == len(origin) and span.end == origin.start:
                joined[-1] = (before + text, Span(span.start, origin.end))
                continue
        joined.append((text, origin))
    return joined


def _capitalised(parts: Sequence[tuple[str, Span]]) -> list[tuple[str, Span]]:
    """Without space or stray punctuation at the start, and with a capital first letter."""
    result: list[tuple[str, Span]] = []
    started = False
    for text, origin in parts:
        if not started:
            cut = len(text) - len(text.lstrip(" ,;:-"))
            if cut and len(text) == len(origin):
                origin = Span(origin.start + cut, origin.end)
            text = text[cut:]
            if not text:
                continue
            started = True
            if text[0].islower():
                text = text[0].upper() + text[1:]
        result.append((text, origin))
    return result


def _readable(text: str) -> bool:
    return len(re.findall(r"\w+", text)) >= _MIN_WORDS


def _closed(plain: str, merged: Sequence[Proposal]) -> Iterator[Proposal]:
    """Where an age and the apposition behind it both go, the comma behind the two goes as well.

    "Roe, 44, of X, was": as long as the age stays, that comma belongs to it.
    """
    before: Span | None = None
    for proposal in merged:
        gone = proposal.operator is Operator.REMOVE and not proposal.replacement
        start, end = proposal.span.start, proposal.span.end
        touches = before is not None and before.end == start
        aged = (touches and _AGE_BEFORE.search(plain[:start])) or _AGE_FIRST.match(
            plain, start, end
        )
        if gone and aged and plain[end : end + 1] == ",":
            proposal = replace(proposal, span=Span(start, end + 1))
        elif gone and not touches and _set_apart(plain, proposal.span):
            proposal = replace(proposal, span=Span(start, end - 1))
        before = proposal.span if gone else None
        yield proposal


def _set_apart(plain: str, span: Span) -> bool:
    """True for ", of X," behind an age that stays: its second comma is the age's."""
    words = span.of(plain)
    return words[:1] == "," == words[-1:] and bool(_AGE_BEFORE.search(plain[: span.start]))


def _bracketed(plain: str, proposal: Proposal) -> Proposal:
    """A label that stands in for words of a quotation, in the brackets of an editor."""
    if proposal.operator not in {Operator.MASK, Operator.GENERALISE} or proposal.whole:
        return proposal
    start = plain.rfind("\n", 0, proposal.span.start) + 1
    end = plain.find("\n", proposal.span.end)
    line = plain[start : end if end >= 0 else len(plain)]
    quoted = quotations(line, offset=start)
    if not proposal.replacement or not any(q.contains(proposal.span) for q in quoted):
        return proposal
    return replace(proposal, replacement=f"[{proposal.replacement.strip('[]')}]")


def _tidy(plain: str, proposal: Proposal, sentences: Sequence[Span]) -> Proposal:
    """The proposal grown over punctuation and articles that would be left hanging."""
    span = proposal.span
    if proposal.operator is Operator.KEEP:
        return proposal
    if proposal.operator is Operator.REMOVE and not proposal.replacement:
        at = sentence_at(sentences, span.start)
        inside = at >= 0 and sentences[at].contains(span)
        home = sentences[at] if inside else Span(0, len(plain))
        return replace(proposal, span=_without_gap(plain, span, home))
    return _with_article(plain, proposal)


_BARE_ARTICLE = re.compile(r"\b([Aa]n?)\s*$")
_CONSONANT = re.compile(r" *[bcdfgjklmnpqrstvwyz]")
_VOWEL = re.compile(r" *(?!eu|uni|use|one\b|once\b)[aeio]")


def _articles(plain: str, merged: Sequence[Proposal]) -> Iterator[Proposal]:
    """Articles made to fit what is left behind them: "an altar boy" becomes "a boy"."""
    for before, proposal, after in zip((None, *merged), merged, (*merged[1:], None), strict=False):
        span = proposal.span
        article = _BARE_ARTICLE.search(plain, max(0, span.start - 6), span.start)
        if proposal.replacement or proposal.operator is not Operator.REMOVE or article is None:
            continue
        at = Span(*article.span(1))
        right = "a" if article[1].lower() == "an" else "an"
        follows = (_CONSONANT if right == "a" else _VOWEL).match(plain, span.end)
        alone = before is None or before.span.end <= at.start
        if follows and alone and (after is None or after.span.start >= follows.end()):
            put = right.capitalize() if article[1][0].isupper() else right
            yield replace(proposal, span=at, operator=Operator.GENERALISE, replacement=put)


_APPOSED = re.compile(r", [A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*$")
_ONCE = re.compile(r"\b(?:formerly|originally|currently|previously)\s*$")
"""Words of a place that is taken out: "Roe, 33, formerly of X, was"."""
_BARE = re.compile(r"(?<=,) (?:sitting|speaking|made|based|held|dated|born|living|headed)\s*$")
"""The same, of which nothing is told without it: "the coroner, sitting at X, said"."""
_NAME_SET_APART = re.compile(
    r"(?:One|Some|Two|Another|The|An?|His|Her|Their)\b[^,]*\b[a-z]+,"
    r" [A-Z][\w'’-]+(?: [A-Z][\w'’-]+)*$"
)
"""Before what goes: a name that stands beside the noun that the sentence begins with."""


def _without_gap(plain: str, span: Span, home: Span) -> Span:
    """Grown over the spaces, brackets, commas and dashes that set the removed words apart."""
    start, end = span.start, span.end
    if start <= home.start and end >= home.end:
        return span
    if once := _ONCE.search(plain[home.start : start]) or (
        plain[end : end + 1] == "," and _BARE.search(plain[home.start : start])
    ):
        start = home.start + once.start()
    lead = re.search(r"[\s]*(?:,|;|:|--|-|–|—|\()?\s*$", plain[home.start : start])
    before = plain[home.start + lead.start() : start] if lead else ""
    after_match = re.match(r"\s*(?:,|;|--|-|–|—|\))?", plain[end : home.end])
    after = after_match[0] if after_match else ""
    opened, closed = before.strip(), after.strip()
    start -= len(before)
    own = span.of(plain)
    if opened == "(" and own.endswith(")") and "(" not in own:
        pass  # "Roe (PARTY)", of which what is removed has one bracket
    elif opened == "(" or closed == ")":
        if opened == "(" and closed == ")":
            end += len(after)
        elif opened == "(":
            start += before.index("(") + 1
    elif closed == "," and _AGE_BEFORE.search(plain[home.start : start]):
        pass  # "Roe, 44, of X, was": the second comma belongs to the age as well
    elif opened == closed == "," and _NAME_SET_APART.match(plain[home.start : start]):
        pass  # "One of the women, X, from Y, waived"
    elif opened == closed == "," and _GOES_ON.match(plain, end + len(after)):
        pass  # "the workers, X, a cook, and": what follows is set apart as well
    elif not opened and closed == "," and _APPOSED.search(own):
        end += len(after)  # "the report on X College, Rathdonnell, runs": the place's second comma
    elif (opened in _ASIDE and closed in _ASIDE) or (start == home.start and closed):
        end += len(after)
    # One space has to stay between the words on both sides.
    spaced = home.start < start < span.start and plain[start].isspace()
    if spaced and end < home.end and plain[end].isalnum():
        start += 1
    return Span(start, min(end, home.end))


def _with_article(plain: str, proposal: Proposal) -> Proposal:
    """The article before the words, made to fit the replacement; doubled articles folded."""
    replacement = proposal.replacement
    match = _ARTICLE.search(plain[max(0, proposal.span.start - 6) : proposal.span.start])
    if not match or not replacement:
        return proposal
    article = match[1]
    start = proposal.span.start - (len(match[0]))
    words = replacement.split()
    if words[0].lower() in {"a", "an", "the"}:
        fixed = replacement
        if article[0].isupper():
            fixed = replacement[0].upper() + replacement[1:]
    elif article.lower() == "the":
        return proposal
    else:
        right = "an" if replacement[0].lower() in "aeiou" else "a"
        if right == article.lower():
            return proposal
        fixed = f"{right.capitalize() if article[0].isupper() else right} {replacement}"
    return replace(proposal, span=Span(start, proposal.span.end), replacement=fixed)


def covered(redactions: Iterable[Redaction]) -> tuple[Span, ...]:
    """The original characters that some redaction takes out."""
    return merge_spans(r.span for r in redactions if r.operator is not Operator.KEEP)
