"""Document → Analysis: what is distressing in a text, how much, and who is in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from summarizer.detect.apposition import reattached
from summarizer.detect.asides import asides_in
from summarizer.detect.casing import recased
from summarizer.detect.findings import Searched, findings_in, searched, strongest
from summarizer.detect.likely import named_by, relabelled
from summarizer.detect.merge import certain_detail, fused, merged
from summarizer.detect.named import case_keys, full_names
from summarizer.detect.people import people_in
from summarizer.detect.warnings import sentence_levels, warnings_of
from summarizer.models.readings import Heads, Reading
from summarizer.policy.match import topic_matches
from summarizer.policy.schema import Policy
from summarizer.syntax import sentence_trees
from summarizer.text import normalise
from summarizer.text import sentences as sentences_of
from summarizer.types import Analysis, Document, Finding, Sentence, Span, Token

__all__ = [
    "case_keys",
    "detect",
    "detect_many",
    "find_in_text",
    "find_in_texts",
    "full_names",
    "probabilities",
]

_MAX_TOPICS = 2
_I = re.compile(r"\b(?:I|[Ii]'(?:m|ve|d)|i|my|me)\b")
_QUOTED = re.compile(r'"[^"]*"?')


def detect(
    document: Document,
    *,
    policy: Policy,
    parse: Callable[[str], Sequence[Token]],
    heads: Heads | None = None,
) -> Analysis:
    """Findings, warnings, topics and persons of a document.

    Args:
        document: as read.
        policy: lexicon, codes and who is protected.
        parse: text → tokens with offsets into that text.
        heads: the trained heads; without them wording alone decides.
    """
    return detect_many(
        [document], policy=policy, parse=lambda texts: [parse(text) for text in texts], heads=heads
    )[0]


def detect_many(
    documents: Sequence[Document],
    *,
    policy: Policy,
    parse: Callable[[Sequence[str]], Iterable[Sequence[Token]]],
    heads: Heads | None = None,
) -> list[Analysis]:
    """The same for several documents, which are parsed and read by the heads together.

    What is found in one does not depend on the others.
    """
    sentences = [[d.plain_span(s.span) for s in d.sentences] for d in documents]
    views = [searched(*pair, policy=policy) for pair in zip(documents, sentences, strict=True)]
    cased = [recased(d.plain, spans) for d, spans in zip(documents, sentences, strict=True)]
    parsed = [tuple(tokens) for tokens in parse(cased)]
    readings: Sequence[Reading | None] = _read(views, heads) if heads else [None] * len(views)
    return [
        _analysis(document, view, spans, text, tokens, policy=policy, heads=heads, reading=read)
        for document, view, spans, text, tokens, read in zip(
            documents, views, sentences, cased, parsed, readings, strict=True
        )
    ]


def _read(views: Sequence[Searched], heads: Heads) -> list[Reading]:
    """The heads' readings, with offsets of ``Document.plain``."""
    readings = heads([(view.text, view.sentences) for view in views])
    return [
        replace(
            reading,
            names=tuple(
                replace(word, span=view.map.to_origin(word.span)) for word in reading.names
            ),
            sentences=tuple(
                replace(read, graphic=tuple((view.map.to_origin(s), p) for s, p in read.graphic))
                for read in reading.sentences
            ),
        )
        for view, reading in zip(views, readings, strict=True)
    ]


def _analysis(
    document: Document,
    view: Searched,
    sentences: list[Span],
    cased: str,
    tokens: tuple[Token, ...],
    *,
    policy: Policy,
    heads: Heads | None,
    reading: Reading | None,
) -> Analysis:
    named = named_by(reading.names) if reading else None
    if named is not None:
        tokens = relabelled(tokens, named)
    tokens = reattached(tokens)
    trees = sentence_trees(tokens, sentences)
    found = findings_in(document, view, policy=policy, sentences=sentences, trees=trees)
    likely: dict[str, float] = {}
    if heads and reading:
        likely = _likely(fused(found, reading, [s.span for s in document.sentences], heads.fusion))
        found = merged(found, reading, document, policy=policy, fusion=heads.fusion, trees=trees)
    findings = strongest(found)
    originals = [sentence.span for sentence in document.sentences]
    warnings = warnings_of(
        findings,
        policy=policy,
        sentences=originals,
        first_person=_first_person(document.plain, sentences),
    )
    codes = frozenset(warning.code for warning in warnings)
    private = reading.private if reading else 0.0
    concerns = policy.identity.concerns_of(codes, document.plain, likely, private)
    asides = asides_in(
        document,
        findings,
        sentences,
        identity=policy.identity,
        codes=codes,
        concerns=concerns,
        private=private,
    )
    known = policy.known_names
    bodies = known.bodies_in(document.plain)
    running = "\n".join(sentence.of(document.plain) for sentence in sentences)
    topics = topic_matches(policy, running) if warnings else []
    return Analysis(
        findings=findings,
        persons=people_in(
            document,
            tokens,
            cased=cased,
            sentences=sentences,
            trees=trees,
            bodies=bodies if cased == document.plain else (*bodies, *known.bodies_in(cased)),
            named=named,
            concerns=concerns,
            asides=asides,
            policy=policy,
        ),
        warnings=warnings,
        levels=sentence_levels(findings, originals),
        topics=tuple(topic.label for topic, _ in topics[:_MAX_TOPICS]),
        incidents=_incidents(heads, reading) if heads and reading else (),
        concerns=concerns,
        tokens=tokens,
        bodies=bodies,
        at_large=asides is not None,
        asides=asides.beside if asides else (),
    )


