"""Analysis → SafeText: what must not be repeated is taken out before any model reads the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from summarizer.policy.match import Lines, replacement, rule_matches
from summarizer.policy.notes import OF_LAW, OF_SPEAKER
from summarizer.policy.schema import Case, Policy, Rule
from summarizer.redact.apply import apply
from summarizer.redact.cover import Cover
from summarizer.redact.detail import detail_proposals, title_faults
from summarizer.redact.facts import Earlier, jigsaw
from summarizer.redact.identity import identity_proposals, mask_labels
from summarizer.redact.orphans import lost_pronouns
from summarizer.redact.outcome import outcome_of
from summarizer.redact.presidio import Recognised
from summarizer.redact.presidio import proposals as recognised_proposals
from summarizer.redact.proposal import Proposal, widen
from summarizer.redact.quotation import quotations
from summarizer.redact.title import is_count, retitled
from summarizer.redact.told import Told, told_of
from summarizer.redact.truth import false_remnants
from summarizer.syntax import Tree, sentence_trees
from summarizer.types import Analysis, Document, Finding, Operator, SafeText, Span

__all__ = ["Proposal", "apply", "mask_labels", "redact", "widen"]

_OPERATORS = {
    "remove": Operator.REMOVE,
    "replace": Operator.REPLACE,
    "mask": Operator.GENERALISE,
}
_GRAPHIC_LEVEL = 3
_SAID_AGAIN = "how the case ended, without the detail around it"
_LESS_IN_TITLE = "the headline, without what could tell who somebody is"
_LONGEST_TITLE = 60
"""Tokens of a headline; longer first lines are none."""
_GOES_FROM = 3
"""Severity from which a quotation with such a word goes."""
_LONGEST_QUOTATION = 6
"""Sentences after which a quotation mark is taken for a slip."""


def redact(
    document: Document,
    analysis: Analysis,
    *,
    policy: Policy,
    recognised: Sequence[Recognised] = (),
    earlier: Earlier | None = None,
) -> SafeText:
    """The text that a model may see, with every change that was made on the way.

    What changes, brought together in ``apply``: the pattern rules of the policy, findings at level
    3 or 4 (the clause that carries them goes), names and relations (``identity``), what only
    somebody close would know (``detail``), and facts that together lead to a person (``facts``).

    Args:
        document: as read.
        analysis: findings, people, parse.
        policy: rules, plain words, budgets.
        recognised: places that other recognisers found.
        earlier: what earlier reports on the same case have told (ID-24).
    """
    sentences = [document.plain_span(sentence.span) for sentence in document.sentences]
    trees = sentence_trees(analysis.tokens, sentences)
    title = document.plain_span(document.title) if document.title else None
    lines = Lines.of(document.plain, policy.prefilter)
    proposals = [
        *_by_rules(document, analysis, policy, sentences, lines=lines),
        *_by_findings(document, analysis, policy),
        *identity_proposals(
            document,
            analysis,
            policy=policy,
            folded=lines.folded,
            sentences=sentences,
            trees=trees,
        ),
        *recognised_proposals(document, recognised),
    ]
    resolved = [_resolve(proposal, sentences, trees) for proposal in proposals]
    told = told_of(
        document,
        analysis,
        policy=policy,
        settled=resolved,
        sentences=sentences,
        trees=trees,
        lines=lines,
    )
    close = detail_proposals(
        document.plain,
        told,
        policy=policy,
        sentences=sentences,
        trees=trees,
        tokens=analysis.tokens,
        title=title,
    )
    resolved += [change for change in close if policy.active(policy.rule(change.rule))]
    resolved += _rest_of_quotations(resolved, document.plain, sentences)
    size = len(document.plain)
    resolved += _masked_datelines(resolved, told)
    resolved += false_remnants(size, resolved, sentences=sentences, trees=trees)
    resolved += lost_pronouns(document, analysis, resolved, sentences=sentences, trees=trees)
    # In a headline a name or relation goes by itself, not with the clause around it.
    alone = [p for p in proposals if p.rule.startswith("ID-")]
    alone += [p for p in resolved if not p.rule.startswith("ID-")]
    # What a clause around a name holds was not looked at: it was to go with the clause.
    unsettled = replace(told, known=told.named_or_body)
    faults = (
        title_faults(document.plain, title, unsettled, policy, sentences, analysis.tokens)
        if title is not None
        else frozenset()
    )
    headline = _headline(document, analysis, alone, faults)
    left = jigsaw(
        document,
        analysis,
        told,
        policy=policy,
        gone=Cover(size, _taken(resolved, headline)),
        sentences=sentences,
        trees=trees,
        earlier=earlier,
    )
    changes = [*resolved, *left.proposals]
    changes += false_remnants(size, changes, sentences=sentences, trees=trees)
    outcomes = _outcomes(document, analysis, changes, told, sentences=sentences, trees=trees)
    if headline is not None:
        title_span = headline.change.span
        outcomes = (each for each in outcomes if not each.span.overlaps(title_span))
        alone += left.proposals
        headline = _headline(document, analysis, alone, faults)
    changes += outcomes
    changes += [headline.change] if headline is not None else []
    safe = apply(document, changes, sentences=sentences, title=title)
    return replace(safe, facts=left.facts, exposed=left.exposed)


def _masked_datelines(proposals: Sequence[Proposal], told: Told) -> Iterator[Proposal]:
    """A dateline goes with its place: "A person, Sudan (Wire) -" tells of nobody."""
    for dateline in told.datelines:
        touching = [
            p for p in proposals if p.span.overlaps(dateline) and p.operator is not Operator.KEEP
        ]
        if touching:
            yield replace(
                touching[0], span=dateline, operator=Operator.REMOVE, replacement="", whole=True
            )


def _outcomes(
    document: Document,
    analysis: Analysis,
    changes: Sequence[Proposal],
    told: Told,
    *,
    sentences: Sequence[Span],
    trees: Sequence[Tree | None],
) -> Iterator[Proposal]:
    """What sentences that go have told of how a case ended, in their place."""
    size = len(document.plain)
    named = {**told.called, **{span: span.of(document.plain) for span in told.offenders}}
    gone = Cover(size, (p.span for p in changes if p.operator is Operator.REMOVE or p.whole))
    protected = _protected(document, analysis)
    guarded = Cover(size, (span for span, _ in protected))
    harmed = Cover(size, (span for span, did in protected if not did))
    for sentence, tree in zip(sentences, trees, strict=True):
        if tree is None or not gone.touches(sentence):
            continue
        said = outcome_of(
            document.plain, tree, named=named, guarded=guarded, harmed=harmed, gone=gone
        )
        if said is not None:
            yield Proposal(
                sentence, "ID-12", Operator.GENERALISE, said, _SAID_AGAIN, severity=1, whole=True
            )


def _protected(document: Document, analysis: Analysis) -> list[tuple[Span, bool]]:
    """Where protected people are told of, and whether they stand accused themselves."""
    return [
        (document.plain_span(mention.span), person.role in {"offender", "accused"})
        for person in analysis.persons
        if person.protected
        for mention in person.mentions
    ]


@dataclass(frozen=True, slots=True)
class _Headline:
    """A headline of which something goes: as it reads then, and what goes (plain offsets)."""

    change: Proposal
    gone: tuple[Span, ...]


def _headline(
    document: Document,
    analysis: Analysis,
    changes: Sequence[Proposal],
    faults: Collection[int],
) -> _Headline | None:
    """What is left of a headline of which something goes; None where nothing does, or all.

    Args:
        document: with the headline.
        analysis: its parse and people.
        changes: to the whole text, scopes of names and relations not carried out.
        faults: what else says too much in the headline, by token index.
    """
    if document.title is None:
        return None
    title = document.plain_span(document.title)
    (tree,) = sentence_trees(analysis.tokens, [title])
    if tree is None or len(tree.tokens) > _LONGEST_TITLE:
        return None
    here = [p for p in changes if p.span.overlaps(title) and p.operator is not Operator.KEEP]
    put = {p.span: p.replacement for p in here if p.operator is Operator.REPLACE}
    gone = (p.span for p in here if p.operator is not Operator.REPLACE)
    bad = {i for span in gone for i in tree.within(span)}
    bad |= {i for i in faults if not is_count(tree, i)}
    if not bad:
        return None
    people = Cover(len(document.plain), (span for span, _ in _protected(document, analysis)))
    said, stays = retitled(document.plain, tree, bad=bad, people=people, put=put)
    if not said:
        return None
    change = Proposal(
        title, "ID-12", Operator.GENERALISE, said, _LESS_IN_TITLE, severity=1, whole=True
    )
    return _Headline(change, tuple(t.span for i, t in enumerate(tree.tokens) if i not in stays))


def _taken(changes: Sequence[Proposal], headline: _Headline | None) -> list[Span]:
    """What is taken out by changes, and of the headline only what does not stay."""
    if headline is None:
        return [change.span for change in changes]
    title = headline.change.span
    whole = ("ID-12", title)
    return [*(c.span for c in changes if (c.rule, c.span) != whole), *headline.gone]


def _resolve(proposal: Proposal, sentences: list[Span], trees: tuple[Tree | None, ...]) -> Proposal:
    """The proposal with its scope carried out in the first sentence that it touches."""
    at = bisect_right(sentences, proposal.span.start, key=lambda sentence: sentence.end)
    if at < len(sentences) and sentences[at].overlaps(proposal.span):
        return widen(proposal, sentence=sentences[at], tree=trees[at])
    return proposal


def _rest_of_quotations(
    proposals: list[Proposal], text: str, sentences: list[Span]
) -> list[Proposal]:
    """When the sentence that opens a quotation goes, the sentences up to its end go with it.

    So does what begins a further quotation behind it: whose words they are has gone.
    """
    found: list[Proposal] = []
    gone = {proposal.span: proposal for proposal in proposals if proposal.operator == "remove"}
    for index, sentence in enumerate(sentences):
        lead = next((p for span, p in gone.items() if span.contains(sentence)), None)
        if lead is None:
            continue
        following = sentences[index + 1 : index + 1 + _LONGEST_QUOTATION]
        if _opens_quotation(text, sentence):
            for later in following:
                found.append(replace(lead, span=later))
                if '"' in later.of(text):
                    break
        elif '"' in sentence.of(text) and following and _goes_on(text, sentence, following[0]):
            further = replace(lead, span=following[0])
            found.append(further)
            gone[following[0]] = further
    return found


def _goes_on(text: str, sentence: Span, following: Span) -> bool:
    """True for a sentence in the same paragraph that is words of somebody's, and nothing else."""
    said = following.of(text)
    together = "\n" not in text[sentence.end : following.start]
    return together and said[:1] == '"' and said[-1:] == '"' and said.count('"') == 2


