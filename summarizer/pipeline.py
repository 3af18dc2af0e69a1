"""The one loop: read → detect → redact → write → verify.

    bytes ─read→ Document ─detect→ Analysis ─redact→ SafeText ─write→ Draft ─verify→ Report

The five stages never import each other; what one needs of another is handed over here.
"""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal

from summarizer import detect, models, read, redact, verify, write
from summarizer.errors import DocumentError, StageError, SummarizerError
from summarizer.models.parser import Parser
from summarizer.models.readings import Heads
from summarizer.models.writer import Writer
from summarizer.policy import load_policy
from summarizer.policy.schema import Policy
from summarizer.policy.support import support_lines
from summarizer.redact.presidio import Recognised
from summarizer.redacted import Redacted
from summarizer.settings import Settings
from summarizer.types import (
    Analysis,
    Check,
    Document,
    Draft,
    Finding,
    Provenance,
    Report,
    SafeText,
    Status,
    Summary,
    Warning_,
)
from summarizer.version import VERSION

if TYPE_CHECKING:
    from summarizer.store import Cases, Published

__all__ = ["Pipeline", "Redacted", "Stages"]

_READABLE_LANGUAGES = frozenset({"en"})
_WITH_PRONOUNS = frozenset({"offender", "accused", "official", "witness"})
"""Roles that only a person can have: what else the parser calls a person may be a town."""
_STOPPING = frozenset({"language", "source", "names"})
"""Checks of the document that keep the writer from being asked at all."""


