"""How fast detection is, and where its time goes: ``python -m benchmarks.detection``.

Reads the texts of the test split (not their labels), or any folder of .txt files in that format,
and prints for each part the time of a sentence on one processor and its share of the whole, then
the sentences a second of the whole stage as the pipeline runs it. Parts are timed one after
another with one thread each; the whole uses all processors.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

HERE = Path(__file__).parent
DATA = HERE.parent / "training" / "detection" / "data" / "test"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()

    from summarizer import read
    from summarizer.detect import detect_many
    from summarizer.detect.casing import recased
    from summarizer.detect.findings import findings_in, searched
    from summarizer.detect.likely import named_by
    from summarizer.detect.merge import merged
    from summarizer.detect.people import people_in
    from summarizer.evaluate.samples import read_samples
    from summarizer.models import load_heads, load_parser
    from summarizer.policy import load_policy
    from summarizer.syntax import sentence_trees

    policy, parse, heads = load_policy("default"), load_parser(), load_heads()
    documents = [read.read_text(sample.text, source="") for sample in read_samples(options.data)]
    sentences = [[d.plain_span(s.span) for s in d.sentences] for d in documents]
    count = sum(map(len, sentences))
    words = sum(len(d.plain.split()) for d in documents)
    print(f"{len(documents)} documents, {count} sentences, {words / count:.1f} words a sentence")

    views = [searched(d, s, policy=policy) for d, s in zip(documents, sentences, strict=True)]
    cased = [recased(d.plain, s) for d, s in zip(documents, sentences, strict=True)]
    tokens = parse.many(cased)
    trees = [sentence_trees(t, s) for t, s in zip(tokens, sentences, strict=True)]
    readings = heads([(view.text, view.sentences) for view in views])
    rules = [
        findings_in(d, v, policy=policy, sentences=s, trees=t)
        for d, v, s, t in zip(documents, views, sentences, trees, strict=True)
    ]
    concerns = [
        analysis.concerns
        for analysis in detect_many(documents, policy=policy, parse=parse.many, heads=heads)
    ]
    bodies_in = policy.known_names.bodies_in
    parts: dict[str, Callable[[], object]] = {
        "disguises": lambda: [
            searched(d, s, policy=policy) for d, s in zip(documents, sentences, strict=True)
        ],
        "rules": lambda: [
            findings_in(d, v, policy=policy, sentences=s, trees=t)
            for d, v, s, t in zip(documents, views, sentences, trees, strict=True)
        ],
        "parser": lambda: parse.many(cased),
        "heads": lambda: heads([(view.text, view.sentences) for view in views]),
        "merging": lambda: [
            merged(f, r, d, policy=policy, fusion=heads.fusion, trees=t)
            for f, r, d, t in zip(rules, readings, documents, trees, strict=True)
        ],
        "people": lambda: [
            people_in(
                d,
                k,
                cased=c,
                sentences=s,
                trees=t,
                bodies=bodies_in(c),
                named=named_by(r.names),
                concerns=about,
                policy=policy,
            )
            for d, k, c, s, t, r, about in zip(
                documents, tokens, cased, sentences, trees, readings, concerns, strict=True
            )
        ],
    }
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    costs = {name: _median(part, options.rounds) for name, part in parts.items()}
    torch.set_num_threads(threads)
    whole = sum(costs.values())
    for name, cost in costs.items():
        print(f"  {name:<10} {1000 * cost / count:6.2f} ms a sentence  {100 * cost / whole:5.1f} %")
    print(f"  together   {1000 * whole / count:6.2f} ms a sentence on one processor")
    stage = partial(detect_many, documents, policy=policy, parse=parse.many, heads=heads)
    seconds = _median(stage, options.rounds)
    print(f"whole stage: {count / seconds:.0f} sentences a second on {os.cpu_count()} processors")


def _median(part: Callable[[], object], rounds: int) -> float:
    part()
    taken: Sequence[float] = [_seconds(part) for _ in range(rounds)]
    return statistics.median(taken)


def _seconds(part: Callable[[], object]) -> float:
    start = time.perf_counter()
    part()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
