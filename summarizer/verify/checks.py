"""The questions put to a finished draft, and what a failed one means for the report.

``OUTCOMES`` is the whole decision: a report is ready when every check of the table passed. A
check that did not run counts as not passed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from summarizer.models.guard import Guard
from summarizer.models.guarded import keeps_to
from summarizer.policy.legal import ENDED, stages_in
from summarizer.policy.schema import Policy
from summarizer.text import normalise, spelled_out
from summarizer.types import Check, Draft, Judgement, Status, Style
from summarizer.verify.judge import LATE, Judge, ceiling_faults
from summarizer.verify.wording import mended_by, term_faults

__all__ = [
    "DRAFT_CHECKS",
    "OUTCOMES",
    "SENTENCE_LIMITS",
    "SUMMARY_CHECKS",
    "draft_checks",
    "not_run",
    "status_of",
    "summary_checks",
    "weighed",
]

OUTCOMES: dict[str, Status] = {
    "read": Status.FAILED,
    "stage": Status.FAILED,
    "source": Status.WITHHELD,
    "safety": Status.WITHHELD,
    "identity": Status.WITHHELD,
    "warning": Status.WITHHELD,
    "language": Status.NEEDS_REVIEW,
    "flags": Status.NEEDS_REVIEW,
    "names": Status.NEEDS_REVIEW,
    "jigsaw": Status.NEEDS_REVIEW,
    "content": Status.NEEDS_REVIEW,
    "grounding": Status.NEEDS_REVIEW,
    "facts": Status.NEEDS_REVIEW,
    "legal_stage": Status.NEEDS_REVIEW,
    "terms": Status.NEEDS_REVIEW,
    "fluency": Status.NEEDS_REVIEW,
    "length": Status.NEEDS_REVIEW,
    "repetition": Status.NEEDS_REVIEW,
    "headline": Status.NEEDS_REVIEW,
    "evidence": Status.NEEDS_REVIEW,
}
"""Check name → what the report becomes when it failed."""

_ORDER = (Status.READY, Status.NEEDS_REVIEW, Status.WITHHELD, Status.FAILED)
SENTENCE_LIMITS = {
    Style.HEADLINE: (1, 1, 14),
    Style.BRIEF: (1, 4, 130),
    Style.PARAGRAPH: (1, 7, 220),
}
"""Style → fewest and most sentences, most words."""

_SHORT = 5
"""Sentences up to which a text may be summed up in one."""

DRAFT_CHECKS = (
    "content", "grounding", "facts", "legal_stage", "safety", "identity", "terms", "fluency",
    "length", "repetition", "headline", "evidence", "warning",
)  # fmt: skip

_OF_OUR_OWN = frozenset({"content", "length", "headline", "warning"})
SUMMARY_CHECKS = tuple(name for name in DRAFT_CHECKS if name not in _OF_OUR_OWN)
"""What a summary from anywhere is asked: all but the form that our own have."""


def status_of(checks: Sequence[Check]) -> Status:
    """The status that the checks give: the gravest outcome of those that did not pass.

    A check that did not run (``passed`` None) asks for review, whatever it would have meant.
    """
    status = Status.READY
    for check in checks:
        if check.passed is True:
            continue
        failed = check.passed is False
        outcome = OUTCOMES[check.name] if failed else Status.NEEDS_REVIEW
        status = max(status, outcome, key=_ORDER.index)
    return status


def not_run(names: Sequence[str], *, why: str) -> tuple[Check, ...]:
    """Checks that could not be asked."""
    return tuple(Check(name, None, None, why) for name in names)


def draft_checks(
    draft: Draft, *, judge: Judge, style: Style, policy: Policy, content_warning: str
) -> tuple[Check, ...]:
    """Asks everything of the whole draft; a sentence's judgement is the judge's own."""
    if draft.origin == "edited":
        draft = _as_read(draft)
    if not draft.sentences:
        empty = Check("content", False, None, "nothing could be said that passes the checks")
        others = [name for name in DRAFT_CHECKS if name != "content"]
        return (empty, *not_run(others, why="no summary"))
    judged = judge.many([sentence.text for sentence in draft.sentences], thorough=True)
    headline = _judged_headline(draft.headline, judge) if draft.headline else None
    if any(LATE in judgement.faults for judgement in (*judged, *([headline] if headline else ()))):
        return not_run(DRAFT_CHECKS, why="the time for checking ran out")
    everything = list(judged)
    if headline:
        everything.append(replace(headline, faults=judge.headline_faults(headline)))
    clumsy = sorted({f for j in judged for f in j.faults if f.startswith("fluency:")})
    least = min(judgement.support or 0.0 for judgement in judged)
    return (
        _content(draft, judge, style),
        _by_faults("grounding", everything, ("grounding:",), score=round(least, 3)),
        _by_faults("facts", everything, ("FA-01", "grounding:figure", "grounding:name")),
        _legal_stage(draft, everything, judge),
        _safety(draft, judge=judge, policy=policy),
        _identity(draft, judge=judge),
        _terms(draft, judge=judge, policy=policy),
        Check("fluency", not clumsy, None, ", ".join(clumsy)),
        _length(draft, style),
        _repetition(draft),
        _headline(draft, headline, judge),
        _evidence(draft),
        _warning(content_warning, policy=policy),
    )


def _legal_stage(draft: Draft, everything: Sequence[Judgement], judge: Judge) -> Check:
    """No stage that the source does not have; and no accusation without the acquittal it has."""
    check = _by_faults("legal_stage", everything, ("CR-01",))
    words = " ".join([draft.headline, *(sentence.text for sentence in draft.sentences)])
    told = stages_in(words)
    accuses = bool(told) or "accus" in words.lower()
    if check.passed and judge.cleared and accuses and not told & ENDED:
        return Check("legal_stage", False, None, "the acquittal is not told")
    return check


def weighed(draft: Draft, *, judge: Judge) -> Draft:
    """The draft with what speaks for each sentence, as the report shows it."""
    judged = judge.many([sentence.text for sentence in draft.sentences], thorough=True)
    return replace(
        draft,
        sentences=tuple(
            replace(sentence, support=judgement.support, signals=judgement.signals)
            for sentence, judgement in zip(draft.sentences, judged, strict=True)
        ),
    )


def summary_checks(draft: Draft, *, judge: Judge, policy: Policy) -> tuple[Check, ...]:
    """Asks of a summary from anywhere what ``SUMMARY_CHECKS`` names."""
    if not draft.sentences:
        return not_run(SUMMARY_CHECKS, why="no summary")
    asked = draft_checks(
        draft, judge=judge, style=Style.PARAGRAPH, policy=policy, content_warning=""
    )
    return tuple(check for check in asked if check.name in SUMMARY_CHECKS)


def _as_read(draft: Draft) -> Draft:
    """A person's draft as the document itself is read: plain quotes, no look-alike letters."""

    def plain(text: str) -> str:
        return normalise(text)[0]

    sentences = tuple(replace(each, text=plain(each.text)) for each in draft.sentences)
    return replace(draft, headline=plain(draft.headline), sentences=sentences)


