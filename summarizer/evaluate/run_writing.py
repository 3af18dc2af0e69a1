"""Runs the writing suite with the program as it is set up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from summarizer import read
from summarizer.errors import WriterError
from summarizer.evaluate.claims import Claims
from summarizer.evaluate.pairs import Pair, read_pairs
from summarizer.evaluate.plain_summaries import first_sentences, lexrank
from summarizer.evaluate.run import Silent
from summarizer.evaluate.writing import (
    Method,
    WritingResult,
    Written,
    as_it_stands,
    evaluate_writing,
    rouge_by,
)
from summarizer.models import load_writer, locate, model_home
from summarizer.models.catalogue import DerivedSource, entry_for
from summarizer.models.request import Request
from summarizer.models.writer import Writer
from summarizer.pipeline import Pipeline, Stages
from summarizer.settings import Settings
from summarizer.types import Status, Style
from summarizer.verify import support_by
from summarizer.write import NEW_TOKENS, prompt_for
from summarizer.write.salience import salience_of

__all__ = ["run_writing"]


def run_writing(
    paths: Sequence[Path], *, settings: Settings, first: int | None = None, ablation: bool = False
) -> WritingResult:
    """The figures over all documents with a person's summary, of the program and plainer ways.

    Args:
        paths: files and folders.
        settings: profile, style and model.
        first: documents of each suite that are taken; all of them by default.
        ablation: measure the parts of the program one by one as well.

    Raises:
        UsageError: a path holds no pairs, or rouge-score or sumy is not installed.
        ModelError: a model is not installed.
        WriterError: the writer broke or cannot be reached.
    """
    rouge, ranked = rouge_by(), lexrank()
    settings = replace(settings, store=None)
    pipeline = Pipeline.from_settings(settings)
    shared: dict[str, Any] = {
        "parser": pipeline.parser,
        "heads": pipeline.heads,
        "entailment": pipeline.entailment,
        "acceptability": pipeline.acceptability,
    }
    claims = Claims(
        parse=pipeline.parser.many,
        support=support_by(lambda: pipeline.entailment),
        policy=pipeline.policy,
    )

    methods = [
        Method(name="program", write=partial(_reported, pipeline)),
        Method(name="program, nothing masked", write=partial(_drafted, pipeline)),
        Method(name="model alone", write=partial(_asked, pipeline.writer, settings.style)),
    ]
    if ablation:
        silent = Pipeline(settings, writer=Silent(), **shared)
        methods += [Method(name="no model, nothing masked", write=partial(_drafted, silent))]
        if pipeline.writer.adapter_sha256:
            bare = _without_adapter(settings)
            without = Pipeline(settings, writer=bare, **shared)
            methods += [
                Method(name="no adapter, nothing masked", write=partial(_drafted, without)),
                Method(name="model alone, no adapter", write=partial(_asked, bare, settings.style)),
            ]
    methods += [
        Method(name="first three sentences", write=first_sentences),
        Method(name="LexRank", write=ranked),
    ]
    return evaluate_writing(
        (pair for path in paths for pair in _first(read_pairs(path), first)),
        methods=methods,
        rouge=rouge,
        supported=claims.hold,
    )


def _first(pairs: Iterable[Pair], count: int | None) -> Iterator[Pair]:
    """The pairs of each suite's first documents."""
    seen: dict[str, set[str]] = {}
    for pair in pairs:
        known = seen.setdefault(pair.suite, set())
        if pair.document in known or count is None or len(known) < count:
            known.add(pair.document)
            yield pair


def _without_adapter(settings: Settings) -> Writer:
    """The model as it was published."""
    home = model_home(settings.home)
    source = entry_for(settings.model).source
    name = source.entry if isinstance(source, DerivedSource) else settings.model
    # A folder is taken as it is.
    return load_writer(str(locate(name, home=home)), home=home, threads=settings.threads)


def _reported(pipeline: Pipeline, text: str) -> Written:
    report = pipeline.summarize_text(text)
    said = report.summary.sentences if report.summary else ()
    return Written(
        text=" ".join(each.text for each in said),
        origins=tuple(each.origin for each in said),
        ready=report.status is Status.READY,
    )


def _drafted(pipeline: Pipeline, text: str) -> Written:
    """The program's draft of a text from which nothing is taken out."""
    document = read.read_text(text, source="")
    (analysis,) = pipeline.analyses([document])
    said = pipeline.draft(Stages(document, analysis, as_it_stands(document))).sentences
    return Written(
        text=" ".join(each.text for each in said), origins=tuple(each.origin for each in said)
    )


def _asked(writer: Writer, style: Style, text: str) -> Written:
    """What the model says when it is asked as the program asks it, and nobody guards it."""
    safe = as_it_stands(read.read_text(text, source=""))
    prompt = prompt_for(safe, salience_of(safe), style=style, writer=writer)
    (answer,) = writer.write([Request(prompt=prompt, max_new_tokens=NEW_TOKENS[style])])
    if isinstance(answer, WriterError):
        raise answer
    return Written(text=" ".join(answer[0].split()) if answer else "")