def _opens_quotation(text: str, sentence: Span) -> bool:
    """True when a quotation begins in the sentence and goes on behind it."""
    before = text[text.rfind("\n", 0, sentence.start) + 1 : sentence.start].count('"')
    return before % 2 == 0 and sentence.of(text).count('"') % 2 == 1


def _by_rules(
    document: Document,
    analysis: Analysis,
    policy: Policy,
    sentences: list[Span],
    *,
    lines: Lines,
) -> list[Proposal]:
    found: list[Proposal] = []
    quoted = _quotations(document.plain)
    laws = policy.known_names.laws_among(analysis.bodies, document.plain)
    courts = [body for body in analysis.bodies if "court" in body.of(document.plain).lower()]
    for rule in policy.rules:
        if not rule.cases or "source" not in rule.stages or not policy.active(rule):
            continue
        if rule.action not in _OPERATORS:
            continue
        for case, span in rule_matches(rule, lines, about=analysis.about, sentences=sentences):
            if rule.id == "ID-09" and any(court.contains(span) for court in courts):
                continue  # a court is no building of somebody's
            own = rule.action == "replace" or _OF_STATE.fullmatch(span.of(document.plain))
            if own and any(body.contains(span) for body in analysis.bodies):
                continue  # an authority has the name it has: "the Sex Assault Squad"
            found.append(_as_said(_proposal(rule, case, span, document.plain), rule, quoted))
        if rule.action == "replace" and laws:
            terms = [span for case in rule.cases for span in lines.find(case.find)]
            titles = [law for law in laws if any(map(law.contains, terms))]
            found += [_kept(title, rule, OF_LAW) for title in titles[:1]]
    return found


