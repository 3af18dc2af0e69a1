"""Archives: every document of a source gets its report, once, whatever happens on the way.

    source ─read→ documents ─(duplicates set aside)→ units ─pipeline→ reports ─→ outputs

What is done is in a journal on disk; a run that was broken off goes on where it was. Which
documents are worked on together depends on the archive alone, and a report holds nothing of when
or how fast it was made: so the output is the same bytes however often a run was broken off, and
whichever engine did it.
"""

from __future__ import annotations

from typing import Literal

from summarizer.batch.local import run_local
from summarizer.batch.options import Options
from summarizer.batch.outputs import Outputs
from summarizer.batch.progress import Listener, Progress
from summarizer.batch.survey import Survey, survey
from summarizer.errors import UsageError
from summarizer.settings import Settings

__all__ = ["Listener", "Options", "Outputs", "Progress", "Survey", "run", "survey"]


def run(
    options: Options,
    *,
    settings: Settings,
    engine: Literal["local", "ray"] = "local",
    listen: Listener = lambda progress: None,
) -> Outputs:
    """Works on an archive until all of it is done, and writes the outputs.

    Args:
        options: which documents, and where the reports go.
        settings: as for single documents.
        engine: processes of this machine, or a Ray cluster (the extra ``ray``).
        listen: is told how far the run is, about twice a second.

    Raises:
        UsageError: the source cannot be used, an earlier run stands in the way, or the engine is
            not installed.
        ResourceError: a model, server, store or disk is out of reach; what was done is kept.
    """
    if engine == "ray":
        from summarizer.batch.ray import run_ray

        return run_ray(options, settings=settings, listen=listen)
    if settings.store is not None and options.workers > 1:
        raise UsageError(
            "with a store of cases one document has to follow the other: give --workers 1"
        )
    return run_local(options, settings=settings, listen=listen)
