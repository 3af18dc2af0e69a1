"""The results of other recognisers taken in, and ours given out, in the format of presidio.

That is the JSON of ``RecognizerResult`` (presidio-analyzer) and of ``EngineResult``
(presidio-anonymizer). Presidio itself is not needed. Offsets are those of the original text
(``Document.text``); what comes in or goes out holds no word of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from numbers import Integral, Real
from typing import Any

from summarizer.errors import UsageError
from summarizer.marks import places
from summarizer.redact.proposal import Proposal
from summarizer.types import Document, Operator, Person, Redaction, SafeText, Span

__all__ = [
    "Recognised",
    "from_presidio",
    "proposals",
    "read_results",
    "to_anonymized",
    "to_presidio",
]

_OWN = "summarizer"
_UNNAMED = "presidio"
_NAME = re.compile(r"[\w .:/+-]{1,80}")
"""A recogniser's name goes into reports; whatever else stands in its place is not passed on."""

_PERSON = ("ID-27", "a person")
_PLACE = ("ID-09", "a place")
_DATE = ("ID-08", "a date")
_ORGANISATION = ("ID-10", "an organisation")
_EMAIL = ("ID-22", "an e-mail address")
_NUMBER = ("ID-22", "a number")
_OTHER = ("ID-22", "")

_TAKEN_IN: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("PERSON", "PER", "NAME"), _PERSON),
    **dict.fromkeys(("LOCATION", "LOC", "GPE", "FAC", "ADDRESS", "STREET_ADDRESS"), _PLACE),
    **dict.fromkeys(("CA_POSTAL_CODE", "DE_PLZ", "UK_POSTCODE", "ZIP_CODE"), _PLACE),
    **dict.fromkeys(("DATE_TIME", "DATE", "TIME", "DATE_OF_BIRTH"), _DATE),
    **dict.fromkeys(("ORGANIZATION", "ORGANISATION", "ORG"), _ORGANISATION),
    **dict.fromkeys(("EMAIL_ADDRESS", "EMAIL"), _EMAIL),
    **dict.fromkeys(("PHONE_NUMBER", "CREDIT_CARD", "IBAN_CODE", "IP_ADDRESS"), _NUMBER),
    **dict.fromkeys(("MAC_ADDRESS", "ABA_ROUTING_NUMBER", "MEDICAL_LICENSE", "ID"), _NUMBER),
}
"""Entity → the rule under which it goes, and what takes its place ("": nothing does)."""

_NATIONAL = re.compile(r"[A-Z]{2}_[A-Z_]+")
"""A country's own numbers, such as ``UK_NHS`` and ``US_SSN``."""

_GIVEN_OUT: Mapping[str, str] = {
    **dict.fromkeys(
        "ID-01 ID-03 ID-14 ID-16 ID-17 ID-19 ID-20 ID-21 ID-23 ID-27 CR-02 SU-15 VI-08".split(),
        "PERSON",
    ),
    "ID-02": "LOCATION",
    "ID-07": "AGE",
    "ID-08": "DATE_TIME",
    "ID-09": "LOCATION",
    "ID-10": "ORGANIZATION",
    "CR-04": "NRP",
}
"""Rule → presidio's entity. The rules on what is told of people, ID-12 among them, have none."""

_CONTACTS: Mapping[str, str] = {
    "an e-mail address": "EMAIL_ADDRESS",
    "a telephone number": "PHONE_NUMBER",
    "a website": "URL",
}
"""The same for ID-22, which takes out contacts of every kind, by what it puts in their place."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A place that another recogniser found: original offsets, its word for it, how sure, who."""

    span: Span
    entity: str
    score: float = 1.0
    recogniser: str = _UNNAMED


def from_presidio(data: object) -> tuple[Recognised, ...]:
    """What presidio's analyser found.

    Args:
        data: a list of results, as read from JSON or as ``AnalyzerEngine.analyze`` gives it.

    Raises:
        UsageError: it is no list, or an entry lacks a key, or has one of the wrong type or out of
            range; names the entry by its index, and the key.
    """
    if not isinstance(data, Sequence) or isinstance(data, str | bytes):
        raise UsageError("recognised results: must be a list")
    return tuple(_recognised(entry, f"recognised result {at}") for at, entry in enumerate(data))


def read_results(text: str) -> tuple[tuple[Recognised, ...], ...]:
    """The results in a file: one list for one document, or one list a line for several.

    Raises:
        UsageError: it is not JSON, or as for ``from_presidio``; names the line.
    """
    try:
        return (from_presidio(json.loads(text)),)
    except (ValueError, RecursionError):
        # Without the cause, here and below: the parser's error keeps what it was given.
        lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) < 2:
        raise UsageError("recognised results: not JSON")
    return tuple(_line(line, number) for number, line in lines)