_OF_STATE = re.compile("British|English|Scottish|Welsh|Irish|Australian|Canadian|American|European")
"""Of an authority's country, not of somebody's origin."""


def _quotations(text: str) -> list[Span]:
    found: list[Span] = []
    start = 0
    for line in text.splitlines(keepends=True):
        found += quotations(line, offset=start)
        start += len(line)
    return found


def _as_said(proposal: Proposal, rule: Rule, quoted: Sequence[Span]) -> Proposal:
    """Words of a quotation are not exchanged: the grave ones go with it, the others are marked."""
    if rule.action != "replace" or not any(q.contains(proposal.span) for q in quoted):
        return proposal
    if rule.severity >= _GOES_FROM:
        return replace(proposal, operator=Operator.REMOVE, replacement="", scope="sentence")
    return _kept(proposal.span, rule, OF_SPEAKER)


def _kept(span: Span, rule: Rule, note: str) -> Proposal:
    return Proposal(span, rule.id, Operator.KEEP, note, rule.title, "span", rule.severity)


def _proposal(rule: Rule, case: Case, span: Span, text: str) -> Proposal:
    put = replacement(case, span, text)
    operator = _OPERATORS[rule.action] if put else Operator.REMOVE
    if put and operator is Operator.REMOVE:
        operator = Operator.REPLACE
    return Proposal(span, rule.id, operator, put, rule.title, rule.scope, rule.severity)


def _by_findings(document: Document, analysis: Analysis, policy: Policy) -> list[Proposal]:
    return [
        Proposal(
            document.plain_span(finding.span),
            _rule_for(finding, policy),
            Operator.REMOVE,
            "",
            f"{policy.code(finding.code).label}: too detailed (level {finding.level})",
            "clause",
            4,
        )
        for finding in analysis.findings
        if finding.level >= _GRAPHIC_LEVEL and finding.counts
    ]


def _rule_for(finding: Finding, policy: Policy) -> str:
    return policy.code(finding.code).graphic_rule
