"""SafeText → Draft: sentences by the model and by careful extraction, each one checked.

    SafeText ─request_of→ Request ─(the writer)→ texts ─write→ Draft

The writer sees the safe text only. Its sentences and the shorter forms of the source's own
sentences go into one pool; what the judge refuses drops out; what covers most is chosen. When
the model does badly its sentences do not pass, and extraction fills their place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from summarizer.models.guard import Guard
from summarizer.models.guarded import keeps_to
from summarizer.models.prompt import Prompt
from summarizer.models.request import Request
from summarizer.models.writer import Writer
from summarizer.policy.schema import Policy
from summarizer.syntax import Tree
from summarizer.text import sentences
from summarizer.types import (
    Draft,
    Judgement,
    Origin,
    SafeText,
    Span,
    Style,
    SummarySentence,
)
from summarizer.write.compose import LIMITS, Candidate, candidate, compose
from summarizer.write.compress import forms_of
from summarizer.write.edited import edited
from summarizer.write.evidence import evidence_of
from summarizer.write.fairness import acquittal, denial
from summarizer.write.headline import headline
from summarizer.write.hollow import STANDS_FOR, tells_nothing
from summarizer.write.leaning import leans_on
from summarizer.write.naming import introduced
from summarizer.write.prompts import load_template, render
from summarizer.write.pronouns import standing_alone
from summarizer.write.salience import Salience, fitting, salience_of
from summarizer.write.vocabulary import vocabulary_of

__all__ = [
    "NEW_TOKENS",
    "edited",
    "evidence_of",
    "guard_of",
    "load_template",
    "prompt_for",
    "request_of",
    "write",
]


class Judge(Protocol):
    """Checks sentences: one, or several together, which is faster."""

    def __call__(self, text: str) -> Judgement:
        """The judgement of one sentence."""
        ...

    def many(self, texts: Sequence[str], *, drafted: bool = False) -> list[Judgement]:
        """The judgements of several; ``drafted``: by the writer whose errors are known."""
        ...

    def above(self, text: str) -> Sequence[Span]:
        """Where sentences that pass alone say too much together."""
        ...


NEW_TOKENS = {Style.HEADLINE: 24, Style.BRIEF: 88, Style.PARAGRAPH: 200}
"""Where what the model writes is cut off."""
_SENTENCES = {Style.HEADLINE: 1, Style.BRIEF: 3, Style.PARAGRAPH: 5}
_PROMPT_TOKENS = 1400
"""More costs time without making a small model better: the most salient sentences go in."""


def request_of(
    safe: SafeText, *, style: Style, policy: Policy, writer: Writer, candidates: int, seed: int
) -> Request | None:
    """What the writer is asked about a text; None when there is nothing to ask about.

    Args:
        safe: what may be read.
        style: the length wanted.
        policy: for the terms that the decoder may not emit.
        writer: the model, for what it can take.
        candidates: how many texts the model writes.
        seed: for the candidates after the first, which is always the most likely text.
    """
    if not safe.sentences:
        return None
    return Request(
        prompt=prompt_for(safe, salience_of(safe), style=style, writer=writer),
        max_new_tokens=NEW_TOKENS[style],
        candidates=candidates,
        guard=guard_of(safe, policy=policy),
        seed=seed,
    )


def guard_of(safe: SafeText, *, policy: Policy) -> Guard:
    """How a writer is held to a text: blocked terms, no words but its own, its wording first."""
    blocked = (term for rule in policy.rules if policy.active(rule) for term in rule.blocked)
    return Guard(
        blocked=tuple(blocked),
        vocabulary=vocabulary_of(safe.text),
        source=tuple(span.of(safe.text) for span in safe.sentences),
    )


def write(
    safe: SafeText,
    texts: Sequence[str],
    *,
    style: Style,
    judge: Judge,
    headline_passes: Callable[[Judgement], bool],
    trees: Sequence[Tree | None],
    guard: Guard,
    names: Sequence[str] = (),
    accused: Sequence[str] = (),
    known_writer: bool = False,
) -> Draft:
    """A draft in the given style; without sentences when nothing could be said safely.

    Args:
        safe: what may be read.
        texts: what the model wrote; none leaves extraction alone.
        style: the length wanted.
        judge: checks one sentence.
        headline_passes: whether a judged text may stand as the headline.
        trees: the parse of each safe sentence.
        guard: what the model was not to write; a sentence that breaks it is dropped.
        names: full names of people who may be named.
        accused: those of them who stand accused.
        known_writer: whether the model is the one on whose errors the judge was taught.
    """
    salience = salience_of(safe)
    # A sentence keeps its first judgement: one of the source's is not doubted as the model's.
    cut = _extracted(safe, trees, judge, names)
    written = _generated(safe, texts, judge, guard, known_writer=known_writer)
    pool = cut + [each for text in written for each in text]
    best = _best_of_each(pool)
    chosen = compose(best, first=written, salience=salience, style=style)
    while said := _too_much(chosen, judge):
        best = [each for each in best if each.sentence.text not in said]
        written = [[c for c in text if c.sentence.text not in said] for text in written]
        chosen = compose(best, first=written, salience=salience, style=style)
    if LIMITS[style].most > 1:
        found = (denial(chosen, best, accused=accused), acquittal(chosen, best))
        if missing := [each for each in found if each is not None]:
            chosen = compose(best, first=written, fixed=missing, salience=salience, style=style)
    chosen = introduced(chosen, names=names, safe=safe, judge=judge)
    title = headline(
        safe,
        chosen,
        pool,
        judge=judge,
        passes=headline_passes,
        salience=salience,
        trees=trees,
    )
    origin: Origin = "generated" if any(s.origin == "generated" for s in chosen) else "extracted"
    return Draft(sentences=chosen, headline=title, origin=origin)


def _too_much(chosen: Sequence[SummarySentence], judge: Judge) -> set[str]:
    """The sentences that say too much beside the others, of those that are not alone."""
    above = judge.above(" ".join(sentence.text for sentence in chosen)) if len(chosen) > 1 else ()
    found: set[str] = set()
    at = 0
    for sentence in chosen:
        span = Span(at, at + len(sentence.text))
        if any(map(span.overlaps, above)):
            found.add(sentence.text)
        at = span.end + 1
    return found


def prompt_for(safe: SafeText, salience: Salience, *, style: Style, writer: Writer) -> Prompt:
    """The prompt for a style, with as much of the text as the writer can use."""
    counts = [writer.count(span.of(safe.text)) + 1 for span in safe.sentences]
    budget = min(_PROMPT_TOKENS, writer.context - NEW_TOKENS[style] - 256)
    shown = fitting(safe, salience, budget=budget, count=counts)
    text = "\n".join(safe.sentences[i].of(safe.text) for i in shown)
    template = load_template(str(style))
    return render(template, {"text": text, "sentences": _SENTENCES[style]})


def _generated(
    safe: SafeText, texts: Sequence[str], judge: Judge, guard: Guard, *, known_writer: bool
) -> list[list[Candidate]]:
    """The sentences of each text that pass."""
    told = [
        [
            sentence
            for sentence in (span.of(text).strip() for span in sentences(text))
            # One without an end was cut off by the token limit. What breaks the guard is by a
            # writer that could not be kept from it, such as a server's.
            if sentence[-1:] in ".!?" and not sentence[:1].islower() and keeps_to(guard, sentence)
        ]
        for text in texts
    ]
    # Together, which is faster.
    judge.many([sentence for text in told for sentence in text], drafted=known_writer)
    return [_judged(text, "generated", safe, judge) for text in told]


def _extracted(
    safe: SafeText,
    trees: Sequence[Tree | None],
    judge: Judge,
    names: Sequence[str],
) -> list[Candidate]:
    forms = (
        standing_alone(form, tree, trees[:index], names=names)
        for index, tree in enumerate(trees)
        if tree is not None
        for form in forms_of(tree, safe.text)
    )
    leans = {
        index: leans_on(tree, trees[:index]) for index, tree in enumerate(trees) if tree is not None
    }
    return [
        replace(each, leans=leans.get(each.sources[0])) if len(each.sources) == 1 else each
        for each in _judged([form for form in forms if form], "extracted", safe, judge)
    ]


def _judged(texts: Sequence[str], origin: Origin, safe: SafeText, judge: Judge) -> list[Candidate]:
    """The texts that pass, as candidates; they are judged together.

    What rests on a sentence that tells nothing tells as little, however it is put.
    """
    telling = [text for text in texts if not tells_nothing(text)]
    empty = {i for i, span in enumerate(safe.sentences) if tells_nothing(span.of(safe.text))}
    return [
        candidate(
            SummarySentence(
                text=judgement.text, origin=origin, evidence=evidence_of(judgement.sources, safe)
            ),
            judgement.sources,
            plain=judgement.plain,
        )
        for judgement in judge.many(telling)
        if judgement.passed
        and not empty.issuperset(judgement.sources)
        and not (origin == "generated" and _confuses(judgement))
    ]


def _confuses(judgement: Judgement) -> bool:
    """Whether a sentence joins what several sentences tell of somebody who is not named.

    "The witness" of one may be another than "the witness" of the next, for a reader and the model.
    """
    return len(judgement.sources) > 1 and bool(STANDS_FOR.search(judgement.text))


def _best_of_each(pool: Sequence[Candidate]) -> list[Candidate]:
    """Without exact doubles; a generated sentence stands before an extracted one."""
    seen: dict[str, Candidate] = {}
    for item in sorted(pool, key=lambda c: c.sentence.origin != "generated"):
        seen.setdefault(item.sentence.text.lower(), item)
    return list(seen.values())