def probabilities(
    documents: Sequence[Document], *, policy: Policy, heads: Heads
) -> list[list[Mapping[str, tuple[float, ...]]]]:
    """For each sentence of each document, code → probability of reaching level 1 to 4.

    Before any threshold: for measuring and fitting.
    """
    found: list[list[Mapping[str, tuple[float, ...]]]] = []
    for document in documents:
        sentences = [document.plain_span(sentence.span) for sentence in document.sentences]
        view = searched(document, sentences, policy=policy)
        trees = [None] * len(sentences)
        findings = findings_in(document, view, policy=policy, sentences=sentences, trees=trees)
        (reading,) = _read([view], heads)
        originals = [sentence.span for sentence in document.sentences]
        found.append([*fused(findings, reading, originals, heads.fusion)])
    return found


def _likely(sentences: Iterable[Mapping[str, Sequence[float]]]) -> dict[str, float]:
    """Code → the highest probability in any sentence that it is there at level 1 or above."""
    likely: dict[str, float] = {}
    for sentence in sentences:
        for code, levels in sentence.items():
            likely[code] = max(likely.get(code, 0.0), levels[0])
    return likely


def _incidents(heads: Heads, reading: Reading) -> tuple[str, ...]:
    least = heads.fusion.incidents
    return tuple(kind for kind, p in reading.incidents.items() if p >= least.get(kind, 1.0))


def _first_person(text: str, sentences: Sequence[Span]) -> bool:
    """True when the writer tells it as their own: "I" outside quotation marks, again and again."""
    told = sum(bool(_I.search(_QUOTED.sub("", sentence.of(text)))) for sentence in sentences)
    return told >= max(2, len(sentences) / 4)


def find_in_texts(
    texts: Sequence[str],
    *,
    policy: Policy,
    codes: frozenset[str] = frozenset(),
    heads: Heads | None = None,
) -> list[tuple[Finding, ...]]:
    """Findings in texts that are not documents: sentences, headlines, warning lines.

    ``codes`` are those of the document that it is about: they settle what wording means. The heads
    look for detail only (level 3 and above): a summary says plainly what happened, and how plainly
    it may is what the wording rules know. Not parsed: a finding covers the matched words, or the
    whole text where its clause would go.
    """
    pieces = [_piece(text) for text in texts]
    sentences = [[piece.plain_span(s.span) for s in piece.sentences] for piece in pieces]
    views = [searched(*pair, policy=policy) for pair in zip(pieces, sentences, strict=True)]
    found = [
        findings_in(
            piece, view, policy=policy, sentences=spans, trees=[None] * len(spans), codes=codes
        )
        for piece, view, spans in zip(pieces, views, sentences, strict=True)
    ]
    if heads and pieces:
        for piece, own, reading in zip(pieces, found, _read(views, heads), strict=True):
            own += certain_detail(reading, piece, fusion=heads.fusion)
    return [strongest(own) for own in found]


def find_in_text(
    text: str,
    *,
    policy: Policy,
    codes: frozenset[str] = frozenset(),
    heads: Heads | None = None,
) -> tuple[Finding, ...]:
    """``find_in_texts`` for one."""
    return find_in_texts([text], policy=policy, codes=codes, heads=heads)[0]


def _piece(text: str) -> Document:
    plain, offsets = normalise(text)
    spans = [offsets.to_origin(span) for span in sentences_of(plain)]
    return Document(
        id="",
        text=text,
        plain=plain,
        plain_map=offsets,
        sentences=tuple(Sentence(span) for span in spans),
    )