@dataclass(frozen=True, slots=True)
class Stages:
    """What was made on the way to a report. Holds source text: it never leaves the program."""

    document: Document = field(repr=False)
    analysis: Analysis = field(repr=False)
    safe: SafeText = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a document comes from, and how it is read."""

    name: str
    read: Callable[[], Document] = field(repr=False)


class Pipeline:
    """Documents in, reports or safe texts out. Models are loaded on first use and shared.

    Safe to call from several threads: loading is locked, and a call keeps no state.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        policy: Policy | None = None,
        parser: Parser | None = None,
        heads: Heads | None = None,
        writer: Writer | None = None,
        cases: Cases | None = None,
    ) -> None:
        self.settings = settings
        self.policy = policy or load_policy(settings.policy, country=settings.country)
        self._parser = parser
        self._heads = heads
        self._writer = writer
        self._cases = cases
        self._lock = Lock()

    @classmethod
    def from_settings(cls, settings: Settings) -> Pipeline:
        """A pipeline that loads what the settings name when it is first needed."""
        return cls(settings)

    def summarize_path(self, path: Path | Literal["-"]) -> Report:
        """The report of one file or of standard input. Never raises for a bad document."""
        return self._report(self._from_path(path))

    def summarize_bytes(self, data: bytes, *, source: str, media_type: str | None = None) -> Report:
        """The report of bytes in memory."""
        return self._report(self._from_bytes(data, source, media_type))

    def summarize_text(self, text: str, *, source: str = "") -> Report:
        """The report of a text."""
        return self._report(_from_text(text, source))

    def redact_path(
        self, path: Path | Literal["-"], *, recognised: Sequence[Recognised] = ()
    ) -> Redacted:
        """The safe text of one file or of standard input; no writer is loaded.

        Never raises for a bad document.

        Args:
            path: the file, or "-".
            recognised: places that other recognisers found, which are to go as well.

        Raises:
            UsageError: a place in ``recognised`` ends behind the text.
        """
        return self._redacted(self._from_path(path), recognised)

    def redact_bytes(
        self,
        data: bytes,
        *,
        source: str,
        media_type: str | None = None,
        recognised: Sequence[Recognised] = (),
    ) -> Redacted:
        """The safe text of bytes in memory; as ``redact_path``."""
        return self._redacted(self._from_bytes(data, source, media_type), recognised)

    def redact_text(
        self, text: str, *, source: str = "", recognised: Sequence[Recognised] = ()
    ) -> Redacted:
        """The safe text of a text; as ``redact_path``."""
        return self._redacted(_from_text(text, source), recognised)

    def analyses(self, documents: Sequence[Document]) -> list[Analysis]:
        """Detection alone, of several documents together."""
        return detect.detect_many(
            documents, policy=self.policy, parse=self.parser.many, heads=self.heads
        )

    def stages(self, document: Document) -> Stages:
        """Detection and redaction alone: what a writer would be shown, and why."""
        return self._stages(document, (), {})

    @property
    def parser(self) -> Parser:
        """The loaded parser."""
        with self._lock:
            if self._parser is None:
                self._parser = models.load_parser(home=models.model_home(self.settings.home))
            return self._parser

    @property
    def heads(self) -> Heads:
        """The loaded detection heads."""
        with self._lock:
            if self._heads is None:
                self._heads = models.load_heads(home=models.model_home(self.settings.home))
            return self._heads

    @property
    def cases(self) -> Cases | None:
        """What earlier reports told, if the settings name a place where that is kept."""
        with self._lock:
            if self._cases is None and self.settings.store is not None:
                from summarizer.store import Cases

                self._cases = Cases.open(self.settings.store)
            return self._cases

    @property
    def writer(self) -> Writer:
        """The loaded writer."""
        with self._lock:
            if self._writer is None:
                self._writer = models.load_writer(
                    self.settings.model,
                    home=models.model_home(self.settings.home),
                    base_url=self.settings.base_url,
                    threads=self.settings.threads,
                )
            return self._writer

    def _read_stdin(self) -> Document:
        most = self.settings.max_bytes
        return read.read_bytes(sys.stdin.buffer.read(most + 1), source="-", max_bytes=most)

    def _from_path(self, path: Path | Literal["-"]) -> _Source:
        if path == "-":
            return _Source("-", self._read_stdin)
        reader = partial(read.read_path, path, max_bytes=self.settings.max_bytes)
        return _Source(str(path), reader)

    def _from_bytes(self, data: bytes, source: str, media_type: str | None) -> _Source:
        reader = partial(
            read.read_bytes,
            data,
            source=source,
            media_type=media_type,
            max_bytes=self.settings.max_bytes,
        )
        return _Source(source, reader)

    def _report(self, source: _Source) -> Report:
        timings: dict[str, int] = {}
        try:
            return self._run(_read(source, timings), timings)
        except DocumentError as error:
            check = _failure(error)
            return Report(
                document_id="",
                source=source.name,
                language="und",
                status=verify.status_of([check]),
                provenance=self._provenance(None, timings),
                checks=(check,),
            )

    def _redacted(self, source: _Source, recognised: Sequence[Recognised]) -> Redacted:
        timings: dict[str, int] = {}
        try:
            document = _read(source, timings)
            stages = self._stages(document, recognised, timings)
            with _stage(document, "verify", timings):
                checks = self._first_checks(stages)
        except DocumentError as error:
            return Redacted(
                document_id="",
                source=source.name,
                language="und",
                safe=None,
                provenance=self._provenance(None, timings),
                checks=(_failure(error),),
            )
        stopped = _stops(checks, *_STOPPING, "jigsaw")
        if not stopped:
            self._remember(stages)
        return Redacted(
            document_id=document.id,
            source=document.source,
            language=document.language,
            safe=None if stopped else stages.safe,
            provenance=self._provenance(None, timings),
            persons=stages.analysis.persons,
            checks=checks,
        )

    def _stages(
        self, document: Document, recognised: Sequence[Recognised], timings: dict[str, int]
    ) -> Stages:
        analysis = self._detect(document, timings)
        with _stage(document, "redact", timings):
            safe = redact.redact(
                document,
                analysis,
                policy=self.policy,
                recognised=recognised,
                earlier=self._earlier(document, analysis),
            )
        return Stages(document, analysis, safe)

    def _earlier(self, document: Document, analysis: Analysis) -> Published | None:
        """What earlier reports on the case told, where that is kept."""
        if self.cases is None:
            return None
        return self.cases.published(_case_keys(document, analysis), without=document.id)

    def _remember(self, stages: Stages) -> None:
        """Keeps what is told of protected people, for the next report on the case (ID-24)."""
        if self.cases is not None:
            self.cases.record(
                document_id=stages.document.id,
                keys=_case_keys(stages.document, stages.analysis),
                facts=stages.safe.facts,
            )

    def _first_checks(self, stages: Stages) -> tuple[Check, ...]:
        """What is asked of the document itself, before there is a draft."""
        language = stages.document.language
        return (
            Check("language", language in _READABLE_LANGUAGES, None, language),
            *verify.source_checks(stages.document, stages.analysis, policy=self.policy),
            Check("jigsaw", not stages.safe.exposed, None, ", ".join(stages.safe.exposed)),
        )

    def _run(self, document: Document, timings: dict[str, int]) -> Report:
        stages = self._stages(document, (), timings)
        analysis, safe = stages.analysis, stages.safe
        warning = verify.warning_line(analysis, policy=self.policy)
        first = self._first_checks(stages)
        if _stops(first, *_STOPPING):
            checks = (*first, *verify.not_run(verify.DRAFT_CHECKS, why="the writer was not asked"))
            return self._finished(document, analysis, safe, None, checks, warning, timings)
        with _stage(document, "write", timings):
            source = verify.SourceIndex.of(safe, parse=self.parser)
            judge = verify.Judge(
                source=source,
                policy=self.policy,
                codes=analysis.codes,
                concerns=analysis.concerns,
                removed=verify.removed_words(document, safe),
                title=safe.title,
                offenders=_names(document, analysis, roles={"offender", "accused"}),
                parse=self.parser,
                find=partial(self._find, codes=analysis.codes),
            )
            draft = write.write(
                safe,
                style=self.settings.style,
                policy=self.policy,
                judge=judge,
                headline_passes=judge.headline_passes,
                trees=[sentence.tree for sentence in source.sentences],
                writer=self.writer,
                names=_names(document, analysis, roles=_WITH_PRONOUNS),
                candidates=self.settings.candidates,
                seed=self.settings.seed,
            )
        with _stage(document, "verify", timings):
            checks = verify.draft_checks(
                draft,
                judge=judge,
                style=self.settings.style,
                policy=self.policy,
                content_warning=warning,
            )
        report = self._finished(
            document, analysis, safe, draft, (*first, *checks), warning, timings
        )
        if report.summary is not None:
            self._remember(stages)
        return report

    def _detect(self, document: Document, timings: dict[str, int]) -> Analysis:
        with _stage(document, "detect", timings):
            return detect.detect(document, policy=self.policy, parse=self.parser, heads=self.heads)

    def _find(self, text: str, *, codes: frozenset[str]) -> Sequence[Finding]:
        """The detectors on a text that is not a document: a sentence, a headline, a warning."""
        if not text.strip():
            return ()
        return detect.find_in_text(text, policy=self.policy, codes=codes, heads=self.heads)

    def _finished(
        self,
        document: Document,
        analysis: Analysis,
        safe: SafeText,
        draft: Draft | None,
        checks: tuple[Check, ...],
        warning: str,
        timings: dict[str, int],
    ) -> Report:
        status = verify.status_of(checks)
        summary = None
        if draft and draft.sentences and status in {Status.READY, Status.NEEDS_REVIEW}:
            summary = Summary(draft.headline, draft.sentences)
        return Report(
            document_id=document.id,
            source=document.source,
            language=document.language,
            status=status,
            content_warning=warning,
            summary=summary,
            warnings=analysis.warnings,
            summary_levels=self._summary_levels(summary, analysis.warnings),
            redactions=safe.redactions,
            persons=analysis.persons,
            checks=checks,
            support=support_lines(self.policy, analysis.codes),
            provenance=self._provenance(draft, timings),
        )

    def _summary_levels(
        self, summary: Summary | None, warnings: Sequence[Warning_]
    ) -> tuple[tuple[str, int], ...]:
        codes = frozenset(warning.code for warning in warnings)
        said = f"{summary.headline}. {summary.text}" if summary else ""
        findings = self._find(said, codes=codes)
        levels = {
            warning.code: max(
                (f.level for f in findings if f.counts and f.code == warning.code), default=0
            )
            for warning in warnings
        }
        return tuple(levels.items())

    def _provenance(self, draft: Draft | None, timings: dict[str, int]) -> Provenance:
        writer = self._writer if draft is not None else None
        template = write.load_template(str(self.settings.style)) if draft is not None else None
        return Provenance(
            version=VERSION,
            model=writer.name if writer else "",
            model_sha256=writer.sha256 if writer else "",
            adapter_sha256=writer.adapter_sha256 if writer else "",
            detector=self._heads.name if self._heads else "",
            detector_sha256=self._heads.sha256 if self._heads else "",
            prompt=f"{template.name}@{template.version}" if template else "",
            prompt_sha256=template.sha256 if template else "",
            policy=self.policy.name,
            policy_sha256=self.policy.sha256,
            seed=self.settings.seed,
            timings_ms=tuple(timings.items()),
        )


