"""What redaction costs, and where its time goes: ``python -m benchmarks.redaction``.

Joins the labelled documents of a folder to texts of about 600 words (whole documents, each text
by one author), detects what is in them, and then times the redact stage alone: for each text the
median over some rounds, of which the median and the 90th percentile over all texts are printed,
and the share of each part. Shares are taken in runs of their own, with a clock around each part;
of those only the ratio is told.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

if TYPE_CHECKING:
    from summarizer.evaluate.protected import ProtectedText

HERE = Path(__file__).parent
DATA = HERE.parent / "training" / "identity" / "data" / "worked"
WORDS = 600

PARTS: Mapping[str, tuple[str, ...]] = {
    "rules": ("_by_rules",),
    "findings": ("_by_findings",),
    "identity": ("identity_proposals",),
    "detail": ("told_of", "detail_proposals"),
    "remnants": ("false_remnants", "lost_pronouns"),
    "jigsaw": ("jigsaw",),
    "apply": ("apply",),
}
"""Part → functions that ``redact`` calls for it. What is left is "rest": the trees of sentences."""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--most", type=int, help="texts to measure; all when not given")
    options = parser.parse_args()

    from summarizer import read, redact
    from summarizer.detect import detect_many
    from summarizer.errors import UsageError
    from summarizer.evaluate.protected import read_protected
    from summarizer.models import load_heads, load_parser
    from summarizer.policy import load_policy

    policy, parse, heads = load_policy("default"), load_parser(), load_heads()
    try:
        joined = list(texts_of(read_protected(options.data)))[: options.most]
    except UsageError as error:
        parser.error(str(error))
    if not joined:
        parser.error(f"{options.data} holds too little for a text of {WORDS} words")
    documents = [read.read_text(text, source="") for text in joined]
    analyses = detect_many(documents, policy=policy, parse=parse.many, heads=heads)
    runs = [
        lambda document=document, analysis=analysis: redact.redact(
            document, analysis, policy=policy
        )
        for document, analysis in zip(documents, analyses, strict=True)
    ]
    words = statistics.mean(len(text.split()) for text in joined)
    sentences = statistics.mean(len(document.sentences) for document in documents)
    print(f"{len(joined)} texts, {words:.0f} words and {sentences:.1f} sentences each")

    costs = sorted(1000 * _median(run, options.rounds) for run in runs)
    high = costs[min(len(costs) - 1, int(0.9 * len(costs)))]
    print(
        f"redaction of a text: median {statistics.median(costs):.1f} ms, 90 % within {high:.1f} ms"
    )
    spent: dict[str, float] = defaultdict(float)
    with clocked(redact, spent):
        start = time.perf_counter()
        for run in runs * options.rounds:
            run()
        whole = time.perf_counter() - start
    spent["rest"] = whole - sum(spent.values())
    for part in (*PARTS, "rest"):
        print(f"  {part:<10} {100 * spent[part] / whole:5.1f} %")


def texts_of(documents: Iterable[ProtectedText]) -> Iterator[str]:
    """Whole documents of one author, joined until they have about ``WORDS`` words."""
    for _, group in groupby(documents, key=lambda document: document.suite):
        parts: list[str] = []
        count = 0
        for document in group:
            more = len(document.text.split())
            # Stop at whichever of the two is nearer.
            if parts and count + more - WORDS > WORDS - count:
                yield "\n\n".join(parts)
                parts, count = [], 0
            parts.append(document.text)
            count += more
        if count >= 0.8 * WORDS:
            yield "\n\n".join(parts)


@contextmanager
def clocked(module: Any, spent: dict[str, float]) -> Iterator[None]:
    """Adds up the seconds that each part takes while ``module`` calls it."""
    with ExitStack() as stack:
        for part, names in PARTS.items():
            for name in names:
                timed = _timed(getattr(module, name), part, spent)
                stack.enter_context(patch.object(module, name, timed))
        yield


def _timed(call: Callable[..., Any], part: str, spent: dict[str, float]) -> Callable[..., Any]:
    def timed(*values: Any, **named: Any) -> Any:
        start = time.perf_counter()
        made = call(*values, **named)
        if isinstance(made, Iterator):
            made = tuple(made)  # a generator works only when it is read
        spent[part] += time.perf_counter() - start
        return made

    return timed


def _median(run: Callable[[], object], rounds: int) -> float:
    run()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
