"""Whole runs of ``summarizer batch``, in a process of their own whose memory is watched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.figures import Row
from benchmarks.memory import watched
from benchmarks.texts import SHORT, texts, write_archive
from summarizer.batch.places import Places

__all__ = ["Run", "pipeline", "row_from", "run", "scale"]

_NEAR = "1.1"
"""Only copies are set aside: texts by templates are alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run: of what, by which model, with whom at work."""

    name: str
    source: Path | str
    model: str
    workers: int
    engine: str = "local"
    limit: int | None = None
    against: str = ""


def pipeline(
    source: Path | str,
    *,
    models: Sequence[str],
    workers: Sequence[int],
    engines: Sequence[str],
    limit: int | None,
    needed: Mapping[str, str],
) -> Iterator[Row]:
    """A row for each model and number of workers, and for Ray with the most of them.

    Args:
        source: the archive.
        models: writers.
        workers: numbers of them.
        engines: "local", and "ray" where it is wanted.
        limit: the first so many documents; None = all.
        needed: why a model or engine cannot be measured here, by its name.
    """
    for model in models:
        for engine in engines:
            for count in workers if engine == "local" else [max(workers)]:
                name = f"{model}, {engine}, {count} worker{'s' * (count > 1)}"
                why = needed.get(model) or needed.get(engine)
                if why:
                    yield Row(name=name, note=why)
                    continue
                local = f"{model}, local, {count} worker{'s' * (count > 1)}"
                yield run(
                    Run(
                        name=name,
                        source=source,
                        model=model,
                        workers=count,
                        engine=engine,
                        limit=limit,
                        against=local if engine != "local" else "",
                    )
                )


def scale(counts: Sequence[int], *, model: str, workers: int, seed: int) -> Iterator[Row]:
    """A row for each number of short documents."""
    for count in counts:
        with TemporaryDirectory() as folder:
            source = Path(folder) / "texts.jsonl"
            write_archive(source, texts(count, seed=seed, sentences=SHORT))
            yield run(Run(name=f"{count:,}", source=source, model=model, workers=workers))


def run(asked: Run) -> Row:
    """Does one run in a temporary folder, and says what it took."""
    with TemporaryDirectory() as folder:
        out = Path(folder) / "reports.jsonl"
        command = [
            *(sys.executable, "-m", "summarizer", "batch", str(asked.source), "--out", str(out)),
            *("--model", asked.model, "--workers", str(asked.workers), "--engine", asked.engine),
            *("--near", _NEAR, "--progress", "none"),
            *(("--limit", str(asked.limit)) if asked.limit else ()),
        ]
        # A cluster of somebody's would be measured in place of this machine.
        environ = {name: value for name, value in os.environ.items() if name != "RAY_ADDRESS"}
        begin = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environ
        )
        with watched(process.pid) as samples:
            _, said = process.communicate()
        whole = time.perf_counter() - begin
        # 1 says that some documents failed, which the manifest says as well.
        kept = Places.of(out).manifest
        if process.returncode not in (0, 1) or not kept.exists():
            last = (said.strip().splitlines() or ["it said nothing"])[-1]
            return Row(name=asked.name, against=asked.against, note=f"failed: {last[:200]}")
        facts = json.loads(kept.read_text(encoding="utf-8"))
    return row_from(facts, asked, whole_s=whole, peak=samples.peak, last=samples.last)


def row_from(
    facts: dict[str, Any], asked: Run, *, whole_s: float, peak: int | None, last: int | None
) -> Row:
    """A row from a run's manifest.

    The manifest's clock runs from when the first worker has loaded its models until the last
    report is written down; what the command took beside that is starting, loading and ending.
    """
    counts = facts["counts"]
    inside = float(facts["timings"]["wall_seconds"])
    told = [f"{times} {status}" for status, times in counts["statuses"].items()]
    if twice := sum(counts["duplicates"].values()):
        told.append(f"{twice} duplicates")
    return Row(
        name=asked.name,
        documents=counts["reports"],
        seconds=(inside,),
        loading_s=max(0.0, whole_s - inside),
        peak_bytes=peak,
        last_bytes=last,
        against=asked.against,
        note=", ".join(told),
    )
