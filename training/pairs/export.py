"""Writes the test author's texts as claims: ``python -m training.pairs.export --out FILE``.

Each sentence of their summaries is a true claim, each untrue sentence one that is not; the file is
in the format that ``summarizer evaluate grounding`` reads.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from training.pairs.read import WRITTEN, WrittenPair, read_written


def main() -> None:
    """Write the claims."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    with options.out.open("w", encoding="utf-8") as file:
        for path in sorted((WRITTEN / "test").glob("*.txt")):
            for pair in read_written(path):
                file.writelines(json.dumps(row) + "\n" for row in _rows(pair))


def _rows(pair: WrittenPair) -> Iterator[dict[str, Any]]:
    row = {"document": pair.document, "domain": "sensitive" if pair.codes else "innocent"}
    said = {line: None for lines in pair.summaries.values() for line in lines}
    for claim in said:
        yield {**row, "claim": claim, "true": True, "kinds": []}
    for kind, claim in pair.untrue:
        yield {**row, "claim": claim, "true": False, "kinds": [kind]}


if __name__ == "__main__":
    main()
