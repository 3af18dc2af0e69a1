"""What can be told of a claim about a source, one number a question: what support is weighed from.

Each signal is independent of the others: what the entailment head makes of claim and evidence,
words and their order, names, figures and legal stages, the arcs between words (``grounding``),
negation, and whose word it is (FA-05).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from itertools import pairwise

from summarizer.policy.legal import stages_in
from summarizer.syntax import Tree
from summarizer.verify.grounding import Grounding
from summarizer.verify.said import other_teller, untold
from summarizer.verify.source import SourceIndex, SourceSentence, is_content, key_of, numbers_in

__all__ = ["SIGNALS", "Signals", "signals_of"]

_SURE = 6.0
"""Log odds beyond which the head's word makes no difference."""
_MOST = 2
_NEGATIONS = frozenset("no not n't never nobody none nothing neither nor without".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Signals:
    """What speaks for and against a claim. Counts stop at two; shares are of its content words."""

    entailment: float
    """Log odds by the entailment head, -6 to 6."""
    new_words: float
    """Share that stands nowhere in the source."""
    far_words: float
    """Share that does not stand in the evidence."""
    copied: float
    """Share of pairs of words that the evidence has in the same order."""
    arcs: float
    """Share of words and arcs found again, as ``Grounding.score``."""
    strict: float
    """1 where everything was found again."""
    new_names: float
    new_figures: float
    """Names and figures that stand nowhere in the source."""
    far_names: float
    far_figures: float
    """Names and figures that do not stand in the evidence."""
    new_stages: float
    far_stages: float
    """Legal stages likewise (CR-01)."""
    other_figures: float
    other_names: float
    other_roles: float
    other_predicates: float
    other_arguments: float
    other_relations: float
    other_limits: float
    """1 where the arcs found that kind of fault."""
    denied: float
    """1 where the claim denies something and no evidence with its verb does."""
    asserted: float
    """1 where all the evidence with its verb denies something and the claim does not."""
    untold: float
    """1 where the claim tells as a fact what the evidence has as somebody's word (FA-05)."""
    teller: float
    """1 where it puts it into another's mouth."""
    length: float
    """Its content words, in tens."""

    @property
    def named(self) -> tuple[tuple[str, float], ...]:
        """Those that are not 0, with their names."""
        values = zip(SIGNALS, astuple(self), strict=True)
        return tuple((name, round(value, 2)) for name, value in values if value)

    @property
    def is_unknown(self) -> bool:
        """True where the source has a name or figure of the claim nowhere."""
        return bool(self.new_names or self.new_figures)


SIGNALS = tuple(each.name for each in fields(Signals))
"""Their names, in the order of their weights."""


def signals_of(
    claim: str,
    tree: Tree | None,
    grounding: Grounding,
    source: SourceIndex,
    evidence: Sequence[int],
    *,
    entailment: float,
) -> Signals:
    """The signals of one sentence.

    Args:
        claim: the sentence.
        tree: its parse; None when it has no words.
        grounding: what the arcs make of it.
        source: the text that it is held against.
        evidence: the sentences that it most likely rests on.
        entailment: log odds by the head.
    """
    tokens = tree.tokens if tree is not None else ()
    near = [source.sentences[i] for i in evidence]
    near_keys = frozenset().union(*(sentence.keys for sentence in near))
    content = [token for token in tokens if is_content(token)]
    keys = [key_of(token) for token in content]
    names = {key for key, token in zip(keys, content, strict=True) if token.pos == "PROPN"}
    told = source.told(evidence)
    figures, stages = numbers_in(claim), stages_in(claim)
    faults = frozenset(grounding.faults)
    denies = _denies(claim)
    verb = key_of(tree.tokens[tree.root]) if tree is not None else ""
    telling = [sentence for sentence in near if verb in sentence.keys] or near
    denials = [_denies(sentence.words) for sentence in telling]
    return Signals(
        entailment=max(-_SURE, min(_SURE, entailment)),
        new_words=_share(keys, source.keys),
        far_words=_share(keys, near_keys),
        copied=_copied(claim, near),
        arcs=grounding.score,
        strict=float(grounding.supported),
        new_names=_count(names - source.keys),
        new_figures=_count(figures - source.numbers),
        far_names=_count(names - near_keys),
        far_figures=_count(figures - numbers_in(told)),
        new_stages=_count(stages - source.stages),
        far_stages=_count(stages - stages_in(told)),
        other_figures=float("figure" in faults),
        other_names=float("name" in faults),
        other_roles=float("role" in faults),
        other_predicates=float("predicate" in faults),
        other_arguments=float("argument" in faults),
        other_relations=float("relation" in faults),
        other_limits=float(bool(faults & {"limit", "negation"})),
        denied=float(denies and not any(denials)),
        asserted=float(not denies and bool(denials) and all(denials)),
        untold=float(tree is not None and untold(tree, near)),
        teller=float(tree is not None and other_teller(tree, near)),
        length=len(content) / 10,
    )


def _share(keys: Sequence[str], known: frozenset[str]) -> float:
    return sum(key not in known for key in keys) / len(keys) if keys else 1.0


def _count(found: frozenset[str] | set[str]) -> float:
    return float(min(_MOST, len(found)))


def _denies(text: str) -> bool:
    low = text.lower().replace("’", "'").replace("n't", " n't").replace("cannot", "can not")
    return not _NEGATIONS.isdisjoint(low.replace(",", " ").replace(".", " ").split())


def _copied(claim: str, near: Sequence[SourceSentence]) -> float:
    """The share of a claim's neighbouring words that stand side by side in the evidence too."""
    told = {pair for sentence in near for pair in _neighbours(sentence.words)}
    said = _neighbours(claim)
    return sum(pair in told for pair in said) / len(said) if said else 0.0


def _neighbours(text: str) -> list[tuple[str, str]]:
    found = [word.strip(".,;:!?\"'()”“’").lower() for word in text.split()]
    return list(pairwise(word for word in found if word))
