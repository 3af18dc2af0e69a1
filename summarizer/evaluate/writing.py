"""Is a summary what people would have written? Figures for the program, and for plainer ways.

ROUGE-1, -2 and -L are F1 with stemming (Lin 2004) against a summary by a person. Compression is
words of the summary per word of the document; abstractiveness the share of its pairs of words that
the document does not have (Narayan et al. 2018, novel bigrams). Precision of names and figures is
the share of those in the summary that the document has (Nan et al. 2021); coverage the share of
those in the person's summary that are in this one too.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import fmean

from summarizer.errors import UsageError
from summarizer.evaluate.claims import cased
from summarizer.evaluate.pairs import Pair
from summarizer.redact.apply import apply
from summarizer.text import FUNCTION_WORDS
from summarizer.types import Document, Origin, SafeText

__all__ = [
    "Figures",
    "Method",
    "WritingResult",
    "Written",
    "as_it_stands",
    "evaluate_writing",
    "names_and_figures",
    "rouge_by",
]

Rouge = Callable[[str, str], tuple[float, float, float]]
"""(a person's summary, another) → F1 of ROUGE-1, -2 and -L."""

_WORD = re.compile(r"\w+(?:[.,'’-]\w+)*")
_NAME_OR_FIGURE = re.compile(r"(?<=[\w,;)] )[A-Z][\w'’-]*\w|\b\d[\d.,:]*")
"""A capital that opens a sentence makes no name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A summary; ``origins`` are those of its sentences, and ``ready`` whether it may go out.

    Both are unknown (empty, None) of one that did not come out of the program.
    """

    text: str = field(repr=False)
    origins: tuple[Origin, ...] = ()
    ready: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A way of summarising documents."""

    name: str
    write: Callable[[str], Written]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Means over a suite's documents, of one method. Shares are 0 to 1.

    ``rouge``: ROUGE-1, -2 and -L. ``empty``: documents without a summary, which count as nothing
    for ROUGE and coverage and not at all elsewhere. ``supported``: summaries all of whose sentences
    the verifier finds in the document as it came. ``generated``: of all sentences; ``ready``: of
    all documents; None where it is unknown. ``seconds``: for one document.
    """

    method: str
    suite: str
    documents: int
    empty: int
    rouge: tuple[float, float, float]
    words: float
    compression: float
    abstractiveness: float
    precision: float
    coverage: float
    supported: float
    generated: float | None
    ready: float | None
    seconds: float


@dataclass(frozen=True, slots=True)
class WritingResult:
    """All figures, by suite and method."""

    figures: tuple[Figures, ...]


def evaluate_writing(
    pairs: Iterable[Pair],
    *,
    methods: Sequence[Method],
    rouge: Rouge,
    supported: Callable[[Pair], bool],
) -> WritingResult:
    """The figures of each method on each suite.

    Args:
        pairs: documents with what a person said of them; those in one case get their capitals back
            before they are summarised.
        methods: the program first.
        rouge: compares two summaries.
        supported: whether a document says what is claimed of it.
    """
    suites: dict[str, list[Pair]] = {}
    for pair in pairs:
        if pair.true:
            suites.setdefault(pair.suite, []).append(pair)
    return WritingResult(
        tuple(
            _figures(method, suite, members, rouge=rouge, supported=supported)
            for suite, members in suites.items()
            for method in methods
        )
    )


def _figures(
    method: Method,
    suite: str,
    pairs: Sequence[Pair],
    *,
    rouge: Rouge,
    supported: Callable[[Pair], bool],
) -> Figures:
    known: dict[str, Written] = {}
    start = time.perf_counter()
    for pair in pairs:
        # Some documents have several summaries by people: they are summarised once.
        if pair.document not in known:
            known[pair.document] = method.write(cased(pair.document))
    seconds = (time.perf_counter() - start) / len(known)
    both = [(pair, known[pair.document]) for pair in pairs]
    told = [(document, written) for document, written in known.items() if written.text]
    origins = [origin for written in known.values() for origin in written.origins]
    scores = [rouge(pair.claim, written.text) for pair, written in both]
    return Figures(
        method=method.name,
        suite=suite,
        documents=len(known),
        empty=len(known) - len(told),
        rouge=(
            fmean(one for one, _, _ in scores),
            fmean(two for _, two, _ in scores),
            fmean(longest for _, _, longest in scores),
        ),
        words=_mean(len(_words(written.text)) for _, written in told),
        compression=_mean(
            len(_words(written.text)) / max(1, len(_words(document))) for document, written in told
        ),
        abstractiveness=_mean(_new_pairs(written.text, document) for document, written in told),
        precision=_mean(
            _share(names_and_figures(written.text), document) for document, written in told
        ),
        coverage=_mean(
            _share(names_and_figures(cased(pair.claim)), written.text) for pair, written in both
        ),
        supported=_mean(
            supported(Pair(id="", suite=suite, document=document, claim=written.text, true=True))
            for document, written in told
        ),
        generated=_mean(origin == "generated" for origin in origins) if origins else None,
        ready=_mean(written.ready is True for written in known.values())
        if any(written.ready is not None for written in known.values())
        else None,
        seconds=seconds,
    )


def rouge_by() -> Rouge:
    """ROUGE by rouge-score.

    Raises:
        UsageError: it is not installed.
    """
    try:
        from rouge_score import rouge_scorer
    except ImportError:
        raise UsageError(
            "writing needs rouge-score; run: pip install 'summarizer[evaluate]'"
        ) from None
    scorer = rouge_scorer.RougeScorer(["rouge1", "rouge2", "rougeL"], use_stemmer=True)

    def score(wanted: str, written: str) -> tuple[float, float, float]:
        found = scorer.score(wanted, written)
        return tuple(float(found[kind].fmeasure) for kind in ("rouge1", "rouge2", "rougeL"))  # type: ignore[return-value]

    return score


def as_it_stands(document: Document) -> SafeText:
    """A document as a safe text from which nothing was taken: for texts that need no protection."""
    return apply(
        document,
        (),
        sentences=[document.plain_span(each.span) for each in document.sentences],
        title=document.plain_span(document.title) if document.title else None,
    )


def names_and_figures(text: str) -> frozenset[str]:
    """The names and figures of a text, in small letters."""
    found = {match[0].rstrip(".,:").lower() for match in _NAME_OR_FIGURE.finditer(text)}
    return frozenset(found - FUNCTION_WORDS)


def _share(told: frozenset[str], text: str) -> float:
    """Of names and figures, how many stand in a text; 1 of none."""
    words = {word.lower().removesuffix("'s") for word in _words(text)}
    words |= {part for word in words for part in re.split(r"[-'’]", word)}
    return sum(each in words for each in told) / len(told) if told else 1.0


def _new_pairs(text: str, document: str) -> float:
    pairs = set(pairwise(word.lower() for word in _words(text)))
    known = set(pairwise(word.lower() for word in _words(document)))
    return len(pairs - known) / len(pairs) if pairs else 0.0


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _mean(values: Iterable[float]) -> float:
    told = list(values)
    return fmean(told) if told else 0.0
