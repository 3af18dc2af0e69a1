"""A report as JSON, and back: the contract that other programs rely on.

The published schema is ``report.schema.json`` beside this file. What leaves is less than what a
``Report`` holds: of a finding its place and rule, of evidence its place in the original, of a
person no label. So JSON → report → JSON gives the same JSON, and a report that was read back
has in place of the rest what ``from_dict`` says.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import cache
from math import isfinite
from typing import Any, TypeVar, get_args

from summarizer.errors import UsageError
from summarizer.policy import label_of
from summarizer.types import (
    Check,
    Evidence,
    Finding,
    Mention,
    Operator,
    Origin,
    Person,
    Provenance,
    Redaction,
    Report,
    Role,
    Span,
    Status,
    Summary,
    SummarySentence,
    Support,
    Warning_,
)

__all__ = ["SCHEMA", "WITHOUT_SUMMARY", "from_dict", "from_json", "to_dict", "to_json"]

SCHEMA = "1"

WITHOUT_SUMMARY = frozenset({Status.WITHHELD, Status.FAILED})
"""With these statuses no summary leaves, whatever the report holds."""

T = TypeVar("T")


def to_dict(report: Report) -> dict[str, Any]:
    """The report as plain JSON values, keys in the order of the contract."""
    levels = dict(report.summary_levels)
    summary = None if report.status in WITHOUT_SUMMARY else report.summary
    return {
        "schema": SCHEMA,
        "document_id": report.document_id,
        "source": report.source,
        "language": report.language,
        "status": report.status.value,
        "content_warning": report.content_warning,
        "summary": None if summary is None else _summary_dict(summary),
        "warnings": [
            {
                "code": warning.code,
                "label": label_of(warning.code),
                "level": warning.level,
                "summary_level": levels.get(warning.code, 0),
                "score": warning.score,
                "evidence": [
                    {**_span_dict(finding.span), "rule": finding.rule}
                    for finding in warning.findings
                ],
            }
            for warning in report.warnings
        ],
        "redactions": [
            {
                **_span_dict(redaction.span),
                "rule": redaction.rule,
                "operator": redaction.operator.value,
                "replacement": redaction.replacement,
                "reason": redaction.reason,
            }
            for redaction in report.redactions
        ],
        "persons": [
            {
                "id": person.id,
                "role": person.role,
                "protected": person.protected,
                "rule": person.rule,
                "mentions": [_span_dict(mention.span) for mention in person.mentions],
            }
            for person in report.persons
        ],
        "checks": [asdict(check) for check in report.checks],
        "support": [asdict(support) for support in report.support],
        "provenance": {
            **asdict(report.provenance),
            "timings_ms": dict(report.provenance.timings_ms),
        },
    }


def to_json(report: Report) -> str:
    r"""The report as one line of JSON.

    Pure ASCII: characters that some readers take for the end of a line (U+2028) and those that
    a terminal may not have are escaped, so that the line can stand in a JSONL file as it is.

    Raises:
        ValueError: a score is not a finite number.
    """
    return json.dumps(to_dict(report), allow_nan=False)


def from_json(line: str) -> Report:
    """The report that ``to_json`` wrote.

    Raises:
        UsageError: it is not JSON, or not a report.
    """
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        # Without its cause: the parser keeps the whole line, which may hold a summary.
        raise UsageError("not a report: not JSON") from None
    return from_dict(value)


def from_dict(value: object) -> Report:
    """The report that ``to_dict`` made.

    A finding gets the level and score of its warning; evidence gets an empty ``safe_span``;
    persons get no label, legal stage or age. Labels of warnings are read and dropped: they are
    the taxonomy's.

    Raises:
        UsageError: a key is missing, unknown or of the wrong type; names the key, never the value.
    """
    it = _Object(value, "report")
    schema = it.text("schema")
    if schema != SCHEMA:
        raise UsageError(f"not a report: schema: this program reads version {SCHEMA!r}")
    warnings = it.list("warnings", _warning)
    status = Status(it.choice("status", tuple(Status)))
    report = Report(
        document_id=it.text("document_id"),
        source=it.text("source"),
        language=it.text("language"),
        status=status,
        content_warning=it.text("content_warning"),
        summary=it.optional("summary", _summary),
        warnings=tuple(warning for warning, _ in warnings),
        summary_levels=tuple((warning.code, level) for warning, level in warnings),
        redactions=it.list("redactions", _redaction),
        persons=it.list("persons", _person),
        checks=it.list("checks", _check),
        support=it.list("support", _support),
        provenance=_provenance(it.take("provenance", object), "provenance"),
    )
    it.done()
    if report.summary is not None and status in WITHOUT_SUMMARY:
        raise UsageError(f"not a report: summary: must be null when status is {status.value!r}")
    return report


@cache
def _summary_dict(summary: Summary) -> dict[str, Any]:
    return {
        "headline": summary.headline,
        "text": summary.text,
        "sentences": [
            {
                "text": sentence.text,
                "origin": sentence.origin,
                "evidence": [_span_dict(evidence.span) for evidence in sentence.evidence],
                "support": sentence.support,
                "signals": dict(sentence.signals),
            }
            for sentence in summary.sentences
        ],
    }


def _span_dict(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}


class _Object:
    """Reads a JSON object key by key; what is left over at the end is an error."""

    def __init__(self, value: object, where: str, *, own_keys: bool = False) -> None:
        self.where = where
        # Keys that the contract does not list are somebody's words: no error names them.
        self._own_keys = own_keys
        if not isinstance(value, Mapping):
            raise self._wrong("", "must be an object")
        self._rest = dict(value)

    def take(self, key: str, kind: type[T]) -> T:
        if key not in self._rest:
            raise self._wrong(key, "is missing")
        value = self._rest.pop(key)
        # bool is an int in Python and is none in JSON.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise self._wrong(key, "has the wrong type")
        return value

    def text(self, key: str) -> str:
        return self.take(key, str)

    def whole(self, key: str, *, most: int | None = None) -> int:
        value = self.take(key, int)
        if value < 0 or (most is not None and value > most):
            raise self._wrong(key, "is out of range")
        return value

    def share_or_null(self, key: str) -> float | None:
        """A number from 0 to 1, or null."""
        value = self.take(key, object)
        if value is None:
            return None
        number = _number(value, f"{self.where}.{key}")
        if not 0 <= number <= 1:
            raise self._wrong(key, "is out of range")
        return number

    def numbers(self, key: str) -> tuple[tuple[str, float], ...]:
        """Numbers by name."""
        values = _Object(self.take(key, object), f"{self.where}.{key}", own_keys=True)
        return tuple(
            (name, _number(values.take(name, object), values.where)) for name in values.names()
        )

    def score(self) -> float:
        value = _number(self.take("score", object), f"{self.where}.score")
        if not 0 <= value <= 1:
            raise self._wrong("score", "is out of range")
        return value

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        value = self.text(key)
        if value not in choices:
            raise self._wrong(key, f"must be one of {', '.join(choices)}")
        return value

    def names(self) -> tuple[str, ...]:
        return tuple(self._rest)

    def optional(self, key: str, read: Callable[[object, str], T]) -> T | None:
        value = self.take(key, object)
        return None if value is None else read(value, f"{self.where}.{key}")

    def list(self, key: str, read: Callable[[object, str], T]) -> tuple[T, ...]:
        values: list[object] = self.take(key, list)
        return tuple(read(value, f"{key}[{at}]") for at, value in enumerate(values))

    def span(self) -> Span:
        start, end = self.whole("start"), self.whole("end")
        if start > end:
            raise self._wrong("start", "lies behind the end")
        return Span(start, end)

    def done(self) -> None:
        if self._rest:
            raise UsageError(f"not a report: {self.where}: {len(self._rest)} unknown keys")

    def _wrong(self, key: str, what: str) -> UsageError:
        place = f"{self.where}.{key}" if key and not self._own_keys else self.where
        return UsageError(f"not a report: {place}: {what}")


def _number(value: object, where: str) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value):
        raise UsageError(f"not a report: {where}: must be a number")
    return value


def _boolean(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        raise UsageError(f"not a report: {where}: must be true, false or null")
    return value


def _span(value: object, where: str) -> Span:
    it = _Object(value, where)
    span = it.span()
    it.done()
    return span


def _summary(value: object, where: str) -> Summary:
    it = _Object(value, where)
    summary = Summary(headline=it.text("headline"), sentences=it.list("sentences", _sentence))
    if it.text("text") != summary.text:
        raise UsageError(f"not a report: {where}.text: differs from the sentences")
    it.done()
    return summary


def _sentence(value: object, where: str) -> SummarySentence:
    it = _Object(value, where)
    sentence = SummarySentence(
        text=it.text("text"),
        origin=it.choice("origin", get_args(Origin)),  # type: ignore[arg-type]
        evidence=tuple(Evidence(span, Span(0, 0)) for span in it.list("evidence", _span)),
        support=it.share_or_null("support"),
        signals=it.numbers("signals"),
    )
    it.done()
    return sentence


def _warning(value: object, where: str) -> tuple[Warning_, int]:
    it = _Object(value, where)
    code, level, score = it.text("code"), it.whole("level", most=4), it.score()
    it.text("label")

    def finding(value: object, where: str) -> Finding:
        at = _Object(value, where)
        found = Finding(code=code, level=level, span=at.span(), rule=at.text("rule"), score=score)
        at.done()
        return found

    warning = Warning_(code, level, score, it.list("evidence", finding))
    summary_level = it.whole("summary_level", most=4)
    it.done()
    return warning, summary_level


def _redaction(value: object, where: str) -> Redaction:
    it = _Object(value, where)
    redaction = Redaction(
        span=it.span(),
        rule=it.text("rule"),
        operator=Operator(it.choice("operator", tuple(Operator))),
        replacement=it.text("replacement"),
        reason=it.text("reason"),
    )
    it.done()
    return redaction


def _person(value: object, where: str) -> Person:
    it = _Object(value, where)
    person = Person(
        id=it.text("id"),
        role=it.choice("role", get_args(Role)),  # type: ignore[arg-type]
        protected=it.take("protected", bool),
        rule=it.text("rule"),
        mentions=tuple(Mention(span) for span in it.list("mentions", _span)),
    )
    it.done()
    return person


def _check(value: object, where: str) -> Check:
    it = _Object(value, where)
    check = Check(
        name=it.text("name"),
        passed=it.optional("passed", _boolean),
        score=it.optional("score", _number),
        detail=it.text("detail"),
    )
    it.done()
    return check


def _support(value: object, where: str) -> Support:
    it = _Object(value, where)
    support = Support(*map(it.text, ("code", "country", "name", "contact", "checked")))
    it.done()
    return support


def _provenance(value: object, where: str) -> Provenance:
    it = _Object(value, where)
    texts = (
        "version",
        "model",
        "model_sha256",
        "adapter_sha256",
        "detector",
        "detector_sha256",
        "verifier",
        "verifier_sha256",
        "prompt",
        "prompt_sha256",
        "policy",
        "policy_sha256",
    )
    read: dict[str, Any] = {key: it.text(key) for key in texts}
    timings = _Object(it.take("timings_ms", object), f"{where}.timings_ms", own_keys=True)
    provenance = Provenance(
        **read,
        seed=it.whole("seed"),
        timings_ms=tuple((name, timings.whole(name)) for name in timings.names()),
    )
    it.done()
    return provenance