def _by_faults(
    name: str, judged: Sequence[Judgement], prefixes: tuple[str, ...], *, score: float | None = None
) -> Check:
    faults = sorted({f for j in judged for f in j.faults if f.startswith(prefixes)})
    return Check(name, not faults, score, ", ".join(faults))


def _content(draft: Draft, judge: Judge, style: Style) -> Check:
    """One sentence is no summary of a text of many: the others could not be said or checked.

    Of a person's own words no more is asked than of what the safe text holds.
    """
    said = len(draft.sentences)
    short = judge.length <= _SHORT or (
        draft.origin == "edited" and len(judge.source.sentences) <= _SHORT
    )
    enough = style is Style.HEADLINE or said > 1 or short
    return Check("content", enough, None, f"sentences: {said} of {judge.length}")


def _safety(draft: Draft, *, judge: Judge, policy: Policy) -> Check:
    texts = [text for text in (draft.text, draft.headline) if text.strip()]
    faults = sorted({
        fault for found in judge.find(texts) for fault in ceiling_faults(found, policy=policy)
    })  # fmt: skip
    return Check("safety", not faults, None, ", ".join(faults))


def _identity(draft: Draft, *, judge: Judge) -> Check:
    text = f"{draft.headline} {draft.text}"
    faults = [f"{leaked} removed words"] if (leaked := judge.leaks(text)) else []
    faults += judge.never_both(text)
    return Check("identity", not faults, None, ", ".join(faults))


