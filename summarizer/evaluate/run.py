"""Runs the detection suite with the program as it is set up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from summarizer import read
from summarizer.detect import probabilities
from summarizer.evaluate.detection import DetectionResult, evaluate_detection
from summarizer.evaluate.samples import read_samples
from summarizer.pipeline import Pipeline
from summarizer.settings import Settings
from summarizer.types import Document

__all__ = ["run_detection"]


def run_detection(paths: Sequence[Path], *, settings: Settings) -> DetectionResult:
    """The figures over all samples of ``paths``.

    Raises:
        UsageError: a path holds no samples.
        ModelError: the encoder or the parser is not installed.
    """
    pipeline = Pipeline.from_settings(settings)
    _, heads = pipeline.parser, pipeline.heads  # loaded before anything is timed

    def scores(
        documents: Sequence[Document],
    ) -> list[list[Mapping[str, tuple[float, ...]]]]:
        return probabilities(documents, policy=pipeline.policy, heads=heads)

    return evaluate_detection(
        (sample for path in paths for sample in read_samples(path)),
        read=partial(read.read_text, source=""),
        detect=pipeline.analyses,
        scores=scores,
        policy=pipeline.policy,
    )
