"""How fast archives are worked on, and with how much memory.

``python -m benchmarks.archive writer`` compares writers: transformers as it comes (the base of all
ratios), the program's own, and other programs where they are installed, on the same prompts.
``pipeline`` runs whole archives from reading to verifying, with one worker and several, and with
Ray where it is installed. ``scale`` does so for archives of growing size.

Texts are made from a seed (see ``benchmarks.texts``) and need no data. Loading models is not part
of a rate; where it can be told it stands beside it. ``--json`` keeps the figures, and ``--from``
prints and draws them again without measuring. Nothing is asserted: machines differ.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import Agreement, Figures, Part, Row, lines, read, save
from summarizer.errors import SummarizerError

_DISTRIBUTIONS = """torch transformers openvino ctranslate2 llama-cpp-python openvino-genai
    ray""".split()
_NEW_TOKENS = 64
_BATCH = 32
"""Documents that are written together: as many as an archive's unit has."""
_SPARE = 2


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, or read what was measured; print, keep and draw it."""
    options = _parser().parse_args(arguments)
    if options.kept:
        try:
            figures = read(options.kept)
        except (OSError, ValueError) as error:
            sys.exit(str(error))
        if figures.part != options.part:
            sys.exit(f"{options.kept}: figures of {figures.part}, not of {options.part}")
    else:
        measure: Callable[[argparse.Namespace], Figures] = options.measure
        try:
            figures = measure(options)
        except (SummarizerError, RuntimeError) as error:
            sys.exit(str(error))
    for line in lines(figures):
        print(line)
    if options.json:
        save(figures, options.json)
    if options.plot:
        from benchmarks.charts import draw

        try:
            draw(figures, options.plot)
        except ImportError:
            sys.exit("plots need matplotlib; run: pip install 'summarizer[evaluate]'")
        except ValueError as error:
            sys.exit(str(error))


def measure_writers(options: argparse.Namespace) -> Figures:
    """The part "writer"."""
    from benchmarks import writers
    from benchmarks.peers import peers
    from benchmarks.ways import Setup, Written, called, missing, row_of
    from summarizer.models import locate, model_home

    home = model_home()
    every = (*writers.ways(options.processors), *peers())
    if unknown := set(options.rows) - {way.key for way in every}:
        sys.exit(f"--rows: {', '.join(sorted(unknown))}; known: {', '.join(w.key for w in every)}")
    # The base is always measured: without it there are no ratios.
    chosen = [way for way in every if not options.rows or way.key in (writers.BASE, *options.rows)]
    _say("the prompts")
    ask = partial(writers.asked_about, options.documents + _SPARE, seed=options.seed, home=home)
    made = called(ask)
    asked, warming = made[:-_SPARE], made[-_SPARE:]
    rows: list[Row] = []
    wrote: dict[str, Sequence[Written]] = {}
    found: dict[str, writers.Answers] = {}
    with TemporaryDirectory() as temporary:
        work = options.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        setup = Setup(
            folder=locate(writers.MODEL, home=home),
            home=home,
            work=work,
            threads=options.processors,
            new_tokens=_NEW_TOKENS,
            batch=_BATCH,
        )
        for way in chosen:
            _say(way.name)
            own = replace(setup, threads=max(1, options.processors // way.processes))
            row, written = row_of(way, asked, warming=warming, setup=own, rounds=options.rounds)
            rows.append(row)
            if written:
                wrote[way.key] = written
        for key, model in (("torch", writers.MODEL), ("openvino", writers.QUANTISED)):
            here = any(way.key == key and not missing(way) for way in chosen)
            if here and not options.no_agreement:
                _say(f"agreement of {model}")
                found[key] = called(writers.answers, model, asked, setup)
    free = {way.key: way.name for way in chosen if not way.guarded}
    lengths = [len(each.ids) for each in asked]
    return _figures(
        "writer",
        {
            "documents": len(asked),
            "prompt tokens": round(sum(lengths) / len(lengths)),
            "new tokens": _NEW_TOKENS,
            "rounds": options.rounds,
            "seed": options.seed,
            "threads": options.processors,
        },
        rows,
        agreements=[*writers.agreements(found, wrote), *writers.others_agree(free, wrote)],
    )


def measure_pipeline(options: argparse.Namespace) -> Figures:
    """The part "pipeline"."""
    from benchmarks.runs import pipeline
    from benchmarks.texts import texts, write_archive
    from benchmarks.writers import MODEL, QUANTISED

    needed = {}
    if not find_spec("openvino"):
        needed[QUANTISED] = "not installed: pip install 'summarizer[fast]'"
    if not find_spec("ray"):
        needed["ray"] = "not installed: pip install 'summarizer[ray]'"
    with TemporaryDirectory() as folder:
        source, limit = options.source, options.documents
        if source is None:
            source = Path(folder) / "texts.jsonl"
            write_archive(source, texts(options.documents or 256, seed=options.seed))
        rows = []
        for row in pipeline(
            source,
            models=options.model or (MODEL, QUANTISED),
            workers=options.workers,
            engines=options.engine or ("local", "ray"),
            limit=limit,
            needed=needed,
        ):
            _say(f"{row.name}: done")
            rows.append(row)
    texts_of = {"source": "an archive"} if options.source else {"seed": options.seed}
    return _figures("pipeline", {"documents": rows[0].documents, **texts_of}, rows)


def measure_scale(options: argparse.Namespace) -> Figures:
    """The part "scale"."""
    from benchmarks.runs import scale

    rows = []
    for row in scale(
        options.counts, model=options.model, workers=options.workers, seed=options.seed
    ):
        _say(f"{row.name} documents: done")
        rows.append(row)
    how = {"model": options.model, "workers": options.workers, "seed": options.seed}
    return _figures("scale", how, rows)


def _figures(
    part: Part,
    settings: Mapping[str, object],
    rows: Sequence[Row],
    *,
    agreements: Sequence[Agreement] = (),
) -> Figures:
    from summarizer.batch.machine import machine
    from summarizer.version import VERSION

    versions = {"summarizer": VERSION}
    for name in _DISTRIBUTIONS:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return Figures(
        part=part,
        machine=machine(),
        versions=versions,
        settings=settings,
        rows=tuple(rows),
        agreements=tuple(agreements),
    )


def _say(what: str) -> None:
    """How far it is, beside the results."""
    print(f"... {what}", file=sys.stderr, flush=True)


def _parser() -> argparse.ArgumentParser:
    import os

    processors = os.cpu_count() or 1
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parts = parser.add_subparsers(dest="part", required=True)

    def part(name: Part, what: str, measure: Callable[..., Figures]) -> argparse.ArgumentParser:
        own = parts.add_parser(name, help=what)
        own.set_defaults(measure=measure)
        own.add_argument("--seed", type=int, default=1, help="of the texts")
        own.add_argument("--json", type=Path, metavar="FILE", help="keep the figures there")
        own.add_argument(
            "--from", dest="kept", type=Path, metavar="FILE",
            help="figures that --json kept, in place of measuring",
        )  # fmt: skip
        own.add_argument("--plot", type=Path, metavar="SVG", help="draw the figures")
        return own

    writer = part("writer", "writers, and other programs, on the same prompts", measure_writers)
    writer.add_argument("--documents", type=_positive, default=32)
    writer.add_argument("--rounds", type=_positive, default=3)
    writer.add_argument("--processors", type=_positive, default=processors)
    writer.add_argument("--rows", type=_words, default=(), metavar="KEY,...", help="these alone")
    writer.add_argument("--work", type=Path, help="keep there what is converted for others")
    writer.add_argument("--no-agreement", action="store_true", help="measure speed alone")

    pipeline = part("pipeline", "archives from reading to verifying", measure_pipeline)
    pipeline.add_argument("--documents", type=_positive, help="256, or all of --source")
    pipeline.add_argument("--source", metavar="PATH", help="an archive, in place of made texts")
    pipeline.add_argument("--model", action="append", metavar="NAME", help="may be repeated")
    pipeline.add_argument("--workers", type=_numbers, default=(1, 2), metavar="N,...")
    pipeline.add_argument("--engine", action="append", choices=["local", "ray"])

    scale = part("scale", "archives of growing size", measure_scale)
    scale.add_argument("--counts", type=_numbers, default=(100, 1_000, 10_000), metavar="N,...")
    scale.add_argument("--model", default="smollm2-135m", metavar="NAME")
    scale.add_argument("--workers", type=_positive, default=processors)
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("give a number above 0")
    return number


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(_positive(part) for part in text.split(","))


def _words(text: str) -> tuple[str, ...]:
    return tuple(part for part in text.split(",") if part)


if __name__ == "__main__":
    main()