def _from_text(text: str, source: str) -> _Source:
    return _Source(source, partial(read.read_text, text, source=source))


def _read(source: _Source, timings: dict[str, int]) -> Document:
    with _clock("read", timings):
        return source.read()


def _failure(error: DocumentError) -> Check:
    """What a document that could not be handled has in place of all checks."""
    name = "read" if error.stage == "read" else "stage"
    return Check(name, False, None, f"{error.stage}: {error.kind}: {error.reason}")


def _stops(checks: Sequence[Check], *names: str) -> bool:
    return any(check.name in names and not check.passed for check in checks)


def _names(
    document: Document, analysis: Analysis, *, roles: Collection[str] = ()
) -> tuple[str, ...]:
    """The fullest forms of the names of people who may be named, of certain roles or of all."""
    names = []
    for person in analysis.persons:
        named = [document.read(m.span) for m in person.mentions if m.named]
        if named and not person.protected and (not roles or person.role in roles):
            names.append(max(named, key=lambda name: (len(name.split()), len(name))))
    return tuple(names)


_CASE_NUMBER = re.compile(
    r"(?i)\b(?:case|docket|claim|court file) (?:no\.?|number|ref\.?)?:? ?"
    r"(?P<number>[A-Z]{0,3}[\d/-]{4,})"
)


def _case_keys(document: Document, analysis: Analysis) -> frozenset[str]:
    """What names the case of a document: its offenders in full, and its numbers at court."""
    names = _names(document, analysis, roles={"offender", "accused"})
    numbers = (match["number"] for match in _CASE_NUMBER.finditer(document.plain))
    return frozenset({*(name for name in names if " " in name), *numbers})


@contextmanager
def _clock(name: str, timings: dict[str, int]) -> Iterator[None]:
    start = time.perf_counter()
    try:
        yield
    finally:
        timings[name] = round((time.perf_counter() - start) * 1000)


@contextmanager
def _stage(document: Document, name: str, timings: dict[str, int]) -> Iterator[None]:
    """Times a stage; what breaks in it becomes an error that names the document, not its words."""
    with _clock(name, timings):
        try:
            yield
        except SummarizerError:
            raise
        except Exception as error:
            # The cause is cut off on purpose: its message may quote the document (promise 1).
            reason = f"internal error ({type(error).__name__})"
            raise StageError(document.id, name, "internal", reason) from None
