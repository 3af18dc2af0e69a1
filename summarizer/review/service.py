"""What all visitors of the page share: the store, the policy, and pipelines that load when asked.

Nothing here imports the pipeline: who shows a queue does not load a model.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import RLock
from typing import Protocol

from summarizer import view
from summarizer.policy.schema import Policy
from summarizer.store.desk import Desk
from summarizer.types import Report

__all__ = ["Pipelines", "Service", "Summarizes"]


class Summarizes(Protocol):
    """What the page asks of a pipeline."""

    def summarize_bytes(self, data: bytes, *, source: str, media_type: str | None = None) -> Report:
        """The report of an uploaded or stored document."""

    def check_bytes(
        self,
        data: bytes,
        *,
        source: str,
        media_type: str | None = None,
        headline: str,
        sentences: Sequence[str],
    ) -> Report:
        """The report of a document with a summary that a person wrote: all checks run on it."""


Pipelines = Callable[[str, str], Summarizes]
"""Makes the pipeline of a style and a model; an empty one is that of the settings."""


@dataclass(frozen=True, slots=True)
class Service:
    """Made once in the life of the program.

    Attributes:
        desk: the store.
        words: the policy's words, for reports.
        policy: the rules in force.
        pipelines: makes a pipeline; this is where models load.
        lock: held while a model works: one document at a time. The same thread may take it twice.
    """

    desk: Desk
    words: view.Words
    policy: Policy
    pipelines: Pipelines
    lock: RLock = field(default_factory=RLock, repr=False)
    _made: dict[tuple[str, str], Summarizes] = field(default_factory=dict, repr=False)

    def pipeline(self, *, style: str = "", model: str = "") -> Summarizes:
        """The pipeline of a style and a model, made on first use.

        Raises:
            SummarizerError: a setting, or a model or server that cannot be reached.
        """
        with self.lock:
            key = (style, model)
            if key not in self._made:
                self._made[key] = self.pipelines(style, model)
            return self._made[key]
