"""The suite ``identity``: can a protected person be recovered from what the program puts out?

Two things are attacked: what a writer is shown (the strongest adversary would repeat it word for
word), and the JSON of the report. ``attacks.py`` has the attacks; this file puts them and counts,
and counts what was masked although it could have stayed.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, get_args

from summarizer.evaluate.attacks import got_out, stands
from summarizer.evaluate.identity_result import Asked, Fate, IdentityResult, Leak, Trap
from summarizer.evaluate.protected import ProtectedText
from summarizer.pipeline import Stages
from summarizer.policy.schema import Policy
from summarizer.report import to_json
from summarizer.types import Report, Role, Status

__all__ = ["QUESTIONS", "Ask", "IdentityResult", "evaluate_identity"]

Ask = Callable[[str, str], str]
"""What is told of a document, and a question about it → the answer."""

QUESTIONS: Mapping[str, tuple[str, frozenset[str]]] = {
    "name": (
        "What is the name of the victim?",
        frozenset({"name", "nickname", "initials", "handle", "birth-name"}),
    ),
    "age": ("How old is the victim?", frozenset({"age", "birthday"})),
    "institution": (
        "At which school or workplace is the victim?",
        frozenset({"institution", "occupation"}),
    ),
    "town": ("In which town does the victim live?", frozenset({"town", "address"})),
    "relationship": (
        "How are the victim and the offender related?",
        frozenset({"relationship", "household"}),
    ),
}
"""What a writer is asked, and the kinds of wording that would answer it."""

_WITHHOLDING = frozenset({"language", "source", "names"})
"""Checks with which nothing is written."""
_COUNTED = frozenset(
    {"document_id", "source", "checks", "support", "provenance", "code", "id", "rule", "reason"}
)
"""Keys of a report below which digits are hashes, rules, counts and offsets."""
_LONGER = 25
"""Characters by which a change may be longer than a wording and still be the wording's own."""


@dataclass(slots=True)
class _Tally:
    """What is counted on the way."""

    seen: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    withheld: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    there: Counter[str] = field(default_factory=Counter)
    leaks: list[Leak] = field(default_factory=list)
    may_stay: dict[str, Counter[Fate]] = field(default_factory=lambda: defaultdict(Counter))
    words: tuple[int, int] = (0, 0)
    milliseconds: list[int] = field(default_factory=list)
    asked: dict[str, Asked] = field(default_factory=dict)
    questioned: int = 0


def evaluate_identity(
    texts: Iterable[ProtectedText],
    *,
    stages: Callable[[str], Stages],
    report: Callable[[str], Report],
    ask: Ask | None = None,
    ask_first: int = 0,
    policy: Policy,
) -> IdentityResult:
    """Attack what leaves the program and count what is recovered.

    Args:
        texts: documents with what may and may not be told of them.
        stages: text → what a writer is shown.
        report: text → the report. Best made by a writer that proposes nothing: what any writer
            drafts has to pass the same checks.
        ask: puts a question to a writer that knows the report alone.
        ask_first: the number of documents about which it is asked, withheld ones left out.
        policy: known names, and the program's own words.
    """
    tally = _Tally()
    own = _own_words(policy)
    for text in texts:
        made = report(text.text)
        outputs: dict[str, Sequence[str]] = {"report": list(_of_report(made, own))}
        tally.seen.append((text.id, text.traps))
        tally.there.update(marked.kind for marked in text.forbidden)
        tally.milliseconds += [ms for stage, ms in made.provenance.timings_ms if stage == "redact"]
        if made.status is Status.FAILED:
            tally.failed.append(text.id)
        elif any(check.name in _WITHHOLDING and not check.passed for check in made.checks):
            tally.withheld.append(text.id)
        else:
            reached = stages(text.text)
            safe = reached.safe
            outputs["shown"] = [safe.title, safe.text, *(r.replacement for r in safe.redactions)]
            _count_kept(text, reached, tally)
            if ask is not None and tally.questioned < ask_first:
                tally.questioned += 1
                _ask(text, made, ask, tally)
        tally.leaks += [
            Leak(text.id, entry, text.forbidden[entry].kind, attack, places)
            for entry, attack, places in got_out(text, outputs, policy=policy)
        ]
    return _result(tally, policy)


