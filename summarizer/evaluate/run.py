"""Runs the suites with the program as it is set up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from summarizer import read
from summarizer.detect import probabilities
from summarizer.errors import WriterError
from summarizer.evaluate.claims import Claims
from summarizer.evaluate.detection import DetectionResult, evaluate_detection
from summarizer.evaluate.grounding import GroundingResult, Method, evaluate_grounding
from summarizer.evaluate.identity import IdentityResult, evaluate_identity
from summarizer.evaluate.overlap import by_entities, by_likeness, by_rouge
from summarizer.evaluate.pairs import Pair, read_pairs
from summarizer.evaluate.protected import read_protected
from summarizer.evaluate.samples import read_samples
from summarizer.models import load_entailment, load_parser, model_home
from summarizer.models.embedding import load_embedder
from summarizer.models.prompt import Prompt
from summarizer.models.request import Request
from summarizer.models.writer import Answer, Writer
from summarizer.pipeline import Pipeline, Stages
from summarizer.policy import load_policy
from summarizer.settings import Settings
from summarizer.types import Document
from summarizer.verify import support_by

__all__ = ["Silent", "run_detection", "run_grounding", "run_identity"]

_ANSWER_TOKENS = 24
_ASKING = "Answer the question about the report in a few words. If it does not say, guess."


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


def run_identity(paths: Sequence[Path], *, settings: Settings, ask: int = 0) -> IdentityResult:
    """The figures over all labelled documents of ``paths``.

    Args:
        paths: files and folders.
        settings: profile and, where a writer is asked, its model.
        ask: the number of documents about which the writer is asked; 0 loads none.

    Raises:
        UsageError: a path holds no labelled documents.
        ModelError: the encoder, the parser or the writer is not installed.
        WriterError: the writer broke or cannot be reached.
    """
    # Alone: what is measured must not go into anybody's ledger, nor be judged by it.
    settings = replace(settings, store=None)
    pipeline = Pipeline(settings, writer=Silent())
    writer = Pipeline.from_settings(settings).writer if ask else None

    def stages(text: str) -> Stages:
        return pipeline.stages(read.read_text(text, source=""))

    return evaluate_identity(
        (text for path in paths for text in read_protected(path)),
        stages=stages,
        report=pipeline.summarize_text,
        ask=None if writer is None else partial(_answer, writer),
        ask_first=ask,
        policy=pipeline.policy,
    )


def run_grounding(paths: Sequence[Path], *, settings: Settings) -> GroundingResult:
    """The figures over all pairs of ``paths``, of the verifier and of plainer ways beside it.

    Documents are taken as they are: nothing is redacted, so that what is measured is grounding.

    Raises:
        UsageError: a path holds no pairs, or rouge-score is not installed.
        ModelError: the encoder or the parser is not installed.
    """
    home = model_home(settings.home)
    rouge = by_rouge()
    head = load_entailment(home=home)
    claims = Claims(
        parse=load_parser(home=home).many,
        support=support_by(lambda: head),
        policy=load_policy(settings.policy, country=settings.country),
    )

    def support(pair: Pair) -> float:
        """That of the worst sentence."""
        return min((each.support or 0.0 for each in claims(pair)), default=0.0)

    return evaluate_grounding(
        (pair for path in paths for pair in read_pairs(path)),
        methods=[
            Method(name="verifier", score=support, passes=claims.hold, likely=True),
            Method(name="support alone", score=support, threshold=0.5),
            Method(name="ROUGE-L", score=rouge),
            Method(name="likeness", score=by_likeness(load_embedder(home=home))),
            Method(name="names and figures", score=by_entities),
        ],
    )


def _answer(writer: Writer, told: str, question: str) -> str:
    prompt = Prompt(system=_ASKING, user=f"{told}\n\n{question}", name="identity")
    (answer,) = writer.write([Request(prompt=prompt, max_new_tokens=_ANSWER_TOKENS)])
    if isinstance(answer, WriterError):
        raise answer
    return answer[0] if answer else ""


class Silent:
    """A writer that proposes nothing: the summary is extracted from what it would be shown."""

    name = "none"
    sha256 = ""
    adapter_sha256 = ""
    context = 4096

    def count(self, text: str) -> int:
        """Words, which are fewer than tokens; nothing is shown to it anyway."""
        return len(text.split())

    def write(self, requests: Sequence[Request]) -> list[Answer]:
        """No text for each request."""
        return [() for _ in requests]
