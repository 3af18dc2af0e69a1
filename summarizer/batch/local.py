"""The local engine: workers are processes of this machine."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from summarizer.batch.child import start
from summarizer.batch.crew import Crew
from summarizer.batch.loop import run_with
from summarizer.batch.options import Options
from summarizer.batch.outputs import Outputs
from summarizer.batch.progress import Listener
from summarizer.batch.working import work
from summarizer.settings import Settings

__all__ = ["run_local"]


def run_local(options: Options, *, settings: Settings, listen: Listener) -> Outputs:
    """``summarizer.batch.run`` with processes, each of which has the models for itself."""
    hire = partial(start, work, _alone(settings, options))
    crew = Crew(hire, size=options.workers, stalled_s=options.stalled_s)
    return run_with(crew, options, settings=settings, listen=listen, engine="local")


def _alone(settings: Settings, options: Options) -> Settings:
    """Settings for a worker: processes share the processors better than threads do."""
    if settings.threads is not None or options.workers == 1:
        return settings
    return replace(settings, threads=1)