def proposals(document: Document, recognised: Sequence[Recognised]) -> list[Proposal]:
    """A change for each place: a neutral phrase where there is one for the entity, else nothing.

    Raises:
        UsageError: a span ends behind the text, so that the offsets cannot be this document's.
    """
    return list(_proposals(document, recognised))


def to_presidio(safe: SafeText) -> list[dict[str, Any]]:
    """Every redaction as a ``RecognizerResult``: original offsets, no text."""
    return [
        {
            "entity_type": _entity(redaction),
            "start": redaction.span.start,
            "end": redaction.span.end,
            "score": 1.0,
            "analysis_explanation": None,
            "recognition_metadata": {"recognizer_name": _OWN, "rule": redaction.rule},
        }
        for redaction in safe.redactions
    ]


def to_anonymized(safe: SafeText, persons: Sequence[Person] = ()) -> dict[str, Any]:
    """The safe text and what was done to it as an ``EngineResult``, offsets of the safe text.

    Args:
        safe: the text; its title is no part of the result.
        persons: of ``Analysis.persons``; what stands for one of them is a PERSON, whatever rule
            put it there.

    Returns:
        A dict whose items are those redactions that show in the text, in order. Presidio has two
        words for what was done: "redact" for a removal, "replace" for all others.
    """
    shown = [
        (place, redaction)
        for place, redaction in zip(places(safe), safe.redactions, strict=True)
        if place is not None
    ]
    return {
        "text": safe.text,
        "items": [
            {
                "start": place.start,
                "end": place.end,
                "entity_type": _entity(redaction, persons),
                "text": place.of(safe.text),
                "operator": "replace" if len(place) else "redact",
            }
            for place, redaction in sorted(shown, key=lambda pair: pair[0])
        ],
    }


def _line(line: str, number: int) -> tuple[Recognised, ...]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        raise UsageError(f"line {number}: not JSON") from None
    try:
        return from_presidio(data)
    except UsageError as error:
        raise UsageError(f"line {number}: {error}") from None


def _recognised(entry: object, where: str) -> Recognised:
    start, end = (_offset(_of(entry, key, where), f"{where}: {key}") for key in ("start", "end"))
    if start > end:
        raise UsageError(f"{where}: start lies behind the end")
    entity = _of(entry, "entity_type", where)
    if not isinstance(entity, str) or not entity:
        raise UsageError(f"{where}: entity_type: must be a text")
    score = _of(entry, "score", where)
    if isinstance(score, bool) or not isinstance(score, Real) or not 0 <= float(score) <= 1:
        raise UsageError(f"{where}: score: must be a number from 0 to 1")
    return Recognised(Span(start, end), entity, float(score), _recogniser(entry))


def _of(entry: object, key: str, where: str) -> object:
    value = entry.get(key) if isinstance(entry, Mapping) else getattr(entry, key, None)
    if value is None:
        raise UsageError(f"{where}: {key} is missing")
    return value


def _offset(value: object, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, Integral) or value < 0:
        raise UsageError(f"{where}: must be a whole number from 0")
    return int(value)


def _recogniser(entry: object) -> str:
    key = "recognition_metadata"
    metadata = entry.get(key) if isinstance(entry, Mapping) else getattr(entry, key, None)
    name = metadata.get("recognizer_name") if isinstance(metadata, Mapping) else None
    return name if isinstance(name, str) and _NAME.fullmatch(name) else _UNNAMED


def _proposals(document: Document, recognised: Sequence[Recognised]) -> Iterator[Proposal]:
    for index, result in enumerate(recognised):
        if result.span.end > len(document.text):
            raise UsageError(
                f"{document.source or document.id}: recognised result {index} ends behind the"
                " text; offsets count the characters of the original"
            )
        rule, put = _taken_in(result.entity.upper())
        operator = Operator.MASK if put else Operator.REMOVE
        reason = f"recognised by {result.recogniser}"
        yield Proposal(document.plain_span(result.span), rule, operator, put, reason, severity=3)


def _taken_in(entity: str) -> tuple[str, str]:
    return _TAKEN_IN.get(entity) or (_NUMBER if _NATIONAL.fullmatch(entity) else _OTHER)


def _entity(redaction: Redaction, persons: Sequence[Person] = ()) -> str:
    known = _GIVEN_OUT.get(redaction.rule)
    if known is None and redaction.rule == "ID-22":
        known = _CONTACTS.get(redaction.replacement.lower())
    if known is None and redaction.replacement and _stands_for(redaction.span, persons):
        known = "PERSON"
    return known or "SUMMARIZER_" + re.sub(r"\W", "_", redaction.rule)


def _stands_for(span: Span, persons: Sequence[Person]) -> bool:
    """True when a span is a mention of somebody, perhaps with a title or adjectives before it."""
    return any(
        mention.span.contains(span)
        or (span.contains(mention.span) and span.end == mention.span.end)
        for person in persons
        for mention in person.mentions
    )