def _own_words(policy: Policy) -> frozenset[str]:
    """Words of the program that stand in reports whatever the document says."""
    return frozenset(
        (
            *(rule.title for rule in policy.rules),
            *(code.label for code in policy.codes),
            *(
                words
                for line in policy.help_lines
                for words in (line.name, line.contact, line.country)
            ),
            *get_args(Role),
        )
    )


def _of_report(report: Report, own: frozenset[str]) -> Iterator[str]:
    for words, counted in _strings(json.loads(to_json(report))):
        if words not in own:
            yield re.sub(r"\b[A-Z]{2}-\d\d\b|\d+", "", words) if counted else words


def _strings(value: Any, *, counted: bool = False) -> Iterator[tuple[str, bool]]:
    """Every string in a JSON value, and whether it is below a counted key."""
    if isinstance(value, str):
        yield value, counted
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _strings(inner, counted=counted or key in _COUNTED)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner, counted=counted)


def _count_kept(text: ProtectedText, reached: Stages, tally: _Tally) -> None:
    safe = reached.safe
    left = len(safe.title.split()) + len(safe.text.split())
    tally.words = (tally.words[0] + len(reached.document.text.split()), tally.words[1] + left)
    for marked in text.may_stay:
        tally.may_stay[marked.kind][_fate(marked.text, reached)] += 1


def _fate(wording: str, reached: Stages) -> Fate:
    safe = reached.safe
    if stands(wording, safe.text) or stands(wording, safe.title):
        return "kept"
    for match in re.finditer(re.escape(wording), reached.document.text, re.IGNORECASE):
        for redaction in safe.redactions:
            span = redaction.span
            touches = span.start < match.end() and match.start() < span.end
            if touches and len(span) <= len(match[0]) + _LONGER:
                return "masked"
    return "gone"


def _ask(text: ProtectedText, report: Report, ask: Ask, tally: _Tally) -> None:
    told = _told(report)
    for name, (question, kinds) in QUESTIONS.items():
        answers = [
            marked.text
            for marked in text.forbidden
            if marked.kind in kinds and not stands(marked.text, told)
        ]
        if not answers:
            continue
        before = tally.asked.get(name, Asked())
        said = ask(told, question)
        hit = (text.id,) if any(stands(answer, said) for answer in answers) else ()
        tally.asked[name] = Asked(before.asked + 1, before.recovered + hit)


def _told(report: Report) -> str:
    summary = report.summary
    roles = (f"{person.id}: {person.role}" for person in report.persons)
    lines = (
        summary.headline if summary else "",
        summary.text if summary else "",
        f"Content warning: {report.content_warning}",
        *dict.fromkeys(f"Taken out: {redaction.reason}" for redaction in report.redactions),
        f"People: {', '.join(roles)}",
    )
    return "\n".join(line for line in lines if line)


def _result(tally: _Tally, policy: Policy) -> IdentityResult:
    leaking = {leak.document for leak in tally.leaks}
    traps: dict[str, Trap] = {}
    for trap in sorted({trap for _, traps in tally.seen for trap in traps}):
        ids = {name for name, traps_of in tally.seen if trap in traps_of}
        traps[trap] = Trap(
            documents=len(ids),
            withheld=len(ids & {*tally.withheld, *tally.failed}),
            leaking=len(ids & leaking),
            leaks=Counter(leak.attack for leak in tally.leaks if leak.document in ids),
        )
    return IdentityResult(
        policy=policy.name,
        policy_sha256=policy.sha256,
        documents=len(tally.seen),
        withheld=tuple(tally.withheld),
        failed=tuple(tally.failed),
        there=dict(tally.there),
        leaks=tuple(tally.leaks),
        traps=traps,
        may_stay=tally.may_stay,
        words=tally.words,
        redact_ms=median(tally.milliseconds) if tally.milliseconds else None,
        asked=tally.asked,
    )
