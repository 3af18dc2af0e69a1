"""The one loop: read → detect → redact → write → verify.

    bytes ─read→ Document ─detect→ Analysis ─redact→ SafeText ─write→ Draft ─verify→ Report

The five stages never import each other; what one needs of another is handed over here.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Literal

from summarizer import detect, models, redact, verify, write
from summarizer.errors import DocumentError, StageError, SummarizerError, WriterError
from summarizer.models.acceptability import Acceptability
from summarizer.models.entailment import Entailment
from summarizer.models.guard import Guard
from summarizer.models.parser import Parser
from summarizer.models.readings import Heads
from summarizer.models.request import Request
from summarizer.models.writer import Writer
from summarizer.policy import load_policy
from summarizer.policy.schema import Policy
from summarizer.policy.support import support_lines
from summarizer.redact.presidio import Recognised
from summarizer.redacted import Redacted
from summarizer.settings import Settings
from summarizer.sources import Source, from_bytes, from_path, from_text
from summarizer.timing import clock, stage
from summarizer.together import Way, together
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
)
from summarizer.verified import Verified, VerifiedSentence, held_against
from summarizer.version import VERSION

if TYPE_CHECKING:
    from summarizer.store import Cases, Published

__all__ = ["Pipeline", "Redacted", "Stages", "Verified"]

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
class _Draft:
    """A draft to come: what the writer is asked for it, and what makes it of the answer."""

    request: Request | None
    of: Callable[[Sequence[str]], Draft]


_MakesDraft = Callable[[Stages, verify.Judge], _Draft]
"""What puts a summary before the judge: the writing, or a person's words as they are."""


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
        entailment: Entailment | None = None,
        acceptability: Acceptability | None = None,
        writer: Writer | None = None,
        cases: Cases | None = None,
    ) -> None:
        self.settings = settings
        self.policy = policy or load_policy(settings.policy, country=settings.country)
        self._parser = parser
        self._heads = heads
        self._entailment = entailment
        self._acceptability = acceptability
        self._writer = writer
        self._cases = cases
        self._lock = Lock()

    @classmethod
    def from_settings(cls, settings: Settings) -> Pipeline:
        """A pipeline that loads what the settings name when it is first needed."""
        return cls(settings)

    def summarize_path(self, path: Path | Literal["-"]) -> Report:
        """The report of one file or of standard input. Never raises for a bad document."""
        return self._report(from_path(path, max_bytes=self.settings.max_bytes), self._written)

    def summarize_bytes(self, data: bytes, *, source: str, media_type: str | None = None) -> Report:
        """The report of bytes in memory."""
        return self._report(self._bytes(data, source, media_type), self._written)

    def summarize_text(self, text: str, *, source: str = "") -> Report:
        """The report of a text."""
        return self._report(from_text(text, name=source), self._written)

    def reports(self, documents: Sequence[Document]) -> list[Report]:
        """The reports of documents that are read already: detected and written together.

        Each is what it would be alone. Never raises for a bad document.

        Raises:
            ResourceError: a model, server or store is out of reach.
        """
        if self.cases is not None:
            # What one report tells counts for the next on its case (ID-24).
            return [self._reports([each], self._written, [{}])[0] for each in documents]
        return self._reports(documents, self._written, [{} for _ in documents])

    def check_bytes(
        self,
        data: bytes,
        *,
        source: str,
        media_type: str | None = None,
        headline: str,
        sentences: Sequence[str],
    ) -> Report:
        """The report of bytes in memory with a summary that a person wrote; no writer is loaded.

        The document is read, detected and redacted as for ``summarize_bytes``, and the summary is
        asked all that a draft is asked. It is never changed: what the wording rules would put
        right in a draft fails the check "terms". Never raises for a bad document or summary.

        Args:
            data: the document.
            source: what to call it.
            media_type: of the document; told from the bytes when None.
            headline: as written; without one the check "headline" fails.
            sentences: as written; empty ones are dropped, one that holds several becomes several.
        """
        made = partial(_edited, headline=headline, sentences=sentences)
        return self._report(self._bytes(data, source, media_type), made)

    def check_text(
        self, text: str, *, source: str = "", headline: str, sentences: Sequence[str]
    ) -> Report:
        """The report of a text with a summary that a person wrote; as ``check_bytes``."""
        made = partial(_edited, headline=headline, sentences=sentences)
        return self._report(from_text(text, name=source), made)

    def verify_path(self, path: Path | Literal["-"], *, summary: Path | Literal["-"]) -> Verified:
        """A summary from anywhere, in a file, held against a document in another.

        Every sentence is asked what a sentence of our own is asked. A first line without a full
        stop is the headline. No writer is loaded. Never raises for a bad document or summary.
        """
        most = self.settings.max_bytes
        return self._verified(from_path(path, max_bytes=most), from_path(summary, max_bytes=most))

    def verify_text(self, text: str, *, summary: str, source: str = "") -> Verified:
        """The same for texts."""
        return self._verified(from_text(text, name=source), from_text(summary, name=""))

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
        return self._redacted(from_path(path, max_bytes=self.settings.max_bytes), recognised)

    def redact_bytes(
        self,
        data: bytes,
        *,
        source: str,
        media_type: str | None = None,
        recognised: Sequence[Recognised] = (),
    ) -> Redacted:
        """The safe text of bytes in memory; as ``redact_path``."""
        return self._redacted(self._bytes(data, source, media_type), recognised)

    def redact_text(
        self, text: str, *, source: str = "", recognised: Sequence[Recognised] = ()
    ) -> Redacted:
        """The safe text of a text; as ``redact_path``."""
        return self._redacted(from_text(text, name=source), recognised)

    def analyses(self, documents: Sequence[Document]) -> list[Analysis]:
        """Detection alone, of several documents together."""
        return detect.detect_many(
            documents, policy=self.policy, parse=self.parser.many, heads=self.heads
        )

    def stages(self, document: Document) -> Stages:
        """Detection and redaction alone: what a writer would be shown, and why."""
        return self._stages(document, (), {})

    def draft(self, stages: Stages) -> Draft:
        """What is written of a safe text: each sentence is judged, the whole is not checked.

        Raises:
            WriterError: the writer broke on it or is out of reach.
        """
        drafting = self._written(stages, self._judge(stages))
        if drafting.request is None:
            return drafting.of(())
        (answer,) = self.writer.write([drafting.request])
        if isinstance(answer, WriterError):
            raise answer
        return drafting.of(answer)

    def identity(self) -> Provenance:
        """What reports are made by; loads all models."""
        _, _, writer = self.parser, self.heads, self.writer
        return self._by_writer(self._provenance(None, {}), writer)

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
    def entailment(self) -> Entailment:
        """The loaded head that says whether a sentence follows from its evidence."""
        with self._lock:
            if self._entailment is None:
                home = models.model_home(self.settings.home)
                self._entailment = models.load_entailment(home=home)
            return self._entailment

    @property
    def acceptability(self) -> Acceptability:
        """The loaded head that says how a sentence reads alone."""
        with self._lock:
            if self._acceptability is None:
                home = models.model_home(self.settings.home)
                self._acceptability = models.load_acceptability(home=home)
            return self._acceptability

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

    def _bytes(self, data: bytes, name: str, media_type: str | None) -> Source:
        most = self.settings.max_bytes
        return from_bytes(data, name=name, media_type=media_type, max_bytes=most)

    def _report(self, source: Source, make: _MakesDraft) -> Report:
        timings: dict[str, int] = {}
        try:
            with clock("read", timings):
                document = source.read()
        except DocumentError as error:
            return self.failed(source.name, error, timings=timings)
        return self._reports([document], make, [timings])[0]

    def _reports(
        self,
        documents: Sequence[Document],
        make: _MakesDraft,
        timings: Sequence[dict[str, int]],
    ) -> list[Report]:
        found = self._detect_all(documents, timings)

        def failed(number: int, error: DocumentError) -> Report:
            return self.failed(documents[number], error, timings=timings[number])

        ways = [
            self._way(document, analysis, make, own)
            for document, analysis, own in zip(documents, found, timings, strict=True)
        ]
        return together(ways, writer=lambda: self.writer, failed=failed)

    def failed(
        self, of: Document | str, error: DocumentError, *, timings: Mapping[str, int] | None = None
    ) -> Report:
        """The report of a document that could not be handled: a document, or its source's name."""
        check = _failure(error)
        if isinstance(of, Document):
            name, source, language = of.id, of.source, of.language
        else:
            name, source, language = "", of, "und"
        return Report(
            document_id=name,
            source=source,
            language=language,
            status=verify.status_of([check]),
            provenance=self._provenance(None, timings or {}),
            checks=(check,),
        )

    def _redacted(self, source: Source, recognised: Sequence[Recognised]) -> Redacted:
        timings: dict[str, int] = {}
        try:
            with clock("read", timings):
                document = source.read()
            stages = self._stages(document, recognised, timings)
            with stage(document, "verify", timings):
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
        (analysis,) = self._detect_all([document], [timings])
        if isinstance(analysis, StageError):
            raise analysis
        return self._redact(document, analysis, recognised, timings)

    def _redact(
        self,
        document: Document,
        analysis: Analysis,
        recognised: Sequence[Recognised],
        timings: dict[str, int],
    ) -> Stages:
        with stage(document, "redact", timings):
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
        return self.cases.published(detect.case_keys(document, analysis), without=document.id)

    def _remember(self, stages: Stages) -> None:
        """Keeps what is told of protected people, for the next report on the case (ID-24)."""
        if self.cases is not None:
            self.cases.record(
                document_id=stages.document.id,
                keys=detect.case_keys(stages.document, stages.analysis),
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

    def _way(
        self,
        document: Document,
        analysis: Analysis | StageError,
        make: _MakesDraft,
        timings: dict[str, int],
    ) -> Way:
        """One document's way from what was detected in it to its report."""
        if isinstance(analysis, StageError):
            raise analysis
        stages = self._redact(document, analysis, (), timings)
        warning = verify.warning_line(analysis, policy=self.policy)
        first = self._first_checks(stages)
        if _stops(first, *_STOPPING):
            checks = (*first, *verify.not_run(verify.DRAFT_CHECKS, why="the writer was not asked"))
            return self._finished(stages, None, checks, warning, timings)
        with stage(document, "write", timings):
            judge = self._judge(stages)
            drafting = make(stages, judge)
        texts: tuple[str, ...] = ()
        if drafting.request is not None:
            answer, share = yield drafting.request
            timings["write"] += share
            if isinstance(answer, WriterError):
                raise StageError(document.id, "write", "writer", str(answer))
            texts = answer
        with stage(document, "write", timings):
            draft = drafting.of(texts)
        with stage(document, "verify", timings):
            checks = verify.draft_checks(
                draft,
                judge=judge,
                style=self.settings.style,
                policy=self.policy,
                content_warning=warning,
            )
            draft = verify.weighed(draft, judge=judge)
        report = self._finished(stages, draft, (*first, *checks), warning, timings)
        if report.summary is not None:
            self._remember(stages)
        return report

    def _judge(self, stages: Stages) -> verify.Judge:
        """What checks sentences against one document."""
        document, analysis = stages.document, stages.analysis
        return verify.judge_of(
            document,
            analysis,
            stages.safe,
            policy=self.policy,
            offenders=detect.full_names(document, analysis, roles={"offender", "accused"}),
            parse=self.parser.many,
            find=partial(self._find_all, codes=analysis.codes),
            support=verify.support_by(lambda: self.entailment),
            reads=lambda texts: self.acceptability(texts),
            budget=verify.Budget(self.settings.verify_s),
        )

    def _written(self, stages: Stages, judge: verify.Judge) -> _Draft:
        """The draft that the writer and the source's own sentences make together."""
        style = self.settings.style
        request = write.request_of(
            stages.safe,
            style=style,
            policy=self.policy,
            writer=self.writer,
            candidates=self.settings.candidates,
            seed=self.settings.seed,
        )
        draft = partial(
            write.write,
            stages.safe,
            style=style,
            judge=judge,
            guard=request.guard if request else Guard(),
            headline_passes=judge.headline_passes,
            trees=[sentence.tree for sentence in judge.source.sentences],
            names=detect.full_names(stages.document, stages.analysis, roles=_WITH_PRONOUNS),
            accused=detect.full_names(stages.document, stages.analysis, roles={"accused"}),
            known_writer=bool(self.writer.adapter_sha256),
        )
        return _Draft(request, draft)

    def _verified(self, source: Source, summary: Source) -> Verified:
        timings: dict[str, int] = {}
        of: Document | None = None
        sentences: tuple[VerifiedSentence, ...] = ()
        try:
            with clock("read", timings):
                of = source.read()
                said = summary.read()
            stages = self._stages(of, (), timings)
            checks = self._first_checks(stages)
            if _stops(checks, *_STOPPING):
                checks += verify.not_run(verify.SUMMARY_CHECKS, why="nothing was compared")
            else:
                with stage(of, "verify", timings):
                    sentences, asked = held_against(
                        said, safe=stages.safe, judge=self._judge(stages), policy=self.policy
                    )
                checks += asked
        except DocumentError as error:
            checks = (_failure(error),)
        return Verified(
            document_id=of.id if of else "",
            source=source.name,
            summary=summary.name,
            language=of.language if of else "und",
            provenance=self._provenance(None, timings),
            sentences=sentences,
            checks=checks,
        )

    def _detect_all(
        self, documents: Sequence[Document], timings: Sequence[dict[str, int]]
    ) -> list[Analysis | StageError]:
        """What is found in each document; where it breaks, why."""
        start = time.perf_counter()
        try:
            found: list[Analysis | StageError] = [*self.analyses(documents)]
        except SummarizerError:
            raise
        except Exception:
            # Alone, so that only the document that broke it fails.
            return [
                self._detect(document, own)
                for document, own in zip(documents, timings, strict=True)
            ]
        for own in timings:
            own["detect"] = round((time.perf_counter() - start) * 1000 / len(documents))
        return found

    def _detect(self, document: Document, timings: dict[str, int]) -> Analysis | StageError:
        try:
            with stage(document, "detect", timings):
                return self.analyses([document])[0]
        except StageError as error:
            return error

    def _find(self, text: str, *, codes: frozenset[str]) -> Sequence[Finding]:
        """The detectors on a text that is not a document: a sentence, a headline, a warning."""
        if not text.strip():
            return ()
        return detect.find_in_text(text, policy=self.policy, codes=codes, heads=self.heads)

    def _find_all(
        self, texts: Sequence[str], *, codes: frozenset[str]
    ) -> list[tuple[Finding, ...]]:
        return detect.find_in_texts(texts, policy=self.policy, codes=codes, heads=self.heads)

    def _finished(
        self,
        stages: Stages,
        draft: Draft | None,
        checks: tuple[Check, ...],
        warning: str,
        timings: dict[str, int],
    ) -> Report:
        document, analysis, safe = stages.document, stages.analysis, stages.safe
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
            summary_levels=verify.summary_levels(
                summary, analysis.warnings, find=partial(self._find, codes=analysis.codes)
            ),
            redactions=safe.redactions,
            persons=analysis.persons,
            checks=checks,
            support=support_lines(self.policy, analysis.codes),
            provenance=self._provenance(draft, timings),
        )

    def _provenance(self, draft: Draft | None, timings: Mapping[str, int]) -> Provenance:
        verifier = self._entailment or models.shipped_entailment()
        bare = Provenance(
            version=VERSION,
            detector=self._heads.name if self._heads else "",
            detector_sha256=self._heads.sha256 if self._heads else "",
            verifier=verifier.name,
            verifier_sha256=verifier.sha256,
            policy=self.policy.name,
            policy_sha256=self.policy.sha256,
            seed=self.settings.seed,
            timings_ms=tuple(timings.items()),
        )
        if draft is None or draft.origin == "edited" or self._writer is None:
            return bare
        return self._by_writer(bare, self._writer)

    def _by_writer(self, provenance: Provenance, writer: Writer) -> Provenance:
        template = write.load_template(str(self.settings.style))
        return replace(
            provenance,
            model=writer.name,
            model_sha256=writer.sha256,
            adapter_sha256=writer.adapter_sha256,
            prompt=f"{template.name}@{template.version}",
            prompt_sha256=template.sha256,
        )


def _failure(error: DocumentError) -> Check:
    """What a document that could not be handled has in place of all checks."""
    name = "read" if error.stage == "read" else "stage"
    return Check(name, False, None, f"{error.stage}: {error.kind}: {error.reason}")


def _stops(checks: Sequence[Check], *names: str) -> bool:
    return any(check.name in names and not check.passed for check in checks)


def _edited(
    stages: Stages, judge: verify.Judge, *, headline: str, sentences: Sequence[str]
) -> _Draft:
    """The draft that a person wrote."""
    return _Draft(None, lambda _: write.edited(headline, sentences, safe=stages.safe, judge=judge))