def _terms(draft: Draft, *, judge: Judge, policy: Policy) -> Check:
    faults = {
        fault
        for text in (draft.headline, draft.text)
        for fault in term_faults(text, policy=policy, about=judge.about)
    }
    if draft.origin == "edited":
        # A person's words are not put right for them: what would be is theirs to put right.
        for text in (draft.headline, *(sentence.text for sentence in draft.sentences)):
            faults.update(mended_by(text, policy=policy, about=judge.about))
            faults.update(_blocked_in(text, policy))
    return Check("terms", not faults, None, ", ".join(sorted(faults)))


def _blocked_in(text: str, policy: Policy) -> set[str]:
    """The rules whose blocked terms stand in a text: no writer may write them, nor a person."""
    return {
        rule.id
        for rule in policy.rules
        if policy.active(rule) and not keeps_to(Guard(blocked=rule.blocked), text)
    }


def _length(draft: Draft, style: Style) -> Check:
    least, most, words = SENTENCE_LIMITS[style]
    count = len(draft.text.split())
    sentences = len(draft.sentences)
    detail = f"sentences: {sentences}, words: {count}"
    return Check("length", least <= sentences <= most and count <= words, None, detail)


def _repetition(draft: Draft) -> Check:
    """No run of five words twice, no sentence twice."""
    words = re.findall(r"\w+", draft.text.lower())
    runs = [tuple(words[i : i + 5]) for i in range(len(words) - 4)]
    repeated = len(runs) - len(set(runs))
    return Check("repetition", not repeated, None, f"{repeated} repeated runs" if repeated else "")


def _headline(draft: Draft, judgement: Judgement | None, judge: Judge) -> Check:
    if judgement is None:
        return Check("headline", False, None, "none could be written")
    words = len(draft.headline.split())
    detail = ", ".join(judgement.faults) or f"{words} words"
    return Check("headline", judge.headline_passes(judgement) and words <= 14, None, detail)


def _evidence(draft: Draft) -> Check:
    """Every sentence points at source spans."""
    bare = sum(not sentence.evidence for sentence in draft.sentences)
    return Check("evidence", not bare, None, f"{bare} sentences without evidence" if bare else "")


def _warning(line: str, *, policy: Policy) -> Check:
    """CW-02 to CW-05: at most twelve words, and only labels of the policy, nothing of the text."""
    faults = []
    if len(line.split()) > 12:
        faults.append("CW-03")
    known = {code.label.lower() for code in policy.codes}
    known |= {topic.label.lower() for topic in policy.topics}
    if not all(part.lower() in known for part in line.split("; ") if part):
        faults.append("CW-04")
    return Check("warning", not faults, None, ", ".join(faults))


def _judged_headline(headline: str, judge: Judge) -> Judgement:
    """The judgement of a headline as it stands, or as a sentence where only that is understood."""
    judgement = judge(_sentence(headline))
    whole = spelled_out(headline)
    if whole == headline or judge.headline_passes(judgement):
        return judgement
    spelled = judge(_sentence(whole))
    return spelled if judge.headline_passes(spelled) else judgement


def _sentence(text: str) -> str:
    return text if text[-1:] in ".!?" else f"{text}."
